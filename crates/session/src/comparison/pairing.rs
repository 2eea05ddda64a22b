//! Which of the messages that differ stand for each other: those that are most alike, in their order.

use message_log::Kind;

use super::content::Content;

/// More pairs of messages between two equal ones are not looked at for what they have in common: they are paired in their order.
const MAX_PAIRS: usize = 10_000;

/// The likeness of two messages of the same kind that have nothing in common.
const BASE: u32 = 1;
/// What is added for two messages that have everything in common.
const MOST: usize = 1000;

/// A message that has no equal.
#[derive(Debug)]
pub(super) struct Candidate<'a> {
    pub(super) kind: Kind,
    pub(super) content: &'a Content,
}

/// A message of each side that stand for each other, or one alone, by their indices.
pub(super) type Pair = (Option<usize>, Option<usize>);

/// Pairs messages of the same kind. The same pairs whichever side is called left.
pub(super) fn pairs(left: &[Candidate<'_>], right: &[Candidate<'_>]) -> Vec<Pair> {
    if left.len().saturating_mul(right.len()) > MAX_PAIRS || left.is_empty() || right.is_empty() {
        return in_order(left, right);
    }
    let features = |side: &[Candidate<'_>]| -> Vec<(Kind, Vec<u64>)> {
        let one = |it: &Candidate<'_>| (it.kind, it.content.features());
        side.iter().map(one).collect()
    };
    let (left, right) = (features(left), features(right));
    if left <= right {
        return most_alike(&left, &right);
    }
    let swapped = most_alike(&right, &left).into_iter();
    swapped.map(|(right, left)| (left, right)).collect()
}

fn in_order(left: &[Candidate<'_>], right: &[Candidate<'_>]) -> Vec<Pair> {
    let mut pairs = Vec::new();
    for index in 0..left.len().max(right.len()) {
        match (left.get(index), right.get(index)) {
            (Some(old), Some(new)) if old.kind == new.kind => {
                pairs.push((Some(index), Some(index)));
            }
            (old, new) => {
                pairs.extend(old.map(|_| (Some(index), None)));
                pairs.extend(new.map(|_| (None, Some(index))));
            }
        }
    }
    pairs
}

type Features = [(Kind, Vec<u64>)];

/// The pairs whose likeness is the greatest in sum.
fn most_alike(left: &Features, right: &Features) -> Vec<Pair> {
    let width = right.len() + 1;
    // For the first messages of each side, so many of them: the greatest sum.
    let mut sums = vec![0_u32; (left.len() + 1) * width];
    let mut scores = vec![None; left.len() * right.len()];
    for (row, old) in left.iter().enumerate() {
        for (column, new) in right.iter().enumerate() {
            let score = likeness(old, new);
            scores[row * right.len() + column] = score;
            let paired = score.map_or(0, |score| sums[row * width + column] + score);
            let above = sums[row * width + column + 1];
            let before = sums[(row + 1) * width + column];
            sums[(row + 1) * width + column + 1] = paired.max(above).max(before);
        }
    }
    let mut pairs = Vec::new();
    let (mut row, mut column) = (left.len(), right.len());
    while row > 0 || column > 0 {
        let sum = sums[row * width + column];
        let score = (row > 0 && column > 0).then(|| scores[(row - 1) * right.len() + column - 1]);
        if let Some(Some(score)) = score
            && sum == sums[(row - 1) * width + column - 1] + score
        {
            (row, column) = (row - 1, column - 1);
            pairs.push((Some(row), Some(column)));
        } else if column > 0 && sum == sums[row * width + column - 1] {
            column -= 1;
            pairs.push((None, Some(column)));
        } else {
            row -= 1;
            pairs.push((Some(row), None));
        }
    }
    pairs.reverse();
    pairs
}

/// How much two messages have in common; `None` for those of different kinds.
fn likeness(left: &(Kind, Vec<u64>), right: &(Kind, Vec<u64>)) -> Option<u32> {
    if left.0 != right.0 {
        return None;
    }
    let (mut left, mut right) = (left.1.iter().peekable(), right.1.iter().peekable());
    let all = left.len() + right.len();
    let mut common = 0;
    while let (Some(old), Some(new)) = (left.peek(), right.peek()) {
        match old.cmp(new) {
            std::cmp::Ordering::Less => drop(left.next()),
            std::cmp::Ordering::Greater => drop(right.next()),
            std::cmp::Ordering::Equal => {
                common += 2;
                left.next();
                right.next();
            }
        }
    }
    Some(BASE + u32::try_from(MOST * common / all.max(1)).unwrap_or(0))
}
