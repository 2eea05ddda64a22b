//! JSON on lines of its own, without a change to any token.
//!
//! A parser would lose what a person may be looking for: digits of a large number, the order and the repetition of keys,
//! the way a character was escaped. So nothing is parsed: white space between tokens is made anew, and every other byte is
//! copied. What is no JSON comes out with all its bytes as well.

use crate::folds::Folds;

/// Spaces of one level.
const INDENT: usize = 2;
/// Deeper levels are not indented further: nobody reads them by their indentation.
const MAX_LEVELS: usize = 32;
/// Indentation may make a text at most so many times as long, or a message of brackets would fill the memory.
const MAX_GROWTH: usize = 4;
/// Short texts may grow as much as they like, up to so many bytes.
const FREE_BYTES: usize = 64 * 1024;

/// So much white space before a JSON text is looked past, in bytes: more than anybody indents, and nothing to a frame.
const MAX_LEADING_SPACE: usize = 4096;

/// Whether a payload looks as if it were JSON with something to indent. Asked in each frame.
pub fn looks_like_json(payload: &[u8]) -> bool {
    let head = &payload[..payload.len().min(MAX_LEADING_SPACE)];
    let first = head.iter().find(|byte| !byte.is_ascii_whitespace());
    matches!(first, Some(b'{' | b'['))
}

