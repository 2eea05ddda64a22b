//! Two texts, line by line.

use std::ops::Range;

use web_time::Instant;

use super::rows::{By, Diff, Rows, hash, operations};

/// Compares two texts.
pub(super) fn diff(left: Vec<u8>, right: Vec<u8>, deadline: Instant) -> Diff {
    let (left_lines, right_lines) = (lines(&left), lines(&right));
    let texts = |text: &'_ [u8], lines: &[Range<usize>]| -> Vec<u64> {
        let hash = |line: &Range<usize>| hash(&text[line.clone()]);
        lines.iter().map(hash).collect()
    };
    let (left_hashes, right_hashes) = (texts(&left, &left_lines), texts(&right, &right_lines));
    let mut rows = Rows::default();
    for operation in operations(&left_hashes, &right_hashes, deadline) {
        let (_, old, new) = operation.as_tag_tuple();
        let (old, new) = (&left_lines[old], &right_lines[new]);
        if matches!(operation, similar::DiffOp::Equal { .. }) {
            for (old, new) in old.iter().zip(new) {
                rows.push(Some(old.clone()), Some(new.clone()), false);
            }
        } else {
            rows.push_changed(old.iter().cloned(), new.iter().cloned());
        }
    }
    let is_coarse = Instant::now() >= deadline;
    Diff::of_rows(By::Lines, (left, right), rows, is_coarse)
}

/// The lines of a text, without their ends.
fn lines(text: &[u8]) -> Vec<Range<usize>> {
    let mut lines = Vec::new();
    let mut start = 0;
    for line in text.split(|byte| *byte == b'\n') {
        let end = start + line.len();
        let has_return = line.last() == Some(&b'\r');
        lines.push(start..end - usize::from(has_return));
        start = end + 1;
    }
    lines
}
