use std::fmt;
use std::mem::size_of;
use std::ops::Range;
use std::sync::Arc;

use crate::batch::Batch;
use crate::record::{RECORD_BYTES, Record};
use crate::tag::Tag;
use crate::{Counters, Direction, Entry, Kind, Message, Seq, Timestamp};

/// What a view of a page takes; the view is defined above this file, and checks it there.
pub(crate) const VIEW_BYTES: usize = size_of::<(Seq, Arc<()>)>();

/// What a page takes beside its messages, with the two counters of the `Arc` that shares it. It is
/// part of the budget, so that a clock that jumps all the time and so makes a page of every
/// message cannot exceed it.
pub(crate) const PAGE_OVERHEAD_BYTES: u64 =
    (size_of::<Page<()>>() + VIEW_BYTES + 2 * size_of::<usize>()) as u64;

/// The longest payload whose end a record can hold.
pub(crate) const MAX_PAYLOAD_BYTES: u64 = u32::MAX as u64;

/// What a page costs that holds a single message of `bytes`.
pub(crate) const fn lone_cost(bytes: u64) -> u64 {
    bytes + RECORD_BYTES + PAGE_OVERHEAD_BYTES
}

/// At least one message or event. The payloads lie in memory one after the other, and all are addressed by their index in
/// the page. Events are rare, so they lie beside it.
pub(crate) struct Page<E> {
    /// The payloads, nothing between them.
    payload: Vec<u8>,
    /// What is recorded of each message. One vector of packed records, not a vector for each field:
    /// looking a message up then reads one place in memory and not three.
    records: Vec<Record>,
    /// When the first message was appended.
    base: Timestamp,
    /// Whether every message is one of the application, so that a search may look at all payloads at once. May be `false`
    /// in a copy of a part that has no others.
    is_all_data: bool,
    /// How many events the log had before the first message of this page.
    earlier_events: u64,
    /// The events, in order.
    events: Vec<Placed<E>>,
    /// What the events take beyond their place in `events`, in bytes.
    event_bytes: u64,
}

/// An event in a page.
#[derive(Clone)]
struct Placed<E> {
    /// Which record it belongs to.
    index: u32,
    /// What it takes beyond this place, in bytes, as it was appended with.
    bytes: u64,
    event: E,
}

/// An event that is to be appended.
pub(crate) struct NewEvent<E> {
    pub(crate) at: Timestamp,
    pub(crate) bytes: u64,
    pub(crate) event: E,
}

impl<E> NewEvent<E> {
    /// What an event counts for that takes `bytes` beyond its place in a page.
    pub(crate) const fn cost(bytes: u64) -> u64 {
        bytes + size_of::<Placed<E>>() as u64
    }

    /// What a page costs that holds nothing else.
    pub(crate) const fn lone_cost(bytes: u64) -> u64 {
        Self::cost(bytes) + lone_cost(0)
    }
}

/// The largest number below `most` for which something is true that is true of 0, and of all below one of which it is true.
fn largest_where(most: usize, is_true: impl Fn(usize) -> bool) -> usize {
    let (mut low, mut high) = (0, most);
    while high - low > 1 {
        let middle = low.midpoint(high);
        if is_true(middle) {
            low = middle;
        } else {
            high = middle;
        }
    }
    low
}

impl<E> Page<E> {
    /// A page with one message. `payload` must not be longer than [`MAX_PAYLOAD_BYTES`].
    pub(crate) fn begin(entry: Entry, payload: Vec<u8>) -> Self {
        let record = Record {
            end: payload.len() as u32,
            micros: 0,
            tag: Tag::new(entry.direction, entry.kind),
        };
        Self {
            payload,
            records: vec![record],
            base: entry.at,
            is_all_data: entry.kind.is_data(),
            earlier_events: 0,
            events: Vec::new(),
            event_bytes: 0,
        }
    }

    /// A page with one event.
    pub(crate) fn begin_with_event(new: NewEvent<E>) -> Self {
        let entry = Entry {
            direction: Direction::Local,
            kind: Kind::Event,
            at: new.at,
        };
        let mut page = Self::begin(entry, Vec::new());
        page.place_event(new);
        page
    }

    /// Puts an event beside the last record.
    fn place_event(&mut self, new: NewEvent<E>) {
        self.event_bytes += new.bytes;
        self.events.push(Placed {
            // A record takes nine bytes of a page of a mebibyte.
            index: (self.records.len() - 1) as u32,
            bytes: new.bytes,
            event: new.event,
        });
    }

    /// A page with the messages of a batch, which must have some. They are not copied.
    pub(crate) fn of(batch: Batch) -> Self {
        Self {
            base: batch.at(),
            is_all_data: batch.is_all_data(),
            earlier_events: 0,
            events: Vec::new(),
            event_bytes: 0,
            payload: batch.payload,
            records: batch.records,
        }
    }

