//! Every bound of scenarios, and where the number comes from.

use std::time::Duration;

/// How many bytes of a message of a scenario count as much as a message: a turn of a scenario is 128 such units, the
/// budget that tokio gives to a task.
///
/// So a turn is at most 128 messages, or 1 MiB of larger ones; and a member of a room cannot send so much in one turn that
/// it is dropped before others on the thread have received it.
pub(crate) const BYTES_PER_TURN_UNIT: usize = 8 << 10;

/// How long a path with its query may be, in bytes. The longest chain that makes sense is a tenth of it.
pub(crate) const MAX_PATH_BYTES: usize = 4096;

/// How many steps a scenario may have: more than there are kinds of, and few enough to go through for each message.
pub(crate) const MAX_STEPS: usize = 16;

/// How many a scenario may make of one message: sixteen, that is four `duplicate` in a row.
///
/// Enough to send every message ten times and more. Each `duplicate` doubles what the ones before it made: without this,
/// [`MAX_STEPS`] of them make 65,536 of one byte.
pub(crate) const MAX_COPIES: usize = 16;

/// The longest time that a scenario may name, and the longest that its delays may take together: with a full send queue
/// nothing is read meanwhile, so it is not noticed that a client is gone. What waits longer is better tested with a client that waits.
pub const MAX_SCENARIO_TIME: Duration = Duration::from_secs(600);

/// The shortest time between two messages that a scenario sends again and again; a flood is for more.
pub(crate) const MIN_INTERVAL: Duration = Duration::from_millis(10);

/// Default of [`Bounds::max_name_size`](crate::Bounds::max_name_size), in bytes: a sentence.
pub const MAX_NAME_SIZE: usize = 64;

/// How large a message may be that a scenario makes by itself, in bytes: 1 GiB, far beyond what clients take. It costs no
/// memory: pages of zeros are shared until they are written to.
pub(crate) const MAX_HUGE_SIZE: usize = 1 << 30;

/// How many messages a flood sends in a second unless it is told: a busy feed.
pub(crate) const FLOOD_RATE: u32 = 1000;

/// The highest rate that a flood may name. Beyond it, `rate=0` is meant.
pub(crate) const MAX_FLOOD_RATE: u32 = 1_000_000;

/// How large a message of a flood is unless it is told, in bytes.
pub(crate) const FLOOD_SIZE: usize = 16;

/// How large a message of a flood may be, in bytes. `huge` is for larger ones.
pub(crate) const MAX_FLOOD_SIZE: usize = 1 << 20;

/// Default of [`Bounds::max_rooms`](crate::Bounds::max_rooms). They vanish when they are empty, so this bounds
/// only what is in use.
pub const MAX_ROOMS: usize = 1000;

/// Default of [`Bounds::max_room_members`](crate::Bounds::max_room_members).
///
/// A message is sent to all of them: a full room makes a thousand out of each.
pub const MAX_ROOM_MEMBERS: usize = 1000;

/// How many messages a room keeps for members who read slowly. Who falls further behind gets close code 1013.
///
/// As many as several members send in one turn, before others on the same thread have received them.
pub(crate) const ROOM_BACKLOG: usize = 1024;

/// How many bytes a room keeps for members who read slowly, payloads only: 64 of the largest messages. Each is kept once,
/// however many have not received it.
pub(crate) const ROOM_BACKLOG_BYTES: usize = 4 << 20;

/// Default of [`Bounds::max_room_message_size`](crate::Bounds::max_room_message_size), in bytes. A room keeps at
/// least the newest message, so this must not be far beyond `ROOM_BACKLOG_BYTES`.
pub const MAX_ROOM_MESSAGE_SIZE: usize = 64 << 10;

/// How many bytes may wait in the send queue of a scenario before nothing more is read: a second at 8 Mbit/s.
pub(crate) const MAX_QUEUED_BYTES: usize = 1 << 20;

/// Up to which size a message that may have to wait there is copied into memory of its own, in bytes: as large as the
/// largest that a room takes. A larger one was read into memory of its own.
pub(crate) const MAX_COPIED_SIZE: usize = MAX_ROOM_MESSAGE_SIZE;

/// How many messages may wait there, since even an empty one takes memory.
pub(crate) const MAX_QUEUED_MESSAGES: usize = 10_000;

/// How long a client may take to read a frame that breaks a rule, and then to react to it.
pub(crate) const REACTION_TIME: Duration = Duration::from_secs(2);
