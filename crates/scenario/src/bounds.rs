//! What scenarios may ask for.

use crate::limits;

/// What scenarios may ask for, as far as the person who runs the server may choose.
///
/// The defaults are in [`limits`], with their reasons.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bounds {
    /// How long the name of a room, of a member of the chat and of a subprotocol may be, in bytes. A path with a longer
    /// one is answered with HTTP status 400, and the chat says so.
    pub max_name_size: usize,
    /// How many rooms there may be at once, the chat among them. Who asks for one more gets close code 1013.
    pub max_rooms: usize,
    /// How many may be in one room at once. One more gets close code 1013.
    pub max_room_members: usize,
    /// How large a message in a room may be, in bytes. A larger one gets close code 1009.
    pub max_room_message_size: usize,
    /// How many messages a flood may send in a second. A path that names a higher rate is answered with HTTP status 400,
    /// and one that names none is kept to this. `None` for as many as the client reads.
    pub max_flood_rate: Option<u32>,
}

impl Default for Bounds {
    fn default() -> Self {
        Self {
            max_name_size: limits::MAX_NAME_SIZE,
            max_rooms: limits::MAX_ROOMS,
            max_room_members: limits::MAX_ROOM_MEMBERS,
            max_room_message_size: limits::MAX_ROOM_MESSAGE_SIZE,
            max_flood_rate: None,
        }
    }
}
