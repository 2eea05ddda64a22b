//! Which messages the list shows, by what they say.

use std::collections::BTreeMap;

use payload::decoders::Kind;
use session::Sieve;
use session::conversation::{Conversation, Group, Likeness, Sifted};

use super::command::{Choice, Command};

/// Which messages the list shows, by what they say. By default all.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Choices {
    /// The method whose calls and answers alone are shown.
    method: Option<Box<str>>,
    groups: BTreeMap<Likeness, Choice>,
    /// Whether heartbeats that follow each other are one row.
    pub folds_heartbeats: bool,
    /// Whether messages of a group that follow each other are one row.
    pub folds_alike: bool,
}

impl Choices {
    /// The method whose calls and answers alone are shown.
    pub fn method(&self) -> Option<&str> {
        self.method.as_deref()
    }

    /// What was chosen for a group.
    pub(super) fn of(&self, group: &Likeness) -> Option<Choice> {
        self.groups.get(group).copied()
    }

    /// The groups of which this was chosen.
    pub(super) fn all(&self, choice: Choice) -> impl Iterator<Item = &Likeness> {
        let groups = self.groups.iter();
        groups.filter_map(move |(group, chosen)| (*chosen == choice).then_some(group))
    }

    /// Whether rows are left out.
    pub fn hides(&self) -> bool {
        self.method.is_some() || !self.groups.is_empty()
    }

    /// Does what was asked.
    pub fn apply(&mut self, command: &Command) {
        match command {
            Command::ChooseMethod(method) => self.method.clone_from(method),
            Command::ChooseGroup { group, choice } => {
                match choice {
                    Some(choice) => self.groups.insert((**group).clone(), *choice),
                    None => self.groups.remove(group),
                };
            }
            Command::ShowAll => {
                self.method = None;
                self.groups.clear();
            }
            Command::ShowRow(_)
            | Command::ShowMethods
            | Command::ShowSchemas
            | Command::SaveSchemas(_) => {}
        }
    }

    /// What leaves rows out of the list or folds them, if something does.
    pub fn sieve(&self, conversation: &Conversation) -> Option<Sieve> {
        let folds = self.folds_heartbeats || self.folds_alike;
        if !folds && !self.hides() {
            return None;
        }
        let choices = self.clone();
        Some(conversation.sieve(folds, move |group| choices.sifted(group)))
    }

    fn sifted(&self, group: Option<&Group>) -> Sifted {
        let is_narrowed = self.method.is_some() || self.all(Choice::Only).next().is_some();
        let Some(Group { likeness, .. }) = group else {
            // Events, and what nothing is known of.
            return if is_narrowed {
                Sifted::Hidden
            } else {
                Sifted::Shown
            };
        };
        let is_of_method = likeness.is_paired && likeness.name == self.method;
        let is_chosen = match self.of(likeness) {
            Some(Choice::Hide) => return Sifted::Hidden,
            Some(Choice::Only) => true,
            None => self.method.is_some() && is_of_method,
        };
        if is_narrowed && !is_chosen {
            Sifted::Hidden
        } else if self.folds_heartbeats && likeness.kind == Some(Kind::Heartbeat) {
            Sifted::Folded
        } else if self.folds_alike {
            Sifted::FoldedWithLike
        } else {
            Sifted::Shown
        }
    }
}
