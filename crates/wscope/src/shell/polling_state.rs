//! The comparison of polling and WebSocket, and what the window knows of it.

use egui::Rect;

use crate::features::polling::PollingComparison;
use crate::shell::start_options::StartOptions;

/// The comparison, and what the window knows of it.
pub(super) struct PollingState {
    pub(super) comparison: PollingComparison,
    /// Where its results are, in points.
    pub(super) area: Rect,
}

impl PollingState {
    /// About this program's own server if it has one, else about the one that it connects to.
    pub(super) fn new(options: &StartOptions) -> Self {
        let server = options.built_in_server.as_ref().or(options.link.as_ref());
        Self {
            comparison: PollingComparison::new(server.unwrap_or(&options.address)),
            area: Rect::NOTHING,
        }
    }
}
