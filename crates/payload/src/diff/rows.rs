//! Two payloads, aligned in rows, and what every way to align them needs.

use std::hash::{DefaultHasher, Hash, Hasher as _};
use std::ops::Range;

use similar::DiffOp;
use similar::algorithms::{Capture, Compact, Replace, myers};
use web_time::Instant;

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

impl Diff {
    pub(super) fn of_rows(by: By, texts: (Vec<u8>, Vec<u8>), rows: Rows, is_coarse: bool) -> Self {
        let (left, right) = texts;
        let rows = rows.0;
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

/// Collects rows, up to a limit.
#[derive(Default)]
pub(super) struct Rows(Vec<Row>);

impl Rows {
    pub(super) fn push(
        &mut self,
        left: Option<Range<usize>>,
        right: Option<Range<usize>>,
        is_changed: bool,
    ) {
        if self.0.len() < MAX_ROWS {
            self.0.push(Row {
                left: left.map(Part::new),
                right: right.map(Part::new),
                is_changed,
            });
        }
    }

    /// Rows of parts that are not the same: as many of them side by side as there are on both sides.
    pub(super) fn push_changed(
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

/// How one sequence becomes the other, by the algorithm of Myers (An O(ND) Difference Algorithm and Its Variations, 1986): what is
/// compared has a number each, which is its hash or its place. What is left at the deadline is taken for changed.
///
/// It is a function of its own for all that is compared, and calls the algorithm by its name: chosen by a value, all six that
/// the library has would be part of the program, for each type anew.
#[must_use]
pub fn operations(left: &[u64], right: &[u64], deadline: Instant) -> Vec<DiffOp> {
    let mut hook = Compact::new(Replace::new(Capture::new()), left, right);
    let (lefts, rights) = (0..left.len(), 0..right.len());
    match myers::diff_deadline(&mut hook, left, lefts, right, rights, Some(deadline)) {
        Ok(()) => hook.into_inner().into_inner().into_ops(),
        Err(never) => match never {},
    }
}

/// A hash by which equal values are known.
pub(super) fn hash(bytes: &[u8]) -> u64 {
    let mut hasher = DefaultHasher::new();
    bytes.hash(&mut hasher);
    hasher.finish()
}
