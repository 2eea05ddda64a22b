//! Two messages that are compared, below each other: in which order their lines stand.

use payload::diff::Row;

/// Which of two.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Which {
    Left,
    Right,
}

/// Lines that are the same stand once; of lines that changed together, first all that are gone, then all that came.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Below {
    /// The number of a row, and which side of it.
    pub(super) lines: Vec<(u32, Which)>,
    /// The lines in which something begins to differ.
    pub(super) changes: Vec<u32>,
}

impl Below {
    pub(super) fn of(rows: &[Row]) -> Self {
        let mut below = Self::default();
        let mut came = Vec::new();
        let mut was_changed = false;
        for (number, row) in (0..).zip(rows) {
            if !row.is_changed {
                below.lines.append(&mut came);
            } else if !was_changed {
                below.changes.push(below.lines.len() as u32);
            }
            was_changed = row.is_changed;
            if row.left().is_some() {
                below.lines.push((number, Which::Left));
            }
            if row.is_changed && row.right().is_some() {
                came.push((number, Which::Right));
            }
        }
        below.lines.append(&mut came);
        below
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use payload::diff::{Diff, Side};
    use web_time::{Duration, Instant};

    #[test]
    fn lines_that_changed_together_stand_in_two_blocks() {
        #[track_caller]
        fn check(left: &str, right: &str, expected: &[&str], changes: &[u32]) {
            let [before, after] = [left, right].map(|text| Side {
                bytes: text.as_bytes(),
                is_text: true,
            });
            let deadline = Instant::now() + Duration::from_secs(60);
            let diff = Diff::new(before, after, 16, deadline);
            let below = Below::of(diff.rows());
            let lines = below.lines.iter().map(|(row, which)| {
                let row = &diff.rows()[*row as usize];
                let (text, range) = match which {
                    Which::Left => (diff.left(), row.left()),
                    Which::Right => (diff.right(), row.right()),
                };
                let sign = match (row.is_changed, which) {
                    (false, _) => ' ',
                    (true, Which::Left) => '-',
                    (true, Which::Right) => '+',
                };
                let text = std::str::from_utf8(&text[range.unwrap()]).unwrap();
                format!("{sign}{}", text.trim())
            });
            assert_eq!(lines.collect::<Vec<_>>(), expected);
            assert_eq!(below.changes, changes);
        }
        check("a", "a", &[" a"], &[]);
        check("a\nb", "c\nd", &["-a", "-b", "+c", "+d"], &[0]);
        check(
            r#"{"a":1,"b":2,"c":3,"d":0}"#,
            r#"{"a":4,"b":5,"c":3,"d":1}"#,
            &[
                " {",
                "-\"a\": 1,",
                "-\"b\": 2,",
                "+\"a\": 4,",
                "+\"b\": 5,",
                " \"c\": 3,",
                "-\"d\": 0",
                "+\"d\": 1",
                " }",
            ],
            &[1, 6],
        );
        check("x\ny", "y", &["-x", " y"], &[0]);
    }
}
