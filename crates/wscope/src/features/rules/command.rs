//! What a person can ask of the rules.

use super::texts::Text as T;
use crate::kit::command::{self, About};
use crate::kit::language::Language;
use crate::kit::rule_line::RuleLine;

/// What a person can ask for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Command {
    /// Send by itself what these say.
    Set(Vec<RuleLine>),
    /// Close the dialog.
    Close,
}

impl command::Command for Command {
    fn about(&self, language: Language) -> Option<About> {
        match self {
            Self::Set(_) => None,
            Self::Close => Some(About {
                text: T::Done.say(language),
                tooltip: T::Done.say(language),
                shortcut: None,
            }),
        }
    }
}
