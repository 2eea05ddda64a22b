//! What was expected and what came, side by side in lines.

use std::ops::Range;

use payload::diff::{Diff, Row, Side};
use payload::visible::visible;
use web_time::Instant;

use crate::limits::{COMPARE_TIME, SHOWN_DIFFERENCES, SHOWN_LINE_BYTES};

/// How many lines that are the same are shown before and after those that differ.
const CONTEXT: usize = 2;

/// How many bytes stand in a line where bytes are compared.
const WIDTH: usize = 16;

/// A line of a comparison.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DiffLine {
    /// On which side it stands.
    pub sign: Sign,
    /// What stands there.
    pub text: String,
}

/// On which side a line stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sign {
    /// On both.
    Same,
    /// It was expected only.
    Expected,
    /// It came only.
    Found,
    /// Lines are left out here.
    Gap,
}

impl Sign {
    /// The character that stands before such a line.
    pub fn character(self) -> char {
        match self {
            Self::Same => ' ',
            Self::Expected => '-',
            Self::Found => '+',
            Self::Gap => '…',
        }
    }
}

/// Compares what was expected with what came.
pub(super) fn lines(expected: &[u8], found: &[u8], is_text: bool) -> Vec<DiffLine> {
    let side = |bytes| Side { bytes, is_text };
    let deadline = Instant::now() + COMPARE_TIME;
    let diff = Diff::new(side(expected), side(found), WIDTH, deadline);
    let rows = diff.rows();
    let text = |bytes: &[u8], range: Range<usize>| {
        let bytes = bytes.get(range).unwrap_or_default();
        if is_text { shown(bytes) } else { hex(bytes) }
    };
    let mut lines = Vec::new();
    let mut next = 0;
    let mut changes = diff
        .changes()
        .iter()
        .map(|start| *start as usize)
        .peekable();
    while let Some(start) = changes.next() {
        let changed = rows
            .iter()
            .skip(start)
            .take_while(|row| row.is_changed)
            .count();
        let from = start.saturating_sub(CONTEXT).max(next);
        let end = changes.peek().map_or(rows.len(), |next| *next);
        let to = (start + changed + CONTEXT).min(end);
        if from > next {
            lines.push(gap());
        }
        let line = |sign, text| DiffLine { sign, text };
        let left = |row: &Row| Some(line(Sign::Expected, text(diff.left(), row.left()?)));
        let right = |row: &Row, sign| Some(line(sign, text(diff.right(), row.right()?)));
        // Of what was changed together, first all that was expected.
        for block in
            rows[from.min(to)..to].chunk_by(|one, other| one.is_changed == other.is_changed)
        {
            if block[0].is_changed {
                let room = SHOWN_DIFFERENCES.saturating_sub(lines.len()) / 2;
                let found = block.iter().filter_map(|row| right(row, Sign::Found));
                extend(&mut lines, block.iter().filter_map(left), room);
                extend(&mut lines, found, room);
            } else {
                lines.extend(block.iter().filter_map(|row| right(row, Sign::Same)));
            }
        }
        if lines.len() > SHOWN_DIFFERENCES {
            lines.truncate(SHOWN_DIFFERENCES);
            lines.push(gap());
            return lines;
        }
        next = to;
    }
    if next < rows.len() && next > 0 {
        lines.push(gap());
    }
    lines
}

/// Adds lines of one side, at most so many: as much room is left for the other.
fn extend(lines: &mut Vec<DiffLine>, mut of_side: impl Iterator<Item = DiffLine>, room: usize) {
    lines.extend(of_side.by_ref().take(room));
    lines.extend(of_side.next().map(|_| gap()));
}

fn gap() -> DiffLine {
    DiffLine {
        sign: Sign::Gap,
        text: String::new(),
    }
}

/// A line of a text, cut, and without what a terminal obeys.
fn shown(bytes: &[u8]) -> String {
    let head = &bytes[..bytes.len().min(SHOWN_LINE_BYTES)];
    let text = visible(&String::from_utf8_lossy(head));
    if head.len() < bytes.len() {
        format!("{text}…")
    } else {
        text
    }
}

fn hex(bytes: &[u8]) -> String {
    let pairs: Vec<String> = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
    pairs.join(" ")
}

#[cfg(test)]
mod tests {
    use super::Sign;

    #[test]
    fn what_was_changed_together_stands_together() {
        #[track_caller]
        fn check(expected: &str, found: &str, lines: &str) {
            let diff = super::lines(expected.as_bytes(), found.as_bytes(), true);
            let written: Vec<_> = diff
                .iter()
                .map(|line| format!("{}{}", line.sign.character(), line.text))
                .collect();
            assert_eq!(written.join("|"), lines);
        }
        check("a\nb\nc\nd", "a\nx\ny\nd", " a|-b|-c|+x|+y| d");
        check("a\nb\nc\nd", "x\nb\ny\nd", "-a|+x| b|-c|+y| d");
        check("a\nb\nc\nd\ne", "x\nb\nc\nd\ne", "-a|+x| b| c|…");
    }

    #[test]
    fn a_large_change_shows_both_sides_wherever_it_begins() {
        let numbered = |sign: char| (0..30).map(move |line| format!("{sign}{line}\n"));
        for before in [0, 15] {
            let text = |sign| {
                let apart = (0..before).map(|line| format!("{sign}{line}\nsame\nsame\n"));
                apart.chain(numbered(sign)).collect::<String>()
            };
            let diff = super::lines(text('l').as_bytes(), text('r').as_bytes(), true);
            for sign in [Sign::Expected, Sign::Found] {
                let count = diff.iter().filter(|line| line.sign == sign).count();
                assert!(count >= 5, "{before} {sign:?} {count}");
            }
            assert!(diff.len() <= super::SHOWN_DIFFERENCES + 1, "{before}");
        }
    }
}