    /// A page with one message and room for what will follow until the page costs `limit`, so that
    /// it is not moved while it is being filled. How many messages that will be is a guess: that
    /// they are as long as the first one.
    pub(crate) fn begin_with_room(entry: Entry, payload: &[u8], limit: u64) -> Self {
        let mut buffer = Vec::with_capacity(limit as usize);
        buffer.extend_from_slice(payload);
        let mut page = Self::begin(entry, buffer);
        let messages = limit / (payload.len() as u64 + RECORD_BYTES);
        page.records.reserve_exact(messages as usize);
        page
    }

    /// Appends a message and says so, or does nothing because the page would then cost more than
    /// `limit`, or because its records cannot express how much later or earlier the message is.
    pub(crate) fn try_push(&mut self, entry: Entry, payload: &[u8], limit: u64) -> bool {
        let Some(micros) = entry.at.micros_since(self.base) else {
            return false;
        };
        let end = self.payload.len() as u64 + payload.len() as u64;
        if end > MAX_PAYLOAD_BYTES || self.cost() + payload.len() as u64 + RECORD_BYTES > limit {
            return false;
        }
        self.is_all_data &= entry.kind.is_data();
        self.payload.extend_from_slice(payload);
        self.records.push(Record {
            end: end as u32,
            micros,
            tag: Tag::new(entry.direction, entry.kind),
        });
        true
    }

    /// Appends as many messages of a batch as fit, from one on, and says how many those are.
    pub(crate) fn push_some(&mut self, batch: &Batch, from: usize, limit: u64) -> usize {
        let Some(micros) = batch.at().micros_since(self.base) else {
            return 0;
        };
        let room = limit.saturating_sub(self.cost());
        let cost =
            |count: usize| batch.bytes_of(from, count).len() as u64 + count as u64 * RECORD_BYTES;
        let left = batch.len() - from;
        let count = if cost(left) <= room {
            left
        } else {
            largest_where(left, |count| cost(count) <= room)
        };
        let end = self.payload.len() as u32;
        self.payload.extend_from_slice(batch.bytes_of(from, count));
        self.is_all_data &= batch.is_all_data();
        let records = batch.records_of(from, count);
        self.records.extend(records.map(|record| Record {
            end: end + record.end,
            micros,
            ..record
        }));
        count
    }

    /// The same for an event, which is given back if it does not fit.
    pub(crate) fn try_push_event(
        &mut self,
        new: NewEvent<E>,
        limit: u64,
    ) -> Result<(), NewEvent<E>> {
        let Some(micros) = new.at.micros_since(self.base) else {
            return Err(new);
        };
        if self.cost() + NewEvent::<E>::cost(new.bytes) + RECORD_BYTES > limit {
            return Err(new);
        }
        self.is_all_data = false;
        self.records.push(Record {
            // An event has no bytes.
            end: self.payload.len() as u32,
            micros,
            tag: Tag::new(Direction::Local, Kind::Event),
        });
        self.place_event(new);
        Ok(())
    }

    /// Gives the memory back that is not in use.
    pub(crate) fn shrink(&mut self) {
        self.payload.shrink_to_fit();
        self.records.shrink_to_fit();
        self.events.shrink_to_fit();
    }

    /// A page of its own with the messages of this `range`, which must not be empty.
    pub(crate) fn copy_of(&self, range: Range<usize>) -> Self
    where
        E: Clone,
    {
        let start = self.end_before(range.start) as u32;
        let moved = |record: &Record| Record {
            end: record.end - start,
            ..*record
        };
        let events: Vec<_> = self.events_in(&range).to_vec();
        let at_front = |placed: Placed<E>| Placed {
            index: placed.index - range.start as u32,
            ..placed
        };
        Self {
            payload: self.bytes_of(range.clone()).to_vec(),
            base: self.base,
            is_all_data: self.is_all_data,
            earlier_events: self.earlier_events + self.events_before(range.start) as u64,
            event_bytes: events.iter().map(|placed| placed.bytes).sum(),
            events: events.into_iter().map(at_front).collect(),
            records: self.records[range].iter().map(moved).collect(),
        }
    }

    /// How many messages it has. Never 0.
    pub(crate) fn len(&self) -> usize {
        self.records.len()
    }

    /// Whether every message is known to be one of the application.
    pub(crate) fn is_all_data(&self) -> bool {
        self.is_all_data
    }

