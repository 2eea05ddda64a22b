use std::ops::RangeInclusive;

use crate::search::{Directions, Kinds, Pattern, Words};
use crate::tag::Tag;
use crate::{Kind, Message};

/// Which messages a person wants to see: those that fulfil every condition. By default all.
#[derive(Clone, Debug)]
pub struct Filter {
    /// They went one of these ways.
    pub directions: Directions,
    /// They are of one of these kinds.
    pub kinds: Kinds,
    /// Their payload has so many bytes. That of a line about the connection is nothing that was
    /// said: it counts as empty.
    pub size: RangeInclusive<u64>,
    /// Their payload matches. A control frame may match by its words as well, and a line about the
    /// connection by nothing else, if there are [`words`](Self::words).
    pub pattern: Option<Pattern>,
    /// The words of what is shown with others than its payload.
    pub words: Option<Words>,
}

impl Default for Filter {
    fn default() -> Self {
        Self {
            directions: Directions::all(),
            kinds: Kinds::all(),
            size: 0..=u64::MAX,
            pattern: None,
            words: None,
        }
    }
}

impl Filter {
    /// Whether every message passes, so that the log can be shown as it is.
    pub fn is_everything(&self) -> bool {
        let is_any_size = self.size == (0..=u64::MAX);
        self.directions.is_all() && self.kinds.is_all() && is_any_size && self.pattern.is_none()
    }

    /// Whether this message passes.
    pub fn is_match(&self, message: &Message<'_>) -> bool {
        self.accepts(Tag::new(message.direction, message.kind), message.payload)
    }

    /// Whether a message with this tag and this payload passes.
    pub(super) fn accepts(&self, tag: Tag, payload: &[u8]) -> bool {
        let matches = |pattern: &Pattern| self.matches(pattern, tag.kind(), payload);
        self.accepts_record(tag, payload.len()) && self.pattern.as_ref().is_none_or(matches)
    }

    /// Whether a message passes whose payload has `bytes` and is known to match.
    pub(super) fn accepts_record(&self, tag: Tag, bytes: usize) -> bool {
        let bytes = match tag.kind() {
            Kind::Lifecycle => 0,
            Kind::Text | Kind::Binary | Kind::Ping | Kind::Pong => bytes as u64,
        };
        self.directions.contains(tag.direction())
            && self.kinds.contains(tag.kind())
            && self.size.contains(&bytes)
    }

    fn matches(&self, pattern: &Pattern, kind: Kind, payload: &[u8]) -> bool {
        match &self.words {
            Some(words) if !kind.is_data() => {
                let is_said = kind != Kind::Lifecycle && pattern.is_match(payload);
                is_said || pattern.is_match(words.say(kind, payload).as_bytes())
            }
            _ => pattern.is_match(payload),
        }
    }
}
