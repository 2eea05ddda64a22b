//! What rows of a list of messages or frames have in common.

use egui::{Align2, Color32, FontId, Pos2, Rangef, Rect, Stroke, Ui, Vec2};
use message_log::Direction;
use virtual_list::VisibleRow;

use crate::kit::icon::{ICON_SIZE, Icon};
use crate::kit::theme::Palette;

/// Space between the edge of a column and what is in it, in points.
pub const PADDING: Vec2 = Vec2::new(8.0, 0.0);

/// The smallest part of its size to which the type of a cell shrinks.
const LEAST_TYPE: f32 = 0.6;

/// Paints the ground of a row: whether it is selected, led to by keys, or under the pointer.
pub fn paint_ground(ui: &Ui, row: &VisibleRow, palette: &Palette) {
    if row.is_lead && !row.selected {
        // Keys with Ctrl lead here without selecting it.
        let edge = Stroke::new(1.0, palette.field_border);
        let inside = egui::StrokeKind::Inside;
        ui.painter().rect_stroke(row.rect, 0.0, edge, inside);
    }
    let fill = if row.selected {
        palette.selection
    } else if row.hovered {
        palette.hover
    } else {
        return;
    };
    ui.painter().rect_filled(row.rect, 0.0, fill);
}

/// At which edge of its cell a text stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// At the left edge.
    Left,
    /// At the right edge: numbers.
    Right,
}

/// Paints a text into its cell, smaller where it would not fit: half a number would be another one.
pub fn paint_cell(
    ui: &Ui,
    row: Rect,
    place: Rangef,
    side: Side,
    (text, mut font): (String, FontId),
    colour: Color32,
) {
    let cell = Rect::from_x_y_ranges(place, row.y_range());
    let glyph = ui.ctx().fonts_mut(|fonts| fonts.glyph_width(&font, '0'));
    let width = glyph * text.chars().count() as f32;
    let room = cell.width() - PADDING.x;
    font.size *= (room / width.max(1.0)).clamp(LEAST_TYPE, 1.0);
    let (align, at) = match side {
        Side::Left => (Align2::LEFT_CENTER, cell.left_center() + PADDING),
        Side::Right => (Align2::RIGHT_CENTER, cell.right_center() - PADDING),
    };
    let painter = ui.painter().with_clip_rect(cell.intersect(ui.clip_rect()));
    painter.text(at, align, text, font, colour);
}

/// Paints which way something went. Nothing for what went neither.
pub fn paint_arrow(ui: &Ui, middle: Pos2, direction: Direction, type_size: f32) {
    let palette = Palette::of(ui);
    let (icon, colour) = match direction {
        Direction::Sent => (Icon::Sent, palette.sent),
        Direction::Received => (Icon::Received, palette.received),
        Direction::Local => return,
    };
    let font = FontId::proportional(ICON_SIZE.max(type_size));
    ui.painter()
        .text(middle, Align2::CENTER_CENTER, icon.glyph(), font, colour);
}
