//! Two JSON texts, by their structure: members by their names, elements by what they have in common.

use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::ops::Range;

use serde::de::IgnoredAny;
use similar::DiffOp;
use web_time::Instant;

use super::rows::{By, Diff, Rows, hash, operations};

/// Texts with more values are compared by lines: a value takes about 100 bytes of memory.
const MAX_VALUES: usize = 500_000;
/// Texts that are nested deeper are compared by lines: each level takes room on the stack, and nobody reads them as a tree.
const MAX_DEPTH: usize = 200;
/// Spaces of one level.
const INDENT: usize = 2;
/// Deeper levels are not indented further.
const MAX_LEVELS: usize = 32;

/// Compares two JSON texts. `None` where one of them is none, or has too many values, or is too deep.
pub(super) fn diff(left: &[u8], right: &[u8], deadline: Instant) -> Option<Diff> {
    let (left_value, right_value) = (Value::read(left)?, Value::read(right)?);
    let mut writer = Writer {
        sources: [left, right],
        texts: [Vec::new(), Vec::new()],
        rows: Rows::default(),
        deadline,
    };
    writer.pair(At::last(&left_value), At::last(&right_value), 0);
    let [left, right] = writer.texts;
    let is_coarse = Instant::now() >= deadline;
    Some(Diff::of_rows(
        By::Structure,
        (left, right),
        writer.rows,
        is_coarse,
    ))
}

/// A value in a JSON text.
#[derive(Debug)]
pub(super) struct Value {
    /// The bracket that opens it; 0 for what has none.
    pub(super) bracket: u8,
    /// Where it is.
    pub(super) range: Range<usize>,
    /// Its name, with quotation marks, if it is a member.
    pub(super) name: Option<Range<usize>>,
    pub(super) children: Vec<Self>,
    /// The same for equal values, in whatever order their members are.
    hash: u64,
}

impl Value {
    /// `None` where it is no JSON, or has too many values, or is too deep.
    pub(super) fn read(text: &[u8]) -> Option<Self> {
        // What it lets pass is JSON, of any depth: it skips without a stack.
        serde_json::from_slice::<IgnoredAny>(text).ok()?;
        let mut reader = Reader {
            text,
            at: 0,
            values: 0,
            depth: 0,
        };
        reader.value(None)
    }

    fn has_children_like(&self, other: &Self) -> bool {
        self.bracket == other.bracket && !self.children.is_empty() && !other.children.is_empty()
    }
}

/// Reads a text that is known to be JSON.
struct Reader<'a> {
    text: &'a [u8],
    at: usize,
    values: usize,
    /// The brackets that are open.
    depth: usize,
}

impl Reader<'_> {
    fn value(&mut self, name: Option<Range<usize>>) -> Option<Value> {
        self.values += 1;
        if self.values > MAX_VALUES {
            return None;
        }
        self.skip_blanks();
        let start = self.at;
        let bracket = match self.peek()? {
            open @ (b'{' | b'[') => open,
            _ => 0,
        };
        let mut children = Vec::new();
        if bracket == 0 {
            self.scalar();
        } else {
            self.at += 1;
            self.depth += 1;
            if self.depth > MAX_DEPTH {
                return None;
            }
            children = self.children(bracket == b'{')?;
            self.depth -= 1;
        }
        let range = start..self.at;
        let hash = if bracket == 0 {
            hash(&self.text[range.clone()])
        } else {
            self.hash_of(bracket, &children)
        };
        Some(Value {
            bracket,
            range,
            name,
            children,
            hash,
        })
    }

    fn children(&mut self, are_members: bool) -> Option<Vec<Value>> {
        let mut children = Vec::new();
        loop {
            self.skip_blanks();
            match self.peek()? {
                b'}' | b']' => {
                    self.at += 1;
                    return Some(children);
                }
                b',' => self.at += 1,
                _ => {
                    let name = are_members.then(|| self.name());
                    children.push(self.value(name)?);
                }
            }
        }
    }

    /// The name of a member, and its colon.
    fn name(&mut self) -> Range<usize> {
        let start = self.at;
        self.scalar();
        let name = start..self.at;
        self.skip_blanks();
        self.at += 1;
        name
    }

    fn scalar(&mut self) {
        if self.peek() != Some(b'"') {
            let rest = &self.text[self.at..];
            let ends = |byte: &u8| matches!(byte, b',' | b'}' | b']' | b':') || is_blank(*byte);
            self.at += rest.iter().position(ends).unwrap_or(rest.len()).max(1);
            return;
        }
        let mut is_escaped = false;
        self.at += 1;
        while let Some(byte) = self.peek() {
            self.at += 1;
            match byte {
                _ if is_escaped => is_escaped = false,
                b'\\' => is_escaped = true,
                b'"' => return,
                _ => {}
            }
        }
    }

    fn hash_of(&self, bracket: u8, children: &[Value]) -> u64 {
        let mut hasher = DefaultHasher::new();
        bracket.hash(&mut hasher);
        let mut members = Members::default();
        for child in children {
            match &child.name {
                Some(name) => members.add(hash(&self.text[name.clone()]), child.hash),
                None => child.hash.hash(&mut hasher),
            }
        }
        members.sum.hash(&mut hasher);
        children.len().hash(&mut hasher);
        hasher.finish()
    }

    fn skip_blanks(&mut self) {
        while self.peek().is_some_and(is_blank) {
            self.at += 1;
        }
    }

    fn peek(&self) -> Option<u8> {
        self.text.get(self.at).copied()
    }
}

