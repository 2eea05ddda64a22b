//! What sequences say, in every language.

mod en;
mod fault_zh;
mod text;
mod zh_cn;

use std::borrow::Cow;

use script::Fault;

use crate::kit::event_texts::event;
use crate::kit::language::Language;

use super::trouble::Trouble;

pub use text::Text;

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
