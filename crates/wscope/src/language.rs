//! Every text of the window, in every language it speaks.
//!
//! A text is a variant of [`Text`]; each language is one exhaustive match, so a missing text does
//! not compile. Logic hands over variants with their data, never sentences.

mod en;
mod parts;
mod zh_cn;

use std::borrow::Cow;
use std::net::IpAddr;

use connection::{Cause, CloseFrame, CloseFrameError, EndpointError, Phase, Step};
use serde::{Deserialize, Serialize};

use session::SettingsFault;

pub use self::parts::{AnatomyText, ComposeText, LessonText, OptionsText, ProbeText};

/// A language of the window.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Language {
    /// 简体中文
    #[serde(rename = "zh-CN")]
    SimplifiedChinese,
    /// English
    #[serde(rename = "en")]
    English,
}

impl Language {
    /// All of them, in the order in which they are offered.
    pub const ALL: [Self; 2] = [Self::SimplifiedChinese, Self::English];

    /// The language of the system where it is one of ours, else English.
    pub fn of_system() -> Self {
        sys_locale::get_locale().map_or(Self::English, |locale| Self::from_locale(&locale))
    }

    /// `zh`, `zh_CN.UTF-8`, `zh-Hans-SG`, … → Chinese; everything else → English.
    pub fn from_locale(locale: &str) -> Self {
        let primary = locale.split(['-', '_', '.']).next().unwrap_or_default();
        if primary.eq_ignore_ascii_case("zh") {
            Self::SimplifiedChinese
        } else {
            Self::English
        }
    }

    /// The name of the language, in the language.
    pub fn own_name(self) -> &'static str {
        match self {
            Self::SimplifiedChinese => "简体中文",
            Self::English => "English",
        }
    }

    /// The text in this language.
    pub fn say(self, text: Text<'_>) -> Cow<'static, str> {
        match self {
            Self::SimplifiedChinese => zh_cn::say(text),
            Self::English => en::say(text),
        }
    }
}

