use std::collections::VecDeque;

use crate::Seq;

/// How many matches share a base. A power of two, so that a full chunk has no unused capacity; large
/// enough that a base costs nothing a match, small enough that forgetting is not coarse.
const CHUNK_HITS: usize = 4096;

/// A chunk that spans at most so many messages is kept as a bit for each of them, which takes half of what four bytes for each
/// match do, or less: of a filter that nearly everything passes, an eighth of a byte a match.
const MAX_DENSE_SPAN: usize = CHUNK_HITS * 16;

/// An ordered set of messages with an index for each: row by number and number by row, both in
/// logarithmic time, at four bytes a message at most, and a bit where nearly all are in it.
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
                offsets: Offsets::Each(vec![0]),
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
    offsets: Offsets,
}

/// How many messages after the base each match is. Never empty.
#[derive(Clone, Debug)]
enum Offsets {
    /// One by one.
    Each(Vec<u32>),
    /// A bit for each message, of a chunk that is full.
    Bits(Vec<u64>),
}

impl Offsets {
    fn len(&self) -> usize {
        match self {
            Self::Each(offsets) => offsets.len(),
            Self::Bits(_) => CHUNK_HITS,
        }
    }

    fn last(&self) -> u32 {
        match self {
            Self::Each(offsets) => offsets.last().copied().unwrap_or(0),
            // The last word has the last match.
            Self::Bits(words) => {
                let bits = words.len() as u32 * u64::BITS;
                (bits - 1).saturating_sub(words.last().map_or(0, |word| word.leading_zeros()))
            }
        }
    }

    fn nth(&self, index: usize) -> Option<u32> {
        let words = match self {
            Self::Each(offsets) => return offsets.get(index).copied(),
            Self::Bits(words) => words,
        };
        let mut left = index as u32;
        for (place, word) in words.iter().enumerate() {
            if left < word.count_ones() {
                let rest = (0..left).fold(*word, |word, _| word & (word - 1));
                return Some(place as u32 * u64::BITS + rest.trailing_zeros());
            }
            left -= word.count_ones();
        }
        None
    }

    /// How many are smaller.
    fn rank(&self, offset: u64) -> usize {
        let words = match self {
            Self::Each(offsets) => {
                return offsets.partition_point(|&other| u64::from(other) < offset);
            }
            Self::Bits(words) => words,
        };
        let bits = u64::from(u64::BITS);
        let whole = usize::try_from(offset / bits).unwrap_or(usize::MAX);
        let before = words.iter().take(whole).map(|word| word.count_ones());
        let part = words.get(whole).map_or(0, |word| {
            (word & !(u64::MAX << (offset % bits))).count_ones()
        });
        (before.sum::<u32>() + part) as usize
    }

    fn push(&mut self, offset: u32) {
        let Self::Each(offsets) = self else {
            return;
        };
        offsets.push(offset);
        let span = offset as usize + 1;
        if offsets.len() == CHUNK_HITS && span <= MAX_DENSE_SPAN {
            let mut words = vec![0; span.div_ceil(u64::BITS as usize)];
            for offset in offsets {
                words[(*offset / u64::BITS) as usize] |= 1 << (*offset % u64::BITS);
            }
            *self = Self::Bits(words);
        }
    }
}

impl Chunk {
    /// How many matches were pushed before the next chunk.
    fn end(&self) -> u64 {
        self.before + self.offsets.len() as u64
    }

    fn last(&self) -> Seq {
        self.seq(self.offsets.last())
    }

    fn nth(&self, place: u64) -> Option<Seq> {
        let index = usize::try_from(place - self.before).ok()?;
        self.offsets.nth(index).map(|offset| self.seq(offset))
    }

    fn place(&self, seq: Seq) -> u64 {
        let offset = seq.get().saturating_sub(self.base.get());
        self.before + self.offsets.rank(offset) as u64
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
    fn many_hits_take_four_bytes_each_or_a_bit() {
        #[track_caller]
        fn check(step: u64, most: usize) {
            let mut matches = Matches::default();
            let all = (0..1_000_000).map(|index| Seq::new(1 + index * step));
            all.clone().for_each(|seq| matches.push(seq));
            let allocated = |chunk: &Chunk| {
                let offsets = match &chunk.offsets {
                    Offsets::Each(offsets) => 4 * offsets.capacity(),
                    Offsets::Bits(words) => 8 * words.capacity(),
                };
                size_of::<Chunk>() + offsets
            };
            let bytes: usize = matches.chunks.iter().map(allocated).sum();
            assert!(bytes <= most, "{step}: {bytes}");
            for (index, seq) in (0..).zip(all).step_by(997) {
                assert_eq!(matches.nth(index), Some(seq), "{step}");
                assert_eq!(matches.rank(seq), index, "{step}");
                assert_eq!(matches.rank(Seq::new(seq.get() + 1)), index + 1, "{step}");
            }
            assert_eq!(matches.rank(Seq::new(u64::MAX)), 1_000_000);
            // Whatever is dropped, what is left has its place.
            matches.drop_before(Seq::new(1 + 500_001 * step));
            assert_eq!(matches.nth(0), Some(Seq::new(1 + 500_001 * step)));
            assert_eq!(matches.len(), 499_999);
        }
        check(1, 170_000);
        check(2, 300_000);
        check(15, 2_100_000);
        check(16, 2_200_000);
        check(17, 4_100_000);
        check(1 << 30, 64_000_000);
    }
}
