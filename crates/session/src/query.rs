//! What the person looks for, as they typed and ticked it.

use message_log::search::{Directions, Fallback, Kinds, Pattern, PatternSyntax};
use message_log::{Direction, Kind};

use crate::search::Filter;

/// What the person looks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Query {
    /// The text to find; empty for none.
    pub text: String,
    /// Whether the text is a regular expression.
    pub is_regex: bool,
    /// `true`: rows without a match are hidden; `false`: matches are highlighted.
    pub hides_others: bool,
    /// Messages that went one of these ways.
    pub directions: Directions,
    /// Messages of one of these kinds.
    pub kinds: Kinds,
    /// Messages of at least so many bytes.
    pub min_bytes: u64,
    /// Messages of at most so many bytes.
    pub max_bytes: u64,
}

impl Default for Query {
    fn default() -> Self {
        Self {
            text: String::new(),
            is_regex: false,
            hides_others: true,
            directions: Directions::all(),
            kinds: Kinds::all(),
            min_bytes: 0,
            max_bytes: u64::MAX,
        }
    }
}

impl Query {
    /// Whether only what was received is shown, as on the page of the course.
    pub fn is_received_only(&self) -> bool {
        self.directions == received()
    }

    /// Shows only what was received, or what went any way.
    pub fn set_received_only(&mut self, only: bool) {
        self.directions = if only { received() } else { Directions::all() };
    }

    /// Whether it leaves out messages by anything but their text.
    pub fn is_narrowed(&self) -> bool {
        !self.filter(None).is_everything()
    }

    /// The text as a pattern, or `None` if there is none.
    pub fn pattern(&self) -> Option<Pattern> {
        let syntax = if self.is_regex {
            PatternSyntax::Regex
        } else {
            // As rows show what has no form of its own.
            PatternSyntax::Escaped
        };
        (!self.text.is_empty()).then(|| Pattern::compile(&self.text, syntax))
    }

    /// Everything but the text, and this pattern. The words it is looked for in depend on the language.
    pub(crate) fn filter(&self, pattern: Option<Pattern>) -> Filter {
        Filter {
            directions: self.directions,
            kinds: self.kinds,
            size: self.min_bytes..=self.max_bytes,
            pattern,
            words: None,
            worded: self.worded(),
        }
    }

    /// What is found by what a row shows of it. The digits of binary messages are looked at only where they may be meant:
    /// there may be millions of them.
    fn worded(&self) -> Kinds {
        let is_digit = |c: char| matches!(c, '0'..='9' | 'a'..='f' | ' ');
        let may_be_digits = self.is_regex || self.text.chars().all(is_digit);
        let mut worded = Kinds::from_iter([Kind::Ping, Kind::Pong]);
        worded.set(Kind::Binary, may_be_digits);
        worded
    }

    /// Selects a direction or no longer does.
    pub fn set_direction(&mut self, direction: Direction, is_wanted: bool) {
        self.directions.set(direction, is_wanted);
    }

    /// Selects a kind or no longer does.
    pub fn set_kind(&mut self, kind: Kind, is_wanted: bool) {
        self.kinds.set(kind, is_wanted);
    }
}

/// Why a regular expression is searched for as a literal text, in the engine's words.
pub fn explain(fallback: &Fallback) -> String {
    match fallback {
        Fallback::Broken { detail } => detail.clone(),
        Fallback::TooLarge { .. } => fallback.to_string(),
    }
}

fn received() -> Directions {
    [Direction::Received].into_iter().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn received_only_is_a_choice_of_directions() {
        let mut query = Query::default();
        assert!(!query.is_received_only() && !query.is_narrowed());
        query.set_received_only(true);
        assert!(query.is_received_only() && query.is_narrowed());
        query.set_direction(Direction::Sent, true);
        assert!(!query.is_received_only() && query.is_narrowed());
        query.set_received_only(false);
        assert!(!query.is_narrowed());
    }

    #[test]
    fn a_broken_expression_is_searched_for_literally() {
        let query = Query {
            text: "a(b".to_owned(),
            is_regex: true,
            ..Query::default()
        };
        let pattern = query.pattern().unwrap();
        assert!(pattern.fallback().is_some());
        assert!(pattern.is_match(b"xa(by"));
    }
}
