//! A picture of parts of the window.

use std::sync::Arc;

use egui::{ColorImage, Rect};

use crate::kit::task::Task;

/// A picture that was asked for, to be saved.
pub(super) struct WindowPicture {
    /// The whole window.
    pub(super) window: Task<Arc<ColorImage>>,
    /// The parts that are saved, in points.
    pub(super) parts: Vec<Rect>,
    /// The name of its file.
    pub(super) name: &'static str,
}
