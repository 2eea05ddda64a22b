//! The three passes over a session that is written for somebody else.

use std::fs::File;
use std::io::{self, BufWriter, Seek as _};

use super::keep::Keep;
use super::rules::Rules;
use super::search::{Redactor, SecretSearch};
use super::secrets::TooManySecrets;
use crate::files::{
    Compressor, ExportSource, FileEntry, FileError, FileProgress, FileWriter, Format,
};
use crate::listener::Choice;

/// How a session is written for somebody else.
pub struct Sharing {
    /// What goes into the file.
    pub keep: Keep,
    /// What of that is secret.
    pub rules: Rules,
    /// In which protocol its messages are decoded.
    pub protocol: Choice,
    /// As what it is written.
    pub format: Format,
}

/// What has become of a session.
pub struct Shared {
    /// What it has found and replaced.
    pub redactor: Redactor,
    /// Messages and events that were kept.
    pub rows: u64,
    /// Of these, the ones that the format has no place for.
    pub left_out: u64,
}

/// Why a session may not leave.
#[derive(Debug, thiserror::Error)]
pub enum ShareError {
    /// It cannot be read or written.
    #[error("{0}")]
    Io(#[from] io::Error),
    /// There is more to replace than can be searched for.
    #[error("{0}")]
    TooManySecrets(#[from] TooManySecrets),
    /// What was written cannot be read.
    #[error("{0}")]
    Unreadable(#[from] FileError),
    /// In so many places something is left that was to be replaced.
    #[error("something was left in {0} places after replacing")]
    Left(u64),
}

/// Writes a session without what is secret in it, and searches what was written. `file` is empty, and one that nobody else finds until
/// then; it is at its beginning again afterwards. `passed` is called when the session was read for the first time.
///
/// # Errors
/// Why it may not leave: what was written then must not be handed on.
pub fn share(
    source: &dyn ExportSource,
    how: &Sharing,
    file: &mut File,
    passed: impl FnOnce(),
) -> Result<Shared, ShareError> {
    let mut redactor = search(source, how)?;
    passed();
    let (rows, left_out) = write(source, how, file, &mut redactor)?;
    let again = || {
        let mut file = file.try_clone()?;
        file.rewind()?;
        Ok(file)
    };
    let leftover = redactor.check(how.format, again, &FileProgress::default())?;
    if !leftover.is_none() {
        return Err(ShareError::Left(leftover.values + leftover.found));
    }
    file.rewind()?;
    Ok(Shared {
        redactor,
        rows,
        left_out,
    })
}

/// Learns what is secret.
fn search(source: &dyn ExportSource, how: &Sharing) -> Result<Redactor, ShareError> {
    let mut search = SecretSearch::new(how.rules.clone()).decoding(how.protocol);
    search.header(source.header());
    source.each(&mut |message, unknown| {
        search.entry(&FileEntry::of(message, unknown));
        Ok(())
    })?;
    Ok(search.into_redactor()?)
}

/// Returns how many rows were kept, and for how many of them the format has no place.
fn write(
    source: &dyn ExportSource,
    how: &Sharing,
    file: &mut File,
    redactor: &mut Redactor,
) -> io::Result<(u64, u64)> {
    let out = Compressor::new(how.format.compression, BufWriter::new(file));
    let header = redactor.header(source.header().clone());
    let mut writer = FileWriter::new(how.format.kind, out, header)?;
    let mut rows = 0;
    source.each(&mut |message, unknown| {
        let entry = FileEntry::of(message, unknown);
        if !how.keep.takes(&entry) {
            return Ok(());
        }
        rows += 1;
        let entry = redactor.entry(how.keep.part_of(entry));
        writer.write(&entry.message(message.seq), Some(&entry.unknown))
    })?;
    let (compressor, left_out) = writer.finish()?;
    let out = compressor.finish()?;
    out.into_inner().map_err(io::IntoInnerError::into_error)?;
    Ok((rows, left_out))
}

#[cfg(test)]
mod tests {
    use std::io::Read as _;

    use message_log::{Direction, Kind, Seq, Timestamp};

    use super::*;
    use crate::files::{
        EntryContent, Fields, FileCompression, FileKind, Header, Report, Sink, TellEntry, entries,
        read, write_line,
    };

    const SECRET: &str = "pl4nted/s3cret";

    /// What was recorded from the third message on.
    struct Recorded(Header, Vec<FileEntry>);

    impl ExportSource for Recorded {
        fn header(&self) -> &Header {
            &self.0
        }

        fn each(&self, tell: &mut TellEntry<'_>) -> io::Result<()> {
            for (seq, entry) in (2..).zip(&self.1) {
                tell(&entry.message(Seq::new(seq)), Some(&entry.unknown))?;
            }
            Ok(())
        }
    }

    fn recorded() -> Recorded {
        let message = |kind, payload: &[u8]| FileEntry {
            at: Timestamp::from_micros(7),
            content: EntryContent::Message {
                direction: Direction::Sent,
                kind,
                payload: payload.to_vec(),
            },
            unknown: Fields::new(),
        };
        let mut header = Header::new("a program");
        header.address = Some(format!("ws://localhost/?token={SECRET}"));
        let said = format!(r#"{{"token":"{SECRET}"}}"#);
        let entries = vec![
            message(Kind::Text, said.as_bytes()),
            message(Kind::Text, format!("it is {SECRET}.").as_bytes()),
            message(Kind::Binary, &[0, 255]),
        ];
        Recorded(header, entries)
    }

    #[derive(Default)]
    struct Count(u64);

    impl Sink for Count {
        fn begin(&mut self, _header: Header) {}

        fn entry(&mut self, _entry: FileEntry) -> std::ops::ControlFlow<()> {
            self.0 += 1;
            std::ops::ControlFlow::Continue(())
        }
    }

    #[test]
    fn what_is_shared_has_no_credentials_in_any_format() {
        for kind in [FileKind::Session, FileKind::Har, FileKind::Csv] {
            for compression in [
                FileCompression::None,
                FileCompression::Gzip,
                FileCompression::Zstd,
            ] {
                let format = Format { kind, compression };
                let mut passes = 0;
                let how = Sharing {
                    keep: Keep::default(),
                    rules: Rules::for_credentials(),
                    protocol: Choice::Automatic,
                    format,
                };
                let mut file = tempfile::tempfile().unwrap();
                let shared = share(&recorded(), &how, &mut file, || passes += 1).unwrap();
                let findings = shared.redactor.findings();
                let values: u64 = findings.values.values().sum();
                let places: u64 = shared.redactor.replaced().values().sum();
                assert_eq!(
                    (passes, values, findings.unsearched, shared.rows),
                    (1, 1, 0, 3),
                    "{format:?}"
                );
                assert!(places >= 2, "{format:?}: {places}");
                let progress = FileProgress::default();
                let source =
                    crate::files::format::decompressed(file.try_clone().unwrap(), &progress);
                let mut text = String::new();
                source.unwrap().read_to_string(&mut text).unwrap();
                assert!(!text.contains("s3cret"), "{format:?}: {text}");
                assert!(text.contains("it is [secret 1]."), "{format:?}: {text}");
                if kind != FileKind::Csv {
                    let mut count = Count::default();
                    let again = || {
                        let mut file = file.try_clone()?;
                        file.rewind()?;
                        Ok(file)
                    };
                    let report: Report = read(again, &progress, &mut count).unwrap();
                    assert_eq!((report.bad, report.sessions), (0, 1), "{format:?}");
                    assert!(count.0 >= 3, "{format:?}");
                }
            }
        }
    }

    /// As a page hands them to its worker.
    #[test]
    fn what_is_handed_over_in_lines_is_the_same() {
        let recorded = recorded();
        let mut lines = Vec::new();
        let written =
            recorded.each(&mut |message, unknown| write_line(&mut lines, message, None, unknown));
        written.unwrap();
        assert_eq!(entries(&lines).collect::<Vec<_>>(), recorded.1);
        assert_eq!(entries(b"x\n\n{}\n").count(), 0);
    }
}
