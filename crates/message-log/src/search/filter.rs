use std::ops::RangeInclusive;

use crate::search::{Directions, Kinds, Pattern, Words};
use crate::tag::Tag;
use crate::{Direction, Kind, Message, Seq, Timestamp};

/// Which messages a person wants to see: those that fulfil every condition. By default all.
#[derive(Debug)]
pub struct Filter<E = ()> {
    /// They went one of these ways.
    pub directions: Directions,
    /// They are of one of these kinds.
    pub kinds: Kinds,
    /// Their payload has so many bytes. That of an event is empty.
    pub size: RangeInclusive<u64>,
    /// Their payload matches. A control frame, and a message without a payload, may match by its words as well, and an event
    /// by nothing else.
    pub pattern: Option<Pattern>,
    /// The words of what is shown with others than its payload.
    pub words: Option<Words<E>>,
    /// The kinds that may match by their words beside their payload. Every kind does where the payload is empty.
    pub worded: Kinds,
}

// Derived, it would ask `E` to be `Clone`.
impl<E> Clone for Filter<E> {
    fn clone(&self) -> Self {
        Self {
            directions: self.directions,
            kinds: self.kinds,
            size: self.size.clone(),
            pattern: self.pattern.clone(),
            words: self.words.clone(),
            worded: self.worded,
        }
    }
}

impl<E> Default for Filter<E> {
    fn default() -> Self {
        Self {
            directions: Directions::all(),
            kinds: Kinds::all(),
            size: 0..=u64::MAX,
            pattern: None,
            words: None,
            worded: Kinds::from_iter([Kind::Ping, Kind::Pong]),
        }
    }
}

impl<E> Filter<E> {
    /// Whether every message passes, so that the log can be shown as it is.
    pub fn is_everything(&self) -> bool {
        let is_any_size = self.size == (0..=u64::MAX);
        self.directions.is_all() && self.kinds.is_all() && is_any_size && self.pattern.is_none()
    }

    /// Whether this message passes.
    pub fn is_match(&self, message: &Message<'_, E>) -> bool {
        let tag = Tag::new(message.direction, message.kind);
        self.accepts_record(tag, message.payload.len())
            && self
                .pattern
                .as_ref()
                .is_none_or(|pattern| self.matches(pattern, message))
    }

    /// Whether a message passes whose payload has `bytes` and is known to match.
    pub(super) fn accepts_record(&self, tag: Tag, bytes: usize) -> bool {
        self.directions.contains(tag.direction())
            && self.kinds.contains(tag.kind())
            && self.size.contains(&(bytes as u64))
    }

    /// Whether some message of the application passes because of words, not because of its payload.
    pub(super) fn finds_words(&self) -> bool {
        let (Some(pattern), Some(words)) = (&self.pattern, &self.words) else {
            return false;
        };
        let empty = |kind| Message {
            seq: Seq::FIRST,
            direction: Direction::Received,
            kind,
            at: Timestamp::default(),
            payload: &[],
            event: None,
        };
        let mut data = [Kind::Text, Kind::Binary].into_iter();
        data.any(|kind| {
            let says = || pattern.is_match(words.say(&empty(kind)).as_bytes());
            self.worded.contains(kind) || says()
        })
    }

    fn matches(&self, pattern: &Pattern, message: &Message<'_, E>) -> bool {
        let has_words = |words: &Words<E>| pattern.is_match(words.say(message).as_bytes());
        let by_words = || self.words.as_ref().is_some_and(has_words);
        if message.kind == Kind::Event {
            return by_words();
        }
        let has_words = message.payload.is_empty() || self.worded.contains(message.kind);
        pattern.is_match(message.payload) || (has_words && by_words())
    }
}
