//! What a person can ask of the forms.

use super::state::FormId;
use super::texts::Text as T;
use crate::kit::command::{self, About};
use crate::kit::language::Language;

/// What a person can ask for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Command {
    /// Fill in this form.
    Open(FormId),
    /// Send what it makes.
    Send,
    /// Put what it makes into the composer.
    Insert,
    /// Close it.
    Close,
}

impl command::Command for Command {
    fn about(&self, language: Language) -> Option<About> {
        let (text, tooltip) = match self {
            Self::Open(id) => (T::Open(*id), T::OpenTooltip),
            Self::Send => (T::Send, T::SendTooltip),
            Self::Insert => (T::Insert, T::InsertTooltip),
            Self::Close => (T::Close, T::Close),
        };
        Some(About {
            text: text.say(language),
            tooltip: tooltip.say(language),
            shortcut: None,
        })
    }
}
