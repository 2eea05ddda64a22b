//! What lines are made of.

use std::borrow::Cow;

use connection::MAX_MESSAGE_BYTES;
use data_encoding::BASE64;
use message_log::{Direction, Kind};
use serde::Serializer;

use super::fault::LineFault;
use super::limits::MAX_BASE64;
use crate::log::LogMessage;

/// The field of a line that says what a message says in its protocol. It is not read again: it follows from the message.
pub(super) const DECODED: &str = "decoded";

/// How a payload stands in a file: what is told as text and is none is written as bytes, so that nothing is lost.
pub(super) enum Payload<'a> {
    Text(&'a str),
    Base64(&'a [u8]),
}

impl<'a> Payload<'a> {
    pub(super) fn of(message: &LogMessage<'a>) -> Self {
        let text = match message.kind {
            Kind::Text => std::str::from_utf8(message.payload).ok(),
            Kind::Binary | Kind::Ping | Kind::Pong | Kind::Event => None,
        };
        text.map_or(Self::Base64(message.payload), Self::Text)
    }

    /// The bytes that stand in a file as this Base64.
    pub(super) fn from_base64(base64: &str) -> Result<Vec<u8>, LineFault> {
        if base64.len() > MAX_BASE64 {
            return Err(LineFault::TooLarge);
        }
        BASE64
            .decode(base64.as_bytes())
            .map_err(|_error| LineFault::Base64)
            .and_then(Self::sized)
    }

    /// The bytes of a text that stands in a file.
    pub(super) fn from_text(text: Cow<'_, str>) -> Result<Cow<'_, [u8]>, LineFault> {
        Self::check(text.len())?;
        Ok(match text {
            Cow::Borrowed(text) => Cow::Borrowed(text.as_bytes()),
            Cow::Owned(text) => Cow::Owned(text.into_bytes()),
        })
    }

    /// The payload, if it is not larger than one that is sent or received.
    pub(super) fn sized(bytes: Vec<u8>) -> Result<Vec<u8>, LineFault> {
        Self::check(bytes.len())?;
        Ok(bytes)
    }

    fn check(bytes: usize) -> Result<(), LineFault> {
        if bytes > MAX_MESSAGE_BYTES {
            return Err(LineFault::TooLarge);
        }
        Ok(())
    }
}

/// Piece by piece: a large message is not held once more.
pub(super) fn base64<S: Serializer>(
    payload: &Option<&[u8]>,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    serializer.collect_str(&BASE64.encode_display(payload.unwrap_or_default()))
}

/// What it is called in files.
pub fn direction_name(direction: Direction) -> &'static str {
    match direction {
        Direction::Sent => "sent",
        Direction::Received => "received",
        Direction::Local => "local",
    }
}

/// What it is called in files.
pub fn kind_name(kind: Kind) -> &'static str {
    match kind {
        Kind::Text => "text",
        Kind::Binary => "binary",
        Kind::Ping => "ping",
        Kind::Pong => "pong",
        Kind::Event => "event",
    }
}
