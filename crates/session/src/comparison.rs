//! Two records of a conversation, side by side: what one of them has and the other has not.
//!
//! Messages are aligned by their content, for each direction by itself: which message of one side crossed which of the other on
//! the way depends on time, and times are not compared. JSON is compared by its value, whatever the order of its members; what
//! [`Rules`] mask is left out. How connections began and ended is compared as far as both records tell it.
//!
//! # The decision that shaped it
//!
//! A record may have millions of messages, so it is read twice: first for a hash of each message, by which they are aligned
//! ([`operations`](payload::diff::operations), Myers), and then for the content of those that have no equal. Both are bounded: the number of messages, the time
//! for aligning, and how many differences are told with their content; more are counted.
//!
//! # What was rejected
//!
//! *Aligning both directions as one list.* Two clients of the same server send and receive the same messages in another
//! interleaving each time.

mod alignment;
mod compare;
mod content;
mod fields;
mod outcome;
mod outline;
mod pairing;
mod result;
mod rules;
mod unmatched;
mod volatile;

pub use self::compare::{CompareError, Source, compare};
pub use self::content::{Content, MAX_JSON_BYTES};
pub use self::fields::{FieldChange, FieldChanges};
pub use self::outcome::Outcome;
pub use self::result::{Amounts, Changes, ComparedMessage, Comparison, Difference, Side};
pub use self::rules::{RuleError, Rules};
pub use self::volatile::{Volatile, find_volatile};

#[cfg(test)]
mod tests;
