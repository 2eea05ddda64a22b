//! The texts of the shell.

use message_log::Counts;
use session::files::{FileError, Report};

#[cfg(not(target_arch = "wasm32"))]
use crate::shell::unopened::Unopened;

/// A text.
#[derive(Clone, Copy, Debug)]
#[expect(
    missing_docs,
    reason = "each text stands beside its name in `texts/en.rs`"
)]
pub enum Text<'a> {
    More,
    MenuSession,
    MenuConnection,
    MenuLearn,
    MenuView,
    Commands,
    CommandsTooltip,
    Present,
    PresentTooltip,
    StopPresenting,
    ZoomIn,
    ZoomOut,
    ZoomReset,
    Zoom,
    Tabs,
    FocusAddress,
    FocusAddressTooltip,
    NextPane,
    NextPaneTooltip,
    LastKey,
    Undo,
    UndoTooltip,
    Cleared,
    TabClosed,
    AddToken,
    AnswersNothing(&'a str),
    TrustCertificate,
    Retry,
    ShowDetails,
    CloseBanner,
    ClosePage,
    CannotSendWhileConnecting,
    CannotSendUnconnected,
    CannotSendBacklogged,
    SentButHidden,
    SentWhilePaused,
    SendsUnseen,
    StopSending,
    StopSendingTooltip,
    StopSendingOf(&'a str),
    PageRuns,
    Paused {
        held_back: u64,
    },
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
    Ping,
    PingTooltip,
    PingNeedsDetails,
    CloseWithAsk,
    CloseWith,
    CloseWithTooltip,
    CloseNeedsDetails,
    CloseCode,
    CloseCodes,
    CloseReason,
    CloseConfirm,
    CloseCodeIsNoNumber,
    TooLargeToCopy {
        size: &'a str,
        limit: &'a str,
    },
    Copied {
        size: &'a str,
    },
    CopyRefused,
    /// What is on the clipboard may not be read.
    PasteRefused,
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
    StatusSent(Counts),
    StatusReceived(Counts),
    StatusBytes {
        kept: &'a str,
        budget: &'a str,
    },
    OpenSession,
    OpenQuestion,
    OpenConfirm,
    OpenFailed {
        error: &'a str,
    },
    OpenSessionTooltip,
    CancelOpening,
    CancelOpeningTooltip,
    SaveSession,
    SaveSessionTooltip,
    AskRecord,
    AskRecordTooltip,
    StopRecording,
    StopRecordingTooltip,
    #[cfg(not(target_arch = "wasm32"))]
    ShowsFile,
    NotWritten {
        name: &'a str,
    },
    NotWrittenTooltip {
        path: &'a str,
    },
    RecordQuestion {
        elsewhere: u64,
    },
    RecordConfirm,
    RecordFailed {
        error: &'a str,
    },
    RecordingName,
    AlreadyRecorded,
    ShownFromFile,
    RecordWhileOpening,
    Recording {
        name: &'a str,
        size: &'a str,
    },
    RecordingTooltip {
        path: &'a str,
    },
    Recorded {
        path: &'a str,
        size: &'a str,
    },
    RecordingFailed {
        path: &'a str,
        size: &'a str,
        why: &'a str,
    },
    NotRecorded {
        path: &'a str,
        why: &'a str,
    },
    FileUnreadable {
        path: &'a str,
        why: Option<&'a str>,
    },
    ShareSession,
    ShareSessionTooltip,
    Shared {
        values: u64,
        places: u64,
        unsearched: u64,
    },
    ShareLeft {
        places: u64,
    },
    NoOpenDialog,
    NoZstd,
    FileTooLarge {
        name: &'a str,
        limit: &'a str,
    },
    OpeningFile {
        name: &'a str,
        percent: u64,
    },
    FileOpened {
        name: &'a str,
        report: &'a Report,
    },
    SavedWithout {
        left_out: u64,
        lost: u64,
    },
    /// Where a list would be, if its file could be read.
    #[cfg(not(target_arch = "wasm32"))]
    NoList,
    #[cfg(not(target_arch = "wasm32"))]
    NoListHint {
        path: &'a str,
        why: &'a Unopened,
    },
    FileNotOpened {
        name: &'a str,
        why: &'a FileError,
    },
    StatusDropped(u64),
    StatusDroppedTooltip,
    StatusRate(u64),
    BuiltInServer {
        url: &'a str,
    },
    BuiltInServerTooltip,
    #[cfg(not(target_arch = "wasm32"))]
    StopServer,
    #[cfg(not(target_arch = "wasm32"))]
    StopServerTooltip,
    #[cfg(not(target_arch = "wasm32"))]
    ServerStarted {
        url: &'a str,
    },
    #[cfg(not(target_arch = "wasm32"))]
    ServerStopped,
    #[cfg(not(target_arch = "wasm32"))]
    ServerNotStarted {
        why: &'a str,
    },
    #[cfg(not(target_arch = "wasm32"))]
    ServerInUse {
        address: &'a str,
    },
    SelectRow,
    #[cfg(not(target_arch = "wasm32"))]
    CompareMessages,
    KeysLogged,
    KeysLoggedTooltip {
        file: &'a str,
    },
    KeysNotLogged,
    KeysNotLoggedTooltip {
        file: &'a str,
        why: &'a str,
    },
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
    UnsavedSequence,
    SaveUnsaved,
    QuitUnsaved,
    Cancel,
}
