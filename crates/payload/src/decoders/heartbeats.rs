use std::time::Duration;

use super::payload::Payload;
use crate::typed::Content;

/// Keeps a connection open as its protocol wants it, in place of a client that would do so. It is given every message of a
/// connection, in their order, of both sides.
pub trait Heartbeats: Send {
    /// What to answer to a message now.
    fn observe(&mut self, message: &Payload<'_>) -> Option<Content>;

    /// What to send when nothing was sent for how long; `None` while nothing is due of itself.
    fn due(&self) -> Option<(Duration, Content)> {
        None
    }
}
