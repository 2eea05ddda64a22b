//! What can be said about a regular expression from its text alone.
//!
//! The parser behind the `regex` crate would say it exactly, but using it would tie this crate to
//! a second set of versions. Here it is enough to err on the safe side.

use std::iter::Peekable;
use std::str::Chars;

/// Two facts about a regular expression.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Traits {
    /// A letter that stands for itself is uppercase.
    pub(super) has_uppercase: bool,
    /// It may depend on what surrounds a match, as `^`, `$` and `\b` do. Never `false` when it
    /// does; may be `true` when it does not, which makes a search slower but not wrong.
    pub(super) looks_around: bool,
}

impl Traits {
    /// Reads a regular expression, which must be a valid one.
    pub(super) fn of(text: &str) -> Self {
        let mut traits = Self::default();
        let mut chars = text.chars().peekable();
        while let Some(c) = chars.next() {
            match c {
                '\\' => traits.looks_around |= skip_escape(&mut chars),
                '[' => skip_negation(&mut chars),
                '(' => skip_group_head(&mut chars),
                '^' | '$' => traits.looks_around = true,
                _ => traits.has_uppercase |= c.is_uppercase(),
            }
        }
        traits
    }
}

/// Skips what follows a backslash, and says whether it looks around. `\P{Lu}` has no letter that
/// stands for itself.
fn skip_escape(chars: &mut Peekable<Chars<'_>>) -> bool {
    let escaped = chars.next();
    if matches!(escaped, Some('p' | 'P')) && chars.next() == Some('{') {
        chars.find(|&c| c == '}');
    }
    matches!(escaped, Some('b' | 'B' | 'A' | 'z' | '<' | '>'))
}

/// Skips the `^` of `[^…]`, which looks at nothing.
fn skip_negation(chars: &mut Peekable<Chars<'_>>) {
    chars.next_if_eq(&'^');
}

/// Skips the flags or the name of a group, which may have uppercase letters.
fn skip_group_head(chars: &mut Peekable<Chars<'_>>) {
    if chars.next_if_eq(&'?').is_some() {
        while chars
            .next_if(|&c| c.is_alphanumeric() || "_-<".contains(c))
            .is_some()
        {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn uppercase_is_what_stands_for_itself() {
        #[track_caller]
        fn check(text: &str, expected: bool) {
            assert!(regex::bytes::Regex::new(text).is_ok(), "{text}");
            assert_eq!(Traits::of(text).has_uppercase, expected, "{text}");
        }
        check("", false);
        check("error|warn", false);
        check("Error", true);
        check("[A-F]", true);
        check("Ä", true);
        check(r"\S\W\D\B", false);
        check(r"\\S", true);
        check(r"\p{Greek}\PL\pN", false);
        check(r"\p{Greek}X", true);
        check("(?P<Name>a)(?<Name2>b)(?U:c)", false);
        check("(?i:C)", true);
    }

    #[test]
    fn looking_around_is_never_missed() {
        #[track_caller]
        fn check(text: &str, expected: bool) {
            assert!(regex::bytes::Regex::new(text).is_ok(), "{text}");
            assert_eq!(Traits::of(text).looks_around, expected, "{text}");
        }
        check("a.*b", false);
        check(r"[^\d]+\.\w", false);
        check(r"\\b", false);
        check(r"\^\$", false);
        check("^a", true);
        check("(a|b$)", true);
        check(r"\bword\b", true);
        check(r"\Aa\z", true);
        check(r"\<a\>", true);
        check(r"a\B", true);
        check(r"\[^a", true);
        check(r"[\[]^a", true);
        check("[(?]^a", true);
        check("(?x)[ ^ a ]", true);
        check("(?x) # [\n^a", true);
        check(r"\pL^a", true);
        check(r"(?m-u:^)", true);
    }
}
