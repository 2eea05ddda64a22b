//! What the field says, in every language.

use std::borrow::Cow;

use crate::kit::format::{count, counted};
use crate::kit::language::Language;

/// A text.
#[derive(Clone, Copy, Debug)]
pub(super) enum Text {
    Find,
    RegexTooltip,
    BrokenRegex,
    PatternTooLarge,
    Matches(u64),
    /// Which of the matches is selected, counted from 1.
    MatchOf {
        number: u64,
        matches: u64,
    },
    MatchesSoFar {
        matches: u64,
        percent: u64,
    },
    ClearFind,
    ClearFilters,
    ClearFiltersTooltip,
    NothingToJumpTo,
    NextMatch,
    NextMatchTooltip,
    PreviousMatch,
    PreviousMatchTooltip,
}

impl Text {
    /// The text in this language.
    pub(super) fn say(self, language: Language) -> Cow<'static, str> {
        match language {
            Language::SimplifiedChinese => zh_cn(self),
            Language::English => en(self),
        }
    }
}

fn zh_cn(text: Text) -> Cow<'static, str> {
    use Text as T;
    match text {
        T::Find => "查找".into(),
        T::RegexTooltip => "正则表达式".into(),
        T::BrokenRegex => "不是有效的正则表达式，已按普通文本查找".into(),
        T::PatternTooLarge => "正则表达式过大，已按普通文本查找".into(),
        T::Matches(matches) => format!("{} 个匹配", count(matches)).into(),
        T::MatchOf { number, matches } => {
            format!("第 {} 条，共 {} 条", count(number), count(matches)).into()
        }
        T::MatchesSoFar { matches, percent } => {
            format!("{} 个匹配 · {percent}%", count(matches)).into()
        }
        T::ClearFind => "清除查找".into(),
        T::ClearFilters => "清除查找和筛选".into(),
        T::ClearFiltersTooltip => "重新显示所有行".into(),
        T::NothingToJumpTo => "没有匹配项".into(),
        T::NextMatch => "下一个".into(),
        T::NextMatchTooltip => "跳到下一个匹配项".into(),
        T::PreviousMatch => "上一个".into(),
        T::PreviousMatchTooltip => "跳到上一个匹配项".into(),
    }
}

fn en(text: Text) -> Cow<'static, str> {
    use Text as T;
    match text {
        T::Find => "Find".into(),
        T::RegexTooltip => "Regular expression".into(),
        T::BrokenRegex => "Not a valid regular expression: searching for it as plain text".into(),
        T::PatternTooLarge => {
            "The regular expression is too large: searching for it as plain text".into()
        }
        T::Matches(matches) => counted(matches, "match", "matches").into(),
        T::MatchOf { number, matches } => format!("{} of {}", count(number), count(matches)).into(),
        T::MatchesSoFar { matches, percent } => format!("{} · {percent}%", count(matches)).into(),
        T::ClearFind => "Clear find".into(),
        T::ClearFilters => "Clear find and filters".into(),
        T::ClearFiltersTooltip => "Show all rows again".into(),
        T::NothingToJumpTo => "No matches".into(),
        T::NextMatch => "Next".into(),
        T::NextMatchTooltip => "Go to the next match".into(),
        T::PreviousMatch => "Previous".into(),
        T::PreviousMatchTooltip => "Go to the previous match".into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_of_a_kind_is_singular() {
        let check = |matches, expected: &str| {
            assert_eq!(Text::Matches(matches).say(Language::English), expected);
        };
        check(0, "0 matches");
        check(1, "1 match");
        check(1_000, "1\u{a0}000 matches");
    }
}
