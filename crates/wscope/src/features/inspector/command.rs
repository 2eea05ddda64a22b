//! What a person can ask of the inspector.

use connection::SecretAddress;

use crate::kit::command::{self, About};
use crate::kit::language::Language;
use crate::kit::protocol_choice::ProtocolChoice;

use super::texts::Text as T;

/// What a person can ask for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Command {
    /// Show this page.
    Show(Page),
    /// Show it no longer, and select no row.
    Close,
    /// Select the row beside the selected one.
    Step(Neighbour),
    /// Show messages in this form.
    ShowAs(Format),
    /// Show messages beside the one that they are compared with.
    ShowDiff,
    /// Hold the message to compare others with it, or let it go.
    Compare(bool),
    /// Show these two beside each other, by their names in the log.
    CompareBoth {
        /// The one that is held.
        held: u64,
        /// The one that is shown.
        shown: u64,
    },
    /// Put the message on the clipboard.
    Copy(CopyAs),
    /// Put the `JSONPath` of the chosen line on the clipboard.
    CopyPath,
    /// Watch the value of the chosen line in all messages. A page in a browser has no such thing.
    WatchValue,
    /// Fold every part of the JSON, or unfold all.
    FoldAll(bool),
    /// Put the message into the composer.
    Edit,
    /// Ask where to save the message.
    Save,
    /// Put what is known of the connection on the clipboard.
    CopyConnection,
    /// Show the handshake in this form.
    ShowHandshake(HandshakeForm),
    /// Connect anew, and record the details.
    ReconnectWithDetails,
    /// Compute what other parameters of compression would have given.
    CompareParameters,
    /// Show the newest connection instead of an earlier one.
    ShowNewest,
    /// Show the frames of the message, by the name of the first.
    ShowFrames(u64),
    /// Show the row with this name in the log.
    ShowRow(u64),
    /// Decode the messages of the connection in another protocol.
    DecodeAs(ProtocolChoice),
    /// Answer heartbeats from now on, or no longer.
    AnswerHeartbeats(bool),
    /// Explain what a frame is made of.
    ExplainFrames,
    /// Connect to the address to which the server sent.
    Follow(SecretAddress),
}

/// A page of the inspector.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Page {
    /// One message, whole.
    #[default]
    Message,
    /// How the connection came about and ended.
    Connection,
    /// What is said over it as a whole. A page in a browser has none.
    Conversation,
    /// How it is set up.
    Settings,
}

/// Which of the rows beside the selected one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Neighbour {
    /// The one above.
    Previous,
    /// The one below.
    Next,
}

/// The form in which a message is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// JSON, indented, without a change to any token.
    Json,
    /// As it reads.
    Text,
    /// As a hex dump.
    Hex,
    /// What was on the wire, compressed, as a hex dump.
    Compressed,
}

/// How the handshake is shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum HandshakeForm {
    /// With what each line is for.
    #[default]
    Annotated,
    /// As it was.
    Raw,
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

impl command::Command for Command {
    fn about(&self, language: Language) -> Option<About> {
        let (text, tooltip) = match self {
            Self::Close => (T::Close, T::Close),
            Self::Step(Neighbour::Previous) => (T::Previous, T::Previous),
            Self::Step(Neighbour::Next) => (T::Next, T::Next),
            Self::Copy(CopyAs::Text) => (T::CopyText, T::CopyTextTooltip),
            Self::Copy(CopyAs::Hex) => (T::CopyHex, T::CopyHexTooltip),
            Self::Copy(CopyAs::Base64) => (T::CopyBase64, T::CopyBase64Tooltip),
            Self::CopyPath => (T::CopyPath, T::CopyPathTooltip),
            Self::WatchValue => (T::WatchValue, T::WatchValueTooltip),
            Self::FoldAll(true) => (T::FoldAll, T::FoldAll),
            Self::FoldAll(false) => (T::UnfoldAll, T::UnfoldAll),
            Self::Edit => (T::Edit, T::EditTooltip),
            Self::Save => (T::Save, T::SaveTooltip),
            Self::Compare(true) => (T::Compare, T::CompareTooltip),
            Self::Compare(false) => (T::StopComparing, T::CompareTooltip),
            Self::CopyConnection => (T::CopyConnection, T::CopyConnectionTooltip),
            Self::ReconnectWithDetails => (T::Reconnect, T::ReconnectTooltip),
            Self::CompareParameters => (T::CompareParameters, T::CompareParametersTooltip),
            Self::ShowNewest => (T::ShowNewest, T::ShowNewest),
            Self::ShowFrames(_) => (T::ShowFrames, T::FramesTooltip),
            Self::ExplainFrames => (T::ExplainFrames, T::ExplainFramesTooltip),
            Self::Follow(_) => (T::Follow, T::FollowTooltip),
            Self::Show(Page::Message) => (T::ShowMessage, T::ShowMessageTooltip),
            Self::Show(Page::Connection) => (T::ShowConnection, T::ShowConnectionTooltip),
            // These have commands of their own.
            Self::Show(Page::Conversation | Page::Settings)
            | Self::ShowRow(_)
            | Self::DecodeAs(_)
            | Self::AnswerHeartbeats(_)
            | Self::ShowAs(_)
            | Self::ShowDiff
            | Self::ShowHandshake(_)
            | Self::CompareBoth { .. } => return None,
        };
        Some(About {
            text: text.say(language),
            tooltip: tooltip.say(language),
            shortcut: None,
        })
    }
}
