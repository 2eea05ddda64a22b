//! What passes through a room.

use tokio_tungstenite::tungstenite::Message;

/// A message in a room.
#[derive(Clone, Debug)]
pub(crate) struct RoomMessage {
    /// The number of the member who published it.
    pub(crate) from: u64,
    /// The number of the only member who is to receive it, if it is not for all.
    pub(crate) to: Option<u64>,
    pub(crate) message: Message,
}
