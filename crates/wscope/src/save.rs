//! Saves a message to a file, on a thread of its own: a disk may be slow, and a dialog waits for a person.

use std::ops::Deref;
use std::path::PathBuf;
use std::sync::mpsc::{Receiver, TryRecvError, sync_channel};

#[cfg_attr(target_arch = "wasm32", path = "save/web.rs")]
#[cfg_attr(not(target_arch = "wasm32"), path = "save/native.rs")]
mod platform;

pub use platform::{browse, default_path, write};

/// What is to be saved: a message needs no copy.
pub type Content = Box<dyn Deref<Target = [u8]> + Send>;

/// What became of it.
#[derive(Debug)]
pub enum Outcome {
    /// The person chose this file in the system's dialog, which has asked whether it may be replaced.
    Chosen(PathBuf),
    /// The person chose none, or the system has no dialog to offer.
    NoneChosen,
    /// The file is written.
    Saved(PathBuf),
    /// There is a file by this name, and it was not to be replaced.
    Exists,
    /// The file is not written; nothing was changed.
    /// Why is told in the system's words.
    Failed(String),
}

/// Something that goes on while the window lives on.
#[derive(Debug)]
pub struct Saving(Receiver<Outcome>);

impl Saving {
    /// Does the work elsewhere, and wakes the window when it is done.
    fn start(context: &egui::Context, spawn: impl FnOnce(Box<dyn FnOnce(Outcome) + Send>)) -> Self {
        let (sender, receiver) = sync_channel(1);
        let context = context.clone();
        spawn(Box::new(move |outcome| {
            // Whoever waited may have closed the window.
            sender.send(outcome).ok();
            context.request_repaint();
        }));
        Self(receiver)
    }

    /// What became of it, once.
    pub fn outcome(&self) -> Option<Outcome> {
        match self.0.try_recv() {
            Ok(outcome) => Some(outcome),
            Err(TryRecvError::Empty) => None,
            // The system had no thread left to do it.
            Err(TryRecvError::Disconnected) => Some(Outcome::NoneChosen),
        }
    }
}
