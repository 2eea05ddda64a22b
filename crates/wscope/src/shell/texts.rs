//! What the shell says, in every language.

mod en;
#[cfg(test)]
mod tests;
mod zh_cn;

use std::borrow::Cow;

use crate::kit::language::Language;

/// A text.
#[derive(Clone, Copy, Debug)]
#[expect(
    missing_docs,
    reason = "each text stands beside its name in `texts/en.rs`"
)]
pub enum Text<'a> {
    More,
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
    Paused { held_back: u64 },
    GoToRange { first: u64, last: u64 },
    WasDropped { number: u64, first: u64 },
    NotThereYet { number: u64, last: u64 },
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
    TooLargeToCopy { size: &'a str, limit: &'a str },
    Copied { size: &'a str },
    CopyRefused,
    SaveQuestion { size: &'a str },
    SaveFile,
    SaveBrowse,
    SaveBrowseTooltip,
    SaveConfirm,
    SaveReplaces,
    SaveReplaceConfirm,
    Saving,
    Saved { path: &'a str },
    SaveFailed { error: &'a str },
    StatusSent(u64),
    StatusReceived(u64),
    StatusBytes { kept: &'a str, budget: &'a str },
    StatusDropped(u64),
    StatusDroppedTooltip,
    StatusRate(u64),
    BuiltInServer { url: &'a str },
    BuiltInServerTooltip,
    NewTab,
    NewTabTooltip,
    NextTab,
    PreviousTab,
    CloseTab,
    CloseTabTooltip,
    TooManyTabs { limit: usize },
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
    Cancel,
}

impl Text<'_> {
    /// The text in this language.
    pub fn say(self, language: Language) -> Cow<'static, str> {
        match language {
            Language::SimplifiedChinese => zh_cn::say(self),
            Language::English => en::say(self),
        }
    }
}
