//! What a person can ask of the comparison.

use crate::kit::command::{self, About};
use crate::kit::language::Language;

use super::texts::Text as T;

/// What a person can ask for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Command {
    /// Show the comparison, or go back to the messages.
    Show(bool),
    /// Begin to compare.
    Start,
    /// Compare no longer.
    Stop,
    /// Ask where to save what the comparison has come to.
    Save(Results),
    /// Explain the handshake and the frames.
    ExplainProtocol,
}

/// What a comparison has come to, as a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Results {
    /// As it is seen.
    Picture,
    /// All figures over time.
    Table,
}

impl command::Command for Command {
    fn about(&self, language: Language) -> Option<About> {
        let (text, tooltip) = match self {
            Self::Show(true) => (T::Open, T::OpenTooltip),
            Self::Show(false) => (T::Back, T::BackTooltip),
            Self::Start => (T::Start, T::StartTooltip),
            Self::Stop => (T::Stop, T::StopTooltip),
            Self::Save(Results::Picture) => (T::SavePicture, T::SavePictureTooltip),
            Self::Save(Results::Table) => (T::SaveTable, T::SaveTableTooltip),
            Self::ExplainProtocol => (T::ExplainProtocol, T::ExplainProtocolTooltip),
        };
        Some(About {
            text: text.say(language),
            tooltip: tooltip.say(language),
            shortcut: None,
        })
    }
}
