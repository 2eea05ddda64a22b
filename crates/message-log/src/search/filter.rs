use std::ops::RangeInclusive;

use crate::search::{Directions, Kinds, Pattern, Words};
use crate::tag::Tag;
use crate::{Kind, Message};

/// Which messages a person wants to see: those that fulfil every condition. By default all.
#[derive(Debug)]
pub struct Filter<E = ()> {
    /// They went one of these ways.
    pub directions: Directions,
    /// They are of one of these kinds.
    pub kinds: Kinds,
    /// Their payload has so many bytes. That of an event is empty.
    pub size: RangeInclusive<u64>,
    /// Their payload matches. A control frame may match by its words as well, and an event by nothing else.
    pub pattern: Option<Pattern>,
    /// The words of what is shown with others than its payload.
    pub words: Option<Words<E>>,
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

    fn matches(&self, pattern: &Pattern, message: &Message<'_, E>) -> bool {
        let has_words = |words: &Words<E>| pattern.is_match(words.say(message).as_bytes());
        let by_words = || self.words.as_ref().is_some_and(has_words);
        match message.kind {
            Kind::Text | Kind::Binary => pattern.is_match(message.payload),
            Kind::Ping | Kind::Pong => pattern.is_match(message.payload) || by_words(),
            Kind::Event => by_words(),
        }
    }
}
