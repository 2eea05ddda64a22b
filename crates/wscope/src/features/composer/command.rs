//! What a person can ask of the composer.

use egui::{Key, KeyboardShortcut, Modifiers};

use super::texts::Text as T;
use crate::kit::command::{self, About};
use crate::kit::language::Language;

use super::history::Draft;

/// What a person can ask for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Command {
    /// Send what the composer holds.
    Send,
    /// Put this into the composer.
    Recall(Draft),
    /// Indent the JSON in the composer.
    FormatJson,
    /// Keep what the composer holds, under the name that was typed.
    KeepDraft,
    /// Forget the draft at this place.
    ForgetDraft(usize),
    /// Choose a file to send.
    Attach,
    /// Send the text in the field again, not what is attached.
    Detach,
    /// Look at what is attached.
    ViewAttachment,
    /// Send what the composer holds again and again.
    Repeat,
    /// Stop doing so.
    StopRepeat,
    /// Open the form for a frame put together by hand.
    MakeFrame,
    /// Add what the composer holds to the sequence that is open.
    AddToSequence,
    /// Do not show the tip again.
    DismissTip,
    /// Explain the handshake and the frames, as a tip offers it.
    ExplainProtocol,
}

impl command::Command for Command {
    fn about(&self, language: Language) -> Option<About> {
        let shared =
            |text: T<'_>, tooltip: T<'_>| (text.say(language), tooltip.say(language), None);
        let (text, tooltip, shortcut) = match self {
            Self::Send => (
                T::Send.say(language),
                T::SendTooltip.say(language),
                Some(KeyboardShortcut::new(Modifiers::COMMAND, Key::Enter)),
            ),
            Self::FormatJson => shared(T::FormatJson, T::FormatJsonTooltip),
            Self::KeepDraft => shared(T::Keep, T::KeepTooltip),
            Self::Attach => shared(T::Attach, T::AttachTooltip),
            Self::Detach => shared(T::Detach, T::Detach),
            Self::ViewAttachment => shared(T::ViewAttachment, T::ViewAttachmentTooltip),
            Self::Repeat => shared(T::Start, T::StartTooltip),
            Self::StopRepeat => shared(T::Stop, T::StopTooltip),
            Self::MakeFrame => shared(T::MakeFrame, T::MakeFrameTooltip),
            Self::AddToSequence => shared(T::AddToSequence, T::AddToSequenceTooltip),
            Self::DismissTip => {
                let text = T::DismissTip.say(language);
                (text.clone(), text, None)
            }
            Self::ExplainProtocol => {
                let text = T::HowItWorks.say(language);
                (text.clone(), text, None)
            }
            Self::Recall(_) | Self::ForgetDraft(_) => return None,
        };
        Some(About {
            text,
            tooltip,
            shortcut,
        })
    }
}
