//! What a person can ask of a sequence.

use egui::{Key, KeyboardShortcut, Modifiers};

use crate::kit::command::{self, About};
use crate::kit::language::Language;

use super::example::Example;
use super::texts::Text as T;

/// What a person can ask for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Command {
    /// Show the sequence, or go back to the messages.
    Show(bool),
    /// Carry out all steps that are left.
    Run,
    /// Carry out the next step.
    Step,
    /// Carry out no more.
    Stop,
    /// Forget what came of it: it can be edited, and begins anew.
    Reset,
    /// Begin an empty one.
    New,
    /// Let the person choose a file, and open it.
    Open,
    /// Open a file that was open before.
    OpenRecent(String),
    /// Open one that comes with the program.
    OpenExample(Example),
    /// Write it to its file, or ask for one.
    Save,
    /// Ask where to write it.
    SaveAs,
    /// Make a script of what the list has, and open it.
    FromSession,
    /// Start the echo server of the program, which scripts call `{{server}}`.
    #[cfg(not(target_arch = "wasm32"))]
    StartServer,
    /// Let the person give this variable a value.
    SetVariable(String),
    /// Put the caret at a line and a column, both from 1 on.
    GoTo(u32, u32),
}

impl command::Command for Command {
    fn about(&self, language: Language) -> Option<About> {
        let keys = |modifiers, key| Some(KeyboardShortcut::new(modifiers, key));
        let (text, tooltip, shortcut) = match self {
            Self::Show(true) => (T::Open, T::OpenTooltip, None),
            Self::Show(false) => (T::Close, T::Close, None),
            Self::Run => (T::Run, T::RunTooltip, keys(Modifiers::COMMAND, Key::Enter)),
            Self::Step => (T::Step, T::StepTooltip, keys(Modifiers::NONE, Key::Space)),
            Self::Stop => (T::Stop, T::StopTooltip, None),
            Self::Reset => (T::Reset, T::ResetTooltip, None),
            Self::New => (T::New, T::NewTooltip, None),
            Self::Open => (T::OpenFile, T::OpenFileTooltip, None),
            Self::Save => (T::Save, T::SaveTooltip, keys(Modifiers::COMMAND, Key::S)),
            Self::SaveAs => (T::SaveAs, T::SaveAsTooltip, None),
            Self::FromSession => (T::FromSession, T::FromSessionTooltip, None),
            #[cfg(not(target_arch = "wasm32"))]
            Self::StartServer => (T::StartServer, T::StartServerTooltip, None),
            Self::SetVariable(name) => (T::SetVariable(name), T::SetVariableTooltip, None),
            Self::OpenRecent(_) | Self::OpenExample(_) | Self::GoTo(..) => return None,
        };
        Some(About {
            text: text.say(language),
            tooltip: tooltip.say(language),
            shortcut,
        })
    }
}
