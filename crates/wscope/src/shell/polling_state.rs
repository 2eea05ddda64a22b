//! The comparison of polling and WebSocket, and what the window knows of it.

use std::sync::Arc;

use egui::{ColorImage, Rect};

use crate::features::polling::PollingComparison;
use crate::kit::task::Task;
use crate::shell::start_options::StartOptions;

/// The comparison, and what the window knows of it.
pub(super) struct PollingState {
    pub(super) comparison: PollingComparison,
    /// Where its results are, in points.
    pub(super) area: Rect,
    /// The window as it was when a picture of the results was asked for.
    pub(super) picture: Option<Task<Arc<ColorImage>>>,
}

impl PollingState {
    /// About this program's own server if it has one, else about the one that it connects to.
    pub(super) fn new(options: &StartOptions) -> Self {
        let server = options.built_in_server.as_ref().or(options.link.as_ref());
        Self {
            comparison: PollingComparison::new(server.unwrap_or(&options.address)),
            area: Rect::NOTHING,
            picture: None,
        }
    }
}
