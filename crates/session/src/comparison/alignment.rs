//! Where two sequences differ.

use std::ops::Range;
use std::time::Instant;

use payload::diff::{DiffOp, operations};

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
    let mut gaps: Vec<Gap> = Vec::new();
    for operation in operations(old, new, deadline) {
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
