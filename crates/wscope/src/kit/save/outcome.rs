//! What is saved, and what became of it.

use std::io;
use std::ops::Deref;
use std::path::PathBuf;

/// What is to be saved: a message needs no copy.
pub type Content = Box<dyn Deref<Target = [u8]> + Send>;

/// Writes what is to be saved piece by piece, where it is too much to be held in memory.
pub type Fill = Box<dyn FnOnce(&mut dyn io::Write) -> io::Result<()> + Send>;

/// What became of it.
#[derive(Debug)]
pub enum Outcome {
    /// The person chose this file in the system's dialog, which has asked whether it may be replaced.
    Chosen(PathBuf),
    /// The person chose none.
    NoneChosen,
    /// The system has no dialog to offer.
    NoDialog,
    /// The file is written.
    Saved(PathBuf),
    /// There is a file by this name, and it was not to be replaced.
    Exists,
    /// The file is not written; nothing was changed.
    /// Why is told in the system's words.
    Failed(String),
}
