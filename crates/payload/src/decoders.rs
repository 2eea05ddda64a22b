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
mod as_protocol;
pub mod encodings;
mod fault;
mod form;
pub mod graphql;
mod heartbeats;
mod joiner;
pub mod json_rpc;
#[cfg(feature = "binary-protocols")]
pub mod jupyter;
#[cfg(feature = "binary-protocols")]
pub mod kubernetes;
mod limits;
mod members;
#[cfg(feature = "binary-protocols")]
pub mod mqtt;
pub mod ocpp;
mod output;
mod payload;
pub mod phoenix;
#[cfg(feature = "protobuf-schema")]
pub mod protobuf_schema;
mod protocol;
pub mod pusher;
mod recognition;
mod shape;
pub mod signalr;
pub mod socket_io;
pub mod sockjs;
pub mod stomp;
mod summary;
mod table;
mod tree;
mod unit;
pub mod wamp;
mod words;
#[cfg(feature = "xmpp")]
pub mod xmpp;

pub use fault::Fault;
pub use form::{Field, FieldFault, FieldKind, FieldProblem, Form, Values};
pub use heartbeats::Heartbeats;
pub use joiner::{Joined, Joiner};
pub use limits::{MAX_DEPTH, MAX_JOINED, MAX_SUMMARY, MAX_UNITS};
pub use output::Output;
pub use payload::{Payload, Sender};
pub use protocol::Protocol;
pub use recognition::{Confidence, Evidence, Reason};
pub use shape::{shape, type_name};
pub use table::{PROTOCOLS, Recognition, protocol_named, recognise};
pub use tree::Tree;
pub use unit::{Kind, Pair, Unit};
pub use words::Words;

#[cfg(test)]
mod tests;
