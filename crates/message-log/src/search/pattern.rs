use std::iter;
use std::ops::Range;

use regex::bytes::{Regex, RegexBuilder};

use crate::search::literal::Literal;
use crate::search::properties;
use crate::search::regex_text::Traits;

/// How large a compiled regular expression may be, in bytes. Room for any pattern a person types,
/// and compiled within a frame; `\w{100}` is beyond it.
const REGEX_SIZE_LIMIT_BYTES: usize = 1024 * 1024;

/// How much memory a regular expression may use while it searches, in bytes. With less than the
/// default of 2 MiB, patterns with many Unicode classes become slow.
const REGEX_CACHE_LIMIT_BYTES: usize = 2 * 1024 * 1024;

/// How a pattern is written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum PatternSyntax {
    /// Every character stands for itself.
    #[default]
    Literal,
    /// The same, but an escape stands for the character that it names as well: `\n`, `\r`, `\t`, `\0` and `\u{…}`. For
    /// texts that are shown with escapes.
    Escaped,
    /// A regular expression in the syntax of the `regex` crate. `^` is the start of the message.
    Regex,
}

/// Why a pattern is searched for literally, although it should not be or in another way.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Fallback {
    /// The text is not a regular expression. Its characters stand for themselves instead.
    #[error("not a regular expression: {detail}")]
    Broken {
        /// What is wrong, in several lines of technical English.
        detail: String,
    },
    /// The regular expression, or a text whose case is to be ignored and that is not ASCII, is too large. Its characters
    /// stand for themselves instead, and the case may matter.
    #[error("the pattern takes more than {limit_bytes} bytes")]
    TooLarge {
        /// How large the compiled pattern may be, in bytes.
        limit_bytes: usize,
    },
}

/// What to look for in a payload, over raw bytes: a payload need not be UTF-8.
///
/// The case matters only if the pattern has an uppercase letter. A literal that is ASCII matches
/// ASCII only: `k` is no Kelvin sign.
#[derive(Clone, Debug)]
pub struct Pattern {
    matcher: Matcher,
    fallback: Option<Fallback>,
}

#[derive(Clone, Debug)]
enum Matcher {
    Literal(Literal),
    Regex { regex: Regex, looks_around: bool },
}

impl Pattern {
    /// Makes a pattern of any text. What cannot be compiled is searched for literally, and
    /// [`fallback`](Self::fallback) tells why.
    pub fn compile(text: &str, syntax: PatternSyntax) -> Self {
        match syntax {
            PatternSyntax::Literal => Self::literal(text),
            PatternSyntax::Escaped => Self::escaped(text).unwrap_or_else(|| Self::literal(text)),
            PatternSyntax::Regex => Self::regex(text).unwrap_or_else(|why| Self {
                fallback: Some(why),
                ..Self::literal(text)
            }),
        }
    }

    /// Why the pattern is not what was asked for, or `None` if it is.
    pub fn fallback(&self) -> Option<&Fallback> {
        self.fallback.as_ref()
    }

    /// Whether the pattern occurs in these bytes. An empty pattern occurs everywhere.
    pub fn is_match(&self, payload: &[u8]) -> bool {
        match &self.matcher {
            Matcher::Literal(literal) => literal.find(payload).is_some(),
            Matcher::Regex { regex, .. } => regex.is_match(payload),
        }
    }

    /// Where the pattern occurs: ranges in ascending order that neither overlap nor are empty.
    pub fn find_iter<'a>(&'a self, payload: &'a [u8]) -> impl Iterator<Item = Range<usize>> + 'a {
        let mut at = 0;
        let matches = iter::from_fn(move || {
            let found = self.find_at(payload, at)?;
            // An empty match must not be found again.
            at = found.end.max(found.start + 1);
            Some(found)
        });
        matches.filter(|range| !range.is_empty())
    }

    /// Whether a match depends on nothing but its own bytes. If so, what does not occur in several
    /// payloads one after the other occurs in none of them.
    pub(super) fn is_context_free(&self) -> bool {
        match self.matcher {
            Matcher::Literal(_) => true,
            Matcher::Regex { looks_around, .. } => !looks_around,
        }
    }

