//! What a person can ask of the form.

use wire::Withheld;

use super::texts::Text as T;
use crate::kit::command::{self, About};
use crate::kit::language::Language;

/// What a person can ask for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Command {
    /// Send the frame as it is described.
    Send,
    /// Hold these control frames back from now on.
    Withhold(Withheld),
    /// Connect again, so that frames can be sent.
    ReconnectWithDetails,
    /// Close the form.
    Close,
}

impl command::Command for Command {
    fn about(&self, language: Language) -> Option<About> {
        let (text, tooltip) = match self {
            Self::Send => (T::Send, T::SendTooltip),
            Self::ReconnectWithDetails => (T::Reconnect, T::ReconnectTooltip),
            Self::Close => (T::Done, T::Done),
            Self::Withhold(_) => return None,
        };
        Some(About {
            text: text.say(language),
            tooltip: tooltip.say(language),
            shortcut: None,
        })
    }
}
