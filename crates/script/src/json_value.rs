//! Values of JSON, compared.

use serde_json::{Map, Number, Value};

use crate::syntax::Comparison;

/// Whether two values are the same. The order of members does not matter, and neither does how a number is written: `1`, `1.0`
/// and `1e0` are the same. Whole numbers up to 64 bits are compared exactly, others as double precision.
pub(crate) fn is_same(one: &Value, other: &Value) -> bool {
    match (one, other) {
        (Value::Number(one), Value::Number(other)) => is_same_number(one, other),
        (Value::Array(one), Value::Array(other)) => {
            let mut pairs = one.iter().zip(other);
            one.len() == other.len() && pairs.all(|(one, other)| is_same(one, other))
        }
        (Value::Object(one), Value::Object(other)) => {
            one.len() == other.len() && has_members(one, other, is_same)
        }
        (one, other) => one == other,
    }
}

/// Whether a value has at least what another one has: of objects, all its members, and of arrays, all its elements, in its
/// order and beside others.
pub(crate) fn includes(whole: &Value, part: &Value) -> bool {
    match (whole, part) {
        (Value::Object(whole), Value::Object(part)) => {
            has_members(part, whole, |part, whole| includes(whole, part))
        }
        (Value::Array(whole), Value::Array(part)) => {
            let mut left = whole.iter();
            part.iter()
                .all(|part| left.any(|whole| includes(whole, part)))
        }
        (whole, part) => is_same(whole, part),
    }
}

fn has_members(
    members: &Map<String, Value>,
    others: &Map<String, Value>,
    fits: impl Fn(&Value, &Value) -> bool,
) -> bool {
    let mut members = members.iter();
    members.all(|(name, value)| others.get(name).is_some_and(|other| fits(value, other)))
}

fn is_same_number(one: &Number, other: &Number) -> bool {
    match (whole(one), whole(other)) {
        (Some(one), Some(other)) => one == other,
        _ => one.as_f64() == other.as_f64(),
    }
}

fn whole(number: &Number) -> Option<i128> {
    let signed = number.as_i64().map(i128::from);
    signed.or_else(|| number.as_u64().map(i128::from))
}

/// Whether one number compares so to another; `None` if one of them is no number.
pub(crate) fn compares(one: &Value, comparison: Comparison, other: &Value) -> Option<bool> {
    let (Value::Number(one), Value::Number(other)) = (one, other) else {
        return None;
    };
    let ordering = match (whole(one), whole(other)) {
        (Some(one), Some(other)) => one.cmp(&other),
        _ => one.as_f64()?.partial_cmp(&other.as_f64()?)?,
    };
    Some(match comparison {
        Comparison::Less => ordering.is_lt(),
        Comparison::AtMost => ordering.is_le(),
        Comparison::Greater => ordering.is_gt(),
        Comparison::AtLeast => ordering.is_ge(),
    })
}

/// A value as a variable keeps it: a text as it is, everything else as JSON.
pub(crate) fn as_text(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn value(text: &str) -> Value {
        serde_json::from_str(text).unwrap()
    }

    #[test]
    fn values_are_the_same_however_they_are_written() {
        #[track_caller]
        fn check(one: &str, other: &str, expected: bool) {
            assert_eq!(
                is_same(&value(one), &value(other)),
                expected,
                "{one} {other}"
            );
        }
        check("1", "1.0", true);
        check("1e2", "100", true);
        check("-0", "0", true);
        check("9007199254740993", "9007199254740992", false);
        check("18446744073709551615", "18446744073709551614", false);
        check("0.1", "0.10000000000000001", true);
        check(r#"{"a":1,"b":[2]}"#, r#"{"b":[2.0],"a":1}"#, true);
        check(r#"{"a":1}"#, r#"{"a":1,"b":null}"#, false);
        check("[1,2]", "[2,1]", false);
        check("\"1\"", "1", false);
        check("\"\\u0061\"", "\"a\"", true);
    }

    #[test]
    fn a_value_includes_what_is_in_it() {
        #[track_caller]
        fn check(whole: &str, part: &str, expected: bool) {
            assert_eq!(
                includes(&value(whole), &value(part)),
                expected,
                "{whole} {part}"
            );
        }
        check(r#"{"a":1,"b":2}"#, r#"{"a":1}"#, true);
        check(r#"{"a":{"b":1,"c":2}}"#, r#"{"a":{"c":2}}"#, true);
        check(r#"{"a":1}"#, r#"{"a":1,"b":null}"#, false);
        check("[1,2,3]", "[1,3]", true);
        check("[1,2,3]", "[3,1]", false);
        check(r#"[{"a":1,"b":2}]"#, r#"[{"b":2}]"#, true);
        check("1", "1.0", true);
    }
}
