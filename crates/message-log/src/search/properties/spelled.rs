//! Expressions in which the characters of properties stand in their place.

use std::fmt::Write as _;
use std::rc::Rc;

/// The first and the last of each run of characters, in ascending order.
pub(super) type Runs = Rc<[(char, char)]>;

/// The characters of a property; `None` if there is none of this name.
type Lookup<'a> = &'a dyn Fn(&str) -> Option<Runs>;

/// Builds an expression without properties in place of one that has some.
pub(super) fn build_with<R>(
    expression: &str,
    lookup: Lookup<'_>,
    build: impl Fn(&str) -> Result<R, regex::Error>,
) -> Result<R, regex::Error> {
    let Some(spelled) = Spelled::new(expression, lookup) else {
        return build(expression);
    };
    build(&spelled.whole).map_err(|error| match (error, build(&spelled.stand_in)) {
        (regex::Error::Syntax(_), Err(regex::Error::Syntax(told))) => {
            regex::Error::Syntax(told.replace(&spelled.stand_in, expression))
        }
        (error, _) => error,
    })
}

/// An expression without properties.
struct Spelled {
    /// With their characters.
    whole: String,
    /// With something as long as the property in its place, so that an error is at the place where the person sees it.
    stand_in: String,
}

impl Spelled {
    /// `None` if there are no properties in it.
    fn new(expression: &str, lookup: Lookup<'_>) -> Option<Self> {
        let (mut whole, mut stand_in) = (String::new(), String::new());
        let (mut rest, mut has_any) = (expression, false);
        while let Some(at) = rest.find('\\') {
            let escape = &rest[at..];
            let property = Property::read(escape);
            let found = property
                .as_ref()
                .and_then(|it| Some((it, lookup(it.name)?)));
            // What is escaped is no backslash that begins an escape.
            let escaped = escape.chars().nth(1).map_or(0, char::len_utf8);
            let length = found.as_ref().map_or(1 + escaped, |(it, _)| it.length);
            whole.push_str(&rest[..at]);
            stand_in.push_str(&rest[..at]);
            match found {
                Some((property, characters)) => {
                    has_any = true;
                    property.spell(&characters, &mut whole);
                    let letters = "a".repeat(length - "[]".len());
                    stand_in.push_str(&format!("[{letters}]"));
                }
                None => {
                    whole.push_str(&escape[..length]);
                    stand_in.push_str(&escape[..length]);
                }
            }
            rest = &escape[length..];
        }
        whole.push_str(rest);
        stand_in.push_str(rest);
        has_any.then_some(Self { whole, stand_in })
    }
}

/// A property as it stands in an expression: `\pL`, `\P{Greek}` or `\p{sc!=Greek}`.
#[derive(Debug, PartialEq, Eq)]
struct Property<'a> {
    /// Its name, which may have a value: `L`, `Greek`, `sc=Greek`.
    name: &'a str,
    /// Whether all other characters are meant.
    is_negated: bool,
    /// How long it is with its backslash, in bytes.
    length: usize,
}

impl<'a> Property<'a> {
    /// `None` if another escape stands there.
    fn read(escape: &'a str) -> Option<Self> {
        let negated = escape.starts_with("\\P");
        let rest = escape.strip_prefix(if negated { "\\P" } else { "\\p" })?;
        let Some(braced) = rest.strip_prefix('{') else {
            let length = rest.chars().next()?.len_utf8();
            return Some(Self {
                name: &rest[..length],
                is_negated: negated,
                length: "\\p".len() + length,
            });
        };
        let (inner, _) = braced.split_once('}')?;
        Some(Self {
            name: inner,
            is_negated: negated,
            length: "\\p{}".len() + inner.len(),
        })
    }

    /// Writes it as a class of characters, which may stand in another class as well.
    fn spell(&self, characters: &[(char, char)], into: &mut String) {
        // Of `sc!=Greek` the lookup is asked for `sc=Greek`.
        let is_negated = self.is_negated != self.name.contains("!=");
        into.push_str(if is_negated { "[^" } else { "[" });
        if characters.is_empty() {
            into.push_str("a&&b");
        }
        for (first, last) in characters {
            let (first, last) = (u32::from(*first), u32::from(*last));
            // Writing into a text does not fail.
            write!(into, "\\x{{{first:x}}}-\\x{{{last:x}}}").unwrap_or_default();
        }
        into.push(']');
    }
}

#[cfg(test)]
mod tests {
    use regex::bytes::{Regex, RegexBuilder};

    use super::*;

    /// The characters that the engine's own tables name.
    fn known(name: &str) -> Option<Runs> {
        let name = name.replace("!=", "=");
        let regex = regex::Regex::new(&format!("^\\p{{{name}}}$")).ok()?;
        let mut runs: Vec<(char, char)> = Vec::new();
        // None of the texts here has a character beyond.
        for c in '\0'..='\u{1ffff}' {
            if !regex.is_match(c.encode_utf8(&mut [0; 4])) {
                continue;
            }
            match runs.last_mut() {
                Some((_, last)) if u32::from(*last) + 1 == u32::from(c) => *last = c,
                _ => runs.push((c, c)),
            }
        }
        Some(runs.into())
    }

    #[test]
    fn characters_stand_for_their_property() {
        let texts = [
            "a", "Ω", "ω", "中", "1", "!", " ", "\u{301}", "😀", "Ab", "p", "\\p{L}", "}",
        ];
        for expression in [
            r"^\p{L}$",
            r"^\pN$",
            r"^\PN$",
            r"^[\p{Han}\d]$",
            r"^[^\p{Han}\d]$",
            r"^[\P{Han}&&\p{L}]$",
            r"^\p{sc=Greek}$",
            r"^\p{sc!=Greek}$",
            r"^\P{sc!=Greek}$",
            r"(?i)^\p{Lu}$",
            r"(?i)^\P{Lu}$",
            r"^\p{Lu}\p{Ll}$",
            r"^\\p\{L}$",
            r"^\\p{1}$",
            r"\p{Emoji_Presentation}",
        ] {
            let expected = Regex::new(expression).unwrap();
            let spelled = build_with(expression, &known, Regex::new).unwrap();
            assert!(!Spelled::new(expression, &known).is_some_and(|it| it.whole.contains(r"\p{")));
            for text in texts {
                assert_eq!(
                    spelled.is_match(text.as_bytes()),
                    expected.is_match(text.as_bytes()),
                    "{expression} in {text}"
                );
            }
        }
    }

    #[test]
    fn errors_are_told_of_what_was_typed() {
        let build = |text: &str| RegexBuilder::new(text).size_limit(64 << 10).build();
        for expression in [
            r"\p{Greek}(",
            r"(\p{L}",
            r"\p{Nothing}",
            r"\p{L}\p{Nothing}",
            r"[\p{L}",
            r"\p{L}{1000}",
            r"\p",
            r"\p{L",
            "\\",
        ] {
            let expected = build(expression).unwrap_err().to_string();
            let told = build_with(expression, &known, build)
                .unwrap_err()
                .to_string();
            assert_eq!(told, expected, "{expression}");
        }
    }
}
