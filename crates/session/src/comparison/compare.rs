//! Comparing two records: they are read for what is held of all of it, aligned, and read again for what differs.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::ControlFlow;
use std::time::{Duration, Instant};

use connection::sorted;
use message_log::Direction;
use payload::diff::Diff;

use super::alignment::{Gap, gaps};
use super::content::Content;
use super::fields::FieldChanges;
use super::outcome::Outcome;
use super::outline::{MAX_CONNECTIONS, MAX_MESSAGES, Numbers, Outline};
use super::pairing::{Candidate, pairs};
use super::result::{Changes, ComparedMessage, Comparison, Difference, Side};
use super::rules::Rules;
use super::unmatched::{Room, Unmatched, UnmatchedGap};
use crate::log::LogMessage;

/// How long the messages of one direction may be aligned: after that, what is left is taken for changed.
const ALIGN_TIME: Duration = Duration::from_secs(5);
/// How long it may be looked for what differs within messages: after that, more is taken for changed.
const DETAIL_TIME: Duration = Duration::from_secs(10);
/// So many messages of each side are told with their content: more differences than anybody reads.
const MAX_DETAILED: usize = 10_000;
/// So many bytes are held of the content of each side, and at least one message.
const MAX_DETAILED_BYTES: usize = 64 * 1024 * 1024;
/// Bytes in a row of two binary messages, side by side.
const BYTES_IN_ROW: usize = 16;

/// A record that is compared. It is read several times, and must tell the same each time.
pub trait Source {
    /// Why it cannot be read.
    type Error;

    /// Tells all messages and events, in order, until `tell` breaks.
    ///
    /// # Errors
    /// When it cannot be read.
    fn each(
        &mut self,
        tell: &mut dyn FnMut(&LogMessage<'_>) -> ControlFlow<()>,
    ) -> Result<(), Self::Error>;
}

/// Why two records cannot be compared.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum CompareError<E> {
    /// A record cannot be read.
    #[error("{error}")]
    Source {
        /// Which of them.
        side: Side,
        /// Why.
        error: E,
    },
    /// A record has more than can be compared.
    #[error(
        "it has more than {MAX_MESSAGES} messages or {MAX_CONNECTIONS} connections, and so many are not compared"
    )]
    TooMany(Side),
}

/// Compares two records.
///
/// # Errors
/// When one of them cannot be read, or has too much in it.
pub fn compare<L: Source, R: Source<Error = L::Error>>(
    left: &mut L,
    right: &mut R,
    rules: &Rules,
) -> Result<Comparison, CompareError<L::Error>> {
    let outlines = (
        outline(left, Side::Left, rules)?,
        outline(right, Side::Right, rules)?,
    );
    let mut comparison = Comparison {
        left: outlines.0.amounts(),
        right: outlines.1.amounts(),
        differences: Vec::new(),
        untold: 0,
        untold_ends: 0,
        unmasked: outlines.0.unmasked + outlines.1.unmasked,
        large_json: outlines.0.large_json + outlines.1.large_json,
        is_coarse: false,
    };
    comparison.connections(&outlines.0, &outlines.1);
    let mut unmatched = [Direction::Received, Direction::Sent].map(|direction| {
        let deadline = Instant::now() + ALIGN_TIME;
        let lanes = (outlines.0.lane(direction), outlines.1.lane(direction));
        let unmatched = Unmatched::new(direction, lanes.0, lanes.1, deadline);
        comparison.is_coarse |= Instant::now() >= deadline;
        unmatched
    });
    drop(outlines);
    let mut room = Room {
        left: MAX_DETAILED,
        right: MAX_DETAILED,
    };
    for lane in &mut unmatched {
        comparison.untold += lane.cut(&mut room);
    }
    let of_left = unmatched.iter().flat_map(Unmatched::left).collect();
    let of_right = unmatched.iter().flat_map(Unmatched::right).collect();
    let contents = Contents {
        left: contents(left, Side::Left, &of_left, rules)?,
        right: contents(right, Side::Right, &of_right, rules)?,
        deadline: Instant::now() + DETAIL_TIME,
    };
    let mut told = Told::default();
    for lane in &unmatched {
        told.lane(lane, &contents);
    }
    let of_messages = sorted(told.differences, |one, other| one.0.cmp(&other.0));
    let of_messages = of_messages.into_iter().map(|(_, difference)| difference);
    comparison.differences.extend(of_messages);
    comparison.untold += told.untold;
    comparison.is_coarse |= Instant::now() >= contents.deadline;
    Ok(comparison)
}

fn outline<S: Source>(
    source: &mut S,
    side: Side,
    rules: &Rules,
) -> Result<Outline, CompareError<S::Error>> {
    let mut outline = Outline::default();
    let read = source.each(&mut |message| outline.push(message, rules));
    if outline.has_too_many {
        return Err(CompareError::TooMany(side));
    }
    read.map_err(|error| CompareError::Source { side, error })?;
    Ok(outline)
}

/// Messages by their numbers.
type Messages = BTreeMap<u32, ComparedMessage>;

