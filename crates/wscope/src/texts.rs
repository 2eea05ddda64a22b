//! The texts of the window, in every language it speaks.
//!
//! A text is a variant of [`Text`]; each language is one exhaustive match, so a missing text does not compile. Logic hands
//! over variants with their data, never sentences. What has a folder of its own has its texts there.

mod en;
mod parts;
mod text;
mod zh_cn;

use std::borrow::Cow;

use crate::kit::language::Language;

pub use self::parts::ComposeText;
pub use self::text::Text;

impl Language {
    /// The text in this language.
    pub fn say(self, text: Text<'_>) -> Cow<'static, str> {
        match self {
            Self::SimplifiedChinese => zh_cn::say(text),
            Self::English => en::say(text),
        }
    }
}

#[cfg(test)]
mod tests;
