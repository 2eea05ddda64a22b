//! What a connection is limited to, and why.

use std::time::Duration;

/// How long an attempt may take unless the options say otherwise. Long enough for a slow mobile network with a lost packet or two,
/// short enough that the program does not seem to hang.
pub const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);

/// The largest message that is accepted, in bytes: 64 MiB. ewebsock sets the limit of a frame but
/// leaves this limit of a message where tungstenite has it.
pub const MAX_MESSAGE_BYTES: usize = 64 * 1024 * 1024;

/// How many messages may wait for the socket before [`Connection::send`](crate::Connection::send)
/// refuses more. Each is a live task of some 300 bytes beside its payload; this many keep a fast
/// sender busy through any pause of the peer that is worth waiting for.
pub const MAX_PENDING_SENDS: usize = 16 * 1024;

/// How many bytes may wait for the socket before it refuses more: one message of the largest size. So at most two of them are
/// held at once, however long the peer does not read.
pub const MAX_PENDING_BYTES: usize = MAX_MESSAGE_BYTES;

/// The most that a ping carries, in bytes (RFC 6455, section 5.5).
pub const MAX_PING_BYTES: usize = wire::MAX_CONTROL_PAYLOAD;

/// The most that answers to pings may wait for the peer to read them, in bytes. A server that pings every second with all that a
/// ping can carry, and does not answer pings itself, comes so far in a day and a half; one that floods, in a second.
pub const MAX_UNREAD_PONGS: u64 = 16 * 1024 * 1024;
