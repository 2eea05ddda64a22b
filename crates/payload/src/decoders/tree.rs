use std::fmt::Write as _;
use std::ops::Range;

use data_encoding::HEXLOWER;

use super::limits::{
    MAX_BASE64_STRINGS, MAX_DECOMPRESSED, MAX_DECOMPRESSED_PREVIEW, MAX_DEPTH, MAX_LAYERS,
    MAX_SHOWN_BYTES, MAX_TREE, MIN_BASE64,
};

/// Writes bytes as a member.
type WriteBytes = fn(&mut Tree, Option<&str>, &[u8]);

/// How bytes are written that lie within a value, and may be values in any encoding again: what reads one encoding knows no other.
#[derive(Clone, Copy, Debug)]
pub(super) struct Nested {
    /// Those that may be text.
    pub(super) value: WriteBytes,
    /// Those that are known to be none.
    pub(super) bytes: WriteBytes,
    /// A string of JSON, as it stands between its quotation marks; says whether it was written.
    pub(super) string: fn(&mut Tree, &str) -> bool,
}

impl Nested {
    /// As bytes of which nothing is known.
    const RAW: Self = Self {
        value: |tree, name, bytes| tree.raw(name, bytes),
        bytes: |tree, name, bytes| tree.raw(name, bytes),
        string: |_, _| false,
    };
}

/// A JSON text that is written value by value, up to a limit, behind which stands `…`. What is not wanted is not written, so that a decoder says the same whether
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
    /// Up to how many bytes it is written.
    limit: usize,
    /// Whether only its beginning is needed, which may break off anywhere.
    is_preview: bool,
    /// Whether it says that values were left out behind the limit.
    is_marked: bool,
    /// How many encodings the next value lies in that were guessed or decompressed.
    layers: usize,
    /// How many bytes more may come out of compressed parts.
    decompressible: usize,
    /// How many strings of JSON more are looked at for what they hold.
    strings: usize,
    /// How bytes within values are written.
    nested: Nested,
}

impl Tree {
    pub(super) fn new(is_wanted: bool, nested: Nested) -> Self {
        Self {
            text: String::new(),
            is_wanted,
            depth: 0,
            is_after_value: false,
            limit: MAX_TREE,
            is_preview: false,
            is_marked: false,
            layers: 0,
            decompressible: MAX_DECOMPRESSED,
            strings: MAX_BASE64_STRINGS,
            nested,
        }
    }

    /// Of which only the beginning is written, for a row.
    pub(super) fn preview(limit: usize, nested: Nested) -> Self {
        Self {
            limit,
            is_preview: true,
            decompressible: MAX_DECOMPRESSED_PREVIEW,
            ..Self::new(true, nested)
        }
    }

    /// A JSON text, as a message that is sent.
    pub fn write(write: impl FnOnce(&mut Self)) -> String {
        let mut tree = Self::new(true, Nested::RAW);
        write(&mut tree);
        tree.text
    }

