//! CBOR (RFC 8949).

use ciborium_ll::{Decoder, Header, simple};

use super::super::Fault;
use super::items::{Document, Token};

/// Reads one data item.
pub(in crate::decoders) fn read(bytes: &[u8]) -> Result<Document<'_>, Fault> {
    Document::read(bytes, token)
}

fn token(bytes: &[u8], at: usize) -> Result<(Token<'_>, usize), Fault> {
    let rest = bytes.get(at..).unwrap_or_default();
    let mut decoder = Decoder::from(rest);
    let header = decoder.pull().map_err(|error| match error {
        ciborium_ll::Error::Io(_) => Fault::at(at, "the item is cut off"),
        ciborium_ll::Error::Syntax(_) => Fault::at(at, "no item begins so (RFC 8949, section 3)"),
    })?;
    let next = at + decoder.offset();
    let string = |length: usize| {
        let end = next.checked_add(length).filter(|end| *end <= bytes.len());
        let left = bytes.len() - next;
        end.map(|end| (&bytes[next..end], end)).ok_or_else(|| {
            Fault::at(
                next,
                format!("{length} bytes are announced, and {left} are left"),
            )
        })
    };
    let count = |count: Option<usize>| count.map(|count| count as u64);
    Ok(match header {
        Header::Positive(value) => (Token::Integer(value.into()), next),
        // Section 3.1, major type 1.
        Header::Negative(value) => (Token::Integer(-1 - i128::from(value)), next),
        Header::Float(value) => (Token::Double(value), next),
        Header::Simple(simple::FALSE) => (Token::Boolean(false), next),
        Header::Simple(simple::TRUE) => (Token::Boolean(true), next),
        Header::Simple(simple::NULL) => (Token::Null, next),
        Header::Simple(number) => (Token::Simple(number), next),
        Header::Tag(tag) => (Token::Tag(tag), next),
        Header::Break => (Token::Break, next),
        Header::Bytes(Some(length)) => {
            let (bytes, end) = string(length)?;
            (Token::Bytes(bytes), end)
        }
        Header::Text(Some(length)) => {
            let (text, end) = string(length)?;
            (Token::Text(text), end)
        }
        Header::Bytes(None) => (Token::Chunks { is_text: false }, next),
        Header::Text(None) => (Token::Chunks { is_text: true }, next),
        Header::Array(length) => (Token::Array(count(length)), next),
        Header::Map(length) => (Token::Map(count(length)), next),
    })
}
