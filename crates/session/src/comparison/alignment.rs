//! Which messages of two records are the same.

use std::collections::HashMap;
use std::ops::Range;
use std::time::Instant;

use message_log::Direction;
use similar::{Algorithm, DiffOp, capture_diff_slices_deadline};

use super::outline::Lane;

/// A place where two sequences differ.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Gap {
    pub(super) left: Range<usize>,
    pub(super) right: Range<usize>,
}

/// Where two sequences differ; what is between is the same. The same places whichever of them is called left.
pub(super) fn gaps(left: &[u64], right: &[u64], deadline: Instant) -> Vec<Gap> {
    if left > right {
        let swapped = gaps(right, left, deadline).into_iter();
        return swapped.map(Gap::swapped).collect();
    }
    // So that one change is found where it is, though the same stands before and behind it.
    let begin = common(left.iter(), right.iter());
    let (left_rest, right_rest) = (&left[begin..], &right[begin..]);
    let end = common(left_rest.iter().rev(), right_rest.iter().rev());
    let (old, new) = (
        &left_rest[..left_rest.len() - end],
        &right_rest[..right_rest.len() - end],
    );
    let operations = capture_diff_slices_deadline(Algorithm::Myers, old, new, Some(deadline));
    let mut gaps: Vec<Gap> = Vec::new();
    for operation in operations {
        if matches!(operation, DiffOp::Equal { .. }) {
            continue;
        }
        let (_, old, new) = operation.as_tag_tuple();
        let gap = Gap {
            left: begin + old.start..begin + old.end,
            right: begin + new.start..begin + new.end,
        };
        match gaps.last_mut() {
            Some(last) if last.left.end == gap.left.start && last.right.end == gap.right.start => {
                last.left.end = gap.left.end;
                last.right.end = gap.right.end;
            }
            _ => gaps.push(gap),
        }
    }
    balance(&mut gaps, left, right, deadline);
    gaps
}

/// How many are the same at the beginning.
fn common<'a>(left: impl Iterator<Item = &'a u64>, right: impl Iterator<Item = &'a u64>) -> usize {
    left.zip(right).take_while(|(old, new)| old == new).count()
}

/// Where something is missing on one side of a gap and on the other side of the next one, it may be the same that stands between:
/// then both have as much on either side, and what was changed is not told as added here and removed there.
fn balance(gaps: &mut [Gap], left: &[u64], right: &[u64], deadline: Instant) {
    for index in 1..gaps.len() {
        let [gap, next] = &mut gaps[index - 1..=index] else {
            continue;
        };
        while Instant::now() < deadline {
            let (more, less) = (gap.left.len(), gap.right.len());
            let (next_more, next_less) = (next.left.len(), next.right.len());
            let is_moved = if more < less && next_more > next_less {
                shift(
                    (&mut gap.left, &mut next.left),
                    left,
                    &right[gap.right.end..next.right.start],
                )
            } else if more > less && next_more < next_less {
                shift(
                    (&mut gap.right, &mut next.right),
                    right,
                    &left[gap.left.end..next.left.start],
                )
            } else {
                false
            };
            if !is_moved {
                break;
            }
        }
    }
}

/// Lets what is between two gaps of a side begin one later, if it is the same there.
fn shift(gaps: (&mut Range<usize>, &mut Range<usize>), side: &[u64], between: &[u64]) -> bool {
    let is_same = side[gaps.0.end + 1..=gaps.1.start] == *between;
    if is_same {
        gaps.0.end += 1;
        gaps.1.start += 1;
    }
    is_same
}

impl Gap {
    fn swapped(self) -> Self {
        Self {
            left: self.right,
            right: self.left,
        }
    }
}

/// The messages of one direction that have no equal in the same place, by their numbers.
#[derive(Debug)]
pub(super) struct Unmatched {
    pub(super) direction: Direction,
    /// Those that are somewhere else on the other side: the numbers there and here.
    pub(super) moved: Vec<(u32, u32)>,
    /// The others.
    pub(super) gaps: Vec<UnmatchedGap>,
}

