//! What the dialog for sharing a session says, in every language.

mod en;
mod text;
mod zh_cn;

use std::borrow::Cow;

use crate::kit::language::Language;

pub use self::text::Text;

impl Text<'_> {
    /// The text in this language.
    pub fn say(self, language: Language) -> Cow<'static, str> {
        match language {
            Language::SimplifiedChinese => zh_cn::say(self),
            Language::English => en::say(self),
        }
    }
}
