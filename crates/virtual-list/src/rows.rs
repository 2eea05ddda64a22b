//! What the list asks about the set of rows that it shows.

use std::ops::Range;

/// An ordered set of ids, ascending.
///
/// Rows come at the end and go at the front, and the whole set may be replaced from one frame to
/// the next, for example by a filter. An id is never used again for another row.
///
/// All answers within one frame must be about the same set: take a snapshot, or hold the lock,
/// while the list is shown. Every method is called a few dozen times a frame, and once per visible
/// row: `O(log n)` is plenty.
pub trait Rows {
    /// How many rows there are.
    fn len(&self) -> u64;

    /// Whether there are none.
    fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The id of the row at `index`, which is less than [`Rows::len`].
    fn id_at(&self, index: u64) -> u64;

    /// The index of the first row whose id is `id` or greater; [`Rows::len`] if there is none.
    fn index_of(&self, id: u64) -> u64;
}

/// Consecutive ids: a log without a filter, or the lines of a text.
impl Rows for Range<u64> {
    fn len(&self) -> u64 {
        self.end.saturating_sub(self.start)
    }

    fn id_at(&self, index: u64) -> u64 {
        self.start.saturating_add(index)
    }

    fn index_of(&self, id: u64) -> u64 {
        id.saturating_sub(self.start).min(Rows::len(self))
    }
}

/// Ascending ids, one by one: the matches of a filter.
impl Rows for Vec<u64> {
    fn len(&self) -> u64 {
        self.as_slice().len() as u64
    }

    fn id_at(&self, index: u64) -> u64 {
        // Past the end is a mistake of the caller; a wrong row is better than a crash.
        usize::try_from(index)
            .ok()
            .and_then(|index| self.get(index))
            .copied()
            .unwrap_or(u64::MAX)
    }

    fn index_of(&self, id: u64) -> u64 {
        self.partition_point(|&known| known < id) as u64
    }
}
