//! What is under way with the diagram of a connection.

use egui::Rect;

use crate::features::messages::Drawn;
use crate::kit::task::Task;

/// What is under way with the diagram.
pub(super) struct FlowState {
    /// Where the names of both sides are, in points.
    pub(super) header: Rect,
    /// Where the rows are that are seen whole, without the bar that scrolls them.
    pub(super) rows: Rect,
    /// The one that is drawn to be saved.
    pub(super) drawing: Option<Task<Drawn>>,
}

impl Default for FlowState {
    fn default() -> Self {
        Self {
            header: Rect::NOTHING,
            rows: Rect::NOTHING,
            drawing: None,
        }
    }
}
