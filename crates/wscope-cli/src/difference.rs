//! In what a message differs from another, as lines for a terminal.

use std::ops::Range;
use std::time::{Duration, Instant};

use payload::diff::{By, Diff, Side};
use payload::visible::{hex_row, shortened};

use crate::limits::SHOWN_CHARACTERS;

/// How long two messages are compared at most: what was not compared until then counts as changed.
const TIME: Duration = Duration::from_secs(1);
/// So many lines are shown at most: those of the first differences.
const LINES: usize = 40;
/// So many rows that are the same are shown around those that differ.
const CONTEXT: usize = 2;
/// So many bytes are shown in a row.
const WIDTH: usize = 16;

/// The rows in which the second differs from the first, with some around them: `-` is the first, `+` the second.
pub(crate) fn lines(first: Side<'_>, second: Side<'_>) -> Vec<String> {
    let diff = Diff::new(first, second, WIDTH, Instant::now() + TIME);
    let rows = diff.rows();
    let is_near = |index: usize| {
        let near = index.saturating_sub(CONTEXT)..(index + CONTEXT + 1).min(rows.len());
        rows[near].iter().any(|row| row.is_changed)
    };
    let mut lines = Vec::new();
    let mut is_gap = false;
    // Those of one change stand together: first what was, then what is.
    let mut changed = Vec::new();
    for (index, row) in rows.iter().enumerate() {
        let (left, right) = (row.left(), row.right());
        if row.is_changed {
            lines.extend(left.map(|part| line('-', &diff, diff.left(), part)));
            changed.extend(right.map(|part| line('+', &diff, diff.right(), part)));
            is_gap = false;
        } else {
            lines.append(&mut changed);
            if is_near(index) {
                lines.extend(left.map(|part| line(' ', &diff, diff.left(), part)));
                is_gap = false;
            } else if !std::mem::replace(&mut is_gap, true) {
                lines.push("  …".to_owned());
            }
        }
        if lines.len() + changed.len() >= LINES {
            lines.append(&mut changed);
            lines.push("  …".to_owned());
            break;
        }
    }
    lines.append(&mut changed);
    lines
}

fn line(sign: char, diff: &Diff, text: &[u8], part: Range<usize>) -> String {
    let start = part.start;
    let bytes = text.get(part).unwrap_or_default();
    let shown = match diff.by() {
        By::Bytes => hex_row(start, bytes, WIDTH, &[]).text,
        By::Structure | By::Lines => shortened(&String::from_utf8_lossy(bytes), SHOWN_CHARACTERS),
    };
    format!("{sign} {shown}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(is_text: bool, first: &[u8], second: &[u8], expected: &[&str]) {
        let side = |bytes| Side { bytes, is_text };
        assert_eq!(lines(side(first), side(second)), expected);
    }

    #[test]
    fn what_differs_is_shown_with_what_is_around_it() {
        check(true, b"a", b"b", &["- a", "+ b"]);
        check(
            true,
            br#"{"id":1,"name":"x","list":[1,2,3,4,5,6]}"#,
            br#"{"id":2,"name":"x","list":[1,2,3,4,5,6]}"#,
            &[
                "  {",
                "-   \"id\": 1,",
                "+   \"id\": 2,",
                "    \"name\": \"x\",",
                "    \"list\": [",
                "  …",
            ],
        );
        // A terminal must not obey what came.
        check(true, b"\x1b[2J", b"", &["- \\u{1b}[2J", "+ "]);
        let row = |sign, offset, byte| {
            let blanks = "   ".repeat(WIDTH - 1);
            format!("{sign} {offset:08x}  {byte}{blanks}  .")
        };
        let expected = [row('-', 0, "00"), row('+', 0, "01"), row(' ', 1, "ff")];
        check(
            false,
            &[0, 255],
            &[1, 255],
            &expected.each_ref().map(String::as_str),
        );
        let long: String = (0..1000).map(|line| format!("{line}\n")).collect();
        let side = |text: &'static [u8]| Side {
            bytes: text,
            is_text: true,
        };
        let shown = lines(
            Side {
                bytes: long.as_bytes(),
                is_text: true,
            },
            side(b""),
        );
        assert_eq!(shown.len(), LINES + 1);
    }
}
