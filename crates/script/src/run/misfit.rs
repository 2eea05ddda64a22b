//! Why a message is not what was expected.

use std::fmt;

use message_log::Kind;
use payload::visible::shortened;

use super::difference::DiffLine;
use crate::units::Amount;

/// How many characters of a value are shown.
pub(super) const SHOWN_VALUE: usize = 200;

/// Why a message is not what was expected.
#[derive(Clone, Debug, PartialEq)]
pub enum Misfit {
    /// It is of another kind.
    Kind {
        /// What was expected.
        expected: Kind,
        /// What came.
        found: Kind,
    },
    /// It says something else.
    Differs(Vec<DiffLine>),
    /// It lacks something that was to be in it.
    Lacks(Vec<DiffLine>),
    /// This text is not in it.
    Contains(String),
    /// This regular expression does not match it.
    Unmatched(String),
    /// It has another size.
    Size {
        /// What was expected, in bytes.
        expected: Amount,
        /// What it has.
        found: u64,
    },
    /// It is not JSON.
    NotJson(String),
    /// It is too large to be looked at so.
    TooLarge {
        /// How, in words.
        what: &'static str,
        /// The most bytes.
        limit: usize,
    },
    /// It could not be checked by the schema, and why.
    Unchecked(String),
    /// The schema does not allow it.
    Schema(Vec<String>),
    /// Something else holds for what a path selects.
    Path {
        /// The line of the script.
        line: u32,
        /// The path.
        path: String,
        /// What was to hold.
        expected: String,
        /// What is selected.
        found: String,
    },
    /// The script cannot be carried out with the values that its variables have.
    Script(String),
    /// It fits to none of the messages that are still expected in any order.
    None {
        /// How many are.
        left: usize,
    },
}

impl Misfit {
    /// The comparison, where there is one.
    pub fn difference(&self) -> &[DiffLine] {
        match self {
            Self::Differs(lines) | Self::Lacks(lines) => lines,
            _ => &[],
        }
    }
}

impl fmt::Display for Misfit {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let kind = |kind: &Kind| match kind {
            Kind::Text => "a text message",
            Kind::Binary => "a binary message",
            Kind::Ping => "a ping",
            Kind::Pong => "a pong",
            Kind::Event => "an event",
        };
        match self {
            Self::Kind { expected, found } => {
                write!(
                    formatter,
                    "expected {}, and {} came",
                    kind(expected),
                    kind(found)
                )
            }
            Self::Differs(_) => write!(formatter, "the message differs from what was expected"),
            Self::Lacks(_) => write!(formatter, "the message does not include what was expected"),
            Self::Contains(text) => {
                write!(formatter, "the message does not contain {}", quoted(text))
            }
            Self::Unmatched(regex) => {
                write!(
                    formatter,
                    "the regular expression /{}/ does not match",
                    shortened(regex, SHOWN_VALUE)
                )
            }
            Self::Size { expected, found } => {
                write!(
                    formatter,
                    "expected a size of {expected} bytes; it has {found}"
                )
            }
            Self::NotJson(why) => write!(formatter, "the message {why}"),
            Self::TooLarge { what, limit } => {
                write!(
                    formatter,
                    "the message has more than {limit} bytes, and is too large {what}"
                )
            }
            Self::Unchecked(why) => {
                write!(
                    formatter,
                    "the message cannot be checked by the schema: {why}"
                )
            }
            Self::Schema(faults) => {
                write!(
                    formatter,
                    "the schema does not allow the message: {}",
                    faults.join("; ")
                )
            }
            Self::Path {
                path,
                expected,
                found,
                ..
            } => {
                write!(
                    formatter,
                    "{} {expected}: {found}",
                    shortened(path, SHOWN_VALUE)
                )
            }
            Self::Script(why) => formatter.write_str(why),
            Self::None { left: 1 } => {
                write!(formatter, "it is not the message that is still expected")
            }
            Self::None { left } => {
                write!(
                    formatter,
                    "it is none of the {left} messages that are still expected"
                )
            }
        }
    }
}

fn quoted(text: &str) -> String {
    format!("“{}”", shortened(text, SHOWN_VALUE))
}
