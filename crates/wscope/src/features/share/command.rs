//! What a person can ask of the dialog.

use super::texts::Text as T;
use crate::kit::command::{self, About};
use crate::kit::language::Language;

/// What a person can ask for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Command {
    /// Ask where to save it.
    Save,
    /// Look through no more of the session.
    Stop,
    /// Close the dialog.
    Close,
}

impl command::Command for Command {
    fn about(&self, language: Language) -> Option<About> {
        let (text, tooltip) = match self {
            Self::Save => (T::Save, T::SaveTooltip),
            Self::Stop => (T::Stop, T::StopTooltip),
            Self::Close => (T::Cancel, T::Cancel),
        };
        Some(About {
            text: text.say(language),
            tooltip: tooltip.say(language),
            shortcut: None,
        })
    }
}
