//! When a message matches, another one is sent.

use std::collections::VecDeque;
use std::sync::Arc;
use std::time::{Duration, Instant};

use parking_lot::Mutex;
use payload::typed::Content;
use regex::bytes::Regex;
use serde_json::Value;
use serde_json_path::JsonPath;

use crate::json_path;

/// A rule is stopped when it fires more often than this in a second, or in a minute because of messages that hold what a rule sent:
/// against a server that sends back what it is sent, and so would be answered for ever. People and their programs answer less often.
pub const MAX_FIRINGS: usize = 50;
/// In this time.
const WINDOW: Duration = Duration::from_secs(1);
/// The same for what comes back. A server that takes more than a second for it is not kept busy by that, and one that asks now and then
/// with the word that a rule answers is to have its answers.
const RETURNED_WINDOW: Duration = Duration::from_mins(1);
/// A regular expression takes so much memory at most, in bytes: what people type takes a hundredth of it.
const MAX_REGEX_BYTES: usize = 1 << 20;

/// When a message matches, another one is sent.
#[derive(Clone)]
pub struct Rule {
    /// Which messages.
    pub matcher: Matcher,
    /// What is sent.
    pub answer: Content,
    /// How often it fired. Who keeps it can ask.
    pub firings: Firings,
}

impl Rule {
    /// Whether a message holds what this rule sends, as the answer of an echo does.
    pub(super) fn is_in(&self, payload: &[u8]) -> bool {
        let sent = match &self.answer {
            Content::Text(text) => text.as_bytes(),
            Content::Binary(bytes) => bytes,
        };
        match sent {
            [] => payload.is_empty(),
            sent => memchr::memmem::find(payload, sent).is_some(),
        }
    }
}

/// Which messages match.
#[derive(Clone, Debug)]
pub enum Matcher {
    /// Those that contain this.
    Contains(String),
    /// Those in which this regular expression finds something.
    Regex(Regex),
    /// JSON in which this finds a value that is equal.
    JsonPath {
        /// Where to look (RFC 9535), as it was written.
        text: String,
        /// The same, as it is looked for.
        path: JsonPath,
        /// The value.
        equals: Value,
    },
}

/// What is wrong with a matcher.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum MatcherFault {
    /// It would match every message.
    #[error("nothing to look for")]
    Empty,
    /// It is no regular expression, in the words of the library.
    #[error("{0}")]
    Regex(String),
    /// It is no `JSONPath`, in the words of the library.
    #[error("{0}")]
    JsonPath(String),
}

impl Matcher {
    /// What contains a text.
    ///
    /// # Errors
    /// It is empty.
    pub fn contains(text: &str) -> Result<Self, MatcherFault> {
        match text {
            "" => Err(MatcherFault::Empty),
            text => Ok(Self::Contains(text.to_owned())),
        }
    }

    /// Where a regular expression finds something.
    ///
    /// # Errors
    /// It is empty, or no regular expression.
    pub fn regex(expression: &str) -> Result<Self, MatcherFault> {
        if expression.is_empty() {
            return Err(MatcherFault::Empty);
        }
        let mut builder = regex::bytes::RegexBuilder::new(expression);
        let regex = builder.size_limit(MAX_REGEX_BYTES).build();
        regex
            .map(Self::Regex)
            .map_err(|error| MatcherFault::Regex(error.to_string()))
    }

    /// Where a `JSONPath` finds this value; what is no JSON is a text.
    ///
    /// # Errors
    /// It is no `JSONPath`.
    pub fn json_path(path: &str, equals: &str) -> Result<Self, MatcherFault> {
        if path.trim().is_empty() {
            return Err(MatcherFault::Empty);
        }
        let text = path.trim().to_owned();
        let path = json_path::compile(&text).map_err(|(_, why)| MatcherFault::JsonPath(why))?;
        let value = serde_json::from_str(equals);
        let equals = value.unwrap_or_else(|_| Value::String(equals.to_owned()));
        Ok(Self::JsonPath { text, path, equals })
    }

    /// Whether a message matches.
    pub fn matches(&self, payload: &[u8]) -> bool {
        match self {
            Self::Contains(text) => memchr::memmem::find(payload, text.as_bytes()).is_some(),
            Self::Regex(regex) => regex.is_match(payload),
            Self::JsonPath { text, path, equals } => {
                let Ok(json) = serde_json::from_slice::<Value>(payload) else {
                    return false;
                };
                // What would take too long to find does not match.
                let found = json_path::select(text, path, &json).unwrap_or_default();
                found.into_iter().any(|found| found == equals)
            }
        }
    }
}

/// How often a rule fired.
#[derive(Clone, Debug, Default)]
pub struct Firings(Arc<Mutex<State>>);

#[derive(Debug, Default)]
struct State {
    count: u64,
    /// When it fired in the last second.
    recent: Recent,
    /// When it fired because of what came back.
    returned: Recent,
    is_stopped: bool,
}

/// The times of the last firings.
#[derive(Debug, Default)]
struct Recent(VecDeque<Instant>);

impl Recent {
    /// Notes one more, if fewer than [`MAX_FIRINGS`] were within this time. Says whether it did.
    fn note(&mut self, now: Instant, window: Duration) -> bool {
        while let Some(first) = self.0.front()
            && now.saturating_duration_since(*first) >= window
        {
            self.0.pop_front();
        }
        let has_room = self.0.len() < MAX_FIRINGS;
        if has_room {
            self.0.push_back(now);
        }
        has_room
    }
}

/// It fired too often, and does so no more.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stopped;

impl Firings {
    /// How often it fired; and whether it was stopped.
    pub fn count(&self) -> (u64, Option<Stopped>) {
        let state = self.0.lock();
        (state.count, state.is_stopped.then_some(Stopped))
    }

    /// Lets it fire again after it was stopped.
    pub fn resume(&self) {
        let mut state = self.0.lock();
        state.is_stopped = false;
        state.recent = Recent::default();
        state.returned = Recent::default();
    }

    /// Counts, if it may fire now. `is_returned` says that the message holds what a rule sent.
    pub(super) fn may_fire(&self, now: Instant, is_returned: bool) -> bool {
        let mut state = self.0.lock();
        if state.is_stopped {
            return false;
        }
        let may = (!is_returned || state.returned.note(now, RETURNED_WINDOW))
            && state.recent.note(now, WINDOW);
        state.is_stopped = !may;
        state.count += u64::from(may);
        may
    }
}
