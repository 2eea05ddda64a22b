//! How much of a file is held at once, whatever stands in it.
//!
//! A parser of JSON holds each string whole, and remembers how deep it is. So what it reads is limited before it reads it: of a string
//! that is too long only the beginning gets through, and what is beside a message is held up to a budget. Reading takes less than
//! 320 MiB then: the largest message in Base64, as it is taken together (128 MiB), once more as one string (86 MiB), and decoded
//! (64 MiB); Zstandard takes up to 100 MiB in place of the first of these for what it refers back to.

use std::borrow::Cow;
use std::fmt;
use std::io::{self, BufRead, Read};

use connection::MAX_MESSAGE_BYTES;
use serde::Deserialize;
use serde::de::{DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Value};

/// The most characters of Base64 for a message that may be sent again, in bytes.
pub(super) const MAX_BASE64: usize = MAX_MESSAGE_BYTES.div_ceil(3) * 4;

/// What gets through of a string, in bytes: more than any payload that is read has, so that a longer one is seen to be too long.
const MAX_STRING: usize = MAX_BASE64 + 1;

/// How deep lists and objects may be within each other. People's own data is rarely ten deep; a parser remembers a byte for each.
const MAX_DEPTH: u32 = 1024;

/// How much of an entry is held beside its payload, in bytes of memory: an event, or what this version does not know of it. The
/// largest that this program writes are heads of handshakes, of at most 64 KiB.
pub(super) const MAX_FIELDS: usize = 1 << 20;

/// How deep what is held beside a payload may be.
pub(super) const MAX_HELD_DEPTH: u32 = 32;

/// What a value costs beside its text, in bytes: about its own size and that of its place in a map.
const VALUE_COST: usize = 64;

/// JSON in which no string is longer than any payload may be: a longer one ends early.
pub(super) struct Limited<R> {
    source: R,
    text: Text,
    max_string: usize,
    depth: u32,
    /// It is too deep from here on.
    is_too_deep: bool,
}

/// Where in JSON a byte stands.
#[derive(Clone, Copy)]
enum Text {
    /// Between strings.
    Outside,
    Inside(Position),
    /// After a backslash.
    Escape(Position),
    /// Within the four digits after `\u`; how many are to come.
    Digits(Position, u8),
}

/// Where in a string a byte stands.
#[derive(Clone, Copy, Default)]
struct Position {
    /// At most so many bytes were before, without escapes.
    length: usize,
    /// The digits are those of the first half of a surrogate pair, or were: the other half has to follow.
    is_high: bool,
    /// Nothing more gets through.
    is_cut: bool,
}

/// A string that is borrowed where it has no escapes.
#[derive(Deserialize)]
pub(super) struct Borrowed<'a>(#[serde(borrow)] pub(super) Cow<'a, str>);

/// It is too deep.
#[derive(Debug, thiserror::Error)]
#[error("lists and objects are more than {MAX_DEPTH} deep within each other")]
pub(super) struct TooDeep;

impl<R> Limited<R> {
    pub(super) fn new(source: R) -> Self {
        Self::with_longest(source, MAX_STRING)
    }

    fn with_longest(source: R, max_string: usize) -> Self {
        Self {
            source,
            text: Text::Outside,
            max_string,
            depth: 0,
            is_too_deep: false,
        }
    }

    /// Whether the next byte gets through.
    fn passes(&mut self, byte: u8) -> Result<bool, TooDeep> {
        let (next, passes) = match self.text {
            Text::Outside => (self.outside(byte)?, true),
            Text::Inside(_) if byte == b'"' => (Text::Outside, true),
            Text::Inside(mut at) => {
                // Not between the bytes of a character, nor the halves of a pair.
                let is_within = byte & 0xc0 == 0x80 || (at.is_high && byte == b'\\');
                at.is_cut |= at.length >= self.max_string && !is_within;
                let next = if byte == b'\\' {
                    Text::Escape(at)
                } else {
                    at.length += 1;
                    at.is_high = false;
                    Text::Inside(at)
                };
                (next, !at.is_cut)
            }
            Text::Escape(at) if byte == b'u' => (Text::Digits(at, 4), !at.is_cut),
            Text::Escape(mut at) => {
                at.length += 1;
                at.is_high = false;
                (Text::Inside(at), !at.is_cut)
            }
            Text::Digits(mut at, left) => {
                match left {
                    4 => at.is_high = byte.eq_ignore_ascii_case(&b'd'),
                    3 => {
                        at.is_high &=
                            matches!(byte.to_ascii_lowercase(), b'8' | b'9' | b'a' | b'b');
                    }
                    _ => {}
                }
                // A character takes at most three bytes, and a pair four.
                at.length += usize::from(left < 4);
                let next = match left {
                    1 => Text::Inside(at),
                    _ => Text::Digits(at, left - 1),
                };
                (next, !at.is_cut)
            }
        };
        self.text = next;
        Ok(passes)
    }

