//! Protocol Buffers without their schema: fields with their numbers, as the wire format tells them
//! (<https://protobuf.dev/programming-guides/encoding/>). A field does not say of which type it is, so what is shown of it beside
//! its bits is a guess, and marked as one.

use super::super::{Fault, Tree};
use super::printable::is_printable;

/// How deep groups may be nested: as deep as the libraries of Protobuf read messages (100, unless told otherwise).
const MAX_GROUPS: usize = 100;
/// Field numbers are less than 2 to the power of 29.
const MAX_FIELD: u64 = (1 << 29) - 1;
/// Bytes are taken for a message only if its fields have numbers up to here: those that people give by hand.
const USUAL_FIELD: u64 = 4096;
/// Guesses within guesses: each reads the bytes of those within it again.
const MAX_GUESSES: usize = 16;

/// A field as it is on the wire.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::decoders) enum Value<'a> {
    Varint(u64),
    Fixed64(u64),
    Fixed32(u32),
    Bytes(&'a [u8]),
    /// Groups are of old, and their fields are shown beside their ends.
    GroupBegin,
    GroupEnd,
}

/// Reads the fields of a message one after the other.
#[derive(Clone, Copy, Debug)]
pub(in crate::decoders) struct Fields<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl<'a> Fields<'a> {
    pub(in crate::decoders) fn of(bytes: &'a [u8]) -> Self {
        Self { bytes, at: 0 }
    }

    fn varint(&mut self) -> Result<u64, Fault> {
        let begin = self.at;
        let mut value = 0;
        // Ten bytes of seven bits each are more than 64.
        for index in 0..10 {
            let Some(byte) = self.bytes.get(self.at) else {
                return Err(Fault::at(begin, "a number is cut off"));
            };
            self.at += 1;
            value |= u64::from(byte & 0x7f) << (7 * index);
            if *byte < 0x80 {
                if index == 9 && *byte > 1 {
                    break;
                }
                return Ok(value);
            }
        }
        Err(Fault::at(begin, "a number has more than 64 bits"))
    }

    fn take(&mut self, length: u64) -> Result<&'a [u8], Fault> {
        let rest = &self.bytes[self.at..];
        let taken = usize::try_from(length)
            .ok()
            .and_then(|length| rest.get(..length));
        let left = rest.len();
        let taken = taken.ok_or_else(|| {
            Fault::at(
                self.at,
                format!("{length} bytes are announced, and {left} are left"),
            )
        })?;
        self.at += taken.len();
        Ok(taken)
    }

    fn array<const N: usize>(&mut self) -> Result<[u8; N], Fault> {
        let mut array = [0; N];
        array.copy_from_slice(self.take(N as u64)?);
        Ok(array)
    }

    fn field(&mut self) -> Result<(u64, Value<'a>), Fault> {
        let begin = self.at;
        let tag = self.varint()?;
        let number = tag >> 3;
        if number == 0 || number > MAX_FIELD {
            return Err(Fault::at(
                begin,
                format!("no field has the number {number}"),
            ));
        }
        let value = match tag & 7 {
            0 => Value::Varint(self.varint()?),
            1 => Value::Fixed64(u64::from_le_bytes(self.array()?)),
            2 => {
                let length = self.varint()?;
                Value::Bytes(self.take(length)?)
            }
            3 => Value::GroupBegin,
            4 => Value::GroupEnd,
            5 => Value::Fixed32(u32::from_le_bytes(self.array()?)),
            other => return Err(Fault::at(begin, format!("no wire type {other}"))),
        };
        Ok((number, value))
    }
}

impl<'a> Iterator for Fields<'a> {
    type Item = Result<(u64, Value<'a>), Fault>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.at >= self.bytes.len() {
            return None;
        }
        let field = self.field();
        if field.is_err() {
            self.at = self.bytes.len();
        }
        Some(field)
    }
}

/// Whether the bytes are fields, all of them, and each group ends, after those within it.
pub(in crate::decoders) fn check(bytes: &[u8]) -> Result<(), Fault> {
    let mut fields = Fields::of(bytes);
    let mut groups = Vec::new();
    loop {
        let begin = fields.at;
        match fields.next().transpose()? {
            None => break,
            Some((_, Value::GroupBegin)) if groups.len() == MAX_GROUPS => {
                let reason = format!("groups are nested deeper than {MAX_GROUPS}");
                return Err(Fault::at(begin, reason));
            }
            Some((number, Value::GroupBegin)) => groups.push((number, begin)),
            Some((number, Value::GroupEnd)) => match groups.pop() {
                Some((open, _)) if open == number => {}
                Some((open, _)) => {
                    let reason = format!("group {number} ends, and group {open} is open");
                    return Err(Fault::at(begin, reason));
                }
                None => {
                    let reason = format!("group {number} ends, and none is open");
                    return Err(Fault::at(begin, reason));
                }
            },
            Some(_) => {}
        }
    }
    match groups.pop() {
        Some((number, begin)) => Err(Fault::at(begin, format!("group {number} never ends"))),
        None => Ok(()),
    }
}

