use std::borrow::Cow;
use std::collections::VecDeque;
use std::ops::Range;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use crate::archive::{Archive, PageSource, SourceOf, Stub};
use crate::batch::Batch;
use crate::page::{self, NewEvent, Page};
use crate::{Counters, Direction, Entry, Kind, Message, PageView, Seq, SharedMessage, Timestamp};

mod archived;
mod numbers;

/// The size of a page when the budget is large, in bytes. Larger pages would make forgetting
/// coarser and the steps of a search longer; smaller ones would cost more bookkeeping, and a
/// search restarts at each.
const MAX_PAGE_BYTES: u64 = 1024 * 1024;

/// The size of a page when the budget is small, in bytes: a page of memory. Below it the overhead
/// of a page would be noticeable.
const MIN_PAGE_BYTES: u64 = 4096;

/// A batch that costs so much, in bytes, becomes a page of its own: then what a page takes beside its messages is little.
const MIN_MOVED_BYTES: u64 = 32 * 1024;

/// At least so many pages fit into the budget, unless it is tiny. Forgetting drops a whole page,
/// and must never look like forgetting everything.
const PAGES_PER_BUDGET: u64 = 16;

/// Where pages can be read back, this part of the budget is for those that were, one in so many: more than a window full of rows
/// that lie far apart takes, and so little that the newest messages are still in memory.
const LOADED_SHARE: u64 = 8;

/// A message is larger than the whole budget of the log.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a message of {bytes} bytes does not fit, the largest has {limit}")]
pub struct TooLarge {
    /// The size of its payload, in bytes.
    pub bytes: u64,
    /// The size of the largest payload that fits, in bytes.
    pub limit: u64,
}

/// An append-only log of messages, and of events between them, that forgets the oldest ones when its budget is spent. Those
/// that lie in an [`Archive`] leave memory and are not forgotten.
///
/// The messages that it keeps are consecutive: [`kept`](Self::kept) is all there is to know about
/// which ones they are.
///
/// `E` is what an event is. The log knows only how much memory each takes, because it is told when it is appended.
#[derive(Debug)]
pub struct MessageLog<E = ()> {
    budget_bytes: u64,
    /// What a page may cost before the next one begins. Follows from the budget.
    page_bytes: u64,
    /// The pages that no longer change, the oldest first. Each begins where the one before ends.
    sealed: VecDeque<PageView<E>>,
    /// What the sealed pages cost together, in bytes.
    sealed_bytes: u64,
    /// The page that is being filled. Its messages come after all of `sealed`.
    open: Option<Page<E>>,
    /// The oldest message that is kept, or the next one if none is.
    first: Seq,
    /// Where messages lie that can be read back.
    archives: Vec<Arc<dyn Archive<E>>>,
    /// Which ones these are, the oldest first. They may be in memory as well; what is in neither is not kept.
    stubs: Vec<Stub<E>>,
    /// Whether somebody is writing into an archive: what is not there yet must stay.
    holds_unarchived: bool,
    /// What was read back and is in memory now, in bytes.
    loaded_bytes: AtomicU64,
    /// Counts how often something was looked at that had to be read back, so as to know what was looked at last.
    looks: AtomicU64,
    /// The name of the next message.
    next: Seq,
    /// How many of the names before it are those of events.
    events: u64,
    /// When the first message or event was appended since the log was made or last cleared.
    began: Option<Timestamp>,
    counters: Counters,
}

impl<E> MessageLog<E> {
    /// An empty log that keeps at most `budget_bytes`. A log without any budget keeps nothing.
    pub fn new(budget_bytes: u64) -> Self {
        Self {
            budget_bytes,
            page_bytes: page_bytes(budget_bytes),
            sealed: VecDeque::new(),
            sealed_bytes: 0,
            open: None,
            first: Seq::FIRST,
            archives: Vec::new(),
            stubs: Vec::new(),
            holds_unarchived: false,
            loaded_bytes: AtomicU64::new(0),
            looks: AtomicU64::new(0),
            next: Seq::FIRST,
            events: 0,
            began: None,
            counters: Counters::default(),
        }
    }

