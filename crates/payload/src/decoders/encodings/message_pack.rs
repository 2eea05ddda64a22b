//! `MessagePack` (<https://github.com/msgpack/msgpack/blob/master/spec.md>).

use std::convert::Infallible;

use rmp::Marker;
use rmp::encode::{self, ByteBuf, ValueWriteError};

use super::super::members::{Members, string, values};
use super::super::{Fault, MAX_DEPTH};
use super::items::{Document, Token};

/// Reads one value.
pub(in crate::decoders) fn read(bytes: &[u8]) -> Result<Document<'_>, Fault> {
    Document::read(bytes, token)
}

fn token(bytes: &[u8], at: usize) -> Result<(Token<'_>, usize), Fault> {
    let mut reader = Reader { bytes, at };
    let [marker] = reader.array()?;
    let token = match Marker::from_u8(marker) {
        Marker::Null => Token::Null,
        Marker::True => Token::Boolean(true),
        Marker::False => Token::Boolean(false),
        Marker::FixPos(value) => Token::Integer(value.into()),
        Marker::FixNeg(value) => Token::Integer(value.into()),
        Marker::U8 | Marker::U16 | Marker::U32 | Marker::U64 => {
            // The last two bits of the marker say how many bytes follow: 0xcc to 0xcf.
            Token::Integer(reader.unsigned(1 << (marker & 3))?.into())
        }
        Marker::I8 => Token::Integer(i8::from_be_bytes(reader.array()?).into()),
        Marker::I16 => Token::Integer(i16::from_be_bytes(reader.array()?).into()),
        Marker::I32 => Token::Integer(i32::from_be_bytes(reader.array()?).into()),
        Marker::I64 => Token::Integer(i64::from_be_bytes(reader.array()?).into()),
        Marker::F32 => Token::Single(f32::from_be_bytes(reader.array()?)),
        Marker::F64 => Token::Double(f64::from_be_bytes(reader.array()?)),
        Marker::FixStr(length) => Token::Text(reader.take(length.into())?),
        Marker::Str8 => Token::Text(reader.sized(1)?),
        Marker::Str16 => Token::Text(reader.sized(2)?),
        Marker::Str32 => Token::Text(reader.sized(4)?),
        Marker::Bin8 => Token::Bytes(reader.sized(1)?),
        Marker::Bin16 => Token::Bytes(reader.sized(2)?),
        Marker::Bin32 => Token::Bytes(reader.sized(4)?),
        Marker::FixArray(count) => Token::Array(Some(count.into())),
        Marker::Array16 => Token::Array(Some(reader.unsigned(2)?)),
        Marker::Array32 => Token::Array(Some(reader.unsigned(4)?)),
        Marker::FixMap(count) => Token::Map(Some(count.into())),
        Marker::Map16 => Token::Map(Some(reader.unsigned(2)?)),
        Marker::Map32 => Token::Map(Some(reader.unsigned(4)?)),
        Marker::FixExt1 => reader.extension(1)?,
        Marker::FixExt2 => reader.extension(2)?,
        Marker::FixExt4 => reader.extension(4)?,
        Marker::FixExt8 => reader.extension(8)?,
        Marker::FixExt16 => reader.extension(16)?,
        Marker::Ext8 => reader.sized_extension(1)?,
        Marker::Ext16 => reader.sized_extension(2)?,
        Marker::Ext32 => reader.sized_extension(4)?,
        Marker::Reserved => return Err(Fault::at(at, "the byte 0xc1 begins no value")),
    };
    Ok((token, reader.at))
}

struct Reader<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl<'a> Reader<'a> {
    fn take(&mut self, length: u64) -> Result<&'a [u8], Fault> {
        let rest = self.bytes.get(self.at..).unwrap_or_default();
        let taken = usize::try_from(length)
            .ok()
            .and_then(|length| rest.get(..length));
        let Some(taken) = taken else {
            let left = rest.len();
            return Err(Fault::at(
                self.at,
                format!("{length} bytes are announced, and {left} are left"),
            ));
        };
        self.at += taken.len();
        Ok(taken)
    }

    fn array<const N: usize>(&mut self) -> Result<[u8; N], Fault> {
        let mut array = [0; N];
        array.copy_from_slice(self.take(N as u64)?);
        Ok(array)
    }

    /// A number of 1, 2, 4 or 8 bytes.
    fn unsigned(&mut self, width: u64) -> Result<u64, Fault> {
        let bytes = self.take(width)?;
        Ok(bytes
            .iter()
            .fold(0, |number, byte| number << 8 | u64::from(*byte)))
    }

    /// Bytes after their length.
    fn sized(&mut self, width: u64) -> Result<&'a [u8], Fault> {
        let length = self.unsigned(width)?;
        self.take(length)
    }

    fn extension(&mut self, length: u64) -> Result<Token<'a>, Fault> {
        let [number] = self.array()?;
        Ok(Token::Extension(
            i8::from_be_bytes([number]),
            self.take(length)?,
        ))
    }

    fn sized_extension(&mut self, width: u64) -> Result<Token<'a>, Fault> {
        let length = self.unsigned(width)?;
        self.extension(length)
    }
}

/// The same value as a JSON text has, each number in the shortest way.
pub(in crate::decoders) fn from_json(text: &str) -> Result<Vec<u8>, Fault> {
    serde_json::from_str::<serde::de::IgnoredAny>(text)
        .map_err(|error| Fault::new(error.to_string()))?;
    let mut bytes = ByteBuf::new();
    push(&mut bytes, text.trim_ascii(), 0)?;
    Ok(bytes.into_vec())
}

/// Writes one JSON value, which was checked. How deep it is was not.
fn push(bytes: &mut ByteBuf, json: &str, depth: usize) -> Result<(), Fault> {
    if depth > MAX_DEPTH {
        let why = format!("values are nested deeper than {MAX_DEPTH}");
        return Err(Fault::new(why));
    }
    // A payload that is sent has no 4 GiB.
    let count = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
    if let Some(members) = Members::read(json.as_bytes()) {
        encode::write_map_len(bytes, count(members.len())).map_err(unwritten)?;
        return members.iter().try_for_each(|(name, value)| {
            encode::write_str(bytes, name).map_err(unwritten)?;
            push(bytes, value, depth + 1)
        });
    }
    if let Some(values) = values(json.as_bytes()) {
        encode::write_array_len(bytes, count(values.len())).map_err(unwritten)?;
        let mut values = values.into_iter();
        return values.try_for_each(|value| push(bytes, value, depth + 1));
    }
    push_simple(bytes, json).map_err(unwritten)
}

fn unwritten(error: ValueWriteError<Infallible>) -> Fault {
    Fault::new(error.to_string())
}

/// Writes a value that has no others in it.
fn push_simple(bytes: &mut ByteBuf, json: &str) -> Result<(), ValueWriteError<Infallible>> {
    if let Some(text) = string(json) {
        return encode::write_str(bytes, &text);
    }
    let infallible = ValueWriteError::InvalidMarkerWrite;
    match json {
        "true" | "false" => encode::write_bool(bytes, json == "true").map_err(infallible),
        "null" => encode::write_nil(bytes).map_err(infallible),
        _ => match (json.parse(), json.parse()) {
            (Ok(value), _) => encode::write_uint(bytes, value).map(drop),
            (_, Ok(value)) => encode::write_sint(bytes, value).map(drop),
            // What is no JSON number was refused before.
            _ => encode::write_f64(bytes, json.parse().unwrap_or(f64::NAN)),
        },
    }
}
