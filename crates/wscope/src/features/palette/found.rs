//! What is found by a few letters.

use connection::sorted;
use fuzzy_matcher::FuzzyMatcher as _;
use fuzzy_matcher::skim::SkimMatcherV2;

use crate::kit::language::Language;

use super::entry::{Entry, Group};

/// How many are shown under one heading: more than these are found by one more letter.
const MAX_IN_GROUP: usize = 8;
/// How many of what was used last are offered.
pub(super) const MAX_RECENT: usize = 5;

/// Something that was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// Which entry.
    pub index: usize,
    /// Under which heading.
    pub group: Group,
    /// Which letters of its words were looked for, by their number.
    pub marked: Vec<usize>,
    /// The same of its words in the other language, where those were found and not the others.
    pub marked_other: Vec<usize>,
}

/// What is found, in the order in which it is shown. `recent` has the English words of what was used last.
pub fn found<C>(
    entries: &[Entry<C>],
    query: &str,
    language: Language,
    recent: &[String],
) -> Vec<Found> {
    let query = query.trim();
    if query.is_empty() {
        return usual(entries, recent);
    }
    let matcher = SkimMatcherV2::default().ignore_case();
    let mut scored: Vec<(i64, Found)> = Vec::new();
    let mut literal: Vec<Group> = Vec::new();
    for (index, entry) in entries.iter().enumerate() {
        let own = matcher.fuzzy_indices(entry.words(language), query);
        let other = entry.other_words(language);
        let other = other.and_then(|words| matcher.fuzzy_indices(words, query));
        let group = entry.group;
        // One letter more or less of the words that are shown does not count for much.
        let (score, marked, marked_other) = match (own, other) {
            (Some((own, marked)), Some((other, _)))
                if own >= other || contains(entry.words(language), query) =>
            {
                (own.max(other), marked, Vec::new())
            }
            (Some((own, marked)), None) => (own, marked, Vec::new()),
            (_, Some((other, marked))) => (other, Vec::new(), marked),
            (None, None) => continue,
        };
        if !literal.contains(&group) && has_words(entry, language, query) {
            literal.push(group);
        }
        scored.push((
            score,
            Found {
                index,
                group,
                marked,
                marked_other,
            },
        ));
    }
    // The letters may be scattered in long words of any group: a group that has what was typed as it is, is meant.
    let place = |(score, found): &(_, Found)| {
        let is_scattered = !literal.contains(&found.group);
        (is_scattered, found.group, std::cmp::Reverse(*score))
    };
    let scored = sorted(scored, |one, other| place(one).cmp(&place(other)));
    let mut in_group = (Group::Recent, 0);
    let mut all = Vec::new();
    for (_, found) in scored {
        if in_group.0 != found.group {
            in_group = (found.group, 0);
        }
        in_group.1 += 1;
        if in_group.1 <= MAX_IN_GROUP {
            all.push(found);
        }
    }
    all
}

/// Whether it has each word that was typed.
fn has_words<C>(entry: &Entry<C>, language: Language, query: &str) -> bool {
    let own = Some(entry.words(language));
    let mut all = own.into_iter().chain(entry.other_words(language));
    all.any(|words| contains(words, query))
}

/// Whether each word that was typed is among these.
fn contains(words: &str, query: &str) -> bool {
    let (words, query) = (words.to_lowercase(), query.to_lowercase());
    query.split_whitespace().all(|word| words.contains(word))
}