/// Messages between two that both sides have.
#[derive(Debug)]
pub(super) struct UnmatchedGap {
    /// The number of the message before them on the left side; 0 if there is none.
    pub(super) after: u32,
    pub(super) left: Vec<u32>,
    pub(super) right: Vec<u32>,
}

impl Unmatched {
    pub(super) fn new(direction: Direction, left: &Lane, right: &Lane, deadline: Instant) -> Self {
        let gaps = gaps(&left.keys, &right.keys, deadline);
        let (moved, is_moved) = moved(&gaps, &left.keys, &right.keys);
        let rest = |range: Range<usize>, lane: &Lane, is_moved: &[bool]| -> Vec<u32> {
            let rest = range.filter(|index| !is_moved.get(*index).is_some_and(|moved| *moved));
            rest.map(|index| lane.numbers[index]).collect()
        };
        let gaps = gaps.into_iter().map(|gap| UnmatchedGap {
            after: gap
                .left
                .start
                .checked_sub(1)
                .map_or(0, |before| left.numbers[before]),
            left: rest(gap.left, left, &is_moved.0),
            right: rest(gap.right, right, &is_moved.1),
        });
        let gaps = gaps
            .filter(|gap| !gap.left.is_empty() || !gap.right.is_empty())
            .collect();
        let numbers = |(from, to): (usize, usize)| (left.numbers[from], right.numbers[to]);
        Self {
            direction,
            moved: moved.into_iter().map(numbers).collect(),
            gaps,
        }
    }

    /// The numbers of those of the left side whose content is told.
    pub(super) fn left(&self) -> impl Iterator<Item = u32> {
        let moved = self.moved.iter().map(|(from, _)| *from);
        moved.chain(self.gaps.iter().flat_map(|gap| gap.left.iter().copied()))
    }

    /// The same for the right side.
    pub(super) fn right(&self) -> impl Iterator<Item = u32> {
        self.gaps.iter().flat_map(|gap| gap.right.iter().copied())
    }

    /// Forgets the last ones, if there are more than `room` messages on a side. Gives back how many differences that are.
    pub(super) fn cut(&mut self, room: &mut Room) -> u64 {
        let mut forgotten = self.moved.len().saturating_sub(room.left);
        self.moved.truncate(room.left);
        room.left -= self.moved.len();
        for gap in &mut self.gaps {
            let over = |numbers: &mut Vec<u32>, room: &mut usize| {
                let over = numbers.len().saturating_sub(*room);
                numbers.truncate(*room);
                *room -= numbers.len();
                over
            };
            forgotten +=
                over(&mut gap.left, &mut room.left).max(over(&mut gap.right, &mut room.right));
        }
        forgotten as u64
    }
}

/// How many messages of each side there is room for.
pub(super) struct Room {
    pub(super) left: usize,
    pub(super) right: usize,
}

type AreMoved = (Vec<bool>, Vec<bool>);

/// Pairs of equal messages in gaps, in the order in which they are, and which messages are among them.
fn moved(gaps: &[Gap], left: &[u64], right: &[u64]) -> (Vec<(usize, usize)>, AreMoved) {
    if gaps.is_empty() {
        return (Vec::new(), (Vec::new(), Vec::new()));
    }
    let mut by_key: HashMap<u64, Vec<usize>> = HashMap::new();
    for index in gaps.iter().flat_map(|gap| gap.right.clone()).rev() {
        by_key.entry(right[index]).or_default().push(index);
    }
    let mut are_moved = (vec![false; left.len()], vec![false; right.len()]);
    let mut pairs = Vec::new();
    for from in gaps.iter().flat_map(|gap| gap.left.clone()) {
        if let Some(to) = by_key.get_mut(&left[from]).and_then(Vec::pop) {
            (are_moved.0[from], are_moved.1[to]) = (true, true);
            pairs.push((from, to));
        }
    }
    (pairs, are_moved)
}
