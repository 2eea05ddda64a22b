//! Why a script failed.

use std::fmt;
use std::time::Duration;

use connection::{CloseError, CloseFrame, SendError};
use session::RecordedEvent;

use super::difference::DiffLine;
use super::misfit::Misfit;
use super::shown::ShownMessage;
use crate::error::listed;
use crate::units::ShownTime;

/// Why a script failed, and where.
#[derive(Clone, Debug, PartialEq)]
pub struct Failure {
    /// The line of the step, from 1 on.
    pub line: u32,
    /// The name of the connection that it is about, if it has one.
    pub connection: Option<String>,
    /// Why.
    pub fault: Fault,
    /// The messages that went over the connection last.
    pub last: Vec<ShownMessage>,
}

/// Why a script failed.
#[derive(Clone, Debug, PartialEq)]
pub enum Fault {
    /// A message came, and is not what was expected.
    Misfit(Misfit),
    /// What was expected did not come in time.
    TimedOut {
        /// What it was.
        what: &'static str,
        /// How long it was waited for.
        after: Duration,
        /// How many messages came that are not what was expected.
        others: u64,
        /// Why the last of them is not.
        last: Option<Box<Misfit>>,
        /// Of messages in any order: which of them are missing.
        unordered: Option<Box<MissingMessages>>,
    },
    /// A message came where none was expected.
    Noise,
    /// So many messages came that nothing expected.
    Unexpected(usize),
    /// The connection ended while something else was expected.
    Ended(Box<RecordedEvent>),
    /// The connection ended otherwise than was expected.
    EndedOtherwise {
        /// What was expected.
        expected: String,
        /// What happened.
        event: Box<RecordedEvent>,
    },
    /// It did not connect.
    NotConnected(Box<RecordedEvent>),
    /// It did not fail to connect as was expected.
    FailedOtherwise {
        /// What was expected.
        expected: String,
        /// What happened.
        event: Box<RecordedEvent>,
    },
    /// It connected where that was to fail.
    Connected,
    /// The response to the handshake is not what was expected.
    Response {
        /// What was expected.
        expected: String,
        /// What it has, or nothing.
        found: Vec<String>,
    },
    /// A connection with this name is open already.
    StillOpen,
    /// The connection is not open.
    NotOpen,
    /// It cannot be sent.
    Send(SendError),
    /// It cannot be closed so.
    Close(CloseError),
    /// More came than is kept until something is expected.
    Overrun,
    /// The script cannot be carried out with the values that its variables have, or a file cannot be used.
    Script(String),
}

/// What kind of failure it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Category {
    /// Something else happened than was expected.
    Expectation,
    /// The script itself cannot be carried out.
    Script,
    /// It could not connect.
    NotConnected,
    /// The connection ended abnormally.
    Abnormal,
}

impl Fault {
    /// What kind of failure it is.
    pub fn category(&self) -> Category {
        match self {
            Self::Misfit(Misfit::Script(_)) | Self::Script(_) | Self::StillOpen | Self::NotOpen => {
                Category::Script
            }
            Self::Send(_) | Self::Close(_) => Category::Script,
            Self::NotConnected(_) => Category::NotConnected,
            Self::Ended(event) if event.severity() != session::Severity::Quiet => {
                Category::Abnormal
            }
            Self::Misfit(_)
            | Self::TimedOut { .. }
            | Self::Noise
            | Self::Unexpected(_)
            | Self::Ended(_)
            | Self::EndedOtherwise { .. }
            | Self::FailedOtherwise { .. }
            | Self::Connected
            | Self::Response { .. }
            | Self::Overrun => Category::Expectation,
        }
    }

    /// The comparison, where there is one.
    pub fn difference(&self) -> &[DiffLine] {
        match self {
            Self::Misfit(misfit) => misfit.difference(),
            Self::TimedOut {
                last: Some(misfit), ..
            } => misfit.difference(),
            _ => &[],
        }
    }

