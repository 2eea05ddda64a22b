//! Where the parts of a list go.

use egui::{Rect, Ui, Vec2, emath::GuiRounding as _, pos2};

use crate::viewport::{Top, Viewport};

/// Where the parts of a list are on the screen. All of it lies on whole pixels.
pub(crate) struct Layout {
    /// Everything.
    pub(crate) outer: Rect,
    /// The window on the rows.
    pub(crate) rows: Rect,
    /// The scroll bar; none if all rows are visible.
    pub(crate) bar: Option<Rect>,
    pub(crate) viewport: Viewport,
    pixels_per_point: f32,
}

impl Layout {
    /// Takes all the room that `ui` has left.
    pub(crate) fn allocate(ui: &mut Ui, row_height: f32, len: u64) -> Self {
        let pixels_per_point = ui.pixels_per_point();
        let outer = available(ui).round_to_pixels(pixels_per_point);
        ui.advance_cursor_after_rect(outer);

        let viewport = Viewport::new(outer.height(), row_height);
        let scroll = ui.spacing().scroll;
        let left_of = |x: f32, width: f32| {
            (x - width)
                .max(outer.left())
                .round_to_pixels(pixels_per_point)
        };
        let bar_left = left_of(outer.right(), scroll.bar_width);
        let rows_right = left_of(bar_left, scroll.bar_inner_margin);
        let bar = (!viewport.fits(len)).then(|| outer.with_min_x(bar_left));
        let rows = if bar.is_some() {
            outer.with_max_x(rows_right)
        } else {
            outer
        };
        Self {
            outer,
            rows,
            bar,
            viewport,
            pixels_per_point,
        }
    }

    /// Where to paint the row at `index`. Its edges are on whole pixels, so that text is crisp and
    /// neighbours neither overlap nor leave a gap; its distance from the top edge depends on `top`
    /// alone.
    pub(crate) fn row_rect(&self, top: Top, index: u64) -> Rect {
        let edge = |rows: u64| {
            let points = rows as f64 * self.viewport.row_height() - top.offset;
            self.rows.top() + (points as f32).round_to_pixels(self.pixels_per_point)
        };
        let rows = index.saturating_sub(top.index);
        Rect::from_min_max(
            pos2(self.rows.left(), edge(rows)),
            pos2(self.rows.right(), edge(rows + 1)),
        )
    }
}

/// The room that `ui` has left, made finite: inside something endless a list is as large as the
/// screen.
fn available(ui: &Ui) -> Rect {
    let available = ui.available_rect_before_wrap();
    let screen = ui.content_rect();
    let finite = |length: f32, fallback: f32| {
        [length, fallback]
            .into_iter()
            .find(|length| length.is_finite())
            .unwrap_or_default()
            .max(0.0)
    };
    let min = if available.min.is_finite() {
        available.min
    } else {
        screen.min
    };
    let size = Vec2::new(
        finite(available.width(), screen.width()),
        finite(available.height(), screen.height()),
    );
    Rect::from_min_size(min, size)
}
