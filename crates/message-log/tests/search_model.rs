//! Searching against looking at every message of a plain list.

use std::borrow::Cow;
use std::ops::RangeInclusive;

use message_log::search::{Filter, Matches, Pattern, PatternSyntax, Scan, Words};
use message_log::{Direction, Entry, Kind, Message, Seq, Timestamp, TooLarge};
use proptest::prelude::*;

/// What is an event here: its text.
type MessageLog = message_log::MessageLog<String>;

/// Appends a payload as a message, or as an event.
fn append(log: &mut MessageLog, entry: Entry, payload: &[u8]) -> Result<Seq, TooLarge> {
    if entry.kind == Kind::Event {
        let text = String::from_utf8_lossy(payload).into_owned();
        let bytes = text.len() as u64;
        log.append_event(entry.at, text, bytes)
    } else {
        log.append(entry, Cow::Borrowed(payload))
    }
}

/// Few letters, so that matches are common, also such that span two messages.
fn payload() -> impl Strategy<Value = Vec<u8>> {
    let byte = prop::sample::select(&b"aabbBc \n\xff"[..]);
    prop_oneof![
        20 => prop::collection::vec(byte, 0..8),
        1 => (0..6000_usize).prop_map(|bytes| vec![b'a'; bytes]),
    ]
}

fn entry() -> impl Strategy<Value = Entry> {
    let direction = prop::sample::select(&Direction::ALL[..]);
    let kind = prop::sample::select(&Kind::ALL[..]);
    (direction, kind).prop_map(|(direction, kind)| Entry {
        direction,
        kind,
        at: Timestamp::from_micros(0),
    })
}

fn pattern() -> impl Strategy<Value = Option<Pattern>> {
    let text = prop_oneof!["[abB ]{0,3}", Just(String::from("a\u{e9}"))];
    let regexes = [
        "a.*b",
        "a.*?b",
        "^a",
        "b$",
        r"\bb",
        r"\Bb",
        "",
        "a*",
        "c|bb",
        "[^a]",
        "(?-u:\\xff)a",
        "(?s)a.c",
        "(",
        "Ba+",
        r"\n",
        r"\Aab?\z",
    ];
    let regex = prop::sample::select(regexes.map(String::from).to_vec());
    prop_oneof![
        1 => Just(None),
        3 => text.prop_map(|text| Some(Pattern::compile(&text, PatternSyntax::Literal))),
        5 => regex.prop_map(|text| Some(Pattern::compile(&text, PatternSyntax::Regex))),
    ]
}

fn filter() -> impl Strategy<Value = Filter<String>> {
    let directions = prop::sample::subsequence(&Direction::ALL[..], 1..=Direction::ALL.len());
    let kinds = prop::sample::subsequence(&Kind::ALL[..], 2..=Kind::ALL.len());
    let size = prop_oneof![
        Just(0..=u64::MAX),
        (0..3_u64, 1..10_u64).prop_map(|(low, high)| low..=high)
    ];
    let worded = prop::sample::subsequence(&Kind::ALL[..], 0..=Kind::ALL.len());
    let parts = (directions, kinds, size, pattern(), any::<bool>(), worded);
    parts.prop_map(
        |(directions, kinds, size, pattern, has_words, worded)| Filter {
            directions: directions.into_iter().collect(),
            kinds: kinds.into_iter().collect(),
            size,
            pattern,
            words: has_words.then(words),
            worded: worded.into_iter().collect(),
        },
    )
}

/// Words that have letters of their own and those of the message backwards.
fn words() -> Words<String> {
    Words::new(|message| {
        let said = message.event.map_or(message.payload, String::as_bytes);
        let backwards: Vec<u8> = said.iter().rev().copied().collect();
        format!(
            "{:?} c {}",
            message.kind,
            String::from_utf8_lossy(&backwards)
        )
    })
}

/// A log with each of these payloads, as each kind.
fn log_of(payloads: &[&str]) -> MessageLog {
    let mut log = MessageLog::new(1 << 20);
    for payload in payloads {
        for kind in Kind::ALL {
            let entry = Entry {
                direction: Direction::Local,
                kind,
                at: Timestamp::from_micros(0),
            };
            append(&mut log, entry, payload.as_bytes()).expect("the log has room for it");
        }
    }
    log
}

#[test]
fn what_has_words_is_found_by_them() {
    let log = log_of(&["opened"]);
    let found = |text: &str, syntax, words: Option<Words<String>>| {
        let filter = Filter {
            pattern: Some(Pattern::compile(text, syntax)),
            words,
            ..Filter::default()
        };
        let mut scan = Scan::new(filter, log.kept().start);
        catch_up(&mut scan, &log);
        let kinds = all(scan.matches()).into_iter();
        let kinds = kinds.filter_map(|seq| log.get(seq)).map(|hit| hit.kind);
        kinds.collect::<Vec<_>>()
    };
    let words = || {
        Some(Words::new(|message: &Message<'_, String>| {
            format!("Words of {:?}", message.kind)
        }))
    };
    use Kind::{Binary, Event, Ping, Pong, Text};
    use PatternSyntax::{Literal, Regex};
    // An event by its words alone, a control frame by its payload as well.
    let data = [Text, Binary, Ping, Pong];
    for (text, syntax, expected) in [
        ("opened", Literal, &data[..]),
        ("^opened$", Regex, &data),
        ("words of", Literal, &[Ping, Pong, Event]),
        ("^Words of E", Regex, &[Event]),
        ("WORDS", Literal, &[]),
    ] {
        assert_eq!(found(text, syntax, words()), expected, "{text}");
    }
    assert_eq!(found("opened", Literal, None), data);
}

