//! Records of JSON, each with an end of its own (section "JSON Encoding").

use std::borrow::Cow;

use super::hub_message::{HubMessage, MessageType};
use crate::decoders::members::{Members, string};
use crate::decoders::payload::Sender;
use crate::decoders::summary::words;
use crate::decoders::{Fault, Kind, Tree, Unit};

/// What ends a record: the record separator of ASCII.
pub(super) const END: u8 = 0x1e;

/// One record.
pub(super) enum Record<'a> {
    /// The client asks for an encoding (section "Handshake").
    Request(Members<'a>),
    /// The server agrees, or says why not.
    Response(Members<'a>),
    /// What follows the handshake.
    Message(HubMessage<'a>, Members<'a>),
}

/// The records of a message, up to the first fault.
pub(super) fn records(bytes: &[u8]) -> impl Iterator<Item = Result<Record<'_>, Fault>> {
    let mut at = 0;
    std::iter::from_fn(move || {
        let rest = bytes.get(at..).filter(|rest| !rest.is_empty() || at == 0)?;
        let start = at;
        at = bytes.len().max(1);
        let Some(length) = rest.iter().position(|byte| *byte == END) else {
            return Some(Err(Fault::at(bytes.len(), "no 0x1E at the end")));
        };
        let record = Record::read(&rest[..length]);
        if record.is_ok() {
            at = start + length + 1;
        }
        Some(record.map_err(|reason| Fault::at(start, reason)))
    })
}

impl<'a> Record<'a> {
    fn read(bytes: &'a [u8]) -> Result<Self, &'static str> {
        let members = Members::read(bytes).ok_or("a record that is not a JSON object")?;
        let Some(number) = members.get("type") else {
            return Ok(match members.has("protocol") {
                true => Self::Request(members),
                false => Self::Response(members),
            });
        };
        let message_type = number.parse().ok().and_then(MessageType::read);
        let message_type = message_type.ok_or("not a type from 1 to 9")?;
        let detail = match message_type {
            MessageType::Invocation | MessageType::StreamInvocation => "arguments",
            MessageType::StreamItem => "item",
            MessageType::Completion => "result",
            _ => "sequenceId",
        };
        let message = HubMessage {
            message_type,
            invocation: members.string("invocationId"),
            target: members.string("target"),
            error: members.get("error").filter(|it| *it != "null").map(text),
            detail: Cow::Borrowed(members.get(detail).unwrap_or_default()),
        };
        Ok(Self::Message(message, members))
    }

    /// What it is for.
    pub(super) fn unit(&self, sender: Sender) -> Unit {
        match self {
            Self::Request(members) => {
                let protocol = members.string("protocol").unwrap_or_default();
                let version = members.get("version").unwrap_or_default();
                let summary = words(&["handshake", &protocol, version]);
                Unit::new(Kind::Control, summary).named("handshake")
            }
            Self::Response(members) => match members.get("error") {
                Some(error) => {
                    let summary = words(&["handshake refused", &text(error)]);
                    Unit::new(Kind::Error, summary).named("handshake")
                }
                None => Unit::new(Kind::Control, "handshake accepted").named("handshake"),
            },
            Self::Message(message, _) => message.unit(sender),
        }
    }

    /// All members as they stand in the record, behind what the number of the type means.
    pub(super) fn write(&self, tree: &mut Tree) {
        let (name, members) = match self {
            Self::Request(members) => ("HandshakeRequest", members),
            Self::Response(members) => ("HandshakeResponse", members),
            Self::Message(message, members) => (message.message_type.name(), members),
        };
        tree.object(None, |tree| {
            tree.string("message", name);
            for (name, value) in members.iter() {
                tree.json(name, value);
            }
        });
    }
}

/// A string without its quotation marks, and anything else as it stands.
fn text(json: &str) -> Cow<'_, str> {
    string(json).unwrap_or(Cow::Borrowed(json))
}
