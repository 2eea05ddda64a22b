//! A text with variables in it.

use std::fmt;

use crate::error::{Position, Problem};
use crate::limits::MAX_FILLED_BYTES;
use crate::variables::{Variables, is_name};

/// A text in which `{{name}}` stands for a value.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Template {
    parts: Vec<Part>,
    /// Where it stands.
    at: Position,
}

/// A part of a text.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Part {
    Text(String),
    Variable { name: String, at: Position },
}

/// What a value is put into.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Context {
    /// It stays as it is.
    Plain,
    /// Within a string of JSON its characters are escaped; elsewhere it stays as it is, for numbers and whole values.
    Json,
    /// It is to be found as it is.
    Regex,
}

/// Why a text cannot be filled in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FillError {
    /// This variable is not set.
    Unset(String),
    /// The text becomes too long.
    TooLong,
}

impl fmt::Display for FillError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unset(name) => write!(formatter, "the variable {name} is not set"),
            Self::TooLong => write!(
                formatter,
                "with its variables it has more than {MAX_FILLED_BYTES} bytes"
            ),
        }
    }
}

impl Template {
    /// A text without variables.
    pub fn text(text: impl Into<String>) -> Self {
        let text = text.into();
        let parts = match text.is_empty() {
            true => Vec::new(),
            false => vec![Part::Text(text)],
        };
        Self {
            parts,
            at: Position::default(),
        }
    }

    /// The same with a variable behind it.
    #[must_use]
    pub fn then_variable(mut self, name: &str) -> Self {
        self.parts.push(Part::Variable {
            name: name.to_owned(),
            at: Position::default(),
        });
        self
    }

    /// The same with a text behind it.
    #[must_use]
    pub fn then_text(mut self, text: &str) -> Self {
        if !text.is_empty() {
            self.parts.push(Part::Text(text.to_owned()));
        }
        self
    }

    /// Where it stands.
    pub fn at(&self) -> Position {
        self.at
    }

    /// The text, if no variable is in it.
    pub(crate) fn constant(&self) -> Option<&str> {
        match &*self.parts {
            [] => Some(""),
            [Part::Text(text)] => Some(text),
            _ => None,
        }
    }

    /// The names in it, and where they stand.
    pub(crate) fn variables(&self) -> impl Iterator<Item = (&str, Position)> {
        self.parts.iter().filter_map(|part| match part {
            Part::Text(_) => None,
            Part::Variable { name, at } => Some((&**name, *at)),
        })
    }

    /// The text with the values in their places.
    pub(crate) fn fill(
        &self,
        variables: &Variables,
        context: Context,
    ) -> Result<String, FillError> {
        self.fill_with(context, |name| variables.get(name))
    }

    /// The same as it could be, to find out whether it is of a form.
    pub(crate) fn sample(&self, context: Context) -> String {
        // It is valid in a string, and where a value stands.
        self.fill_with(context, |_| Some("0".to_owned()))
            .unwrap_or_default()
    }

    fn fill_with(
        &self,
        context: Context,
        value: impl Fn(&str) -> Option<String>,
    ) -> Result<String, FillError> {
        let mut filled = String::new();
        let mut place = JsonPlace::default();
        for part in &self.parts {
            match part {
                Part::Text(text) => {
                    filled.push_str(text);
                    place.pass(text);
                }
                Part::Variable { name, .. } => {
                    let value = value(name).ok_or_else(|| FillError::Unset(name.clone()))?;
                    match context {
                        Context::Json if place.is_in_string => {
                            let quoted = serde_json::Value::from(value).to_string();
                            filled.push_str(&quoted[1..quoted.len() - 1]);
                        }
                        Context::Json | Context::Plain => filled.push_str(&value),
                        Context::Regex => filled.push_str(&regex::escape(&value)),
                    }
                }
            }
            if filled.len() > MAX_FILLED_BYTES {
                return Err(FillError::TooLong);
            }
        }
        Ok(filled)
    }

    /// The same with blanks for the ends of its lines.
    pub(crate) fn on_one_line(mut self) -> Self {
        for part in &mut self.parts {
            if let Part::Text(text) = part {
                *text = text.replace('\n', " ");
            }
        }
        self
    }

    /// As it is written between quotes.
    pub(crate) fn quoted(&self) -> String {
        let mut text = String::from("\"");
        for part in &self.parts {
            match part {
                Part::Text(part) => part.chars().for_each(|c| push_escaped(&mut text, c)),
                Part::Variable { name, .. } => text.push_str(&format!("{{{{{name}}}}}")),
            }
        }
        text.push('"');
        text
    }

    /// As it is written without quotes.
    pub(crate) fn raw(&self) -> String {
        let mut text = String::new();
        for part in &self.parts {
            match part {
                Part::Text(part) => text.push_str(&part.replace("{{", r"\{{")),
                Part::Variable { name, .. } => text.push_str(&format!("{{{{{name}}}}}")),
            }
        }
        text
    }

    /// As it is written on a line of its own: without quotes where that is read as the same.
    pub(crate) fn shown(&self) -> String {
        let text = self.raw();
        let is_plain = !text.is_empty()
            && text.trim() == text
            && !text.starts_with('"')
            && !text.chars().any(char::is_control);
        if is_plain && self.is_written(&text) {
            text
        } else {
            self.quoted()
        }
    }