/// Whether bytes of which nothing is known look like a message: fields only, with usual numbers, and without groups.
pub(super) fn is_likely(bytes: &[u8]) -> bool {
    !bytes.is_empty()
        && Fields::of(bytes).all(|field| match field {
            Ok((_, Value::GroupBegin | Value::GroupEnd)) | Err(_) => false,
            Ok((number, _)) => number <= USUAL_FIELD,
        })
}

/// Whether it looks like a message even to somebody who expects none: several fields with small numbers, and a text among them.
pub(super) fn has_texts(bytes: &[u8]) -> bool {
    /// As many as messages usually have.
    const SMALL_FIELD: u64 = 64;
    /// Shorter ones come about by chance.
    const MIN_TEXT: usize = 4;
    let (mut fields, mut has_text) = (0, false);
    for field in Fields::of(bytes) {
        match field {
            Ok((number, value)) if number <= SMALL_FIELD => {
                fields += 1;
                has_text |= matches!(value, Value::Bytes(text) if text.len() >= MIN_TEXT
                    && str::from_utf8(text).is_ok_and(is_printable));
            }
            _ => return false,
        }
    }
    fields > 1 && has_text && is_likely(bytes)
}

/// Writes a message as an array of its fields, which may come several times and in any order.
pub(super) fn write(tree: &mut Tree, name: Option<&str>, bytes: &[u8]) {
    write_message(tree, name, bytes, MAX_GUESSES);
}

fn write_message(tree: &mut Tree, name: Option<&str>, bytes: &[u8], guesses: usize) {
    tree.array(name, |tree| {
        for field in Fields::of(bytes) {
            let Ok((number, value)) = field else {
                return;
            };
            if !tree.has_room(false) {
                return;
            }
            write_field(tree, number, value, guesses);
        }
    });
}

/// Writes fields that are shown by their numbers, as values of an array. What is to be told of one stands before its value.
#[cfg(feature = "protobuf-schema")]
pub(in crate::decoders) fn write_fields<T>(
    tree: &mut Tree,
    fields: &[(u64, Value<'_>, T)],
    tell: impl Fn(&mut Tree, &T),
) {
    for (number, value, told) in fields {
        if !tree.has_room(false) {
            return;
        }
        tree.object(None, |tree| {
            tree.number("field", number);
            tell(tree, told);
            write_value(tree, *value, MAX_GUESSES);
        });
    }
}

fn write_field(tree: &mut Tree, number: u64, value: Value<'_>, guesses: usize) {
    tree.object(None, |tree| {
        tree.number("field", number);
        write_value(tree, value, guesses);
    });
}

/// The number that bytes begin with, and those after it.
#[cfg(feature = "protobuf-schema")]
pub(in crate::decoders) fn varint(bytes: &[u8]) -> Option<(u64, &[u8])> {
    let mut fields = Fields::of(bytes);
    let value = fields.varint().ok()?;
    Some((value, &bytes[fields.at..]))
}

fn write_value(tree: &mut Tree, value: Value<'_>, guesses: usize) {
    match value {
        Value::Varint(value) => {
            tree.number("varint", value);
            let signed = value.cast_signed();
            if signed < 0 {
                // A negative int32 or int64 is ten bytes long.
                tree.number("int64 (guess)", signed);
            }
        }
        Value::Fixed64(bits) => {
            tree.number("fixed64", bits);
            let value = f64::from_bits(bits);
            if is_usual(value) {
                tree.number("double (guess)", format_args!("{value:?}"));
            }
        }
        Value::Fixed32(bits) => {
            tree.number("fixed32", bits);
            let value = f32::from_bits(bits);
            if is_usual(value.into()) {
                tree.number("float (guess)", format_args!("{value:?}"));
            }
        }
        Value::GroupBegin => tree.string("group", "begin"),
        Value::GroupEnd => tree.string("group", "end"),
        Value::Bytes(bytes) => match str::from_utf8(bytes) {
            Ok(text) if is_printable(text) => tree.string("string (guess)", text),
            _ if guesses > 0 && is_likely(bytes) => {
                write_message(tree, Some("message (guess)"), bytes, guesses - 1);
            }
            _ => tree.nested_bytes(Some("bytes"), bytes),
        },
    }
}

/// Whether a number is one that somebody may have meant: neither NaN nor infinite, and neither tiny nor huge but for zero.
fn is_usual(value: f64) -> bool {
    value == 0.0 || (1e-9..1e15).contains(&value.abs())
}
