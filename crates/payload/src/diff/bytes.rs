//! Two payloads, byte by byte.

use std::ops::Range;

use similar::DiffOp;
use web_time::Instant;

use super::rows::{By, Diff, Rows, operations};

/// Longer payloads are compared place by place: what was inserted or removed in them is not looked for.
const MAX_ALIGNED_BYTES: usize = 64 * 1024;

/// Compares two payloads, in rows of `width` bytes.
pub(super) fn diff(left: &[u8], right: &[u8], width: usize, deadline: Instant) -> Diff {
    let mut rows = Rows::default();
    if left.len().max(right.len()) <= MAX_ALIGNED_BYTES {
        let numbers = |bytes: &[u8]| -> Vec<u64> { bytes.iter().copied().map(u64::from).collect() };
        for operation in operations(&numbers(left), &numbers(right), deadline) {
            let is_same = matches!(operation, DiffOp::Equal { .. });
            let (_, old, new) = operation.as_tag_tuple();
            if is_same {
                for (old, new) in pieces(old, width).zip(pieces(new, width)) {
                    rows.push(Some(old), Some(new), false);
                }
            } else {
                rows.push_changed(pieces(old, width), pieces(new, width));
            }
        }
    } else {
        let mut pieces = (pieces(0..left.len(), width), pieces(0..right.len(), width));
        loop {
            match (pieces.0.next(), pieces.1.next()) {
                (None, None) => break,
                (Some(old), Some(new)) => {
                    let is_changed = left[old.clone()] != right[new.clone()];
                    rows.push(Some(old), Some(new), is_changed);
                }
                (old, new) => rows.push(old, new, true),
            }
        }
    }
    let is_coarse = Instant::now() >= deadline;
    let texts = (left.to_vec(), right.to_vec());
    Diff::of_rows(By::Bytes, texts, rows, is_coarse)
}

fn pieces(range: Range<usize>, width: usize) -> impl Iterator<Item = Range<usize>> {
    let end = range.end;
    range
        .step_by(width)
        .map(move |start| start..(start + width).min(end))
}
