//! Files of the system.

use std::fs::File;
use std::io::{self, Read as _};
use std::path::Path;

use connection::MAX_MESSAGE_BYTES;
use egui::{Context, DroppedFileHandle};
use rfd::AsyncFileDialog;

use super::attachment::{AttachError, Attachment, Outcome, check};
use crate::kit::task::Task;

/// Asks for a file, and reads it.
pub(super) fn browse(context: &Context) -> Task<Outcome> {
    // Some systems want it to be opened by the window's own thread.
    let chosen = AsyncFileDialog::new().pick_file();
    Task::spawn("wscope-attach", context, async {
        chosen.await.map(|file| read_path(file.path()))
    })
}

/// Reads a file that was dropped.
pub(super) fn read(file: DroppedFileHandle, context: &Context) -> Task<Outcome> {
    Task::spawn("wscope-attach", context, async move {
        Some(read_path(file.path()))
    })
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
