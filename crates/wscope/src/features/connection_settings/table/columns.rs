//! The columns of a table, and the buttons at the end of a line.

use egui::Rect;

/// Width of the column with the switches, in points.
const SWITCH: f32 = 30.0;
/// Width of a button at the end of a line.
const BUTTON: f32 = 26.0;
/// How much of the rest is for the name.
const NAME_SHARE: f32 = 0.43;

/// Where the parts of a line are.
pub(super) struct Columns {
    pub(super) switch: Rect,
    pub(super) name: Rect,
    pub(super) value: Rect,
    row: Rect,
}

impl Columns {
    /// With so many buttons at the end.
    pub(super) fn of(row: Rect, buttons: usize) -> Self {
        let name = row.left() + SWITCH;
        let rest = row.width() - SWITCH - BUTTON;
        let value = name + (rest * NAME_SHARE).round();
        let end = row.right() - BUTTON * buttons as f32;
        let between = |left: f32, right: f32| Rect::from_x_y_ranges(left..=right, row.y_range());
        Self {
            switch: between(row.left(), name),
            name: between(name, value),
            value: between(value, end),
            row,
        }
    }

    /// The place of a button, counted from the end.
    pub(super) fn button(&self, number: usize) -> Rect {
        let right = self.row.right() - BUTTON * number as f32;
        Rect::from_x_y_ranges(right - BUTTON..=right, self.row.y_range())
    }
}
