//! The fifteen control packets (chapters 2 and 3).

use super::packet_types::{
    AUTH, CONNACK, CONNECT, DISCONNECT, PUBACK, PUBCOMP, PUBLISH, PUBREC, PUBREL, SUBACK,
    SUBSCRIBE, UNSUBACK, UNSUBSCRIBE,
};
use super::properties::Properties;
use super::reader::Reader;
use super::version::Mqtt;
use crate::decoders::Fault;

/// By their types, from 0.
const NAMES: [&str; 16] = [
    "reserved",
    "CONNECT",
    "CONNACK",
    "PUBLISH",
    "PUBACK",
    "PUBREC",
    "PUBREL",
    "PUBCOMP",
    "SUBSCRIBE",
    "SUBACK",
    "UNSUBSCRIBE",
    "UNSUBACK",
    "PINGREQ",
    "PINGRESP",
    "DISCONNECT",
    "AUTH",
];

/// The fixed header (section 2.1.1).
#[derive(Clone, Copy, Debug)]
pub(super) struct Header {
    pub(super) packet_type: u8,
    flags: u8,
    /// How many bytes follow it.
    pub(super) length: usize,
}

impl Header {
    pub(super) fn read(reader: &mut Reader<'_>) -> Result<Self, Fault> {
        let start = reader.position();
        let first = reader.byte()?;
        let header = Self {
            packet_type: first >> 4,
            flags: first & 0xf,
            length: 0,
        };
        let name = header.name();
        // Section 2.1.3.
        let is_allowed = match header.packet_type {
            PUBLISH => header.quality() < 3,
            PUBREL | SUBSCRIBE | UNSUBSCRIBE => header.flags == 2,
            0 => return Err(Fault::at(start, "no packet has the type 0 (section 2.1.2)")),
            _ => header.flags == 0,
        };
        if !is_allowed {
            let flags = header.flags;
            return Err(Fault::at(
                start,
                format!("{name} has no flags {flags:#06b} (section 2.1.3)"),
            ));
        }
        let length = reader.variable()? as usize;
        Ok(Self { length, ..header })
    }

    pub(super) fn name(self) -> &'static str {
        NAMES[usize::from(self.packet_type & 0xf)]
    }

    /// Whether it was sent before.
    pub(super) fn is_duplicate(self) -> bool {
        self.flags & 8 != 0
    }

    /// Its quality of service.
    pub(super) fn quality(self) -> u8 {
        self.flags >> 1 & 3
    }

    pub(super) fn is_retained(self) -> bool {
        self.flags & 1 != 0
    }
}

/// A packet.
#[derive(Clone, Copy, Debug)]
pub(super) struct Packet<'a> {
    pub(super) header: Header,
    pub(super) version: Mqtt,
    pub(super) body: Body<'a>,
    /// Where it ends in the message.
    pub(super) end: usize,
}

/// What follows the header, by what packets have in common.
#[derive(Clone, Copy, Debug)]
pub(super) enum Body<'a> {
    Connect(Connect<'a>),
    /// CONNACK.
    Accepted {
        is_session_present: bool,
        code: u8,
        properties: Properties<'a>,
    },
    Publish {
        topic: &'a str,
        id: Option<u16>,
        properties: Properties<'a>,
        payload: &'a [u8],
    },
    /// PUBACK, PUBREC, PUBREL and PUBCOMP.
    Acknowledged {
        id: u16,
        code: u8,
        properties: Properties<'a>,
    },
    /// SUBSCRIBE and UNSUBSCRIBE.
    Filters {
        id: u16,
        properties: Properties<'a>,
        filters: Filters<'a>,
    },
    /// SUBACK and UNSUBACK.
    Codes {
        id: u16,
        properties: Properties<'a>,
        codes: &'a [u8],
    },
    /// DISCONNECT and AUTH.
    Reason {
        code: u8,
        properties: Properties<'a>,
    },
    /// PINGREQ and PINGRESP.
    Ping,
    /// The rest has not arrived: so many bytes of it are there.
    Piece(usize),
}

/// Section 3.1.
#[derive(Clone, Copy, Debug)]
pub(super) struct Connect<'a> {
    pub(super) protocol: &'a str,
    pub(super) level: u8,
    pub(super) is_clean: bool,
    pub(super) keep_alive: u16,
    pub(super) properties: Properties<'a>,
    pub(super) client: &'a str,
    pub(super) will: Option<Will<'a>>,
    pub(super) user: Option<&'a str>,
    pub(super) password: Option<&'a [u8]>,
}

