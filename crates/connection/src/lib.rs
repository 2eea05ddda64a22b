//! How a message got here: one WebSocket connection and its life, over [ewebsock].
//!
//! [`Connection`] dials an [`Endpoint`], sends, hangs up, and tells one handler every [`Event`] in
//! the order in which it happened. The same face works on native and in the browser.
//!
//! # The decision that shaped it
//!
//! Everything that happens to a connection passes through one pure function, [`Phase::step`]: what
//! the person asks for, what the socket says, and the clock. So what a late event of an earlier
//! attempt does (nothing), or an error after an orderly close (nothing), is a row in a table of
//! tests and not a race.
//!
//! The handler runs where the event happens: on the network thread on native, in the socket's
//! callback in the browser. It sees messages at the speed of the socket, whatever the window does.
//!
//! Two drivers carry the bytes. ewebsock is the default and the same on both targets; [`Connection::connect`] may ask for
//! the one that tells everything, which makes the handshake itself and leaves the frames to tokio-tungstenite. On native it also
//! takes over within an attempt where ewebsock gets no further ([`TakeOver`]).
//!
//! # What was rejected
//!
//! - *A queue of events that the window empties.* A hidden or slow window would let it grow, and a
//!   bounded one would stop the socket or lose messages. The handler stores them where they stay.
//! - *ewebsock's own receiver.* It wakes the window before it queues the event, and its queue has
//!   no bound.
//! - *A runtime with several workers.* ewebsock spawns a task a message, so workers reorder them.
//! - *One network thread for all connections.* ewebsock gives no handle to its tasks, and one that
//!   hangs in a handshake or in a write that the peer does not read cannot be cancelled. A runtime
//!   of its own can: it is dropped with all that is in it. So each connection has one small thread.

mod backoff;
mod connection;
mod driver;
mod endpoint;
mod event;
mod file_fault;
mod options;
mod parameters;
mod phase;
mod secrets;

pub use backoff::Backoff;
pub use connection::{CloseError, Connection, Handler, MAX_PING_BYTES, SendError};
pub use driver::{MAX_PENDING_BYTES, MAX_PENDING_SENDS};
pub use endpoint::{Endpoint, EndpointError, has_scheme, split_scheme, unwrapped};
pub use event::{
    Agreement, Cause, CertificateFault, CloseFault, CloseFrame, CloseFrameError, Event, Failure,
    FrameFault, HeadLimit, HungUpBy, MAX_CLOSE_REASON_BYTES, Message, ProxyFault, ReplyFault, Step,
    TakeOver,
};
pub use file_fault::FileFault;
pub use options::{
    Header, HeaderError, Identity, Options, Proxy, ProxyAddress, ProxyAddressError, Subprotocol,
    SubprotocolError, Trust,
};
pub use parameters::{Parameters, Part, ShownPart};
pub use phase::{Attempt, CONNECT_TIMEOUT, Input, MAX_MESSAGE_BYTES, Phase, STEADY, Signal, Terms};
pub use secrets::without_secret_parameters;
