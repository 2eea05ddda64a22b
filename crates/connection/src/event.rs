//! What happens to a connection, in the words of RFC 6455.

use std::net::{IpAddr, SocketAddr};

use serde::{Deserialize, Serialize};

use crate::Endpoint;

/// One message, or one control frame that carries data.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Message {
    /// A text message: UTF-8 by definition (RFC 6455, section 5.6).
    Text(String),
    /// A binary message.
    Binary(Vec<u8>),
    /// A ping from the peer. The pong is sent by the library.
    Ping(Vec<u8>),
    /// A pong from the peer.
    Pong(Vec<u8>),
}

impl Message {
    /// The payload, as it is on the wire.
    pub fn payload(&self) -> &[u8] {
        match self {
            Self::Text(text) => text.as_bytes(),
            Self::Binary(bytes) | Self::Ping(bytes) | Self::Pong(bytes) => bytes,
        }
    }

    /// The payload, as it is on the wire, without a copy.
    pub fn into_payload(self) -> Vec<u8> {
        match self {
            Self::Text(text) => text.into_bytes(),
            Self::Binary(bytes) | Self::Ping(bytes) | Self::Pong(bytes) => bytes,
        }
    }
}

/// What the handler of a connection is told, in this order for each attempt:
/// `Connecting`, any number of `Step`s, then `Opened`, `Failed`, or `Closed` if it was cancelled; after `Opened` any number of
/// messages, then `Closed` or `Lost`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Event {
    /// An attempt to connect begins.
    Connecting(Endpoint),
    /// The attempt got one step further. Told of inspected connections only.
    Step(Step),
    /// The handshake is done: both sides may send.
    Opened,
    /// A message was handed to the socket. Told before its answer can arrive.
    Sent(Message),
    /// A message arrived.
    Received(Message),
    /// The connection, or the attempt, was ended by one side on purpose.
    Closed(HungUpBy),
    /// The attempt did not lead to an open connection.
    Failed(Failure),
    /// The open connection broke.
    Lost(Failure),
}

/// Who ended a connection on purpose.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum HungUpBy {
    /// This side.
    Us,
    /// The other side, with a close frame. `None` where the library does not tell what was in it.
    Peer(Option<CloseFrame>),
}

/// What was in a close frame (RFC 6455, section 5.5.1).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CloseFrame {
    /// Why, as a number; `None` in an empty frame.
    pub code: Option<u16>,
    /// Why, in words of the peer. May be empty.
    pub reason: String,
}

/// How far an attempt came, and how long this part of it took.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Step {
    /// The name was looked up.
    Resolved {
        /// What was found, in the order in which it is tried.
        addresses: Vec<IpAddr>,
        /// In microseconds.
        micros: u64,
    },
    /// One address did not answer, or refused. The next one is tried, if there is one.
    Unreached {
        /// Which.
        address: SocketAddr,
        /// What the system said.
        detail: String,
        /// In microseconds.
        micros: u64,
    },
    /// TCP is connected.
    Reached {
        /// With whom.
        address: SocketAddr,
        /// In microseconds.
        micros: u64,
    },
    /// The encrypted channel is there, and its certificate was accepted.
    Secured {
        /// The version of TLS, as `TLSv1_3`.
        version: String,
        /// In microseconds.
        micros: u64,
    },
    /// The handshake was sent.
    Requested {
        /// The request, as it went out.
        head: String,
    },
    /// The server answered it, with whatever.
    Answered {
        /// The beginning of the reply, as it came in.
        head: String,
        /// Since the request, in microseconds.
        micros: u64,
    },
}

/// Why an attempt failed or a connection broke.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure {
    /// What went wrong, for words in a person's language.
    pub cause: Cause,
    /// What the library said, for those who want to know. It may quote what the peer sent.
    pub detail: String,
}

/// What went wrong, as far as the library tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Cause {
    /// Nothing listens at that address.
    Refused,
    /// No address is known for that name.
    UnknownHost,
    /// The network says that the host cannot be reached.
    Unreachable,
    /// No answer within [`CONNECT_TIMEOUT`](crate::CONNECT_TIMEOUT), or the network gave up.
    TimedOut,
    /// The server answered the handshake with this HTTP status instead of 101.
    HttpStatus(u16),
    /// Something answered, but not with a WebSocket handshake.
    NotWebSocket,
    /// The server accepted the handshake with a `Sec-WebSocket-Accept` that does not fit the key (RFC 6455, section 4.1).
    WrongAccept,
    /// The server chose a subprotocol that this side did not offer, or none of those it did (RFC 6455, section 4.1).
    Subprotocol,
    /// The encrypted channel could not be set up.
    Tls,
    /// The peer sent a message over [`MAX_MESSAGE_BYTES`](crate::MAX_MESSAGE_BYTES).
    MessageTooLarge,
    /// The peer sent a text message that is not UTF-8.
    InvalidUtf8,
    /// The peer broke another rule of RFC 6455.
    ProtocolViolation,
    /// The connection ended without a close frame.
    Dropped,
    /// A page that came over https wants to speak unencrypted, and the browser does not let it.
    Insecure,
    /// The browser knows why, and tells no page.
    Untold,
    /// Anything else: the detail says what.
    Other,
}