    /// Appends a message, and forgets the oldest pages if the budget is spent. The message itself
    /// is never among what is forgotten.
    ///
    /// An owned payload that is larger than a page is moved into the log, not copied.
    ///
    /// # Errors
    ///
    /// [`TooLarge`] if the message alone exceeds the budget. It is counted as appended and dropped,
    /// gets no name, and all else stays as it is.
    pub fn append(&mut self, entry: Entry, payload: Cow<'_, [u8]>) -> Result<Seq, TooLarge> {
        let bytes = payload.len() as u64;
        self.counters.append(entry.direction, entry.kind, bytes);
        let limit = self.largest_payload();
        if limit.is_none_or(|limit| bytes > limit) {
            self.counters.drop_message(entry.direction, bytes);
            let limit = limit.unwrap_or(0);
            return Err(TooLarge { bytes, limit });
        }
        self.store(entry, payload);
        self.began.get_or_insert(entry.at);
        Ok(self.name_last(1))
    }

    /// Appends messages as [`append`](Self::append) does with each of them, and returns the name of the last one. Those that are
    /// larger than [`largest_payload`](Self::largest_payload) are counted and dropped, as there. Many are moved, not copied: where
    /// a lock guards the log, who waits for it waits for moments.
    pub fn append_all(&mut self, batch: Batch) -> Option<Seq> {
        let cost = batch.cost() + page::PAGE_OVERHEAD_BYTES;
        if (MIN_MOVED_BYTES..=self.page_bytes).contains(&cost) {
            return Some(self.append_as_page(batch));
        }
        let mut last = None;
        let mut index = 0;
        while index < batch.len() {
            let limit = self.page_bytes;
            let open = self.open.as_mut();
            let count = open.map_or(0, |open| open.push_some(&batch, index, limit));
            if count == 0 {
                // It begins a page.
                let payload = batch.bytes_of(index, 1).into();
                last = self.append(batch.entry(index), payload).ok().or(last);
                index += 1;
                continue;
            }
            self.counters.append_all(&batch, index, count);
            last = Some(self.name_last(count));
            index += count;
        }
        last
    }

    /// Makes a page of a batch, which has some messages and costs no more than a page may.
    fn append_as_page(&mut self, batch: Batch) -> Seq {
        let count = batch.len();
        self.counters.append_all(&batch, 0, count);
        self.began.get_or_insert(batch.at());
        self.seal();
        self.push_sealed(self.next, Page::of(batch).after_events(self.events));
        self.name_last(count)
    }

    /// Appends an event that takes `bytes` of memory beyond its own size, for example in strings. It counts as local.
    ///
    /// # Errors
    ///
    /// [`TooLarge`] as for [`append`](Self::append).
    pub fn append_event(&mut self, at: Timestamp, event: E, bytes: u64) -> Result<Seq, TooLarge> {
        self.counters.append(Direction::Local, Kind::Event, bytes);
        let limit = self.budget_bytes.checked_sub(NewEvent::<E>::lone_cost(0));
        if limit.is_none_or(|limit| bytes > limit) {
            self.counters.drop_message(Direction::Local, bytes);
            let limit = limit.unwrap_or(0);
            return Err(TooLarge { bytes, limit });
        }
        self.store_event(NewEvent { at, bytes, event });
        self.began.get_or_insert(at);
        self.events += 1;
        Ok(self.name_last(1))
    }

    /// Gives so many that were stored last, one or more, their names, and forgets what is too much. Returns the last name.
    fn name_last(&mut self, count: usize) -> Seq {
        let last = self.next.plus(count - 1);
        self.next = last.plus(1);
        self.forget_oldest();
        last
    }

