//! The three passes over a session that is written for somebody else.

use std::fs::File;
use std::io::{self, BufWriter, Read, Seek as _, Write};

use super::rules::Rules;
use super::search::{Redactor, SecretSearch};
use super::secrets::TooManySecrets;
use crate::files::export::{ExportSource, TellEntry, export};
use crate::files::{FileEntry, FileError, FileProgress, Format, Header};

/// Where something is written that nobody else finds, until it was searched.
pub trait Scratch: Write + Sized {
    /// Reads it.
    type Reader: Read;

    /// Reads what was written, from its beginning.
    ///
    /// # Errors
    /// When it cannot be read.
    fn reopen(&self) -> io::Result<Self::Reader>;
}

/// One without a name.
impl Scratch for File {
    type Reader = Self;

    fn reopen(&self) -> io::Result<Self> {
        let mut file = self.try_clone()?;
        file.rewind()?;
        Ok(file)
    }
}

/// What has become of a session.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Shared {
    /// Different credentials that were replaced.
    pub values: u64,
    /// And in how many places.
    pub places: u64,
    /// Messages that were left out because they cannot be searched.
    pub unsearched: u64,
    /// Messages and events that the format has no place for.
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

/// Writes a session without its credentials, and searches what was written. `passed` is called when it was read for the first time.
///
/// # Errors
/// Why it may not leave: what was written then must not be handed on.
pub fn share<S: Scratch>(
    source: &dyn ExportSource,
    format: Format,
    scratch: S,
    passed: impl FnOnce(),
) -> Result<(S, Shared), ShareError> {
    let mut search = SecretSearch::new(Rules::for_credentials());
    search.header(source.header());
    source.each(&mut |message, unknown| {
        search.entry(&FileEntry::of(message, unknown));
        Ok(())
    })?;
    let mut redactor = search.into_redactor()?;
    passed();
    let redacted = Redacted {
        header: redactor.header(source.header().clone()),
        redactor: redactor.into(),
        source,
    };
    let (out, left_out) = export(&redacted, format, BufWriter::new(scratch))?;
    let scratch = out.into_inner().map_err(io::IntoInnerError::into_error)?;
    let redactor = redacted.redactor.into_inner();
    let progress = FileProgress::default();
    let leftover = redactor.check(format, || scratch.reopen(), &progress)?;
    if !leftover.is_none() {
        return Err(ShareError::Left(leftover.values + leftover.found));
    }
    let findings = redactor.findings();
    let shared = Shared {
        values: findings.values.values().sum(),
        places: redactor.replaced().values().sum(),
        unsearched: findings.unsearched,
        left_out,
    };
    Ok((scratch, shared))
}

/// A session whose credentials are replaced as it is read.
struct Redacted<'a> {
    header: Header,
    redactor: std::cell::RefCell<Redactor>,
    source: &'a dyn ExportSource,
}

impl ExportSource for Redacted<'_> {
    fn header(&self) -> &Header {
        &self.header
    }

    fn each(&self, tell: &mut TellEntry<'_>) -> io::Result<()> {
        let mut redactor = self.redactor.borrow_mut();
        self.source.each(&mut |message, unknown| {
            let entry = redactor.entry(FileEntry::of(message, unknown));
            tell(&entry.message(message.seq), Some(&entry.unknown))
        })
    }
}

#[cfg(test)]
mod tests {
    use std::io::Read as _;

    use message_log::{Direction, Kind, Seq, Timestamp};

    use super::*;
    use crate::files::{
        EntryContent, Fields, FileCompression, FileKind, Report, Sink, entries, read, write_line,
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
                let scratch = tempfile::tempfile().unwrap();
                let (file, shared) = share(&recorded(), format, scratch, || passes += 1).unwrap();
                assert_eq!(
                    (passes, shared.values, shared.unsearched),
                    (1, 1, 0),
                    "{format:?}"
                );
                assert!(shared.places >= 2, "{format:?}: {shared:?}");
                let progress = FileProgress::default();
                let source = crate::files::format::decompressed(file.reopen().unwrap(), &progress);
                let mut text = String::new();
                source.unwrap().read_to_string(&mut text).unwrap();
                assert!(!text.contains("s3cret"), "{format:?}: {text}");
                assert!(text.contains("it is [secret 1]."), "{format:?}: {text}");
                if kind != FileKind::Csv {
                    let mut count = Count::default();
                    let report: Report = read(|| file.reopen(), &progress, &mut count).unwrap();
                    assert_eq!((report.bad, report.sessions), (0, 1), "{format:?}");
                    assert!(count.0 >= 3, "{format:?}");
                }
            }
        }
    }

    /// As a page hands them from one thread to another.
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
