//! The `JSONPath` of a place in a JSON text (RFC 9535): `$.fills[0].price`, and `['…']` for a name that has no shorthand.
//!
//! A text may have 64 MiB, so the way to the place is followed piece by piece.

use std::fmt::Write as _;
use std::ops::Range;

/// Deeper places have no path: nobody reads it, and a text of brackets would fill the memory.
const MAX_DEPTH: usize = 1024;
/// The longest name in a path, in bytes: what is longer is no name to look for.
const MAX_NAME_BYTES: usize = 64 * 1024;

/// Follows a text to one place.
#[derive(Clone, Debug)]
pub struct PathFinder {
    /// The first byte of what is looked for.
    goal: usize,
    read: usize,
    /// The brackets that are open, outermost first.
    open: Vec<Open>,
    /// How many brackets are open, also those that are too deep.
    depth: usize,
    place: Place,
}

#[derive(Clone, Debug)]
enum Open {
    /// The name of the member that is read, with its quotation marks, and whether a name comes next.
    Object {
        name: Option<Range<usize>>,
        awaits_name: bool,
    },
    /// The element that is read.
    Array { index: u64 },
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Place {
    Between,
    /// In a string that began here.
    InString(usize),
    /// The same, after a backslash.
    Escaped(usize),
}

impl PathFinder {
    /// Looks for the value of which the byte at `goal` is a part, or for that whose name begins or whose bracket closes there.
    pub fn new(goal: usize) -> Self {
        Self {
            goal,
            read: 0,
            open: Vec::new(),
            depth: 0,
            place: Place::Between,
        }
    }

    /// Whether the place is reached.
    pub fn is_done(&self) -> bool {
        self.read >= self.goal
    }

    /// Reads on, `bytes` further.
    pub fn advance(&mut self, text: &[u8], bytes: usize) {
        let end = self
            .read
            .saturating_add(bytes)
            .min(self.goal)
            .min(text.len());
        for (at, byte) in (self.read..end).zip(&text[self.read.min(end)..end]) {
            self.step(at, *byte);
        }
        // A goal behind the end is never reached otherwise.
        self.read = if end == text.len() { self.goal } else { end };
    }

    fn step(&mut self, at: usize, byte: u8) {
        match (self.place, byte) {
            (Place::Escaped(start), _) => self.place = Place::InString(start),
            (Place::InString(start), b'\\') => self.place = Place::Escaped(start),
            (Place::InString(start), b'"') => {
                self.place = Place::Between;
                self.name(start..at + 1);
            }
            (Place::InString(_), _) => {}
            (Place::Between, b'"') => self.place = Place::InString(at),
            (Place::Between, b'{') => self.open(Open::Object {
                name: None,
                awaits_name: true,
            }),
            (Place::Between, b'[') => self.open(Open::Array { index: 0 }),
            (Place::Between, b'}' | b']') => self.close(),
            (Place::Between, b',') => self.comma(),
            (Place::Between, _) => {}
        }
    }

    fn open(&mut self, bracket: Open) {
        if self.depth == self.open.len() && self.depth < MAX_DEPTH {
            self.open.push(bracket);
        }
        self.depth += 1;
    }

    fn close(&mut self) {
        self.depth = self.depth.saturating_sub(1);
        self.open.truncate(self.depth);
    }

    fn innermost(&mut self) -> Option<&mut Open> {
        let is_known = self.depth == self.open.len();
        self.open.last_mut().filter(|_| is_known)
    }

    fn name(&mut self, found: Range<usize>) {
        if let Some(Open::Object { name, awaits_name }) = self.innermost()
            && *awaits_name
        {
            *name = Some(found);
            *awaits_name = false;
        }
    }

    fn comma(&mut self) {
        match self.innermost() {
            Some(Open::Object { awaits_name, .. }) => *awaits_name = true,
            Some(Open::Array { index }) => *index += 1,
            None => {}
        }
    }

    /// The path, once the place is reached. `None` where it has none: too deep, too long, or a name that is no text.
    pub fn path(mut self, text: &[u8]) -> Option<String> {
        if !self.is_done() {
            return None;
        }
        match (self.place, text.get(self.goal)) {
            (Place::Between, Some(b'}' | b']')) => self.close(),
            (Place::Between, Some(b'"')) => self.finish_name(text, self.goal),
            (Place::InString(start) | Place::Escaped(start), _) => self.finish_name(text, start),
            _ => {}
        }
        if self.depth > self.open.len() {
            return None;
        }
        let mut path = "$".to_owned();
        for bracket in &self.open {
            match bracket {
                Open::Object { name: None, .. } => {}
                Open::Object {
                    name: Some(name), ..
                } => push_name(&mut path, text.get(name.clone())?)?,
                // Writing into a string cannot fail.
                Open::Array { index } => {
                    write!(path, "[{index}]").ok();
                }
            }
        }
        Some(path)
    }

