//! What is found by a few letters.

use connection::sorted;
use fuzzy_matcher::FuzzyMatcher as _;
use fuzzy_matcher::skim::SkimMatcherV2;

use crate::kit::language::Language;

use super::entry::{End, Entry, Group};

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

/// How well what was typed matches an entry; the best first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Match {
    /// It is the shortcut.
    Keys,
    /// All of it are words of the entry.
    Words,
    /// All of it are beginnings of words.
    Beginnings,
    /// All of it is in the words.
    Within,
    /// All of it is in the words, or begins a keyword.
    Keywords,
    /// Its letters are scattered in the words.
    Scattered,
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
    let typed = query.to_lowercase();
    let mut scored: Vec<(Match, i64, Found)> = Vec::new();
    for (index, entry) in entries.iter().enumerate() {
        let own = matcher.fuzzy_indices(entry.words(language), query);
        let other = entry.other_words(language);
        let other = other.and_then(|words| matcher.fuzzy_indices(words, query));
        let literal = literal(entry, &typed);
        let scattered = (own.is_some() || other.is_some()).then_some(Match::Scattered);
        let Some(how) = literal.or(scattered) else {
            continue;
        };
        // One letter more or less of the words that are shown does not count for much.
        let (score, marked, marked_other) = match (own, other) {
            (Some((own, marked)), Some((other, _)))
                if own >= other || entry.words(language).to_lowercase().contains(&typed) =>
            {
                (own.max(other), marked, Vec::new())
            }
            (Some((own, marked)), None) => (own, marked, Vec::new()),
            (_, Some((other, marked))) => (other, Vec::new(), marked),
            (None, None) => (0, Vec::new(), Vec::new()),
        };
        let group = entry.group;
        scored.push((
            how,
            score,
            Found {
                index,
                group,
                marked,
                marked_other,
            },
        ));
    }
    in_order(scored)
}

/// Letters that are scattered in long words are meant only where nothing else is found.
fn in_order(mut scored: Vec<(Match, i64, Found)>) -> Vec<Found> {
    if scored.iter().any(|(how, ..)| *how < Match::Scattered) {
        scored.retain(|(how, ..)| *how < Match::Scattered);
    }
    let best = |group: Group| {
        let of_group = scored.iter().filter(|(_, _, found)| found.group == group);
        of_group.map(|(how, ..)| *how).min()
    };
    let best = Group::ALL.map(|group| {
        let is_named = best(group) < Some(Match::Within);
        (group == Group::Scenarios, !is_named, group)
    });
    let place = |(how, score, found): &(Match, i64, Found)| {
        let group = best[found.group as usize];
        (group, *how, std::cmp::Reverse(*score))
    };
    let scored = sorted(scored, |one, other| place(one).cmp(&place(other)));
    let mut in_group = (Group::Recent, 0);
    let mut all = Vec::new();
    for (_, _, found) in scored {
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

/// How what was typed, in small letters, matches without gaps: in either language, in any order of its words.
fn literal<C>(entry: &Entry<C>, typed: &str) -> Option<Match> {
    if let End::Keys(keys) = &entry.end
        && !keys.is_empty()
        && keys.join("+").to_lowercase() == typed
    {
        return Some(Match::Keys);
    }
    let of = |words: &str| {
        let words = words.to_lowercase();
        let each = || words.split(|c: char| !c.is_alphanumeric());
        let all = |is_there: &dyn Fn(&str) -> bool| typed.split_whitespace().all(is_there);
        if all(&|part| each().any(|word| word == part)) {
            Some(Match::Words)
        } else if all(&|part| each().any(|word| word.starts_with(part))) {
            Some(Match::Beginnings)
        } else if all(&|part| words.contains(part)) {
            Some(Match::Within)
        } else {
            let begins = |part: &str| entry.keywords.split(' ').any(|word| word.starts_with(part));
            all(&|part| words.contains(part) || begins(part)).then_some(Match::Keywords)
        }
    };
    [&entry.en, &entry.zh]
        .into_iter()
        .filter_map(|words| of(words))
        .min()
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
    use crate::kit::icon::Icon;

    fn entry(group: Group, en: &str, zh: &str, is_usual: bool) -> Entry<()> {
        Entry {
            group,
            icon: Icon::Search,
            en: en.to_owned(),
            zh: zh.to_owned(),
            keywords: "",
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
    fn what_matches_best_comes_first() {
        let keys = |key: &str, keywords, entry| Entry {
            end: End::Keys(vec![key.to_owned()]),
            keywords,
            ..entry
        };
        let entries = [
            entry(Group::Commands, "Copy what it has", "复制", false),
            entry(Group::Commands, "Reopen channel", "重新打开频道", false),
            entry(Group::Commands, "Open the chart", "打开图表", false),
            entry(Group::Commands, "Chart", "图表", false),
            keys(
                "F11",
                "fullscreen 全屏",
                entry(Group::Commands, "Presentation", "演示", false),
            ),
            entry(Group::Settings, "Protocol: F1 or 1", "协议", false),
            entry(Group::Settings, "Theme: Dark", "主题：深色", false),
            entry(Group::Help, "Chat", "聊天", false),
            entry(Group::Scenarios, "Chat with others", "聊天室", false),
        ];
        for (query, expected) in [
            ("chat", ["Chat", "Chat with others"].as_slice()),
            ("聊天", &["Chat", "Chat with others"]),
            ("open", &["Open the chart", "Reopen channel"]),
            ("char", &["Chart", "Open the chart"]),
            ("chart open", &["Open the chart"]),
            ("f11", &["Presentation"]),
            ("full", &["Presentation"]),
            ("全屏", &["Presentation"]),
            ("dark", &["Theme: Dark"]),
            // Nothing has these letters side by side.
            ("cpwht", &["Copy what it has"]),
        ] {
            let found = found(&entries, query, Language::English, &[]);
            let names: Vec<_> = found.iter().map(|it| &*entries[it.index].en).collect();
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
