//! Messages that have left memory and can be read again.

use std::fmt;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, OnceLock};

use crate::counters::PageCounts;
use crate::page::{self, NewEvent, Page};
use crate::{Entry, Kind, PageView, Seq, Timestamp};

/// So many messages and events are read back at once at most: that takes about a millisecond, so a list that is scrolled does not
/// stall, and 100 million of them need six megabytes for their places.
const MAX_ENTRIES: u32 = 2048;

/// What is read back at once takes at most so many bytes in the archive, unless it is a single message: as above.
const MAX_BYTES: u64 = 512 * 1024;

/// Where messages lie that have left memory. The log knows neither files nor how messages are written there.
///
/// It is asked while a caller holds the log, so it must not ask the log for anything.
pub trait Archive<E>: fmt::Debug + Send + Sync {
    /// Adds the messages and events that lie at `place` to `page`, in their order.
    fn read(&self, place: Place, page: &mut PageBuilder<E>);

    /// The event that stands where one could not be read, and what it takes beyond its own size.
    fn unreadable(&self) -> (E, u64);
}

/// A range of bytes in an archive.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    /// Where it begins.
    pub offset: u64,
    /// How long it is.
    pub bytes: u64,
}

/// Which of the archives of a log is meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ArchiveId(pub(crate) u32);

/// Consecutive messages and events in an archive, as the log has to know of them: where they lie, and how many they are.
#[derive(Clone, Debug)]
pub struct ArchivedPage {
    place: Place,
    /// When the first of them was recorded.
    base: Timestamp,
    entries: u32,
    events: u32,
    counts: PageCounts,
}

impl ArchivedPage {
    /// One without messages, which begins at this offset in the archive.
    pub fn new(offset: u64) -> Self {
        Self {
            place: Place { offset, bytes: 0 },
            base: Timestamp::default(),
            entries: 0,
            events: 0,
            counts: PageCounts::default(),
        }
    }

    /// Adds a message that lies in the next `length` bytes of the archive and has so many `bytes` of payload; or an event that
    /// takes so many `bytes`, as [`append_event`](crate::MessageLog::append_event) is told. False if it has to begin the next page.
    #[must_use]
    pub fn push(&mut self, entry: Entry, bytes: u64, length: u64) -> bool {
        if self.entries == 0 {
            self.base = entry.at;
        } else if self.entries == MAX_ENTRIES
            || self.place.bytes + length > MAX_BYTES
            || self.counts.bytes() + bytes > page::MAX_PAYLOAD_BYTES
            || entry.at.micros_since(self.base).is_none()
        {
            return false;
        }
        self.entries += 1;
        self.events += u32::from(entry.kind == Kind::Event);
        self.place.bytes += length;
        self.counts.append(entry, bytes);
        true
    }

    /// Passes over bytes that belong to no message.
    pub fn skip(&mut self, length: u64) {
        if self.entries == 0 {
            self.place.offset += length;
        } else {
            self.place.bytes += length;
        }
    }

    /// How many messages and events it has.
    pub fn len(&self) -> usize {
        self.entries as usize
    }

    /// Whether it has none.
    pub fn is_empty(&self) -> bool {
        self.entries == 0
    }

    /// Where it lies in the archive.
    pub fn place(&self) -> Place {
        self.place
    }

    /// Where it ends in the archive.
    pub fn end(&self) -> u64 {
        self.place.offset + self.place.bytes
    }

    pub(crate) fn counts(&self) -> &PageCounts {
        &self.counts
    }

    pub(crate) fn events(&self) -> u64 {
        u64::from(self.events)
    }

    pub(crate) fn base(&self) -> Timestamp {
        self.base
    }
}

/// A page that is read back from an archive.
#[derive(Debug)]
pub struct PageBuilder<E> {
    first: Seq,
    earlier_events: u64,
    base: Timestamp,
    /// How many messages and events it has to have.
    expected: usize,
    page: Option<Page<E>>,
    /// How much room the payloads take at most.
    capacity: usize,
}

impl<E> PageBuilder<E> {
    /// The name of the next one that is added.
    pub fn next(&self) -> Seq {
        self.first.plus(self.len())
    }

    /// How many are still missing.
    pub fn missing(&self) -> usize {
        self.expected - self.len()
    }

    /// How many messages the log has before the one with this name, in this page or before it, events not counted; those of the
    /// pages before for an older one.
    pub fn messages_before(&self, seq: Seq) -> u64 {
        let index = seq.since(self.first).min(self.len());
        let events = match &self.page {
            Some(page) if index < page.len() => page.all_events_before(index),
            Some(page) => page.all_events_before(0) + page.events(),
            None => self.earlier_events,
        };
        seq.get().saturating_sub(Seq::FIRST.get() + events)
    }

    /// Adds a message. False if none is missing, or if its time does not fit to that of the others: it is another one than lay
    /// there.
    pub fn push(&mut self, entry: Entry, payload: &[u8]) -> bool {
        if self.missing() == 0 || entry.kind == Kind::Event {
            return false;
        }
        if let Some(page) = &mut self.page {
            return page.try_push(entry, payload, u64::MAX);
        }
        if payload.len() as u64 > page::MAX_PAYLOAD_BYTES {
            return false;
        }
        let mut buffer = Vec::with_capacity(self.capacity.max(payload.len()));
        buffer.extend_from_slice(payload);
        self.begin(Page::begin(entry, buffer));
        true
    }

