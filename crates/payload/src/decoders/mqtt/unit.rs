//! What a packet says in one line.

use super::packet::{Body, Connect, Packet};
use super::packet_types::{PUBREC, PUBREL, SUBSCRIBE};
use super::reason_codes::{is_failure, name};
use crate::decoders::encodings;
use crate::decoders::limits::MAX_PREVIEW;
use crate::decoders::{Kind, Sender, Tree, Unit};

/// What a CONNECT and its CONNACK are paired by: there is one of each, and no identifier.
const CONNECT_PAIR: &str = "CONNECT";

/// What a packet is for.
pub(super) fn unit(packet: &Packet<'_>, sender: Sender) -> Unit {
    let packet_type = packet.header.packet_type;
    let type_name = packet.header.name();
    let code = |code: u8| name(code, packet_type, packet.version);
    let is_failure = |code: u8| is_failure(code, packet_type, packet.version);
    let unit = match packet.body {
        Body::Connect(connect) => {
            Unit::new(Kind::Call, connect_summary(&connect)).paired(sender, CONNECT_PAIR)
        }
        Body::Accepted { code: number, .. } => {
            let kind = kind(is_failure(number), Kind::Result);
            Unit::new(kind, format!("{type_name} {}", code(number)))
                .paired(sender.other(), CONNECT_PAIR)
        }
        Body::Publish { .. } => return publish(packet, sender),
        Body::Acknowledged {
            id, code: number, ..
        } => {
            let summary = match number {
                0 => format!("{type_name} #{id}"),
                _ => format!("{type_name} #{id} {}", code(number)),
            };
            if packet_type == PUBREL {
                // It comes from the side that published, and its answer is the one to the PUBLISH.
                return Unit::new(kind(is_failure(number), Kind::Control), summary)
                    .named(type_name);
            }
            let kind = kind(is_failure(number), Kind::Acknowledgement);
            let unit = Unit::new(kind, summary).paired(sender.other(), id.to_string());
            match packet_type {
                // A PUBCOMP follows, unless it failed (section 4.3.3).
                PUBREC if !is_failure(number) => unit.partial(),
                _ => unit,
            }
        }
        Body::Filters { id, filters, .. } => {
            let filters = joined(filters.map(|(filter, options)| match packet_type {
                SUBSCRIBE => format!("{filter} QoS {}", options & 3),
                _ => filter.to_owned(),
            }));
            Unit::new(Kind::Call, format!("{type_name} #{id} {filters}"))
                .paired(sender, id.to_string())
        }
        Body::Codes { id, codes, .. } => {
            let kind = kind(codes.iter().copied().any(is_failure), Kind::Result);
            let codes = joined(codes.iter().map(|number| code(*number).to_owned()));
            let summary = format!("{type_name} #{id} {codes}");
            Unit::new(kind, summary.trim_end()).paired(sender.other(), id.to_string())
        }
        Body::Reason { code: number, .. } => {
            let kind = kind(is_failure(number), Kind::Control);
            match number {
                0 => Unit::new(kind, type_name),
                _ => Unit::new(kind, format!("{type_name} {}", code(number))),
            }
        }
        Body::Ping => Unit::new(Kind::Heartbeat, type_name),
        Body::Piece(available) => {
            let length = packet.header.length;
            let summary = match length {
                0 => format!("{type_name}, cut off"),
                _ => format!("{type_name}, {available} of {length} B"),
            };
            Unit::new(Kind::Control, summary)
        }
    };
    unit.named(type_name)
}

fn kind(is_failure: bool, else_kind: Kind) -> Kind {
    if is_failure { Kind::Error } else { else_kind }
}

fn connect_summary(connect: &Connect<'_>) -> String {
    let Connect {
        client, keep_alive, ..
    } = connect;
    let user = connect
        .user
        .map(|user| format!(", user {user}"))
        .unwrap_or_default();
    format!("CONNECT {client:?}{user}, keep alive {keep_alive} s")
}

/// A PUBLISH is about its topic. With a quality of service of 1 and 2 it is answered.
fn publish(packet: &Packet<'_>, sender: Sender) -> Unit {
    let Body::Publish {
        topic,
        id,
        properties,
        payload,
    } = packet.body
    else {
        return Unit::new(Kind::Event, packet.header.name());
    };
    let topic = match (topic, properties.topic_alias()) {
        // Section 3.3.2.3.4: what it stands for was said in a packet before.
        ("", Some(alias)) => format!("(topic alias {alias})"),
        _ => topic.to_owned(),
    };
    let mut preview = Tree::preview(MAX_PREVIEW, encodings::NESTED);
    encodings::value(&mut preview, None, payload);
    let retained = if packet.header.is_retained() {
        " retained"
    } else {
        ""
    };
    let payload = preview.into_preview();
    let Some(id) = id else {
        return Unit::new(Kind::Event, format!("{topic}{retained} {payload}")).named(topic);
    };
    let quality = packet.header.quality();
    let duplicate = if packet.header.is_duplicate() {
        " duplicate"
    } else {
        ""
    };
    let summary = format!("{topic} #{id} QoS {quality}{retained}{duplicate} {payload}");
    Unit::new(Kind::Call, summary)
        .named(topic)
        .paired(sender, id.to_string())
}

/// Words with commas, as many as a summary has room for.
fn joined(words: impl Iterator<Item = String>) -> String {
    let mut text = String::new();
    for word in words {
        if !text.is_empty() {
            text.push_str(", ");
        }
        text.push_str(&word);
        if text.len() > MAX_PREVIEW {
            break;
        }
    }
    text
}
