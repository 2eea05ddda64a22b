//! What is secret in bytes that are no text, whatever is before and behind it: values with names in `MessagePack` and in CBOR (RFC 8949), of
//! which only a part is there, or that stand in something else; and the password with which a connection of MQTT begins.

use std::ops::Range;

use memchr::memmem;

use super::placeholder::placeholders;

/// The longest name that is looked at, in bytes.
const MAX_NAME: usize = 64;

/// The shortest name that says that something is secret, in bytes.
const MIN_NAME: usize = 3;

/// How the length of a text is written, and how many bytes that takes.
type Length = fn(&[u8]) -> Option<(usize, usize)>;

/// Tells the values of those whose names tell that they are secret.
pub(super) fn named_texts<'b>(
    bytes: &'b [u8],
    is_secret: impl Fn(&str) -> bool,
    mut tell: impl FnMut(&'b [u8]),
) {
    let mut at = 0;
    while at < bytes.len() {
        let lengths: [Length; 2] = [message_pack, cbor];
        let mut lengths = lengths.into_iter();
        let found = lengths.find_map(|length| value_at(bytes, at, length, &is_secret));
        at += 1;
        if let Some(value) = found {
            tell(&bytes[value.clone()]);
            at = value.end;
        }
    }
}

/// Where the value is whose name begins here.
fn value_at(
    bytes: &[u8],
    at: usize,
    length: Length,
    is_secret: impl Fn(&str) -> bool,
) -> Option<Range<usize>> {
    let (name, rest) = text(&bytes[at..], length, MAX_NAME)?;
    let is_word = name.len() >= MIN_NAME && name.iter().all(u8::is_ascii_graphic);
    let name = str::from_utf8(name).ok().filter(|_| is_word)?;
    if !is_secret(name) {
        return None;
    }
    let (count, head) = length(rest)?;
    let begin = bytes.len() - rest.len() + head;
    // What breaks off is secret as far as it goes.
    let end = usize::min(begin + count, bytes.len());
    let value = bytes.get(begin..end)?;
    // A length of CBOR is also a letter: what goes on as a text on both sides is one.
    let is_letter = |at: Option<usize>| {
        let byte = at.and_then(|at| bytes.get(at));
        byte.is_some_and(u8::is_ascii_alphanumeric)
    };
    // Unless it is the length of the next name.
    let next = bytes
        .get(end..)
        .and_then(|rest| text(rest, length, MAX_NAME));
    let is_name = |(name, _): (&[u8], _)| !name.is_empty() && name.iter().all(u8::is_ascii_graphic);
    let is_prose =
        is_letter(at.checked_sub(1)) && is_letter(Some(end)) && !next.is_some_and(is_name);
    let is_text = !value.is_empty() && str::from_utf8(value).is_ok();
    (is_text && !is_replaced(&bytes[begin..]) && !is_prose).then_some(begin..end)
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

/// What the packet CONNECT of MQTT begins with, without its first bytes: the name of the protocol, now and before version 3.1.1.
const CONNECT: [&[u8]; 2] = [b"\x04MQTT", b"\x06MQIsdp"];

/// Tells the passwords in packets CONNECT (MQTT 5.0, section 3.1).
pub(super) fn passwords<'b>(bytes: &'b [u8], mut tell: impl FnMut(&'b [u8])) {
    for name in CONNECT {
        let found = memmem::find_iter(bytes, name).map(|at| &bytes[at + name.len()..]);
        found.filter_map(password).for_each(&mut tell);
    }
}

/// The password in a packet, behind the name of the protocol.
fn password(packet: &[u8]) -> Option<&[u8]> {
    let [version, flags, _, _, rest @ ..] = packet else {
        return None;
    };
    let has = |flag: u8| flags & flag != 0;
    let has_properties = *version == 5;
    // The properties, the name of the client, those of the will, the will's topic and payload, and the name of the user.
    let before = [
        (has_properties, true),
        (true, false),
        (has(4) && has_properties, true),
        (has(4), false),
        (has(4), false),
        (has(0x80), false),
    ];
    let mut rest = rest;
    for (_, is_properties) in before.into_iter().filter(|(is_there, _)| *is_there) {
        let length = if is_properties { variable } else { binary_data };
        let (count, head) = length(rest)?;
        rest = rest.get(head + count..)?;
    }
    let (count, head) = binary_data(rest).filter(|_| has(0x40))?;
    // What breaks off is secret as far as it goes.
    let value = rest.get(head..usize::min(head + count, rest.len()))?;
    (!is_replaced(&rest[head..])).then_some(value)
}

/// Whether a value was replaced that stood here. Its length is still that of what was replaced.
fn is_replaced(rest: &[u8]) -> bool {
    let replaced = placeholders(&rest[..usize::min(MAX_NAME, rest.len())]);
    replaced.first().is_some_and(|place| place.start == 0)
}

/// Binary Data (section 1.5.6).
fn binary_data(bytes: &[u8]) -> Option<(usize, usize)> {
    let [high, low, ..] = *bytes else { return None };
    Some((u16::from_be_bytes([high, low]).into(), 2))
}

/// A Variable Byte Integer (section 1.5.5).
fn variable(bytes: &[u8]) -> Option<(usize, usize)> {
    let end = bytes.iter().take(4).position(|byte| *byte < 0x80)?;
    let digits = bytes[..=end].iter().rev();
    let number = digits.fold(0, |number, digit| number << 7 | usize::from(digit & 0x7f));
    Some((number, end + 1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_password_of_mqtt_is_found_in_any_place() {
        #[track_caller]
        fn check(bytes: &[u8], expected: &[&[u8]]) {
            let mut found = Vec::new();
            passwords(bytes, |value| found.push(value));
            assert_eq!(found, expected, "{}", bytes.escape_ascii());
        }
        let connect = b"\x10\x20\0\x04MQTT\x04\xc2\0\x3c\0\x01c\0\x01u\0\x06s3cret";
        check(connect, &[b"s3cret"]);
        check(&[b"\xc0\0", &connect[..], b"\xc0\0"].concat(), &[b"s3cret"]);
        // It breaks off on either side.
        check(&connect[3..connect.len() - 2], &[b"s3cr"]);
        check(&connect[..20], &[b""]);
        check(b"\0\x04MQTT\x04\x40\0\x3c\0\0\0\x06[secret 1]", &[]);
        check(b"\0\x04MQTT", &[]);
        check(b"\0\x04MQTT\x04\x82\0\x3c\0\x01c\0\x01u", &[]);
        check(b"\0\x06MQIsdp\x03\x40\0\x3c\0\0\0\x06s3cret", &[b"s3cret"]);
        let will = b"\0\x04MQTT\x05\xc6\0\x3c\x01\xff\0\x01c\0\0\x01t\0\x01w\0\x01u\0\x06s3cret";
        check(will, &[b"s3cret"]);
    }

    #[test]
    fn values_are_found_beside_their_names_in_any_place() {
        #[track_caller]
        fn check(bytes: &[u8], expected: &[&[u8]]) {
            let mut found = Vec::new();
            named_texts(bytes, |name| name == "password", |value| found.push(value));
            assert_eq!(found, expected, "{}", bytes.escape_ascii());
        }
        check(b"\0\0\0\x20\x81\xa8password\xa6s3cret\xff", &[b"s3cret"]);
        check(b"\x81\xd9\x08password\xd9\x06s3cret", &[b"s3cret"]);
        check(b"\xa1\x68password\x66s3cret\xff", &[b"s3cret"]);
        check(b"\xa1\x68password\x78\x06s3cret", &[b"s3cret"]);
        let middle = b"\xa3aaaac\x68password\x66s3cretdnamebme";
        check(middle, &[b"s3cret"]);
        // It breaks off.
        check(b"\x81\xa8password\xa6s3c", &[b"s3c"]);
        check(b"\x81\xa8passwords\xa6s3cret", &[]);
        check(b"\x81\xa8password\x2a", &[]);
        check(b"\x81\xa8password", &[]);
        check(b"\xa8passw", &[]);
        // In a text that is in something else.
        check(b"\xffahpasswordfs3cretly", &[]);
        check(b"\xa1\x68password\x6c[secret 1]\xff", &[]);
    }
}