#[test]
fn what_is_empty_is_found_by_its_words_and_so_are_the_kinds_that_are_worded() {
    let log = log_of(&["x", ""]);
    let found = |worded: &[Kind]| {
        let filter = Filter {
            pattern: Some(Pattern::compile("(empty)", PatternSyntax::Literal)),
            words: Some(Words::new(|_: &Message<'_, String>| "(empty)".to_owned())),
            worded: worded.iter().copied().collect(),
            ..Filter::default()
        };
        let mut scan = Scan::new(filter, log.kept().start);
        catch_up(&mut scan, &log);
        let kinds = all(scan.matches()).into_iter();
        let matches = kinds.filter_map(|seq| log.get(seq));
        let matches = matches.map(|hit| (hit.kind, hit.payload.len()));
        matches.collect::<Vec<_>>()
    };
    let empty = Kind::ALL.map(|kind| (kind, 0));
    assert_eq!(found(&[]), [&[(Kind::Event, 0)][..], &empty].concat());
    let binary = [(Kind::Binary, 1), (Kind::Event, 0)];
    assert_eq!(found(&[Kind::Binary]), [&binary[..], &empty].concat());
}

#[test]
fn an_event_has_no_size() {
    let log = log_of(&["a line", ""]);
    for (size, expected) in [(1..=100, 4), (0..=0, 6)] {
        let filter = Filter {
            size,
            ..Filter::default()
        };
        let mut scan = Scan::new(filter, log.kept().start);
        catch_up(&mut scan, &log);
        assert_eq!(scan.matches().len(), expected);
    }
}

/// Does what a window does once in a while: looks at all that is new and forgets what is gone.
fn catch_up(scan: &mut Scan<String>, log: &MessageLog) {
    while let Some(view) = log.page_from(scan.next()) {
        scan.advance(&view);
    }
    scan.drop_before(log.kept().start);
}

fn all(matches: &Matches) -> Vec<Seq> {
    (0..matches.len())
        .map(|index| matches.nth(index).expect("it is below len"))
        .collect()
}

/// What a filter finds among the messages that the log has.
fn expected(filter: &Filter<String>, log: &MessageLog) -> Vec<Seq> {
    let kept = log.kept().start.get()..log.kept().end.get();
    let messages = kept.filter_map(|number| log.get(Seq::new(number)));
    messages
        .filter(|message| filter.is_match(message))
        .map(|message| message.seq)
        .collect()
}

fn run_scan(filter: Filter<String>, budget_bytes: u64, batches: Vec<Vec<(Entry, Vec<u8>)>>) {
    let mut log = MessageLog::new(budget_bytes);
    let mut scan = Scan::new(filter, log.kept().start);
    for (index, batch) in batches.into_iter().enumerate() {
        for (entry, payload) in batch {
            // What is refused is not found: nothing to do.
            append(&mut log, entry, &payload).ok();
        }
        if index % 4 == 3 {
            log.clear();
        }
        catch_up(&mut scan, &log);
        assert_eq!(all(scan.matches()), expected(scan.filter(), &log));
    }
}

fn check_hits(numbers: &[u64], drops: &[u64], probes: RangeInclusive<u64>) {
    let mut matches = Matches::default();
    numbers
        .iter()
        .for_each(|&number| matches.push(Seq::new(number)));
    let mut model: Vec<Seq> = numbers.iter().copied().map(Seq::new).collect();
    for &drop in drops {
        matches.drop_before(Seq::new(drop));
        model.retain(|seq| seq.get() >= drop);
        assert_eq!(all(&matches), model);
        assert_eq!(matches.nth(matches.len()), None);
        for probe in probes.clone() {
            let rank = model.partition_point(|seq| seq.get() < probe);
            assert_eq!(matches.rank(Seq::new(probe)), rank as u64);
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(10_000))]

    #[test]
    fn a_scan_finds_what_a_filter_lets_pass(
        filter in filter(),
        budget_bytes in 300..20_000_u64,
        batches in prop::collection::vec(prop::collection::vec((entry(), payload()), 0..12), 1..6),
    ) {
        run_scan(filter, budget_bytes, batches);
    }

    #[test]
    fn hits_are_an_ordered_set(
        numbers in prop::collection::btree_set(1..60_u64, 0..40),
        drops in prop::collection::vec(0..70_u64, 1..4),
    ) {
        check_hits(&Vec::from_iter(numbers), &drops, 0..=70);
    }
}

#[test]
fn hits_are_an_ordered_set_also_when_there_are_many() {
    let numbers: Vec<u64> = (0..20_000).map(|index| index * 3 + 1).collect();
    check_hits(
        &numbers,
        &[0, 2, 12_288, 12_289, 12_290, 59_998, 59_999],
        12_280..=12_300,
    );
}

#[test]
fn a_match_that_spans_messages_does_not_count() {
    let mut log = MessageLog::new(1 << 20);
    let entry = Entry {
        direction: Direction::Sent,
        kind: Kind::Text,
        at: Timestamp::from_micros(0),
    };
    for payload in ["xne", "edle", "needle", "n", "eedle", "", "needle"] {
        log.append(entry, Cow::Borrowed(payload.as_bytes()))
            .unwrap();
    }
    for text in ["needle", "Needle", "eedl", "dle", "len"] {
        let pattern = Some(Pattern::compile(text, PatternSyntax::Literal));
        let mut scan = Scan::new(
            Filter {
                pattern,
                ..Filter::default()
            },
            Seq::FIRST,
        );
        catch_up(&mut scan, &log);
        assert_eq!(all(scan.matches()), expected(scan.filter(), &log), "{text}");
    }
}
