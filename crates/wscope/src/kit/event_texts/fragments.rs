//! What the texts of every language are made with.

use std::net::IpAddr;
use std::ops::RangeInclusive;

use connection::RawFrameHead;

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

/// The bits that are set, as the standard calls them, each with a blank behind it.
pub(super) fn flags(head: &RawFrameHead) -> String {
    [
        (head.is_final, "FIN "),
        (head.reserved & 0b100 != 0, "RSV1 "),
        (head.reserved & 0b010 != 0, "RSV2 "),
        (head.reserved & 0b001 != 0, "RSV3 "),
    ]
    .into_iter()
    .filter_map(|(is_set, name)| is_set.then_some(name))
    .collect()
}

/// The length that its head told, in the words of a language, if it is not that of the payload.
pub(super) fn declared(head: &RawFrameHead, say: impl FnOnce(u64) -> String) -> String {
    if head.length == head.payload {
        String::new()
    } else {
        say(head.length)
    }
}
