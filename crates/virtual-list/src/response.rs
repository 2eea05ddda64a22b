//! What showing a list tells the caller.

use std::ops::Range;

use egui::Response;

/// What a frame of the list has shown, and what the person did to it.
#[derive(Clone, Debug)]
pub struct ListResponse {
    /// The list as a widget: for focus, context menus and tooltips. Without the scroll bar.
    pub response: Response,
    /// The indices of the rows that are visible, at least in part.
    pub visible: Range<u64>,
    /// The row that was clicked, by pointer or by assistive technology. It is selected now.
    pub clicked: Option<u64>,
    /// The row that was double-clicked, or on which Enter was pressed.
    pub activated: Option<u64>,
    /// The row that was clicked with the secondary button, or pressed long on a touch screen. It is
    /// selected now; those that were selected with it stay so.
    pub secondary_clicked: Option<u64>,
    /// Whether the person selected other rows, or none.
    pub selection_changed: bool,
}
