//! What a person can ask of the frames.

use egui::{Key, KeyboardShortcut, Modifiers};
use session::{FrameQuery, Jump};

use super::texts::Text as T;
use crate::kit::command::{self, About};
use crate::kit::find_field::clear_filters;
use crate::kit::language::Language;
use crate::kit::list_mode::ListMode;

/// What a person can ask for. Frames and messages are named by their place in the record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Command {
    /// Show messages in the list, or frames.
    Switch(ListMode),
    /// Show frames in the list, and this one.
    Open(u64),
    /// Show a frame in the inspector, or close that.
    Show(Option<u64>),
    /// Show the message that a frame belongs to.
    ShowMessage(u64),
    /// Record frames from now on, or no longer.
    Record(bool),
    /// Connect again, so that frames can be recorded.
    ReconnectWithDetails,
    /// Put the selected frames on the clipboard, as they are on the wire.
    Copy,
    /// Fill in the form for a frame by hand with the frame that is selected.
    SendAgain,
    /// Look for other frames.
    LookFor(Box<FrameQuery>),
    /// Look for nothing, and show all frames.
    ClearFilters,
    /// Go from match to match.
    Jump(Jump),
    /// Give the rows the keyboard.
    FocusRows,
    /// Go to the newest frame and follow.
    FollowNewest,
    /// Clear the list.
    Clear,
}

impl command::Command for Command {
    fn about(&self, language: Language) -> Option<About> {
        let (text, tooltip) = match self {
            Self::Switch(mode) => {
                let (text, tooltip) = mode.about(language);
                return Some(About {
                    text,
                    tooltip,
                    shortcut: None,
                });
            }
            Self::ClearFilters => return Some(clear_filters(language)),
            Self::Record(true) => (T::Record, T::RecordTooltip),
            Self::Record(false) => (T::StopRecording, T::RecordTooltip),
            Self::ReconnectWithDetails => (T::Reconnect, T::ReconnectTooltip),
            Self::Copy => (T::Copy, T::CopyTooltip),
            Self::FollowNewest => (T::NewBelow(0), T::NewBelowTooltip),
            Self::Clear => (T::Clear, T::ClearTooltip),
            Self::ShowMessage(_) => (T::ShowMessage, T::ShowMessageTooltip),
            Self::SendAgain => (T::SendAgain, T::SendAgainTooltip),
            Self::Open(_) | Self::Show(_) | Self::LookFor(_) | Self::Jump(_) | Self::FocusRows => {
                return None;
            }
        };
        let shortcut = match self {
            Self::Copy => Some(KeyboardShortcut::new(Modifiers::COMMAND, Key::C)),
            Self::Clear => {
                let keys = Modifiers::COMMAND | Modifiers::SHIFT;
                Some(KeyboardShortcut::new(keys, Key::L))
            }
            _ => None,
        };
        Some(About {
            text: text.say(language),
            tooltip: tooltip.say(language),
            shortcut,
        })
    }
}
