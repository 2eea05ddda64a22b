//! Headers as lines of a table, each of which can be switched off, and many of them read from a text.

use connection::{Header, HeaderError, Subprotocol};
use serde::{Deserialize, Deserializer, Serialize};

/// The most lines of a table: more than a server reads, and few enough to scroll through.
pub const MAX_LINES: usize = 64;

/// A line of the table of headers.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct HeaderLine {
    /// Whether it is left out.
    pub is_off: bool,
    /// The name, as it was typed.
    pub name: String,
    /// The value, as it was typed.
    pub value: String,
}

impl HeaderLine {
    /// A line that is sent.
    pub fn new(name: impl Into<String>, value: impl Into<String>) -> Self {
        Self {
            is_off: false,
            name: name.into(),
            value: value.into(),
        }
    }

    /// Whether nothing is in it.
    pub fn is_empty(&self) -> bool {
        self.name.trim().is_empty() && self.value.trim().is_empty()
    }

    /// The header, where it is sent.
    ///
    /// # Errors
    /// Says which part of it is wrong.
    pub fn read(&self) -> Result<Option<Header>, HeaderError> {
        if self.is_off || self.is_empty() {
            return Ok(None);
        }
        Header::new(&self.name, &self.value).map(Some)
    }

    pub(super) fn bytes(&self) -> usize {
        self.name.len() + self.value.len()
    }
}

/// Reads lines, or the text of `Name: value` lines that an earlier version stored.
pub(super) fn deserialize<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Vec<HeaderLine>, D::Error> {
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum Stored {
        Text(String),
        Lines(Vec<HeaderLine>),
    }
    Ok(match Stored::deserialize(deserializer)? {
        Stored::Lines(lines) => lines,
        Stored::Text(text) => {
            let lines = text.lines().filter(|line| !line.trim().is_empty());
            let line = |line: &str| match line.split_once(':') {
                Some((name, value)) => HeaderLine::new(name.trim(), value.trim()),
                None => HeaderLine::new(line.trim(), ""),
            };
            lines.map(line).collect()
        }
    })
}

/// What became of a header that came from elsewhere.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Taken {
    /// It is a line to send.
    Line(HeaderLine),
    /// It names subprotocols, which have a field of their own.
    Subprotocols(String),
    /// The handshake sets it by itself.
    Automatic,
}

/// Where a header belongs that was copied from another program.
pub(super) fn take_header(name: &str, value: &str) -> Taken {
    let (name, value) = (name.trim(), value.trim());
    if name.eq_ignore_ascii_case("sec-websocket-protocol")
        && Subprotocol::parse_list(value).is_ok_and(|list| !list.is_empty())
    {
        return Taken::Subprotocols(value.to_owned());
    }
    match Header::new(name, value) {
        Err(HeaderError::Reserved(_)) => Taken::Automatic,
        // What is wrong with another is told beside it.
        _ => Taken::Line(HeaderLine::new(name, value)),
    }
}

/// Why a line that was pasted could not be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PairFault {
    /// It has neither `:` nor `=`.
    NoSeparator,
    /// It begins with one of them.
    NoName,
    /// The table has [`MAX_LINES`] already.
    NoRoom,
}

/// A name and a value from a line: `Name: value` or `k=v`.
///
/// # Errors
/// Says why it is neither.
pub fn split_pair(line: &str) -> Result<(&str, &str), PairFault> {
    let line = line.trim();
    match line.find([':', '=']) {
        None => Err(PairFault::NoSeparator),
        Some(0) => Err(PairFault::NoName),
        Some(at) => {
            let (name, value) = line.split_at(at);
            Ok((name.trim(), value[1..].trim()))
        }
    }
}

impl std::fmt::Debug for HeaderLine {
    /// Without its value, which may be secret.
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "{}: … (off: {})", self.name, self.is_off)
    }
}