/// Everything that the window can say.
#[derive(Clone, Copy, Debug)]
#[expect(
    missing_docs,
    reason = "each text stands beside its name in `language/en.rs`"
)]
pub enum Text<'a> {
    // The address.
    Address,
    AddressTooltip,
    AddressIsExposed,
    RecentAddresses,
    Try,
    TryTooltip,
    NothingToTry,
    Connect,
    ConnectTooltip,
    Disconnect,
    DisconnectTooltip,
    Cancel,
    CancelTooltip,
    Retry,
    RetryTooltip,
    AgainIn {
        seconds: u64,
    },
    Why(&'a EndpointError),

    // The state of the connection.
    State(Phase),

    // What is sent.
    MessageToSend,
    Send,
    SendTooltip,
    CannotSendWhileConnecting,
    CannotSendUnconnected,
    CannotSendBacklogged,
    SentButHidden,
    SentWhilePaused,
    ComposerIsFull {
        limit: usize,
    },

    // Any row of buttons, and any field.
    More,
    SendsUnseen,
    StopSending,
    StopSendingTooltip,
    StopSendingOf(&'a str),

    // The list.
    Messages,
    NoMessagesYet,
    NoMessagesYetHint,
    NothingMatches,
    NothingMatchesHint,
    Find,
    FindTooltip,
    Regex,
    RegexTooltip,
    BrokenRegex,
    PatternTooLarge,
    OnlyHits,
    OnlyHitsTooltip,
    Hits(&'a str),
    HitsSoFar {
        hits: &'a str,
        percent: u64,
    },
    NothingToJumpTo,
    NextHit,
    NextHitTooltip,
    PreviousHit,
    PreviousHitTooltip,
    Filter,
    FilterOn,
    FilterTooltip,
    FilterReset,
    AtLeast,
    AtMost,
    Pause,
    PauseTooltip,
    Continue,
    ContinueTooltip,
    Paused {
        held_back: &'a str,
    },
    GoTo,
    GoToTooltip,
    GoToRange {
        first: u64,
        last: u64,
    },
    WasDropped {
        number: u64,
        first: u64,
    },
    NotThereYet {
        number: u64,
        last: u64,
    },
    ReceivedOnly,
    ReceivedOnlyTooltip,
    Inspect,
    InspectTooltip,
    InspectNext,
    Ping,
    PingTooltip,
    PingNeedsInspect,
    CloseWithAsk,
    CloseWith,
    CloseWithTooltip,
    CloseNeedsInspect,
    CloseCode,
    CloseCodes,
    CloseReason,
    CloseConfirm,
    CloseCodeIsNoNumber,
    CloseRefused(CloseFrameError),
    NewBelow(u64),
    NewBelowTooltip,
    Clear,
    ClearTooltip,
    ClearQuestion {
        messages: u64,
    },
    ClearConfirm,
    Keep,
    RowSent {
        number: u64,
        time: &'a str,
        size: &'a str,
        preview: &'a str,
    },
    RowReceived {
        number: u64,
        time: &'a str,
        size: &'a str,
        preview: &'a str,
    },
    RowLocal {
        number: u64,
        time: &'a str,
        preview: &'a str,
    },
    EmptyMessage,

    // The lines about the connection.
    LifeConnecting {
        address: &'a str,
    },
    LifeOpened,
    LifeClosedByUs(Option<&'a CloseFrame>),
    LifeClosedByPeer(Option<&'a CloseFrame>),
    LifeStep(&'a Step),
    LifeFragments {
        /// The number of the message in the list, if it was kept.
        number: Option<u64>,
        count: u32,
    },
    LifeGap {
        time: &'a str,
    },
    LifeRoundTrip {
        time: &'a str,
    },
    LifeFailed {
        address: &'a str,
        cause: &'a Cause,
    },
    LifeNothingThere {
        address: &'a str,
    },
    LifeLost {
        cause: &'a Cause,
    },
    LifeOverBudget {
        size: &'a str,
    },
    LifeSettings(&'a SettingsFault),
    LifeUnknown,

    // The detail pane.
    Detail,
    CloseDetail,
    ShowText,
    ShowJson,
    ShowHex,
    CopyText,
    CopyTextTooltip,
    CopyHex,
    CopyHexTooltip,
    CopyBase64,
    CopyBase64Tooltip,
    TooLargeToCopy {
        size: &'a str,
        limit: &'a str,
    },
    Copied {
        size: &'a str,
    },
    CopyRefused,
    FoldAll,
    FoldAllTooltip,
    UnfoldAll,
    SaveAs,
    SaveAsTooltip,
    SaveQuestion {
        size: &'a str,
    },
    SaveFile,
    SaveBrowse,
    SaveBrowseTooltip,
    SaveConfirm,
    SaveReplaces,
    SaveReplaceConfirm,
    Saving,
    Saved {
        path: &'a str,
    },
    SaveFailed {
        error: &'a str,
    },
    KindText,
    KindBinary,
    KindPing,
    KindPong,
    KindEvent,
    DirectionSent,
    DirectionReceived,
    DirectionLocal,
    Number(u64),
    SincePrevious(&'a str),
    Compare,
    CompareTooltip,
    ComparedWith {
        number: u64,
        apart: &'a str,
    },
    BytesEqual,
    BytesDifferFrom {
        offset: &'a str,
    },
    StopComparing,
    TechnicalDetail,
    OnTheWire,
    Follow,
    FollowTooltip,
    FollowElsewhere {
        origin: &'a str,
    },
    FollowUnencrypted,
    IndexingLines {
        percent: u32,
    },

    // The status line.
    StatusConnection {
        phase: Phase,
        address: &'a str,
    },
    StatusSent(&'a str),
    StatusReceived(&'a str),
    StatusKept {
        kept: &'a str,
        dropped: &'a str,
    },
    StatusKeptTooltip,
    StatusBytes {
        kept: &'a str,
        budget: &'a str,
    },
    StatusDropped(u64),
    StatusDroppedTooltip,
    StatusRate(u64),
    ShowChart,
    HideChart,
    ChartTooltip,
    ChartMessages,
    ChartBytes,
    BuiltInServer {
        url: &'a str,
    },
    BuiltInServerTooltip,

    // The composer.
    Compose(ComposeText<'a>),

    // What happens here.
    Anatomy(AnatomyText<'a>),

    // The lesson about polling and WebSocket.
    Lesson(LessonText<'a>),

    // The probe.
    Probe(ProbeText),

    // The tabs.
    NewTab,
    NewTabTooltip,
    NextTab,
    PreviousTab,
    CloseTab,
    CloseTabTooltip,
    CloseTabQuestion {
        messages: u64,
    },
    CloseTabConfirm,
    TooManyTabs {
        limit: usize,
    },
    TabNamed(&'a str),

    // The options of a connection.
    Options(OptionsText<'a>),

    // The settings.
    Settings,
    SettingsTooltip,
    LanguageLabel,
    Theme,
    ThemeSystem,
    ThemeLight,
    ThemeDark,
    MemoryBudget,
    MemoryBudgetTooltip,
    Done,
    Quit,
    QuitTooltip,
}

/// Addresses in the order in which they are tried.
fn list(addresses: &[IpAddr]) -> String {
    let addresses: Vec<_> = addresses.iter().map(IpAddr::to_string).collect();
    addresses.join(", ")
}

/// `TLSv1_3`, as the library calls it → `TLS 1.3`.
fn tls_version(version: &str) -> String {
    version.replace("TLSv1_", "TLS 1.")
}

/// Whether a header that is a list has this token (RFC 9110, section 5.6.1). The case does not matter.
fn has_token(list: &str, token: &str) -> bool {
    let mut tokens = list.split(',').map(str::trim);
    tokens.any(|found| found.eq_ignore_ascii_case(token))
}

fn first_line(head: &str) -> &str {
    head.lines().next().unwrap_or_default()
}

#[cfg(test)]
mod tests;
