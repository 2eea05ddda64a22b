//! What a person can ask for. The window emits these; [`App`](crate::App) carries them out in one
//! place, at the end of the frame.

use egui::{Key, KeyboardShortcut, Modifiers};

use crate::language::{Language, Text};
use crate::theme::ThemeChoice;

/// One wish.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Command {
    /// Connect to the address in the field.
    Connect,
    /// End the connection.
    Disconnect,
    /// Stop trying to connect.
    Cancel,
    /// Put this address into the field, and connect to it.
    UseAddress(String),
    /// Send what the composer holds.
    Send,
    /// Ask whether the list may be cleared.
    AskClear,
    /// Clear the list.
    Clear,
    /// Show only what was received, or everything.
    ShowReceivedOnly(bool),
    /// Go to the newest row and follow.
    FollowNewest,
    /// Show the selected row in the detail pane, or close it.
    ShowDetail(Option<u64>),
    /// Put the message in the detail pane on the clipboard.
    Copy(CopyAs),
    /// Open the settings.
    OpenSettings,
    /// Close whatever dialog is open.
    CloseDialog,
    /// Speak this language.
    SetLanguage(Language),
    /// Wear this theme.
    SetTheme(ThemeChoice),
    /// Keep so many MiB of messages.
    SetBudgetMib(u32),
    /// End the program.
    Quit,
}

/// The form in which a message is copied.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CopyAs {
    /// As it reads.
    Text,
    /// Two digits a byte.
    Hex,
    /// RFC 4648, section 4.
    Base64,
}

/// How a command is shown.
pub struct About {
    /// On the button.
    pub text: Text<'static>,
    /// Over the button.
    pub tooltip: Text<'static>,
    /// On the keyboard.
    pub shortcut: Option<KeyboardShortcut>,
}

impl Command {
    /// Commands that have a shortcut.
    pub const WITH_SHORTCUT: [Self; 4] =
        [Self::Send, Self::AskClear, Self::OpenSettings, Self::Quit];

    /// How the command is shown, for those that have a button.
    pub fn about(&self) -> Option<About> {
        use Text as T;
        let command = |key| Some(KeyboardShortcut::new(Modifiers::COMMAND, key));
        let (text, tooltip, shortcut) = match self {
            Self::Connect => (T::Connect, T::ConnectTooltip, None),
            Self::Disconnect => (T::Disconnect, T::DisconnectTooltip, None),
            Self::Cancel => (T::Cancel, T::CancelTooltip, None),
            Self::Send => (T::Send, T::SendTooltip, command(Key::Enter)),
            Self::AskClear => (T::Clear, T::ClearTooltip, command(Key::L)),
            Self::FollowNewest => (T::NewBelow(0), T::NewBelowTooltip, None),
            Self::Copy(CopyAs::Text) => (T::CopyText, T::CopyTextTooltip, None),
            Self::Copy(CopyAs::Hex) => (T::CopyHex, T::CopyHexTooltip, None),
            Self::Copy(CopyAs::Base64) => (T::CopyBase64, T::CopyBase64Tooltip, None),
            Self::OpenSettings => (T::Settings, T::SettingsTooltip, command(Key::Comma)),
            Self::Quit => (T::Quit, T::QuitTooltip, command(Key::Q)),
            Self::UseAddress(_)
            | Self::Clear
            | Self::ShowReceivedOnly(_)
            | Self::ShowDetail(_)
            | Self::CloseDialog
            | Self::SetLanguage(_)
            | Self::SetTheme(_)
            | Self::SetBudgetMib(_) => return None,
        };
        Some(About {
            text,
            tooltip,
            shortcut,
        })
    }
}
