//! What this face is limited to, and why.

use std::time::Duration;

use connection::MAX_MESSAGE_BYTES;

/// How much is recorded and not forgotten, in bytes: the largest message, and the events beside it.
pub(crate) const LOG_BUDGET_BYTES: u64 = (MAX_MESSAGE_BYTES + 4 * 1024 * 1024) as u64;

/// The longest line of the input that is sent, in bytes: what one may receive, one may send.
pub(crate) const MAX_LINE_BYTES: usize = MAX_MESSAGE_BYTES;

/// How much of the input is handed over at once, in bytes, if so much is there: enough that the hand-over costs nothing beside
/// the sending. Also the size of the buffers of input and output.
pub(crate) const BATCH_BYTES: usize = 64 * 1024;

/// How long to wait for room when too much waits to be sent. The queue takes thousands of messages, so this does not slow
/// down even a local connection, and nothing tells of room.
pub(crate) const BACKLOG_PAUSE: Duration = Duration::from_millis(1);

/// How long it must be quiet after as many messages have come as were sent: one of them may have been no answer, as the
/// greeting of a server, and then the answer is close behind it.
pub(crate) const ANSWERED_QUIET: Duration = Duration::from_millis(100);

/// So many bytes that were read or written, within the time of waiting, say that a large message is on its way: more than control
/// frames come to, and less than the slowest network carries of a message.
pub(crate) const MOVING_BYTES: u64 = 4 * 1024;

/// A message may be on its way for so many times the time of waiting: a minute for each second of it, in which a slow network carries a
/// message of some MiB. A message without end, as of empty fragments, is not waited for any longer.
pub(crate) const MOVING_WAITS: u32 = 60;

/// Work that takes longer than this tells how far it has come.
pub(crate) const PROGRESS_AFTER: Duration = Duration::from_millis(300);

/// So many characters of a text that came from elsewhere are shown in a line.
pub(crate) const SHOWN_CHARACTERS: usize = 200;

/// So many characters of a line are told on standard error, and of a line of a script in a report: more than a person reads, and than all but made
/// ones have.
pub(crate) const TOLD_CHARACTERS: usize = 1000;

/// So many of the connections of a file are listed, for a person to choose from.
pub(crate) const LISTED_CONNECTIONS: usize = 50;

/// How many clients `serve` serves at once unless the arguments say otherwise: more are refused. A test has a few, and this many take little
/// memory.
pub(crate) const MAX_CLIENTS: u16 = 1000;

/// How many connections to `serve` may be there at once over which no WebSocket was opened yet: more than begin at once in a test, beside the
/// open files of [`MAX_CLIENTS`].
pub(crate) const MAX_HANDSHAKES: usize = 128;

/// How long each of them is let be while others wait for its place: longer than a handshake takes over most networks.
pub(crate) const HANDSHAKE_GRACE: Duration = Duration::from_secs(1);

/// How long a client may take for its handshake with `serve`: longer than a slow network takes.
pub(crate) const REQUEST_TIMEOUT: Duration = Duration::from_secs(10);

/// How long `serve` waits for a client to answer its close frame: the program ends within [`END_TIMEOUT`] in any case.
pub(crate) const SERVER_CLOSE_TIMEOUT: Duration = Duration::from_secs(2);

/// How long `serve` waits after the system has refused it a connection, as when too many files are open: something may have ended.
pub(crate) const ACCEPT_PAUSE: Duration = Duration::from_millis(100);

/// How long to wait for answers unless the arguments say otherwise: longer than a slow network or a busy server takes.
pub(crate) const WAIT: Duration = Duration::from_secs(2);

/// How long `replay` and `serve` go on without being told how fast: longer than anybody waits for what they have recorded. A time in the file that is
/// years away is more likely to be wrong.
pub(crate) const LONGEST_REPLAY: Duration = Duration::from_secs(7 * 24 * 60 * 60);

/// How long closing may take: the transport gives a peer two seconds to take what was sent before.
pub(crate) const CLOSE_TIMEOUT: Duration = Duration::from_secs(3);

/// How long the program may take to end after a signal, or to write something of what is left, whatever hangs: longer than closing
/// takes.
pub(crate) const END_TIMEOUT: Duration = Duration::from_secs(5);

/// The longest time that can be asked for, in seconds: a year. Longer ones do not fit into the clocks of all systems.
pub(crate) const MAX_SECONDS: f64 = 365.0 * 24.0 * 60.0 * 60.0;

/// How many test scripts are carried out at once at most: each has a thread, and one for each of its connections.
pub(crate) const MAX_PARALLEL: u16 = 64;

/// How long closing each connection of a test may take after a signal: what was done until then is still to be reported.
pub(crate) const INTERRUPTED_CLOSE_TIMEOUT: Duration = Duration::from_millis(300);
/// The largest file with a secret that an argument names, in bytes: more than any server accepts in a header.
pub(crate) const MAX_SECRET_BYTES: u64 = 64 * 1024;

/// The shortest time between pings that can be asked for, in seconds: more often, they would be a load.
pub(crate) const MIN_PING_SECONDS: f64 = 0.01;

/// How much of a message a terminal shows, in bytes: more than fills a screen, and little enough that a flood of large messages
/// does not take its time. Its size is told.
pub(crate) const SHOWN_BYTES: usize = 4 * 1024;

/// How many lines are kept in the history of what was typed.
pub(crate) const HISTORY_LINES: usize = 1000;

/// The most that waits in memory for a client of `wsc serve`, in bytes: one message of the largest size, and what is written before
/// one that is large. Pongs to a client that pings and never reads wait within it too.
pub(crate) const MAX_UNREAD_BYTES: usize = MAX_MESSAGE_BYTES + 8 * 1024 * 1024;

/// How long input that is on its way is waited for once the other side has closed: whether something was not sent is to be told.
pub(crate) const LATE_INPUT: Duration = Duration::from_millis(200);

/// The most that messages of all clients of `wsc serve` take together that have begun and not ended, in bytes: four of the largest on their way
/// at once. The client that exceeds it is closed with 1009.
pub(crate) const MAX_UNFINISHED_BYTES: usize = 4 * MAX_MESSAGE_BYTES;

/// A message of a client may have begun with so many bytes whatever others have sent: most are smaller, and those of [`MAX_CLIENTS`] together take
/// little memory.
pub(crate) const SMALL_UNFINISHED_BYTES: usize = 64 * 1024;
