//! Properties of version 5 (section 2.2.2).

use super::packet_types::{
    AUTH, CONNACK, CONNECT, DISCONNECT, PUBACK, PUBCOMP, PUBLISH, PUBREC, PUBREL, SUBACK,
    SUBSCRIBE, UNSUBACK,
};
use super::reader::Reader;
use super::version::Mqtt;
use crate::decoders::encodings::bytes as write_bytes;
use crate::decoders::{Fault, Tree};

/// Stands for the properties of a will, which are in a CONNECT.
pub(super) const WILL: u8 = 0;

/// The time in which a client has to send something, as the server wants it (section 3.2.2.3.14).
const SERVER_KEEP_ALIVE: u32 = 19;
/// What a topic is called by a number (section 3.3.2.3.4).
const TOPIC_ALIAS: u32 = 35;

/// How a property is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Type {
    Byte,
    TwoBytes,
    FourBytes,
    Variable,
    String,
    Binary,
    Pair,
}

/// What is known of a property.
struct Property {
    id: u32,
    name: &'static str,
    value: Type,
    /// Bits by the types of the packets that may have it.
    packets: u16,
}

const fn property(id: u32, name: &'static str, value: Type, packets: &[u8]) -> Property {
    let mut bits = 0;
    let mut index = 0;
    while index < packets.len() {
        bits |= 1 << packets[index];
        index += 1;
    }
    Property {
        id,
        name,
        value,
        packets: bits,
    }
}

const MESSAGE: &[u8] = &[PUBLISH, WILL];
const ANSWERS: &[u8] = &[
    CONNACK, PUBACK, PUBREC, PUBREL, PUBCOMP, SUBACK, UNSUBACK, DISCONNECT, AUTH,
];
/// All packets but the pings, which have no properties.
const ALL: &[u8] = &[0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 14, 15];

/// Section 2.2.2.2, table 2-4.
const PROPERTIES: &[Property] = &[
    property(1, "Payload Format Indicator", Type::Byte, MESSAGE),
    property(2, "Message Expiry Interval", Type::FourBytes, MESSAGE),
    property(3, "Content Type", Type::String, MESSAGE),
    property(8, "Response Topic", Type::String, MESSAGE),
    property(9, "Correlation Data", Type::Binary, MESSAGE),
    property(
        11,
        "Subscription Identifier",
        Type::Variable,
        &[PUBLISH, SUBSCRIBE],
    ),
    property(
        17,
        "Session Expiry Interval",
        Type::FourBytes,
        &[CONNECT, CONNACK, DISCONNECT],
    ),
    property(18, "Assigned Client Identifier", Type::String, &[CONNACK]),
    property(
        SERVER_KEEP_ALIVE,
        "Server Keep Alive",
        Type::TwoBytes,
        &[CONNACK],
    ),
    property(
        21,
        "Authentication Method",
        Type::String,
        &[CONNECT, CONNACK, AUTH],
    ),
    property(
        22,
        "Authentication Data",
        Type::Binary,
        &[CONNECT, CONNACK, AUTH],
    ),
    property(23, "Request Problem Information", Type::Byte, &[CONNECT]),
    property(24, "Will Delay Interval", Type::FourBytes, &[WILL]),
    property(25, "Request Response Information", Type::Byte, &[CONNECT]),
    property(26, "Response Information", Type::String, &[CONNACK]),
    property(28, "Server Reference", Type::String, &[CONNACK, DISCONNECT]),
    property(31, "Reason String", Type::String, ANSWERS),
    property(33, "Receive Maximum", Type::TwoBytes, &[CONNECT, CONNACK]),
    property(
        34,
        "Topic Alias Maximum",
        Type::TwoBytes,
        &[CONNECT, CONNACK],
    ),
    property(TOPIC_ALIAS, "Topic Alias", Type::TwoBytes, &[PUBLISH]),
    property(36, "Maximum QoS", Type::Byte, &[CONNACK]),
    property(37, "Retain Available", Type::Byte, &[CONNACK]),
    property(38, "User Property", Type::Pair, ALL),
    property(
        39,
        "Maximum Packet Size",
        Type::FourBytes,
        &[CONNECT, CONNACK],
    ),
    property(
        40,
        "Wildcard Subscription Available",
        Type::Byte,
        &[CONNACK],
    ),
    property(
        41,
        "Subscription Identifiers Available",
        Type::Byte,
        &[CONNACK],
    ),
    property(42, "Shared Subscription Available", Type::Byte, &[CONNACK]),
];

