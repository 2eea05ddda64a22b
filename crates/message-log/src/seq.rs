use std::fmt;

/// The name of a message: its sequence number in the log.
///
/// The first message is number 1. A number never changes its meaning and is never used again,
/// not even after [`MessageLog::clear`](crate::MessageLog::clear).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Seq(u64);

impl Seq {
    /// The first message of every log.
    pub const FIRST: Self = Self(1);

    /// The message with this number. Number 0 names no message and sorts before all of them.
    pub const fn new(number: u64) -> Self {
        Self(number)
    }

    /// The number.
    pub const fn get(self) -> u64 {
        self.0
    }

    /// The message that comes `count` later.
    pub(crate) const fn plus(self, count: usize) -> Self {
        Self(self.0 + count as u64)
    }

    /// How many messages after `earlier` this is: 0 when it comes before, the largest number when
    /// it is further away than memory can be.
    pub(crate) fn since(self, earlier: Self) -> usize {
        usize::try_from(self.0.saturating_sub(earlier.0)).unwrap_or(usize::MAX)
    }
}

impl fmt::Display for Seq {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}
