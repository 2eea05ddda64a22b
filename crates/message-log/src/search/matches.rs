use std::collections::VecDeque;

use crate::Seq;

/// How many matches share a base. A power of two, so that a full chunk has no unused capacity; large
/// enough that a base costs nothing a match, small enough that forgetting is not coarse.
const CHUNK_HITS: usize = 4096;

/// An ordered set of messages with an index for each: row by number and number by row, both in
/// logarithmic time, at four bytes a message.
///
/// ```
/// use message_log::{Seq, search::Matches};
///
/// let mut matches = Matches::default();
/// [3, 5, 8].map(Seq::new).map(|seq| matches.push(seq));
/// assert_eq!(matches.nth(1), Some(Seq::new(5)));
/// assert_eq!(matches.rank(Seq::new(6)), 2);
/// matches.drop_before(Seq::new(5));
/// assert_eq!(matches.nth(0), Some(Seq::new(5)));
/// ```
#[derive(Clone, Debug, Default)]
pub struct Matches {
    /// In ascending order, none of them empty.
    chunks: VecDeque<Chunk>,
    /// How many matches were ever pushed.
    pushed: u64,
    /// How many of them were dropped. Some may still be in the first chunk.
    dropped: u64,
}

impl Matches {
    /// How many matches there are.
    pub fn len(&self) -> u64 {
        self.pushed - self.dropped
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The match at this index, or `None` if there are not so many.
    pub fn nth(&self, index: u64) -> Option<Seq> {
        let place = self.dropped.checked_add(index)?;
        let after = self.chunks.partition_point(|chunk| chunk.before <= place);
        self.chunks.get(after.checked_sub(1)?)?.nth(place)
    }

    /// How many matches come before `seq`: the index of `seq`, or of the first match after it.
    pub fn rank(&self, seq: Seq) -> u64 {
        self.place(seq).saturating_sub(self.dropped)
    }

    /// Adds a match that comes after all others. One that does not is ignored.
    pub fn push(&mut self, seq: Seq) {
        if self.chunks.back().is_some_and(|last| last.last() >= seq) {
            return;
        }
        if !self
            .chunks
            .back_mut()
            .is_some_and(|last| last.try_push(seq))
        {
            self.chunks.push_back(Chunk {
                base: seq,
                before: self.pushed,
                offsets: vec![0],
            });
        }
        self.pushed += 1;
    }

    /// Drops the matches before `seq`, which costs nothing a match.
    pub fn drop_before(&mut self, seq: Seq) {
        self.dropped = self.dropped.max(self.place(seq));
        while self
            .chunks
            .front()
            .is_some_and(|chunk| chunk.end() <= self.dropped)
        {
            self.chunks.pop_front();
        }
    }

    /// How many of the matches that were ever pushed come before `seq`, or more than are left.
    fn place(&self, seq: Seq) -> u64 {
        let after = self.chunks.partition_point(|chunk| chunk.base < seq);
        let chunk = after
            .checked_sub(1)
            .and_then(|index| self.chunks.get(index));
        chunk.map_or(self.dropped, |chunk| chunk.place(seq))
    }
}

/// Matches whose distance from the first one fits into four bytes.
#[derive(Clone, Debug)]
struct Chunk {
    /// The first match.
    base: Seq,
    /// How many matches were pushed before it.
    before: u64,
    /// How many messages after `base` each match is. Never empty.
    offsets: Vec<u32>,
}

impl Chunk {
    /// How many matches were pushed before the next chunk.
    fn end(&self) -> u64 {
        self.before + self.offsets.len() as u64
    }

    fn last(&self) -> Seq {
        self.seq(self.offsets.last().copied().unwrap_or(0))
    }

    fn nth(&self, place: u64) -> Option<Seq> {
        let index = usize::try_from(place - self.before).ok()?;
        self.offsets.get(index).map(|&offset| self.seq(offset))
    }

    fn place(&self, seq: Seq) -> u64 {
        self.before
            + self
                .offsets
                .partition_point(|&offset| self.seq(offset) < seq) as u64
    }

    fn try_push(&mut self, seq: Seq) -> bool {
        let offset = u32::try_from(seq.get() - self.base.get());
        let Some(offset) = offset.ok().filter(|_| self.offsets.len() < CHUNK_HITS) else {
            return false;
        };
        self.offsets.push(offset);
        true
    }

    fn seq(&self, offset: u32) -> Seq {
        Seq::new(self.base.get() + u64::from(offset))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn far_apart_and_out_of_order() {
        let far = 1 << 40;
        let mut matches = Matches::default();
        for number in [1, 2, far, 2, far, far + 1, u64::MAX] {
            matches.push(Seq::new(number));
        }
        let all: Vec<u64> = (0..matches.len())
            .filter_map(|index| matches.nth(index))
            .map(Seq::get)
            .collect();
        assert_eq!(all, [1, 2, far, far + 1, u64::MAX]);
        assert_eq!(
            (matches.rank(Seq::new(3)), matches.rank(Seq::new(0))),
            (2, 0)
        );
        assert_eq!(matches.nth(u64::MAX), None);
    }

    #[test]
    fn many_hits_take_four_bytes_each() {
        let mut matches = Matches::default();
        (1..=1_000_000)
            .map(Seq::new)
            .for_each(|seq| matches.push(seq));
        let allocated = |chunk: &Chunk| size_of::<Chunk>() + 4 * chunk.offsets.capacity();
        let bytes: usize = matches.chunks.iter().map(allocated).sum();
        assert!(bytes <= 4_100_000, "{bytes}");
    }
}
