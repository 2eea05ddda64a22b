//! What a person can ask for above the list and in it: of the list itself, and of the window around it.

use std::borrow::Cow;

use egui::{Key, KeyboardShortcut, Modifiers};
use session::{Jump, Query};

use super::command::Command;
use super::texts::Text as T;
use crate::kit::command::{self, About};
use crate::kit::language::Language;
use crate::kit::list_mode::ListMode;

/// What a person can ask for. Rows are named by their place in the record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Action {
    /// Something of the list itself.
    List(Command),
    /// Show frames in the list, or messages.
    Switch(ListMode),
    /// Look for something else.
    LookFor(Box<Query>),
    /// Go from match to match.
    Jump(Jump),
    /// Freeze the rows, or let them flow again.
    Pause(bool),
    /// Clear the list.
    Clear,
    /// Ask which number to go to.
    AskGoTo,
    /// Ask where to save the message that is shown.
    AskSave,
    /// Record the details of every connection from the next one on, or only where they are needed.
    RecordDetails(bool),
    /// Go to the newest row and follow.
    FollowNewest,
    /// Give the rows the keyboard.
    FocusRows,
    /// Show a row in the inspector, or close that.
    Show(Option<u64>),
    /// Show what is said as a whole, where groups of messages can be left out.
    ShowConversation,
}

impl command::Command for Action {
    fn about(&self, language: Language) -> Option<About> {
        let keys = |modifiers, key| Some(KeyboardShortcut::new(modifiers, key));
        let (text, tooltip, shortcut) = match self {
            Self::List(command) => return command.about(language),
            Self::LookFor(_)
            | Self::Jump(_)
            | Self::RecordDetails(_)
            | Self::FocusRows
            | Self::Show(_) => return None,
            Self::Switch(mode) => {
                let (text, tooltip) = mode.about(language);
                return Some(About {
                    text,
                    tooltip,
                    shortcut: None,
                });
            }
            Self::Pause(true) => (T::Pause, T::PauseTooltip, None),
            Self::Pause(false) => (T::Continue, T::ContinueTooltip, None),
            Self::Clear => {
                let keys = keys(Modifiers::COMMAND | Modifiers::SHIFT, Key::L);
                (T::Clear, T::ClearTooltip, keys)
            }
            Self::AskGoTo => {
                let keys = keys(Modifiers::COMMAND, Key::G);
                (T::GoTo, T::GoToTooltip, keys)
            }
            Self::AskSave => {
                let keys = keys(Modifiers::COMMAND, Key::S);
                (T::SaveShown, T::SaveShownTooltip, keys)
            }
            Self::ShowConversation => (T::FilterGroups, T::FilterGroupsTooltip, None),
            Self::FollowNewest => (T::NewBelow(0), T::NewBelowTooltip, None),
        };
        let say = |text: T<'_>| -> Cow<'static, str> { text.say(language) };
        Some(About {
            text: say(text),
            tooltip: say(tooltip),
            shortcut,
        })
    }
}
