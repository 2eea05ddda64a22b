//! Drivers carry the bytes. They are the only files that name a WebSocket library.

#[cfg(not(target_arch = "wasm32"))]
mod automatic;
mod ewebsock;
mod failure;
#[cfg(not(target_arch = "wasm32"))]
mod native;
#[cfg_attr(target_arch = "wasm32", path = "driver/network_web.rs")]
#[cfg_attr(not(target_arch = "wasm32"), path = "driver/network_native.rs")]
mod network;
#[cfg(not(target_arch = "wasm32"))]
mod pongs;
#[cfg(target_arch = "wasm32")]
mod web;

use std::time::Duration;

#[cfg(not(target_arch = "wasm32"))]
use self::native::Native as Inspected;
#[cfg(target_arch = "wasm32")]
use self::web::Web as Inspected;
use crate::connection::Signals;
use crate::{Agreement, CloseFrame, Endpoint, Failure, Message, Options};

/// How many messages may wait for the socket before [`Connection::send`](crate::Connection::send)
/// refuses more. Each is a live task of some 300 bytes beside its payload; this many keep a fast
/// sender busy through any pause of the peer that is worth waiting for.
pub const MAX_PENDING_SENDS: usize = 16 * 1024;

/// How many bytes may wait for the socket before it refuses more: one message of the largest size. So at most two of them are
/// held at once, however long the peer does not read.
pub const MAX_PENDING_BYTES: usize = crate::MAX_MESSAGE_BYTES;

/// One attempt and the connection that came from it. Dropping it closes the connection.
pub(crate) trait Driver {
    /// Whether too much waits to be sent already.
    fn is_full(&self) -> bool;

    /// Whether pings can be sent by hand.
    fn sends_pings(&self) -> bool;

    /// Whether it can be closed with a close frame that somebody chose.
    fn sends_close_frames(&self) -> bool;

    /// Whether ewebsock got no further, and the other driver has taken over.
    fn has_taken_over(&self) -> bool {
        false
    }

    /// What was agreed on, where that is told without the handshake.
    fn agreement(&self) -> Option<Agreement> {
        None
    }

    /// Queues one message. Never blocks.
    fn send(&mut self, message: Message);

    /// Closes with this frame, which may be sent. What was sent before goes out first.
    fn close_with(self: Box<Self>, frame: CloseFrame);

    /// Closes and waits until the socket is let go of, at most for `patience`.
    fn finish(self: Box<Self>, patience: Duration);
}

/// Begins to connect. What follows is told through `signals`. `is_inspected` does without ewebsock whatever the options say.
pub(crate) fn dial(
    endpoint: &Endpoint,
    options: &Options,
    is_inspected: bool,
    signals: Signals,
) -> Result<Box<dyn Driver>, Failure> {
    if is_inspected || options.inspects() {
        return Ok(Box::new(Inspected::dial(endpoint, options, signals)?));
    }
    dial_plainly(endpoint, options, signals)
}

#[cfg(not(target_arch = "wasm32"))]
fn dial_plainly(
    endpoint: &Endpoint,
    options: &Options,
    signals: Signals,
) -> Result<Box<dyn Driver>, Failure> {
    let driver = automatic::Automatic::dial(endpoint, options, signals)?;
    Ok(Box::new(driver))
}

/// In the browser there is nothing to take over with: it makes the handshake in either case.
#[cfg(target_arch = "wasm32")]
fn dial_plainly(
    endpoint: &Endpoint,
    _options: &Options,
    signals: Signals,
) -> Result<Box<dyn Driver>, Failure> {
    let (network, lease) = network::Network::start().map_err(failure::no_network)?;
    let hear = Box::new(move |signal| signals.tell(signal));
    let driver = ewebsock::Ewebsock::dial(endpoint, network, lease, hear)?;
    Ok(Box::new(driver))
}
