//! A part of the window in a place that is known beforehand, and the line between two parts that can be dragged.

use egui::style::ScrollAnimation;
use egui::{
    Color32, CursorIcon, Direction, Id, Layout, Margin, Rect, RichText, Sense, Stroke, Ui,
    UiBuilder,
};

use crate::kit::theme::Palette;

/// How far beside a line it can still be taken hold of, in points.
const GRIP: f32 = 4.0;

/// Shows a part in its place, on its ground. The ids in it depend on `salt` alone, and nothing of it is painted outside.
pub fn part<R>(
    ui: &mut Ui,
    salt: &str,
    place: Rect,
    fill: Color32,
    margin: Margin,
    add: impl FnOnce(&mut Ui) -> R,
) -> R {
    ui.painter().rect_filled(place, 0.0, fill);
    let id = ui.make_persistent_id(salt);
    let inner = place - margin;
    let mut child = ui.new_child(UiBuilder::new().scope_id(id).max_rect(inner));
    child.shrink_clip_rect(place);
    add(&mut child)
}

/// What stands where there is nothing to draw: axes alone would look like a result.
pub fn nothing(ui: &mut Ui, height: f32, text: &str) {
    let size = egui::vec2(ui.available_width(), height);
    let (place, _) = ui.allocate_exact_size(size, Sense::hover());
    let id = ui.make_persistent_id("nothing");
    let layout = Layout::centered_and_justified(Direction::TopDown);
    let builder = UiBuilder::new().scope_id(id).max_rect(place);
    let muted = RichText::new(text).color(Palette::of(ui).muted);
    ui.new_child(builder.layout(layout)).label(muted);
}

/// At the end of what can be scrolled: brings what Tab has led to into view, where it is out of sight.
pub fn follow_focus(ui: &Ui) {
    let Some(focused) = ui.memory(egui::Memory::focused) else {
        return;
    };
    let content = ui.min_rect();
    let seen = ui.make_persistent_id("focus");
    let is_new = ui.data_mut(|data| {
        let last = data.get_temp_mut_or(seen, None);
        last.replace(focused) != Some(focused)
    });
    if !is_new {
        return;
    }
    let found = ui.ctx().viewport(|viewport| {
        let widget = viewport.this_pass.widgets.get(focused)?;
        // What is elsewhere may have a place under which this is scrolled, but it is in sight there.
        let is_cut = widget.interact_rect != widget.rect;
        let is_here = widget.layer_id == ui.layer_id() && content.contains_rect(widget.rect);
        (is_cut && is_here).then_some(widget.rect)
    });
    if let Some(place) = found {
        ui.scroll_to_rect_animation(place, None, ScrollAnimation::none());
    }
}

/// The edge of a part along which it can be made larger or smaller.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Edge {
    /// Its left side.
    Left,
    /// Its upper side.
    Top,
}

/// Shows the edge of a part as a line. Says how far it was dragged, in points: left or up is more.
pub fn edge(ui: &Ui, salt: &str, part: Rect, edge: Edge) -> f32 {
    let (line, cursor) = match edge {
        Edge::Left => (part.with_max_x(part.left()), CursorIcon::ResizeHorizontal),
        Edge::Top => (part.with_max_y(part.top()), CursorIcon::ResizeVertical),
    };
    let id: Id = ui.make_persistent_id(salt);
    let response = ui.interact(line.expand(GRIP), id, Sense::DRAG);
    if response.hovered() || response.dragged() {
        ui.ctx().set_cursor_icon(cursor);
    }
    let palette = Palette::of(ui);
    let colour = if response.dragged() {
        palette.accent
    } else if response.hovered() {
        palette.field_border
    } else {
        palette.line
    };
    ui.painter()
        .rect_filled(line.expand2(width(edge)), 0.0, colour);
    let moved = response.drag_delta();
    match edge {
        Edge::Left => -moved.x,
        Edge::Top => -moved.y,
    }
}

/// Half the width of the line, which lies on the edge.
fn width(edge: Edge) -> egui::Vec2 {
    match edge {
        Edge::Left => egui::vec2(0.5, 0.0),
        Edge::Top => egui::vec2(0.0, 0.5),
    }
}

/// A line at the upper side of a part.
pub fn line_above(ui: &Ui, part: Rect) {
    let line = Stroke::new(1.0, Palette::of(ui).line);
    ui.painter().hline(part.x_range(), part.top() + 0.5, line);
}

/// A line at the lower side of a part.
pub fn line_below(ui: &Ui, part: Rect) {
    let line = Stroke::new(1.0, Palette::of(ui).line);
    ui.painter()
        .hline(part.x_range(), part.bottom() - 0.5, line);
}

/// A line at the right side of a part.
pub fn line_right(ui: &Ui, part: Rect) {
    let line = Stroke::new(1.0, Palette::of(ui).line);
    ui.painter().vline(part.right() - 0.5, part.y_range(), line);
}
