//! `--record`: all that happens, into a file as well.

use std::fs::File;
use std::io::{self, BufWriter};
use std::path::{Path, PathBuf};

use session::files::{FileCompression, FileKind, FileWriter, Format, Header};
use session::{Unread, now};

use crate::limits::BATCH_BYTES;

/// A file that is written as things happen.
pub(crate) struct Recording {
    path: PathBuf,
    writer: FileWriter<BufWriter<File>>,
}

/// Why nothing can be recorded.
#[derive(Debug, thiserror::Error)]
pub(crate) enum RecordError {
    /// Only a format that can be read without its end is written as things happen.
    #[error(
        "{0}: a recording is a session; its name has to end with .jsonl, and 'wsc convert' makes other files of it"
    )]
    Format(String),
    #[error("{path}: the recording cannot be written: {error}")]
    Write { path: String, error: io::Error },
}

impl Recording {
    /// Begins a file, which must not exist: a recording cannot be made again.
    pub(crate) fn begin(path: &Path, mut header: Header) -> Result<Self, RecordError> {
        let shown = path.display().to_string();
        let session = Format {
            kind: FileKind::Session,
            compression: FileCompression::None,
        };
        if Format::of(path) != Some(session) {
            return Err(RecordError::Format(shown));
        }
        let mut begin = || {
            let file = BufWriter::with_capacity(BATCH_BYTES, File::create_new(path)?);
            header.created = now().as_micros();
            let mut writer = FileWriter::new(FileKind::Session, file, header.clone())?;
            writer.flush()?;
            Ok(writer)
        };
        let writer = begin().map_err(|error| RecordError::Write { path: shown, error })?;
        Ok(Self {
            path: path.to_owned(),
            writer,
        })
    }

    /// Writes what is new; it has left the program then, whatever becomes of that.
    pub(crate) fn write(&mut self, unread: &Unread) -> Result<(), RecordError> {
        let written = unread
            .messages()
            .try_for_each(|message| self.writer.write(&message, None));
        let written = written.and_then(|()| self.writer.flush());
        written.map_err(|error| RecordError::Write {
            path: self.path.display().to_string(),
            error,
        })
    }
}
