//! The languages of the window. Each feature has its texts beside it, in all of them.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

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

    /// One of these texts, which say the same.
    pub fn pick(self, zh_cn: &'static str, en: &'static str) -> Cow<'static, str> {
        Cow::Borrowed(match self {
            Self::SimplifiedChinese => zh_cn,
            Self::English => en,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn follows_the_language_of_the_system() {
        for locale in ["zh", "zh-CN", "zh_CN.UTF-8", "ZH-hans", "zh-TW"] {
            assert_eq!(
                Language::from_locale(locale),
                Language::SimplifiedChinese,
                "{locale}"
            );
        }
        for locale in ["en-GB", "de", "C", "", "zhx"] {
            assert_eq!(Language::from_locale(locale), Language::English, "{locale}");
        }
    }
}