    fn outside(&mut self, byte: u8) -> Result<Text, TooDeep> {
        match byte {
            b'"' => return Ok(Text::Inside(Position::default())),
            b'[' | b'{' if self.depth == MAX_DEPTH => return Err(TooDeep),
            b'[' | b'{' => self.depth += 1,
            b']' | b'}' => self.depth = self.depth.saturating_sub(1),
            _ => {}
        }
        Ok(Text::Outside)
    }
}

impl<R: BufRead> Read for Limited<R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        loop {
            if self.is_too_deep {
                return Err(io::Error::other(TooDeep));
            }
            let input = self.source.fill_buf()?;
            let count = input.len().min(out.len());
            if count == 0 {
                return Ok(0);
            }
            // It is looked at while the source is not borrowed any more.
            out[..count].copy_from_slice(&input[..count]);
            self.source.consume(count);
            let mut kept = 0;
            for at in 0..count {
                let byte = out[at];
                match self.passes(byte) {
                    Ok(true) => {
                        out[kept] = byte;
                        kept += 1;
                    }
                    Ok(false) => {}
                    // What precedes that is handed out first.
                    Err(TooDeep) => {
                        self.is_too_deep = true;
                        break;
                    }
                }
            }
            if kept > 0 {
                return Ok(kept);
            }
        }
    }
}

/// How much more may be held.
pub(super) struct Budget {
    left: usize,
    /// Something was left out, since there was no room for it.
    pub(super) is_over: bool,
    /// Something was left out, since it was too deep.
    pub(super) is_too_deep: bool,
    /// A name that stands twice in an object: the later value is held.
    pub(super) duplicate: Option<String>,
}

impl Budget {
    pub(super) fn new(bytes: usize) -> Self {
        Self {
            left: bytes,
            is_over: false,
            is_too_deep: false,
            duplicate: None,
        }
    }

    /// How much more there is room for, in bytes.
    pub(super) fn left(&self) -> usize {
        self.left
    }

    /// Whether there is room for so much text in a value.
    pub(super) fn holds(&mut self, text: usize) -> bool {
        match self.left.checked_sub(VALUE_COST.saturating_add(text)) {
            Some(left) => {
                self.left = left;
                true
            }
            None => {
                self.is_over = true;
                false
            }
        }
    }

    /// The value that comes, as far as there is room for it.
    pub(super) fn value(&mut self) -> HeldValue<'_> {
        HeldValue {
            budget: self,
            depth: 0,
        }
    }
}

/// A value of which what has no room is left out, or `null`.
pub(super) struct HeldValue<'b> {
    budget: &'b mut Budget,
    depth: u32,
}

impl HeldValue<'_> {
    fn within(&mut self) -> HeldValue<'_> {
        HeldValue {
            budget: self.budget,
            depth: self.depth + 1,
        }
    }

    fn simple<E>(self, value: impl Into<Value>) -> Result<Value, E> {
        Ok(if self.budget.holds(0) {
            value.into()
        } else {
            Value::Null
        })
    }

    /// Whether lists and objects are let in.
    fn is_open(&mut self) -> bool {
        let is_open = self.depth < MAX_HELD_DEPTH;
        self.budget.is_too_deep |= !is_open;
        is_open && self.budget.holds(0)
    }
}

