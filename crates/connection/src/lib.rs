//! The life of one WebSocket connection: address, options, phases, events, and what carries it, seen from above.
//!
//! [`Connection`] connects to an [`Endpoint`] through a [`Transport`], sends, closes, and tells one handler every [`Event`] in
//! the order in which it happened. The same face works on native and in the browser.
//!
//! # The decision that shaped it
//!
//! Everything that happens to a connection passes through one pure function, `Phase::step`: what
//! the person asks for, what the transport tells, and the clock. So what a late event of an earlier
//! attempt does (nothing), or an error after an orderly close (nothing), is a row in a table of
//! tests and not a race.
//!
//! The handler runs where the event happens: on the network thread on native, in the socket's
//! callback in the browser. It sees messages at the speed of the socket, whatever the window does.
//!
//! Which library carries the bytes is not decided here: a connection is given its [`Transport`]. What a transport tells passes
//! through one place, which takes the credentials out of it.
//!
//! # What was rejected
//!
//! - *A queue of events that the window empties.* A hidden or slow window would let it grow, and a
//!   bounded one would stop the socket or lose messages. The handler stores them where they stay.
//! - *Events that own their payloads.* The log copies small messages into its pages, so each would have been copied twice.
//!   A [`LentMessage`] is lent, or given away where the transport has a buffer to give.
//! - *A transport with type parameters.* Who holds a connection would have to name them too; a call through a pointer costs
//!   nothing beside a system call.

mod backoff;
mod close_frame;
mod connection;
mod credentials;
mod endpoint;
mod event;
mod failure;
mod fault;
mod frame;
mod limits;
mod message;
mod observer;
mod on_native;
mod options;
mod parameters;
mod phase;
mod plain;
mod redactor;
mod secret_address;
mod secret_values;
mod sender;
mod signal;
mod sorted;
mod step;
mod text_credentials;
#[cfg(not(target_arch = "wasm32"))]
mod thread_priority;
mod transport;

pub use backoff::{Backoff, FIRST_WAIT, LONGEST_WAIT};
pub use close_frame::{CloseFrame, CloseFrameError, PAGE_CLOSE_CODES};
pub use connection::{CloseError, Connection};
pub use credentials::is_secret_name;
pub use endpoint::{Endpoint, EndpointError, has_scheme, split_scheme, unwrapped};
pub use event::{Agreement, ClosedBy, Event};
pub use failure::{Cause, Failure};
pub use fault::{CertificateFault, FileFault, HeadLimit, ProxyFault, ReplyFault};
pub use frame::LentFrame;
pub use limits::{
    CONNECT_TIMEOUT, MAX_MESSAGE_BYTES, MAX_PENDING_BYTES, MAX_PENDING_SENDS, MAX_PING_BYTES,
    MAX_UNREAD_PONGS,
};
pub use message::{LentMessage, Message};
pub use observer::{EventHandler, Handler, Observer};
pub use on_native::{SendOnNative, SyncOnNative};
pub use options::{
    Header, HeaderError, Identity, Options, Proxy, ProxyAddress, ProxyAddressError, Subprotocol,
    SubprotocolError, Trust,
};
pub use parameters::{Parameters, Part, ShownPart};
pub use phase::{Attempt, Phase, Terms};
pub use plain::{in_bytes, in_seconds};
pub use redactor::{redacted, redacted_addresses};
pub use secret_address::SecretAddress;
pub use secret_values::SecretValues;
pub use sender::{SendError, Sender};
pub use signal::Signal;
pub use sorted::sorted;
pub use step::{KeyLog, RawFrameHead, Step, TakeOver};
pub use text_credentials::{credentials_in, credentials_of_field, is_secret_field};
#[cfg(not(target_arch = "wasm32"))]
pub use thread_priority::{BackgroundThread, window_goes_first};
pub use transport::{Link, Raw, Transport};
pub use wire::{CLOSE_CODES, CloseFault, FrameFault, MAX_CLOSE_REASON_BYTES, MAX_CONTROL_PAYLOAD};
