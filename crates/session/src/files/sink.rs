//! What is told of a file as it is read, and why it cannot be.

use std::io::{self, Read};
use std::ops::ControlFlow;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use super::damage::Damage;
use super::fault::LineFault;
use super::frame_line::FileFrame;
use super::header::{Header, HeaderFault};
use super::left_out::{LeftOut, LeftOutField};
use super::limits::TooDeep;
use super::line::FileEntry;

/// What is told of a file, as it is read.
pub trait Sink {
    /// A session begins; what follows belongs to it. A file has at least one, and a HAR one for each of its sockets.
    fn begin(&mut self, header: Header);

    /// The next message or event of it. What is returned may end the reading.
    fn entry(&mut self, entry: FileEntry) -> ControlFlow<()>;

    /// The next frame of it. What is returned may end the reading. A sink of messages alone needs none.
    fn frame(&mut self, _frame: FileFrame) -> ControlFlow<()> {
        ControlFlow::Continue(())
    }
}

impl<S: Sink + ?Sized> Sink for &mut S {
    fn begin(&mut self, header: Header) {
        (**self).begin(header);
    }

    fn entry(&mut self, entry: FileEntry) -> ControlFlow<()> {
        (**self).entry(entry)
    }

    fn frame(&mut self, frame: FileFrame) -> ControlFlow<()> {
        (**self).frame(frame)
    }
}

/// How far the reading of a file has come, and whether it is wanted any more. Cheap to clone.
#[derive(Clone, Debug, Default)]
pub struct Progress {
    shared: Arc<SharedProgress>,
}

#[derive(Debug, Default)]
struct SharedProgress {
    read: AtomicU64,
    /// How often the file is read, less one.
    further_passes: AtomicU64,
    is_cancelled: AtomicBool,
}

impl Progress {
    /// How many bytes of the file were read. Some files are read twice: [`Self::percent`].
    pub fn bytes(&self) -> u64 {
        self.shared.read.load(Ordering::Relaxed)
    }

    /// How much is read of a file of so many bytes, in percent.
    pub fn percent(&self, size: u64) -> u64 {
        let passes = self.shared.further_passes.load(Ordering::Relaxed) + 1;
        let all = u128::from(size.max(1)) * u128::from(passes);
        (u128::from(self.bytes()) * 100 / all).min(100) as u64
    }

    /// The file is read once more.
    pub fn add_pass(&self) {
        self.shared.further_passes.fetch_add(1, Ordering::Relaxed);
    }

    /// Ends the reading soon: [`FileError::Cancelled`].
    pub fn cancel(&self) {
        self.shared.is_cancelled.store(true, Ordering::Relaxed);
    }

    pub(super) fn check(&self) -> io::Result<()> {
        if self.shared.is_cancelled.load(Ordering::Relaxed) {
            return Err(io::Error::other(Cancelled));
        }
        Ok(())
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
        self.progress.check()?;
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
    /// The frames that were read.
    pub frames: u64,
    /// The lines, or messages of a HAR, that could not be read.
    pub bad: u64,
    /// The first of them.
    pub first_bad: Option<BadLine>,
    /// Fields that this version does not know, of lines that were read, and that are not kept as they were.
    pub left_out_fields: u64,
    /// The first of them.
    pub first_left_out: Option<LeftOutField>,
    /// The file ends in the middle of a line, which has so many bytes. It is not among the bad ones.
    pub truncated: Option<u64>,
    /// What it is compressed with is damaged: what was read is what precedes that.
    pub damage: Option<Damage>,
    /// Messages and connections of a HAR whose time is none: they have that of what stands beside them.
    pub mended_times: u64,
    /// Why a HAR cannot be read further than it was.
    pub cut_har: Option<String>,
    /// Connections of a HAR whose request or response cannot be read: it is left out.
    pub mended_heads: u64,
}

/// What could not be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BadLine {
    /// Its line in the file, or its number among the messages of a HAR, from 1 on.
    pub number: u64,
    /// What is wrong with it.
    pub why: LineFault,
}

impl Report {
    /// Whether all was read that is in the file.
    pub fn is_whole(&self) -> bool {
        self.bad == 0
            && self.left_out_fields == 0
            && self.truncated.is_none()
            && self.damage.is_none()
            && self.cut_har.is_none()
            && self.mended_heads == 0
    }

    pub(super) fn count_bad(&mut self, number: u64, why: LineFault) {
        self.bad += 1;
        self.first_bad.get_or_insert(BadLine { number, why });
    }

    pub(super) fn count_left_out(&mut self, line: u64, left_out: LeftOut) {
        self.left_out_fields += left_out.count;
        if let (None, Some((name, why))) = (&self.first_left_out, left_out.first) {
            self.first_left_out = Some(LeftOutField { line, name, why });
        }
    }
}

/// Why a file cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum FileError {
    /// The system does not let it be read.
    #[error("the file cannot be read: {0}")]
    Io(#[source] io::Error),
    /// What it is compressed with is damaged, and nothing of it can be read.
    #[error("nothing of the file can be read: {0}")]
    Damaged(#[source] Damage),
    /// It is a session whose header cannot be read.
    #[error(
        "this is a session (*.wscope.jsonl), whose first line, the header, cannot be read: {0}"
    )]
    Header(LineFault),
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
    /// Lists and objects in it are too deep within each other.
    #[error("{}", TooDeep)]
    TooDeep,
    /// It is a HAR in which no WebSocket was recorded.
    #[error("no WebSocket was recorded in this HAR")]
    NoSocket,
    /// It is compressed with Zstandard, which a page does not decompress.
    #[error(
        "it is compressed with Zstandard, which a page cannot read: decompress it first, or compress it with gzip"
    )]
    Zstd,
    /// What is decompressed is compressed once more.
    #[error(
        "what was compressed in this file is compressed itself: decompress it once, and open that"
    )]
    CompressedTwice,
    /// It was not wanted any more.
    #[error("cancelled")]
    Cancelled,
}

impl From<HeaderFault> for FileError {
    fn from(fault: HeaderFault) -> Self {
        match fault {
            HeaderFault::Version(version) => Self::Version(version),
            HeaderFault::Line(fault) => Self::Header(fault),
        }
    }
}

impl From<io::Error> for FileError {
    fn from(error: io::Error) -> Self {
        match error.get_ref() {
            Some(inner) if inner.is::<Cancelled>() => Self::Cancelled,
            Some(inner) if inner.is::<TooDeep>() => Self::TooDeep,
            _ => match Damage::in_error(&error) {
                Some(damage) => Self::Damaged(damage.clone()),
                None => Self::Io(error),
            },
        }
    }
}
