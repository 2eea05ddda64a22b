//! What two records have in common and what not.

use message_log::{Direction, Kind};
use payload::diff::Diff;

use super::content::Content;
use super::fields::FieldChanges;
use super::outcome::Outcome;

/// One of two records.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Side {
    /// The one to which the other is compared.
    Left,
    /// The other one.
    Right,
}

/// What two records have in common and what not.
#[derive(Debug)]
pub struct Comparison {
    /// How much was compared on the left side.
    pub left: Amounts,
    /// How much was compared on the right side.
    pub right: Amounts,
    /// What differs: connections, then messages in the order of the left side.
    pub differences: Vec<Difference>,
    /// How many messages differ beside these.
    pub untold: u64,
    /// Of how many connections only one side tells how they ended. They are no differences.
    pub untold_ends: u64,
    /// In how many messages of both sides a path that is masked was not followed: that would take too long, or it is JSON that is compared as text.
    pub unmasked: u64,
    /// How many messages of both sides seem to be JSON, and are compared as texts because they are larger than
    /// [`MAX_JSON_BYTES`](super::MAX_JSON_BYTES): their fields are not, and none is left out.
    pub large_json: u64,
    /// Whether time was up, so that more is taken for changed than is.
    pub is_coarse: bool,
}

/// How much was compared.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Amounts {
    /// The messages.
    pub messages: u64,
    /// The connections, and attempts to connect.
    pub connections: u64,
}

/// Something in which two records differ.
#[derive(Debug)]
pub enum Difference {
    /// A connection began or ended otherwise, or only one side has it.
    Connection {
        /// Its number, from 1 on, and how it went on the left side.
        left: Option<(u64, Outcome)>,
        /// The same for the right side.
        right: Option<(u64, Outcome)>,
    },
    /// Two messages in the same place are not the same.
    Changed {
        /// Which way they went.
        direction: Direction,
        /// That of the left side.
        left: ComparedMessage,
        /// That of the right side.
        right: ComparedMessage,
        /// What differs in them.
        changes: Changes,
    },
    /// A message that only one side has.
    Only {
        /// That side.
        side: Side,
        /// Which way it went.
        direction: Direction,
        /// The message.
        message: ComparedMessage,
    },
    /// A message that both sides have, in another place among those of its direction.
    Moved {
        /// Which way it went.
        direction: Direction,
        /// The message, as the left side has it.
        left: ComparedMessage,
        /// Its number on the right side.
        right: u64,
    },
}

/// A message, as it is compared.
#[derive(Clone, Debug, PartialEq)]
pub struct ComparedMessage {
    /// Its number among all messages of its record, from 1 on.
    pub number: u64,
    /// What sort of message it is.
    pub kind: Kind,
    /// What it says, without what is masked.
    pub content: Content,
    /// Whether it seems to be JSON, and is compared as a text because it is larger than [`MAX_JSON_BYTES`](super::MAX_JSON_BYTES).
    pub is_large_json: bool,
}

/// What differs in two messages.
#[derive(Debug)]
pub enum Changes {
    /// Fields of JSON.
    Fields(FieldChanges),
    /// Lines of a text, or bytes.
    Rows(Box<Diff>),
}

impl Comparison {
    /// Whether nothing differs.
    pub fn is_equal(&self) -> bool {
        self.count() == 0
    }

    /// How much differs.
    pub fn count(&self) -> u64 {
        self.differences.len() as u64 + self.untold
    }
}
