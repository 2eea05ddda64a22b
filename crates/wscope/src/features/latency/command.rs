//! What a person can ask of the latency test.

use crate::kit::command::{self, About};
use crate::kit::language::Language;

use super::texts::Text as T;

/// What a person can ask for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Command {
    /// Show the panel, or hide it.
    Show(bool),
    /// Begin to send.
    Start,
    /// Send no more.
    Stop,
}

impl command::Command for Command {
    fn about(&self, language: Language) -> Option<About> {
        let (text, tooltip) = match self {
            Self::Show(true) => (T::Open, T::OpenTooltip),
            Self::Show(false) => (T::Close, T::Close),
            Self::Start => (T::Start, T::StartTooltip),
            Self::Stop => (T::Stop, T::StopTooltip),
        };
        Some(About {
            text: text.say(language),
            tooltip: tooltip.say(language),
            shortcut: None,
        })
    }
}