/// What the server publishes when the client is gone.
#[derive(Clone, Copy, Debug)]
pub(super) struct Will<'a> {
    pub(super) quality: u8,
    pub(super) is_retained: bool,
    pub(super) properties: Properties<'a>,
    pub(super) topic: &'a str,
    pub(super) payload: &'a [u8],
}

/// Topic filters, for a SUBSCRIBE each with its options.
#[derive(Clone, Copy, Debug)]
pub(super) struct Filters<'a> {
    reader: Reader<'a>,
    has_options: bool,
}

impl<'a> Filters<'a> {
    fn read_one(&mut self) -> Result<(&'a str, u8), Fault> {
        let filter = self.reader.string()?;
        let options = if self.has_options {
            self.reader.byte()?
        } else {
            0
        };
        // Section 3.8.3.1: the highest two bits are reserved, and there is no quality 3.
        if options & 0xc0 != 0 || options & 3 == 3 {
            return Err(self
                .reader
                .fault("these options do not exist (section 3.8.3.1)"));
        }
        Ok((filter, options))
    }
}

impl<'a> Iterator for Filters<'a> {
    type Item = (&'a str, u8);

    fn next(&mut self) -> Option<Self::Item> {
        if self.reader.is_empty() {
            return None;
        }
        // They were read before without a fault.
        self.read_one().ok()
    }
}

impl<'a> Packet<'a> {
    /// Reads a packet, or as much of it as is there.
    pub(super) fn read(reader: &mut Reader<'a>, version: Mqtt) -> Result<Self, Fault> {
        // A header has up to five bytes, and may be cut as well.
        const LONGEST_HEADER: usize = 5;
        let start = *reader;
        let header = match Header::read(reader) {
            Ok(header) => header,
            Err(fault) => return Self::cut_header(start, reader, version, fault, LONGEST_HEADER),
        };
        let available = reader.left();
        let body = if available < header.length {
            reader.rest();
            Body::Piece(available)
        } else {
            let mut part = reader.part(header.length)?;
            let body = read_body(header, &mut part, version)?;
            if !part.is_empty() {
                let left = part.left();
                return Err(part.fault(format!("{left} bytes more than {} has", header.name())));
            }
            body
        };
        Ok(Self {
            header,
            version,
            body,
            end: reader.position(),
        })
    }

    /// The packet of a header whose length is cut off; else the fault stands.
    fn cut_header(
        start: Reader<'a>,
        reader: &mut Reader<'a>,
        version: Mqtt,
        fault: Fault,
        longest: usize,
    ) -> Result<Self, Fault> {
        let mut rest = start;
        let bytes = rest.rest();
        let is_cut = bytes.len() < longest && bytes[1..].iter().all(|byte| *byte >= 0x80);
        // With the shortest length behind it, the first byte is read alone.
        let first = [bytes[0], 0];
        let header = Header::read(&mut Reader::new(&first));
        match (is_cut, header) {
            (true, Ok(header)) => {
                *reader = rest;
                Ok(Self {
                    header,
                    version,
                    body: Body::Piece(0),
                    end: rest.position(),
                })
            }
            _ => Err(fault),
        }
    }
}

fn read_body<'a>(
    header: Header,
    reader: &mut Reader<'a>,
    version: Mqtt,
) -> Result<Body<'a>, Fault> {
    let packet_type = header.packet_type;
    let properties = |reader: &mut Reader<'a>| Properties::read(reader, packet_type, version);
    Ok(match packet_type {
        CONNECT => Body::Connect(Connect::read(reader)?),
        CONNACK => Body::Accepted {
            is_session_present: reader.byte()? & 1 != 0,
            code: reader.byte()?,
            properties: properties(reader)?,
        },
        PUBLISH => {
            let topic = topic(reader)?;
            let id = (header.quality() > 0).then(|| id(reader)).transpose()?;
            Body::Publish {
                topic,
                id,
                properties: properties(reader)?,
                payload: reader.rest(),
            }
        }
        PUBACK | PUBREC | PUBREL | PUBCOMP => Body::Acknowledged {
            id: id(reader)?,
            // Both may be left out (section 3.4.2.1).
            code: code(reader, version)?,
            properties: optional_properties(reader, packet_type, version)?,
        },
        SUBSCRIBE | UNSUBSCRIBE => Body::Filters {
            id: id(reader)?,
            properties: properties(reader)?,
            filters: filters(reader, packet_type == SUBSCRIBE)?,
        },
        SUBACK | UNSUBACK => Body::Codes {
            id: id(reader)?,
            properties: properties(reader)?,
            codes: reader.rest(),
        },
        DISCONNECT => Body::Reason {
            code: code(reader, version)?,
            properties: optional_properties(reader, packet_type, version)?,
        },
        AUTH if version == Mqtt::Five => Body::Reason {
            code: code(reader, version)?,
            properties: optional_properties(reader, packet_type, version)?,
        },
        AUTH => return Err(reader.fault("AUTH is of MQTT 5")),
        _ => Body::Ping,
    })
}