    /// Bytes of which nothing is known: their number, and the first of them.
    pub(super) fn raw<'n>(&mut self, name: impl Into<Option<&'n str>>, bytes: &[u8]) {
        self.object(name, |tree| {
            tree.number("bytes", bytes.len());
            let shown = &bytes[..bytes.len().min(MAX_SHOWN_BYTES)];
            let name = if shown.len() < bytes.len() {
                "hex (beginning)"
            } else {
                "hex"
            };
            tree.string(name, &HEXLOWER.encode(shown));
        });
    }

    /// Bytes within a value, which may be text.
    pub(super) fn nested_value<'n>(&mut self, name: impl Into<Option<&'n str>>, bytes: &[u8]) {
        (self.nested.value)(self, name.into(), bytes);
    }

    /// Bytes within a value that are known to be no text.
    pub(super) fn nested_bytes<'n>(&mut self, name: impl Into<Option<&'n str>>, bytes: &[u8]) {
        (self.nested.bytes)(self, name.into(), bytes);
    }

    /// Whether it is written. Asked before work that only the tree needs.
    pub fn is_wanted(&self) -> bool {
        self.is_wanted && !self.is_full()
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

    /// Values of an array, as far as there is room for them: a message may have millions.
    pub(super) fn each<T>(
        &mut self,
        values: impl IntoIterator<Item = T>,
        mut write: impl FnMut(&mut Self, T),
    ) {
        for value in values {
            if !self.has_room(false) {
                return;
            }
            write(self, value);
        }
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
            let shown = self.shown(value);
            push_string(&mut self.text, shown);
        }
    }

    /// A number, or anything else that is written in JSON as Rust writes it.
    pub fn number<'n>(&mut self, name: impl Into<Option<&'n str>>, value: impl std::fmt::Display) {
        if self.begins(name.into()) {
            // Writing to a String does not fail.
            let _infallible = write!(self.text, "{value}");
        }
    }

    /// A number with a fraction, as Rust writes it; JSON has none that is not finite.
    pub(super) fn float<'n>(
        &mut self,
        name: impl Into<Option<&'n str>>,
        is_finite: bool,
        value: std::fmt::Arguments<'_>,
    ) {
        if is_finite {
            self.number(name, value);
        } else {
            self.object(name, |tree| tree.string("float", &value.to_string()));
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

    /// A value as it stands in the message, but for strings that hold something in Base64: beside these stands what they hold. `json` must
    /// be one JSON value.
    pub fn json<'n>(&mut self, name: impl Into<Option<&'n str>>, json: &str) {
        if !self.begins(name.into()) {
            return;
        }
        if self.is_preview || !self.has_layer() {
            self.text.push_str(self.shown(json));
            return;
        }
        let mut written = 0;
        for content in string_values(json) {
            let Some(left) = self.strings.checked_sub(1) else {
                break;
            };
            self.strings = left;
            let before = written..content.start - 1;
            // It is written behind what stands before it.
            self.text.push_str(&json[before.clone()]);
            match (self.nested.string)(self, &json[content.clone()]) {
                true => written = content.end + 1,
                false => written = before.end,
            }
        }
        self.text.push_str(&json[written..]);
        self.is_after_value = true;
    }

    /// An object in the midst of a JSON value.
    pub(super) fn part(&mut self, members: impl FnOnce(&mut Self)) {
        self.text.push('{');
        self.is_after_value = false;
        self.depth += 1;
        members(self);
        self.depth -= 1;
        self.text.push('}');
        self.is_after_value = true;
    }

    /// A member that is written from these pieces, as they stand in the message.
    pub(super) fn verbatim(&mut self, name: &str, pieces: &[&str]) {
        self.separate();
        push_string(&mut self.text, name);
        self.text.push(':');
        pieces.iter().for_each(|piece| self.text.push_str(piece));
    }

    /// What a preview has room for of a value; a tree has all of it.
    fn shown<'v>(&self, value: &'v str) -> &'v str {
        match self.is_preview {
            true => &value[..value.floor_char_boundary(self.limit)],
            false => value,
        }
    }

    /// Whether the bytes that come next may be looked at for what they are encoded as.
    pub(super) fn has_layer(&self) -> bool {
        self.layers < MAX_LAYERS
    }

    /// Writes what lies within an encoding.
    pub(super) fn layer(&mut self, content: impl FnOnce(&mut Self)) {
        self.layers += 1;
        content(self);
        self.layers -= 1;
    }

    /// How many bytes may be decompressed for the next value.
    pub(super) fn decompressible(&self) -> usize {
        self.decompressible
    }

    /// Counts what was decompressed.
    pub(super) fn count_decompressed(&mut self, bytes: usize) {
        self.decompressible = self.decompressible.saturating_sub(bytes);
    }

    /// The beginning of the text, with a mark where it was cut.
    pub(super) fn into_preview(mut self) -> String {
        if self.text.len() >= self.limit {
            self.text
                .truncate(self.text.floor_char_boundary(self.limit));
            self.text.push('…');
        }
        self.text
    }

    /// What is written so far.
    pub(super) fn text(&self) -> &str {
        &self.text
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
        let is_open = self.begins(name);
        if is_open {
            self.text.push(open);
            self.is_after_value = false;
        }
        self.depth += 1;
        inner(self);
        self.depth -= 1;
        if is_open && !(self.is_preview && self.is_full()) {
            self.text.push(close);
        }
        self.is_after_value = true;
    }

    /// Whether one value more is written. Asked before each of many, so that they are not gone through in vain; where there is no
    /// room, the tree says that values were left out.
    pub(super) fn has_room(&mut self, is_member: bool) -> bool {
        if self.is_wanted && self.is_full() {
            self.mark(is_member);
        }
        self.is_wanted()
    }

    /// Says once that values were left out, in an array as in an object, so that it stays JSON.
    fn mark(&mut self, is_member: bool) {
        if self.is_preview || self.is_marked {
            return;
        }
        self.is_marked = true;
        self.separate();
        self.text.push_str(match is_member {
            true => r#""…":"…""#,
            false => r#""…""#,
        });
    }

    fn separate(&mut self) {
        if self.is_after_value {
            self.text.push(',');
        }
        self.is_after_value = true;
    }

    fn is_full(&self) -> bool {
        self.text.len() >= self.limit
    }

    /// Writes what stands before a value, if it is to be written.
    fn begins(&mut self, name: Option<&str>) -> bool {
        if !self.is_wanted {
            return false;
        }
        if self.is_full() {
            self.mark(name.is_some());
            return false;
        }
        self.separate();
        if let Some(name) = name {
            push_string(&mut self.text, name);
            self.text.push(':');
        }
        true
    }
}

/// Where the strings of a JSON value are that are no names and long enough to hold something, without their quotation marks.
fn string_values(json: &str) -> impl Iterator<Item = Range<usize>> {
    let bytes = json.as_bytes();
    let mut at = 0;
    std::iter::from_fn(move || {
        loop {
            let start = at + bytes.get(at..)?.iter().position(|byte| *byte == b'"')? + 1;
            let mut end = start;
            while *bytes.get(end)? != b'"' {
                // What is escaped does not end it.
                end += if bytes[end] == b'\\' { 2 } else { 1 };
            }
            at = end + 1;
            let next = bytes[at..].iter().find(|byte| !byte.is_ascii_whitespace());
            if end - start >= MIN_BASE64 && next != Some(&b':') {
                return Some(start..end);
            }
        }
    })
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
