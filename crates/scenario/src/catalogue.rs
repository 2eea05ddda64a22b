//! All scenarios, as they are told to a person: `GET /`, `GET /scenarios`, and the menu of wscope.

use serde::Serialize;

use crate::row::Part;
use crate::table::{CHAINS, row_at};
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
    &ENTRIES
}

/// They are put together by the compiler: so what only lists them does not contain what a server does for them, 50 KB of code.
static ENTRIES: [Entry; COUNT] = by_group(in_table());

const COUNT: usize = {
    let mut count = CHAINS.len();
    let mut row = 0;
    while let Some(at) = row_at(row) {
        count += at.words.len();
        row += 1;
    }
    count
};

const fn in_table() -> [Entry; COUNT] {
    let mut entries = [entry(CHAINS[0].0, &CHAINS[0].1, false); COUNT];
    let (mut filled, mut row) = (0, 0);
    while let Some(at) = row_at(row) {
        let mut words = 0;
        while words < at.words.len() {
            let is_step = matches!(at.part, Part::Step(_));
            entries[filled] = entry(at.group, &at.words[words], is_step);
            (filled, words) = (filled + 1, words + 1);
        }
        row += 1;
    }
    let mut chain = 0;
    while chain < CHAINS.len() {
        let (group, words) = &CHAINS[chain];
        entries[filled] = entry(*group, words, false);
        (filled, chain) = (filled + 1, chain + 1);
    }
    entries
}

const fn by_group(entries: [Entry; COUNT]) -> [Entry; COUNT] {
    let mut sorted = entries;
    let (mut filled, mut group) = (0, 0);
    while filled < COUNT {
        let mut at = 0;
        while at < COUNT {
            if entries[at].group as usize == group {
                sorted[filled] = entries[at];
                filled += 1;
            }
            at += 1;
        }
        group += 1;
    }
    sorted
}

const fn entry(group: Group, words: &Words, is_step: bool) -> Entry {
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
    use crate::table::rows;

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
    fn every_scenario_is_told_once_and_by_group() {
        let groups: Vec<_> = catalogue().iter().map(|entry| entry.group).collect();
        assert!(groups.is_sorted(), "{groups:?}");
        let titles: HashSet<_> = catalogue().iter().map(|entry| entry.title).collect();
        let told = rows().flat_map(|row| row.words);
        let told = told.chain(CHAINS.iter().map(|(_, words)| words));
        let told: HashSet<_> = told.map(|words| words.title).collect();
        assert_eq!(titles, told);
        assert_eq!(catalogue().len(), titles.len());
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
