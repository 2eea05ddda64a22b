//! Texts in which characters are escaped, in whichever way: what they say, and where each character stands.

use std::borrow::Cow;
use std::ops::Range;

use memchr::memchr3;

/// How deep escapes are resolved: an address in an address in JSON in a string of JSON has four layers. Each is one more search.
const MAX_LAYERS: usize = 6;

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

/// The longest reference to a character in XML, without its ampersand: `#x10ffff;`, with some zeros before its digits.
const MAX_REFERENCE: usize = 16;

/// Where an escape is written, and where what it stands for is in the text without escapes. No message has more bytes than 32 bits count.
struct Escape {
    written: Range<u32>,
    plain: Range<u32>,
}

/// Is told what a text may be read as, and where a part of that stands in the text. What is cut of an escape belongs to that part as a whole.
pub(super) type See<'s> = dyn FnMut(&[u8], &dyn Fn(Range<usize>) -> Range<usize>) + 's;

/// Shows a text as it is, and without each layer of its escapes. Returns whether it has more layers than are resolved.
pub(super) fn each_reading(bytes: &[u8], see: &mut See<'_>) -> bool {
    let mut layers: Vec<Vec<Escape>> = Vec::new();
    let mut reading = Cow::Borrowed(bytes);
    loop {
        let next = unescaped(&reading);
        let own = next.as_ref().map_or(&[][..], |(_, escapes)| escapes);
        see(&reading, &|place| {
            let place = whole(&place, own, |escape| (&escape.written, &escape.written));
            layers.iter().rev().fold(place, |place, escapes| {
                whole(&place, escapes, |escape| (&escape.plain, &escape.written))
            })
        });
        let Some((next, escapes)) = next else {
            return false;
        };
        if layers.len() == MAX_LAYERS {
            return true;
        }
        layers.push(escapes);
        reading = next.into();
    }
}

/// The place in another text in which the escapes stand elsewhere, with the whole of those that it cuts. `places` gives where an escape is in
/// the text of the place, and in the other.
fn whole(
    place: &Range<usize>,
    escapes: &[Escape],
    places: impl Fn(&Escape) -> (&Range<u32>, &Range<u32>),
) -> Range<usize> {
    let other = |at: usize, is_end: bool| {
        let before = escapes.partition_point(|escape| places(escape).0.end as usize <= at);
        let cut = escapes.get(before).map(&places);
        if let Some((_, other)) = cut.filter(|(own, _)| (own.start as usize) < at) {
            return if is_end { other.end } else { other.start } as usize;
        }
        let last = before.checked_sub(1).map(|before| places(&escapes[before]));
        last.map_or(at, |(own, other)| {
            other.end as usize + at - own.end as usize
        })
    };
    other(place.start, false)..other(place.end, true)
}

/// The text without its escapes, if there are some.
fn unescaped(bytes: &[u8]) -> Option<(Vec<u8>, Vec<Escape>)> {
    let mut out = Vec::new();
    let mut escapes = Vec::new();
    let (mut at, mut copied) = (0, 0);
    let span = |range: Range<usize>| Some(range.start.try_into().ok()?..range.end.try_into().ok()?);
    while let Some(found) = memchr3(b'%', b'\\', b'&', &bytes[at..]) {
        at += found;
        let begin = at;
        at += 1;
        let mut plain = 0;
        if let Some(length) = escape(&bytes[begin..], &mut |character| {
            out.extend_from_slice(&bytes[copied..begin]);
            plain = out.len();
            out.extend_from_slice(character);
        }) {
            at = begin + length;
            copied = at;
            escapes.push(Escape {
                written: span(begin..at)?,
                plain: span(plain..out.len())?,
            });
        }
    }
    if copied == 0 {
        return None;
    }
    out.extend_from_slice(&bytes[copied..]);
    Some((out, escapes))
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
                // Half of a character stands for none.
                None => pair(first, rest).map_or((char::REPLACEMENT_CHARACTER, 6), |it| (it, 12)),
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

/// The character of which the first half is this unit of UTF-16 and the second is behind its digits.
fn pair(first: u32, digits: &[u8]) -> Option<char> {
    let second = digits.get(4..)?.strip_prefix(b"\\u")?;
    let units = [first, hex(second.get(..4)?)?].map(|unit| unit as u16);
    char::decode_utf16(units).next()?.ok()
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
                assert_eq!(&text[place(0..reading.len())], text);
                seen.push(String::from_utf8_lossy(reading).into_owned());
            });
            assert_eq!(seen, readings);
        }
        check("", &[""]);
        check("a", &["a"]);
        check("%4", &["%4"]);
        check(r"\u+041\q&x;&#;%+1", &[r"\u+041\q&x;&#;%+1"]);
        check(
            r"%41\u0042\x43&#000000068;&#x45;&lt;",
            &[r"%41\u0042\x43&#000000068;&#x45;&lt;", "ABCDE<"],
        );
        check(
            r"\ud83d\ude00\ud83d",
            &[r"\ud83d\ude00\ud83d", "😀\u{fffd}"],
        );
        check(r"\\\\u0061", &[r"\\\\u0061", r"\\u0061", r"\u0061", "a"]);
        check("%252525", &["%252525", "%2525", "%25", "%"]);
    }

    #[test]
    fn places_are_those_of_the_text() {
        let text = r"x%41y\u00e9z";
        each_reading(text.as_bytes(), &mut |reading, place| {
            if reading != text.as_bytes() {
                assert_eq!(reading, "xAyéz".as_bytes());
                let places = [0..1, 1..2, 2..3, 3..4, 4..6, 5..6].map(|it| &text[place(it)]);
                let expected = ["x", "%41", "y", r"\u00e9", r"\u00e9z", "z"];
                assert_eq!(places, expected);
            }
        });
    }

    #[test]
    fn no_escape_is_cut() {
        let text = r"x\u0025\u0034\u0031y";
        let mut found = Vec::new();
        each_reading(text.as_bytes(), &mut |reading, place| {
            for part in [&b"0025"[..], b"%4", b"41y", b"Ay"] {
                let at = memchr::memmem::find(reading, part);
                found.extend(at.map(|at| &text[place(at..at + part.len())]));
            }
        });
        let whole = r"\u0025\u0034\u0031";
        let expected = [r"\u0025", whole, &format!("{whole}y"), &format!("{whole}y")];
        assert_eq!(found, expected);
    }

    #[test]
    fn layers_are_limited() {
        let layers = |count| format!("%{}41", "25".repeat(count - 1));
        let is_deeper = |count| each_reading(layers(count).as_bytes(), &mut |_, _| {});
        assert!(!is_deeper(MAX_LAYERS));
        assert!(is_deeper(MAX_LAYERS + 1));
    }
}
