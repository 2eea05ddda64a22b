//! Protocols that ride on WebSocket: which one a connection speaks, and what its messages say in it.
//!
//! A [`Protocol`] is one folder. It recognises its connections, and decodes a message into [`Unit`]s (what was called, answered
//! or announced; one message may hold several) and into a tree.
//!
//! # The decision that shaped it
//!
//! **A tree is a JSON text.** Most of these protocols carry JSON, and what reads JSON is there already: it is indented piece by
//! piece, folded, coloured, searched, compared, reached by `JSONPath` and copied. Parts that are JSON are copied into the tree as
//! they stand, digit by digit; bytes that are not become strings, or objects that say how they are encoded ([`encodings`]).
//! The message itself is never changed.
//!
//! **To decode is a pure function** of a message and of those that it is one with ([`Protocol::joiner`] says which these are), so a
//! row in the middle of ten million is decoded without the rows before it.
//!
//! **Decided once for a connection** ([`recognise`]), by what its handshake says and else by its first messages. Each message on
//! its own would be guessed differently.
//!
//! # What was rejected
//!
//! - *A tree of nodes with values of their own types.* It would be a second JSON with its own view, search and export, and it
//!   costs an allocation for each of a million nodes.
//! - *A decoder that keeps what it has read.* The row that somebody scrolls to would have to wait for all rows before it.

pub mod action_cable;
pub mod encodings;
mod fault;
mod form;
pub mod graphql;
mod heartbeats;
mod joiner;
pub mod json_rpc;
pub mod jupyter;
pub mod kubernetes;
mod limits;
mod members;
pub mod mqtt;
pub mod ocpp;
mod output;
mod payload;
pub mod phoenix;
pub mod pusher;
mod recognition;
mod shape;
pub mod signalr;
pub mod socket_io;
pub mod sockjs;
pub mod stomp;
mod summary;
mod tree;
mod unit;
pub mod wamp;
mod words;
pub mod xmpp;

use encodings::{AsProtocol, Encoding};

pub use fault::Fault;
pub use form::{Field, FieldFault, FieldKind, FieldProblem, Form, Values};
pub use heartbeats::Heartbeats;
pub use joiner::{Joined, Joiner};
pub use limits::{MAX_DEPTH, MAX_JOINED, MAX_SUMMARY, MAX_UNITS};
pub use output::Output;
pub use payload::{Payload, Sender};
pub use recognition::{Confidence, Evidence, Reason, Recognition, recognise};
pub use shape::shape;
pub use tree::Tree;
pub use unit::{Kind, Pair, Unit};
pub use words::Words;

/// A protocol whose messages can be decoded.
pub trait Protocol: Send + Sync {
    /// What it is called where it is stored and typed, as `socket.io`. Never changed later.
    fn id(&self) -> &'static str;

    /// What it is called where it is shown, with its version, as `Socket.IO 4`.
    fn name(&self) -> &'static str;

    /// Whether a connection speaks it, and why that is supposed.
    fn recognise(&self, evidence: &Evidence<'_>) -> Option<(Confidence, Reason)>;

    /// Decodes a message. `parts` are the messages that are one: usually one alone, else the first and those that
    /// [`Self::joiner`] says belong to it, as far as they have arrived.
    ///
    /// # Errors
    ///
    /// A message that this protocol does not allow. It is shown as it is, with the reason.
    fn decode(&self, parts: &[Payload<'_>], output: &mut Output) -> Result<(), Fault>;

    /// What finds out which messages are one, where a message may need others to be decoded.
    fn joiner(&self) -> Option<Box<dyn Joiner>> {
        None
    }

    /// The messages of it that a person may fill in and send.
    fn forms(&self) -> &'static [Form] {
        &[]
    }

    /// What keeps a connection open, where the protocol has messages for that.
    fn heartbeats(&self) -> Option<Box<dyn Heartbeats>> {
        None
    }
}

/// All protocols, in the order in which they are offered and tried.
pub static PROTOCOLS: &[&dyn Protocol] = &[
    &socket_io::SocketIo,
    &sockjs::SockJs,
    &stomp::Stomp,
    &signalr::SignalR,
    &graphql::GraphqlTransportWs,
    &graphql::GraphqlWs,
    &phoenix::Phoenix,
    &action_cable::ActionCable,
    &pusher::Pusher,
    &xmpp::Xmpp,
    &jupyter::Jupyter,
    &json_rpc::JsonRpc,
    &kubernetes::Kubernetes,
    &mqtt::Mqtt::Five,
    &mqtt::Mqtt::Three,
    &ocpp::Ocpp,
    &wamp::Wamp,
    &AsProtocol(Encoding::MessagePack),
    &AsProtocol(Encoding::Cbor),
    &AsProtocol(Encoding::Protobuf),
    &AsProtocol(Encoding::Json),
    &AsProtocol(Encoding::Ndjson),
    &AsProtocol(Encoding::Gzip),
    &AsProtocol(Encoding::Zlib),
    &AsProtocol(Encoding::Zstd),
];

/// The protocol with an id.
pub fn protocol(id: &str) -> Option<&'static dyn Protocol> {
    PROTOCOLS
        .iter()
        .copied()
        .find(|protocol| protocol.id() == id)
}

#[cfg(test)]
mod tests;
