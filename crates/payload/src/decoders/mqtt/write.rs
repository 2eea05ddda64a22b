//! A packet as a tree, in the words of the specification.

use super::packet::{Body, Connect, Filters, Packet};
use super::packet_types::SUBSCRIBE;
use super::reason_codes::name;
use super::version::Mqtt;
use crate::decoders::Tree;
use crate::decoders::encodings::{bytes as write_bytes, value};

/// Writes a packet as a value of an array or alone.
pub(super) fn write(packet: &Packet<'_>, tree: &mut Tree) {
    tree.object(None, |tree| {
        tree.string("packet", packet.header.name());
        match packet.body {
            Body::Connect(connect) => write_connect(&connect, tree),
            Body::Accepted {
                is_session_present,
                code,
                properties,
            } => {
                tree.boolean("session present", is_session_present);
                write_code(packet, "reason code", code, tree);
                properties.write(tree, "properties");
            }
            Body::Publish {
                topic,
                id,
                properties,
                payload,
            } => {
                tree.string("topic", topic);
                tree.number("QoS", packet.header.quality());
                tree.boolean("retain", packet.header.is_retained());
                tree.boolean("duplicate", packet.header.is_duplicate());
                if let Some(id) = id {
                    tree.number("packet identifier", id);
                }
                properties.write(tree, "properties");
                value(tree, "payload", payload);
            }
            Body::Acknowledged {
                id,
                code,
                properties,
            } => {
                tree.number("packet identifier", id);
                if packet.version == Mqtt::Five {
                    write_code(packet, "reason code", code, tree);
                }
                properties.write(tree, "properties");
            }
            Body::Filters {
                id,
                properties,
                filters,
            } => {
                tree.number("packet identifier", id);
                properties.write(tree, "properties");
                write_filters(packet, filters, tree);
            }
            Body::Codes {
                id,
                properties,
                codes,
            } => {
                tree.number("packet identifier", id);
                properties.write(tree, "properties");
                tree.array("reason codes", |tree| {
                    for code in codes {
                        write_code(packet, None, *code, tree);
                    }
                });
            }
            Body::Reason { code, properties } => {
                if packet.version == Mqtt::Five {
                    write_code(packet, "reason code", code, tree);
                }
                properties.write(tree, "properties");
            }
            Body::Ping => {}
            Body::Piece(available) => {
                tree.number("bytes that have arrived", available);
                tree.number("remaining length", packet.header.length);
            }
        }
    });
}

/// A code with what it means, as `0x87 Not authorized`.
fn write_code<'n>(
    packet: &Packet<'_>,
    member: impl Into<Option<&'n str>>,
    code: u8,
    tree: &mut Tree,
) {
    let name = name(code, packet.header.packet_type, packet.version);
    tree.string(member, &format!("{code:#04x} {name}"));
}

fn write_connect(connect: &Connect<'_>, tree: &mut Tree) {
    tree.string("protocol", connect.protocol);
    tree.number("level", connect.level);
    // What it was called before version 5.
    let clean = if connect.level & 0x7f < 5 {
        "clean session"
    } else {
        "clean start"
    };
    tree.boolean(clean, connect.is_clean);
    tree.number("keep alive", connect.keep_alive);
    connect.properties.write(tree, "properties");
    tree.string("client identifier", connect.client);
    if let Some(will) = &connect.will {
        tree.object("will", |tree| {
            tree.string("topic", will.topic);
            tree.number("QoS", will.quality);
            tree.boolean("retain", will.is_retained);
            will.properties.write(tree, "properties");
            value(tree, "payload", will.payload);
        });
    }
    if let Some(user) = connect.user {
        tree.string("user name", user);
    }
    if let Some(password) = connect.password {
        match str::from_utf8(password) {
            Ok(text) => tree.string("password", text),
            Err(_) => write_bytes(tree, Some("password"), password),
        }
    }
}

/// Topic filters, for a SUBSCRIBE with the options of section 3.8.3.1.
fn write_filters(packet: &Packet<'_>, filters: Filters<'_>, tree: &mut Tree) {
    if packet.header.packet_type != SUBSCRIBE {
        tree.array("topic filters", |tree| {
            filters.for_each(|(filter, _)| tree.string(None, filter));
        });
        return;
    }
    tree.array("subscriptions", |tree| {
        for (filter, options) in filters {
            tree.object(None, |tree| {
                tree.string("topic filter", filter);
                tree.number("QoS", options & 3);
                if packet.version == Mqtt::Five {
                    tree.boolean("no local", options & 4 != 0);
                    tree.boolean("retain as published", options & 8 != 0);
                    tree.number("retain handling", options >> 4 & 3);
                }
            });
        }
    });
}
