//! What is served.

use std::sync::Arc;

use clap::ValueEnum;
use session::mock::{Matching, Mock};
use session::replay::Speed;
use tokio::sync::Semaphore;
use wire::deflate::Wishes;
use wire::handshake::Origin;

use super::unfinished::Total;

/// What all clients get.
pub(super) struct Server {
    pub(super) mock: Arc<Mock>,
    pub(super) matching: Matching,
    pub(super) speed: Speed,
    pub(super) unknown: Unknown,
    /// Whose pages may connect, beside those of this machine.
    pub(super) origins: Vec<Origin>,
    pub(super) subprotocol: Option<String>,
    /// What is asked of clients that offer compression; `None` if it is declined.
    pub(super) compression: Option<Wishes>,
    /// A place for each client that is served at once.
    pub(super) seats: Arc<Semaphore>,
    /// How many these are.
    pub(super) max_clients: u16,
    pub(super) unfinished: Total,
    /// What is told to those that want no WebSocket.
    pub(super) description: String,
}

/// What is done when a client says what was never heard. It is said on standard error in any case.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Unknown {
    /// Close the connection with 1008
    Close,
    /// Say nothing to the client
    Ignore,
}