    /// The same for an event that takes `bytes` beyond its own size.
    pub fn push_event(&mut self, at: Timestamp, event: E, bytes: u64) -> bool {
        if self.missing() == 0 {
            return false;
        }
        let new = NewEvent { at, bytes, event };
        match &mut self.page {
            Some(page) => page.try_push_event(new, u64::MAX).is_ok(),
            None => {
                self.begin(Page::begin_with_event(new));
                true
            }
        }
    }

    /// Adds what stands where a message or an event could not be read: the event, and what it takes beyond its own size. False
    /// if none is missing.
    pub fn push_unreadable(&mut self, event: E, bytes: u64) -> bool {
        let at = self.page.as_ref().map_or(self.base, |page| page.at(0));
        self.push_event(at, event, bytes)
    }

    fn begin(&mut self, page: Page<E>) {
        self.page = Some(page.after_events(self.earlier_events));
    }

    fn len(&self) -> usize {
        self.page.as_ref().map_or(0, Page::len)
    }

    /// The page; where something is missing, what `unreadable` says stands there.
    fn finish(mut self, unreadable: impl Fn() -> (E, u64)) -> Option<PageView<E>> {
        while self.missing() > 0 {
            let (event, bytes) = unreadable();
            if !self.push_unreadable(event, bytes) {
                break;
            }
        }
        let mut page = self.page?;
        page.shrink();
        Some(PageView::new(self.first, page))
    }
}

/// What the log keeps of messages that can be read back.
#[derive(Debug)]
pub(crate) struct Stub<E> {
    pub(crate) first: Seq,
    /// How many events the log had before.
    pub(crate) earlier_events: u64,
    pub(crate) archive: ArchiveId,
    pub(crate) page: ArchivedPage,
    /// The messages themselves, while somebody looks at them.
    loaded: OnceLock<Box<Loaded<E>>>,
}

#[derive(Debug)]
struct Loaded<E> {
    /// `None` if nothing can be made of it, which no archive should bring about.
    view: Option<PageView<E>>,
    /// When it was asked for last: the reading of a clock that counts those questions.
    used: AtomicU64,
}

impl<E> Stub<E> {
    pub(crate) fn new(
        first: Seq,
        earlier_events: u64,
        archive: ArchiveId,
        page: ArchivedPage,
    ) -> Self {
        Self {
            first,
            earlier_events,
            archive,
            page,
            loaded: OnceLock::new(),
        }
    }

    pub(crate) fn end(&self) -> Seq {
        self.first.plus(self.page.len())
    }

    pub(crate) fn contains(&self, seq: Seq) -> bool {
        (self.first..self.end()).contains(&seq)
    }

    /// The number of its first message.
    pub(crate) fn first_number(&self) -> u64 {
        self.first.get() - self.earlier_events
    }

    /// How to read it.
    pub(crate) fn source(&self, archive: &Arc<dyn Archive<E>>) -> Source<E> {
        Source {
            archive: Arc::clone(archive),
            place: self.page.place,
            builder: PageBuilder {
                first: self.first,
                earlier_events: self.earlier_events,
                base: self.page.base,
                expected: self.page.len(),
                page: None,
                capacity: usize::try_from(self.page.counts.bytes()).unwrap_or(0),
            },
        }
    }

    /// The messages, if they are in memory.
    pub(crate) fn loaded(&self) -> Option<&PageView<E>> {
        self.loaded.get()?.view.as_ref()
    }

    /// The messages, which are read if they are not in memory. `now` is the clock of those who ask; `note` is told how many bytes of
    /// memory it takes more.
    pub(crate) fn load(
        &self,
        archive: &Arc<dyn Archive<E>>,
        now: u64,
        note: impl FnOnce(u64),
    ) -> Option<&PageView<E>> {
        let loaded = self.loaded.get_or_init(|| {
            let view = self.source(archive).read();
            note(view.as_ref().map_or(0, |view| view.page().cost()));
            let used = AtomicU64::new(now);
            Box::new(Loaded { view, used })
        });
        loaded.used.store(now, Ordering::Relaxed);
        loaded.view.as_ref()
    }

    /// When it was asked for last, if it is in memory.
    pub(crate) fn used(&self) -> Option<u64> {
        Some(self.loaded.get()?.used.load(Ordering::Relaxed))
    }

    /// Gives the memory back, and says how much.
    pub(crate) fn unload(&mut self) -> u64 {
        let view = self.loaded.take().and_then(|loaded| loaded.view);
        view.map_or(0, |view| view.page().cost())
    }
}

/// Messages in an archive that are still to be read.
#[derive(Debug)]
pub(crate) struct Source<E> {
    archive: Arc<dyn Archive<E>>,
    place: Place,
    builder: PageBuilder<E>,
}

impl<E> Source<E> {
    pub(crate) fn read(mut self) -> Option<PageView<E>> {
        self.archive.read(self.place, &mut self.builder);
        self.builder.finish(|| self.archive.unreadable())
    }
}

/// A page that may have to be read first: what [`locate`](crate::MessageLog::locate) finds.
#[derive(Debug)]
pub struct PageSource<E>(pub(crate) SourceOf<E>);

#[derive(Debug)]
pub(crate) enum SourceOf<E> {
    Memory(PageView<E>),
    Archive(Source<E>),
}

impl<E> PageSource<E> {
    /// The page. It is not kept in memory for the log.
    pub fn read(self) -> Option<PageView<E>> {
        match self.0 {
            SourceOf::Memory(view) => Some(view),
            SourceOf::Archive(source) => source.read(),
        }
    }
}
