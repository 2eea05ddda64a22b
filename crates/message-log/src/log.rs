use std::borrow::Cow;
use std::collections::VecDeque;
use std::ops::Range;
use std::sync::Arc;

use crate::batch::Batch;
use crate::page::{self, NewEvent, Page};
use crate::{Counters, Direction, Entry, Kind, Message, PageView, Seq, SharedMessage, Timestamp};

/// The size of a page when the budget is large, in bytes. Larger pages would make forgetting
/// coarser and the steps of a search longer; smaller ones would cost more bookkeeping, and a
/// search restarts at each.
const MAX_PAGE_BYTES: u64 = 1024 * 1024;

/// The size of a page when the budget is small, in bytes: a page of memory. Below it the overhead
/// of a page would be noticeable.
const MIN_PAGE_BYTES: u64 = 4096;

/// At least so many pages fit into the budget, unless it is tiny. Forgetting drops a whole page,
/// and must never look like forgetting everything.
const PAGES_PER_BUDGET: u64 = 16;

/// A message is larger than the whole budget of the log.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a message of {bytes} bytes does not fit, the largest has {limit}")]
pub struct TooLarge {
    /// The size of its payload, in bytes.
    pub bytes: u64,
    /// The size of the largest payload that fits, in bytes.
    pub limit: u64,
}

