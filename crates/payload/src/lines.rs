//! Where the lines of a long text begin, found piece by piece.
//!
//! A message of 64 MiB may be one line or 64 million. So only every `STRIDE`th line start is
//! kept, the index grows by a bounded piece a frame, and a line that is wider than the pane is
//! wrapped at a column, not measured in pixels.

use std::ops::Range;

use crate::folds::Folds;
use crate::visible::{MAX_UNIT_BYTES, Unit};

/// One line start in this many is kept; the others are found again from there.
const STRIDE: usize = 32;

/// What is cut into rows.
#[derive(Clone, Copy, Debug)]
pub struct Source<'a> {
    /// The whole of it.
    pub bytes: &'a [u8],
    /// What is left out of it.
    pub folds: Option<&'a Folds>,
}

impl<'a, T: AsRef<[u8]> + ?Sized> From<&'a T> for Source<'a> {
    fn from(bytes: &'a T) -> Self {
        Self {
            bytes: bytes.as_ref(),
            folds: None,
        }
    }
}

impl Source<'_> {
    /// The bracket that ends a row, if one does.
    pub fn bracket(&self, row: &Range<usize>) -> Option<usize> {
        let last = row.end.checked_sub(1).filter(|last| *last >= row.start)?;
        matches!(self.bytes[last], b'{' | b'[').then_some(last)
    }

    /// What a row shows after it leaves out the folded part that begins at its end: how many items that has, and the rest
    /// of the line on which it ends.
    pub fn folded(&self, row: &Range<usize>, columns: usize) -> Option<(u64, Range<usize>)> {
        let (close, items) = self.folds?.folded(self.bracket(row)?)?;
        Some((items, close..end_of_row(self.bytes, close, columns)))
    }
}

/// How a payload is cut into rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cut {
    /// At line ends, and where a line would be wider than so many columns.
    Text {
        /// Columns of a row: an ASCII character takes one, every other two.
        columns: usize,
    },
    /// Every so many bytes.
    Hex {
        /// Bytes of a row.
        bytes: usize,
    },
}

/// The rows of one payload.
#[derive(Clone, Debug)]
pub struct Lines {
    cut: Cut,
    /// Offsets of rows 0, STRIDE, 2 × STRIDE, …
    starts: Vec<u32>,
    rows: usize,
    /// How far the payload is read.
    read: usize,
    length: usize,
}

impl Lines {
    /// An index that has read nothing yet, for a payload of `length` bytes.
    pub fn new(cut: Cut, length: usize) -> Self {
        let mut lines = Self {
            cut,
            starts: Vec::new(),
            rows: 0,
            read: 0,
            length,
        };
        if let Cut::Hex { bytes } = cut {
            lines.rows = length.div_ceil(bytes.max(1)).max(1);
            lines.read = length;
        }
        lines
    }

    /// How the payload is cut.
    pub fn cut(&self) -> Cut {
        self.cut
    }

    /// Rows found so far.
    pub fn count(&self) -> usize {
        self.rows
    }

    /// Whether every row is found.
    pub fn is_complete(&self) -> bool {
        self.read == self.length && self.rows > 0
    }

    /// Whether the row of the byte at `offset` is found.
    pub fn has_read(&self, offset: usize) -> bool {
        self.is_complete() || offset < self.read
    }

    /// How much is read, in percent.
    pub fn percent(&self) -> u32 {
        let done = self.read as u64 * 100;
        (done / (self.length as u64).max(1)) as u32
    }

