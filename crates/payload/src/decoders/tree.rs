use std::fmt::Write as _;

use super::limits::MAX_DEPTH;

/// A JSON text that is written value by value. What is not wanted is not written, so that a decoder says the same whether
/// somebody looks at the tree or only at the row.
///
/// A value that is a member of an object has a name, and one in an array (or the whole text) has `None`.
#[derive(Debug)]
pub struct Tree {
    text: String,
    is_wanted: bool,
    depth: usize,
    /// Whether a comma must come before the next value.
    is_after_value: bool,
}

impl Tree {
    pub(super) fn new(is_wanted: bool) -> Self {
        Self {
            text: String::new(),
            is_wanted,
            depth: 0,
            is_after_value: false,
        }
    }

    /// A JSON text, as a message that is sent.
    pub fn write(write: impl FnOnce(&mut Self)) -> String {
        let mut tree = Self::new(true);
        write(&mut tree);
        tree.text
    }

    /// Whether it is written. Asked before work that only the tree needs.
    pub fn is_wanted(&self) -> bool {
        self.is_wanted
    }

    /// How deep the next value lies.
    pub fn depth(&self) -> usize {
        self.depth
    }

    /// An object.
    pub fn object<'n>(
        &mut self,
        name: impl Into<Option<&'n str>>,
        members: impl FnOnce(&mut Self),
    ) {
        self.nested(name.into(), ['{', '}'], members);
    }

    /// An array.
    pub fn array<'n>(&mut self, name: impl Into<Option<&'n str>>, values: impl FnOnce(&mut Self)) {
        self.nested(name.into(), ['[', ']'], values);
    }

    /// What a message says that may say several things: one as itself, and several in an array.
    pub(super) fn one_or_several(&mut self, count: usize, values: impl FnOnce(&mut Self)) {
        if count == 1 {
            values(self);
        } else {
            self.array(None, values);
        }
    }

    /// A string.
    pub fn string<'n>(&mut self, name: impl Into<Option<&'n str>>, value: &str) {
        if self.begins(name.into()) {
            push_string(&mut self.text, value);
        }
    }

    /// A number, or anything else that is written in JSON as Rust writes it.
    pub fn number<'n>(&mut self, name: impl Into<Option<&'n str>>, value: impl std::fmt::Display) {
        if self.begins(name.into()) {
            // Writing to a String does not fail.
            let _infallible = write!(self.text, "{value}");
        }
    }

    /// `true` or `false`.
    pub fn boolean<'n>(&mut self, name: impl Into<Option<&'n str>>, value: bool) {
        self.number(name, value);
    }

    /// `null`.
    pub fn null<'n>(&mut self, name: impl Into<Option<&'n str>>) {
        self.number(name, "null");
    }

    /// A value as it stands in the message. `json` must be one JSON value.
    pub fn json<'n>(&mut self, name: impl Into<Option<&'n str>>, json: &str) {
        if self.begins(name.into()) {
            self.text.push_str(json);
        }
    }

    /// The text; empty if nothing was written.
    pub(super) fn into_text(self) -> String {
        self.text
    }

    fn nested(
        &mut self,
        name: Option<&str>,
        [open, close]: [char; 2],
        inner: impl FnOnce(&mut Self),
    ) {
        if self.depth >= MAX_DEPTH {
            self.string(name, "…");
            return;
        }
        if self.begins(name) {
            self.text.push(open);
        }
        self.is_after_value = false;
        self.depth += 1;
        inner(self);
        self.depth -= 1;
        if self.is_wanted {
            self.text.push(close);
        }
        self.is_after_value = true;
    }

    /// Writes what stands before a value, if it is to be written.
    fn begins(&mut self, name: Option<&str>) -> bool {
        if !self.is_wanted {
            return false;
        }
        if self.is_after_value {
            self.text.push(',');
        }
        self.is_after_value = true;
        if let Some(name) = name {
            push_string(&mut self.text, name);
            self.text.push(':');
        }
        true
    }
}

/// Writes a JSON string (RFC 8259, section 7).
fn push_string(text: &mut String, value: &str) {
    text.push('"');
    let mut clean = 0;
    for (at, byte) in value.bytes().enumerate() {
        let escaped = match byte {
            b'"' => "\\\"",
            b'\\' => "\\\\",
            b'\n' => "\\n",
            b'\r' => "\\r",
            b'\t' => "\\t",
            0..0x20 => "",
            _ => continue,
        };
        text.push_str(&value[clean..at]);
        clean = at + 1;
        if escaped.is_empty() {
            // Writing to a String does not fail.
            let _infallible = write!(text, "\\u{byte:04x}");
        } else {
            text.push_str(escaped);
        }
    }
    text.push_str(&value[clean..]);
    text.push('"');
}