impl<'de> DeserializeSeed<'de> for HeldValue<'_> {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for HeldValue<'_> {
    type Value = Value;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a value")
    }

    fn visit_bool<E>(self, value: bool) -> Result<Value, E> {
        self.simple(value)
    }

    fn visit_i64<E>(self, value: i64) -> Result<Value, E> {
        self.simple(value)
    }

    fn visit_u64<E>(self, value: u64) -> Result<Value, E> {
        self.simple(value)
    }

    fn visit_f64<E>(self, value: f64) -> Result<Value, E> {
        self.simple(value)
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        self.simple(Value::Null)
    }

    fn visit_str<E>(self, value: &str) -> Result<Value, E> {
        if self.budget.holds(value.len()) {
            return Ok(value.into());
        }
        // It stands in a list, whose places cost something too.
        self.simple(Value::Null)
    }

    fn visit_seq<A: SeqAccess<'de>>(mut self, mut list: A) -> Result<Value, A::Error> {
        let mut values = Vec::new();
        let is_open = self.is_open();
        if is_open {
            while self.budget.left >= VALUE_COST {
                let Some(value) = list.next_element_seed(self.within())? else {
                    return Ok(values.into());
                };
                values.push(value);
            }
        }
        // What is left out is passed over without going into it: that takes no memory, however deep it is.
        while let Some(IgnoredAny) = list.next_element()? {
            self.budget.is_over |= is_open;
        }
        Ok(values.into())
    }

    fn visit_map<A: MapAccess<'de>>(mut self, mut map: A) -> Result<Value, A::Error> {
        let mut fields = Map::new();
        let is_open = self.is_open();
        while let Some(Borrowed(key)) = map.next_key()? {
            if !(is_open && self.budget.holds(key.len())) {
                map.next_value::<IgnoredAny>()?;
                continue;
            }
            let value = map.next_value_seed(self.within())?;
            if fields.contains_key(&*key) {
                self.budget.duplicate.get_or_insert_with(|| key.to_string());
            }
            fields.insert(key.into_owned(), value);
        }
        Ok(fields.into())
    }
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use super::*;

    fn limited(json: &str, max_string: usize) -> io::Result<String> {
        // Pieces of every size.
        let mut texts = (1..8).map(|size| {
            let source = io::BufReader::with_capacity(size, Cursor::new(json));
            let mut text = String::new();
            Limited::with_longest(source, max_string)
                .read_to_string(&mut text)
                .map(|_| text)
        });
        let first = texts.next().unwrap();
        for text in texts {
            assert_eq!(text.as_ref().ok(), first.as_ref().ok());
        }
        first
    }

    #[test]
    fn a_string_ends_early_and_stays_a_string() {
        #[track_caller]
        fn check(json: &str, expected: &str) {
            let text = limited(json, 4).unwrap();
            assert_eq!(text, expected);
            serde_json::from_str::<Value>(&text).unwrap();
        }
        check(r#"["abcd","abcde", 1]"#, r#"["abcd","abcd", 1]"#);
        check(r#"{"abcdefgh":"x"}"#, r#"{"abcd":"x"}"#);
        check(r#""ab\"\\\"cd""#, r#""ab\"\\""#);
        check(r#""中文中""#, r#""中文""#);
        check(r#""\u4e2d\u6587\u4e2d""#, r#""\u4e2d\u6587""#);
        check(r#""ab\ud83d\ude00\ud83d\ude00""#, r#""ab\ud83d\ude00""#);
        check(r#""abc\ud83d\ude00x""#, r#""abc\ud83d\ude00""#);
        check("[\"a\\\\\",\"b\"]", "[\"a\\\\\",\"b\"]");
    }

    #[test]
    fn what_is_too_deep_is_refused() {
        let depth = MAX_DEPTH as usize;
        let json = format!("{}{}", "[".repeat(depth), "]".repeat(depth));
        assert_eq!(limited(&json, 4).unwrap(), json);
        let error = limited(&format!("[{json}]"), 4).unwrap_err();
        assert!(error.get_ref().unwrap().is::<TooDeep>());
        let many = "[],".repeat(2 * depth);
        assert_eq!(limited(&many, 4).unwrap(), many);
        // It is no list.
        let text = format!("\"{}\"", "[".repeat(2 * depth));
        assert_eq!(limited(&text, 4 * depth).unwrap(), text);
    }

    #[test]
    fn what_has_no_room_is_left_out() {
        #[track_caller]
        fn check(json: &str, bytes: usize, expected: &str, is_over: bool) {
            let mut budget = Budget::new(bytes);
            let mut parser = serde_json::Deserializer::from_str(json);
            let value = budget.value().deserialize(&mut parser).unwrap();
            parser.end().unwrap();
            assert_eq!(value.to_string(), expected);
            assert_eq!(budget.is_over || budget.is_too_deep, is_over);
        }
        let all = r#"{"a":[1,-2,0.5,true,null,"b"]}"#;
        check(all, 4096, all, false);
        check(r#"["0123456789"]"#, 2 * VALUE_COST + 9, "[null]", true);
        // A large text leaves room for what is beside it.
        let large = format!(r#"{{"a":"{}","b":1}}"#, "x".repeat(1000));
        check(&large, 600, r#"{"a":null,"b":1}"#, true);
        check("[1,2,3]", 2 * VALUE_COST, "[1]", true);
        check("[1,2,3]", 4 * VALUE_COST, "[1,2,3]", false);
        check("[1]", 0, "[]", true);
        let deep = format!("{}{}", "[".repeat(100), "]".repeat(100));
        let held = format!("{}{}", "[".repeat(33), "]".repeat(33));
        check(&deep, 1 << 20, &held, true);
    }
}
