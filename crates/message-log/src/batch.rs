use crate::record::{RECORD_BYTES, Record};
use crate::tag::Tag;
use crate::{Direction, Entry, Kind, Timestamp};

/// At most so many bytes of payload are appended at once: all of them become a page, or are copied into one, while a lock guards
/// the log.
const MAX_BATCH_BYTES: usize = 256 * 1024;

/// Messages of one direction and one moment that are appended to a log at once. They are put together without the log, so that
/// it need not be locked meanwhile.
#[derive(Clone, Debug)]
pub struct Batch {
    direction: Direction,
    at: Timestamp,
    /// The payloads, nothing between them.
    pub(crate) payload: Vec<u8>,
    /// What is recorded of each message: all of them at this moment.
    pub(crate) records: Vec<Record>,
    /// Whether every message is one of the application.
    is_all_data: bool,
    /// The size of the largest message, in bytes.
    largest: usize,
}

/// How much a batch has room for: the one before it is a good guess.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Room {
    bytes: usize,
    messages: usize,
}

impl Batch {
    /// A batch of none.
    pub fn new(direction: Direction, at: Timestamp) -> Self {
        Self::with_room(direction, at, Room::default())
    }

    /// A batch of none, which is not moved in memory until it needs more room than that.
    pub fn with_room(direction: Direction, at: Timestamp, room: Room) -> Self {
        Self {
            direction,
            at,
            payload: Vec::with_capacity(room.bytes),
            records: Vec::with_capacity(room.messages),
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
        self.records.push(Record {
            end: self.payload.len() as u32,
            micros: 0,
            tag: Tag::new(self.direction, kind),
        });
        self.is_all_data &= kind.is_data();
        self.largest = self.largest.max(payload.len());
        true
    }

    /// How many messages it has.
    pub fn len(&self) -> usize {
        self.records.len()
    }

    /// Whether it has none.
    pub fn is_empty(&self) -> bool {
        self.records.is_empty()
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
        (0..self.len()).map(|index| (self.records[index].tag.kind(), self.bytes_of(index, 1)))
    }

    /// Gives the memory back that is not in use, which takes time that nobody should wait for.
    pub fn shrink(&mut self) {
        self.payload.shrink_to_fit();
        self.records.shrink_to_fit();
    }

    /// What the messages take of a budget, in bytes, beside the page that they are in.
    pub(crate) fn cost(&self) -> u64 {
        self.bytes() + self.len() as u64 * RECORD_BYTES
    }

    /// The room that the messages take.
    pub fn room(&self) -> Room {
        Room {
            bytes: self.payload.len(),
            messages: self.records.len(),
        }
    }

    pub(crate) fn entry(&self, index: usize) -> Entry {
        Entry {
            direction: self.direction,
            kind: self.records[index].tag.kind(),
            at: self.at,
        }
    }

    /// The payloads of so many messages from this one on, nothing between them.
    #[inline]
    pub(crate) fn bytes_of(&self, index: usize, count: usize) -> &[u8] {
        &self.payload[self.end_before(index)..self.end_before(index + count)]
    }

    /// What is recorded of so many messages from this one on, as if [`Self::bytes_of`] them were all.
    #[inline]
    pub(crate) fn records_of(&self, index: usize, count: usize) -> impl Iterator<Item = Record> {
        let start = self.end_before(index) as u32;
        let records = self.records[index..index + count].iter();
        records.map(move |record| Record {
            end: record.end - start,
            ..*record
        })
    }

    fn end_before(&self, index: usize) -> usize {
        index
            .checked_sub(1)
            .map_or(0, |before| self.records[before].end as usize)
    }
}