    /// The first match that starts at `at` or later; what comes before is context.
    fn find_at(&self, payload: &[u8], at: usize) -> Option<Range<usize>> {
        let rest = payload.get(at..)?;
        match &self.matcher {
            Matcher::Literal(literal) => {
                let start = at + literal.find(rest)?;
                Some(start..start + literal.len())
            }
            Matcher::Regex { regex, .. } => Some(regex.find_at(payload, at)?.range()),
        }
    }

    fn literal(text: &str) -> Self {
        if text.chars().any(char::is_uppercase) || text.chars().all(is_caseless) {
            return Self::of(Matcher::Literal(Literal::exact(text)));
        }
        if text.is_ascii() {
            return Self::of(Matcher::Literal(Literal::any_ascii_case(text)));
        }
        // Only the tables of Unicode know what the other case of `é` is, and the engine has them.
        match build(&regex::escape(text), true) {
            Ok(regex) => Self::of(Matcher::Regex {
                regex,
                looks_around: false,
            }),
            Err(why) => Self {
                matcher: Matcher::Literal(Literal::exact(text)),
                fallback: Some(why),
            },
        }
    }

    /// A text with escapes; `None` if it has none, or if what that makes is too large.
    fn escaped(text: &str) -> Option<Self> {
        let mut expression = String::new();
        let mut has_uppercase = false;
        let mut plain = text;
        while let Some((before, escape, c, after)) = first_escape(plain) {
            has_uppercase |= before.chars().any(char::is_uppercase);
            expression.push_str(&regex::escape(before));
            let (escape, code) = (regex::escape(escape), u32::from(c));
            expression.push_str(&format!("(?:{escape}|\\x{{{code:x}}})"));
            plain = after;
        }
        if plain.len() == text.len() {
            return None;
        }
        has_uppercase |= plain.chars().any(char::is_uppercase);
        expression.push_str(&regex::escape(plain));
        let regex = build(&expression, !has_uppercase).ok()?;
        Some(Self::of(Matcher::Regex {
            regex,
            looks_around: false,
        }))
    }

    fn regex(text: &str) -> Result<Self, Fallback> {
        let Traits {
            has_uppercase,
            looks_around,
        } = Traits::of(text);
        let regex = build(text, !has_uppercase)?;
        Ok(Self::of(Matcher::Regex {
            regex,
            looks_around,
        }))
    }

    fn of(matcher: Matcher) -> Self {
        Self {
            matcher,
            fallback: None,
        }
    }
}

/// The first escape of a text: what is before it, the escape, the character that it names, and what is behind it.
fn first_escape(text: &str) -> Option<(&str, &str, char, &str)> {
    for (at, _) in text.match_indices('\\') {
        let escape = &text[at + 1..];
        let (length, c) = match escape.as_bytes().first() {
            Some(b'n') => (1, '\n'),
            Some(b'r') => (1, '\r'),
            Some(b't') => (1, '\t'),
            Some(b'0') => (1, '\0'),
            Some(b'u') => {
                let Some(digits) = escape
                    .strip_prefix("u{")
                    .and_then(|rest| rest.split_once('}'))
                else {
                    continue;
                };
                let code = u32::from_str_radix(digits.0, 16).ok();
                let Some(c) = code.and_then(char::from_u32) else {
                    continue;
                };
                ("u{}".len() + digits.0.len(), c)
            }
            _ => continue,
        };
        let end = at + 1 + length;
        return Some((&text[..at], &text[at..end], c, &text[end..]));
    }
    None
}

fn build(regex: &str, ignores_case: bool) -> Result<Regex, Fallback> {
    let built = properties::build(regex, |regex| {
        RegexBuilder::new(regex)
            .case_insensitive(ignores_case)
            .size_limit(REGEX_SIZE_LIMIT_BYTES)
            .dfa_size_limit(REGEX_CACHE_LIMIT_BYTES)
            .build()
    });
    built.map_err(|error| match error {
        regex::Error::CompiledTooBig(limit_bytes) => Fallback::TooLarge { limit_bytes },
        other => Fallback::Broken {
            detail: other.to_string(),
        },
    })
}

/// Whether there is only one way to write this character, as for digits and Han. Looking for such
/// text needs no regular expression even when the case does not matter.
fn is_caseless(c: char) -> bool {
    c.to_lowercase().eq([c]) && c.to_uppercase().eq([c])
}

#[cfg(test)]
mod tests;
