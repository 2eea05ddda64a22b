use crate::tag::Tag;
use crate::{Direction, Entry, Kind, Timestamp};

/// At most so many bytes of payload are appended at once: where a lock guards the log, it is held while they are copied.
const MAX_BATCH_BYTES: usize = 256 * 1024;

/// Messages of one direction and one moment that are appended to a log at once. They are put together without the log, so that
/// it need not be locked meanwhile.
#[derive(Clone, Debug)]
pub struct Batch {
    direction: Direction,
    at: Timestamp,
    /// The payloads, nothing between them.
    payload: Vec<u8>,
    /// Where each message ends in that.
    ends: Vec<u32>,
    /// The direction and the kind of each.
    tags: Vec<Tag>,
    /// Whether every message is one of the application.
    is_all_data: bool,
    /// The size of the largest message, in bytes.
    largest: usize,
}

impl Batch {
    /// A batch of none.
    pub fn new(direction: Direction, at: Timestamp) -> Self {
        Self {
            direction,
            at,
            payload: Vec::new(),
            ends: Vec::new(),
            tags: Vec::new(),
            is_all_data: true,
            largest: 0,
        }
    }

    /// Adds a message. False if there is no room for it. An event has no place in a batch, and would be a message of that kind.
    #[must_use]
    #[inline]
    pub fn push(&mut self, kind: Kind, payload: &[u8]) -> bool {
        if payload.len() > MAX_BATCH_BYTES - self.payload.len() {
            return false;
        }
        self.payload.extend_from_slice(payload);
        self.ends.push(self.payload.len() as u32);
        self.tags.push(Tag::new(self.direction, kind));
        self.is_all_data &= kind.is_data();
        self.largest = self.largest.max(payload.len());
        true
    }

    /// How many messages it has.
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// Whether it has none.
    pub fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }

    /// What the payloads come to, in bytes.
    pub fn bytes(&self) -> u64 {
        self.payload.len() as u64
    }

    /// The size of the largest message, in bytes.
    pub fn largest(&self) -> u64 {
        self.largest as u64
    }

    /// Whether every message is one of the application.
    pub fn is_all_data(&self) -> bool {
        self.is_all_data
    }

    /// Which way they went.
    pub fn direction(&self) -> Direction {
        self.direction
    }

    /// When they came or went.
    pub fn at(&self) -> Timestamp {
        self.at
    }

    /// The messages, in order.
    pub fn messages(&self) -> impl Iterator<Item = (Kind, &[u8])> {
        (0..self.len()).map(|index| (self.tags[index].kind(), self.bytes_of(index, 1)))
    }

    /// Forgets the messages.
    pub fn clear(&mut self) {
        *self = Self::new(self.direction, self.at);
    }

    pub(crate) fn entry(&self, index: usize) -> Entry {
        Entry {
            direction: self.direction,
            kind: self.tags[index].kind(),
            at: self.at,
        }
    }

    /// The payloads of so many messages from this one on, nothing between them.
    #[inline]
    pub(crate) fn bytes_of(&self, index: usize, count: usize) -> &[u8] {
        &self.payload[self.end_before(index)..self.end_before(index + count)]
    }

    /// Where each of so many messages ends in [`Self::bytes_of`] them, and what it is.
    #[inline]
    pub(crate) fn records(&self, index: usize, count: usize) -> impl Iterator<Item = (u32, Tag)> {
        let start = self.end_before(index) as u32;
        let range = index..index + count;
        let ends = self.ends[range.clone()].iter();
        ends.zip(&self.tags[range])
            .map(move |(end, tag)| (end - start, *tag))
    }

    fn end_before(&self, index: usize) -> usize {
        index
            .checked_sub(1)
            .map_or(0, |before| self.ends[before] as usize)
    }
}
