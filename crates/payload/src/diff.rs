//! Two payloads side by side: what they have in common stands in the same rows.
//!
//! JSON is compared by its structure, other texts by lines, everything else by bytes. The result is two texts and rows that
//! name parts of them, so that a window can show millions of rows and lays out only those that are visible. It takes as long
//! as the payloads are long, so it is done beside the window, and within a time limit: after that, what is left is taken for
//! changed.

mod bytes;
mod fingerprint;
mod json;
mod lines;
mod rows;

use std::ops::Range;

use web_time::Instant;

pub use similar::DiffOp;

pub use self::rows::{By, Diff, Row, operations};
use crate::json::{Indenter, looks_like_json};

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

#[cfg(test)]
mod tests;
