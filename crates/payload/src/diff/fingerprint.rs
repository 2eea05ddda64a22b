//! Whether two payloads say the same.

use std::hash::{DefaultHasher, Hash as _, Hasher as _};

use super::Side;
use super::json::{Members, Value};
use crate::json::looks_like_json;

impl Side<'_> {
    /// The same number for payloads that say the same: equal bytes, or texts in JSON with equal values, in whatever order their
    /// members are and however they are written (white space, escapes, `1.0` for `1`). JSON that is too large or too deep to be
    /// compared by structure is compared by its bytes.
    pub fn fingerprint(&self) -> u64 {
        let mut hasher = DefaultHasher::new();
        self.is_text.hash(&mut hasher);
        let is_json = self.is_text && looks_like_json(self.bytes);
        match is_json.then(|| Value::read(self.bytes)).flatten() {
            Some(value) => canonical(self.bytes, &value).hash(&mut hasher),
            None => self.bytes.hash(&mut hasher),
        }
        hasher.finish()
    }

    /// Whether the other payload says the same, as [`Self::fingerprint`] tells it.
    pub fn says_the_same_as(&self, other: &Self) -> bool {
        self.is_text == other.is_text
            && (self.bytes == other.bytes || self.fingerprint() == other.fingerprint())
    }
}

/// A number for a value. The depth of values is limited where they are read.
fn canonical(text: &[u8], value: &Value) -> u64 {
    let mut hasher = DefaultHasher::new();
    value.bracket.hash(&mut hasher);
    if value.bracket == 0 {
        scalar(&text[value.range.clone()], &mut hasher);
        return hasher.finish();
    }
    let mut members = Members::default();
    for child in &value.children {
        let number = canonical(text, child);
        match &child.name {
            Some(name) => {
                let mut hasher = DefaultHasher::new();
                scalar(&text[name.clone()], &mut hasher);
                members.add(hasher.finish(), number);
            }
            None => number.hash(&mut hasher),
        }
    }
    members.sum.hash(&mut hasher);
    value.children.len().hash(&mut hasher);
    hasher.finish()
}

fn scalar(token: &[u8], hasher: &mut DefaultHasher) {
    if token.contains(&b'\\')
        && let Ok(text) = serde_json::from_slice::<String>(token)
    {
        // As a string without escapes, in its quotes.
        [b"\"", text.as_bytes(), b"\""].concat().hash(hasher);
        return;
    }
    match number(token) {
        Some(number) => number.hash(hasher),
        None => token.hash(hasher),
    }
}

/// A number without what does not change it: whether it is negative, its digits, and the power of ten that they are to be
/// multiplied with. A float would lose digits.
fn number(token: &[u8]) -> Option<(bool, Vec<u8>, i64)> {
    let (is_negative, rest) = match token.strip_prefix(b"-") {
        Some(rest) => (true, rest),
        None => (false, token),
    };
    rest.first().filter(|first| first.is_ascii_digit())?;
    let at = rest.iter().position(|byte| matches!(byte, b'e' | b'E'));
    let (mantissa, exponent) = rest.split_at(at.unwrap_or(rest.len()));
    let exponent = match exponent.get(1..) {
        Some(digits) => std::str::from_utf8(digits).ok()?.parse::<i64>().ok()?,
        None => 0,
    };
    let point = mantissa.iter().position(|byte| *byte == b'.');
    let decimals = point.map_or(0, |point| mantissa.len() - point - 1);
    let mut digits: Vec<u8> = mantissa
        .iter()
        .copied()
        .filter(|byte| *byte != b'.')
        .collect();
    let zeros = digits.iter().take_while(|digit| **digit == b'0').count();
    digits.drain(..zeros);
    let mut exponent = exponent.checked_sub(i64::try_from(decimals).ok()?)?;
    while digits.last() == Some(&b'0') {
        digits.pop();
        exponent = exponent.checked_add(1)?;
    }
    if digits.is_empty() {
        return Some((false, digits, 0));
    }
    Some((is_negative, digits, exponent))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(left: &str, right: &str, is_same: bool) {
        let [left_side, right_side] = [left, right].map(|text| Side {
            bytes: text.as_bytes(),
            is_text: true,
        });
        let same = left_side.says_the_same_as(&right_side);
        assert_eq!(same, is_same, "{left} and {right}");
        assert_eq!(right_side.says_the_same_as(&left_side), is_same);
    }

    #[test]
    fn payloads_say_the_same_by_bytes_or_as_json() {
        check("", "", true);
        check("hello", "hello", true);
        check("hello", "hello ", false);
        check(
            r#"{"a":1,"b":[true,null]}"#,
            "{ \"b\" : [true, null],\n\"a\":1 }",
            true,
        );
        check(r#"{"a":1}"#, r#"{"a":2}"#, false);
        check(r#"{"a":1}"#, r#"{"b":1}"#, false);
        check(r#"{"a":1}"#, r#"{"a":"1"}"#, false);
        check(r#"{"a":null}"#, r#"{}"#, false);
        check("[1,2]", "[2,1]", false);
        check("[1,[2]]", "[[1],2]", false);
        check("[[]]", "[{}]", false);
        check(r#"{"a":1,"b":2}"#, r#"{"a":2,"b":1}"#, false);
        check(r#"{"a":1,"a":2}"#, r#"{"a":2,"a":1}"#, false);
        check(r#"{"a":1,"b":0,"a":2}"#, r#"{"b":0,"a":1,"a":2}"#, true);
        check(r#"["\u4e2d\u6587\/"]"#, r#"["中文/"]"#, true);
        check(r#"{"\u0061":1}"#, r#"{"a":1}"#, true);
        check(r#"["a\n"]"#, "[\"an\"]", false);
        // Not in JSON, but nearly.
        check("{a:1}", "{ a:1}", false);
    }

    #[test]
    fn numbers_are_compared_with_all_their_digits() {
        for (left, right, is_same) in [
            ("1", "1.0", true),
            ("100", "1e2", true),
            ("1.50E+1", "15", true),
            ("0.001", "1e-3", true),
            ("0", "-0.0", true),
            ("0e9", "0", true),
            ("1", "-1", false),
            ("1", "10", false),
            ("12345678901234567890123", "12345678901234567890124", false),
            ("0.1", "0.10000000000000000001", false),
            ("1e400", "1e401", false),
            // Too large an exponent is left as it is written.
            ("1e99999999999999999999", "1e99999999999999999999", true),
        ] {
            check(&format!("[{left}]"), &format!("[{right}]"), is_same);
        }
    }

    #[test]
    fn text_and_bytes_are_not_the_same() {
        let side = |is_text| Side {
            bytes: b"[1]",
            is_text,
        };
        assert!(!side(true).says_the_same_as(&side(false)));
        let other = Side {
            bytes: b"[ 1]",
            is_text: false,
        };
        assert!(!side(false).says_the_same_as(&other));
    }
}
