//! Every bound of the server, and where the number comes from. Those of scenarios are in [`scenario::limits`].
//!
//! Those that a caller may choose are the defaults of [`Config`](crate::Config).

use std::time::Duration;

/// Default of [`Config::max_message_size`](crate::Config::max_message_size), in bytes: 64 MiB.
///
/// The limit that WebSocket clients written in Rust have unless told otherwise, so whatever they
/// can receive, this server can echo. A connection holds the memory of its largest message of more
/// than 1 MiB until it ends: tungstenite does not give it back. Where strangers can connect, choose
/// less.
pub const MAX_MESSAGE_SIZE: usize = 64 << 20;

/// Default of [`Config::max_frame_size`](crate::Config::max_frame_size), in bytes: as much as a message.
///
/// A message may come as a single frame, whatever its size, and browsers send it so.
pub const MAX_FRAME_SIZE: usize = MAX_MESSAGE_SIZE;

/// Default of [`Config::max_connections`](crate::Config::max_connections): 10,000.
///
/// An idle connection without compression holds less than 9.5 KiB, so this many fit into 95 MB. The operating system
/// often allows fewer open files; the accept loop waits in that case.
pub const MAX_CONNECTIONS: usize = 10_000;

/// How many connections may wait on a socket to be accepted: as many as there may be.
///
/// They may all come at once, and with a full queue the system drops what comes, so that its client tries again only after a
/// second or more. The system may allow fewer (`net.core.somaxconn` of Linux: 4096).
pub(crate) const LISTEN_BACKLOG: u32 = 10_000;

/// How many connections one address may have at one time, unless
/// [`Config::max_connections_per_address`](crate::Config::max_connections_per_address) says otherwise.
///
/// All clients of a lecture behind one router fit, and no address has more than a tenth of all connections.
pub const MAX_CONNECTIONS_PER_ADDRESS: usize = 1000;

/// Default of [`Config::handshake_timeout`](crate::Config::handshake_timeout).
///
/// A handshake is one round trip. A peer that needs longer than this is gone, or holds the connection open on purpose.
/// The connection of a browser that has loaded a page and requests nothing more is closed after this time.
pub const HANDSHAKE_TIMEOUT: Duration = Duration::from_secs(10);

/// Default of [`Config::idle_timeout`](crate::Config::idle_timeout): a day.
///
/// A person may be looking at a list that is complete. But the connection of a tab that was forgotten yesterday is closed.
pub const IDLE_TIMEOUT: Duration = DAY;

/// Default of [`Config::ping_interval`](crate::Config::ping_interval).
///
/// A ping leaves after one to two intervals of silence, so before the 60 s after which proxies such as nginx give up a
/// connection that carries nothing.
pub const PING_INTERVAL: Duration = Duration::from_secs(25);

/// Default of [`Config::pong_timeout`](crate::Config::pong_timeout).
///
/// A phone that changes from one network to another needs some seconds; with the interval, a peer that vanished is
/// noticed after little more than a minute.
pub const PONG_TIMEOUT: Duration = Duration::from_secs(30);

/// The longest time that is waited for anything.
///
/// As good as forever, and unlike [`Duration::MAX`] it leads to a point in time.
pub const MAX_WAIT: Duration = Duration::from_secs(365 * 24 * 60 * 60);

const DAY: Duration = Duration::from_secs(24 * 60 * 60);

/// The most bytes of a request before its body: the request line and all headers.
///
/// As much as other servers allow, so a request beyond this limit is refused nearly everywhere. A browser
/// with a long address and some cookies needs a fraction.
pub(crate) const MAX_HEADER_SIZE: usize = 8 << 10;

/// The most bytes that are collected for a peer while a file is sent to it.
///
/// One piece of a file as it is read from the disk. The buffer is gone when a WebSocket begins.
pub(crate) const HTTP_BUFFER_SIZE: usize = 64 << 10;

/// How many connections beyond the allowed number are being told so at once; any more are dropped
/// without an answer.
///
/// Each costs an open file for at most [`CLOSE_TIMEOUT`] and [`LINGER_TIMEOUT`].
pub(crate) const MAX_REFUSALS: usize = 64;

