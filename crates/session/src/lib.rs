//! A connection with its record: what was said over it, what happened to it, how that is searched, and what is measured.
//!
//! A window, a command line and a page are front ends of a [`Session`], which depends on none of them: it is given the
//! [`Transport`](connection::Transport) that carries the bytes and a function that it calls when there is something new to
//! see.
//!
//! # The decision that shaped it
//!
//! The socket writes the log; readers only read it. What arrives is stamped and appended where it arrives, on the
//! thread of the socket, so nothing waits for a window. First the record, then the call: who is woken finds what was
//! recorded. It is called once until [`Session::poll`], however much arrives meanwhile.
//!
//! # Locks
//!
//! There are five, and they are taken in this order: what carries the connection, its state, the place up to which a [`Follower`] has read,
//! the record, and the results of a search. Callers cannot get the order wrong, because no guard leaves this crate: what is asked for comes as a
//! copy, or a function is lent the log ([`Session::with_log`]). Inside such a function everything that a shared session
//! offers may be called, for it reads only; what writes needs `&mut Session`, which the borrow checker does not give. A [`Sender`](connection::Sender)
//! writes too, from another thread, and must not be used inside.
//!
//! # Frames
//!
//! Where a connection tells of frames, they go into a log of their own beside that of messages, with a budget of its own, and
//! each message knows which frames it came in ([`Session::with_frames`]).
//!
//! # Reading everything
//!
//! A window may skip what the log has forgotten. A program that writes everything down may not, so a session can be made
//! together with a [`Follower`]: then the socket waits before it would push out what was not read. It may be handed the frames as well
//! ([`Session::with_frame_follower`]), of which only the newest are kept then.
//!
//! # On disk
//!
//! A session can record everything into a file ([`Session::record_to`]). The file is an archive of the log: what is written may
//! leave memory, and is read back when somebody looks. A thread of its own follows the record as a [`Follower`] does, so the
//! socket waits before memory is full of what is not written. A file that is opened is an archive from the beginning
//! ([`files::open`]), and nothing of it is in memory.
//!
//! What remains of a page that left memory is its place in the file; no index is written beside it. A recording is an ordinary
//! file of a session, can be read while it is written, and is whole up to its last line however the program ended.
//!
//! # What was rejected
//!
//! - *Handing out a guard of the record.* It hands out the order of locks with it, and the socket waits for as long as
//!   somebody keeps it.
//! - *A queue from the socket to the disk.* It would hold once more what is in memory already, and be full when the disk is slow.
//! - *A file of its own for what leaves memory.* It would be written beside the recording, by the same disk.
//! - *A queue from the socket to the window.* A hidden window would let it grow, or lose messages.

#[cfg(not(target_arch = "wasm32"))]
pub mod atomic_file;
mod clock;
#[cfg(not(target_arch = "wasm32"))]
pub mod comparison;
mod compression_table;
mod connection_record;
mod content;
pub mod conversation;
#[cfg(not(target_arch = "wasm32"))]
mod disk_recording;
pub mod files;
mod followed_frame;
mod follower;
mod frame_feed;
mod frame_query;
mod frames;
mod handshake;
pub mod json_path;
mod listener;
mod log;
pub mod mock;
mod pace;
mod probe;
mod query;
mod read_fault;
mod reader;
mod recorded_event;
mod recorder;
mod recording;
pub mod replay;
#[cfg(not(target_arch = "wasm32"))]
pub mod responder;
#[cfg(not(target_arch = "wasm32"))]
pub mod schemas;
mod search;
mod session;

mod taken;
mod traffic;
mod view;
mod waker;
#[cfg(not(target_arch = "wasm32"))]
pub mod watch;

pub use clock::now;
#[cfg(not(target_arch = "wasm32"))]
pub use compression_table::compression_table;
pub use compression_table::{CompressionTable, MAX_COMPARED};
pub use connection_record::{Amount, ConnectionRecord, RoundTrips};
pub use content::message_of;
#[cfg(not(target_arch = "wasm32"))]
pub use disk_recording::{RecordError, RecordingEnd, RecordingState};
pub use followed_frame::{FRAME_EXCERPT_BYTES, FollowedFrame};
pub use follower::{Follower, Passed, ReadOutcome, Unblocker, Unread};
pub use frame_feed::FrameFeed;
pub use frame_query::{FrameFilter, FrameKind, FrameQuery, OpcodeWords};
pub use frames::{
    Belonging, Compressed, CompressedPayload, Compression, Fault, FrameLog, Frames, OnWire, is_cut,
};
pub use log::{Log, LogMessage, SharedLogMessage};
pub use pace::{Pace, SHORTEST};
pub use probe::{
    Bar, ECHO_TIMEOUT, MAX_COUNT, MAX_RATE, MAX_SIZE, MIN_SIZE, Plan, ProbeSnapshot, QUANTILES,
    Tally,
};
pub use query::{Query, explain};
pub use read_fault::ReadFault;
pub use reader::Reader;
pub use recorded_event::{RecordedEvent, SettingsFault, Severity};
pub use recorder::{Ending, Handshake, Link, kind_of};
pub use search::{Filter as RowFilter, Sieve};
pub use session::{POLL_INTERVAL, Session, Snapshot};
pub use taken::Taken;
pub use traffic::{SECONDS, Second, Traffic};
pub use view::{Fold, FrameView, Jump, Progress, View, ViewRows};
