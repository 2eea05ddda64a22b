use std::convert::Infallible;
use std::ops::ControlFlow;

use message_log::{Direction, Kind, Seq, Timestamp};

use super::*;
use crate::log::LogMessage;
use crate::recorded_event::RecordedEvent;

mod connections;
mod properties;

/// A record in memory.
#[derive(Clone, Debug, Default)]
struct Memory(Vec<Entry>);

#[derive(Clone, Debug)]
enum Entry {
    Message(Direction, Kind, Vec<u8>),
    Event(RecordedEvent),
}

impl Source for Memory {
    type Error = Infallible;

    fn each(
        &mut self,
        tell: &mut dyn FnMut(&LogMessage<'_>) -> ControlFlow<()>,
    ) -> Result<(), Infallible> {
        for entry in &self.0 {
            let (direction, kind, payload, event) = match entry {
                Entry::Message(direction, kind, payload) => (*direction, *kind, &payload[..], None),
                Entry::Event(event) => (Direction::Local, Kind::Event, &[][..], Some(event)),
            };
            let message = LogMessage {
                seq: Seq::FIRST,
                direction,
                kind,
                at: Timestamp::default(),
                payload,
                event,
            };
            if tell(&message) == ControlFlow::Break(()) {
                break;
            }
        }
        Ok(())
    }
}

/// A record with a line for each entry: `> sent`, `< received`, `< 0x00ff` for bytes, `< ping`, `< pong`.
fn record(text: &str) -> Memory {
    let entry = |line: &str| {
        let (direction, said) = line.trim_start().split_at(1);
        let said = said.strip_prefix(' ').unwrap_or(said);
        let direction = match direction {
            ">" => Direction::Sent,
            _ => Direction::Received,
        };
        let (kind, payload) = match said {
            "ping" => (Kind::Ping, Vec::new()),
            "pong" => (Kind::Pong, Vec::new()),
            _ => match said.strip_prefix("0x") {
                Some(hex) => (
                    Kind::Binary,
                    data_encoding::HEXLOWER.decode(hex.as_bytes()).unwrap(),
                ),
                None => (Kind::Text, said.as_bytes().to_vec()),
            },
        };
        Entry::Message(direction, kind, payload)
    };
    Memory(text.lines().map(entry).collect())
}

fn rules(masks: &[&str], patterns: &[&str]) -> Rules {
    let mut rules = Rules::default();
    for mask in masks {
        rules.mask_path(mask).unwrap();
    }
    for pattern in patterns {
        rules.mask_pattern(pattern).unwrap();
    }
    rules
}

fn compared(left: &Memory, right: &Memory, rules: &Rules) -> Comparison {
    compare(&mut left.clone(), &mut right.clone(), rules).unwrap()
}

/// What differs, a line each.
fn told(comparison: &Comparison) -> Vec<String> {
    comparison.differences.iter().map(line).collect()
}

fn line(difference: &Difference) -> String {
    let sign = |direction: &Direction| {
        if *direction == Direction::Sent {
            '>'
        } else {
            '<'
        }
    };
    let said = |message: &ComparedMessage| match &message.content {
        Content::Json(value) => value.to_string(),
        Content::Text(text) => text.clone(),
        Content::Bytes(bytes) => format!("{bytes:02x?}"),
    };
    match difference {
        Difference::Changed {
            direction,
            left,
            right,
            changes,
        } => {
            let changes = match changes {
                Changes::Fields(fields) => fields.changes.iter().map(field).collect::<Vec<_>>(),
                Changes::Rows(_) => vec![format!("{} → {}", said(left), said(right))],
            };
            let changes = changes.join("; ");
            format!(
                "{} {}|{}: {changes}",
                sign(direction),
                left.number,
                right.number
            )
        }
        Difference::Only {
            side,
            direction,
            message,
        } => {
            let side = if *side == Side::Left { '-' } else { '+' };
            format!(
                "{side} {} {}: {}",
                sign(direction),
                message.number,
                said(message)
            )
        }
        Difference::Moved {
            direction,
            left,
            right,
        } => format!(
            "{} {}|{right}: moved {}",
            sign(direction),
            left.number,
            said(left)
        ),
        Difference::Connection { left, right } => {
            let numbers = [left, right].map(|it| it.as_ref().map_or(0, |(number, _)| *number));
            format!("connection {}|{}", numbers[0], numbers[1])
        }
    }
}

fn field(change: &FieldChange) -> String {
    let value = |value: &Option<serde_json::Value>| {
        value.as_ref().map_or("∅".to_owned(), ToString::to_string)
    };
    format!(
        "{} {} → {}",
        change.path(),
        value(&change.left),
        value(&change.right)
    )
}

#[track_caller]
fn check_with(left: &str, right: &str, rules: &Rules, expected: &[&str]) {
    let comparison = compared(&record(left), &record(right), rules);
    assert_eq!(told(&comparison), expected);
    assert_eq!((comparison.untold, comparison.is_coarse), (0, false));
    assert_eq!(comparison.is_equal(), expected.is_empty());
    // The other way round there are as many.
    let swapped = compared(&record(right), &record(left), rules);
    assert_eq!(swapped.count(), expected.len() as u64);
}

#[track_caller]
fn check(left: &str, right: &str, expected: &[&str]) {
    check_with(left, right, &Rules::default(), expected);
}

#[test]
fn messages_are_aligned_by_content() {
    check("", "", &[]);
    check("> a\n< a", "> a\n< a", &[]);
    check("", "< a", &["+ < 1: a"]);
    check("> a\n< a", "", &["- > 1: a", "- < 2: a"]);
    check("< a\n< b\n< c", "< a\n< x\n< c", &["< 2|2: b → x"]);
    check("< a\n< b", "< hello\n< a\n< b", &["+ < 1: hello"]);
    check("< a\n< b\n< c", "< a\n< c", &["- < 2: b"]);
    check("< a\n< b", "< a\n< b\n< b", &["+ < 3: b"]);
    check(
        "< a\n< b\n< c\n< d",
        "< b\n< c\n< d\n< a",
        &["< 1|4: moved a"],
    );
    // Text is not bytes, and one direction is not the other.
    check("< a", "< 0x61", &["- < 1: a", "+ < 1: [61]"]);
    check("< a", "> a", &["+ > 1: a", "- < 1: a"]);
    check("< 0x0001", "< 0x0002", &["< 1|1: [00, 01] → [00, 02]"]);
    check(
        "< t\n< t\n< t\n< t\n< t\n< t",
        "< t\n< x\n< t\n< t\n< y\n< t",
        &["< 2|2: t → x", "< 5|5: t → y"],
    );
    // Which message crossed which on the way does not matter.
    check("> a\n< A\n> b\n< B", "> a\n> b\n< A\n< B", &[]);
}

#[test]
fn what_is_most_alike_stands_for_each_other() {
    check(
        "< start\n< {\"type\":\"chat\",\"text\":\"hello\",\"id\":1}\n< end",
        "< start\n< {\"type\":\"ping\",\"n\":7}\n< {\"type\":\"chat\",\"text\":\"hullo\",\"id\":1}\n< end",
        &[
            "+ < 2: {\"n\":7,\"type\":\"ping\"}",
            "< 2|3: $.text \"hello\" → \"hullo\"",
        ],
    );
    check(
        "< one two three\n< four five six",
        "< four five seven",
        &[
            "- < 1: one two three",
            "< 2|1: four five six → four five seven",
        ],
    );
}

#[test]
fn json_is_compared_by_value() {
    check(
        "< {\"a\":1,\"b\":[true,null]}",
        "< { \"b\" : [ true, null ], \"a\" : 1.0 }",
        &[],
    );
    check("< {\"a\":\"\\u4e2d\"}", "< {\"a\":\"中\"}", &[]);
    check("< {\"a\":1e2}", "< {\"a\":100}", &[]);
    check("< {\"a\":-0.0}", "< {\"a\":0}", &[]);
    check(
        "< {\"a\":9007199254740993}",
        "< {\"a\":9007199254740992}",
        &["< 1|1: $.a 9007199254740993 → 9007199254740992"],
    );
    check("< {\"a\":1}", "< {\"a\":\"1\"}", &["< 1|1: $.a 1 → \"1\""]);
    check(
        "< {\"a\":{\"b c\":1}}",
        "< {\"a\":{\"b c\":2,\"d\":3}}",
        &["< 1|1: $.a['b c'] 1 → 2; $.a.d ∅ → 3"],
    );
    check(
        "< [1,2,3,4]",
        "< [1,3,4,5]",
        &["< 1|1: $[1] 2 → ∅; $[3] ∅ → 5"],
    );
    check(
        "< {\"a\":[{\"n\":1},{\"n\":2}]}",
        "< {\"a\":[{\"n\":1},{\"n\":3}]}",
        &["< 1|1: $.a[1].n 2 → 3"],
    );
    check("< {\"a\":[]}", "< {\"a\":{}}", &["< 1|1: $.a [] → {}"]);
    // What is no JSON is a text.
    check(
        "< {\"a\":1",
        "< { \"a\":1",
        &["< 1|1: {\"a\":1 → { \"a\":1"],
    );
    check(
        "< {\"a\":1}",
        "< {\"a\":1",
        &["< 1|1: {\"a\":1} → {\"a\":1"],
    );
    let deep = |inner: &str| format!("< {}{inner}{}", "[".repeat(200), "]".repeat(200));
    check(&deep("1"), &deep("1"), &[]);
    assert!(!compared(&record(&deep("1")), &record(&deep("2")), &Rules::default()).is_equal());
}

#[test]
fn what_is_masked_is_left_out() {
    let by_path = |path: &str, left: &str, right: &str, expected: &[&str]| {
        check_with(left, right, &rules(&[path], &[]), expected);
    };
    by_path("$.id", "< {\"id\":1,\"a\":1}", "< {\"id\":2,\"a\":1}", &[]);
    by_path("$.id", "< {\"id\":1,\"a\":1}", "< {\"a\":1}", &[]);
    by_path(
        "$.id",
        "< {\"id\":1,\"a\":1}",
        "< {\"id\":2,\"a\":2}",
        &["< 1|1: $.a 1 → 2"],
    );
    by_path(
        "$..at",
        "< [{\"at\":1,\"x\":{\"at\":2}}]",
        "< [{\"at\":3,\"x\":{\"at\":4}}]",
        &[],
    );
    by_path("$..*", "< [[1,[2]],{\"a\":[3]}]", "< [4]", &[]);
    by_path(
        "$.list[0,2,0]",
        "< {\"list\":[1,2,3,4]}",
        "< {\"list\":[7,2,8,4]}",
        &[],
    );
    by_path("$", "< [1]", "< {}", &[]);
    by_path(
        "$.list[?@.kind == 'tick']",
        "< {\"list\":[{\"kind\":\"tick\"},1]}",
        "< {\"list\":[1]}",
        &[],
    );
    by_path(
        "$.id",
        "< plain id",
        "< plain",
        &["< 1|1: plain id → plain"],
    );
    let by_pattern = |pattern: &str, left: &str, right: &str, expected: &[&str]| {
        check_with(left, right, &rules(&[], &[pattern]), expected);
    };
    by_pattern("[0-9]+", "< at 12:30 a", "< at 1:5 a", &[]);
    by_pattern("[0-9]+", "< {\"a\":[\"n 1\"]}", "< {\"a\":[\"n 22\"]}", &[]);
    by_pattern(
        "[0-9]+",
        "< {\"a1\":1}",
        "< {\"a2\":1}",
        &["< 1|1: $.a1 1 → ∅; $.a2 ∅ → 1"],
    );
    let mut rules = Rules::default();
    let error = rules.mask_path("$.[").unwrap_err().to_string();
    assert!(error.starts_with("“$.[” is not a JSONPath"), "{error}");
    let error = rules
        .mask_path(&format!("${}", ".a".repeat(1000)))
        .unwrap_err();
    assert!(error.to_string().contains("bytes"), "{error}");
    assert!(rules.mask_pattern("(").is_err());
    assert!(rules.mask_pattern("\\w{1000}{1000}").is_err());
}

#[test]
fn a_path_that_would_take_forever_masks_nothing_which_is_told() {
    let large = serde_json::json!({"id": 1, "all": vec![0; 20_000]}).to_string();
    let record = record(&format!("< {large}\n< {{\"id\":2}}"));
    for (mask, unmasked) in [("$.id", 0), ("$..all[?$.all[0] == @]", 2)] {
        let comparison = compared(&record, &record, &rules(&[mask], &[]));
        assert_eq!(comparison.unmasked, unmasked, "{mask}");
    }
}

/// What no value of JSON holds exactly.
#[test]
fn members_of_one_name_and_large_integers_are_compared() {
    for (left, right, is_equal) in [
        (r#"{"a":1,"a":2}"#, r#"{"a":3,"a":2}"#, false),
        (r#"{"a":1,"a":2}"#, r#"{ "a":1, "a":2 }"#, true),
        ("[18446744073709551616]", "[18446744073709551617]", false),
        ("[18446744073709551616]", "[ 18446744073709551616 ]", true),
        ("[-9223372036854775809]", "[-9223372036854775810]", false),
        ("[18446744073709551615]", "[18446744073709551614]", false),
        (
            r#"[": \": 99999999999999999999",1.0]"#,
            r#"[": \": 99999999999999999999",1]"#,
            true,
        ),
    ] {
        let (left, right) = (format!("< {left}"), format!("< {right}"));
        let comparison = compared(&record(&left), &record(&right), &Rules::default());
        assert_eq!(comparison.is_equal(), is_equal, "{left} {right}");
    }
    let twice = record(r#"< {"a":1,"a":2}"#);
    assert_eq!(compared(&twice, &twice, &rules(&["$.a"], &[])).unmasked, 2);
}

#[test]
fn pings_and_pongs_are_compared_if_that_is_asked_for() {
    check("> ping\n< pong\n> a", "> a", &[]);
    let mut rules = Rules::default();
    rules.control_frames = true;
    check_with("> ping\n> a", "> a", &rules, &["- > 1: []"]);
}

#[test]
fn fields_that_differ_between_runs_are_found_and_masked() {
    let run = |id: &str, at: u32, text: &str| {
        let line = |n: u32| {
            format!(
                "< {{\"id\":\"{id}{n}\",\"of\":[{{\"at\":{}}},{{\"at\":{n}}}],\"n\":{n},\"text\":\"{text}\"}}\n",
                at + n
            )
        };
        record(&format!(
            "> join\n< welcome {id}\n{}",
            (0..300).map(line).collect::<String>()
        ))
    };
    let mut found = Rules::default();
    let volatile =
        find_volatile(&mut run("a", 1, "x"), &mut run("b", 500, "x"), &mut found).unwrap();
    assert_eq!(volatile.paths, ["$.id", "$.of[*].at"]);
    // A text has no fields.
    assert_eq!(volatile.others, 1);
    found.mask_pattern("welcome .*").unwrap();
    let comparison = compared(&run("a", 1, "x"), &run("c", 900, "x"), &found);
    assert_eq!(told(&comparison), [""; 0]);
    let comparison = compared(&run("a", 1, "x"), &run("c", 900, "y"), &found);
    assert_eq!(comparison.count(), 300);
}

/// It takes too much memory to be compared by its fields, and that is told.
#[test]
fn large_json_is_compared_as_text_and_told() {
    let mut rules = Rules::default();
    rules.mask_path("$.id").unwrap();
    for (size, large) in [(MAX_JSON_BYTES, 0), (MAX_JSON_BYTES + 1, 2)] {
        let message = |id: u8| {
            let begin = format!("{{\"id\":{id},\"text\":\"");
            let filler = "x".repeat(size - begin.len() - 2);
            record(&format!("< {begin}{filler}\"}}"))
        };
        let comparison = compared(&message(1), &message(2), &rules);
        assert_eq!(
            (comparison.large_json, comparison.count()),
            (large, large / 2)
        );
        if let [Difference::Changed { left, right, .. }] = &*comparison.differences {
            assert!(left.is_large_json && right.is_large_json);
        }
    }
    // A text that is none is compared as what it is.
    let text = record(&format!("< {}", "x".repeat(MAX_JSON_BYTES + 1)));
    assert_eq!(compared(&text, &text, &rules).large_json, 0);
}
