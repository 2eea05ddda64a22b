//! What a WebSocket server can be asked to do, well or badly, written as a path.
//!
//! A path is a chain, read from left to right: any number of steps that change what the server sends, then one act that
//! determines what it sends. `/delay/200ms/drop/10%25/echo` echoes each message after 200 ms, but for one in ten. Without an act
//! the server echoes.
//!
//! ```
//! use scenario::{Plan, Scenario};
//!
//! let scenario = Scenario::parse("/delay/200ms/close/1011", "reason=out%20of%20coffee")?;
//! assert!(matches!(scenario.plan(), Plan::Messages(_)));
//! assert_eq!(scenario.to_string(), "/delay/200ms/close/1011?reason=out%20of%20coffee");
//! # Ok::<(), scenario::PathError>(())
//! ```
//!
//! # The decision that shaped it
//!
//! A scenario is one row of one table (`table.rs`): its name, how its path is written, the words of both languages, and
//! what it does. Nothing else lists scenarios, so a row is all that has to be added, and a row without one of these does
//! not compile.
//!
//! What a scenario does is one of three things. It exchanges messages, over anything that is a stream and a sink of them
//! ([`Play`]); it acts on the bytes below, which it can also [abort](Abort) ([`ByteAct`]); or it has the handshake answered
//! otherwise, which is [plain data](HandshakeAnswer) here, since the handshake is the server's.
//!
//! # What was rejected
//!
//! *An enum with a variant for each scenario.* Every function about scenarios then has a match of its own, and the one that
//! was not thought of falls into an arm for all others.

mod act;
mod arguments;
mod backlog;
mod bounds;
mod broken_frame;
mod bytes;
mod catalogue;
mod context;
mod conversation;
mod handshake;
pub mod limits;
mod masking;
pub mod messages;
mod path;
mod play;
#[cfg(any(test, feature = "fuzzing"))]
#[doc(hidden)]
pub mod properties;
mod reply;
mod room_message;
mod rooms;
mod row;
mod scenario;
mod send_queue;
mod step;
mod table;
mod throttle;
pub mod units;
mod words;

pub use act::{EventRequest, HandshakeAnswer};
pub use bounds::Bounds;
pub use bytes::{Abort, ByteAct};
pub use catalogue::{Entry, catalogue};
pub use context::Context;
pub use handshake::Handshake;
pub use path::{PathError, Query};
pub use play::{Ended, Play};
pub use reply::Reply;
pub use rooms::Rooms;
pub use scenario::{Plan, Scenario};
pub use throttle::ThrottledStream;
pub use words::{Example, Group};
