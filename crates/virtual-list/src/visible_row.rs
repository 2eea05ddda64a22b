//! One row, as the caller gets it to paint.

use egui::Rect;

/// A row that is visible, at least in part, and waits to be painted.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct VisibleRow {
    /// Which row.
    pub id: u64,
    /// Its place among all rows.
    pub index: u64,
    /// Where to paint it: on whole pixels. May reach past the edge of the list; what is painted
    /// there is clipped.
    pub rect: Rect,
    /// Whether it is selected.
    pub selected: bool,
    /// Whether the keys act on it: of several rows that are selected, the one that was selected last.
    pub is_lead: bool,
    /// Whether the pointer is over it.
    pub hovered: bool,
    /// Whether the accessible label will be used. If not, there is no need to make one: return an
    /// empty string.
    pub wants_label: bool,
}
