//! What is wrong with a line of a session, or with a message of a HAR.

use connection::MAX_MESSAGE_BYTES;
use serde_json::Value;

use super::limits::{MAX_FIELDS, TooDeep};

/// Why a line, or a message of a HAR, cannot be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum LineFault {
    /// It is no JSON.
    #[error("{0}")]
    Json(String),
    /// It is JSON, and something in it is of another type.
    #[error("{0}")]
    Type(String),
    /// This field is of another type, or says what it cannot.
    #[error("the field “{0}” cannot be read: {1}")]
    Field(&'static str, String),
    /// It ends too early.
    #[error("{0}")]
    Cut(String),
    /// Its lists and objects are too deep within each other.
    #[error("{}", TooDeep)]
    TooDeep,
    /// A field is not there.
    #[error("the field “{0}” is missing")]
    Missing(&'static str),
    /// It is the header of another session.
    #[error(
        "a second session header: a file holds one session, so what follows is read as part of it"
    )]
    Header,
    /// It went neither way: only what happens here is local.
    #[error("“{0}” is not a direction of a message or a frame: sent or received")]
    Direction(String),
    /// It is no kind of message.
    #[error("“{0}” is not a kind: text, binary, ping, pong, event or frame")]
    Kind(String),
    /// A name of this program's own stands twice in an object: which value is meant, nothing tells (RFC 8259, section 4).
    #[error("the field “{0}” stands twice")]
    Duplicate(String),
    /// There are two payloads.
    #[error("the payload is given twice, as text and in Base64")]
    TwoPayloads,
    /// What should be Base64 is none.
    #[error("the payload is not valid Base64 (RFC 4648, section 4)")]
    Base64,
    /// What should be a frame is none, or larger than what is kept of one.
    #[error("these bytes are not those of a frame (RFC 6455, section 5.2), or too many")]
    Frame,
    /// The payload is larger than a message may be that is sent or received.
    #[error("the payload is larger than {} MiB", MAX_MESSAGE_BYTES >> 20)]
    TooLarge,
    /// The line is longer than that of any message.
    #[error("the line is too long")]
    TooLong,
    /// An event, a header or what stands beside the payload of a HAR is more than is held.
    #[error("the event, the header or what stands beside the payload takes more than {} KiB", MAX_FIELDS >> 10)]
    TooManyFields,
    /// A message of a HAR is of no known type.
    #[error("“{0}” is not a type: send, receive or error")]
    HarType(String),
    /// A message of a HAR is neither text nor binary nor a control frame.
    #[error("the opcode {0} is none of 1 (text), 2 (binary), 9 (ping) and 10 (pong)")]
    Opcode(i64),
    /// A HAR has more sockets, or larger heads of handshakes, than are held.
    #[error("the HAR has more sockets than are read")]
    TooManySockets,
}

/// The most characters that are told of what stands in a file.
const MAX_QUOTED: usize = 200;

/// What stands in a file, cut, and without what a terminal obeys.
pub(super) fn quoted(text: &str) -> String {
    let shown = text.chars().take(MAX_QUOTED);
    let shown = shown.map(|letter| {
        if super::obeyed::is_obeyed(letter) || letter.is_control() {
            letter.escape_default().to_string()
        } else {
            letter.to_string()
        }
    });
    shown.collect()
}

/// A field, whether a value fits it, and what is expected of one.
pub(super) type Expected = (&'static str, fn(&Value) -> bool, &'static str);

/// What is expected of a text.
pub(super) const TEXT: &str = "a text is expected";

impl LineFault {
    /// What is wrong with the first of these fields that is of another type.
    pub(super) fn of_field(value: &Value, all: &[Expected]) -> Option<Self> {
        let wrong =
            |(name, fits, _): &&Expected| value.get(*name).is_some_and(|value| !fits(value));
        let (name, _, expected) = all.iter().find(wrong)?;
        Some(Self::Field(name, (*expected).to_owned()))
    }
}

impl From<serde_json::Error> for LineFault {
    fn from(error: serde_json::Error) -> Self {
        use serde_json::error::Category;
        // It may quote what stands in the file.
        let text = quoted(&error.to_string());
        match error.classify() {
            Category::Eof => Self::Cut(text),
            Category::Data => Self::Type(text),
            Category::Syntax | Category::Io => Self::Json(text),
        }
    }
}
