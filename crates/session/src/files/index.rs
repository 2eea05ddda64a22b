//! A file of lines that stays on disk: read once, to know what lies where.

use std::fs::File;
use std::io::{BufReader, Read as _};
use std::ops::ControlFlow;
use std::path::Path;
use std::sync::Arc;

use message_log::{ArchivedPage, Direction, Entry, Kind, Timestamp};

use super::archive::FileArchive;
use super::fields::Fields;
use super::format::{BUFFER, Compression, skip_mark};
use super::frame_line::FileFrame;
use super::jsonl::{Told, each_line};
use super::line::{LentContent, LentEntry};
use super::read::{FileKind, kind_of, read};
use super::sink::{FileError, Progress, Report, Sink};
use crate::connection_record::Amount;
use crate::recorded_event::RecordedEvent;

/// What is told of a file that may stay on disk.
pub trait PageSink: Sink {
    /// The session that has begun stays in this file, so that [`Self::page`] tells of it and not [`Sink::entry`].
    fn archive(&mut self, archive: Arc<FileArchive>);

    /// The next messages and events of it. What is returned may end the reading.
    fn page(&mut self, page: FilePage) -> ControlFlow<()>;
}

/// Consecutive messages and events in a file.
#[derive(Debug)]
pub struct FilePage {
    pub(super) place: ArchivedPage,
    pub(super) known: Vec<Known>,
}

/// What the record of a session has to know of a page beyond how many messages it has, in order.
#[derive(Debug)]
pub(super) enum Known {
    /// An event, and how many entries of the page are before it.
    Event(Timestamp, usize, RecordedEvent),
    /// What this version does not know of an entry, and how many entries of the page are before it.
    Fields(usize, Fields),
    /// Messages that went this way.
    Messages(Direction, Amount),
    /// A frame, and how many entries of the page are before it.
    Frame(usize, FileFrame),
}

/// So much of frames is gathered before it is told, in bytes: what is between two messages has no end otherwise.
const MAX_FRAME_BYTES: usize = 1 << 20;

/// Opens a file as [`read`] does. A session that is not compressed stays in its file: it is read once, and what lies where is told
/// page by page. What is compressed is told entry by entry, and so is a HAR, for they have no places to go back to.
///
/// # Errors
/// Why it cannot be read. What was told until then stays told.
pub fn open(
    path: &Path,
    progress: &Progress,
    sink: &mut impl PageSink,
) -> Result<Report, FileError> {
    if !has_places(path)? {
        return read(|| opened(path), progress, sink);
    }
    let source = progress.counting(opened(path)?);
    let mut source = BufReader::with_capacity(BUFFER, source);
    let begin = skip_mark(&mut source)?;
    let archive = Arc::new(FileArchive::new(path, opened(path)?));
    let mut index = Index::new(sink, begin as u64);
    let report = each_line(source, |told| {
        match told {
            Told::Begin(header) => {
                index.sink.begin(*header);
                index.sink.archive(Arc::clone(&archive));
            }
            Told::Entry { entry, length } => return index.add(entry, length),
            Told::Frame { frame, length } => return index.add_frame(*frame, length),
            Told::Other { length } => index.page.place.skip(length),
        }
        ControlFlow::Continue(())
    });
    // What came before an error stays.
    index.hand_over().is_break();
    report
}

/// Whether the places of a file can be gone back to.
fn has_places(path: &Path) -> Result<bool, FileError> {
    let mut source = BufReader::new(opened(path)?);
    let mut begin = [0; 4];
    let count = source.read(&mut begin)?;
    if Compression::of_begin(&begin[..count]) != Compression::None {
        return Ok(false);
    }
    let mut source = BufReader::new(opened(path)?);
    skip_mark(&mut source)?;
    Ok(matches!(kind_of(&mut source)?, FileKind::Lines))
}

struct Index<'a, S> {
    sink: &'a mut S,
    page: FilePage,
    /// Messages of each direction that came since the last event.
    amounts: [Amount; Direction::ALL.len()],
    /// What the frames of the page take, in bytes.
    frame_bytes: usize,
}

impl<'a, S: PageSink> Index<'a, S> {
    fn new(sink: &'a mut S, begin: u64) -> Self {
        Self {
            sink,
            page: FilePage::new(begin),
            amounts: Default::default(),
            frame_bytes: 0,
        }
    }

    fn add(&mut self, entry: LentEntry<'_>, length: u64) -> ControlFlow<()> {
        let (direction, kind, bytes) = match &entry.content {
            LentContent::Message {
                direction,
                kind,
                payload,
            } => (*direction, *kind, payload.len() as u64),
            LentContent::Event(event) => (Direction::Local, Kind::Event, event.bytes()),
        };
        let new = Entry {
            direction,
            kind,
            at: entry.at,
        };
        let mut flow = ControlFlow::Continue(());
        if !self.page.place.push(new, bytes, length) {
            flow = self.hand_over();
            // The first of a page has room, whatever it is.
            let is_first = self.page.place.push(new, bytes, length);
            debug_assert!(is_first);
        }
        match entry.content {
            LentContent::Message { .. } => {
                self.amounts[direction as usize] += Amount::of(kind, bytes);
            }
            LentContent::Event(event) => {
                self.tell_amounts();
                let before = self.page.place.len() - 1;
                self.page.known.push(Known::Event(entry.at, before, *event));
            }
        }
        if !entry.unknown.is_empty() {
            let before = self.page.place.len() - 1;
            self.page.known.push(Known::Fields(before, entry.unknown));
        }
        flow
    }

    fn add_frame(&mut self, frame: FileFrame, length: u64) -> ControlFlow<()> {
        self.page.place.skip(length);
        self.frame_bytes += frame.bytes.len();
        let before = self.page.place.len();
        self.page.known.push(Known::Frame(before, frame));
        if self.frame_bytes < MAX_FRAME_BYTES {
            return ControlFlow::Continue(());
        }
        self.hand_over()
    }

    fn tell_amounts(&mut self) {
        for direction in Direction::ALL {
            let amount = std::mem::take(&mut self.amounts[direction as usize]);
            if amount.messages > 0 {
                self.page.known.push(Known::Messages(direction, amount));
            }
        }
    }

    /// Tells of the page, and begins the next one.
    fn hand_over(&mut self) -> ControlFlow<()> {
        self.tell_amounts();
        let next = FilePage::new(self.page.place.end());
        let page = std::mem::replace(&mut self.page, next);
        self.frame_bytes = 0;
        if page.place.is_empty() && page.known.is_empty() {
            return ControlFlow::Continue(());
        }
        self.sink.page(page)
    }
}

impl FilePage {
    fn new(offset: u64) -> Self {
        Self {
            place: ArchivedPage::new(offset),
            known: Vec::new(),
        }
    }
}

#[cfg_attr(
    target_arch = "wasm32",
    expect(
        clippy::disallowed_methods,
        reason = "a page has no paths, and calls nothing of this"
    )
)]
fn opened(path: &Path) -> std::io::Result<File> {
    File::open(path)
}
