//! Which messages of two records have no equal.

use std::collections::HashMap;
use std::ops::Range;
use std::time::Instant;

use message_log::Direction;

use super::alignment::{Gap, gaps};
use super::outline::Lane;

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