/// Reads the messages with these numbers, as far as there is room for what they say.
fn contents<S: Source>(
    source: &mut S,
    side: Side,
    wanted: &BTreeSet<u32>,
    rules: &Rules,
) -> Result<Messages, CompareError<S::Error>> {
    let mut messages = Messages::new();
    let Some(last) = wanted.last() else {
        return Ok(messages);
    };
    let mut numbers = Numbers::default();
    let mut bytes = 0;
    let mut is_done = false;
    let read = source.each(&mut |message| {
        let Some(number) = numbers.next(message) else {
            return ControlFlow::Continue(());
        };
        if wanted.contains(&number) && bytes < MAX_DETAILED_BYTES {
            let taken = Content::of(message.kind, message.payload, rules);
            bytes += taken.content.len();
            let message = ComparedMessage {
                number: number.into(),
                kind: message.kind,
                content: taken.content,
                is_large_json: taken.is_large_json,
            };
            messages.insert(number, message);
        }
        is_done = number >= *last;
        match is_done {
            true => ControlFlow::Break(()),
            false => ControlFlow::Continue(()),
        }
    });
    match read {
        Err(error) if !is_done => Err(CompareError::Source { side, error }),
        _ => Ok(messages),
    }
}

/// What the messages say that differ.
struct Contents {
    left: Messages,
    right: Messages,
    /// Until when it is looked for what differs in them.
    deadline: Instant,
}

/// What is told of messages, with the place on the left side where it belongs.
#[derive(Default)]
struct Told {
    differences: Vec<(u32, Difference)>,
    untold: u64,
}

impl Told {
    fn lane(&mut self, lane: &Unmatched, contents: &Contents) {
        for (from, to) in &lane.moved {
            match contents.left.get(from) {
                Some(message) => {
                    let moved = Difference::Moved {
                        direction: lane.direction,
                        left: message.clone(),
                        right: (*to).into(),
                    };
                    self.differences.push((*from, moved));
                }
                None => self.untold += 1,
            }
        }
        for gap in &lane.gaps {
            self.gap(lane.direction, gap, contents);
        }
    }

    fn gap(&mut self, direction: Direction, gap: &UnmatchedGap, contents: &Contents) {
        let left = found(&contents.left, &gap.left);
        let right = found(&contents.right, &gap.right);
        let missing = (gap.left.len() - left.len()).max(gap.right.len() - right.len());
        self.untold += missing as u64;
        let mut place = gap.after;
        for (old, new) in pairs(&candidates(&left), &candidates(&right)) {
            let old = old.and_then(|index| left.get(index).copied());
            let new = new.and_then(|index| right.get(index).copied());
            if let Some(old) = old {
                place = u32::try_from(old.number).unwrap_or(place);
            }
            let only = |side, message: &ComparedMessage| Difference::Only {
                side,
                direction,
                message: message.clone(),
            };
            let difference = match (old, new) {
                (Some(old), Some(new)) => Difference::Changed {
                    direction,
                    left: old.clone(),
                    right: new.clone(),
                    changes: changes(&old.content, &new.content, contents.deadline),
                },
                (Some(old), None) => only(Side::Left, old),
                (None, Some(new)) => only(Side::Right, new),
                (None, None) => continue,
            };
            self.differences.push((place, difference));
        }
    }
}

fn found<'a>(messages: &'a Messages, numbers: &[u32]) -> Vec<&'a ComparedMessage> {
    let found = numbers.iter().filter_map(|number| messages.get(number));
    found.collect()
}

fn candidates<'a>(messages: &[&'a ComparedMessage]) -> Vec<Candidate<'a>> {
    let candidate = |message: &&'a ComparedMessage| Candidate {
        kind: message.kind,
        content: &message.content,
    };
    messages.iter().map(candidate).collect()
}

fn changes(left: &Content, right: &Content, deadline: Instant) -> Changes {
    if let (Content::Json(left), Content::Json(right)) = (left, right) {
        return Changes::Fields(FieldChanges::between(left, right, deadline));
    }
    let (mut of_left, mut of_right) = (Vec::new(), Vec::new());
    let sides = (left.bytes(&mut of_left), right.bytes(&mut of_right));
    Changes::Rows(Box::new(Diff::new(
        sides.0,
        sides.1,
        BYTES_IN_ROW,
        deadline,
    )))
}

impl Comparison {
    /// Those that tell the same stand for each other, and those between them in their order.
    fn connections(&mut self, left: &Outline, right: &Outline) {
        let (left, right) = (&left.outcomes.all, &right.outcomes.all);
        let keys = |side: &[Outcome]| side.iter().map(Outcome::key).collect::<Vec<_>>();
        let deadline = Instant::now() + ALIGN_TIME;
        for Gap {
            left: old,
            right: new,
        } in gaps(&keys(left), &keys(right), deadline)
        {
            for offset in 0..old.len().max(new.len()) {
                let one = |all: &[Outcome], index: usize, end: usize| {
                    let outcome = all.get(index).filter(|_| index < end)?;
                    Some((index as u64 + 1, outcome.clone()))
                };
                let left = one(left, old.start + offset, old.end);
                let right = one(right, new.start + offset, new.end);
                if let (Some((_, old)), Some((_, new))) = (&left, &right)
                    && old.agrees_with(new)
                {
                    self.untold_ends += u64::from(old.end.is_some() != new.end.is_some());
                    continue;
                }
                self.differences
                    .push(Difference::Connection { left, right });
            }
        }
        self.is_coarse |= Instant::now() >= deadline;
    }
}
