//! Names and their values in bytes that are no text, whatever is before and behind them: in `MessagePack` and in CBOR (RFC 8949), of which only
//! a part is there, or that stand in something else.

use super::placeholder::placeholders;

/// The longest name that is looked at, in bytes.
const MAX_NAME: usize = 64;

/// The shortest name that says that something is secret, in bytes.
const MIN_NAME: usize = 3;

/// How the length of a text is written, and how many bytes that takes.
type Length = fn(&[u8]) -> Option<(usize, usize)>;

/// The values of those whose names tell that they are secret.
pub(super) fn named_texts(
    bytes: &[u8],
    is_secret: impl Fn(&str) -> bool,
) -> impl Iterator<Item = &[u8]> {
    let lengths: [Length; 2] = [message_pack, cbor];
    let places = (0..bytes.len()).flat_map(move |at| lengths.map(|length| (at, length)));
    places.filter_map(move |(at, length)| {
        let (name, rest) = text(&bytes[at..], length, MAX_NAME)?;
        let is_word = |name: &[u8]| name.len() >= MIN_NAME && name.iter().all(u8::is_ascii_graphic);
        let name = str::from_utf8(name)
            .ok()
            .filter(|name| is_word(name.as_bytes()))?;
        // Behind one that was replaced the length is another.
        let is_replaced = |rest: &[u8]| {
            let (_, head) = length(rest)?;
            let begin = rest.get(head..)?;
            let begin = &begin[..usize::min(begin.len(), MAX_NAME)];
            placeholders(begin).first().map(|place| place.start)
        };
        if !is_secret(name) || is_replaced(rest) == Some(0) {
            return None;
        }
        // What breaks off is secret as far as it goes.
        let (value, _) = text(rest, length, rest.len()).or_else(|| {
            let (_, head) = length(rest)?;
            Some((&rest[head..], &[][..]))
        })?;
        (!value.is_empty() && str::from_utf8(value).is_ok()).then_some(value)
    })
}

/// A text of at most so many bytes, and what follows it.
fn text(bytes: &[u8], length: Length, most: usize) -> Option<(&[u8], &[u8])> {
    let (count, head) = length(bytes)?;
    let rest = bytes.get(head..)?;
    (count <= most).then(|| rest.split_at_checked(count))?
}

/// In `MessagePack`: `fixstr`, `str 8` and `str 16`.
fn message_pack(bytes: &[u8]) -> Option<(usize, usize)> {
    match *bytes {
        [first @ 0xa0..=0xbf, ..] => Some((usize::from(first & 0x1f), 1)),
        [0xd9, count, ..] => Some((count.into(), 2)),
        [0xda, high, low, ..] => Some((u16::from_be_bytes([high, low]).into(), 3)),
        _ => None,
    }
}

/// In CBOR: a text of up to 23, of up to 255, and of up to 65535 bytes (section 3.1).
fn cbor(bytes: &[u8]) -> Option<(usize, usize)> {
    match *bytes {
        [first @ 0x60..=0x77, ..] => Some((usize::from(first & 0x1f), 1)),
        [0x78, count, ..] => Some((count.into(), 2)),
        [0x79, high, low, ..] => Some((u16::from_be_bytes([high, low]).into(), 3)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_found_beside_their_names_in_any_place() {
        #[track_caller]
        fn check(bytes: &[u8], expected: &[&[u8]]) {
            let found = named_texts(bytes, |name| name == "password");
            assert_eq!(
                found.collect::<Vec<_>>(),
                expected,
                "{}",
                bytes.escape_ascii()
            );
        }
        check(b"\0\0\0\x20\x81\xa8password\xa6s3cret\xff", &[b"s3cret"]);
        check(b"\x81\xd9\x08password\xd9\x06s3cret", &[b"s3cret"]);
        check(b"\xa1\x68password\x66s3cret\xff", &[b"s3cret"]);
        check(b"\xa1\x68password\x78\x06s3cret", &[b"s3cret"]);
        // It breaks off.
        check(b"\x81\xa8password\xa6s3c", &[b"s3c"]);
        check(b"\x81\xa8passwords\xa6s3cret", &[]);
        check(b"\x81\xa8password\x2a", &[]);
        check(b"\x81\xa8password", &[]);
        check(b"\xa8passw", &[]);
        check(b"\xa1\x68password\x6c[secret 1]\xff", &[]);
    }
}
