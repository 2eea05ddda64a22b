//! All scenarios, as they are told to a person: `GET /`, `GET /scenarios`, and the menu of wscope.

use std::sync::LazyLock;

use serde::Serialize;

use crate::row::{Part, Row};
use crate::table::{CHAINS, rows};
use crate::words::{Example, Group, Words};

/// A scenario, as it is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Entry {
    /// What it is about.
    pub group: Group,
    /// What it is called.
    pub title: &'static str,
    /// The same in 中文.
    pub title_zh: &'static str,
    /// How its path is written, with what may be chosen in capitals.
    pub path: &'static str,
    /// A path to try, ready to be put after `ws://localhost:4000`.
    pub example: &'static str,
    /// What the server does, in one sentence.
    pub does: &'static str,
    /// The same in 中文.
    pub does_zh: &'static str,
    /// Messages to send, in this order; none where any message does.
    pub examples: &'static [Example],
    /// Whether another part follows it, which it changes.
    pub is_step: bool,
}

/// All scenarios, in the order in which they are told: by group, and in each as in the table.
pub fn catalogue() -> &'static [Entry] {
    static ENTRIES: LazyLock<Vec<Entry>> = LazyLock::new(|| {
        let rows = rows().flat_map(entries);
        let chains = CHAINS.iter().map(|(group, words)| {
            let is_step = words.path.ends_with('…');
            entry(*group, words, is_step)
        });
        let mut entries: Vec<Entry> = rows.chain(chains).collect();
        entries.sort_by_key(|entry| entry.group);
        entries
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
        title: words.title,
        title_zh: words.title_zh,
        path: words.path,
        example: words.example,
        does: words.does,
        does_zh: words.does_zh,
        examples: words.examples,
        is_step,
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;
    use crate::scenario::Scenario;

    /// The longest title, in characters: what a sidebar has room for in one or two lines.
    const MAX_TITLE: usize = 40;

    #[test]
    fn every_scenario_has_a_title_of_its_own_in_both_languages() {
        let mut titles = HashSet::new();
        for entry in catalogue() {
            for title in [entry.title, entry.title_zh] {
                assert!(!title.is_empty() && title.chars().count() <= MAX_TITLE);
                assert!(titles.insert(title), "{title}");
            }
            for example in entry.examples {
                let texts = [example.text, example.text_zh, example.note, example.note_zh];
                assert!(texts.iter().all(|text| !text.is_empty()), "{}", entry.title);
            }
        }
    }

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
