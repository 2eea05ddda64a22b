//! The texts of the rooms that have many.

use crate::anatomy::Meaning;
use crate::attach::AttachError;
use crate::lesson::Method;
use crate::lesson::board::Ending;
use crate::lesson::results::Summary;
use crate::options_form::Problem;
use crate::theme::TabColour;
use payload::typed::{Form, Malformed};
use session::Tally;

/// What the options of a connection say.
#[derive(Clone, Copy, Debug)]
#[expect(
    missing_docs,
    reason = "each text stands beside its name in `language/en/options.rs`"
)]
pub enum OptionsText<'a> {
    Title,
    Tooltip,
    Hint,
    ConnectNow,
    Reset,
    UndoReset,
    InspectIsNeeded,
    Unverified,
    HiddenInBrowser,
    Name,
    Colour,
    Connection,
    Reconnect,
    ReconnectTooltip,
    Timeout,
    Query,
    QueryName,
    QueryValue,
    AddParameter,
    RemoveParameter,
    Subprotocols,
    Headers,
    Login,
    LoginNone,
    LoginBasic,
    LoginBearer,
    User,
    Password,
    Token,
    Secrets,
    KeepSecrets,
    KeepSecretsTooltip,
    Trust,
    TrustSystem,
    TrustAlso,
    TrustAnyone,
    TrustAnyoneWarning,
    AuthorityFile,
    CertificateFile,
    KeyFile,
    Proxy,
    ProxyNone,
    ProxyEnvironment,
    ProxyAt,
    ProxyAddress,
    MaxMessage,
    KeepAlive,
    KeepAliveOff,
    ColourNamed(TabColour),
    Wrong(&'a Problem),
}

/// What explains the handshake and the frames.
#[derive(Clone, Copy, Debug)]
#[expect(
    missing_docs,
    reason = "each text stands beside its name in `language/en/anatomy.rs`"
)]
pub enum AnatomyText<'a> {
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
    reason = "each text stands beside its name in `language/en/compose.rs`"
)]
pub enum ComposeText<'a> {
    Form,
    FormTooltip,
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
    NoRoomForDraft,
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
    SentOf { sent: &'a str, all: &'a str },
    SentSoFar { sent: &'a str },
    Malformed(&'a Malformed),
}

/// What the probe says.
#[derive(Clone, Copy, Debug)]
#[expect(
    missing_docs,
    reason = "each text stands beside its name in `language/en/probe.rs`"
)]
pub enum ProbeText {
    Title,
    Open,
    OpenTooltip,
    Close,
    Start,
    StartTooltip,
    Stop,
    StopTooltip,
    Hint,
    Rate,
    Size,
    Count,
    Sent,
    Back,
    Pending,
    Lost,
    Duplicated,
    Reordered,
    Altered,
    Latency,
    Result(Tally),
}

/// What the lesson about polling and WebSocket says.
#[derive(Clone, Copy, Debug)]
#[expect(
    missing_docs,
    reason = "each text stands beside its name in `language/en/lesson.rs`"
)]
pub enum LessonText<'a> {
    Open,
    OpenTooltip,
    Title,
    Back,
    BackTooltip,
    Start,
    StartTooltip,
    Stop,
    StopTooltip,
    Rate,
    Size,
    Method,
    AtIntervals,
    Long,
    Interval,
    Server,
    Token,
    Hint,
    Polling(Method),
    PollingHow(Method),
    Push,
    PushHow,
    Arrived,
    Missed,
    MissedTooltip,
    Requests,
    Connections,
    ConnectionsTooltip,
    Empty,
    TokenChecks,
    HeadersUp,
    HeadersDown,
    HeadersTooltip,
    Payload,
    Total,
    Delay,
    DelayTooltip,
    MeasureBytes,
    MeasureRequests,
    MeasureEvents,
    MeasureDelay,
    WithEvent,
    Median,
    P95,
    Beginning,
    FirstEvent,
    Running { left: &'a str },
    Ended(&'a Ending),
    BadServer { error: &'a str },
    FailedPolls(u64),
    ClockJumped,
    PushEnded,
    Summary(&'a Summary),
    SavePicture,
    SavePictureTooltip,
    SaveTable,
    SaveTableTooltip,
    NothingYet,
    NoPicture { error: &'a str },
}