/// Indents a text piece by piece.
#[derive(Clone, Debug, Default)]
pub struct Indenter {
    text: Vec<u8>,
    read: usize,
    depth: usize,
    place: Place,
    /// What must come before the next token.
    before: Before,
    folds: Folds,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Place {
    #[default]
    Between,
    InString,
    /// After a backslash in a string.
    Escaped,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Before {
    #[default]
    Nothing,
    /// White space that stood between two tokens which would join without it. Not in JSON, but in what resembles it.
    Space,
    /// A line, unless the bracket that was opened is closed at once.
    LineUnlessClosed,
    Line,
}

impl Indenter {
    /// What is indented so far.
    pub fn text(&self) -> &[u8] {
        &self.text
    }

    /// What can be folded in it, and what is.
    pub fn folds(&self) -> &Folds {
        &self.folds
    }

    /// What can be folded in it, to fold it.
    pub fn folds_mut(&mut self) -> &mut Folds {
        &mut self.folds
    }

    /// How much of the payload is read, in bytes.
    pub fn read(&self) -> usize {
        self.read
    }

    /// Reads on, `bytes` further.
    pub fn advance(&mut self, payload: &[u8], bytes: usize) {
        let end = self.read.saturating_add(bytes).min(payload.len());
        for byte in &payload[self.read.min(end)..end] {
            self.read += 1;
            match self.place {
                Place::Between => self.token(*byte),
                Place::InString | Place::Escaped => self.string(*byte),
            }
        }
    }

    fn string(&mut self, byte: u8) {
        self.text.push(byte);
        self.place = match (self.place, byte) {
            (Place::InString, b'\\') => Place::Escaped,
            (Place::InString, b'"') => Place::Between,
            _ => Place::InString,
        };
    }

    fn token(&mut self, byte: u8) {
        match byte {
            b' ' | b'\t' | b'\n' | b'\r' => self.space(),
            b'{' | b'[' => {
                self.begin();
                self.folds.open(self.text.len());
                self.text.push(byte);
                self.depth += 1;
                self.before = Before::LineUnlessClosed;
            }
            b'}' | b']' => {
                self.depth = self.depth.saturating_sub(1);
                if self.before != Before::LineUnlessClosed {
                    self.line();
                }
                self.folds.close(self.text.len());
                self.text.push(byte);
                self.before = Before::Nothing;
            }
            b',' => {
                self.folds.comma();
                self.text.push(byte);
                self.before = Before::Line;
            }
            b':' => {
                self.text.push(byte);
                self.before = Before::Space;
            }
            other => {
                self.begin();
                self.text.push(other);
                if other == b'"' {
                    self.place = Place::InString;
                }
            }
        }
    }

    fn space(&mut self) {
        let joins = |byte: &u8| !matches!(byte, b'{' | b'[' | b'}' | b']' | b',' | b':');
        if self.before == Before::Nothing && self.text.last().is_some_and(joins) {
            self.before = Before::Space;
        }
    }

    fn begin(&mut self) {
        match self.before {
            Before::Nothing => {}
            Before::Space => self.text.push(b' '),
            Before::LineUnlessClosed | Before::Line => self.line(),
        }
        self.before = Before::Nothing;
    }

    fn line(&mut self) {
        self.text.push(b'\n');
        let spaces = self.depth.min(MAX_LEVELS) * INDENT;
        if self.text.len() + spaces <= self.read * MAX_GROWTH + FREE_BYTES {
            self.text.resize(self.text.len() + spaces, b' ');
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn indented(text: &str, piece: usize) -> String {
        let mut indenter = Indenter::default();
        while indenter.read() < text.len() {
            indenter.advance(text.as_bytes(), piece);
        }
        String::from_utf8(indenter.text().to_vec()).unwrap()
    }

    #[track_caller]
    fn check(text: &str, expected: &str) {
        assert_eq!(indented(text, 1), expected);
    }

    #[test]
    fn indents_and_changes_no_token() {
        check("{}", "{}");
        check("[ ]", "[]");
        check(
            r#"{"a":1,"a":[1.0,2e5]}"#,
            "{\n  \"a\": 1,\n  \"a\": [\n    1.0,\n    2e5\n  ]\n}",
        );
        check(
            "[12345678901234567890123]",
            "[\n  12345678901234567890123\n]",
        );
        check(r#"["\u0041 \" , {"]"#, "[\n  \"\\u0041 \\\" , {\"\n]");
        check("[[],{}]", "[\n  [],\n  {}\n]");
        check("{\n\t\"a\" : true\n}", "{\n  \"a\": true\n}");
    }

    #[test]
    fn what_is_no_json_keeps_its_bytes() {
        check("a b", "a b");
        check("]]", "\n]\n]");
        check("[1 2", "[\n  1 2");
        check("\"open", "\"open");
    }

    #[test]
    fn brackets_cannot_fill_the_memory() {
        let deep = "[".repeat(1 << 20);
        assert!(indented(&deep, usize::MAX).len() <= (MAX_GROWTH + 2) * deep.len() + FREE_BYTES);
    }

    #[test]
    fn knows_json_by_its_first_byte() {
        assert!(looks_like_json(b" \n{"));
        assert!(looks_like_json(b"[1]"));
        assert!(!looks_like_json(b"\"text\""));
        assert!(!looks_like_json(b""));
        // A message of white space is not read to its end.
        let spaces = [b' '; MAX_LEADING_SPACE];
        assert!(!looks_like_json(&[&spaces[..], b"{}"].concat()));
    }

    /// Everything but white space between tokens.
    fn tokens(text: &str) -> String {
        let (mut place, mut kept) = (Place::Between, String::new());
        for c in text.chars() {
            if place != Place::Between || !matches!(c, ' ' | '\t' | '\n' | '\r') {
                kept.push(c);
            }
            place = match (place, c) {
                (Place::Between, '"') | (Place::Escaped, _) => Place::InString,
                (Place::InString, '\\') => Place::Escaped,
                (Place::InString, '"') => Place::Between,
                (other, _) => other,
            };
        }
        kept
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(10_000))]

        #[test]
        fn no_token_is_lost_or_changed(text in r#"[\[\]{}",: \\\n1a中]{0,80}"#, piece in 1_usize..20) {
            let result = indented(&text, piece);
            prop_assert_eq!(tokens(&result), tokens(&text));
            prop_assert_eq!(result, indented(&text, usize::MAX));
        }
    }
}