/// What was used last, and what is used often.
fn usual<C>(entries: &[Entry<C>], recent: &[String]) -> Vec<Found> {
    let position = |words: &String| entries.iter().position(|entry| entry.en == *words);
    let recent: Vec<usize> = recent
        .iter()
        .filter_map(position)
        .take(MAX_RECENT)
        .collect();
    let is_usual = |(index, entry): &(usize, &Entry<C>)| entry.is_usual && !recent.contains(index);
    let usual = entries.iter().enumerate().filter(is_usual);
    let row = |index, group| Found {
        index,
        group,
        marked: Vec::new(),
        marked_other: Vec::new(),
    };
    let recent_rows = recent.iter().map(|index| row(*index, Group::Recent));
    let usual_rows = usual.map(|(index, entry)| row(index, entry.group));
    let rows = recent_rows.chain(usual_rows).collect();
    sorted(rows, |one: &Found, other| one.group.cmp(&other.group))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::features::palette::End;
    use crate::kit::icon::Icon;

    fn entry(group: Group, en: &str, zh: &str, is_usual: bool) -> Entry<()> {
        Entry {
            group,
            icon: Icon::Search,
            en: en.to_owned(),
            zh: zh.to_owned(),
            end: End::Keys(Vec::new()),
            is_usual,
            action: (),
        }
    }

    fn entries() -> Vec<Entry<()>> {
        vec![
            entry(Group::Commands, "Reconnect now", "立即重连", false),
            entry(Group::Commands, "Disconnect", "断开", true),
            entry(
                Group::Settings,
                "Reconnect automatically",
                "自动重连",
                false,
            ),
            entry(Group::Help, "How it works", "协议详解", true),
        ]
    }

    #[track_caller]
    fn check(query: &str, language: Language, expected: &[&str]) {
        let entries = entries();
        let found = found(&entries, query, language, &["How it works".to_owned()]);
        let names: Vec<_> = found
            .iter()
            .map(|found| &*entries[found.index].en)
            .collect();
        assert_eq!(names, expected, "{query}");
    }

    #[test]
    fn both_languages_are_searched_whatever_the_window_speaks() {
        for language in [Language::English, Language::SimplifiedChinese] {
            check(
                "recon",
                language,
                &["Reconnect now", "Reconnect automatically"],
            );
            check("NOW", language, &["Reconnect now"]);
            check(
                "重连",
                language,
                &["Reconnect now", "Reconnect automatically"],
            );
            check("断", language, &["Disconnect"]);
            check("zzz", language, &[]);
            check("", language, &["How it works", "Disconnect"]);
        }
    }

    #[test]
    fn the_letters_that_were_looked_for_are_marked() {
        let entries = entries();
        let own = &found(&entries, "rec", Language::English, &[])[0];
        assert_eq!(
            (own.marked.as_slice(), own.marked_other.len()),
            ([0, 1, 2].as_slice(), 0)
        );
        // The words in the other language are longer, and have the same.
        let both = [entry(
            Group::Settings,
            "Protocol: Protobuf",
            "Protobuf：Protobuf 协议",
            false,
        )];
        let own = &found(&both, "protobuf", Language::English, &[])[0];
        assert_eq!((own.marked.len(), own.marked_other.len()), (8, 0));
        let other = &found(&entries, "断开", Language::English, &[])[0];
        assert_eq!(
            (other.marked.len(), other.marked_other.as_slice()),
            (0, [0, 1].as_slice())
        );
    }

    #[test]
    fn a_group_with_the_words_comes_before_one_with_scattered_letters() {
        let entries = [
            entry(Group::Commands, "Copy what it has", "复制", false),
            entry(Group::Help, "Chat", "聊天", false),
        ];
        for (query, expected) in [
            ("chat", ["Chat", "Copy what it has"].as_slice()),
            ("聊天", &["Chat"]),
        ] {
            let found = found(&entries, query, Language::English, &[]);
            let mut names: Vec<_> = found.iter().map(|it| &*entries[it.index].en).collect();
            names.truncate(expected.len());
            assert_eq!(names, expected, "{query}");
        }
    }

    #[test]
    fn many_are_cut_to_what_can_be_looked_at() {
        let entries: Vec<_> = (0..30)
            .map(|number| entry(Group::Commands, &format!("Command {number}"), "命令", false))
            .collect();
        assert_eq!(
            found(&entries, "com", Language::English, &[]).len(),
            MAX_IN_GROUP
        );
    }
}