    /// Whether this text without quotes is read as this.
    fn is_written(&self, raw: &str) -> bool {
        let mut builder = TemplateBuilder::new(self.at);
        let read = builder
            .push_raw(raw, self.at)
            .and_then(|()| builder.finish());
        read.is_ok_and(|read| read.same(self))
    }

    /// Whether both say the same, wherever they stand.
    fn same(&self, other: &Self) -> bool {
        let pairs = self.parts.iter().zip(&other.parts);
        self.parts.len() == other.parts.len()
            && pairs.into_iter().all(|pair| match pair {
                (Part::Text(one), Part::Text(other)) => one == other,
                (Part::Variable { name: one, .. }, Part::Variable { name: other, .. }) => {
                    one == other
                }
                _ => false,
            })
    }
}

/// A character between quotes.
fn push_escaped(text: &mut String, c: char) {
    match c {
        '"' | '\\' => text.extend(['\\', c]),
        // It could begin a variable.
        '{' => text.push_str("\\{"),
        '\n' => text.push_str("\\n"),
        '\r' => text.push_str("\\r"),
        '\t' => text.push_str("\\t"),
        c if payload::visible::visible(c.encode_utf8(&mut [0; 4])) != c.to_string() => {
            text.push_str(&format!("\\u{{{:x}}}", u32::from(c)));
        }
        c => text.push(c),
    }
}

/// Whether a place in a text of JSON is within a string.
#[derive(Default)]
struct JsonPlace {
    is_in_string: bool,
    is_escaped: bool,
}

impl JsonPlace {
    fn pass(&mut self, text: &str) {
        for c in text.chars() {
            match c {
                _ if self.is_escaped => self.is_escaped = false,
                '\\' if self.is_in_string => self.is_escaped = true,
                '"' => self.is_in_string = !self.is_in_string,
                _ => {}
            }
        }
    }
}

/// Makes a template of characters, each with where it stands and whether it may begin a variable.
pub(crate) struct TemplateBuilder {
    at: Position,
    parts: Vec<Part>,
    text: String,
    state: State,
}

enum State {
    Text,
    /// One brace was read, which stands here.
    Brace(Position),
    /// Within the braces, the first of which stands here.
    Name(Position, String),
}

/// What is wrong with a text, and where.
pub(crate) type TemplateFault = (Position, Problem);

/// What is to stand between braces.
const NAME: &str = "the name of a variable and }}, such as {{id}} or {{env.HOME}}";

impl TemplateBuilder {
    pub(crate) fn new(at: Position) -> Self {
        Self {
            at,
            parts: Vec::new(),
            text: String::new(),
            state: State::Text,
        }
    }

    /// A character that stands for itself.
    pub(crate) fn push_literal(&mut self, c: char) {
        match &mut self.state {
            State::Text => self.text.push(c),
            State::Brace(_) => {
                self.text.extend(['{', c]);
                self.state = State::Text;
            }
            State::Name(_, name) => name.push(c),
        }
    }

    /// A character that may belong to the braces of a variable.
    pub(crate) fn push(&mut self, c: char, at: Position) -> Result<(), TemplateFault> {
        match (&mut self.state, c) {
            (State::Text, '{') => self.state = State::Brace(at),
            (State::Brace(begin), '{') => self.state = State::Name(*begin, String::new()),
            // The last two of several braces are those of the variable.
            (State::Name(begin, name), '{') if name.is_empty() => {
                begin.column += 1;
                self.text.push('{');
            }
            (State::Name(begin, name), '}') if name.ends_with('}') => {
                let (begin, name) = (*begin, name.trim_end_matches('}').trim().to_owned());
                if !is_name(&name) {
                    return Err((begin, Problem::expected(NAME, &format!("{{{{{name}}}}}"))));
                }
                if !self.text.is_empty() {
                    self.parts.push(Part::Text(std::mem::take(&mut self.text)));
                }
                self.parts.push(Part::Variable { name, at: begin });
                self.state = State::Text;
            }
            (_, c) => self.push_literal(c),
        }
        Ok(())
    }

    pub(crate) fn finish(mut self) -> Result<Template, TemplateFault> {
        match self.state {
            State::Text => {}
            State::Brace(_) => self.text.push('{'),
            State::Name(begin, _) => return Err((begin, Problem::missing(NAME))),
        }
        if !self.text.is_empty() {
            self.parts.push(Part::Text(self.text));
        }
        Ok(Template {
            parts: self.parts,
            at: self.at,
        })
    }

    /// Passes a text without quotes, which begins here. A backslash before two braces makes them a text.
    pub(crate) fn push_raw(&mut self, text: &str, mut at: Position) -> Result<(), TemplateFault> {
        let mut rest = text;
        while let Some(c) = rest.chars().next() {
            if rest.starts_with(r"\{{") {
                self.push_literal('{');
                self.push_literal('{');
                rest = &rest[3..];
                at.column += 3;
                continue;
            }
            self.push(c, at)?;
            rest = &rest[c.len_utf8()..];
            at.column += 1;
        }
        Ok(())
    }
}