    /// What the page takes of the budget, in bytes.
    pub(crate) fn cost(&self) -> u64 {
        let events = self.events.len() as u64 * NewEvent::<E>::cost(0) + self.event_bytes;
        self.payload.len() as u64 + self.len() as u64 * RECORD_BYTES + events + PAGE_OVERHEAD_BYTES
    }

    /// How much memory it has from the allocator, in use or not, in bytes.
    pub(crate) fn allocated_bytes(&self) -> u64 {
        let records = self.records.capacity() as u64 * RECORD_BYTES;
        let events = self.events.capacity() as u64 * NewEvent::<E>::cost(0) + self.event_bytes;
        self.payload.capacity() as u64 + records + events + PAGE_OVERHEAD_BYTES
    }

    /// How many events it has.
    pub(crate) fn events(&self) -> u64 {
        self.events.len() as u64
    }

    /// What was appended to it, from the message at this index on. Looks at each of them.
    pub(crate) fn counters_from(&self, first: usize) -> Counters {
        let mut counters = Counters::default();
        for index in first..self.len() {
            let tag = self.tag(index);
            counters.append(tag.direction(), tag.kind(), self.bytes_counted(index));
        }
        counters
    }

    /// What a message takes: its payload, or what an event was appended with.
    pub(crate) fn bytes_counted(&self, index: usize) -> u64 {
        let event = self.placed(index).map_or(0, |placed| placed.bytes);
        self.bytes(index).len() as u64 + event
    }

    /// The payload of one message.
    pub(crate) fn bytes(&self, index: usize) -> &[u8] {
        self.bytes_of(index..index + 1)
    }

    /// The payloads of several messages, nothing between them.
    pub(crate) fn bytes_of(&self, range: Range<usize>) -> &[u8] {
        &self.payload[self.end_before(range.start)..self.end_before(range.end)]
    }

    pub(crate) fn tag(&self, index: usize) -> Tag {
        self.records[index].tag
    }

    pub(crate) fn at(&self, index: usize) -> Timestamp {
        self.base.plus_micros(self.records[index].micros)
    }

    /// The message at this index under the name that the log has for it.
    pub(crate) fn message(&self, index: usize, seq: Seq) -> Message<'_, E> {
        let Entry {
            direction,
            kind,
            at,
        } = self.entry(index);
        Message {
            seq,
            direction,
            kind,
            at,
            payload: self.bytes(index),
            event: self.placed(index).map(|placed| &placed.event),
        }
    }

    /// The page, told how many events the log had before its first message.
    pub(crate) fn after_events(mut self, earlier_events: u64) -> Self {
        self.earlier_events = earlier_events;
        self
    }

    /// How many events the log has before the message at this index.
    pub(crate) fn all_events_before(&self, index: usize) -> u64 {
        self.earlier_events + self.events_before(index) as u64
    }

    /// The number of the message at this index, whose name is `seq`: how many the log had up to it. `None` for an event.
    pub(crate) fn number(&self, seq: Seq, index: usize) -> Option<u64> {
        let is_message = self.tag(index).kind() != Kind::Event;
        is_message.then(|| seq.get() - self.all_events_before(index))
    }

    /// The index of the message that has so many others of this page before it, events not counted.
    pub(crate) fn nth_message(&self, others: usize) -> Option<usize> {
        // The message at `index` has `index` records before it, and the events among them are no messages.
        let indices = self.events.iter().map(|placed| placed.index as usize);
        let passed = indices
            .enumerate()
            .take_while(|(events, index)| index - events <= others);
        let index = others + passed.count();
        (index < self.len()).then_some(index)
    }

    /// How many events of this page are before the message at this index.
    fn events_before(&self, index: usize) -> usize {
        let is_before = |placed: &Placed<E>| (placed.index as usize) < index;
        self.events.partition_point(is_before)
    }

    /// The events among these messages.
    fn events_in(&self, range: &Range<usize>) -> &[Placed<E>] {
        &self.events[self.events_before(range.start)..self.events_before(range.end)]
    }

    fn placed(&self, index: usize) -> Option<&Placed<E>> {
        // Most pages have none.
        self.events_in(&(index..index + 1)).first()
    }

    fn entry(&self, index: usize) -> Entry {
        let tag = self.tag(index);
        Entry {
            direction: tag.direction(),
            kind: tag.kind(),
            at: self.at(index),
        }
    }

    /// Where the message before this one ends, and so this one starts.
    fn end_before(&self, index: usize) -> usize {
        index
            .checked_sub(1)
            .map_or(0, |before| self.records[before].end as usize)
    }
}

/// Says how much is inside instead of printing a mebibyte.
impl<E> fmt::Debug for Page<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Page")
            .field("messages", &self.len())
            .field("payload_bytes", &self.payload.len())
            .field("base", &self.base)
            .finish_non_exhaustive()
    }
}
