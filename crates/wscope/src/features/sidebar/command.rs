//! What a person can ask of the sidebar.

use egui::{Key, KeyboardShortcut, Modifiers};

use crate::kit::command::{self, About};
use crate::kit::language::Language;

use super::state::Section;
use super::texts::Text as T;

/// What a person can ask for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Command {
    /// Show the sidebar, or the rail instead.
    Show(bool),
    /// Show the sidebar with this section open.
    Open(Section),
    /// Open a section, or fold it.
    Fold(Section, bool),
}

impl command::Command for Command {
    fn about(&self, language: Language) -> Option<About> {
        let toggle = KeyboardShortcut::new(Modifiers::COMMAND, Key::B);
        let (text, tooltip, shortcut) = match self {
            Self::Show(true) => (T::Show, T::Show, Some(toggle)),
            Self::Show(false) => (T::Hide, T::Hide, Some(toggle)),
            Self::Open(section) => (section.name(), section.tooltip(), None),
            Self::Fold(..) => return None,
        };
        Some(About {
            text: text.say(language).into(),
            tooltip: tooltip.say(language).into(),
            shortcut,
        })
    }
}
