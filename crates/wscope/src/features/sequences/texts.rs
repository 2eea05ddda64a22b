//! What sequences say, in every language.

mod en;
mod fault_zh;
mod zh_cn;

use std::borrow::Cow;

use script::Fault;

use crate::kit::event_texts::event;
use crate::kit::language::Language;

use super::browser::Unsupported;
use super::state::Trouble;

/// A text.
#[derive(Clone, Copy, Debug)]
#[expect(
    missing_docs,
    reason = "each text stands beside its name in the languages"
)]
pub enum Text<'a> {
    Title,
    Open,
    OpenTooltip,
    Close,
    Run,
    RunTooltip,
    Step,
    StepTooltip,
    Stop,
    StopTooltip,
    Reset,
    ResetTooltip,
    New,
    NewTooltip,
    OpenFile,
    OpenFileTooltip,
    Save,
    SaveTooltip,
    SaveAs,
    SaveAsTooltip,
    FromSession,
    FromSessionTooltip,
    Made { left_out: u64, variables: usize },
    NothingToMake,
    Added,
    NotAdded,
    NothingToRun,
    NothingToReset,
    NothingToSave,
    Untitled,
    Changed(&'a str),
    Script,
    Messages,
    SentRow(&'a str),
    ReceivedRow(&'a str),
    Connection,
    Unnamed,
    Hint,
    Examples,
    Troubles(usize),
    GoToLine,
    Expected,
    Came,
    FailedAt(u32),
    Passed(usize),
    Stopped(usize),
    Running { passed: usize, line: u32 },
    Waiting { passed: usize, line: u32 },
    Basics,
    BasicsAbout,
    Rooms,
    RoomsAbout,
    Push,
    PushAbout,
    Network,
    NetworkAbout,
    Protocol,
    ProtocolAbout,
    NotOpened { name: &'a str, why: &'a str },
    TooLong { name: &'a str, limit: usize },
    NotUtf8,
    NoDialog,
    Replaced,
    FilesOfPage,
    Unsupported(Unsupported),
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

/// Why a step failed.
pub(super) fn fault(fault: &Fault, language: Language) -> String {
    match language {
        Language::SimplifiedChinese => fault_zh::fault(fault),
        Language::English => fault.words(&|ended| event(ended, language).into_owned()),
    }
}

/// What is wrong with a line.
pub(super) fn trouble(trouble: &Trouble, language: Language) -> String {
    match (trouble, language) {
        (Trouble::Browser(_, what), _) => Text::Unsupported(*what).say(language).into_owned(),
        (Trouble::Script(error), Language::English) => error.problem.to_string(),
        (Trouble::Script(error), Language::SimplifiedChinese) => fault_zh::problem(&error.problem),
    }
}
