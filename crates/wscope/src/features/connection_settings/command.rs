//! What a person can ask of the settings of a connection.

use crate::kit::command::{self, About};
use crate::kit::language::Language;

use super::details::RecordDetails;
use super::setting::Setting;
use super::state::{FileField, Section};
use super::texts::Text as T;

/// What a person can ask for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Command {
    /// Record the details of connections when they are needed, or always.
    RecordDetails(RecordDetails),
    /// Put a value into the settings of the connection.
    Set(Setting),
    /// Look at a part of the settings.
    Open(Section),
    /// Type a token in.
    AddToken,
    /// Connect again, with what is filled in.
    ReconnectNow,
    /// Answer heartbeats from now on, and connect again.
    AnswerHeartbeats,
    /// Edit what is sent when a message matches.
    EditRules,
    /// Set everything back to the defaults.
    Reset,
    /// Take that back.
    UndoReset,
    /// Take over what a command line of another program says.
    Import(String),
    /// Take that back.
    UndoImport,
    /// Choose a file with the system's dialog.
    Browse(FileField),
}

impl command::Command for Command {
    fn about(&self, language: Language) -> Option<About> {
        let (text, tooltip) = match self {
            Self::RecordDetails(RecordDetails::WhenNeeded) => {
                (T::DetailsWhenNeeded, T::DetailsTooltip)
            }
            Self::RecordDetails(RecordDetails::Always) => (T::DetailsAlways, T::DetailsTooltip),
            Self::ReconnectNow => (T::ReconnectNow, T::Hint),
            Self::Reset => (T::Reset, T::Reset),
            Self::UndoReset => (T::UndoReset, T::UndoReset),
            Self::AddToken => (T::AddToken, T::LoginBearer),
            Self::AnswerHeartbeats => (T::AnswerAndReconnect, T::AnswerHeartbeatsTooltip),
            Self::EditRules => (T::EditRules, T::EditRulesTooltip),
            Self::UndoImport => (T::UndoImport, T::UndoImport),
            Self::Set(_) | Self::Open(_) | Self::Browse(_) | Self::Import(_) => return None,
        };
        Some(About {
            text: text.say(language),
            tooltip: tooltip.say(language),
            shortcut: None,
        })
    }
}
