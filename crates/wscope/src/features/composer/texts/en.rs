//! The composer, in English.

use std::borrow::Cow;

use super::text::Text as T;
use crate::kit::attach::AttachError;
use crate::kit::attach::largest;
use crate::kit::format::{count, counted, limit, size};
use payload::typed::{Flaw, Form, Malformed};

pub(super) fn say(text: T<'_>) -> Cow<'static, str> {
    match text {
        T::MessageToSend => "Message to send".into(),
        T::Send => "点击请求 Send".into(),
        T::SendTooltip => "Send the text as one message".into(),
        T::ComposerIsFull { limit } => {
            format!(
                "The text field is full: it holds {}",
                counted(limit as u64, "character", "characters")
            ).into()
        }
        T::More => "More ways to send".into(),
        T::SaveSnippet => "Save as snippet…".into(),
        T::SendKey => "send".into(),
        T::TypeJson => "Type a JSON value".into(),
        T::ValidJson => "Valid JSON · sent as typed, never reformatted".into(),
        T::Recording => "Recording".into(),
        T::Usage => "The echo server returns every message unchanged; select a row to see all of it".into(),
        T::FirstEcho => "The message came back. Curious about the handshake and the frames?".into(),
        T::FirstAnswer => "An answer came. Curious about the handshake and the frames?".into(),
        T::HowItWorks => "How it works".into(),
        T::DismissTip => "Do not show this hint again".into(),
        T::Form => "Message format".into(),
        T::FormatJson => "Format".into(),
        T::AddToSequence => "Add to sequence".into(),
        T::AddToSequenceTooltip => "Add it as a step at the end of the open sequence".into(),
        T::MakeFrame => "Send a frame by hand…".into(),
        T::MakeFrameTooltip => "Break a rule of the protocol and see what the server does".into(),
        T::FormatJsonTooltip => "Indent the JSON; its values are not changed".into(),
        T::Attach => "File…".into(),
        T::AttachTooltip => {
            "Send a file as one binary message; you can also drop it onto the window".into()
        }
        T::Detach => "Remove file".into(),
        T::Drafts => "Snippets & history".into(),
        T::DraftsTooltip => {
            "Sent messages (also with the arrow keys) and messages saved under a name".into()
        }
        T::DraftName => "Snippet name".into(),
        T::NamelessDraft => "Enter a name first".into(),
        T::NotJson => "Only JSON can be formatted".into(),
        T::Keep => "Save snippet".into(),
        T::KeepTooltip => "Save the message under this name".into(),
        T::NothingSentYet => "No messages sent yet".into(),
        T::NoRoomForDraft { messages, bytes } => format!(
            "Not saved: the limit is {} of {} each",
            counted(messages as u64, "snippet", "snippets"),
            limit(bytes as u64)
        )
        .into(),
        T::Repeat => "Repeat…".into(),
        T::Every => "Every".into(),
        T::Times => "Times".into(),
        T::UntilStopped => "until stopped".into(),
        T::Start => "Start".into(),
        T::StartTooltip => "Send the message repeatedly".into(),
        T::Stop => "Stop".into(),
        T::StopTooltip => "Stop repeated sending".into(),
        T::Waits => "waiting for the server".into(),
        T::FormNamed(form) => form_name(form).into(),
        T::Forget(name) => format!("Delete {name}").into(),
        T::Attached { name, size } => format!("File {name}, {size}").into(),
        T::DetachText => "Remove".into(),
        T::ViewAttachment => "View".into(),
        T::ViewAttachmentTooltip => "Show the content to be sent".into(),
        T::AttachmentTitle => "Content to be sent".into(),
        T::AttachedText { size } => format!("Text of {size}, too long for the text field").into(),
        T::AttachedTextTooltip => "The full text is sent. Paste again or choose a file to replace it".into(),
        T::OneFileOnly { name, count } => format!(
            "{count} files were dropped, but a message contains only one: {name}. Drop the others one at a time"
        )
        .into(),
        T::NotAttached(error) => not_attached(error),
        T::SentOf { sent, all } => format!("{} of {} sent", count(sent), count(all)).into(),
        T::SentSoFar { sent } => format!("{} sent", count(sent)).into(),
        T::Malformed(malformed) => {
            let Malformed { flaw, line, column } = malformed;
            format!("Line {line}, character {column}: {}", flawed(flaw)).into()
        }
    }
}

fn form_name(form: Form) -> &'static str {
    match form {
        Form::Text => "Text",
        Form::Json => "JSON",
        Form::Hex => "Hex",
        Form::Base64 => "Base64",
    }
}

fn not_attached(error: &AttachError) -> Cow<'static, str> {
    match error {
        AttachError::TooLarge { bytes } => format!(
            "The file exceeds the size limit of a message ({}): its size is {}",
            largest(),
            size(*bytes)
        )
        .into(),
        AttachError::Unreadable(reason) => format!("The file cannot be read: {reason}").into(),
        AttachError::NoDialog => {
            "The system could not show a file dialog: drag the file onto the window".into()
        }
    }
}

fn flawed(flaw: &Flaw) -> Cow<'static, str> {
    match flaw {
        Flaw::Json(reason) => format!("not valid JSON: {reason}").into(),
        Flaw::NotHex(c) => format!("“{}” is not a hexadecimal digit", c.escape_debug()).into(),
        Flaw::HalfByte(c) => format!("“{c}” is a single digit, but a byte has two").into(),
        Flaw::NotBase64(c) => format!("“{}” is not a Base64 character", c.escape_debug()).into(),
        Flaw::Base64End => "the Base64 data is incomplete".into(),
    }
}
