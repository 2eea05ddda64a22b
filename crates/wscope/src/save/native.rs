//! Files and the system's dialog.

use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use rfd::AsyncFileDialog;
use tempfile::{Builder, NamedTempFile};

use super::{Content, Outcome, Saving};

/// Where a file by this name is offered to be saved: the person's downloads.
pub fn default_path(name: &str) -> PathBuf {
    let home = std::env::home_dir().unwrap_or_default();
    let downloads = home.join("Downloads");
    if downloads.is_dir() { downloads } else { home }.join(name)
}

/// Lets the person choose a file with the system's dialog.
pub fn browse(path: &Path, context: &egui::Context) -> Saving {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let mut dialog = AsyncFileDialog::new().set_file_name(name);
    if let Some(folder) = path.parent().filter(|folder| folder.is_dir()) {
        dialog = dialog.set_directory(folder);
    }
    // Some systems want it to be opened by the window's own thread.
    let chosen = dialog.save_file();
    start("wscope-browse", context, || {
        match pollster::block_on(chosen) {
            Some(file) => Outcome::Chosen(file.path().to_owned()),
            None => Outcome::NoneChosen,
        }
    })
}

/// Writes a file. One that is there is replaced only if it may be, and only by a whole one.
pub fn write(path: PathBuf, content: Content, replaces: bool, context: &egui::Context) -> Saving {
    start("wscope-save", context, move || {
        match write_whole(&path, &content, replaces) {
            Ok(()) => Outcome::Saved(path),
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Outcome::Exists,
            Err(error) => Outcome::Failed(error.to_string()),
        }
    })
}

fn write_whole(path: &Path, content: &[u8], replaces: bool) -> io::Result<()> {
    if !replaces && path.try_exists()? {
        // Said before the disk is filled; whether it still holds is seen again at the end.
        return Err(io::ErrorKind::AlreadyExists.into());
    }
    let folder = path
        .parent()
        .filter(|folder| !folder.as_os_str().is_empty());
    let mut file = temporary(folder.unwrap_or(Path::new(".")))?;
    file.write_all(content)?;
    file.as_file().sync_all()?;
    let persisted = if replaces {
        file.persist(path)
    } else {
        file.persist_noclobber(path)
    };
    persisted.map(|_| ()).map_err(|error| error.error)
}

/// A file beside the one to write, as readable for others as any new file.
fn temporary(folder: &Path) -> io::Result<NamedTempFile> {
    let mut builder = Builder::new();
    builder.prefix(".wscope-");
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
    builder.tempfile_in(folder)
}

fn start(
    name: &str,
    context: &egui::Context,
    work: impl FnOnce() -> Outcome + Send + 'static,
) -> Saving {
    Saving::start(context, |done| {
        let thread = std::thread::Builder::new().name(name.to_owned());
        // Without a thread nothing is saved: `done` is dropped with the work, and that is an outcome too.
        thread.spawn(move || done(work())).ok();
    })
}