    /// Reads on, about `bytes` further.
    pub fn advance<'a>(&mut self, source: impl Into<Source<'a>>, bytes: usize) {
        let source = source.into();
        let Cut::Text { columns } = self.cut else {
            return;
        };
        let goal = self.read.saturating_add(bytes).min(self.length);
        while self.read < goal || self.rows == 0 {
            self.push_start();
            self.read = next_start(source, self.read, columns);
        }
        let ends_with_line_end = source.bytes.last() == Some(&b'\n');
        if self.read == self.length && ends_with_line_end && !self.has_last_empty_row(source) {
            self.push_start();
        }
    }

    /// Forgets the rows from the one of the byte at `offset` on, or a few before it, as something there was folded.
    pub fn forget_from<'a>(&mut self, source: impl Into<Source<'a>>, offset: usize) {
        let block = self.row_at(source, offset) / STRIDE;
        if let Some(start) = self.starts.get(block) {
            self.read = *start as usize;
            self.starts.truncate(block);
            self.rows = block * STRIDE;
        }
    }

    /// The bytes of a row, without the line end and without what is folded. Empty for a row that does not exist.
    pub fn row<'a>(&self, source: impl Into<Source<'a>>, row: usize) -> Range<usize> {
        let source = source.into();
        if row >= self.rows {
            return 0..0;
        }
        match self.cut {
            Cut::Hex { bytes } => {
                let start = row * bytes;
                start..(start + bytes).min(self.length)
            }
            Cut::Text { columns } => {
                let mut start = self.starts[row / STRIDE] as usize;
                for _ in 0..row % STRIDE {
                    start = next_start(source, start, columns);
                }
                start..end_of_row(source.bytes, start, columns)
            }
        }
    }

    /// The row that shows the byte at `offset`, among those found so far.
    pub fn row_at<'a>(&self, source: impl Into<Source<'a>>, offset: usize) -> usize {
        let source = source.into();
        if let Cut::Hex { bytes } = self.cut {
            return (offset / bytes).min(self.rows.saturating_sub(1));
        }
        let block = self
            .starts
            .partition_point(|start| *start as usize <= offset);
        let first = block.saturating_sub(1) * STRIDE;
        let last = (first + STRIDE).min(self.rows);
        let begins_later = |row: &usize| self.row(source, *row).start > offset;
        (first + 1..last)
            .find(begins_later)
            .unwrap_or(last)
            .saturating_sub(1)
    }

    fn push_start(&mut self) {
        if self.rows.is_multiple_of(STRIDE) {
            // A message is at most 64 MiB, far below 4 GiB.
            self.starts
                .push(u32::try_from(self.read).unwrap_or(u32::MAX));
        }
        self.rows += 1;
    }

    /// After a last line end there is one more row, which is empty.
    fn has_last_empty_row(&self, source: Source<'_>) -> bool {
        self.row(source, self.rows - 1).start == self.length
    }
}

/// Where the row after the one at `start` begins.
fn next_start(source: Source<'_>, start: usize, columns: usize) -> usize {
    let row = start..end_of_row(source.bytes, start, columns);
    let folded = source.folded(&row, columns);
    let end = folded.map_or(row.end, |(_, rest)| rest.end);
    let rest = &source.bytes[end..];
    if rest.starts_with(b"\r\n") {
        end + 2
    } else if rest.starts_with(b"\n") {
        end + 1
    } else {
        end
    }
}

/// Where the row at `start` ends: before its line end, or after as much as fits.
fn end_of_row(payload: &[u8], start: usize, columns: usize) -> usize {
    let mut left = columns;
    let mut at = start;
    while let Some(byte) = payload.get(at) {
        if *byte == b'\n' || payload[at..].starts_with(b"\r\n") {
            break;
        }
        let (bytes, width) = measure(payload, at);
        // One character is taken in any case: a row must lead somewhere.
        if width > left && at > start {
            break;
        }
        left = left.saturating_sub(width);
        at += bytes;
    }
    at
}

/// Bytes and columns of the character at `at`, or of the emoji of several characters.
fn measure(payload: &[u8], at: usize) -> (usize, usize) {
    let rest = &payload[at..];
    if matches!(rest, [b' '..=b'~', next, ..] if next.is_ascii()) {
        return (1, 1);
    }
    let first = match first_unit(&rest[..rest.len().min(MAX_CHARACTER_BYTES)]) {
        Some(unit) if unit.may_go_on() => first_unit(&rest[..rest.len().min(MAX_UNIT_BYTES)]),
        first => first,
    };
    match first {
        Some(unit) => (unit.text.len(), unit.columns()),
        // As wide as `�`, which stands for all of them.
        None => {
            let bytes = rest
                .utf8_chunks()
                .next()
                .map_or(1, |chunk| chunk.invalid().len());
            (bytes, 2)
        }
    }
}

/// The longest character in UTF-8, in bytes.
const MAX_CHARACTER_BYTES: usize = 4;