fn is_blank(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\n' | b'\r')
}

/// A value, and whether it is the last one in its brackets.
#[derive(Clone, Copy)]
struct At<'a> {
    value: &'a Value,
    is_last: bool,
}

impl<'a> At<'a> {
    fn last(value: &'a Value) -> Self {
        Self {
            value,
            is_last: true,
        }
    }

    fn child(parent: &'a Value, index: usize) -> Self {
        Self {
            value: &parent.children[index],
            is_last: index + 1 == parent.children.len(),
        }
    }
}

/// A number for the members of an object, in whatever order they are. Those with the same name have an order: which of them counts
/// depends on who reads (RFC 8259, section 4).
#[derive(Default)]
pub(super) struct Members {
    pub(super) sum: u64,
    /// How many there are of each name.
    seen: HashMap<u64, u64>,
}

impl Members {
    /// Adds a member, by the hashes of its name and of its value.
    pub(super) fn add(&mut self, name: u64, value: u64) {
        let index = self.seen.entry(name).or_default();
        let mut member = DefaultHasher::new();
        (name, value, *index).hash(&mut member);
        *index += 1;
        self.sum = self.sum.wrapping_add(member.finish());
    }
}

/// Writes both texts, row by row.
struct Writer<'a> {
    sources: [&'a [u8]; 2],
    texts: [Vec<u8>; 2],
    rows: Rows,
    deadline: Instant,
}

const LEFT: usize = 0;
const RIGHT: usize = 1;

