//! What is under way with the diagram of a connection.

use egui::Rect;

use crate::features::messages::Drawn;
use crate::kit::task::Task;

/// What is under way with the diagram.
pub(super) struct FlowState {
    /// Where it is, in points.
    pub(super) area: Rect,
    /// The one that is drawn to be saved.
    pub(super) drawing: Option<Task<Drawn>>,
}

impl Default for FlowState {
    fn default() -> Self {
        Self {
            area: Rect::NOTHING,
            drawing: None,
        }
    }
}
