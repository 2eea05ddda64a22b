//! What a person can ask of the scenarios.

use crate::kit::command::{self, About};
use crate::kit::language::Language;

use super::examples::Example;
use super::texts::Text as T;

/// A scenario to go to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Choice {
    /// Its whole address.
    pub address: String,
    /// What it is called.
    pub title: String,
    /// Messages to send to it.
    pub examples: Vec<Example>,
}

/// What a person can ask for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Command {
    /// Connect this tab to a scenario.
    Choose(Choice),
    /// Connect a new tab to it.
    OpenInTab(Choice),
    /// Save it as a connection.
    Save(Choice),
    /// Put the next message of the scenario into the composer.
    NextExample,
    /// Put the one before into it.
    PreviousExample,
    /// Ask the server again that was asked.
    AskAgain,
    /// Ask the server of this origin, which is somebody else's.
    Ask(String),
}

impl command::Command for Command {
    fn about(&self, language: Language) -> Option<About> {
        let text = match self {
            Self::OpenInTab(_) => T::OpenInTab,
            Self::Save(_) => T::Save,
            Self::NextExample => T::NextExample,
            Self::PreviousExample => T::PreviousExample,
            Self::AskAgain => T::AskAgain,
            Self::Choose(_) | Self::Ask(_) => return None,
        };
        Some(About {
            text: text.say(language),
            tooltip: text.say(language),
            shortcut: None,
        })
    }
}
