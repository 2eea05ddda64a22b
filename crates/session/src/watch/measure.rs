//! What is kept of the values of a path.

use std::sync::Arc;

use message_log::{Seq, Timestamp};
use serde_json::Value;

use super::path::Selected;
use super::series::{Point, Series};

/// The longest text that may be a number, in bytes: longer ones are read as such by nobody.
const MAX_NUMBER_BYTES: usize = 64;

/// The message in which a value was.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    /// Its row.
    pub seq: Seq,
    /// Its number among the messages.
    pub number: u64,
    /// When it went.
    pub at: Timestamp,
}

/// The latest value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Latest {
    /// As JSON.
    pub text: Arc<str>,
    /// In which message it was.
    pub place: Place,
}

/// What is known of the values of a path. If a message has several, they are in the order of the message.
#[derive(Clone, Debug, Default)]
pub struct Measure {
    /// The latest value.
    pub latest: Option<Latest>,
    /// How many there were.
    pub values: u64,
    /// How many were another than the one before.
    pub changes: u64,
    /// The last of these.
    pub changed: Option<Place>,
    /// Those that are numbers, or texts that are.
    pub series: Series,
    /// How many messages were not looked at: they were too large, or gone before it was their turn.
    pub missed: u64,
}

impl Measure {
    /// Another value.
    pub(super) fn note(&mut self, place: Place, selected: &Selected<'_>) {
        let text = selected.json();
        self.values += 1;
        if let Some(value) = numeric(selected.value) {
            let at = place.at;
            self.series.push(Point { at, value });
        }
        let before = self.latest.take();
        let same = before.as_ref().filter(|before| *before.text == text);
        let same = same.map(|before| Arc::clone(&before.text));
        if before.is_some() && same.is_none() {
            self.changes += 1;
            self.changed = Some(place);
        }
        self.latest = Some(Latest {
            text: same.unwrap_or_else(|| text.into()),
            place,
        });
    }
}

/// The number that a value is: a number, or a text that is one, as exchanges write prices.
pub(super) fn numeric(value: &Value) -> Option<f64> {
    let number = match value {
        Value::Number(number) => number.as_f64(),
        Value::String(text) => {
            let digits = text.strip_prefix('-').unwrap_or(text);
            let is_short = text.len() <= MAX_NUMBER_BYTES;
            let begins = digits.starts_with(|first: char| first.is_ascii_digit());
            (is_short && begins).then(|| text.parse().ok()).flatten()
        }
        Value::Null | Value::Bool(_) | Value::Array(_) | Value::Object(_) => None,
    };
    number.filter(|number| number.is_finite())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;

    #[test]
    fn numbers_are_told_from_other_values() {
        #[track_caller]
        fn check(value: &Value, expected: Option<f64>) {
            assert_eq!(numeric(value), expected, "{value}");
        }
        check(&json!(1), Some(1.0));
        check(&json!(-1.5e3), Some(-1500.0));
        check(&json!(u64::MAX), Some(u64::MAX as f64));
        check(&json!("97241.00"), Some(97241.0));
        check(&json!("-0.5"), Some(-0.5));
        check(&json!("1e400"), None);
        check(&json!(""), None);
        check(&json!("-"), None);
        check(&json!("NaN"), None);
        check(&json!("inf"), None);
        check(&json!(".5"), None);
        check(&json!("2026-11-27"), None);
        check(&json!("1 s"), None);
        check(&json!("1".repeat(65)), None);
        check(&json!(true), None);
        check(&json!(null), None);
        check(&json!([1]), None);
    }

    fn place(index: usize) -> Place {
        Place {
            seq: Seq::new(index as u64),
            number: index as u64 + 1,
            at: Timestamp::from_micros(10 * index as u64),
        }
    }

    proptest! {
        /// The model keeps all values, and looks at them at the end.
        #[test]
        fn counts_are_those_of_all_values(choices in proptest::collection::vec(0_usize..4, 0..40)) {
            let kinds = [json!(1), json!("1"), json!(null), json!({"a": [2]})];
            let values: Vec<&Value> = choices.iter().map(|choice| &kinds[*choice]).collect();
            let mut measure = Measure::default();
            for (index, value) in values.iter().enumerate() {
                measure.note(place(index), &Selected::whole(value));
            }
            let changed: Vec<usize> = (1..values.len()).filter(|index| values[*index] != values[index - 1]).collect();
            let numbers: Vec<usize> = (0..values.len()).filter(|index| choices[*index] < 2).collect();
            prop_assert_eq!(measure.values, values.len() as u64);
            prop_assert_eq!(measure.changes, changed.len() as u64);
            prop_assert_eq!(measure.changed, changed.last().map(|index| place(*index)));
            let latest = values.last().map(|value| (value.to_string(), place(values.len() - 1)));
            prop_assert_eq!(measure.latest.map(|it| (it.text.to_string(), it.place)), latest);
            let plotted: Vec<u64> = measure.series.points().map(|point| point.at.as_micros() / 10).collect();
            prop_assert_eq!(plotted, numbers.iter().map(|index| *index as u64).collect::<Vec<_>>());
        }
    }
}
