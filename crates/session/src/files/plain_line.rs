//! The lines of messages as this program writes them, read without a parser of JSON: a file has millions of them, and a list that
//! is scrolled waits for thousands.

use std::borrow::Cow;

use message_log::{Direction, Kind};

/// What a line has.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct PlainLine<'a> {
    pub(super) number: Option<u64>,
    pub(super) time: u64,
    pub(super) direction: Direction,
    pub(super) kind: Kind,
    /// In Base64 unless it is text.
    pub(super) payload: Cow<'a, str>,
    pub(super) is_text: bool,
}

impl<'a> PlainLine<'a> {
    /// Reads a line that has these fields in this order and nothing else; `None` for all others, good or bad.
    pub(super) fn parse(line: &'a [u8]) -> Option<Self> {
        let rest = line.strip_prefix(b"{")?;
        let (number, rest) = match rest.strip_prefix(b"\"number\":") {
            Some(rest) => {
                let (number, rest) = digits(rest)?;
                (Some(number), rest.strip_prefix(b",")?)
            }
            None => (None, rest),
        };
        let (time, rest) = digits(rest.strip_prefix(b"\"time\":")?)?;
        let (direction, rest) = one_of(
            rest.strip_prefix(b",\"direction\":\"")?,
            [
                (b"received".as_slice(), Direction::Received),
                (b"sent", Direction::Sent),
            ],
        )?;
        let (kind, rest) = one_of(
            rest.strip_prefix(b"\",\"kind\":\"")?,
            [
                (b"text".as_slice(), Kind::Text),
                (b"binary", Kind::Binary),
                (b"ping", Kind::Ping),
                (b"pong", Kind::Pong),
            ],
        )?;
        let (is_text, rest) = one_of(
            rest.strip_prefix(b"\",\"")?,
            [(b"text\":".as_slice(), true), (b"base64\":", false)],
        )?;
        Some(Self {
            number,
            time,
            direction,
            kind,
            payload: string(rest.strip_suffix(b"}")?)?,
            is_text,
        })
    }
}

/// A number as JSON has it, and what is behind it.
fn digits(text: &[u8]) -> Option<(u64, &[u8])> {
    let count = text.iter().take_while(|byte| byte.is_ascii_digit()).count();
    let (digits, rest) = text.split_at(count);
    // Twenty of them may be too many for 64 bits.
    if count == 0 || count > 19 || (digits[0] == b'0' && count > 1) {
        return None;
    }
    let number = digits.iter();
    let number = number.fold(0, |number, digit| number * 10 + u64::from(digit - b'0'));
    Some((number, rest))
}

/// With which of these words a text begins, and what is behind it.
fn one_of<'a, const COUNT: usize, T>(
    text: &'a [u8],
    words: [(&[u8], T); COUNT],
) -> Option<(T, &'a [u8])> {
    let rest = |(word, meaning): (&[u8], T)| Some((meaning, text.strip_prefix(word)?));
    words.into_iter().find_map(rest)
}

/// What a string of JSON says.
fn string(quoted: &[u8]) -> Option<Cow<'_, str>> {
    let inside = quoted.strip_prefix(b"\"")?.strip_suffix(b"\"")?;
    // All of them are looked at, which is faster than stopping at the first.
    let is_special = |byte: u8| (byte < b' ') | (byte == b'"') | (byte == b'\\');
    let has_special = inside
        .iter()
        .fold(false, |found, byte| found | is_special(*byte));
    if has_special {
        return serde_json::from_slice::<String>(quoted)
            .ok()
            .map(Cow::Owned);
    }
    std::str::from_utf8(inside).ok().map(Cow::Borrowed)
}
