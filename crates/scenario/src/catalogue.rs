//! All scenarios, as they are told to a person: `GET /`, `GET /scenarios`, and the menu of wscope.

use std::sync::LazyLock;

use serde::Serialize;

use crate::row::{Part, Row};
use crate::table::{CHAINS, rows};
use crate::words::{Group, Words};

/// A scenario, as it is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Entry {
    /// What it is about.
    pub group: Group,
    /// How its path is written, with what may be chosen in capitals.
    pub path: &'static str,
    /// A path to try, ready to be put after `ws://localhost:4000`.
    pub example: &'static str,
    /// What the server does, in one sentence.
    pub does: &'static str,
    /// The same in 中文.
    pub does_zh: &'static str,
    /// Whether another part follows it, which it changes.
    pub is_step: bool,
}

/// All scenarios, in the order in which they are told.
pub fn catalogue() -> &'static [Entry] {
    static ENTRIES: LazyLock<Vec<Entry>> = LazyLock::new(|| {
        let rows = rows().flat_map(entries);
        let chains = CHAINS.iter().map(|(group, words)| {
            let is_step = words.path.ends_with('…');
            entry(*group, words, is_step)
        });
        rows.chain(chains).collect()
    });
    &ENTRIES
}

fn entries(row: &Row) -> impl Iterator<Item = Entry> {
    let is_step = matches!(row.part, Part::Step(_));
    let words = row.words.iter();
    words.map(move |words| entry(row.group, words, is_step))
}

fn entry(group: Group, words: &Words, is_step: bool) -> Entry {
    Entry {
        group,
        path: words.path,
        example: words.example,
        does: words.does,
        does_zh: words.does_zh,
        is_step,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::Scenario;

    #[test]
    fn every_example_is_a_scenario() {
        for entry in catalogue() {
            let (path, query) = entry.example.split_once('?').unwrap_or((entry.example, ""));
            let scenario = Scenario::parse(path, query);
            let scenario = scenario.unwrap_or_else(|error| panic!("{}: {error}", entry.example));
            for name in scenario.names() {
                assert!(path.contains(name), "{name}: {path}");
            }
            assert_eq!(entry.is_step, entry.path.ends_with("/…"), "{}", entry.path);
        }
    }
}
