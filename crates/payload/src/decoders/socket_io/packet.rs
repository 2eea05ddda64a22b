//! How packets of Engine.IO and Socket.IO are written.

use std::borrow::Cow;

use crate::decoders::members::{string, values};
use crate::decoders::{Fault, MAX_JOINED};

/// A packet of Engine.IO, with what follows its type.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum EnginePacket<'a> {
    Open(&'a str),
    Close(&'a str),
    Ping(&'a str),
    Pong(&'a str),
    Message(&'a str),
    Upgrade(&'a str),
    Noop(&'a str),
}

impl<'a> EnginePacket<'a> {
    pub(super) fn read(text: &'a str) -> Result<Self, Fault> {
        let Some(digit) = text.chars().next() else {
            return Err(Fault::at(0, "an empty packet"));
        };
        let data = &text[digit.len_utf8()..];
        Ok(match digit {
            '0' => Self::Open(data),
            '1' => Self::Close(data),
            '2' => Self::Ping(data),
            '3' => Self::Pong(data),
            '4' => Self::Message(data),
            '5' => Self::Upgrade(data),
            '6' => Self::Noop(data),
            _ => {
                return Err(Fault::at(
                    0,
                    format!("not a packet type of Engine.IO: {digit:?}"),
                ));
            }
        })
    }

    pub(super) fn name(&self) -> &'static str {
        match self {
            Self::Open(_) => "open",
            Self::Close(_) => "close",
            Self::Ping(_) => "ping",
            Self::Pong(_) => "pong",
            Self::Message(_) => "message",
            Self::Upgrade(_) => "upgrade",
            Self::Noop(_) => "noop",
        }
    }

    pub(super) fn data(&self) -> &'a str {
        match self {
            Self::Open(data)
            | Self::Close(data)
            | Self::Ping(data)
            | Self::Pong(data)
            | Self::Message(data)
            | Self::Upgrade(data)
            | Self::Noop(data) => data,
        }
    }
}

/// What a packet of Socket.IO is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum PacketType {
    Connect,
    Disconnect,
    Event,
    Ack,
    ConnectError,
    BinaryEvent,
    BinaryAck,
}

impl PacketType {
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Connect => "connect",
            Self::Disconnect => "disconnect",
            Self::Event => "event",
            Self::Ack => "ack",
            Self::ConnectError => "connect error",
            Self::BinaryEvent => "binary event",
            Self::BinaryAck => "binary ack",
        }
    }

    fn read(digit: char) -> Option<Self> {
        Some(match digit {
            '0' => Self::Connect,
            '1' => Self::Disconnect,
            '2' => Self::Event,
            '3' => Self::Ack,
            '4' => Self::ConnectError,
            '5' => Self::BinaryEvent,
            '6' => Self::BinaryAck,
            _ => return None,
        })
    }
}

/// A packet of Socket.IO.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Packet<'a> {
    pub(super) packet_type: PacketType,
    /// How many binary messages follow it.
    pub(super) attachments: usize,
    pub(super) namespace: &'a str,
    /// What its acknowledgement is asked for with.
    pub(super) id: Option<u64>,
    /// One JSON value, or nothing.
    pub(super) data: &'a str,
}

impl<'a> Packet<'a> {
    /// Reads `<type>[<attachments>-][<namespace>,][<id>][<data>]`.
    pub(super) fn read(text: &'a str) -> Result<Self, Fault> {
        let mut rest = text;
        let digit = rest
            .chars()
            .next()
            .ok_or(Fault::at(1, "not a packet type of Socket.IO"))?;
        let packet_type = PacketType::read(digit)
            .ok_or_else(|| Fault::at(1, format!("not a packet type of Socket.IO: {digit:?}")))?;
        rest = &rest[digit.len_utf8()..];
        let mut attachments = 0;
        if matches!(packet_type, PacketType::BinaryEvent | PacketType::BinaryAck) {
            let (number, after) = rest
                .split_once('-')
                .ok_or(Fault::at(2, "no number of attachments"))?;
            attachments = number
                .parse()
                .ok()
                .filter(|number| *number <= MAX_JOINED)
                .ok_or_else(|| {
                    Fault::at(
                        2,
                        format!("more attachments than {MAX_JOINED}, or no number"),
                    )
                })?;
            rest = after;
        }
        let mut namespace = "/";
        if rest.starts_with('/') {
            // The comma may be left out if nothing follows.
            (namespace, rest) = rest.split_once(',').unwrap_or((rest, ""));
        }
        let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
        let id = rest[..digits].parse().ok();
        let data = &rest[digits..];
        let at = 1 + text.len() - data.len();
        if !data.is_empty() && serde_json::from_str::<serde::de::IgnoredAny>(data).is_err() {
            return Err(Fault::at(at, "the data is not valid JSON"));
        }
        Ok(Self {
            packet_type,
            attachments,
            namespace,
            id,
            data,
        })
    }

    /// The event's name, and its arguments as they stand in the text.
    pub(super) fn event(&self) -> (Option<Cow<'a, str>>, Cow<'a, str>) {
        let Some(values) = values(self.data.as_bytes()) else {
            return (None, Cow::Borrowed(self.data));
        };
        let event = values.first().and_then(|name| string(name));
        let arguments = values.get(1..).unwrap_or_default();
        let arguments = match arguments {
            [one] => Cow::Borrowed(*one),
            several => Cow::Owned(several.join(" ")),
        };
        (event, arguments)
    }
}
