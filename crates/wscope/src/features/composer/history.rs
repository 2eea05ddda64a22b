//! What was sent by hand, to be sent again.

use std::collections::VecDeque;

use serde::{Deserialize, Serialize};

use payload::typed::Form;

/// How many are remembered: more than anybody walks through.
const MAX_ENTRIES: usize = 50;
/// A text of more bytes is not remembered, so that all of them are a few megabytes at most.
const MAX_BYTES: usize = 64 * 1024;

/// A text and what it was meant as.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Draft {
    /// The text.
    pub text: String,
    /// What it is meant as.
    pub form: Form,
}

/// What was sent, and where the person is in it, as in a shell.
#[derive(Debug, Default)]
pub struct History {
    /// Newest last.
    entries: VecDeque<Draft>,
    /// Which of them is shown, and what was in the field before.
    place: Option<(usize, Draft)>,
}

impl History {
    /// Remembers what was sent.
    pub fn push(&mut self, draft: Draft) {
        self.place = None;
        if draft.text.len() > MAX_BYTES || self.entries.back() == Some(&draft) {
            return;
        }
        self.entries.push_back(draft);
        if self.entries.len() > MAX_ENTRIES {
            self.entries.pop_front();
        }
    }

    /// What was sent, newest first.
    pub fn iter(&self) -> impl Iterator<Item = &Draft> {
        self.entries.iter().rev()
    }

    /// The one before the one that is shown; `current` is what is in the field.
    pub fn older(&mut self, current: &Draft) -> Option<Draft> {
        let (index, draft) = match self.place.take() {
            // What was called up and then changed is a draft of its own.
            Some((index, draft)) if self.entries.get(index) == Some(current) => (index, draft),
            _ => (self.entries.len(), current.clone()),
        };
        let older = index.checked_sub(1).and_then(|at| self.entries.get(at));
        let found = older.cloned();
        self.place = Some((index.saturating_sub(1), draft)).filter(|_| !self.entries.is_empty());
        found
    }

    /// The one after the one that is shown; after the newest, what was in the field before.
    pub fn newer(&mut self, current: &Draft) -> Option<Draft> {
        let (index, draft) = self.place.take()?;
        if self.entries.get(index) != Some(current) {
            return None;
        }
        let newer = self.entries.get(index + 1).cloned();
        match newer {
            Some(newer) => {
                self.place = Some((index + 1, draft));
                Some(newer)
            }
            None => Some(draft),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn draft(text: &str) -> Draft {
        Draft {
            text: text.to_owned(),
            form: Form::Text,
        }
    }

    #[test]
    fn one_walks_through_it_and_back_to_the_draft() {
        let mut history = History::default();
        assert_eq!(history.older(&draft("x")), None);
        for text in ["a", "b", "b", "c"] {
            history.push(draft(text));
        }
        assert_eq!(history.iter().count(), 3);
        assert_eq!(history.newer(&draft("x")), None);
        let mut shown = draft("typing");
        for expected in ["c", "b", "a"] {
            shown = history.older(&shown).unwrap();
            assert_eq!(shown.text, expected);
        }
        assert_eq!(history.older(&shown), None);
        for expected in ["b", "c", "typing"] {
            shown = history.newer(&shown).unwrap();
            assert_eq!(shown.text, expected);
        }
        assert_eq!(history.newer(&shown), None);
    }

    #[test]
    fn what_was_called_up_and_changed_is_a_draft() {
        let mut history = History::default();
        history.push(draft("a"));
        history.push(draft("b"));
        history.older(&draft("")).unwrap();
        assert_eq!(history.older(&draft("b!")).unwrap().text, "b");
        assert_eq!(history.newer(&draft("b")).unwrap().text, "b!");
    }

    #[test]
    fn it_is_bounded() {
        let mut history = History::default();
        for number in 0..2 * MAX_ENTRIES {
            history.push(draft(&number.to_string()));
        }
        history.push(draft(&"x".repeat(MAX_BYTES + 1)));
        assert_eq!(history.iter().count(), MAX_ENTRIES);
        assert_eq!(history.iter().next().unwrap().text, "99");
    }
}
