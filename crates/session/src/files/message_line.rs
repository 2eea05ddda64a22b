//! The lines of messages, written without a serializer: a recording has to keep up with the socket.

use std::io::{self, Write};

use data_encoding::BASE64;
use message_log::{Direction, Kind};
use serde::Serialize as _;
use serde_json::ser::Formatter as _;

use super::obeyed::{ForTerminals, is_plain};
use super::parts::{Payload, direction_name, kind_name};
use crate::log::LogMessage;

/// Writes messages one after the other. Those that arrived with one read differ in their number and their payload alone: what
/// stands between these is put together once.
#[derive(Debug, Default)]
pub(super) struct MessageLines {
    /// What was written last between a number and a payload.
    between: Vec<u8>,
    /// What that says.
    says: Option<Between>,
}

/// What stands between a number and a payload.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Between {
    time: u64,
    direction: Direction,
    kind: Kind,
    is_text: bool,
}

impl MessageLines {
    /// Writes a message, which is no event, as an object of JSON.
    pub(super) fn write(
        &mut self,
        out: &mut impl Write,
        message: &LogMessage<'_>,
        number: Option<u64>,
    ) -> io::Result<()> {
        // What needs no escapes needs no check of its encoding either.
        if message.kind == Kind::Text && is_plain(message.payload) {
            self.begin(out, message, number, true)?;
            out.write_all(b"\"")?;
            out.write_all(message.payload)?;
            return out.write_all(b"\"}");
        }
        match Payload::of(message) {
            Payload::Text(text) => {
                self.begin(out, message, number, true)?;
                let mut serializer =
                    serde_json::Serializer::with_formatter(&mut *out, ForTerminals);
                text.serialize(&mut serializer)?;
                out.write_all(b"}")
            }
            Payload::Base64(bytes) => {
                self.begin(out, message, number, false)?;
                out.write_all(b"\"")?;
                write_base64(out, bytes)?;
                out.write_all(b"\"}")
            }
        }
    }

    /// Writes what comes before the payload.
    fn begin(
        &mut self,
        out: &mut impl Write,
        message: &LogMessage<'_>,
        number: Option<u64>,
        is_text: bool,
    ) -> io::Result<()> {
        if let Some(number) = number {
            out.write_all(b"{\"number\":")?;
            ForTerminals.write_u64(out, number)?;
            out.write_all(b",")?;
        } else {
            out.write_all(b"{")?;
        }
        let between = Between {
            time: message.at.as_micros(),
            direction: message.direction,
            kind: message.kind,
            is_text,
        };
        if self.says != Some(between) {
            self.says = Some(between);
            self.between.clear();
            between.write(&mut self.between)?;
        }
        out.write_all(&self.between)
    }
}

impl Between {
    fn write(self, out: &mut Vec<u8>) -> io::Result<()> {
        write!(
            out,
            r#""time":{},"direction":"{}","kind":"{}","{}":"#,
            self.time,
            direction_name(self.direction),
            kind_name(self.kind),
            if self.is_text { "text" } else { "base64" },
        )
    }
}

/// So many bytes are written in Base64 at once: they become whole groups of four letters.
const BASE64_PIECE: usize = 3 * 256;

fn write_base64(out: &mut impl Write, bytes: &[u8]) -> io::Result<()> {
    let mut letters = [0; BASE64_PIECE / 3 * 4];
    for piece in bytes.chunks(BASE64_PIECE) {
        let written = &mut letters[..BASE64.encode_len(piece.len())];
        BASE64.encode_mut(piece, written);
        out.write_all(written)?;
    }
    Ok(())
}
