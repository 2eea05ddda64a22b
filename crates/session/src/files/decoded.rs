//! What a message says in its protocol, beside the message.

use std::io::{self, Write};

use super::fields::Fields;
use super::line::write_entry;
use super::obeyed::write_json;
use super::parts::DECODED;
use crate::log::LogMessage;

/// What a message says in its protocol.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Decoded {
    /// The id of the protocol.
    pub protocol: &'static str,
    /// It in one line; empty if it says nothing by itself.
    pub words: String,
    /// All of it, as one JSON value.
    pub json: String,
}

/// Writes a message or an event as [`write_line`](super::write_line) does, with what it says.
///
/// # Errors
/// When `out` takes no more.
pub fn write_decoded_line(
    out: &mut impl Write,
    message: &LogMessage<'_>,
    number: Option<u64>,
    unknown: Option<&Fields>,
    decoded: Option<&Decoded>,
) -> io::Result<()> {
    let mut line = Vec::new();
    write_entry(&mut line, message, number, unknown)?;
    let object = line.strip_suffix(b"}").unwrap_or(&line);
    out.write_all(object)?;
    if let Some(decoded) = decoded {
        write!(out, ",\"{DECODED}\":")?;
        write_json(out, &decoded.json)?;
    }
    out.write_all(b"}\n")
}