/// Bytes that tungstenite takes at once of what was read from a connection.
///
/// The buffer exists as long as the connection and is cleared before each use, so a large one costs
/// memory when there are many connections. A small one costs no system calls: those read into a
/// buffer of [`FAST_ECHO_BUFFER_SIZE`] below it. With a quarter of this, messages of 4 MiB take a fifth
/// longer.
pub(crate) const READ_BUFFER_SIZE: usize = 4 << 10;

/// Bytes read from a connection at once, and answered before they are written.
///
/// The largest message that is echoed in one frame fits, with its header. A connection has such a
/// buffer only while something is under way.
pub(crate) const FAST_ECHO_BUFFER_SIZE: usize = MAX_ECHO_FRAME_SIZE + 14;

/// How many buffers a thread keeps for the next connection that needs one.
///
/// More are in use at once only by large messages that have come in part.
pub(crate) const MAX_SPARE_BUFFERS: usize = 4;

/// After how long without anything to read a thread gives back the buffers that it keeps.
///
/// Longer than between the messages of most conversations; and a new buffer costs little beside waking up.
pub(crate) const SPARE_BUFFER_TIME: Duration = Duration::from_secs(1);

/// How much of a message that has come in part is kept in memory of its own while the rest is waited
/// for; with more than that, a connection keeps its buffer.
pub(crate) const MAX_SETTLED_SIZE: usize = 16 << 10;

/// How often a connection reads before it lets the others on its thread have a turn.
pub(crate) const READS_PER_TURN: u32 = 4;

/// After how many bytes a turn ends, however few reads they were, and the thread looks whether anything has come for others.
///
/// A mebibyte of the smallest messages is 150,000 of them and takes milliseconds. Shorter turns do without that look: it is
/// a system call.
pub(crate) const LONG_TURN: usize = 1 << 20;

/// Bytes of answers collected before they are written without waiting for a flush.
///
/// Enough that the cost of the system call does not matter.
pub(crate) const WRITE_BUFFER_SIZE: usize = 64 << 10;

/// The largest payload that is sent back in one frame; larger messages come back in several (RFC
/// 6455, section 5.4).
///
/// Three things depend on it. A connection's write buffer need not hold more than this. Whatever
/// could not be written at once is moved to the front of that buffer, which takes quadratic time.
/// And tungstenite, like others, refuses frames above 16 MiB unless told otherwise.
pub(crate) const MAX_ECHO_FRAME_SIZE: usize = 1 << 20;

/// Default of [`Config::max_write_buffer`](crate::Config::max_write_buffer): the most bytes of answers that wait for a
/// peer that does not read.
///
/// A full write buffer and one more frame fit, with a kibibyte for headers and control frames.
pub const MAX_WRITE_BUFFER_SIZE: usize =
    WRITE_BUFFER_SIZE + MAX_ECHO_FRAME_SIZE + WRITE_BUFFER_RESERVE;

/// What a write buffer needs besides payloads: room for the headers and for the control frames (at most 127 bytes each)
/// that tungstenite adds by itself.
pub(crate) const WRITE_BUFFER_RESERVE: usize = 1024;

/// The smallest [`Config::max_write_buffer`](crate::Config::max_write_buffer): with less, every message would be cut into
/// frames of a few bytes.
pub const MIN_WRITE_BUFFER_SIZE: usize = 16 << 10;

/// How many messages one connection handles before it lets the others on its thread have a turn.
///
/// A turn is then well under a millisecond, and the cost of changing over is not measurable.
pub(crate) const MESSAGES_PER_TURN: u32 = 1024;

/// How long a thread polls for more after a message before it sleeps.
///
/// Twice what it takes a client to be woken, to send again, and to be read. A thread with a message each millisecond is busy
/// for a tenth of its time.
pub(crate) const BUSY_POLL_TIME: Duration = Duration::from_micros(100);

/// How long a peer has to take our close frame and to answer it.
pub(crate) const CLOSE_TIMEOUT: Duration = Duration::from_secs(2);

