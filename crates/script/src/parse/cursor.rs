//! One line of a script, read word by word.

use crate::error::{Position, Problem};
use crate::template::{Template, TemplateBuilder, TemplateFault};

/// A place in a line.
#[derive(Clone, Copy, Debug)]
pub(super) struct Cursor<'a> {
    /// The line from here on.
    rest: &'a str,
    at: Position,
}

/// What is wrong, and where.
pub(super) type Fault = TemplateFault;

/// A word, and where it begins.
#[derive(Clone, Copy, Debug)]
pub(super) struct Word<'a> {
    pub(super) text: &'a str,
    pub(super) at: Position,
}

impl Word<'_> {
    pub(super) fn fault(self, problem: Problem) -> Fault {
        (self.at, problem)
    }
}

impl<'a> Cursor<'a> {
    pub(super) fn new(text: &'a str, at: Position) -> Self {
        Self { rest: text, at }
    }

    pub(super) fn at(&self) -> Position {
        self.at
    }

    pub(super) fn rest(&self) -> &'a str {
        self.rest
    }

    pub(super) fn is_over(&self) -> bool {
        self.rest.is_empty()
    }

    /// Goes so many bytes on.
    fn skip(&mut self, bytes: usize) {
        let (passed, rest) = self.rest.split_at(bytes);
        self.at.column += u32::try_from(passed.chars().count()).unwrap_or(u32::MAX);
        self.rest = rest;
    }

    pub(super) fn skip_blanks(&mut self) {
        self.skip(self.rest.len() - self.rest.trim_start().len());
    }

    /// The next word, without going on.
    pub(super) fn peek(&self) -> Option<Word<'a>> {
        let end = self
            .rest
            .find(char::is_whitespace)
            .unwrap_or(self.rest.len());
        let text = &self.rest[..end];
        (!text.is_empty()).then_some(Word { text, at: self.at })
    }

    /// The next word.
    pub(super) fn word(&mut self) -> Option<Word<'a>> {
        let word = self.peek()?;
        self.skip(word.text.len());
        self.skip_blanks();
        Some(word)
    }

    /// The next word, which has to be there.
    pub(super) fn need(&mut self, expected: &'static str) -> Result<Word<'a>, Fault> {
        let at = self.at;
        self.word().ok_or_else(|| (at, Problem::missing(expected)))
    }

    /// Goes on past this word if it comes next.
    pub(super) fn accept(&mut self, word: &str) -> bool {
        let is_next = self.peek().is_some_and(|next| next.text == word);
        if is_next {
            self.word();
        }
        is_next
    }

    /// The next word as one of these.
    pub(super) fn choose<T: Copy>(
        &mut self,
        what: &'static str,
        words: &[(&'static str, T)],
    ) -> Result<T, Fault> {
        let names: Vec<&str> = words.iter().map(|(name, _)| *name).collect();
        let at = self.at;
        let Some(word) = self.word() else {
            let expected = format!("{what}: {}", crate::error::listed(&names));
            return Err((at, Problem::missing(expected)));
        };
        let known = words.iter().find(|(name, _)| *name == word.text);
        known
            .map(|(_, value)| *value)
            .ok_or_else(|| word.fault(Problem::unknown(word.text, what, &names)))
    }

    /// The next word, read by a function.
    pub(super) fn value<T>(
        &mut self,
        expected: &'static str,
        read: impl FnOnce(&str) -> Option<T>,
    ) -> Result<T, Fault> {
        let word = self.need(expected)?;
        read(word.text).ok_or_else(|| word.fault(Problem::expected(expected, word.text)))
    }

    /// Something else was expected here.
    pub(super) fn missing(&self, expected: &'static str) -> Fault {
        let problem = match self.peek() {
            Some(word) => Problem::expected(expected, word.text),
            None => Problem::missing(expected),
        };
        (self.at, problem)
    }

    /// Nothing may follow.
    pub(super) fn end(&self) -> Result<(), Fault> {
        if self.is_over() {
            return Ok(());
        }
        let found = payload::visible::shortened(self.rest, 40);
        Err((self.at, Problem::Extra { found }))
    }

    /// Whether a text between quotes comes next.
    pub(super) fn is_quoted(&self) -> bool {
        self.rest.starts_with('"')
    }

    /// A text between quotes.
    pub(super) fn quoted(&mut self) -> Result<Template, Fault> {
        let begin = self.at;
        let mut builder = TemplateBuilder::new(begin);
        self.skip(1);
        loop {
            let at = self.at;
            match self.letter() {
                None => return Err((begin, Problem::value("the text", NO_QUOTE))),
                Some('"') => break,
                Some('\\') => builder.push_literal(self.escape(at)?),
                Some(c) => builder.push(c, at)?,
            }
        }
        let found = self
            .peek()
            .filter(|_| !self.rest.starts_with(char::is_whitespace));
        if let Some(found) = found {
            return Err(found.fault(Problem::expected("a blank after the quote", found.text)));
        }
        self.skip_blanks();
        builder.finish()
    }

    fn letter(&mut self) -> Option<char> {
        let c = self.rest.chars().next()?;
        self.skip(c.len_utf8());
        Some(c)
    }

    /// What follows a backslash, which stands at `begin`.
    fn escape(&mut self, begin: Position) -> Result<char, Fault> {
        let fault = |found: &str| {
            let expected = r#"one of \" \\ \/ \{ \n \r \t \u0041 \u{1f600}"#;
            (begin, Problem::expected(expected, found))
        };
        Ok(match self.letter() {
            Some(c @ ('"' | '\\' | '/' | '{')) => c,
            Some('n') => '\n',
            Some('r') => '\r',
            Some('t') => '\t',
            Some('u') => {
                let (digits, length) = match self.rest.strip_prefix('{') {
                    Some(rest) => {
                        let end = rest.find('}').ok_or_else(|| fault(r"\u{"))?;
                        (&rest[..end], end + 2)
                    }
                    None => (self.rest.get(..4).ok_or_else(|| fault(r"\u"))?, 4),
                };
                let is_number = digits.bytes().all(|byte| byte.is_ascii_hexdigit());
                let number = u32::from_str_radix(digits, 16).ok().filter(|_| is_number);
                let c = number.and_then(char::from_u32);
                let c = c.ok_or_else(|| fault(&format!("\\u{}", &self.rest[..length])))?;
                self.skip(length);
                c
            }
            Some(c) => return Err(fault(&format!("\\{c}"))),
            None => return Err(fault("\\")),
        })
    }

    /// All that is left of the line: a text between quotes, or as it is.
    pub(super) fn text(&mut self, expected: &'static str) -> Result<Template, Fault> {
        if self.is_over() {
            return Err((self.at, Problem::missing(expected)));
        }
        if self.is_quoted() {
            let text = self.quoted()?;
            self.end()?;
            return Ok(text);
        }
        self.raw()
    }

    /// All that is left of the line, as it is.
    pub(super) fn raw(&mut self) -> Result<Template, Fault> {
        let rest = self.rest.trim_end();
        let text = raw(rest, self.at)?;
        self.skip(self.rest.len());
        Ok(text)
    }

    /// The next word, or a text between quotes, as a text.
    pub(super) fn argument(&mut self, expected: &'static str) -> Result<Template, Fault> {
        if self.is_quoted() {
            return self.quoted();
        }
        let word = self.need(expected)?;
        raw(word.text, word.at)
    }

    /// A part of the line that ends before these bytes, with blanks around it left out.
    pub(super) fn split(&mut self, bytes: usize) -> Cursor<'a> {
        let part = Self {
            rest: self.rest[..bytes].trim_end(),
            at: self.at,
        };
        self.skip(bytes);
        self.skip_blanks();
        part
    }
}

impl<'a> Cursor<'a> {
    /// So many bytes as they are, and where they begin.
    pub(super) fn split_exact(&mut self, bytes: usize) -> (&'a str, Position) {
        let (part, at) = (&self.rest[..bytes], self.at);
        self.skip(bytes);
        (part, at)
    }
}

const NO_QUOTE: &str = "the quote at its beginning has no other at its end";

/// A text without quotes.
pub(super) fn raw(text: &str, at: Position) -> Result<Template, Fault> {
    let mut builder = TemplateBuilder::new(at);
    builder.push_raw(text, at)?;
    builder.finish()
}
