//! What the frames say, in English.

use std::borrow::Cow;

use data_encoding::HEXLOWER;

use super::text::Text as T;
use session::{Fault, FrameKind};

use crate::kit::event_texts::{close_fault, frame_fault};
use crate::kit::format::{count, counted};
use crate::kit::frame_fields::{Meaning, Opcode};
use crate::kit::language::Language;

pub(super) fn say(text: T<'_>) -> Cow<'static, str> {
    match text {
        T::Record => "Record frames".into(),
        T::StopRecording => "Stop recording frames".into(),
        T::RecordTooltip => {
            "Keep each frame as it is on the wire, over connections of this tab. Where messages are compressed, frames are always kept"
                .into()
        }
        T::Reconnect => "Reconnect with details".into(),
        T::ReconnectTooltip => {
            "Connect again through tokio-tungstenite, of which every frame can be recorded".into()
        }
        T::Copy => "Copy as hex".into(),
        T::CopyTooltip => "Copy the selected frames as they are on the wire, a line each".into(),
        T::Clear => "Clear".into(),
        T::ClearTooltip => "Remove all messages and frames from the list".into(),
        T::NewBelow(0) => "Newest ↓".into(),
        T::NewBelow(new) => format!("{} new ↓", count(new)).into(),
        T::NewBelowTooltip => "Go to the newest frame and follow new ones".into(),
        T::More => "More".into(),
        T::NoneSelected => "Select a frame first".into(),
        T::OneFrameOnly => "Only one frame at a time".into(),
        T::NotWhole => "Only the beginning of its payload is kept".into(),
        T::NoMessage => "It belongs to no message in the list".into(),
        T::SendAgain => "Send again as a frame by hand…".into(),
        T::SendAgainTooltip => "Fill in the form for a frame by hand with this frame".into(),
        T::TooMuchToCopy { limit } => {
            format!("The selected frames are more than {limit}: select fewer").into()
        }
        T::FindHint => {
            "Find an opcode by its name, frames of a message by #number, bytes of a payload as hex, or text"
                .into()
        }
        T::ShownFrames => "Frames shown".into(),
        T::AllFrames => "All".into(),
        T::SentOnly => "Sent only".into(),
        T::ReceivedOnly => "Received only".into(),
        T::Filter => "Filter".into(),
        T::FilterOn => "Filter ●".into(),
        T::Kind(FrameKind::All) => "All frames".into(),
        T::Kind(FrameKind::Control) => "Control frames only".into(),
        T::Kind(FrameKind::Fragments) => "Fragments only".into(),
        T::Kind(FrameKind::Broken) => "Broken rules only".into(),
        T::NothingMatches => "No matches".into(),
        T::NothingMatchesHint => {
            "There are frames, but the search or the filters above hide them".into()
        }
        T::Frames => "Frames".into(),
        T::Number => "Number".into(),
        T::Direction => "Direction".into(),
        T::Time => "Time".into(),
        T::Opcode => "Opcode".into(),
        T::Flags => "Bits".into(),
        T::Length => "Length".into(),
        T::Message => "Message".into(),
        T::Payload => "Payload".into(),
        T::Name(opcode) => name(opcode),
        T::Empty => "(empty)".into(),
        T::Compressed => "(compressed)".into(),
        T::Row {
            number,
            is_sent,
            opcode,
            flags,
            length,
            message,
            payload,
            fault,
        } => {
            let way = if is_sent { "sent" } else { "received" };
            let message = message.map_or_else(String::new, |number| format!(", message {number}"));
            let fault = fault.map_or_else(String::new, |_| ", breaks a rule".to_owned());
            format!("Frame {number}, {way}, {opcode}, {flags}, {length}{message}{fault}: {payload}")
                .into()
        }
        T::NoneYet => "No frames yet".into(),
        T::NoneYetHint => "Frames are recorded: each one is shown as a row here".into(),
        T::NextConnectionHint => "Frames are recorded from the next connection on".into(),
        T::NotRecorded => "Frames are not recorded".into(),
        T::NotRecordedHint => "Record them to see fragments, control frames and masks".into(),
        T::NeedsDetailsHint => {
            "This connection goes through ewebsock, which hides them. Reconnect with details to see them"
                .into()
        }
        T::NotInBrowser => "A browser hides frames from its pages".into(),
        T::NotInBrowserHint => "Use the wscope desktop program to see them".into(),
        T::SelectOne => "Select a frame to see every bit of it".into(),
        T::Numbered(number) => format!("Frame {}", count(number)).into(),
        T::Way { is_sent: true } => "sent".into(),
        T::Way { is_sent: false } => "received".into(),
        T::OfMessage(number) => format!("Message {}", count(number)).into(),
        T::ShowMessage => "Show its message".into(),
        T::ShowMessageTooltip => "Show the message that this frame belongs to".into(),
        T::IsCompressed => "compressed".into(),
        T::Form => "Shown as".into(),
        T::Bits => "Bits".into(),
        T::Wire => "On the wire".into(),
        T::Drawing => "Bits of the frame".into(),
        T::MoreBytes(rest) => format!("… and {} more", counted(rest, "byte", "bytes")).into(),
        T::IsCut { there, told } => format!("The first {there} of {told} are kept").into(),
        T::OtherLength { there, told } => {
            format!("The head says {told}, the payload has {there}").into()
        }
        T::Fault(broken) => fault(broken).into(),
        T::Field(meaning) => field(meaning),
    }
}

fn fault(fault: Fault) -> String {
    let language = Language::English;
    let (fault, section) = match fault {
        Fault::Head(fault) => (frame_fault(fault, language), fault.section()),
        Fault::Close(fault) => (close_fault(fault, language), fault.section()),
    };
    format!("Breaks a rule: {fault} (RFC 6455, section {section})")
}

fn name(opcode: Opcode) -> Cow<'static, str> {
    match opcode {
        Opcode::Continuation => "continuation".into(),
        Opcode::Text => "text".into(),
        Opcode::Binary => "binary".into(),
        Opcode::Close => "close".into(),
        Opcode::Ping => "ping".into(),
        Opcode::Pong => "pong".into(),
        Opcode::Reserved(bits) => format!("reserved {bits}").into(),
    }
}

fn field(meaning: &Meaning) -> Cow<'static, str> {
    match meaning {
        Meaning::Fin(true) => "1: last frame of its message".into(),
        Meaning::Fin(false) => "0: the message continues in another frame".into(),
        Meaning::Reserved(0) => "0: not used by an extension".into(),
        Meaning::Reserved(4) => "RSV1: compressed, if compression was agreed on".into(),
        Meaning::Reserved(bits) => format!("{bits:03b}: used by an extension").into(),
        Meaning::Opcode(opcode) => format!("{}: {}", opcode.bits(), name(*opcode)).into(),
        Meaning::Mask(true) => "1: masked, as a client must".into(),
        Meaning::Mask(false) => "0: not masked, as a server must".into(),
        Meaning::ShortLength(126) => "126: the length follows in 16 bits".into(),
        Meaning::ShortLength(127) => "127: the length follows in 64 bits".into(),
        Meaning::ShortLength(bytes) => length((*bytes).into()).into(),
        Meaning::LongLength(bytes) => length(*bytes).into(),
        Meaning::MaskingKey(key) => HEXLOWER.encode(key).into(),
        Meaning::Payload { key: Some(_) } => "each byte XORed with a byte of the key".into(),
        Meaning::Payload { key: None } => "as it is".into(),
    }
}

fn length(bytes: u64) -> String {
    format!("payload of {}", counted(bytes, "byte", "bytes"))
}
