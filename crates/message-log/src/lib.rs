//! What was said: an append-only log of messages and of events between them, bounded in bytes.
//!
//! The log is the one store behind a window that shows a connection. A message that is received
//! is appended at once; a window asks for the few messages that are visible. What either costs
//! does not depend on how many millions of messages there are.
//!
//! ```
//! use std::borrow::Cow;
//! use message_log::{Direction, Entry, Kind, MessageLog, Timestamp};
//!
//! let mut log = <MessageLog>::new(64 * 1024 * 1024);
//! let entry = Entry {
//!     direction: Direction::Received,
//!     kind: Kind::Text,
//!     at: Timestamp::from_micros(1_700_000_000_000_000),
//! };
//! let seq = log.append(entry, Cow::Borrowed(b"hello"))?;
//! assert_eq!(log.get(seq).map(|message| message.payload), Some(&b"hello"[..]));
//! # Ok::<(), message_log::TooLarge>(())
//! ```
//!
//! # The decision that shaped it
//!
//! Messages lie back to back in **pages** of about a mebibyte, beside small records of nine bytes a
//! message. A full page is sealed: it never changes again and is shared by reference count. All
//! else follows from that:
//!
//! - Appending copies the payload once, and a payload larger than a page is moved, not copied.
//! - Forgetting drops whole pages from the front, so it costs nothing a message.
//! - What lies in an [`Archive`], as a recording on disk, leaves memory without being forgotten: a place of some 130 bytes
//!   remains for 2048 messages, which are read again when somebody looks at one of them and let go of when nobody does. The log
//!   knows neither files nor how messages are written there; who writes them tells it where they lie.
//! - A message is named by its [`Seq`], which says in which page to look; nothing is renumbered
//!   when older messages go.
//! - What is no message, an event, lies beside the pages as it is, typed, and never becomes bytes.
//! - A search ([`search`]) clones the reference to a page under a short lock and reads it without
//!   one; a detail pane ([`MessageLog::share`]) keeps its message past eviction in the same way.
//! - The memory in use is known exactly, so the budget is in bytes, and [`Counters`] prove that
//!   nothing disappears uncounted: appended = kept + dropped.
//!
//! # What was rejected
//!
//! - One `Vec<u8>` a message costs an allocation and 40 bytes or more each, which is most of the
//!   memory when messages are small, and it scatters what a search wants to read in one sweep.
//! - One ring of bytes has no place for a message of 64 MiB, and a reader would need the lock for
//!   as long as it reads.
//! - A budget in messages bounds nothing: ten thousand messages are a megabyte or a terabyte.
//! - A database on disk is slower by orders of magnitude and does not exist in the browser. (An archive is written beside the
//!   log, not by it.)
//! - A stub for each page that left memory. Where a page ends follows from the budget and from when an archive was begun; places
//!   that are independent of it are small, and a file that was written elsewhere has them too.
//!
//! # What is deliberately absent
//!
//! No clock, no thread and no lock: time comes with each [`Entry`], and the caller decides what
//! guards the log. The crate runs unchanged in the browser.

pub mod search;

mod archive;
mod batch;
mod counters;
mod log;
mod message;
mod page;
mod page_view;
mod record;
mod seq;
mod shared_message;
mod tag;

pub use archive::{Archive, ArchiveId, ArchivedPage, PageBuilder, PageSource, Place};
pub use batch::{Batch, Room};
pub use counters::{Counters, Counts};
pub use log::{MessageLog, TooLarge};
pub use message::{Direction, Entry, Kind, Message, Timestamp};
pub use page_view::PageView;
pub use seq::Seq;
pub use shared_message::SharedMessage;
