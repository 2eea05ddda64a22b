//! What a person can ask of the connection.

use super::texts::Text as T;
use crate::kit::command::{self, About};
use crate::kit::language::Language;

/// What a person can ask for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Command {
    /// Connect to the address in the field.
    Connect,
    /// End the connection.
    Disconnect,
    /// Stop trying to connect, or waiting for the next attempt.
    Cancel,
    /// Do not wait: begin the next attempt.
    Retry,
    /// Put this address into the field, and connect to it.
    UseAddress(String),
}

impl command::Command for Command {
    fn about(&self, language: Language) -> Option<About> {
        let (text, tooltip) = match self {
            Self::Connect => (T::Connect, T::ConnectTooltip),
            Self::Disconnect => (T::Disconnect, T::DisconnectTooltip),
            Self::Cancel => (T::Cancel, T::CancelTooltip),
            Self::Retry => (T::Retry, T::RetryTooltip),
            Self::UseAddress(_) => return None,
        };
        Some(About {
            text: text.say(language),
            tooltip: tooltip.say(language),
            shortcut: None,
        })
    }
}
