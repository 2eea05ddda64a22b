//! What a person can ask of the saved connections.

use egui::{Key, KeyboardShortcut, Modifiers};

use super::saved::Place;
use super::texts::Text as T;
use crate::IN_BROWSER;
use crate::kit::command::{self, About};
use crate::kit::language::Language;
use crate::kit::theme::TabColour;

/// What a person can ask for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Command {
    /// Save the connection of the tab that is looked at.
    Save,
    /// Add a folder.
    NewFolder,
    /// Connect to this one.
    Connect(u64),
    /// Connect a new tab to it.
    OpenInTab(u64),
    /// Call it otherwise.
    Rename(u64, String),
    /// Give it another colour.
    SetColour(u64, TabColour),
    /// Hide what is in a folder, or show it.
    Fold(u64, bool),
    /// Put it somewhere else.
    Move(u64, Place),
    /// Delete it, and what is in it.
    Delete(u64),
    /// Put back what was deleted last.
    UndoDelete,
    /// Try again what the keyring did not do.
    RetryKeyring,
    /// Use the variables of this environment; 0 for none.
    ChooseEnvironment(u64),
    /// Edit environments and their variables.
    EditEnvironments,
    /// Add connections from a file.
    Import,
    /// Write all connections to a file, without secrets.
    Export,
}

impl command::Command for Command {
    fn about(&self, language: Language) -> Option<About> {
        let save = KeyboardShortcut::new(Modifiers::COMMAND, Key::D);
        let (text, tooltip, shortcut) = match self {
            Self::Save => (T::Save, T::SaveTooltip, (!IN_BROWSER).then_some(save)),
            Self::NewFolder => (T::NewFolder, T::NewFolder, None),
            Self::Connect(_) => (T::Connect, T::ConnectTooltip, None),
            Self::OpenInTab(_) => (T::OpenInTab, T::OpenInTab, None),
            Self::Delete(_) => (T::Delete, T::DeleteTooltip, None),
            Self::UndoDelete => (T::Undo, T::UndoTooltip, None),
            Self::EditEnvironments => (T::EditEnvironments, T::EditEnvironmentsTooltip, None),
            Self::RetryKeyring => (T::RetryKeyring, T::RetryKeyringTooltip, None),
            Self::Import => (T::Import, T::ImportTooltip, None),
            Self::Export => (T::Export, T::ExportTooltip, None),
            Self::ChooseEnvironment(_) => return None,
            Self::Rename(..) | Self::SetColour(..) | Self::Fold(..) | Self::Move(..) => {
                return None;
            }
        };
        Some(About {
            text: text.say(language),
            tooltip: tooltip.say(language),
            shortcut,
        })
    }
}
