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