    /// A message, or `None` if it is forgotten or still to come. Takes a binary search over the
    /// pages, however many messages they have; and if it lies in an archive, the time of reading a page.
    pub fn get(&self, seq: Seq) -> Option<Message<'_, E>> {
        match self.find(seq)? {
            Found::Open(first, page) => Some(page.message(seq.since(first), seq)),
            Found::Sealed(view) => view.get(seq),
            Found::Archived(stub) => self.load(stub)?.get(seq),
        }
    }

    /// Whether [`get`](Self::get) finds this message in memory.
    pub fn is_in_memory(&self, seq: Seq) -> bool {
        match self.find(seq) {
            Some(Found::Open(..) | Found::Sealed(_)) => true,
            Some(Found::Archived(stub)) => stub.loaded().is_some(),
            None => false,
        }
    }

    /// A message that the caller may hold on to, or `None` if it is forgotten or still to come. The
    /// payload is copied only if its page is still being filled.
    pub fn share(&self, seq: Seq) -> Option<SharedMessage<E>>
    where
        E: Clone,
    {
        let view = match self.find(seq)? {
            Found::Open(first, page) => {
                let index = seq.since(first);
                let copy = page.copy_of(index..index + 1);
                return Some(SharedMessage::new(seq, Arc::new(copy), 0));
            }
            Found::Sealed(view) => view,
            Found::Archived(stub) => self.load(stub)?,
        };
        view.get(seq)?;
        let index = seq.since(view.first());
        Some(SharedMessage::new(seq, Arc::clone(view.page()), index))
    }

    /// The page in which `seq` lies, or the first page there is if it is forgotten, or `None` if it
    /// is still to come. Of the page that is being filled, a copy of what comes from `seq` on.
    ///
    /// This is how to read much without holding the log: get a page, let go of the log, read, and
    /// ask again for the page from `page.seqs().end`.
    pub fn page_from(&self, seq: Seq) -> Option<PageView<E>>
    where
        E: Clone,
    {
        self.locate(seq)?.read()
    }

    /// The same page, which may still have to be read: so that this need not happen while the log is held. It is not kept for
    /// others.
    pub fn locate(&self, seq: Seq) -> Option<PageSource<E>>
    where
        E: Clone,
    {
        let seq = seq.max(self.first);
        Some(PageSource(match self.find(seq)? {
            Found::Open(first, page) => {
                let copy = page.copy_of(seq.since(first)..page.len());
                SourceOf::Memory(PageView::new(seq, copy))
            }
            Found::Sealed(view) => SourceOf::Memory(view.clone()),
            Found::Archived(stub) => match stub.loaded() {
                Some(view) => SourceOf::Memory(view.clone()),
                None => SourceOf::Archive(stub.source(self.archive(stub)?)),
            },
        }))
    }

    /// The names of the messages that the log has: from the oldest one to the one that comes next.
    pub fn kept(&self) -> Range<Seq> {
        self.first..self.next
    }

    /// When the first message or event was appended, since the log was made or last cleared. It may be forgotten by now.
    pub fn began(&self) -> Option<Timestamp> {
        self.began
    }

    /// Forgets all messages, gives the memory back and counts anew. Names and numbers are not used again.
    pub fn clear(&mut self) {
        // What can be read back belongs to what was taken before, and may be put back.
        drop(self.take());
        self.unload_all();
    }

    /// The same, and gives what was forgotten, for [`put_back`](Self::put_back). What can be read back stays where it lies, so
    /// that an archive that is being written goes on.
    #[must_use]
    pub fn take(&mut self) -> Self {
        self.seal();
        let mut left = Self::new(self.budget_bytes);
        (left.first, left.next, left.events) = (self.next, self.next, self.events);
        left.holds_unarchived = self.holds_unarchived;
        left.archives = std::mem::take(&mut self.archives);
        left.stubs = std::mem::take(&mut self.stubs);
        left.loaded_bytes = std::mem::take(&mut self.loaded_bytes);
        left.looks = std::mem::take(&mut self.looks);
        std::mem::replace(self, left)
    }

    /// Puts what was taken back before what was appended since, as if it had never been gone, and forgets at once what is
    /// too much. Nothing may have been cleared in between.
    pub fn put_back(&mut self, mut taken: Self) {
        self.began = taken.began.or(self.began);
        if self.first == taken.next {
            self.first = taken.first;
            taken.sealed.append(&mut self.sealed);
            self.sealed = taken.sealed;
            self.sealed_bytes += taken.sealed_bytes;
        } else {
            // Some of what came since is forgotten, so what is older is.
            taken.counters.drop_kept();
        }
        self.counters += taken.counters;
        self.forget_oldest();
    }

    /// The oldest message that would be kept if one of `bytes` came in now. So a writer can wait until those that
    /// would be dropped were read. What can be read back, or is being written to where it can, counts as dropped. Looks at the
    /// pages that would go only.
    pub fn oldest_after(&self, bytes: u64) -> Seq {
        let limit = self.memory_limit();
        let mut cost = self.memory_bytes() + page::lone_cost(bytes);
        for view in &self.sealed {
            if cost <= limit {
                return view.first();
            }
            cost -= view.page().cost();
        }
        // The page that is being filled would be ended by one that has no room in it, and may go too.
        if cost <= limit {
            self.open_first()
        } else {
            self.next
        }
    }

    /// How much the log may keep, in bytes.
    pub fn budget(&self) -> u64 {
        self.budget_bytes
    }

    /// Changes how much the log may keep, in bytes, and forgets at once what is too much.
    pub fn set_budget(&mut self, budget_bytes: u64) {
        self.budget_bytes = budget_bytes;
        let page_bytes = page_bytes(budget_bytes);
        if page_bytes != self.page_bytes {
            self.page_bytes = page_bytes;
            self.seal();
        }
        self.forget_oldest();
    }

    /// What went in and what is gone again, since the log was made or last cleared.
    pub fn counters(&self) -> Counters {
        self.counters
    }

    /// What the log has in memory, in bytes: payloads, events and records. Never more than the budget; but for what is still
    /// to be written to an archive, for what was read back since [`trim`](Self::trim), and for a page of a single message that is
    /// as large as the budget and was read back.
    pub fn bytes_kept(&self) -> u64 {
        self.memory_bytes() + self.loaded_bytes.load(Ordering::Relaxed)
    }

    /// What was appended and is in memory, in bytes.
    fn memory_bytes(&self) -> u64 {
        self.sealed_bytes + self.open.as_ref().map_or(0, Page::cost)
    }

    /// The memory that the log has from the allocator beyond the payloads, in bytes: records,
    /// bookkeeping, and the part of the last page that waits for messages. Looks at every page.
    pub fn overhead_bytes(&self) -> u64 {
        let sealed = self.sealed.iter().map(PageView::page);
        let pages = sealed.map(Arc::as_ref).chain(&self.open);
        let beside = |page: &Page<E>| page.allocated_bytes() - page.counters_from(0).total().bytes;
        let stubs = self.stubs.capacity() as u64 * size_of::<Stub<E>>() as u64;
        pages.map(beside).sum::<u64>() + stubs
    }

    /// The size of the largest payload that fits, in bytes, or `None` if not even an empty message does. While an archive is being
    /// written, that is all that fits into a page: it leaves memory as soon as it is written.
    pub fn largest_payload(&self) -> Option<u64> {
        if self.holds_unarchived {
            return Some(page::MAX_PAYLOAD_BYTES);
        }
        let limit = self.budget_bytes.checked_sub(page::lone_cost(0))?;
        Some(limit.min(page::MAX_PAYLOAD_BYTES))
    }

    /// Puts a message into a page. Both ways of sealing a page end up below the budget, because
    /// neither a page of many messages nor a message that fits costs more than that.
    fn store(&mut self, entry: Entry, payload: Cow<'_, [u8]>) {
        if page::lone_cost(payload.len() as u64) > self.page_bytes {
            self.seal();
            let page = Page::begin(entry, payload.into_owned());
            self.push_sealed(self.next, page.after_events(self.events));
            return;
        }
        let limit = self.page_bytes;
        let fits = |page: &mut Page<E>| page.try_push(entry, &payload, limit);
        if !self.open.as_mut().is_some_and(fits) {
            self.seal();
            let page = Page::begin_with_room(entry, &payload, limit);
            self.open = Some(page.after_events(self.events));
        }
    }

    fn store_event(&mut self, new: NewEvent<E>) {
        if NewEvent::<E>::lone_cost(new.bytes) > self.page_bytes {
            self.seal();
            let page = Page::begin_with_event(new);
            self.push_sealed(self.next, page.after_events(self.events));
            return;
        }
        let left = match &mut self.open {
            Some(open) => open.try_push_event(new, self.page_bytes).err(),
            None => Some(new),
        };
        if let Some(new) = left {
            self.seal();
            let page = Page::begin_with_event(new);
            self.open = Some(page.after_events(self.events));
        }
    }

    /// Ends the page that is being filled.
    fn seal(&mut self) {
        let first = self.open_first();
        if let Some(page) = self.open.take() {
            self.push_sealed(first, page);
        }
    }

    fn push_sealed(&mut self, first: Seq, mut page: Page<E>) {
        page.shrink();
        self.sealed_bytes += page.cost();
        self.sealed.push_back(PageView::new(first, page));
    }

    /// Lets go of pages from the front until the rest is within the budget.
    fn forget_oldest(&mut self) {
        while self.memory_bytes() > self.memory_limit()
            && let Some(seqs) = self.sealed.front().map(PageView::seqs)
        {
            let is_archived = self.is_archived(&seqs);
            if !is_archived && self.holds_unarchived {
                break;
            }
            if !is_archived {
                self.count_dropped(&seqs);
                self.first = seqs.end;
            }
            if let Some(view) = self.sealed.pop_front() {
                self.sealed_bytes -= view.page().cost();
            }
        }
    }

    /// The name of the first message of the open page, or of the next message if there is none.
    fn open_first(&self) -> Seq {
        let messages = self.open.as_ref().map_or(0, Page::len);
        Seq::new(self.next.get() - messages as u64)
    }

    /// Where the message is that has this name.
    fn find(&self, seq: Seq) -> Option<Found<'_, E>> {
        if !self.kept().contains(&seq) {
            return None;
        }
        let open_first = self.open_first();
        if let Some(open) = self.open.as_ref().filter(|_| seq >= open_first) {
            return Some(Found::Open(open_first, open));
        }
        let after = self.sealed.partition_point(|view| view.first() <= seq);
        let view = after
            .checked_sub(1)
            .and_then(|index| self.sealed.get(index));
        if let Some(view) = view.filter(|view| view.seqs().contains(&seq)) {
            return Some(Found::Sealed(view));
        }
        let after = self.stubs.partition_point(|stub| stub.first <= seq);
        let stub = self.stubs.get(after.checked_sub(1)?)?;
        stub.contains(seq).then_some(Found::Archived(stub))
    }
}

/// A page in which a message is.
enum Found<'a, E> {
    /// With the name of its first message.
    Open(Seq, &'a Page<E>),
    Sealed(&'a PageView<E>),
    Archived(&'a Stub<E>),
}

/// What a page may cost under this budget. It is never more than the budget, so that the page that
/// is being filled always fits.
fn page_bytes(budget_bytes: u64) -> u64 {
    (budget_bytes / PAGES_PER_BUDGET)
        .clamp(MIN_PAGE_BYTES, MAX_PAGE_BYTES)
        .min(budget_bytes)
}
