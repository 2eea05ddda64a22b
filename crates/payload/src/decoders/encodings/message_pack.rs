//! `MessagePack` (<https://github.com/msgpack/msgpack/blob/master/spec.md>).

#[cfg(feature = "speaking")]
mod writing;

use rmp::Marker;

use super::super::Fault;
use super::items::{Document, Token};
#[cfg(feature = "speaking")]
pub(in crate::decoders) use writing::from_json;

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
