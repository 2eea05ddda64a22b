//! What a person can ask of the values that are watched.

use session::watch::Side;

use super::texts::Text as T;
use crate::kit::command::{self, About};
use crate::kit::language::Language;

/// What a person can ask for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Command {
    /// Show what is watched.
    Show,
    /// Watch what this path selects, if it is one.
    Add {
        /// The path as it was typed.
        path: Box<str>,
        /// In which messages.
        side: Side,
    },
    /// Watch this one no longer.
    Remove(usize),
    /// Select this row of the list.
    ShowRow(u64),
    /// Ask where to save all values.
    Save,
}

impl command::Command for Command {
    fn about(&self, language: Language) -> Option<About> {
        let (text, tooltip) = match self {
            Self::Show => (T::Show, T::ShowTooltip),
            Self::Save => (T::Save, T::SaveTooltip),
            Self::Add { .. } => (T::Add, T::AddTooltip),
            Self::Remove(_) | Self::ShowRow(_) => return None,
        };
        Some(About {
            text: text.say(language),
            tooltip: tooltip.say(language),
            shortcut: None,
        })
    }
}
