//! What the texts of every language are made with.

use std::net::IpAddr;
use std::ops::RangeInclusive;

/// Addresses in the order in which they are tried.
pub(super) fn list(addresses: &[IpAddr]) -> String {
    let addresses: Vec<_> = addresses.iter().map(IpAddr::to_string).collect();
    addresses.join(", ")
}

/// `TLSv1_3`, as the library calls it → `TLS 1.3`.
pub(super) fn tls_version(version: &str) -> String {
    version.replace("TLSv1_", "TLS 1.")
}

/// Ranges of close codes, each with `to` between its ends, and `and` before the last of them.
pub(super) fn codes(ranges: &[RangeInclusive<u16>], to: &str, comma: &str, and: &str) -> String {
    let range = |range: &RangeInclusive<u16>| match (range.start(), range.end()) {
        (start, end) if start == end => start.to_string(),
        (start, end) => format!("{start}{to}{end}"),
    };
    let ranges: Vec<_> = ranges.iter().map(range).collect();
    match ranges.split_last() {
        Some((last, [])) => last.clone(),
        Some((last, others)) => format!("{}{and}{last}", others.join(comma)),
        None => String::new(),
    }
}

pub(super) fn first_line(head: &str) -> &str {
    head.lines().next().unwrap_or_default()
}
