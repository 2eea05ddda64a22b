//! Texts in which characters are escaped, in whichever way: what they say, and where each character stands.

use std::borrow::Cow;

use memchr::memchr3;

/// How deep escapes are resolved: in JSON, in a string of JSON in it, and with percent escapes in that.
const MAX_LAYERS: usize = 3;

/// What follows a backslash in JSON, in other languages, and in a header of STOMP (STOMP 1.2, "Value Encoding"); and what it stands for.
const AFTER_BACKSLASH: &[u8] = b"\"\\/'bfnrtc";
const BACKSLASHED: &[u8] = b"\"\\/'\x08\x0c\n\r\t:";

/// Names of XML (XML 1.0, section 4.6).
const NAMED: [(&[u8], char); 5] = [
    (b"amp", '&'),
    (b"lt", '<'),
    (b"gt", '>'),
    (b"quot", '"'),
    (b"apos", '\''),
];

/// The longest reference to a character in XML, without its ampersand: `#x10ffff;`.
const MAX_REFERENCE: usize = 9;

/// Where each escape ends: without the escapes before it, and as it is written. No message has more bytes than 32 bits count.
type Ends = Vec<(u32, u32)>;

/// Is told what a text may be read as, and where a part of that stands in the text.
pub(super) type See<'s> = dyn FnMut(&[u8], &dyn Fn(usize) -> usize) + 's;

/// Shows a text as it is, and without each layer of its escapes.
pub(super) fn each_reading(bytes: &[u8], see: &mut See<'_>) {
    let mut layers: Vec<Ends> = Vec::new();
    let mut reading = Cow::Borrowed(bytes);
    loop {
        see(&reading, &|at| layers.iter().rev().fold(at, written_at));
        let Some((next, ends)) = (layers.len() < MAX_LAYERS)
            .then(|| unescaped(&reading))
            .flatten()
        else {
            return;
        };
        layers.push(ends);
        reading = next.into();
    }
}

fn written_at(at: usize, ends: &Ends) -> usize {
    let before = ends.partition_point(|(end, _)| *end as usize <= at);
    let last = before.checked_sub(1).and_then(|before| ends.get(before));
    last.map_or(at, |(end, written)| *written as usize + at - *end as usize)
}

/// The text without its escapes, if there are some.
fn unescaped(bytes: &[u8]) -> Option<(Vec<u8>, Ends)> {
    let mut out = Vec::new();
    let mut ends = Ends::new();
    let (mut at, mut copied) = (0, 0);
    while let Some(found) = memchr3(b'%', b'\\', b'&', &bytes[at..]) {
        at += found;
        let begin = at;
        at += 1;
        if let Some(length) = escape(&bytes[begin..], &mut |plain| {
            out.extend_from_slice(&bytes[copied..begin]);
            out.extend_from_slice(plain);
        }) {
            at = begin + length;
            copied = at;
            ends.push((u32::try_from(out.len()).ok()?, u32::try_from(at).ok()?));
        }
    }
    if copied == 0 {
        return None;
    }
    out.extend_from_slice(&bytes[copied..]);
    Some((out, ends))
}

/// How long the escape is with which a text begins, if it does; tells what it stands for.
fn escape(text: &[u8], tell: &mut dyn FnMut(&[u8])) -> Option<usize> {
    let (character, length) = match text {
        [b'%', ..] | [b'\\', b'x', ..] => {
            let begin = text.len().min(1 + usize::from(text[0] == b'\\'));
            let byte = hex(text.get(begin..begin + 2)?)?;
            tell(&[u8::try_from(byte).ok()?]);
            return Some(begin + 2);
        }
        [b'\\', b'u', rest @ ..] => {
            let first = hex(rest.get(..4)?)?;
            match char::from_u32(first) {
                Some(character) => (character, 6),
                None => {
                    let second = rest.get(4..)?.strip_prefix(b"\\u")?;
                    let units = [first, hex(second.get(..4)?)?].map(|unit| unit as u16);
                    (char::decode_utf16(units).next()?.ok()?, 12)
                }
            }
        }
        [b'\\', letter, ..] => {
            let place = AFTER_BACKSLASH.iter().position(|it| it == letter)?;
            (char::from(BACKSLASHED[place]), 2)
        }
        _ => {
            let rest = text.get(1..text.len().min(1 + MAX_REFERENCE))?;
            let end = rest.iter().position(|byte| *byte == b';')?;
            (referred(&rest[..end])?, end + 2)
        }
    };
    tell(character.encode_utf8(&mut [0; 4]).as_bytes());
    Some(length)
}

/// The character that a reference of XML names.
fn referred(name: &[u8]) -> Option<char> {
    let number = match name {
        [b'#', b'x' | b'X', digits @ ..] => hex(digits)?,
        [b'#', digits @ ..] => str::from_utf8(digits).ok()?.parse().ok()?,
        _ => {
            let named = NAMED.iter().find(|(it, _)| *it == name);
            return named.map(|(_, character)| *character);
        }
    };
    char::from_u32(number)
}

fn hex(digits: &[u8]) -> Option<u32> {
    let text = str::from_utf8(digits).ok()?;
    let is_hex = digits.iter().all(u8::is_ascii_hexdigit);
    is_hex.then(|| u32::from_str_radix(text, 16).ok())?
}

/// Whether bytes are a text, without control characters.
pub(super) fn is_printable(bytes: &[u8]) -> bool {
    let is_control = |c: char| c.is_control() && !c.is_whitespace();
    str::from_utf8(bytes).is_ok_and(|text| !text.contains(is_control))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_escaped_is_found_where_it_stands() {
        #[track_caller]
        fn check(text: &str, readings: &[&str]) {
            let mut seen = Vec::new();
            each_reading(text.as_bytes(), &mut |reading, place| {
                let whole = &text[place(0)..place(reading.len())];
                assert_eq!(whole, text);
                seen.push(String::from_utf8_lossy(reading).into_owned());
            });
            assert_eq!(seen, readings);
        }
        check("", &[""]);
        check("a", &["a"]);
        check("%4", &["%4"]);
        check(r"\u+041\q&x;&#;%+1", &[r"\u+041\q&x;&#;%+1"]);
        check(
            r"%41\u0042\x43&#68;&#x45;&lt;",
            &[r"%41\u0042\x43&#68;&#x45;&lt;", "ABCDE<"],
        );
        check(r"\ud83d\ude00\ud83d", &[r"\ud83d\ude00\ud83d", r"😀\ud83d"]);
        check(r"\\\\u0061", &[r"\\\\u0061", r"\\u0061", r"\u0061", "a"]);
        check("%252525", &["%252525", "%2525", "%25", "%"]);
    }

    #[test]
    fn places_are_those_of_the_text() {
        let text = r"x%41y\u00e9z";
        each_reading(text.as_bytes(), &mut |reading, place| {
            if reading != text.as_bytes() {
                assert_eq!(reading, "xAyéz".as_bytes());
                let places: Vec<_> = [0, 1, 2, 3, 5, 6].map(place).into();
                assert_eq!(places, [0, 1, 4, 5, 11, 12]);
            }
        });
    }
}