/// The value of a property.
#[derive(Clone, Copy, Debug)]
enum Value<'a> {
    Number(u32),
    String(&'a str),
    Binary(&'a [u8]),
    Pair(&'a str, &'a str),
}

/// The properties of a packet. They were read without a fault.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Properties<'a>(Option<Reader<'a>>);

impl<'a> Properties<'a> {
    /// Reads them behind their length; there are none before version 5.
    pub(super) fn read(
        reader: &mut Reader<'a>,
        packet_type: u8,
        version: Mqtt,
    ) -> Result<Self, Fault> {
        if version == Mqtt::Three {
            return Ok(Self::default());
        }
        let length = reader.variable()? as usize;
        let all = reader.part(length)?;
        let mut check = all;
        let mut seen = 0_u64;
        while !check.is_empty() {
            let start = check.position();
            let (property, _) = next(&mut check)?;
            let name = property.name;
            if property.packets & 1 << packet_type == 0 {
                return Err(Fault::at(
                    start,
                    format!("{name:?} is no property here (section 2.2.2.2)"),
                ));
            }
            // A PUBLISH has one identifier for each subscription that it matches (section 3.3.2.3.8).
            let may_repeat = property.value == Type::Pair
                || property.value == Type::Variable && packet_type == PUBLISH;
            if seen & 1 << property.id != 0 && !may_repeat {
                return Err(Fault::at(start, format!("{name:?} comes twice")));
            }
            seen |= 1 << property.id;
        }
        Ok(Self((length > 0).then_some(all)))
    }

    fn each(self) -> impl Iterator<Item = (&'static Property, Value<'a>)> {
        let mut reader = self.0;
        std::iter::from_fn(move || {
            let reader = reader.as_mut()?;
            if reader.is_empty() {
                return None;
            }
            next(reader).ok()
        })
    }

    /// The number of a property.
    fn number(self, id: u32) -> Option<u32> {
        self.each().find_map(|(property, value)| match value {
            Value::Number(number) if property.id == id => Some(number),
            _ => None,
        })
    }

    /// In how many seconds the server wants something to be sent.
    #[cfg(feature = "speaking")]
    pub(super) fn server_keep_alive(self) -> Option<u32> {
        self.number(SERVER_KEEP_ALIVE)
    }

    /// What number the topic has.
    pub(super) fn topic_alias(self) -> Option<u32> {
        self.number(TOPIC_ALIAS)
    }

    /// Writes them, if there are any. Those that may come several times are arrays.
    pub(super) fn write(self, tree: &mut Tree, name: &str) {
        if self.0.is_none() {
            return;
        }
        tree.object(name, |tree| {
            let is_single =
                |property: &Property| !matches!(property.value, Type::Pair | Type::Variable);
            for (property, value) in self.each().filter(|(property, _)| is_single(property)) {
                write_value(tree, Some(property.name), value);
            }
            for property in PROPERTIES.iter().filter(|property| !is_single(property)) {
                let mut same = self.each().filter(|(other, _)| other.id == property.id);
                if let Some((_, first)) = same.next() {
                    tree.array(property.name, |tree| {
                        write_value(tree, None, first);
                        same.for_each(|(_, value)| write_value(tree, None, value));
                    });
                }
            }
        });
    }
}

fn write_value(tree: &mut Tree, name: Option<&str>, value: Value<'_>) {
    match value {
        Value::Number(number) => tree.number(name, number),
        Value::String(text) => tree.string(name, text),
        Value::Binary(bytes) => write_bytes(tree, name, bytes),
        Value::Pair(key, value) => tree.array(name, |tree| {
            tree.string(None, key);
            tree.string(None, value);
        }),
    }
}

fn next<'a>(reader: &mut Reader<'a>) -> Result<(&'static Property, Value<'a>), Fault> {
    let start = reader.position();
    let id = reader.variable()?;
    let property = PROPERTIES
        .iter()
        .find(|property| property.id == id)
        .ok_or_else(|| Fault::at(start, format!("no property {id} (section 2.2.2.2)")))?;
    let value = match property.value {
        Type::Byte => Value::Number(reader.byte()?.into()),
        Type::TwoBytes => Value::Number(reader.two_bytes()?.into()),
        Type::FourBytes => Value::Number(reader.four_bytes()?),
        Type::Variable => Value::Number(reader.variable()?),
        Type::String => Value::String(reader.string()?),
        Type::Binary => Value::Binary(reader.binary()?),
        Type::Pair => Value::Pair(reader.string()?, reader.string()?),
    };
    Ok((property, value))
}
