//! The table of all scenarios: one row each.
//!
//! A row is a name, the words of both languages, the reading of what follows the name, and the behaviour. To add a
//! scenario, add a row where it should stand in the lists that people see; nothing else lists scenarios.

mod course;
mod faults;
mod timing;

use crate::row::Row;
use crate::words::{Group, Words};

/// All rows, in the order in which they are told.
pub(crate) fn rows() -> impl Iterator<Item = &'static Row> {
    (0..).map_while(row_at)
}

/// The row at this place in that order.
pub(crate) const fn row_at(mut at: usize) -> Option<&'static Row> {
    let parts: [&[Row]; 3] = [course::ROWS, timing::ROWS, faults::ROWS];
    let mut part = 0;
    while part < parts.len() {
        if at < parts[part].len() {
            return Some(&parts[part][at]);
        }
        at -= parts[part].len();
        part += 1;
    }
    None
}

/// The row of this name.
pub(crate) fn find(name: &str) -> Option<&'static Row> {
    rows().find(|row| row.name == name || row.aliases.contains(&name))
}

/// The name that is most like a word.
pub(crate) fn nearest(word: &str) -> &'static str {
    let likeness = |name: &&str| (strsim::jaro_winkler(name, word) * 1e6) as u64;
    let names = rows().map(|row| row.name);
    names.max_by_key(likeness).unwrap_or(DEFAULT)
}

/// The name of the act of a path that has none.
pub(crate) const DEFAULT: &str = "echo";

/// Paths of several parts, to show how they chain.
pub(crate) static CHAINS: &[(Group, Words)] = &[
    (
        Group::Network,
        Words {
            title: "Delay, then close",
            title_zh: "延迟后关闭",
            path: "/delay/TIME/close/CODE",
            example: "/delay/2s/close/1013",
            does: "Combines parts: steps first, one act last",
            does_zh: "组合多个部分：前面是步骤，最后是动作",
            examples: &[],
        },
    ),
    (
        Group::Network,
        Words {
            title: "Reproducible loss and delay",
            title_zh: "可重现的丢失与延迟",
            path: "/drop/SHARE/delay/TIME/…?seed=",
            example: "/drop/20%25/delay/100ms/echo?seed=7",
            does: "The same seed drops the same messages again",
            does_zh: "相同的 seed 每次丢弃相同的消息",
            examples: &[],
        },
    ),
    (
        Group::Push,
        Words {
            title: "Push at irregular intervals",
            title_zh: "不规则间隔推送",
            path: "/jitter/TIME-TIME/flood?rate=",
            example: "/jitter/0-200ms/flood?rate=100&count=1000",
            does: "Sends numbered messages at irregular intervals",
            does_zh: "以不规则的间隔发送带编号的消息",
            examples: &[],
        },
    ),
];

// Nothing is left untold.
const _: () = {
    assert_told(course::ROWS);
    assert_told(timing::ROWS);
    assert_told(faults::ROWS);
};

const fn assert_told(rows: &[Row]) {
    let mut index = 0;
    while index < rows.len() {
        assert!(!rows[index].words.is_empty(), "a row without words");
        index += 1;
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;
    use crate::broken_frame;

    #[test]
    fn the_bytes_that_are_quoted_are_those_that_are_sent() {
        let check = |name, bytes: Vec<u8>| {
            let hex: Vec<_> = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
            let hex = hex.join(" ");
            for words in find(name).unwrap().words {
                for sentence in [words.does, words.does_zh] {
                    let quoted = sentence.rsplit([':', '：']).next().unwrap().trim();
                    let is_sent = match quoted.strip_suffix(" …") {
                        Some(beginning) => hex.starts_with(beginning),
                        None => hex == quoted,
                    };
                    assert!(is_sent, "{sentence} {hex}");
                }
            }
        };
        check("bad-utf8", broken_frame::bad_utf8());
        check("reserved-bits", broken_frame::reserved_bits());
        check("masked", broken_frame::masked());
        check("unknown-opcode", broken_frame::unknown_opcode());
        check("oversized-control", broken_frame::oversized_control());
    }

    #[test]
    fn no_two_rows_have_a_name_in_common() {
        let mut names = HashSet::new();
        for row in rows() {
            for name in row.aliases.iter().chain([&row.name]) {
                assert!(names.insert(*name), "{name}");
            }
        }
    }
}
