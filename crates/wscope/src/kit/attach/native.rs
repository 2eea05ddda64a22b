//! Files of the system.

use std::fs::File;
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};
use std::time::Duration;

use connection::MAX_MESSAGE_BYTES;
use egui::{Context, DroppedFileHandle};
use rfd::AsyncFileDialog;
use web_time::Instant;

use super::attachment::{AttachError, Attachment, Outcome, check};
use crate::kit::file_dialog::was_shown;
use crate::kit::task::Task;

/// Asks for a file, and reads it.
pub(super) fn browse(context: &Context) -> Task<Outcome> {
    let start = Instant::now();
    // Some systems want it to be opened by the window's own thread.
    let chosen = AsyncFileDialog::new().pick_file();
    Task::spawn("wscope-attach", context, async move {
        match chosen.await {
            Some(file) => Some(read_path(file.path())),
            None => not_chosen(start.elapsed()),
        }
    })
}

/// What a dialog comes to that ended without a choice after this time.
fn not_chosen(after: Duration) -> Outcome {
    (!was_shown(after)).then_some(Err(AttachError::NoDialog))
}

/// Reads a file that was dropped.
pub(super) fn read(file: DroppedFileHandle, context: &Context) -> Task<Outcome> {
    Task::spawn("wscope-attach", context, async move {
        Some(read_path(file.path()))
    })
}

/// Reads a file that is known by its path.
pub(super) fn read_file(path: PathBuf, context: &Context) -> Task<Outcome> {
    Task::spawn(
        "wscope-attach",
        context,
        async move { Some(read_path(&path)) },
    )
}

fn read_path(path: &Path) -> Result<Attachment, AttachError> {
    let unreadable = |error: io::Error| AttachError::Unreadable(error.to_string());
    let file = File::open(path).map_err(unreadable)?;
    let bytes = file.metadata().map_err(unreadable)?.len();
    if bytes > MAX_MESSAGE_BYTES as u64 {
        return Err(AttachError::TooLarge { bytes });
    }
    let mut content = Vec::new();
    // One that has no size, or grows, is read no further than that.
    let most = MAX_MESSAGE_BYTES as u64 + 1;
    file.take(most)
        .read_to_end(&mut content)
        .map_err(unreadable)?;
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    check(name.into_owned(), content)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kit::attach::attachment::Source;

    #[test]
    fn a_dialog_that_could_not_be_shown_is_told() {
        let no_dialog = Some(Err(AttachError::NoDialog));
        assert_eq!(not_chosen(Duration::from_millis(20)), no_dialog);
        assert_eq!(not_chosen(Duration::from_secs(2)), None);
    }

    #[test]
    fn a_file_is_read_whole_or_not_at_all() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("数据.bin");
        std::fs::write(&path, [0, 1, 255]).unwrap();
        let read = read_path(&path).unwrap();
        assert_eq!(read.source, Source::File("数据.bin".to_owned()));
        assert_eq!(&*read.bytes, &[0, 1, 255][..]);
        let file = File::options().write(true).open(&path).unwrap();
        file.set_len(MAX_MESSAGE_BYTES as u64 + 1).unwrap();
        let bytes = MAX_MESSAGE_BYTES as u64 + 1;
        assert_eq!(read_path(&path), Err(AttachError::TooLarge { bytes }));
        let missing = read_path(&folder.path().join("none"));
        assert!(matches!(missing, Err(AttachError::Unreadable(_))));
    }
}
