//! A recorded conversation that is done again: by the client, or by the server.
//!
//! A file may have several connections: those of a HAR, or those of a session that was connected more than once. A [`Survey`]
//! finds them, [`Acts`] tells what was done over one of them, and [`OneConnection`] all that is recorded of it. Both are told a file as it is read
//! ([`files::read`](crate::files::read)), so a long one is never held whole. A [`Schedule`] says when each is due.

mod acts;
mod attempts;
mod one_connection;
mod schedule;
mod survey;

pub use acts::{Act, Acts, RecordedAct};
pub use one_connection::{ConnectionSink, EachConnection, OneConnection};
pub use schedule::{BadSpeed, FASTEST, SLOWEST, Schedule, Speed};
pub use survey::{MAX_CONNECTIONS, RecordedConnection, RecordedEnding, Survey};

#[cfg(test)]
mod tests;
