//! A file on its way to be sent: chosen in a dialog or dropped onto the window, and read elsewhere than in a frame.

mod attachment;
#[cfg_attr(target_arch = "wasm32", path = "attach/web.rs")]
#[cfg_attr(not(target_arch = "wasm32"), path = "attach/native.rs")]
mod platform;

use std::task::Poll;

use crate::kit::file_dialog::ChosenFile;
use crate::kit::task::Task;

use attachment::Outcome;
pub use attachment::{AttachError, Attachment, Source, largest};

/// A file that is being chosen or read.
#[derive(Debug)]
pub struct Attaching(Task<Outcome>);

impl Attaching {
    /// Lets the person choose a file with the system's dialog.
    pub fn browse(context: &egui::Context) -> Self {
        Self(platform::browse(context))
    }

    /// Reads a file that was chosen already: the system's path of it, or what the browser has handed over.
    pub fn file(file: ChosenFile, context: &egui::Context) -> Self {
        Self(platform::read_file(file, context))
    }

    /// Reads a file that was dropped onto the window.
    pub fn dropped(file: egui::DroppedFileHandle, context: &egui::Context) -> Self {
        Self(platform::read(file, context))
    }

    /// What came of it, once; nothing if no file was chosen.
    pub fn poll(&self) -> Poll<Option<Result<Attachment, AttachError>>> {
        // A dialog may go away without a word.
        self.0.poll().map(Option::flatten)
    }
}
