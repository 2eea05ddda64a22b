//! The texts of the rooms that have many.

use crate::frame_view::Meaning;
use crate::kit::attach::AttachError;
use payload::typed::{Form, Malformed};

/// What explains the handshake and the frames.
#[derive(Clone, Copy, Debug)]
#[expect(
    missing_docs,
    reason = "each text stands beside its name in `texts/en/protocol.rs`"
)]
pub enum ProtocolText<'a> {
    Open,
    OpenTooltip,
    Title,
    Handshake,
    OwnHandshake,
    ExampleHandshake,
    Agreement,
    AgreedOnNone,
    Request,
    Reply,
    Proof,
    ProofJoined,
    ProofDigest,
    ProofAccept,
    Frame,
    Message,
    ToServer,
    ToClient,
    Drawing,
    NoReply,
    RequestLine,
    StatusLine(Option<u16>),
    Header {
        name: &'a str,
        value: &'a str,
        is_reply: bool,
    },
    HeaderContinued,
    NoHeader,
    MoreBytes(u64),
    Field(&'a Meaning),
}

/// What the composer says.
#[derive(Clone, Copy, Debug)]
#[expect(
    missing_docs,
    reason = "each text stands beside its name in `texts/en/compose.rs`"
)]
pub enum ComposeText<'a> {
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
