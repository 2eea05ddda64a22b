//! The texts of the composer.

use crate::kit::attach::AttachError;
use payload::typed::{Form, Malformed};

/// A text.
#[derive(Clone, Copy, Debug)]
#[expect(
    missing_docs,
    reason = "each text stands beside its name in `texts/en.rs`"
)]
pub enum Text<'a> {
    MessageToSend,
    Send,
    SendTooltip,
    ComposerIsFull { limit: usize },
    More,
    SaveSnippet,
    SendKey,
    ValidJson,
    Usage,
    FirstEcho,
    HowItWorks,
    DismissTip,
    Form,
    FormatJson,
    FormatJsonTooltip,
    Attach,
    AttachTooltip,
    Detach,
    Drafts,
    DraftsTooltip,
    DraftName,
    NamelessDraft,
    NotJson,
    Keep,
    KeepTooltip,
    NothingSentYet,
    NoRoomForDraft { messages: usize, bytes: usize },
    Repeat,
    Every,
    Times,
    UntilStopped,
    Start,
    StartTooltip,
    Stop,
    StopTooltip,
    Waits,
    FormNamed(Form),
    Forget(&'a str),
    DetachText,
    ViewAttachment,
    ViewAttachmentTooltip,
    AttachmentTitle,
    Attached { name: &'a str, size: &'a str },
    AttachedText { size: &'a str },
    AttachedTextTooltip,
    OneFileOnly { name: &'a str, count: usize },
    NotAttached(&'a AttachError),
    SentOf { sent: u64, all: u64 },
    SentSoFar { sent: u64 },
    Malformed(&'a Malformed),
}
