use std::ops::AddAssign;

use crate::batch::Batch;
use crate::{Direction, Entry, Kind};

/// What went in and what is gone again, since the log was made or last cleared.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counters {
    by_direction: [Counts; Direction::ALL.len()],
}

impl Counters {
    /// Those of one direction.
    pub fn of(&self, direction: Direction) -> Counts {
        self.by_direction[direction as usize]
    }

    /// All directions together.
    pub fn total(&self) -> Counts {
        let mut total = Counts::default();
        self.by_direction.iter().for_each(|&counts| total += counts);
        total
    }

    pub(crate) fn append(&mut self, direction: Direction, kind: Kind, bytes: u64) {
        let counts = &mut self.by_direction[direction as usize];
        counts.messages += 1;
        counts.control_frames += u64::from(matches!(kind, Kind::Ping | Kind::Pong));
        counts.bytes += bytes;
    }

    /// Counts so many messages of a batch, from one on.
    pub(crate) fn append_all(&mut self, batch: &Batch, from: usize, count: usize) {
        if batch.is_all_data() {
            let counts = &mut self.by_direction[batch.entry(from).direction as usize];
            counts.messages += count as u64;
            counts.bytes += batch.bytes_of(from, count).len() as u64;
            return;
        }
        for index in from..from + count {
            let Entry {
                direction, kind, ..
            } = batch.entry(index);
            self.append(direction, kind, batch.bytes_of(index, 1).len() as u64);
        }
    }

    pub(crate) fn drop_message(&mut self, direction: Direction, bytes: u64) {
        let counts = &mut self.by_direction[direction as usize];
        counts.dropped_messages += 1;
        counts.dropped_bytes += bytes;
    }

    /// Counts as dropped what `page` says was appended to it.
    pub(crate) fn drop_all(&mut self, page: &Self) {
        for (counts, gone) in self.by_direction.iter_mut().zip(&page.by_direction) {
            counts.dropped_messages += gone.messages;
            counts.dropped_bytes += gone.bytes;
        }
    }

    /// Counts as dropped all that was not.
    pub(crate) fn drop_kept(&mut self) {
        for counts in &mut self.by_direction {
            counts.dropped_messages = counts.messages;
            counts.dropped_bytes = counts.bytes;
        }
    }
}

/// What was appended to a page, in few bytes: a log may have many that are not in memory.
#[derive(Clone, Debug, Default)]
pub(crate) struct PageCounts {
    messages: [u32; Direction::ALL.len()],
    control_frames: [u32; Direction::ALL.len()],
    bytes: [u64; Direction::ALL.len()],
}

impl PageCounts {
    pub(crate) fn append(&mut self, entry: Entry, bytes: u64) {
        let direction = entry.direction as usize;
        let is_control = matches!(entry.kind, Kind::Ping | Kind::Pong);
        self.messages[direction] += 1;
        self.control_frames[direction] += u32::from(is_control);
        self.bytes[direction] += bytes;
    }

    /// All directions together.
    pub(crate) fn bytes(&self) -> u64 {
        self.bytes.iter().sum()
    }

    pub(crate) fn counters(&self) -> Counters {
        let mut counters = Counters::default();
        for (index, counts) in counters.by_direction.iter_mut().enumerate() {
            counts.messages = u64::from(self.messages[index]);
            counts.control_frames = u64::from(self.control_frames[index]);
            counts.bytes = self.bytes[index];
        }
        counters
    }
}

/// What is counted of one direction. Bytes are those of payloads, and what events take in their place.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// How many messages were appended: those that are kept and those that were dropped.
    pub messages: u64,
    /// How many of these are pings and pongs.
    pub control_frames: u64,
    /// How many bytes they had.
    pub bytes: u64,
    /// How many of the messages are gone: forgotten for the budget, or refused as too large.
    pub dropped_messages: u64,
    /// How many bytes they had.
    pub dropped_bytes: u64,
}

impl Counts {
    /// How many messages are in the log.
    pub fn kept_messages(&self) -> u64 {
        self.messages - self.dropped_messages
    }

    /// How many bytes of payload are in the log.
    pub fn kept_bytes(&self) -> u64 {
        self.bytes - self.dropped_bytes
    }
}

impl AddAssign for Counters {
    fn add_assign(&mut self, other: Self) {
        for (counts, others) in self.by_direction.iter_mut().zip(other.by_direction) {
            *counts += others;
        }
    }
}

impl AddAssign for Counts {
    fn add_assign(&mut self, other: Self) {
        self.messages += other.messages;
        self.control_frames += other.control_frames;
        self.bytes += other.bytes;
        self.dropped_messages += other.dropped_messages;
        self.dropped_bytes += other.dropped_bytes;
    }
}
