//! Reading a file, whatever it is.

use std::io::{self, BufRead, Read};
use std::ops::ControlFlow;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use super::har;
use super::header::Header;
use super::jsonl;
use super::line::FileEntry;

/// What is told of a file, as it is read.
pub trait Sink {
    /// A session begins; what follows belongs to it. A file has at least one, and a HAR one for each of its sockets.
    fn begin(&mut self, header: Header);

    /// The next message or event of it. What is returned may end the reading.
    fn entry(&mut self, entry: FileEntry) -> ControlFlow<()>;
}

/// How far the reading of a file has come, and whether it is wanted any more. Cheap to clone.
#[derive(Clone, Debug, Default)]
pub struct Progress {
    shared: Arc<SharedProgress>,
}

#[derive(Debug, Default)]
struct SharedProgress {
    read: AtomicU64,
    is_cancelled: AtomicBool,
}

impl Progress {
    /// How many bytes of the file are read. Some files are read twice.
    pub fn bytes(&self) -> u64 {
        self.shared.read.load(Ordering::Relaxed)
    }

    /// Ends the reading soon: [`FileError::Cancelled`].
    pub fn cancel(&self) {
        self.shared.is_cancelled.store(true, Ordering::Relaxed);
    }

    fn is_cancelled(&self) -> bool {
        self.shared.is_cancelled.load(Ordering::Relaxed)
    }

    /// A source that counts what is read of it.
    pub(super) fn counting<R: Read>(&self, source: R) -> Counting<R> {
        Counting {
            source,
            progress: self.clone(),
        }
    }
}

/// A source that counts what is read of it.
pub(super) struct Counting<R> {
    source: R,
    progress: Progress,
}

impl<R: Read> Read for Counting<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.progress.is_cancelled() {
            return Err(io::Error::other(Cancelled));
        }
        let count = self.source.read(buffer)?;
        let read = &self.progress.shared.read;
        read.fetch_add(count as u64, Ordering::Relaxed);
        Ok(count)
    }
}

#[derive(Debug, thiserror::Error)]
#[error("cancelled")]
struct Cancelled;

/// What was read, and what could not be.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Report {
    /// The sessions in the file.
    pub sessions: u64,
    /// The messages and events that were read.
    pub entries: u64,
    /// The lines, or messages of a HAR, that could not be read.
    pub bad: u64,
    /// The first of them.
    pub first_bad: Option<BadLine>,
    /// The file ends in the middle of a line, which has so many bytes. It is not among the bad ones.
    pub truncated: Option<u64>,
}

/// What could not be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BadLine {
    /// Its line in the file, or its number among the messages of a HAR, from 1 on.
    pub number: u64,
    /// What is wrong with it.
    pub why: String,
}

impl Report {
    pub(super) fn count_bad(&mut self, number: u64, why: impl ToString) {
        self.bad += 1;
        self.first_bad.get_or_insert_with(|| BadLine {
            number,
            why: why.to_string(),
        });
    }
}

/// Why a file cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum FileError {
    /// The system does not let it be read, or what it is compressed with is broken.
    #[error("the file cannot be read: {0}")]
    Io(#[source] io::Error),
    /// It is neither of the formats.
    #[error("this is neither a session (*.wscope.jsonl) nor a HAR with WebSocket messages")]
    Unknown,
    /// There is nothing in it.
    #[error("the file is empty")]
    Empty,
    /// It is of another version of the format.
    #[error(
        "the file is of version {0} of the format; this program reads version {version}",
        version = super::header::VERSION
    )]
    Version(u32),
    /// It begins as a HAR, and is none.
    #[error("the HAR cannot be read: {0}")]
    Har(String),
    /// It is a HAR in which no WebSocket was recorded.
    #[error("no WebSocket was recorded in this HAR")]
    NoSocket,
    /// It is compressed, and this program does not decompress it.
    #[error("the file is compressed; decompress it first: a page opens only what is not")]
    Compressed,
    /// It was not wanted any more.
    #[error("cancelled")]
    Cancelled,
}

impl From<io::Error> for FileError {
    fn from(error: io::Error) -> Self {
        match error.get_ref() {
            Some(inner) if inner.is::<Cancelled>() => Self::Cancelled,
            _ => Self::Io(error),
        }
    }
}

/// How many bytes of a file tell what it is.
const PEEKED: usize = 512;

/// Tells `sink` what is in a file. What it is, is told by its content. `open` opens it from its beginning: a HAR is read twice,
/// since it may tell of a socket only after its messages.
///
/// # Errors
/// Why it cannot be read. What was told until then stays told.
pub fn read<R: Read>(
    open: impl Fn() -> io::Result<R>,
    progress: &Progress,
    sink: &mut impl Sink,
) -> Result<Report, FileError> {
    let decompressed = || super::format::decompressed(progress.counting(open()?));
    let mut source = decompressed()?;
    match kind_of(&mut source)? {
        Kind::Har => har::read(source, decompressed, sink),
        Kind::Lines => jsonl::read(source, sink),
    }
}

enum Kind {
    Lines,
    Har,
}

fn kind_of(source: &mut impl BufRead) -> Result<Kind, FileError> {
    let text = source.fill_buf()?;
    let text = &text[..text.len().min(PEEKED)];
    let text = text.strip_prefix("\u{feff}".as_bytes()).unwrap_or(text);
    let text = text.trim_ascii_start();
    let Some(rest) = text.strip_prefix(b"{") else {
        return Err(if text.is_empty() {
            FileError::Empty
        } else {
            FileError::Unknown
        });
    };
    let rest = rest.trim_ascii_start();
    Ok(if rest.starts_with(b"\"log\"") {
        Kind::Har
    } else {
        Kind::Lines
    })
}
