//! A session on its way to somebody else: what of it is kept, what of that is secret, and how it will read.

mod choices;
mod command;
mod expressions;
mod heading;
mod state;
mod survey;
mod texts;
mod view;

pub use choices::Choices;
pub use command::Command;
pub use state::{Draft, ShareForm};
pub use survey::{Replaced, Source};
pub use texts::Text;

/// What has become of a session that was saved to be shared.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Shared {
    /// How many messages and events are in the file.
    pub rows: u64,
    /// What was replaced in it.
    pub replaced: Vec<Replaced>,
    /// Values that are too short to be looked for elsewhere than where they were found.
    pub short: u64,
    /// Messages that were left out because they cannot be searched.
    pub unsearched: u64,
    /// Events that the format has no place for.
    pub left_out: u64,
}
