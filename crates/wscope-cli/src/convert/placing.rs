//! What ends a file that is written, and puts it in its place.

use std::io;
use std::path::Path;

use session::atomic_file::AtomicFile;
use session::files::redact::{Redactor, Rules};
use session::files::{FileProgress, FileWriter, Format};

use super::converter::{Converter, Out};
use super::{ConvertError, cannot_write, shown};
use crate::file_notes::counted;
use crate::redaction;

/// What came of a file, or of several.
#[derive(Default)]
pub(super) struct Placed {
    /// How much the format has no place for.
    pub(super) left_out: u64,
    /// What is to be told of the decoding.
    pub(super) remarks: Vec<String>,
    /// Frames that are not shared.
    pub(super) frames_left_out: u64,
    /// What has taken the secrets out, and may go on with that.
    pub(super) redactor: Option<Redactor>,
}

impl Placed {
    /// What is to be told of it.
    pub(super) fn notes(self, rules: Option<&Rules>) -> Vec<String> {
        let mut notes = self.remarks;
        if let (Some(rules), Some(redactor)) = (rules, self.redactor) {
            notes.extend(redaction::told(
                rules,
                redactor.findings(),
                redactor.replaced(),
            ));
            if self.frames_left_out > 0 {
                let frames = counted(self.frames_left_out, "frame is", "frames are");
                notes.push(format!(
                    "{frames} left out: what is secret stands in them too"
                ));
            }
        }
        notes
    }
}

impl Converter {
    /// Ends a file that was written, searches it for what is secret, and puts it in its place.
    pub(super) fn place(
        self,
        to: &Path,
        format: Format,
        progress: &FileProgress,
    ) -> Result<Placed, ConvertError> {
        let cannot_write = |error| cannot_write(to, error);
        if let Some(error) = self.failure {
            return Err(cannot_write(error));
        }
        let Some(writer) = self.writer else {
            return Ok(Placed {
                redactor: self.redactor,
                ..Placed::default()
            });
        };
        let (file, left_out) = finish(writer).map_err(cannot_write)?;
        if let Some(redactor) = &self.redactor {
            let leftover = redactor.check(format, || file.reopen(), progress);
            let path = shown(to);
            let leftover = leftover.map_err(|error| ConvertError::Read {
                path: path.clone(),
                error,
            })?;
            if !leftover.is_none() {
                return Err(ConvertError::Leftover { path, leftover });
            }
        }
        file.place().map_err(cannot_write)?;
        Ok(Placed {
            left_out,
            remarks: self.remarks,
            frames_left_out: self.frames_left_out,
            redactor: self.redactor,
        })
    }
}

/// Ends the file; returns how much its format has no place for, too.
fn finish(writer: FileWriter<Out>) -> io::Result<(AtomicFile, u64)> {
    let (compressor, left_out) = writer.finish()?;
    let file = compressor
        .finish()?
        .into_inner()
        .map_err(io::IntoInnerError::into_error)?;
    Ok((file, left_out))
}
