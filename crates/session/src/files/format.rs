//! What a file is, by its name, and with what it is compressed, by its name or its content.

use std::cell::Cell;
use std::io;
use std::io::{BufRead, BufReader, Read};
use std::path::Path;
use std::rc::Rc;

use payload::gzip::Members;

use super::damage::{Damage, Pieces, Watched};
use super::sink::{FileError, Progress};
#[cfg(not(target_arch = "wasm32"))]
use super::zstandard::Frames;

/// The size of the buffer for a file, in bytes: few system calls a megabyte.
pub(super) const BUFFER: usize = 256 * 1024;

/// What a file is, as its name tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Format {
    /// What is in it.
    pub kind: Kind,
    /// With what it is compressed.
    pub compression: Compression,
}

/// What is in a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A session, as this program writes it: `.wscope.jsonl`, `.jsonl`.
    Session,
    /// HTTP Archive 1.2, with messages as Chrome writes them: `.har`.
    Har,
    /// A table: `.csv`.
    Csv,
}

/// With what a file is compressed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Compression {
    /// Nothing.
    None,
    /// RFC 1952: `.gz`.
    Gzip,
    /// RFC 8878: `.zst`.
    Zstd,
}

impl Format {
    /// What a file is by its name, if that tells.
    pub fn of(path: &Path) -> Option<Self> {
        let name = path.file_name()?.to_string_lossy().to_ascii_lowercase();
        let (name, compression) = Compression::by_name(&name);
        let kinds = [
            (".jsonl", Kind::Session),
            (".har", Kind::Har),
            (".csv", Kind::Csv),
        ];
        let of_name = |(suffix, kind): (&str, Kind)| name.ends_with(suffix).then_some(kind);
        Some(Self {
            kind: kinds.into_iter().find_map(of_name)?,
            compression,
        })
    }
}

impl Compression {
    /// With what a file is compressed, by its name, whatever is in it.
    pub fn of(path: &Path) -> Self {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        Self::by_name(&name.to_ascii_lowercase()).1
    }

    /// With what it is compressed that begins so, in at least 4 bytes.
    pub(super) fn of_begin(begin: &[u8]) -> Self {
        match begin {
            // RFC 1952, section 2.3.1.
            [0x1f, 0x8b, ..] => Self::Gzip,
            // RFC 8878, section 3.1.1, and skippable frames: section 3.1.2.
            [0x28, 0xb5, 0x2f, 0xfd, ..] | [0x50..=0x5f, 0x2a, 0x4d, 0x18, ..] => Self::Zstd,
            _ => Self::None,
        }
    }

    /// The name without what tells of a compression, and which one that is.
    fn by_name(name: &str) -> (&str, Self) {
        let all = [(".gz", Self::Gzip), (".zst", Self::Zstd)];
        let found = all.into_iter().find_map(|(suffix, compression)| {
            name.strip_suffix(suffix).map(|name| (name, compression))
        });
        found.unwrap_or((name, Self::None))
    }
}

/// What a source holds, decompressed if its first bytes say that it is compressed.
pub(super) fn decompressed<'a, R: Read + 'a>(
    source: R,
    progress: &Progress,
) -> Result<Box<dyn BufRead + 'a>, FileError> {
    let mut source = BufReader::with_capacity(BUFFER, source);
    match Compression::of_begin(source.fill_buf()?) {
        Compression::Gzip => gunzipped(source, progress),
        Compression::Zstd => unzstd(source, progress),
        Compression::None => without_mark(source),
    }
}

/// A byte order mark says nothing in UTF-8, and JSON must not have one (RFC 8259, section 8.1).
/// Passes over one with which a source begins; returns its size in bytes.
pub(super) fn skip_mark(source: &mut impl BufRead) -> io::Result<usize> {
    let mark = "\u{feff}".as_bytes();
    if !source.fill_buf()?.starts_with(mark) {
        return Ok(0);
    }
    source.consume(mark.len());
    Ok(mark.len())
}

fn without_mark<'a>(mut source: impl BufRead + 'a) -> Result<Box<dyn BufRead + 'a>, FileError> {
    skip_mark(&mut source)?;
    Ok(Box::new(source))
}

/// What is decompressed: a few bytes of a file may be many, and it is not read meanwhile. Tells of its own faults as a [`Damage`].
struct Decompressed<R> {
    source: R,
    progress: Progress,
    /// What it is made of could not be read.
    has_failed: Rc<Cell<bool>>,
}

impl<R: Read> Read for Decompressed<R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        self.progress.check()?;
        self.source.read(out).or_else(|error| {
            // A library may have wrapped what says that it was cancelled.
            self.progress.check()?;
            let is_system = self.has_failed.get() || error.kind() == io::ErrorKind::Interrupted;
            Err(match is_system {
                true => error,
                false => io::Error::new(io::ErrorKind::InvalidData, Damage::of(&error)),
            })
        })
    }
}

fn buffered<'a>(
    source: impl Read + 'a,
    progress: &Progress,
    has_failed: Rc<Cell<bool>>,
) -> Result<Box<dyn BufRead + 'a>, FileError> {
    let source = Decompressed {
        source,
        progress: progress.clone(),
        has_failed,
    };
    let mut source = BufReader::with_capacity(BUFFER, source);
    match Compression::of_begin(source.fill_buf()?) {
        Compression::None => without_mark(source),
        Compression::Gzip | Compression::Zstd => Err(FileError::CompressedTwice),
    }
}

fn gunzipped<'a>(
    source: impl BufRead + 'a,
    progress: &Progress,
) -> Result<Box<dyn BufRead + 'a>, FileError> {
    let (source, has_failed) = Watched::new(source);
    buffered(Pieces::new(Members::new(source)), progress, has_failed)
}

#[cfg(not(target_arch = "wasm32"))]
fn unzstd<'a>(
    source: impl BufRead + 'a,
    progress: &Progress,
) -> Result<Box<dyn BufRead + 'a>, FileError> {
    let (source, has_failed) = Watched::new(source);
    let source = Frames::new(source).map_err(io::Error::other)?;
    buffered(source, progress, has_failed)
}

#[cfg(target_arch = "wasm32")]
fn unzstd<'a>(
    _source: impl BufRead + 'a,
    _progress: &Progress,
) -> Result<Box<dyn BufRead + 'a>, FileError> {
    Err(FileError::Zstd)
}