impl Writer<'_> {
    /// Two values that are in the same place.
    fn pair(&mut self, left: At<'_>, right: At<'_>, depth: usize) {
        if left.value.has_children_like(right.value) {
            let opened = self.both(left, right, |writer, side, at| {
                writer.open(side, at.value, depth)
            });
            self.rows.push(Some(opened.0), Some(opened.1), false);
            if left.value.bracket == b'{' {
                self.members(left.value, right.value, depth + 1);
            } else {
                self.elements(left.value, right.value, depth + 1);
            }
            let closed = self.both(left, right, |writer, side, at| {
                writer.close(side, at, depth)
            });
            self.rows.push(Some(closed.0), Some(closed.1), false);
            return;
        }
        let (mut old, mut new) = (Vec::new(), Vec::new());
        self.lines(LEFT, left, depth, &mut old);
        self.lines(RIGHT, right, depth, &mut new);
        if left.value.hash == right.value.hash {
            for (old, new) in old.into_iter().zip(new) {
                self.rows.push(Some(old), Some(new), false);
            }
        } else {
            self.rows.push_changed(old, new);
        }
    }

    fn both(
        &mut self,
        left: At<'_>,
        right: At<'_>,
        write: impl Fn(&mut Self, usize, At<'_>) -> Range<usize>,
    ) -> (Range<usize>, Range<usize>) {
        (write(self, LEFT, left), write(self, RIGHT, right))
    }

    /// Members with the same name stand side by side, in the order of the left text.
    fn members(&mut self, left: &Value, right: &Value, depth: usize) {
        let sources = self.sources;
        let mut by_name: HashMap<&[u8], Vec<usize>> = HashMap::new();
        for (index, child) in right.children.iter().enumerate().rev() {
            by_name
                .entry(name_of(sources[RIGHT], child))
                .or_default()
                .push(index);
        }
        let pairs: Vec<_> = left
            .children
            .iter()
            .map(|child| by_name.get_mut(name_of(sources[LEFT], child))?.pop())
            .collect();
        let mut is_paired = vec![false; right.children.len()];
        for index in pairs.iter().flatten() {
            is_paired[*index] = true;
        }
        let mut next = 0;
        for (index, pair) in pairs.into_iter().enumerate() {
            let Some(pair) = pair else {
                self.one(LEFT, At::child(left, index), depth);
                continue;
            };
            let before = next..pair.max(next);
            for added in before.filter(|added| !is_paired[*added]) {
                self.one(RIGHT, At::child(right, added), depth);
            }
            next = next.max(pair + 1);
            self.pair(At::child(left, index), At::child(right, pair), depth);
        }
        for added in (next..right.children.len()).filter(|added| !is_paired[*added]) {
            self.one(RIGHT, At::child(right, added), depth);
        }
    }

    /// Equal elements stand side by side, and those between them in their order.
    fn elements(&mut self, left: &Value, right: &Value, depth: usize) {
        let hashes =
            |value: &Value| -> Vec<u64> { value.children.iter().map(|child| child.hash).collect() };
        for operation in operations(&hashes(left), &hashes(right), self.deadline) {
            let is_same = matches!(operation, DiffOp::Equal { .. });
            let (_, old, new) = operation.as_tag_tuple();
            let shared = if is_same {
                old.len()
            } else {
                old.len().min(new.len())
            };
            for (old, new) in old.clone().zip(new.clone()).take(shared) {
                self.pair(At::child(left, old), At::child(right, new), depth);
            }
            for old in old.skip(shared) {
                self.one(LEFT, At::child(left, old), depth);
            }
            for new in new.skip(shared) {
                self.one(RIGHT, At::child(right, new), depth);
            }
        }
    }

    /// A value that only one side has.
    fn one(&mut self, side: usize, at: At<'_>, depth: usize) {
        let mut lines = Vec::new();
        self.lines(side, at, depth, &mut lines);
        if side == LEFT {
            self.rows.push_changed(lines, None);
        } else {
            self.rows.push_changed(None, lines);
        }
    }

    /// Writes a value to one side. Collects its lines.
    fn lines(&mut self, side: usize, at: At<'_>, depth: usize, lines: &mut Vec<Range<usize>>) {
        let value = at.value;
        if value.children.is_empty() {
            let start = self.begin(side, value, depth);
            let text = &mut self.texts[side];
            match value.bracket {
                b'{' => text.extend_from_slice(b"{}"),
                b'[' => text.extend_from_slice(b"[]"),
                _ => text.extend_from_slice(&self.sources[side][value.range.clone()]),
            }
            lines.push(self.end(side, start, at.is_last));
            return;
        }
        lines.push(self.open(side, value, depth));
        for index in 0..value.children.len() {
            self.lines(side, At::child(value, index), depth + 1, lines);
        }
        lines.push(self.close(side, at, depth));
    }

    fn open(&mut self, side: usize, value: &Value, depth: usize) -> Range<usize> {
        let start = self.begin(side, value, depth);
        self.texts[side].push(value.bracket);
        self.end(side, start, true)
    }

    fn close(&mut self, side: usize, at: At<'_>, depth: usize) -> Range<usize> {
        let start = self.indent(side, depth);
        let bracket = if at.value.bracket == b'{' { b'}' } else { b']' };
        self.texts[side].push(bracket);
        self.end(side, start, at.is_last)
    }

    /// Begins a line with the name of a value.
    fn begin(&mut self, side: usize, value: &Value, depth: usize) -> usize {
        let start = self.indent(side, depth);
        if let Some(name) = &value.name {
            self.texts[side].extend_from_slice(&self.sources[side][name.clone()]);
            self.texts[side].extend_from_slice(b": ");
        }
        start
    }

    fn indent(&mut self, side: usize, depth: usize) -> usize {
        let text = &mut self.texts[side];
        let start = text.len();
        text.resize(start + depth.min(MAX_LEVELS) * INDENT, b' ');
        start
    }

    fn end(&mut self, side: usize, start: usize, is_last: bool) -> Range<usize> {
        let text = &mut self.texts[side];
        if !is_last {
            text.push(b',');
        }
        let end = text.len();
        // So that each line is known by itself.
        text.push(b'\n');
        start..end
    }
}

/// The name of a member, as it is written.
fn name_of<'a>(source: &'a [u8], value: &Value) -> &'a [u8] {
    value.name.clone().map_or(&[], |name| &source[name])
}
