//! The widget: takes the input of a frame, then has the visible rows painted.

use std::ops::Range;

use egui::{AsIdSalt, CornerRadius, IdSalt, Rect, Response, Sense, StrokeKind, Ui, UiBuilder};

use crate::{
    ListResponse, ListState, Rows, VisibleRow,
    accessibility::{self, Kind},
    keyboard,
    layout::Layout,
    pointer,
    scroll_bar::ScrollBar,
    touch,
    view::View,
};

/// A list of any number of rows, all one line high, that fills the room it is given.
///
/// The list scrolls with wheel, finger, keys and scroll bar. It is one Tab stop; with the focus,
/// the up and down arrows, Page Up, Page Down, Home and End move the selection, and Escape clears
/// it. With Shift, keys and clicks extend it; with Ctrl (or Cmd) a click adds a row or takes it out,
/// keys move without a change, Space adds, and A selects all. Scrolled to its end, it follows the
/// tail.
///
/// **Selecting moves nothing:** a click on a row leaves the list where it is to the pixel, and
/// following as it was. Following stops by scrolling away alone, which a key does when it selects a
/// row that is not wholly visible; it resumes at the bottom.
#[must_use = "a list that is not shown does nothing"]
pub struct VirtualList {
    id_salt: IdSalt,
    row_height: f32,
    accessible_name: String,
    kind: Kind,
}

impl VirtualList {
    /// A list whose rows are `row_height` points high. `id_salt` tells it from others within the
    /// same [`Ui`].
    pub fn new(id_salt: impl AsIdSalt, row_height: f32) -> Self {
        Self {
            id_salt: IdSalt::new(id_salt),
            row_height,
            accessible_name: String::new(),
            kind: Kind::ListBox,
        }
    }

    /// Tells a screen reader that the rows are those of a table.
    pub fn as_table(mut self) -> Self {
        self.kind = Kind::Table;
        self
    }

    /// What a screen reader calls the list.
    pub fn accessible_name(mut self, name: impl Into<String>) -> Self {
        self.accessible_name = name.into();
        self
    }

    /// Shows the list. `paint_row` paints each visible row into [`VisibleRow::rect`] and returns
    /// its accessible label; the painter of its [`Ui`] is clipped to the row.
    pub fn show(
        self,
        ui: &mut Ui,
        state: &mut ListState,
        rows: &dyn Rows,
        paint_row: impl FnMut(&Ui, VisibleRow) -> String,
    ) -> ListResponse {
        let layout = Layout::allocate(ui, self.row_height, rows.len());
        let view = View::new(rows, layout.viewport);
        let id = ui.make_persistent_id(self.id_salt);
        let (selected_before, before) = (state.selected(), state.selection.clone());

        state.stand_still(&view, ui.ctx().content_rect().height());
        state.apply_reveal(&view);
        state.page(accessibility::take_pages(ui, id), &view);
        let response = ui.interact(layout.rows, id, Sense::click_and_drag());
        if std::mem::take(&mut state.wants_focus) {
            response.request_focus();
        }
        let bar = layout
            .bar
            .map(|rect| ScrollBar::interact(ui, id.with("scroll_bar"), rect, state, &view));
        pointer::scroll_by_wheel(ui, layout.outer, state, &view);
        touch::scroll_by_touch(ui, &response, state, &view);
        let clicks = pointer::click(&response, &layout, state, &view);
        let entered = keyboard::entered_row(ui, &response, state, &view);
        keyboard::act(ui, &response, state, &view);
        state.settle(&view);

        let wants_label =
            accessibility::describe_list(ui, id, self.kind, &self.accessible_name, view.len);
        let listener = wants_label.then_some(self.kind);
        let visible = paint_rows(ui, &response, &layout, state, &view, listener, paint_row);
        if let Some(bar) = bar {
            bar.paint(ui, state, &view);
        }
        paint_focus(ui, &response, layout.outer);
        ListResponse {
            response,
            visible,
            clicked: clicks.primary,
            activated: clicks.double.or(entered),
            secondary_clicked: clicks.secondary,
            selection_changed: state.selected() != selected_before || state.selection != before,
        }
    }
}

/// Paints what is visible, and describes it to `listener`, if somebody listens. Returns the indices of those rows.
fn paint_rows(
    ui: &mut Ui,
    list: &Response,
    layout: &Layout,
    state: &ListState,
    view: &View<'_>,
    listener: Option<Kind>,
    mut paint_row: impl FnMut(&Ui, VisibleRow) -> String,
) -> Range<u64> {
    let clip = ui.clip_rect().intersect(layout.rows);
    let mut body = ui.new_child(
        UiBuilder::new()
            .scope_id(list.id.with("rows"))
            .max_rect(layout.rows)
            .accessibility_parent(list.id),
    );
    let pointer = list.hover_pos().filter(|pos| clip.contains(*pos));
    let top = state.position.resolve(view);
    let visible = view.viewport.visible(top, view.len);
    for index in visible.clone() {
        let Some(id) = view.id_at(index) else {
            break;
        };
        let rect = layout.row_rect(top, index);
        let hovered = pointer.is_some_and(|pos| (rect.top()..rect.bottom()).contains(&pos.y));
        let row = VisibleRow {
            id,
            index,
            rect,
            selected: state.selection.contains(id),
            is_lead: state.lead == Some(id),
            hovered,
            wants_label: listener.is_some(),
        };
        body.set_clip_rect(clip.intersect(rect));
        let label = paint_row(&body, row);
        if let Some(kind) = listener {
            accessibility::describe_row(&body, list.id, kind, &row, label);
        }
    }
    visible
}

/// Shows where the keyboard acts.
fn paint_focus(ui: &Ui, response: &Response, rect: Rect) {
    if response.has_focus() {
        let stroke = ui.visuals().selection.stroke;
        ui.painter()
            .rect_stroke(rect, CornerRadius::ZERO, stroke, StrokeKind::Inside);
    }
}
