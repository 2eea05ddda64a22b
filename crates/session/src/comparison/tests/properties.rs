//! What must hold whatever two records have in them, and when they have very much.

use message_log::{Direction, Kind};
use proptest::prelude::*;

use super::{Entry, Memory, compared, told};
use crate::comparison::{Difference, Rules, Side};

#[test]
fn one_message_in_very_many_is_found() {
    let many = |changed: usize| {
        let text = |n: usize| match n {
            n if n == changed => "changed".to_owned(),
            n if n % 3 == 0 => "tick".to_owned(),
            n => n.to_string(),
        };
        let message = |n| Entry::Message(Direction::Received, Kind::Text, text(n).into_bytes());
        Memory((0..200_000).map(message).collect())
    };
    let comparison = compared(&many(usize::MAX), &many(123_456), &Rules::default());
    assert_eq!(told(&comparison), ["< 123457|123457: tick → changed"]);
    assert!(!comparison.is_coarse);
}

#[test]
fn more_differences_than_can_be_told_are_counted() {
    let many = |begin: usize, text: &str| {
        let message = |n| {
            Entry::Message(
                Direction::Sent,
                Kind::Text,
                format!("{text}{n}").into_bytes(),
            )
        };
        Memory((begin..begin + 30_000).map(message).collect())
    };
    let comparison = compared(&many(0, "a"), &many(0, "b"), &Rules::default());
    assert_eq!(comparison.differences.len(), 10_000);
    assert_eq!(comparison.count(), 30_000);
    // Each of them moved: none has changed.
    let mut reversed = many(0, "a");
    reversed.0.reverse();
    let comparison = compared(&many(0, "a"), &reversed, &Rules::default());
    assert_eq!(comparison.count(), 29_999);
}

/// Short records over few texts, so that there is much to align.
fn any_record() -> impl Strategy<Value = Memory> {
    let payload = prop_oneof![
        "[ab]{0,2}",
        (0..3, 0..3).prop_map(|(a, b)| format!("{{\"a\":{a},\"b\":[{b}]}}")),
    ];
    let directions = prop_oneof![Just(Direction::Sent), Just(Direction::Received)];
    let kinds = prop_oneof![4 => Just(Kind::Text), 1 => Just(Kind::Binary)];
    let message = (directions, kinds, payload);
    let message = message
        .prop_map(|(direction, kind, text)| Entry::Message(direction, kind, text.into_bytes()));
    prop::collection::vec(message, 0..24).prop_map(Memory)
}

/// What differs, with the sides swapped, in an order that does not depend on them.
fn swapped(lines: &[String], swap: bool) -> Vec<String> {
    let mut lines: Vec<String> = lines.to_vec();
    for line in lines.iter_mut().filter(|_| swap) {
        *line = match line.split_at(1) {
            ("-", rest) => format!("+{rest}"),
            ("+", rest) => format!("-{rest}"),
            _ => {
                // Of the others, the numbers: which content stands where is told by them.
                let (places, _) = line.split_once(':').unwrap();
                let (left, right) = places[2..].split_once('|').unwrap();
                format!("{} {right}|{left}", &places[..1])
            }
        };
    }
    for line in lines
        .iter_mut()
        .filter(|line| !line.starts_with(['-', '+']))
    {
        let end = line.find(':').unwrap_or(line.len());
        line.truncate(end);
    }
    lines.sort();
    lines
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn a_record_equals_itself(record in any_record()) {
        prop_assert!(compared(&record, &record, &Rules::default()).is_equal());
    }

    /// The changed message is the one that is named, and nothing else.
    #[test]
    fn one_changed_message_is_named(mut record in any_record(), index: prop::sample::Index) {
        prop_assume!(!record.0.is_empty());
        let before = record.clone();
        let at = index.index(record.0.len());
        if let Entry::Message(_, _, payload) = &mut record.0[at] {
            *payload = b"changed".to_vec();
        }
        let comparison = compared(&before, &record, &Rules::default());
        prop_assert_eq!(comparison.count(), 1);
        let line = &told(&comparison)[0];
        let numbers = format!(" {0}|{0}: ", at + 1);
        prop_assert!(line.contains(&numbers), "{}", line);
    }

    #[test]
    fn swapped_sides_swap_the_signs(left in any_record(), right in any_record()) {
        let there = told(&compared(&left, &right, &Rules::default()));
        let back = told(&compared(&right, &left, &Rules::default()));
        prop_assert_eq!(swapped(&there, true), swapped(&back, false));
    }

    /// Each message of each side is told once, or has an equal.
    #[test]
    fn no_message_is_forgotten(left in any_record(), right in any_record()) {
        let comparison = compared(&left, &right, &Rules::default());
        let mut told = [0; 2];
        for difference in &comparison.differences {
            match difference {
                Difference::Only { side: Side::Left, .. } => told[0] += 1,
                Difference::Only { side: Side::Right, .. } => told[1] += 1,
                Difference::Changed { .. } | Difference::Moved { .. } => {
                    told[0] += 1;
                    told[1] += 1;
                }
                Difference::Connection { .. } => {}
            }
        }
        prop_assert_eq!(left.0.len() - told[0], right.0.len() - told[1]);
    }
}
