//! What a row shows is what is found.

use std::borrow::Cow;

use message_log::{Direction, Entry, Kind, Timestamp};
use session::Query;
use wscope::kit::language::Language;
use wscope::shell::command::Command;

use crate::servers::Server;
use crate::stage::Stage;

/// How many rows have a text, when all were looked at.
#[track_caller]
fn matches(stage: &mut Stage, text: &str, is_regex: bool) -> u64 {
    let query = Query {
        text: text.to_owned(),
        is_regex,
        ..Query::default()
    };
    stage.command(Command::LookFor(Box::new(query)));
    let progress = |stage: &Stage| {
        let kept = stage.harness.state().with_log(session::Log::kept);
        let tab = stage.harness.state().tab();
        tab.view.progress(&kept, tab.list.selected())
    };
    stage.wait_until("the end of the search", |stage| {
        progress(stage).is_some_and(|progress| progress.percent == 100)
    });
    progress(stage).unwrap().matches
}

fn window(messages: &[(Kind, &[u8])]) -> (Server, Stage) {
    let server = Server::start();
    let mut stage = Stage::connected_to(&server.url);
    for (kind, payload) in messages {
        let entry = Entry {
            direction: Direction::Received,
            kind: *kind,
            at: Timestamp::from_micros(1),
        };
        let payload = Cow::Borrowed(*payload);
        stage.session().append(entry, payload).unwrap();
    }
    stage.harness.run_steps(2);
    (server, stage)
}

#[test]
fn what_says_that_it_is_empty_is_found_by_that() {
    let kinds = [Kind::Text, Kind::Binary, Kind::Ping, Kind::Pong];
    let empty: Vec<(Kind, &[u8])> = kinds.iter().map(|kind| (*kind, &b""[..])).collect();
    let (_server, mut stage) = window(&empty);
    for (text, is_regex, expected) in [
        ("(empty)", false, 4),
        ("empty", false, 4),
        ("ping (empty)", false, 1),
        ("pong", false, 1),
        (r"^\(empty\)$", true, 2),
        ("Empty", false, 0),
    ] {
        assert_eq!(matches(&mut stage, text, is_regex), expected, "{text}");
    }
    stage.command(Command::SetLanguage(Language::SimplifiedChinese));
    assert_eq!(matches(&mut stage, "（空）", false), 4);
    assert_eq!(matches(&mut stage, "empty", false), 0);
}

#[test]
fn escapes_are_found_as_they_are_shown() {
    let (_server, mut stage) = window(&[
        (Kind::Text, b"one\ntwo"),
        (Kind::Text, br"one\ntwo"),
        (Kind::Text, b"one two\tthree"),
        (Kind::Text, "a\u{202e}b".as_bytes()),
    ]);
    stage.wait_for_rows(2, &[r"one\ntwo"]);
    for (text, is_regex, expected) in [
        (r"one\ntwo", false, 2),
        (r"\n", false, 2),
        (r"\n", true, 1),
        (r"two\t", false, 1),
        (r"a\u{202e}b", false, 1),
        ("one", false, 3),
    ] {
        assert_eq!(matches(&mut stage, text, is_regex), expected, "{text}");
    }
}

#[test]
fn the_digits_of_a_binary_message_are_found() {
    let (_server, mut stage) = window(&[
        (Kind::Binary, &[0xde, 0xad, 0xbe, 0xef]),
        (Kind::Binary, b"de ad"),
        (Kind::Text, b"de ad"),
    ]);
    for (text, is_regex, expected) in [
        ("de ad be", false, 1),
        ("de ad", false, 3),
        ("^de (ad )+", true, 1),
        ("64 65", false, 1),
        ("xyz", false, 0),
    ] {
        assert_eq!(matches(&mut stage, text, is_regex), expected, "{text}");
    }
}

#[test]
fn a_failure_is_found_by_its_detail_too() {
    let server = crate::servers::RawServer::answering(|_| {
        b"HTTP/1.1 418 I'm a teapot\r\nContent-Length: 0\r\n\r\n".to_vec()
    });
    let mut stage = Stage::open(&server.url());
    stage.wait_for_rows(1, &["HTTP status 418"]);
    for (text, expected) in [("HTTP status 418", 1), ("http-status", 0), ("cause", 0)] {
        assert_eq!(matches(&mut stage, text, false), expected, "{text}");
    }
}

#[test]
fn a_control_frame_is_found_by_its_word_and_by_what_it_carries() {
    let (_server, mut stage) = window(&[(Kind::Ping, b"tick"), (Kind::Pong, b"tick")]);
    for (text, expected) in [("ping 74 69", 1), ("pong", 1), ("tick", 2)] {
        assert_eq!(matches(&mut stage, text, false), expected, "{text}");
    }
}
