//! Socket.IO 3 and 4 (protocol revision 5) over Engine.IO 4.
//!
//! <https://socket.io/docs/v4/socket-io-protocol/>, <https://socket.io/docs/v4/engine-io-protocol/>

mod attachments;
#[cfg(feature = "speaking")]
mod forms;
#[cfg(feature = "speaking")]
mod heartbeats;
mod packet;

use super::encodings::value;
use super::members::Members;
use super::payload::{Payload, Sender};
use super::summary::words;
use super::{Confidence, Evidence, Fault, Joiner, Kind, Output, Protocol, Reason, Tree, Unit};
use packet::{EnginePacket, Packet, PacketType};

/// The protocol.
pub struct SocketIo;

impl Protocol for SocketIo {
    fn id(&self) -> &'static str {
        "socket.io"
    }

    fn name(&self) -> &'static str {
        "Socket.IO 4"
    }

    fn recognise(&self, evidence: &Evidence<'_>) -> Option<(Confidence, Reason)> {
        let opens = evidence.first.iter().any(is_open_packet);
        if evidence.path.contains("EIO=4") || evidence.path.starts_with("/socket.io/") {
            let confidence = if opens {
                Confidence::Certain
            } else {
                Confidence::Likely
            };
            return Some((confidence, Reason::Path));
        }
        opens.then_some((Confidence::Certain, Reason::Messages))
    }

    fn decode(&self, parts: &[Payload<'_>], output: &mut Output) -> Result<(), Fault> {
        let Some((first, attached)) = parts.split_first() else {
            return Ok(());
        };
        let Some(text) = first.as_text() else {
            return attachment(first, output);
        };
        match EnginePacket::read(text)? {
            EnginePacket::Message(text) => {
                let packet = Packet::read(text)?;
                output.unit(unit(&packet, first.sender, attached.len()));
                if output.tree().is_wanted() {
                    write(&packet, attached, output.tree());
                }
            }
            other => control(&other, output),
        }
        Ok(())
    }

    fn joiner(&self) -> Option<Box<dyn Joiner>> {
        Some(Box::new(attachments::Attachments::default()))
    }

    #[cfg(feature = "speaking")]
    fn forms(&self) -> &'static [super::Form] {
        forms::FORMS
    }

    #[cfg(feature = "speaking")]
    fn heartbeats(&self) -> Option<Box<dyn super::Heartbeats>> {
        Some(Box::new(heartbeats::Pongs))
    }
}

/// Whether a message opens a connection of Engine.IO.
fn is_open_packet(message: &Payload<'_>) -> bool {
    let opening = message.as_text().and_then(|text| text.strip_prefix('0'));
    message.sender == Sender::Server
        && opening.is_some_and(|json| {
            Members::read(json.as_bytes())
                .is_some_and(|members| members.has("sid") && members.has("pingInterval"))
        })
}

/// A binary message whose event is not there any more.
fn attachment(message: &Payload<'_>, output: &mut Output) -> Result<(), Fault> {
    let summary = format!("attachment, {} B", message.bytes.len());
    output.unit(Unit::new(Kind::Event, summary));
    value(output.tree(), None, message.bytes);
    Ok(())
}

/// What a packet of Engine.IO says by itself.
fn control(packet: &EnginePacket<'_>, output: &mut Output) {
    let kind = match packet {
        EnginePacket::Ping(_) | EnginePacket::Pong(_) => Kind::Heartbeat,
        _ => Kind::Control,
    };
    let data = packet.data();
    let summary = words(&[packet.name(), data]);
    output.unit(Unit::new(kind, summary).named(packet.name()));
    output.tree().object(None, |tree| {
        tree.string("engine", packet.name());
        if !data.is_empty() {
            value(tree, Some("data"), data.as_bytes());
        }
    });
}

/// What a packet of Socket.IO is for.
fn unit(packet: &Packet<'_>, sender: Sender, attached: usize) -> Unit {
    let packet_type = packet.packet_type.name();
    let namespace = match packet.namespace {
        "/" => "",
        other => other,
    };
    let attachments = match packet.attachments {
        0 => String::new(),
        1 if attached == 1 => "+ 1 attachment".to_owned(),
        wanted if wanted == attached => format!("+ {wanted} attachments"),
        wanted => format!("+ {attached} of {wanted} attachments"),
    };
    let id = packet.id.map(|id| format!("{}#{id}", packet.namespace));
    match packet.packet_type {
        PacketType::Event | PacketType::BinaryEvent => {
            let (event, arguments) = packet.event();
            let event = event.as_deref().unwrap_or("?");
            let summary = words(&[namespace, event, &arguments, &attachments]);
            match id {
                Some(id) => Unit::new(Kind::Call, summary)
                    .named(event)
                    .paired(sender, id),
                None => Unit::new(Kind::Event, summary).named(event),
            }
        }
        PacketType::Ack | PacketType::BinaryAck => {
            let summary = words(&[packet_type, namespace, packet.data, &attachments]);
            let unit = Unit::new(Kind::Acknowledgement, summary);
            match id {
                Some(id) => unit.paired(sender.other(), id),
                None => unit,
            }
        }
        PacketType::ConnectError => {
            Unit::new(Kind::Error, words(&[packet_type, namespace, packet.data])).named("connect")
        }
        PacketType::Connect | PacketType::Disconnect => {
            let summary = words(&[packet_type, namespace, packet.data]);
            Unit::new(Kind::Control, summary).named(packet_type)
        }
    }
}

/// A packet with its attachments, as a tree.
fn write(packet: &Packet<'_>, attached: &[Payload<'_>], tree: &mut Tree) {
    tree.object(None, |tree| {
        tree.string("type", packet.packet_type.name());
        tree.string("namespace", packet.namespace);
        if let Some(id) = packet.id {
            tree.number("id", id);
        }
        if !packet.data.is_empty() {
            tree.json("data", packet.data);
        }
        if packet.attachments > 0 {
            tree.array("attachments", |tree| {
                for part in attached {
                    value(tree, None, part.bytes);
                }
                for _missing in attached.len()..packet.attachments {
                    tree.null(None);
                }
            });
        }
    });
}

#[cfg(test)]
mod tests;
