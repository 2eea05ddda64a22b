//! Two payloads side by side: what they have in common stands in the same rows.
//!
//! JSON is compared by its structure, other texts by lines, everything else by bytes. The result is two texts and rows that
//! name parts of them, so that a window can show millions of rows and lays out only those that are visible. It takes as long
//! as the payloads are long, so it is done beside the window, and within a time limit: after that, what is left is taken for
//! changed.

mod bytes;
mod json;
mod lines;

use std::ops::Range;

use similar::{Algorithm, DiffOp, capture_diff_slices_deadline};
use web_time::Instant;

use crate::json::{Indenter, looks_like_json};

/// More rows are never made, or two payloads of line ends would fill the memory: 20 bytes each.
const MAX_ROWS: usize = 4 << 20;

/// By what two payloads are compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum By {
    /// The members and elements of JSON. White space and the order of members do not matter.
    Structure,
    /// Lines.
    Lines,
    /// Bytes.
    Bytes,
}

/// Two payloads, aligned.
#[derive(Clone, Debug)]
pub struct Diff {
    by: By,
    left: Vec<u8>,
    right: Vec<u8>,
    rows: Vec<Row>,
    /// The rows in which something begins to differ.
    changes: Vec<u32>,
    is_coarse: bool,
}

/// A row: a part of each payload, or of one of them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    left: Option<Part>,
    right: Option<Part>,
    /// Whether the two differ, or one is missing.
    pub is_changed: bool,
}

/// Where a part is. What is compared is far below 4 GiB.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Part {
    start: u32,
    end: u32,
}

impl Row {
    /// The part of the left payload.
    pub fn left(&self) -> Option<Range<usize>> {
        self.left.map(Part::range)
    }

    /// The part of the right payload.
    pub fn right(&self) -> Option<Range<usize>> {
        self.right.map(Part::range)
    }
}

impl Part {
    fn new(range: Range<usize>) -> Self {
        let narrow = |at| u32::try_from(at).unwrap_or(u32::MAX);
        Self {
            start: narrow(range.start),
            end: narrow(range.end),
        }
    }

    fn range(self) -> Range<usize> {
        self.start as usize..self.end as usize
    }
}

/// What is compared.
#[derive(Clone, Copy, Debug)]
pub struct Side<'a> {
    /// The payload.
    pub bytes: &'a [u8],
    /// Whether it was sent as a text.
    pub is_text: bool,
}

impl Diff {
    /// Compares two payloads. Bytes are shown in rows of `width`.
    pub fn new(left: Side<'_>, right: Side<'_>, width: usize, deadline: Instant) -> Self {
        if !left.is_text || !right.is_text {
            return bytes::diff(left.bytes, right.bytes, width.max(1), deadline);
        }
        let (left, right) = (left.bytes, right.bytes);
        if looks_like_json(left) && looks_like_json(right) {
            // Without a structure to compare, it is at least read line by line.
            return json::diff(left, right, deadline)
                .unwrap_or_else(|| lines::diff(indented(left), indented(right), deadline));
        }
        lines::diff(left.to_vec(), right.to_vec(), deadline)
    }

    fn of_rows(by: By, texts: (Vec<u8>, Vec<u8>), rows: Vec<Row>, is_coarse: bool) -> Self {
        let (left, right) = texts;
        let begins = |(index, row): (usize, &Row)| {
            let is_first = index == 0 || !rows[index - 1].is_changed;
            (row.is_changed && is_first).then(|| u32::try_from(index).unwrap_or(u32::MAX))
        };
        let changes = rows.iter().enumerate().filter_map(begins).collect();
        Self {
            by,
            left,
            right,
            rows,
            changes,
            is_coarse,
        }
    }

    /// By what they were compared.
    pub fn by(&self) -> By {
        self.by
    }

    /// The rows.
    pub fn rows(&self) -> &[Row] {
        &self.rows
    }

    /// What the left parts of the rows are parts of.
    pub fn left(&self) -> &[u8] {
        &self.left
    }

    /// What the right parts of the rows are parts of.
    pub fn right(&self) -> &[u8] {
        &self.right
    }

    /// The rows in which something begins to differ.
    pub fn changes(&self) -> &[u32] {
        &self.changes
    }

    /// Whether time was up, so that more is taken for changed than is.
    pub fn is_coarse(&self) -> bool {
        self.is_coarse
    }
}

/// What two rows have in common at their start and at their end: what is between differs.
pub fn differing(left: &[u8], right: &[u8]) -> (Range<usize>, Range<usize>) {
    let pairs = left.iter().zip(right);
    let start = pairs.take_while(|(left, right)| left == right).count();
    let (left_rest, right_rest) = (&left[start..], &right[start..]);
    let pairs = left_rest.iter().rev().zip(right_rest.iter().rev());
    let end = pairs.take_while(|(left, right)| left == right).count();
    let mut ranges = (start..left.len() - end, start..right.len() - end);
    // A character is marked whole.
    let is_within = |text: &[u8], at: usize| text.get(at).is_some_and(|byte| byte & 0xc0 == 0x80);
    while ranges.0.start > 0
        && (is_within(left, ranges.0.start) || is_within(right, ranges.1.start))
    {
        ranges.0.start -= 1;
        ranges.1.start -= 1;
    }
    while ranges.0.end < left.len()
        && ranges.1.end < right.len()
        && (is_within(left, ranges.0.end) || is_within(right, ranges.1.end))
    {
        ranges.0.end += 1;
        ranges.1.end += 1;
    }
    ranges
}

fn indented(text: &[u8]) -> Vec<u8> {
    let mut indenter = Indenter::default();
    indenter.advance(text, text.len());
    indenter.text().to_vec()
}

/// Collects rows, up to a limit.
#[derive(Default)]
struct Rows(Vec<Row>);

impl Rows {
    fn push(&mut self, left: Option<Range<usize>>, right: Option<Range<usize>>, is_changed: bool) {
        if self.0.len() < MAX_ROWS {
            self.0.push(Row {
                left: left.map(Part::new),
                right: right.map(Part::new),
                is_changed,
            });
        }
    }

    /// Rows of parts that are not the same: as many of them side by side as there are on both sides.
    fn push_changed(
        &mut self,
        left: impl IntoIterator<Item = Range<usize>>,
        right: impl IntoIterator<Item = Range<usize>>,
    ) {
        let (mut left, mut right) = (left.into_iter(), right.into_iter());
        loop {
            match (left.next(), right.next()) {
                (None, None) => return,
                (left, right) => self.push(left, right, true),
            }
        }
    }
}

/// How one sequence becomes the other.
fn operations<T: std::hash::Hash + Eq + Ord>(
    left: &[T],
    right: &[T],
    deadline: Instant,
) -> Vec<DiffOp> {
    capture_diff_slices_deadline(Algorithm::Myers, left, right, Some(deadline))
}

#[cfg(test)]
mod tests;