/// What is shown first of a payload, unless that is no UTF-8.
fn first_unit(bytes: &[u8]) -> Option<Unit<'_>> {
    Unit::first_of(bytes.utf8_chunks().next()?.valid())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::json::Indenter;

    fn rows_of(text: &[u8], columns: usize, piece: usize) -> Vec<String> {
        let mut lines = Lines::new(Cut::Text { columns }, text.len());
        while !lines.is_complete() {
            lines.advance(text, piece);
        }
        let shown = |row| String::from_utf8_lossy(&text[lines.row(text, row)]).into_owned();
        (0..lines.count()).map(shown).collect()
    }

    fn source(indenter: &Indenter) -> Source<'_> {
        Source {
            bytes: indenter.text(),
            folds: Some(indenter.folds()),
        }
    }

    /// The plain model: every row in turn, each looked for a folded part at its end.
    fn rows_without_folded(indenter: &Indenter, columns: usize) -> Vec<Range<usize>> {
        let text = indenter.text();
        let mut rows = Vec::new();
        let mut start = 0;
        loop {
            let end = end_of_row(text, start, columns);
            rows.push(start..end);
            let folded = (end > start)
                .then(|| indenter.folds().folded(end - 1))
                .flatten();
            let seen = folded.map_or(end, |(close, _)| end_of_row(text, close, columns));
            start = match text.get(seen) {
                None => return rows,
                Some(b'\n') => seen + 1,
                Some(_) => seen,
            };
        }
    }

    #[track_caller]
    fn check(text: &str, columns: usize, expected: &[&str]) {
        assert_eq!(rows_of(text.as_bytes(), columns, 1), expected, "{text:?}");
    }

    #[test]
    fn cuts_at_line_ends_and_columns() {
        check("", 10, &[""]);
        check("one", 10, &["one"]);
        check("one\ntwo\r\nthree", 10, &["one", "two", "three"]);
        check("\n\n", 10, &["", "", ""]);
        check("abcdef", 4, &["abcd", "ef"]);
        check("abcd\nef", 4, &["abcd", "ef"]);
        check("中文字", 4, &["中文", "字"]);
        check("a中文", 4, &["a中", "文"]);
        check("a\rb", 20, &["a\rb"]);
        check("中", 0, &["中"]);
    }

    #[test]
    fn cuts_bytes_into_rows() {
        let lines = Lines::new(Cut::Hex { bytes: 16 }, 33);
        assert_eq!(lines.count(), 3);
        assert_eq!(lines.row(&[0; 33], 2), 32..33);
        assert_eq!(Lines::new(Cut::Hex { bytes: 16 }, 0).count(), 1);
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(10_000))]

        #[test]
        fn every_row_is_found_by_its_bytes(text in "[a中\\r\\n]{0,200}", columns in 0_usize..9) {
            let text = text.as_bytes();
            let mut lines = Lines::new(Cut::Text { columns }, text.len());
            lines.advance(text, usize::MAX);
            for row in 0..lines.count() {
                let start = lines.row(text, row).start;
                prop_assert_eq!(lines.row_at(text, start), row);
            }
        }

        #[test]
        fn no_byte_is_lost(text in "[a中\r\n\t\u{202e}\u{1}]{0,300}", columns in 0_usize..30, piece in 1_usize..50) {
            let rows = rows_of(text.as_bytes(), columns, piece);
            let joined: String = rows.concat();
            let without_line_ends = text.replace("\r\n", "\n").replace('\n', "");
            prop_assert_eq!(joined, without_line_ends);
            prop_assert_eq!(rows, rows_of(text.as_bytes(), columns, usize::MAX));
        }

        #[test]
        fn folded_parts_are_left_out(
            text in "[\\[\\]{}\",1]{0,60}",
            columns in 1_usize..12,
            folded in proptest::collection::vec(0_usize..300, 0..6),
            all: bool,
        ) {
            let mut indenter = Indenter::default();
            indenter.advance(text.as_bytes(), usize::MAX);
            let mut lines = Lines::new(Cut::Text { columns }, indenter.text().len());
            lines.advance(indenter.text(), 40);
            indenter.folds_mut().set_all(all);
            lines.forget_from(indenter.text(), 0);
            for offset in folded {
                // As the window does: what is folded is at the end of a row that can be seen.
                indenter.folds_mut().toggle(offset);
                lines.forget_from(source(&indenter), offset);
                lines.advance(source(&indenter), 20);
            }
            lines.advance(source(&indenter), usize::MAX);
            let found = (0..lines.count()).map(|row| lines.row(source(&indenter), row));
            prop_assert_eq!(found.collect::<Vec<_>>(), rows_without_folded(&indenter, columns));
        }

        #[test]
        fn any_bytes_are_cut(bytes: Vec<u8>, columns in 0_usize..30) {
            let mut lines = Lines::new(Cut::Text { columns }, bytes.len());
            while !lines.is_complete() {
                lines.advance(&bytes, 7);
            }
            for row in 0..=lines.count() {
                prop_assert!(lines.row(&bytes, row).end <= bytes.len());
            }
        }
    }
}