    /// Reads the string that began at `start` to its end, in case it is a name.
    fn finish_name(&mut self, text: &[u8], start: usize) {
        let rest = text.get(start + 1..).unwrap_or_default();
        let mut is_escaped = false;
        for (index, byte) in rest.iter().take(MAX_NAME_BYTES).enumerate() {
            match byte {
                _ if is_escaped => is_escaped = false,
                b'\\' => is_escaped = true,
                b'"' => return self.name(start..start + index + 2),
                _ => {}
            }
        }
    }
}

/// Whether a name may stand behind a dot (RFC 9535, section 2.5.1.1: `member-name-shorthand`).
fn has_shorthand(name: &str) -> bool {
    let is_first = |c: char| c.is_ascii_alphabetic() || c == '_' || !c.is_ascii();
    name.starts_with(is_first) && name.chars().all(|c| is_first(c) || c.is_ascii_digit())
}

/// Adds the name of a member, as it is written in JSON.
fn push_name(path: &mut String, written: &[u8]) -> Option<()> {
    if written.len() > MAX_NAME_BYTES {
        return None;
    }
    // Half of a pair of surrogates is no text: no path can name it.
    let name: String = serde_json::from_slice(written).ok()?;
    push_member(path, &name);
    Some(())
}

/// Adds the name of a member to a path.
pub fn push_member(path: &mut String, name: &str) {
    if has_shorthand(name) {
        path.push('.');
        path.push_str(name);
        return;
    }
    path.push_str("['");
    for c in name.chars() {
        match c {
            '\'' => path.push_str("\\'"),
            '\\' => path.push_str("\\\\"),
            '\u{8}' => path.push_str("\\b"),
            '\t' => path.push_str("\\t"),
            '\n' => path.push_str("\\n"),
            '\u{c}' => path.push_str("\\f"),
            '\r' => path.push_str("\\r"),
            c if c < ' ' => {
                write!(path, "\\u{:04x}", c as u32).ok();
            }
            c => path.push(c),
        }
    }
    path.push_str("']");
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn path_at(text: &str, goal: usize, piece: usize) -> Option<String> {
        let mut finder = PathFinder::new(goal);
        while !finder.is_done() {
            finder.advance(text.as_bytes(), piece);
        }
        finder.path(text.as_bytes())
    }

    /// The path of the place where `mark` is first in the text.
    #[track_caller]
    fn check(text: &str, mark: &str, expected: Option<&str>) {
        let goal = text.find(mark).unwrap();
        for piece in [1, 3, usize::MAX] {
            assert_eq!(
                path_at(text, goal, piece).as_deref(),
                expected,
                "{mark} in {text}"
            );
        }
    }

    #[test]
    fn every_place_has_its_path() {
        let text = r#"{"a": 1, "b": [true, {"c": "x, y"}, []], "it's\t\\": {"": null}}"#;
        check(text, "{", Some("$"));
        check(text, "\"a\"", Some("$.a"));
        check(text, "1", Some("$.a"));
        check(text, "\"b\"", Some("$.b"));
        check(text, "[", Some("$.b"));
        check(text, "true", Some("$.b[0]"));
        check(text, "{\"c\"", Some("$.b[1]"));
        check(text, "y\"", Some("$.b[1].c"));
        check(text, "}, []", Some("$.b[1]"));
        check(text, "[]", Some("$.b[2]"));
        check(text, "], \"it", Some("$.b"));
        check(text, "\"it's", Some(r"$['it\'s\t\\']"));
        check(text, "null", Some(r"$['it\'s\t\\']['']"));
        check(text, "}}", Some(r"$['it\'s\t\\']"));
        // In the middle of a name, as where a row ends.
        check(text, "t's", Some(r"$['it\'s\t\\']"));
    }

    #[test]
    fn names_are_written_as_the_standard_says() {
        // The examples of RFC 9535, section 2.7.
        check("{\"\\u000b\":1}", "1", Some("$['\\u000b']"));
        check(r#"{"\u0061":1}"#, "1", Some("$.a"));
        check("{\"中 \\\"\":1}", "1", Some("$['中 \"']"));
        check(r#"{"\ud800":1}"#, "1", None);
    }

    #[test]
    fn what_is_no_json_has_some_path_or_none() {
        check("]]x", "x", Some("$"));
        check("{1,2", "2", Some("$"));
        let deep = format!("{}x", "[".repeat(MAX_DEPTH + 1));
        check(&deep, "x", None);
        assert_eq!(path_at("[1]", 99, 2).as_deref(), Some("$"));
    }

    proptest! {
        #[test]
        fn no_place_in_any_bytes_makes_it_panic(bytes: Vec<u8>, goal in 0_usize..300, piece in 1_usize..9) {
            let mut finder = PathFinder::new(goal);
            while !finder.is_done() {
                finder.advance(&bytes, piece);
            }
            finder.path(&bytes);
        }

        /// Whatever the names are, the path leads to the value.
        #[test]
        fn a_path_leads_back(names in proptest::collection::vec(".{0,5}", 1..4)) {
            let mut text = "7".to_owned();
            for name in names.iter().rev() {
                text = format!("{{{}:[0,{text}]}}", serde_json::to_string(name).unwrap());
            }
            let path = path_at(&text, text.rfind('7').unwrap(), 5).unwrap();
            let parts: Vec<_> = names.iter().map(|name| {
                let is_plain = |c: char| c == '_' || c.is_ascii_alphanumeric() || !c.is_ascii();
                if !name.is_empty() && name.chars().all(is_plain) && !name.as_bytes()[0].is_ascii_digit() {
                    return format!(".{name}[1]");
                }
                let escaped = name.replace('\\', "\\\\").replace('\'', "\\'");
                format!("['{escaped}'][1]")
            }).collect();
            if names.iter().all(|name| name.chars().all(|c| c >= ' ')) && !names.concat().contains('7') {
                prop_assert_eq!(path, format!("${}", parts.concat()));
            }
        }
    }
}
