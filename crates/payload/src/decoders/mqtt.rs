//! MQTT 3.1.1 (<https://docs.oasis-open.org/mqtt/mqtt/v3.1.1/os/>) and MQTT 5 (<https://docs.oasis-open.org/mqtt/mqtt/v5.0/os/>).
//! Sections that are named here are those of version 5, unless it says otherwise.
//!
//! Packets stand in a stream of bytes: a message may have several, or a piece of one (section 6.0). Which version a connection
//! speaks is said by its first packet only, so each version is a protocol of its own.

#[cfg(feature = "speaking")]
mod forms;
#[cfg(feature = "speaking")]
mod heartbeats;
mod packet;
mod packet_types;
mod properties;
mod reader;
mod reason_codes;
mod stream;
mod unit;
mod version;
mod write;

use std::borrow::Cow;

use super::payload::{Payload, Sender};
use super::{Confidence, Evidence, Fault, Joiner, Output, Protocol, Reason, Tree};
use packet::{Header, Packet};
use reader::Reader;
pub use version::Mqtt;

/// What clients ask for (section 6.0).
const SUBPROTOCOL: &str = "mqtt";
/// What clients of MQTT 3.1 ask for.
const SUBPROTOCOL_3_1: &str = "mqttv3.1";

impl Protocol for Mqtt {
    fn id(&self) -> &'static str {
        match self {
            Self::Three => "mqtt3",
            Self::Five => "mqtt5",
        }
    }

    fn name(&self) -> &'static str {
        match self {
            Self::Three => "MQTT 3.1.1",
            Self::Five => "MQTT 5",
        }
    }

    fn recognise(&self, evidence: &Evidence<'_>) -> Option<(Confidence, Reason)> {
        let is_agreed = match evidence.subprotocol {
            Some(SUBPROTOCOL_3_1) => {
                return (*self == Self::Three)
                    .then_some((Confidence::Certain, Reason::Subprotocol));
            }
            Some(name) => name == SUBPROTOCOL,
            None => false,
        };
        let reason = if is_agreed {
            Reason::Subprotocol
        } else {
            Reason::Messages
        };
        match (evidence.first.iter().find_map(version), is_agreed) {
            (Some(version), _) => (*self == version).then_some((Confidence::Certain, reason)),
            // MQTT it is; the version shows when the client begins.
            (None, true) => Some(match self {
                Self::Five => (Confidence::Likely, reason),
                Self::Three => (Confidence::Guess, reason),
            }),
            (None, false) => None,
        }
    }

    fn is_binary(&self) -> bool {
        true
    }

    fn decode(&self, parts: &[Payload<'_>], output: &mut Output) -> Result<(), Fault> {
        let Some(first) = parts.first() else {
            return Ok(());
        };
        if parts.iter().any(|part| part.is_text) {
            return Err(Fault::new("MQTT is sent in binary messages (section 6.0)"));
        }
        let bytes = match parts {
            [one] => Cow::Borrowed(one.bytes),
            several => {
                let pieces: Vec<&[u8]> = several.iter().map(|part| part.bytes).collect();
                Cow::Owned(pieces.concat())
            }
        };
        let mut reader = Reader::new(&bytes);
        let mut has_several = false;
        while let Some(packet) = self.next(&mut reader)? {
            output.unit_of(|| unit::unit(&packet, first.sender));
            has_several |= packet.end < bytes.len();
        }
        if output.tree().is_wanted() {
            self.write_all(&bytes, has_several, output);
        }
        Ok(())
    }

    fn joiner(&self) -> Option<Box<dyn Joiner>> {
        Some(Box::new(stream::Streams::default()))
    }

    #[cfg(feature = "speaking")]
    fn forms(&self) -> &'static [super::Form] {
        match self {
            Self::Three => forms::Forms::<4>::ALL,
            Self::Five => forms::Forms::<5>::ALL,
        }
    }

    #[cfg(feature = "speaking")]
    fn heartbeats(&self) -> Option<Box<dyn super::Heartbeats>> {
        Some(Box::new(heartbeats::Pings::new(*self)))
    }
}

impl Mqtt {
    /// The next packet of a stream, or as much of it as is there; nothing at its end.
    fn next<'a>(self, reader: &mut Reader<'a>) -> Result<Option<Packet<'a>>, Fault> {
        if reader.is_empty() {
            return Ok(None);
        }
        Packet::read(reader, self).map(Some)
    }

    /// One packet as an object, several as an array of them.
    fn write_all(self, bytes: &[u8], has_several: bool, output: &mut Output) {
        let mut reader = Reader::new(bytes);
        let mut write_each = |tree: &mut Tree| {
            // They were read before without a fault.
            while let Ok(Some(packet)) = self.next(&mut reader)
                && tree.has_room(false)
            {
                write::write(&packet, tree);
            }
        };
        if has_several || bytes.is_empty() {
            output.tree().array(None, write_each);
        } else {
            write_each(output.tree());
        }
    }
}

/// The version that a client says it speaks, if a message begins with its first packet (section 3.1.2).
fn version(message: &Payload<'_>) -> Option<Mqtt> {
    if message.is_text || message.sender != Sender::Client {
        return None;
    }
    let mut reader = Reader::new(message.bytes);
    let header = Header::read(&mut reader).ok()?;
    let name = (header.packet_type == packet_types::CONNECT).then(|| reader.binary().ok())?;
    Mqtt::of_level(name?, reader.byte().ok()?)
}

#[cfg(test)]
mod tests;