/// An append-only log of messages, and of events between them, that forgets the oldest ones when its budget is spent.
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
        Ok(self.name_last())
    }

    /// Appends messages as [`append`](Self::append) does with each of them, and returns the name of the last one. Those that are
    /// larger than [`largest_payload`](Self::largest_payload) are counted and dropped, as there.
    pub fn append_all(&mut self, batch: &Batch) -> Option<Seq> {
        let mut last = None;
        let mut index = 0;
        while index < batch.len() {
            let limit = self.page_bytes;
            let open = self.open.as_mut();
            let count = open.map_or(0, |open| open.push_some(batch, index, limit));
            if count == 0 {
                // It begins a page.
                let payload = batch.bytes_of(index, 1).into();
                last = self.append(batch.entry(index), payload).ok().or(last);
                index += 1;
                continue;
            }
            self.counters.append_all(batch, index, count);
            self.next = self.next.plus(count);
            self.forget_oldest();
            index += count;
            last = Some(Seq::new(self.next.get() - 1));
        }
        last
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
        Ok(self.name_last())
    }

    /// Gives what was stored last its name, and forgets what is too much.
    fn name_last(&mut self) -> Seq {
        let seq = self.next;
        self.next = seq.plus(1);
        self.forget_oldest();
        seq
    }

    /// A message, or `None` if it is forgotten or still to come. Takes a binary search over the
    /// pages, however many messages they have.
    pub fn get(&self, seq: Seq) -> Option<Message<'_, E>> {
        let place = self.find(seq)?;
        Some(place.page().message(place.index(), seq))
    }

    /// A message that the caller may hold on to, or `None` if it is forgotten or still to come. The
    /// payload is copied only if its page is still being filled.
    pub fn share(&self, seq: Seq) -> Option<SharedMessage<E>>
    where
        E: Clone,
    {
        Some(match self.find(seq)? {
            Place::Sealed(view, index) => SharedMessage::new(seq, Arc::clone(view.page()), index),
            Place::Open(_, page, index) => {
                let copy = page.copy_of(index..index + 1);
                SharedMessage::new(seq, Arc::new(copy), 0)
            }
        })
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
        let seq = seq.max(self.kept().start);
        Some(match self.find(seq)? {
            Place::Sealed(view, _) => view.clone(),
            Place::Open(_, page, index) => PageView::new(seq, page.copy_of(index..page.len())),
        })
    }

    /// The names of the messages that the log has: from the oldest one to the one that comes next.
    pub fn kept(&self) -> Range<Seq> {
        let first = self
            .sealed
            .front()
            .map_or(self.open_first(), PageView::first);
        first..self.next
    }

    /// The number of a message: how many were appended up to it, events not counted. Like its name it never changes and
    /// is never used again. `None` for an event, and for a message that is forgotten or still to come. Costs what
    /// [`get`](Self::get) does.
    pub fn number_of(&self, seq: Seq) -> Option<u64> {
        self.find(seq)?.number()
    }

    /// The message with this number, or `None` if it is forgotten or still to come.
    pub fn numbered(&self, number: u64) -> Option<Seq> {
        if !self.numbers().contains(&number) {
            return None;
        }
        let seq_in = |first: Seq, page: &Page<E>| {
            let others = usize::try_from(number - first_number(first, page)).ok()?;
            Some(first.plus(page.nth_message(others)?))
        };
        let open_first = self.open_first();
        if let Some(open) = &self.open
            && first_number(open_first, open) <= number
        {
            return seq_in(open_first, open);
        }
        let is_before = |view: &PageView<E>| first_number(view.first(), view.page()) <= number;
        let after = self.sealed.partition_point(is_before);
        let view = self.sealed.get(after.checked_sub(1)?)?;
        seq_in(view.first(), view.page())
    }

    /// The numbers of the messages that the log has: from the oldest one to the one that comes next.
    pub fn numbers(&self) -> Range<u64> {
        let next = self.next.get() - self.events;
        let first = match (self.sealed.front(), &self.open) {
            (Some(view), _) => first_number(view.first(), view.page()),
            (None, Some(open)) => first_number(self.open_first(), open),
            (None, None) => next,
        };
        first..next
    }

    /// When the first message or event was appended, since the log was made or last cleared. It may be forgotten by now.
    pub fn began(&self) -> Option<Timestamp> {
        self.began
    }

    /// Forgets all messages, gives the memory back and counts anew. Names and numbers are not used again.
    pub fn clear(&mut self) {
        let (next, events) = (self.next, self.events);
        *self = Self::new(self.budget_bytes);
        (self.next, self.events) = (next, events);
    }

    /// The same, and gives what was forgotten, for [`put_back`](Self::put_back).
    #[must_use]
    pub fn take(&mut self) -> Self {
        let mut left = Self::new(self.budget_bytes);
        (left.next, left.events) = (self.next, self.events);
        std::mem::replace(self, left)
    }

    /// Puts what was taken back before what was appended since, as if it had never been gone, and forgets at once what is
    /// too much. Nothing may have been cleared in between.
    pub fn put_back(&mut self, mut taken: Self) {
        taken.seal();
        taken.sealed.append(&mut self.sealed);
        self.sealed = taken.sealed;
        self.sealed_bytes += taken.sealed_bytes;
        self.began = taken.began.or(self.began);
        self.counters += taken.counters;
        self.forget_oldest();
    }

    /// The oldest message that would be kept if one of `bytes` came in now. So a writer can wait until those that
    /// would be dropped were read. Looks at the pages that would go only.
    pub fn oldest_after(&self, bytes: u64) -> Seq {
        let mut cost = self.bytes_kept() + page::lone_cost(bytes);
        for view in &self.sealed {
            if cost <= self.budget_bytes {
                return view.first();
            }
            cost -= view.page().cost();
        }
        // The page that is being filled would be ended by one that has no room in it, and may go too.
        if cost <= self.budget_bytes {
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

    /// What the log keeps, in bytes: payloads, events and records. Never more than the budget.
    pub fn bytes_kept(&self) -> u64 {
        self.sealed_bytes + self.open.as_ref().map_or(0, Page::cost)
    }

    /// The memory that the log has from the allocator beyond the payloads, in bytes: records,
    /// bookkeeping, and the part of the last page that waits for messages. Looks at every page.
    pub fn overhead_bytes(&self) -> u64 {
        let sealed = self.sealed.iter().map(|view| view.page().allocated_bytes());
        let open = self.open.as_ref().map_or(0, Page::allocated_bytes);
        sealed.sum::<u64>() + open - self.counters.total().kept_bytes()
    }

    /// The size of the largest payload that fits, in bytes, or `None` if not even an empty message does.
    pub fn largest_payload(&self) -> Option<u64> {
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

    /// Drops pages from the front until the rest is within the budget.
    fn forget_oldest(&mut self) {
        while self.bytes_kept() > self.budget_bytes
            && let Some(view) = self.sealed.pop_front()
        {
            self.sealed_bytes -= view.page().cost();
            self.counters.drop_all(&view.page().counters());
        }
    }

    /// The name of the first message of the open page, or of the next message if there is none.
    fn open_first(&self) -> Seq {
        let messages = self.open.as_ref().map_or(0, Page::len);
        Seq::new(self.next.get() - messages as u64)
    }

    /// Where the message is that has this name.
    fn find(&self, seq: Seq) -> Option<Place<'_, E>> {
        if !self.kept().contains(&seq) {
            return None;
        }
        let open_first = self.open_first();
        if let Some(open) = self.open.as_ref().filter(|_| seq >= open_first) {
            return Some(Place::Open(open_first, open, seq.since(open_first)));
        }
        let after = self.sealed.partition_point(|view| view.first() <= seq);
        let view = self.sealed.get(after.checked_sub(1)?)?;
        Some(Place::Sealed(view, seq.since(view.first())))
    }
}

/// A page, and the index of a message in it.
enum Place<'a, E> {
    Sealed(&'a PageView<E>, usize),
    /// With the name of its first message.
    Open(Seq, &'a Page<E>, usize),
}

impl<'a, E> Place<'a, E> {
    fn page(&self) -> &'a Page<E> {
        match self {
            Self::Sealed(view, _) => view.page(),
            Self::Open(_, page, _) => page,
        }
    }

    fn index(&self) -> usize {
        match *self {
            Self::Sealed(_, index) | Self::Open(_, _, index) => index,
        }
    }

    fn number(&self) -> Option<u64> {
        let first = match self {
            Self::Sealed(view, _) => view.first(),
            Self::Open(first, ..) => *first,
        };
        self.page().number(first.plus(self.index()), self.index())
    }
}

/// The number of the first message of a page that begins with `first`; of the one behind it, if there is none.
fn first_number<E>(first: Seq, page: &Page<E>) -> u64 {
    first.get() - page.all_events_before(0)
}

/// What a page may cost under this budget. It is never more than the budget, so that the page that
/// is being filled always fits.
fn page_bytes(budget_bytes: u64) -> u64 {
    (budget_bytes / PAGES_PER_BUDGET)
        .clamp(MIN_PAGE_BYTES, MAX_PAGE_BYTES)
        .min(budget_bytes)
}
