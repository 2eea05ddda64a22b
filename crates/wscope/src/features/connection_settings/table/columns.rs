//! The columns of a table, and the buttons at the end of a line.

use egui::{Rect, Ui};

use crate::kit::theme::sizes;

/// Width of the column with the switches, in points.
const SWITCH: f32 = 30.0;
/// Width of a button at the end of a line.
const BUTTON: f32 = 26.0;
/// Space beside it, left and right together.
pub(super) const EDGES: f32 = 2.0;
/// How much of the rest is for the name.
const NAME_SHARE: f32 = 0.43;

/// Where the parts of a line are.
pub(super) struct Columns {
    pub(super) switch: Rect,
    pub(super) name: Rect,
    pub(super) value: Rect,
    row: Rect,
    /// Width of a button.
    button: f32,
}

impl Columns {
    /// With so many buttons at the end.
    pub(super) fn of(ui: &Ui, row: Rect, buttons: usize) -> Self {
        let target = sizes::target(ui);
        let (switch, button) = (SWITCH.max(target), BUTTON.max(target + EDGES));
        let name = row.left() + switch;
        let rest = row.width() - switch - button;
        let value = name + (rest * NAME_SHARE).round();
        let end = row.right() - button * buttons as f32;
        let between = |left: f32, right: f32| Rect::from_x_y_ranges(left..=right, row.y_range());
        Self {
            switch: between(row.left(), name),
            name: between(name, value),
            value: between(value, end),
            row,
            button,
        }
    }

    /// The place of a button, counted from the end.
    pub(super) fn button(&self, number: usize) -> Rect {
        let right = self.row.right() - self.button * number as f32;
        Rect::from_x_y_ranges(right - self.button..=right, self.row.y_range())
    }
}
