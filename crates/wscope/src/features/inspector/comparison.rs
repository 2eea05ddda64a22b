//! Two messages side by side: how far apart, and whether they are the same.

use session::SharedLogMessage;

/// What two messages have in common.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Comparison {
    /// Time between them, in microseconds.
    pub(super) apart_micros: u64,
    /// Where the bytes begin to differ; `None` where all of them are the same.
    pub(super) content: Option<usize>,
}

impl Comparison {
    /// Compares two messages, whichever came first.
    pub(super) fn new(one: &SharedLogMessage, other: &SharedLogMessage) -> Self {
        let (at, other_at) = (one.message().at, other.message().at);
        Self {
            apart_micros: at.as_micros().abs_diff(other_at.as_micros()),
            content: first_difference(one, other),
        }
    }
}

/// Compares in pieces first, which the machine does many bytes at a time: two messages of 64 MiB take milliseconds.
fn first_difference(one: &[u8], other: &[u8]) -> Option<usize> {
    const PIECE: usize = 4096;
    let pieces = one.chunks(PIECE).zip(other.chunks(PIECE));
    let equal = pieces.take_while(|(one, other)| one == other).count() * PIECE;
    let common = one.len().min(other.len());
    let start = equal.min(common);
    let rest = one[start..].iter().zip(&other[start..]);
    let difference = start + rest.take_while(|(one, other)| one == other).count();
    (difference < one.len().max(other.len())).then_some(difference)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn finds_the_first_difference() {
        let long = vec![7; 10_000];
        let mut other = long.clone();
        other[8191] = 8;
        let check = |one: &[u8], other: &[u8], expected| {
            assert_eq!(first_difference(one, other), expected);
            assert_eq!(first_difference(other, one), expected);
        };
        check(b"", b"", None);
        check(b"same", b"same", None);
        check(b"same", b"sane", Some(2));
        check(b"start", b"start and more", Some(5));
        check(&long, &other, Some(8191));
        check(&long, &long[..4096], Some(4096));
    }

    proptest! {
        #[test]
        fn agrees_with_looking_byte_by_byte(one: Vec<u8>, other: Vec<u8>) {
            let longest = one.len().max(other.len());
            let expected = (0..longest).find(|index| one.get(*index) != other.get(*index));
            prop_assert_eq!(first_difference(&one, &other), expected);
        }
    }
}