/// Section 2.2.1.
fn id(reader: &mut Reader<'_>) -> Result<u16, Fault> {
    match reader.two_bytes()? {
        0 => Err(reader.fault("no packet has the identifier 0 (section 2.2.1)")),
        id => Ok(id),
    }
}

/// Section 3.3.2.1.
fn topic<'a>(reader: &mut Reader<'a>) -> Result<&'a str, Fault> {
    let topic = reader.string()?;
    if topic.contains(['+', '#']) {
        return Err(reader.fault("the name of a topic has no wildcard (section 3.3.2.1)"));
    }
    Ok(topic)
}

/// A reason code that is 0 if it is left out, as it always is before version 5.
fn code(reader: &mut Reader<'_>, version: Mqtt) -> Result<u8, Fault> {
    match version {
        Mqtt::Five if !reader.is_empty() => reader.byte(),
        _ => Ok(0),
    }
}

fn optional_properties<'a>(
    reader: &mut Reader<'a>,
    packet_type: u8,
    version: Mqtt,
) -> Result<Properties<'a>, Fault> {
    if reader.is_empty() {
        return Ok(Properties::default());
    }
    Properties::read(reader, packet_type, version)
}

fn filters<'a>(reader: &mut Reader<'a>, has_options: bool) -> Result<Filters<'a>, Fault> {
    if reader.is_empty() {
        return Err(reader.fault("no topic filter (section 3.8.3)"));
    }
    let all = Filters {
        reader: *reader,
        has_options,
    };
    let mut check = all;
    while !check.reader.is_empty() {
        check.read_one()?;
    }
    reader.rest();
    Ok(all)
}

impl<'a> Connect<'a> {
    fn read(reader: &mut Reader<'a>) -> Result<Self, Fault> {
        let start = reader.position();
        let protocol = reader.string()?;
        let level = reader.byte()?;
        let version = Mqtt::of_level(protocol.as_bytes(), level).ok_or_else(|| {
            Fault::at(
                start,
                format!("no version of MQTT: {protocol:.16} {level} (section 3.1.2)"),
            )
        })?;
        let flags = reader.byte()?;
        // Section 3.1.2.3.
        if flags & 1 != 0 {
            return Err(reader.fault("a reserved flag is set (section 3.1.2.3)"));
        }
        let keep_alive = reader.two_bytes()?;
        let properties = Properties::read(reader, CONNECT, version)?;
        let client = reader.string()?;
        let will = (flags & 0x04 != 0)
            .then(|| Will::read(reader, flags, version))
            .transpose()?;
        let user = (flags & 0x80 != 0).then(|| reader.string()).transpose()?;
        let password = (flags & 0x40 != 0).then(|| reader.binary()).transpose()?;
        Ok(Self {
            protocol,
            level,
            is_clean: flags & 0x02 != 0,
            keep_alive,
            properties,
            client,
            will,
            user,
            password,
        })
    }
}

impl<'a> Will<'a> {
    fn read(reader: &mut Reader<'a>, flags: u8, version: Mqtt) -> Result<Self, Fault> {
        Ok(Self {
            quality: flags >> 3 & 3,
            is_retained: flags & 0x20 != 0,
            properties: Properties::read(reader, super::properties::WILL, version)?,
            topic: topic(reader)?,
            payload: reader.binary()?,
        })
    }
}
