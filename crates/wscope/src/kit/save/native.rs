//! Files and the system's dialog.

use std::io;
use std::path::{Path, PathBuf};

use rfd::AsyncFileDialog;
use session::atomic_file::{Access, AtomicFile, Existing};
use web_time::Instant;

use super::outcome::{Content, Fill, Outcome};
use crate::kit::file_dialog::was_shown;
use crate::kit::task::Task;

/// Where a file by this name is offered to be saved: the person's downloads.
pub fn default_path(name: &str) -> PathBuf {
    let home = std::env::home_dir().unwrap_or_default();
    let downloads = home.join("Downloads");
    if downloads.is_dir() { downloads } else { home }.join(name)
}

/// Lets the person choose a file with the system's dialog.
pub fn browse(path: &Path, context: &egui::Context) -> Task<Outcome> {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let mut dialog = AsyncFileDialog::new().set_file_name(name);
    if let Some(folder) = path.parent().filter(|folder| folder.is_dir()) {
        dialog = dialog.set_directory(folder);
    }
    // Some systems want it to be opened by the window's own thread.
    let start = Instant::now();
    let chosen = dialog.save_file();
    Task::spawn("wscope-browse", context, async move {
        match chosen.await {
            Some(file) => Outcome::Chosen(file.path().to_owned()),
            None if was_shown(start.elapsed()) => Outcome::NoneChosen,
            None => Outcome::NoDialog,
        }
    })
}

/// Writes a file. One that is there is replaced only if it may be, and only by a whole one.
pub fn write(
    path: PathBuf,
    content: Content,
    replaces: bool,
    context: &egui::Context,
) -> Task<Outcome> {
    let fill: Fill = Box::new(move |out| out.write_all(&content));
    self::fill(path, fill, replaces, context)
}

fn write_with(path: &Path, existing: Existing, fill: Fill) -> io::Result<()> {
    let mut out = io::BufWriter::new(AtomicFile::create(path, Access::AsBefore, existing)?);
    fill(&mut out)?;
    out.into_inner()
        .map_err(io::IntoInnerError::into_error)?
        .place()
}

/// The same, of what is written piece by piece.
pub fn fill(path: PathBuf, fill: Fill, replaces: bool, context: &egui::Context) -> Task<Outcome> {
    Task::spawn("wscope-save", context, async move {
        let existing = if replaces {
            Existing::Replace
        } else {
            Existing::Keep
        };
        match write_with(&path, existing, fill) {
            Ok(()) => Outcome::Saved(path),
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Outcome::Exists,
            // Nobody wants it any more: writing itself goes on after an interruption of the system.
            Err(error) if error.kind() == io::ErrorKind::Interrupted => Outcome::NoneChosen,
            Err(error) => Outcome::Failed(error.to_string()),
        }
    })
}
