//! What was expected and what came, side by side in lines.

use std::ops::Range;

use payload::diff::{Diff, Side};
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
    for &start in diff.changes() {
        let start = start as usize;
        let changed = rows
            .iter()
            .skip(start)
            .take_while(|row| row.is_changed)
            .count();
        let from = start.saturating_sub(CONTEXT).max(next);
        let to = (start + changed + CONTEXT).min(rows.len());
        if from > next {
            lines.push(gap());
        }
        for row in &rows[from.min(to)..to] {
            if lines.len() >= SHOWN_DIFFERENCES {
                lines.push(gap());
                return lines;
            }
            let left = row.left().map(|range| text(diff.left(), range));
            let right = row.right().map(|range| text(diff.right(), range));
            if row.is_changed {
                lines.extend(left.map(|text| DiffLine {
                    sign: Sign::Expected,
                    text,
                }));
                lines.extend(right.map(|text| DiffLine {
                    sign: Sign::Found,
                    text,
                }));
            } else {
                lines.extend(right.map(|text| DiffLine {
                    sign: Sign::Same,
                    text,
                }));
            }
        }
        next = to;
    }
    if next < rows.len() && next > 0 {
        lines.push(gap());
    }
    lines
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