    /// The line that is to blame, if it is another one than that of the step.
    pub fn line(&self) -> Option<u32> {
        match self {
            Self::Misfit(Misfit::Path { line, .. }) => Some(*line),
            _ => None,
        }
    }

    /// The sentence for it. `words` is that for how a connection ended.
    pub fn words(&self, words: &dyn Fn(&RecordedEvent) -> String) -> String {
        match self {
            Self::Misfit(misfit) => misfit.to_string(),
            Self::TimedOut {
                what,
                after,
                others,
                last,
                unordered,
            } => {
                let missing = unordered.as_ref().map(|missing| format!("; {missing}"));
                timed_out(what, *after, *others, last.as_deref()) + &missing.unwrap_or_default()
            }
            Self::Noise => "a message came where none was expected".to_owned(),
            Self::Unexpected(1) => "a message came that nothing expected".to_owned(),
            Self::Unexpected(count) => format!("{count} messages came that nothing expected"),
            Self::Ended(event) | Self::NotConnected(event) => words(event),
            Self::EndedOtherwise { expected, event }
            | Self::FailedOtherwise { expected, event } => {
                format!("expected {expected}; {}", words(event))
            }
            Self::Connected => "expected that it cannot connect; it is connected".to_owned(),
            Self::Response { expected, found } if found.is_empty() => {
                format!("expected {expected} in the response to the handshake; it is not there")
            }
            Self::Response { expected, found } => format!(
                "expected {expected} in the response to the handshake; it is {}",
                payload::visible::shortened(&listed(found), 400)
            ),
            Self::StillOpen => "the connection is open already: close it before".to_owned(),
            Self::NotOpen => "the connection is not open".to_owned(),
            Self::Send(error) => format!("it cannot be sent: {error}"),
            Self::Close(error) => format!("it cannot be closed so: {error}"),
            Self::Overrun => {
                "more came than is kept until it is expected; use expect, or ignore".to_owned()
            }
            Self::Script(why) => why.clone(),
        }
    }
}

fn timed_out(what: &str, after: Duration, others: u64, last: Option<&Misfit>) -> String {
    let after = ShownTime(after);
    let Some(last) = last else {
        return format!("no {what} came within {after}");
    };
    let others = match others {
        1 => "another one did".to_owned(),
        others => format!("{others} others did"),
    };
    format!("no such {what} came within {after}; {others}, the last: {last}")
}

/// What is told of messages that were expected in any order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MissingMessages {
    /// Those that are missing.
    pub missing: Vec<ExpectedMessage>,
    /// Those that came.
    pub came: Vec<ExpectedMessage>,
}

/// A message that is expected.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExpectedMessage {
    /// The line of the script on which it stands.
    pub line: u32,
    /// What stands there, cut.
    pub text: String,
}

/// So many are told, of those that are missing and of those that came.
const MAX_TOLD: usize = 10;

impl MissingMessages {
    /// Those of one sort, as far as they are told, and how many more there are.
    pub fn told(messages: &[ExpectedMessage]) -> (&[ExpectedMessage], usize) {
        let told = messages.len().min(MAX_TOLD);
        (&messages[..told], messages.len() - told)
    }
}

impl fmt::Display for MissingMessages {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let list = |messages| {
            let (told, more) = Self::told(messages);
            let told = told.iter();
            let mut list: Vec<_> = told
                .map(|one| format!("{} (line {})", one.text, one.line))
                .collect();
            if more > 0 {
                list.push(format!("{more} more"));
            }
            list.join(", ")
        };
        write!(f, "missing: {}", list(&self.missing))?;
        match self.came.is_empty() {
            true => f.write_str("; none of the others came"),
            false => write!(f, "; came: {}", list(&self.came)),
        }
    }
}

/// A close frame in words.
pub(super) fn close_words(frame: &CloseFrame) -> String {
    let code = frame.code.map_or("without a code".to_owned(), |code| {
        format!("with code {code}")
    });
    match &*frame.reason {
        "" => format!("a close frame {code}"),
        reason => format!(
            "a close frame {code} and the reason “{}”",
            payload::visible::shortened(reason, 200)
        ),
    }
}
