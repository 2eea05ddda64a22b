//! One message: an object with a type, and with the id of an operation where it is about one.

use std::borrow::Cow;

use super::operation::Operation;
use crate::decoders::members::{Members, string, values};
use crate::decoders::payload::Sender;
use crate::decoders::summary::words;
use crate::decoders::{Fault, Kind, Unit};

/// What both protocols begin with.
pub(super) const CONNECTION_INIT: &str = "connection_init";
/// Types that only the current protocol has.
const CURRENT_TYPES: [&str; 4] = ["subscribe", "next", "ping", "pong"];
/// Types that only the older protocol has; `start_ack` is from AWS `AppSync`.
const LEGACY_TYPES: [&str; 7] = [
    "start",
    "start_ack",
    "data",
    "stop",
    "ka",
    "connection_error",
    "connection_terminate",
];

/// Which of the two protocols.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Dialect {
    Current,
    Legacy,
}

impl Dialect {
    pub(super) fn subprotocol(self) -> &'static str {
        match self {
            Self::Current => "graphql-transport-ws",
            Self::Legacy => "graphql-ws",
        }
    }

    /// The protocol that alone has such messages.
    pub(super) fn of(message_type: &str) -> Option<Self> {
        if CURRENT_TYPES.contains(&message_type) {
            return Some(Self::Current);
        }
        LEGACY_TYPES.contains(&message_type).then_some(Self::Legacy)
    }
}

pub(super) struct Message<'a> {
    pub(super) message_type: Cow<'a, str>,
    members: Members<'a>,
}

impl<'a> Message<'a> {
    pub(super) fn read(bytes: &'a [u8]) -> Result<Self, Fault> {
        let members = Members::read(bytes).ok_or(Fault::new("not a JSON object"))?;
        let message_type = members.string("type").ok_or(Fault::new("no \"type\""))?;
        Ok(Self {
            message_type,
            members,
        })
    }

    /// What it is for.
    pub(super) fn unit(&self, dialect: Dialect, sender: Sender) -> Result<Unit, Fault> {
        let name = &*self.message_type;
        if Dialect::of(name).is_some_and(|other| other != dialect) {
            let reason = format!("{} has no message {name:?}", dialect.subprotocol());
            return Err(Fault::new(reason));
        }
        let payload = self.members.get("payload").unwrap_or_default();
        let summary = words(&[name, payload]);
        Ok(match name {
            "subscribe" | "start" => {
                let operation = Operation::read(payload);
                let name = operation.name();
                let parts = [operation.operation_type(), name, operation.variables()];
                Unit::new(Kind::Call, words(&parts))
                    .named(name)
                    .paired(sender, self.id()?)
            }
            "next" | "data" => {
                let kind = match has_errors(payload) {
                    true => Kind::Error,
                    false => Kind::Result,
                };
                let unit = Unit::new(kind, summary).paired(sender.other(), self.id()?);
                unit.partial()
            }
            "error" => {
                let summary = words(&[name, &first_error(payload)]);
                Unit::new(Kind::Error, summary).paired(sender.other(), self.id()?)
            }
            "complete" if sender == Sender::Server => {
                Unit::new(Kind::Result, summary).paired(sender.other(), self.id()?)
            }
            "complete" | "stop" => Unit::new(Kind::Control, summary)
                .named(name)
                .paired(sender, self.id()?),
            "start_ack" => Unit::new(Kind::Acknowledgement, summary)
                .named(name)
                .paired(sender.other(), self.id()?)
                .partial(),
            "ping" | "pong" | "ka" => Unit::new(Kind::Heartbeat, summary).named(name),
            "connection_error" => Unit::new(Kind::Error, summary).named(name),
            CONNECTION_INIT | "connection_ack" | "connection_terminate" => {
                Unit::new(Kind::Control, summary).named(name)
            }
            _ => return Err(Fault::new("no message of GraphQL has this \"type\"")),
        })
    }

    /// The id of the operation. It is a string; some clients of the older protocol send a number.
    fn id(&self) -> Result<Cow<'a, str>, Fault> {
        let id = self.members.get("id").ok_or(Fault::new("no \"id\""))?;
        Ok(string(id).unwrap_or(Cow::Borrowed(id)))
    }
}

/// Whether a result has errors (GraphQL, section 7.1). Most have none, and are not read for it.
fn has_errors(payload: &str) -> bool {
    payload.contains("\"errors\"")
        && Members::read(payload.as_bytes())
            .and_then(|members| members.get("errors"))
            .is_some_and(|errors| errors != "null")
}

/// What the first of several errors, or the only one, says.
fn first_error(payload: &str) -> Cow<'_, str> {
    let first = values(payload.as_bytes()).and_then(|errors| errors.first().copied());
    let members = Members::read(first.unwrap_or(payload).as_bytes());
    let message = members.and_then(|members| members.string("message"));
    message.unwrap_or(Cow::Borrowed(payload))
}
