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

    /// How the language is told to others: what [`Self::from_locale`] reads.
    pub fn locale(self) -> &'static str {
        match self {
            Self::SimplifiedChinese => "zh-CN",
            Self::English => "en",
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

    /// The same of texts with something filled in.
    pub fn pick_filled(self, zh_cn: String, en: String) -> Cow<'static, str> {
        Cow::Owned(match self {
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

    /// The literals in these files, as far as they are written in Chinese.
    fn chinese_literals(folder: &std::path::Path, found: &mut Vec<String>) {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                chinese_literals(&path, found);
                continue;
            }
            let source = std::fs::read_to_string(&path).unwrap();
            let source = source.split("#[cfg(test)]").next().unwrap_or_default();
            let lines = source
                .lines()
                .filter(|line| !line.trim_start().starts_with("//"));
            let literals = lines.flat_map(|line| line.split('"').skip(1).step_by(2));
            let is_chinese = |text: &&str| {
                let han = text.chars().filter(|c| is_han(*c)).count();
                han > 1 && text.matches(char::is_whitespace).count() < han
            };
            found.extend(literals.filter(is_chinese).map(str::to_owned));
        }
    }

    fn is_han(c: char) -> bool {
        matches!(c, '\u{4e00}'..='\u{9fff}')
    }

    /// A space between Han and Latin, and full-width punctuation behind Han. What stands in braces may begin with either.
    #[test]
    fn chinese_is_spaced_and_punctuated_as_chinese_is() {
        let sources = concat!(env!("CARGO_MANIFEST_DIR"), "/src");
        let mut literals = Vec::new();
        chinese_literals(std::path::Path::new(sources), &mut literals);
        assert!(literals.len() > 500, "{}", literals.len());
        for text in literals {
            let pairs = text.chars().zip(text.chars().skip(1));
            for (left, right) in pairs {
                let is_latin = |c: char| c.is_ascii_alphanumeric();
                let is_tight = is_han(left) && is_latin(right) || is_latin(left) && is_han(right);
                assert!(!is_tight, "{left}{right} in {text}");
                let is_narrow =
                    is_han(left) && matches!(right, ',' | ';' | '!' | '?' | '(' | ')' | '.');
                assert!(!is_narrow, "{left}{right} in {text}");
            }
        }
    }
}
