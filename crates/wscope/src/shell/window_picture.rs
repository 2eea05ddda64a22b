//! A picture of a part of the window.

use std::sync::Arc;

use egui::{ColorImage, Rect};

use crate::kit::task::Task;

/// A picture that was asked for, to be saved.
pub(super) struct WindowPicture {
    /// The whole window.
    pub(super) window: Task<Arc<ColorImage>>,
    /// The part that is saved, in points.
    pub(super) part: Rect,
    /// The name of its file.
    pub(super) name: &'static str,
}