/// How long the rest of what a peer sends is read and discarded after the last answer to it.
///
/// Closing a socket with unread data resets the connection, and a reset makes the peer lose what
/// it has not read yet, such as the close frame with the reason.
pub(crate) const LINGER_TIMEOUT: Duration = Duration::from_secs(1);

/// How long the connections have to end after a shutdown; what is left then is dropped.
pub(crate) const SHUTDOWN_TIMEOUT: Duration = Duration::from_secs(4);

/// How long what is dropped then may take to go: its thread has to come to the end of what it does. The program ends
/// without a thread that does not.
pub(crate) const DROP_TIMEOUT: Duration = Duration::from_millis(500);

/// How long to wait before accepting again when the operating system has nothing left to give,
/// such as open files.
///
/// The end of any connection cuts the wait short, so this is only for shortages made elsewhere.
pub(crate) const ACCEPT_PAUSE: Duration = Duration::from_secs(1);

/// How long a connection is silent before TCP asks whether the peer still exists.
///
/// Without it a machine that vanished, asleep or unplugged, would hold its place forever.
pub(crate) const KEEPALIVE_TIME: Duration = Duration::from_secs(60);

/// How often to look for a port that is free on every address of `localhost`.
pub(crate) const MAX_PORT_ATTEMPTS: u32 = 16;

/// How long a connection may hold its place whose scenario leaves no way to learn whether anybody is there, unless
/// [`Config::idle_timeout`](crate::Config::idle_timeout) is shorter.
///
/// `silent`, `stall`, `close/none` and `reset` send no pings, since what they show to a client is that nothing comes; and
/// `drip` may take that long until a ping can leave. Ten minutes are enough to see what any client makes of it.
pub(crate) const MAX_UNWATCHED_TIME: Duration = scenario::limits::MAX_SCENARIO_TIME;

/// The shortest time from one event of a run to the next: 50 a second.
pub(crate) const MIN_EVENT_TIME: Duration = Duration::from_millis(20);

/// The longest time from one event of a run to the next.
pub(crate) const MAX_EVENT_TIME: Duration = Duration::from_secs(10);

/// How large an event is unless it is told, in bytes: as small as may be.
pub(crate) const EVENT_SIZE: usize = MIN_EVENT_SIZE;

/// How small an event may be, in bytes: the number of any event of a run fits, and its time. In the run without an end both
/// outgrow it in the end, and so do its events.
pub(crate) const MIN_EVENT_SIZE: usize = 16;

/// How large an event may be, in bytes. With the backlog, an answer has at most 1 MiB.
pub(crate) const MAX_EVENT_SIZE: usize = 4 << 10;

/// How many events are there to be fetched: who comes later has missed those before. Five seconds at the highest rate.
pub(crate) const EVENT_BACKLOG: u64 = 256;

/// How long a run may be: what is to be learned from it has been seen long before.
pub(crate) const MAX_RUN_TIME: Duration = Duration::from_secs(600);

/// How many runs there may be at once. Each takes less than a kibibyte.
pub(crate) const MAX_RUNS: usize = 1000;

/// After how long without a request a run is forgotten. Clients poll every ten seconds at the least.
pub(crate) const RUN_IDLE_TIME: Duration = Duration::from_secs(60);

/// How long a request waits for an event: before proxies such as nginx give up, after 60 s, and with some room.
pub(crate) const MAX_EVENT_WAIT: Duration = Duration::from_secs(25);

/// How long a browser need not ask again whether a page from elsewhere may send a request: the longest that all of them
/// keep to.
pub(crate) const PREFLIGHT_AGE: Duration = Duration::from_secs(600);

// A shutdown waits for the ordinary end of every connection.
const _: () =
    assert!(CLOSE_TIMEOUT.as_millis() + LINGER_TIMEOUT.as_millis() < SHUTDOWN_TIMEOUT.as_millis());

// The program ends within the 5 s that it promises.
const _: () = assert!(SHUTDOWN_TIMEOUT.as_millis() + DROP_TIMEOUT.as_millis() < 5000);

// Less is not accepted by hyper.
const _: () = assert!(HTTP_BUFFER_SIZE >= 8192 && HTTP_BUFFER_SIZE >= MAX_HEADER_SIZE);
