//! What a person can ask for, as far as a button needs to know it. Each feature has an enum of its own.

use std::borrow::Cow;

use egui::KeyboardShortcut;

use crate::kit::language::Language;

/// Something that a person can ask for.
pub trait Command {
    /// How it is shown; `None` for what has no button.
    fn about(&self, language: Language) -> Option<About>;
}

/// How a command is shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct About {
    /// On the button.
    pub text: Cow<'static, str>,
    /// Over the button.
    pub tooltip: Cow<'static, str>,
    /// On the keyboard.
    pub shortcut: Option<KeyboardShortcut>,
}

/// Whether a command can be given now, or why not, in the language of the window.
pub type Usable = Result<(), Cow<'static, str>>;
