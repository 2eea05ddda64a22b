//! The composer, in English.

use std::borrow::Cow;

use crate::attach::AttachError;
use crate::attach::largest;
use crate::kit::format::size;
use crate::texts::parts::ComposeText as T;
use payload::typed::{Flaw, Form, Malformed};

pub(super) fn say(text: T<'_>) -> Cow<'static, str> {
    match text {
        T::Form => "What the text is".into(),
        T::FormTooltip => "Text and JSON go out as text, hex and Base64 as binary".into(),
        T::FormatJson => "Format".into(),
        T::FormatJsonTooltip => "Indent the JSON; no token is changed".into(),
        T::Attach => "File…".into(),
        T::AttachTooltip => {
            "Send a file as one binary message; it can also be dropped onto the window".into()
        }
        T::Detach => "Not this file".into(),
        T::Drafts => "Messages".into(),
        T::DraftsTooltip => {
            "What was sent (also with the arrow keys), and what is kept under a name".into()
        }
        T::DraftName => "Name for this message".into(),
        T::NamelessDraft => "Type a name first".into(),
        T::NotJson => "Only JSON can be formatted".into(),
        T::Keep => "Keep it".into(),
        T::KeepTooltip => "Keep the message under this name, in the settings".into(),
        T::NothingSentYet => "Nothing was sent yet".into(),
        T::NoRoomForDraft => "Not kept: 50 messages of at most 64 KiB can be".into(),
        T::Repeat => "Repeat…".into(),
        T::Every => "Every".into(),
        T::Times => "Times".into(),
        T::UntilStopped => "until stopped".into(),
        T::Start => "Start".into(),
        T::StartTooltip => "Send the message again and again".into(),
        T::Stop => "Stop".into(),
        T::StopTooltip => "Send no more".into(),
        T::Waits => "waiting for the server".into(),
        T::FormNamed(form) => form_name(form).into(),
        T::Forget(name) => format!("Forget {name}").into(),
        T::Attached { name, size } => format!("The file {name} of {size}").into(),
        T::DetachText => "Remove".into(),
        T::ViewAttachment => "View".into(),
        T::ViewAttachmentTooltip => "Show what is about to be sent".into(),
        T::AttachmentTitle => "About to be sent".into(),
        T::AttachedText { size } => format!("A text of {size}, too long for the field").into(),
        T::AttachedTextTooltip => "It is sent whole. Paste again, or choose a file, to replace it".into(),
        T::OneFileOnly { name, count } => format!(
            "{count} files were dropped, and one message holds one of them: {name}. Drop the others one by one"
        )
        .into(),
        T::NotAttached(error) => not_attached(error),
        T::SentOf { sent, all } => format!("{sent} of {all} sent").into(),
        T::SentSoFar { sent } => format!("{sent} sent").into(),
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
            "A message has at most {}, and the file has {}",
            largest(),
            size(*bytes)
        )
        .into(),
        AttachError::Unreadable(reason) => format!("The file cannot be read: {reason}").into(),
    }
}

fn flawed(flaw: &Flaw) -> Cow<'static, str> {
    match flaw {
        Flaw::Json(reason) => format!("this is not JSON: {reason}").into(),
        Flaw::NotHex(c) => format!("“{}” is no hexadecimal digit", c.escape_debug()).into(),
        Flaw::HalfByte(c) => format!("“{c}” stands alone, and a byte has two digits").into(),
        Flaw::NotBase64(c) => format!("“{}” is no character of Base64", c.escape_debug()).into(),
        Flaw::Base64End => "the Base64 is cut off here".into(),
    }
}
