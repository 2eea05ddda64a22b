//! What a person can ask of the settings of a connection.

use crate::kit::command::{self, About};
use crate::kit::language::Language;

use super::details::RecordDetails;
use super::texts::Text as T;

/// What a person can ask for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Command {
    /// Record the details of connections when they are needed, or always.
    RecordDetails(RecordDetails),
}

impl command::Command for Command {
    fn about(&self, language: Language) -> Option<About> {
        let (text, tooltip) = match self {
            Self::RecordDetails(RecordDetails::WhenNeeded) => {
                (T::DetailsWhenNeeded, T::DetailsTooltip)
            }
            Self::RecordDetails(RecordDetails::Always) => (T::DetailsAlways, T::DetailsTooltip),
        };
        Some(About {
            text: text.say(language),
            tooltip: tooltip.say(language),
            shortcut: None,
        })
    }
}
