//! What the frames say, in every language.

mod en;
mod text;
mod zh_cn;

pub use self::text::Text;

use std::borrow::Cow;

use crate::kit::language::Language;

impl Text<'_> {
    /// The words in this language.
    pub fn say(self, language: Language) -> Cow<'static, str> {
        match language {
            Language::SimplifiedChinese => zh_cn::say(self),
            Language::English => en::say(self),
        }
    }
}
