//! The texts of what has no folder of its own yet.

use connection::{Cause, CloseFrame, CloseFrameError, EndpointError, Phase, Step};
use session::{SettingsFault, Tally};

use super::parts::{ComposeText, ProtocolText};

/// Everything that the window can say.
#[derive(Clone, Copy, Debug)]
#[expect(
    missing_docs,
    reason = "each text stands beside its name in `texts/en.rs`"
)]
pub enum Text<'a> {
    // The address.
    Address,
    AddressTooltip,
    AddressIsExposed,
    RecentAddresses,
    Connect,
    ConnectTooltip,
    Disconnect,
    DisconnectTooltip,
    Cancel,
    CancelTooltip,
    Retry,
    RetryTooltip,
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
    RegexTooltip,
    BrokenRegex,
    PatternTooLarge,
    OnlyHits,
    OnlyHitsTooltip,
    Hits(u64),
    HitsSoFar {
        hits: u64,
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
        held_back: u64,
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
    CloseName(u16),
    CloseCodeIsNoNumber,
    CloseRefused(CloseFrameError),
    NewBelow(u64),
    NewBelowTooltip,
    Clear,
    ClearTooltip,
    EmptyMessage,

    // The lines about the connection.
    LifeConnecting {
        address: &'a str,
    },
    LifeOpened,
    LifeClosedByUs(Option<&'a CloseFrame>),
    LifeClosedByPeer(Option<&'a CloseFrame>),
    CloseMeaning(u16),
    LifeStep(&'a Step),
    LifeFragments {
        /// The number of the message in the list, if it was kept.
        number: Option<u64>,
        count: u32,
    },
    LifeGap {
        time: &'a str,
    },
    LifeProbed(Tally),
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

    // The detail pane.
    TooLargeToCopy {
        size: &'a str,
        limit: &'a str,
    },
    Copied {
        size: &'a str,
    },
    CopyRefused,
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
    TechnicalDetail,
    OnTheWire,

    // The status line.
    StatusSent(u64),
    StatusReceived(u64),
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
    Protocol(ProtocolText<'a>),

    // The tabs.
    NewTab,
    NewTabTooltip,
    NextTab,
    PreviousTab,
    CloseTab,
    CloseTabTooltip,
    TooManyTabs {
        limit: usize,
    },
    TabNamed(&'a str),

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
