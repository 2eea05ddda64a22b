use std::io::Cursor;
use std::ops::ControlFlow;
use std::time::Duration;

use connection::CloseFrame;
use message_log::{Direction, Kind, Timestamp};
use web_time::Instant;

use super::*;
use crate::files::{FileError, FileProgress, Sink, read};

fn read_into(file: &str, sink: &mut impl Sink) -> Result<(), FileError> {
    let open = || Ok(Cursor::new(file.as_bytes()));
    read(open, &FileProgress::default(), sink).map(drop)
}

fn survey(file: &str) -> Vec<RecordedConnection> {
    let mut survey = Survey::default();
    read_into(file, &mut survey).unwrap();
    survey.into_connections()
}

fn acts(file: &str, connection: &RecordedConnection) -> Vec<Act> {
    let mut found = Vec::new();
    let mut sink = Acts::of(connection, |RecordedAct { act, .. }| {
        found.push(act);
        ControlFlow::Continue(())
    });
    match read_into(file, &mut sink) {
        // The connection is over, and the file is not.
        Ok(()) | Err(FileError::Cancelled) => {}
        Err(error) => panic!("{error}"),
    }
    found
}

/// Two connections with a failed attempt between them, and the head of the second tells a subprotocol.
const TWICE: &str = r#"{"format":"wscope","version":1,"address":"ws://h/header"}
{"time":1,"direction":"local","kind":"event","event":{"type":"settings","fault":"newer"}}
{"time":2,"direction":"local","kind":"event","event":{"type":"connecting","address":"ws://h/1"}}
{"time":3,"direction":"local","kind":"event","event":{"type":"opened"}}
{"time":4,"direction":"sent","kind":"text","text":"a"}
{"time":5,"direction":"received","kind":"text","text":"A"}
{"time":6,"direction":"received","kind":"ping","base64":"aGk="}
{"time":7,"direction":"sent","kind":"pong","base64":"aGk="}
{"time":8,"direction":"sent","kind":"pong","base64":"aGk="}
{"time":9,"direction":"local","kind":"event","event":{"type":"lost","cause":"dropped","detail":""}}
{"time":10,"direction":"local","kind":"event","event":{"type":"connecting","address":"ws://h/2"}}
{"time":11,"direction":"local","kind":"event","event":{"type":"failed","address":"ws://h/2","cause":"refused","detail":""}}
{"time":12,"direction":"local","kind":"event","event":{"type":"connecting","address":"ws://h/3"}}
{"time":13,"direction":"local","kind":"event","event":{"type":"step","step":"answered","head":"HTTP/1.1 101 OK\r\nsec-websocket-PROTOCOL:  chat.v2 \r\n\r\n","micros":1}}
{"time":14,"direction":"local","kind":"event","event":{"type":"opened"}}
{"time":15,"direction":"received","kind":"binary","base64":"AP8="}
{"time":16,"direction":"local","kind":"event","event":{"type":"over-budget","bytes":7}}
{"time":17,"direction":"local","kind":"event","event":{"type":"closed-by-us","frame":{"code":1000,"reason":"bye"}}}
"#;

#[test]
fn each_connection_is_found_and_told_alone() {
    let found = survey(TWICE);
    let summary = |one: &RecordedConnection| {
        (
            one.address.clone().unwrap(),
            one.subprotocol.clone(),
            one.began.as_micros(),
            (one.sent, one.received, one.missing),
        )
    };
    let expected = [
        ("ws://h/1".to_owned(), None, 3, (1, 1, 0)),
        (
            "ws://h/3".to_owned(),
            Some("chat.v2".to_owned()),
            14,
            (0, 1, 1),
        ),
    ];
    assert_eq!(found.iter().map(summary).collect::<Vec<_>>(), expected);
    assert_eq!(found[0].ending, Some(RecordedEnding::Lost));
    let bye = CloseFrame {
        code: Some(1000),
        reason: "bye".to_owned(),
    };
    assert_eq!(
        found[1].ending,
        Some(RecordedEnding::ByClient(Some(bye.clone())))
    );
    let message = |direction, kind, payload: &[u8]| Act::Message {
        direction,
        kind,
        payload: payload.to_vec(),
    };
    // The first pong answers the ping, as a library does by itself; nobody asked for the second.
    let first = [
        Act::Opened,
        message(Direction::Sent, Kind::Text, b"a"),
        message(Direction::Received, Kind::Text, b"A"),
        message(Direction::Received, Kind::Ping, b"hi"),
        message(Direction::Sent, Kind::Pong, b"hi"),
        Act::Lost,
    ];
    assert_eq!(acts(TWICE, &found[0]), first);
    let second = [
        Act::Opened,
        message(Direction::Received, Kind::Binary, &[0, 255]),
        Act::Closed {
            direction: Direction::Sent,
            frame: Some(bye),
        },
    ];
    assert_eq!(acts(TWICE, &found[1]), second);
}

#[test]
fn each_socket_of_a_har_is_a_connection() {
    let har = r#"{"log":{"entries":[
        {"_resourceType":"websocket","_webSocketMessages":[{"type":"send","time":1.5,"opcode":1,"data":"a"}],
         "request":{"url":"ws://h/1"},"response":{"status":101},"startedDateTime":"1970-01-01T00:00:01Z"},
        {"_resourceType":"websocket","request":{"url":"ws://h/2"},"response":{"status":403},"startedDateTime":"1970-01-01T00:00:01Z"},
        {"_resourceType":"websocket","_webSocketMessages":[],"request":{"url":"ws://h/3"},"response":{"status":101,
         "headers":[{"name":"Sec-WebSocket-Protocol","value":"graphql-ws"}]},"startedDateTime":"1970-01-01T00:00:02Z"}]}}"#;
    let found = survey(har);
    let addresses: Vec<_> = found
        .iter()
        .map(|one| one.address.as_deref().unwrap())
        .collect();
    assert_eq!(addresses, ["ws://h/1", "ws://h/3"]);
    assert_eq!(found[1].subprotocol.as_deref(), Some("graphql-ws"));
    assert_eq!(acts(har, &found[0]).len(), 2);
    assert_eq!(acts(har, &found[1]), [Act::Opened]);
}

#[test]
fn messages_without_a_beginning_are_a_connection_too() {
    let line = r#"{"time":5,"direction":"sent","kind":"text","text":"a"}"#;
    let found = survey(line);
    assert_eq!(
        (found.len(), found[0].began),
        (1, Timestamp::from_micros(5))
    );
    assert_eq!(acts(line, &found[0]).len(), 1);
    assert!(survey(r#"{"format":"wscope","version":1}"#).is_empty());
}

#[test]
fn a_speed_is_a_number_or_max() {
    for (text, expected) in [
        ("1", Some(Speed::Times(1.0))),
        ("10", Some(Speed::Times(10.0))),
        ("0.5", Some(Speed::Times(0.5))),
        ("max", Some(Speed::Unlimited)),
        ("0", None),
        ("-1", None),
        ("inf", None),
        ("NaN", None),
        ("1e9", None),
        ("fast", None),
        ("", None),
    ] {
        assert_eq!(text.parse().ok(), expected, "{text}");
    }
}

#[test]
fn what_is_late_makes_nothing_else_late() {
    let start = Instant::now();
    let at = Timestamp::from_micros;
    let mut schedule = Schedule::new(Speed::Times(2.0), at(1_000_000), start);
    let after = |millis| start + Duration::from_millis(millis);
    assert_eq!(schedule.due(at(1_000_000)), start);
    assert_eq!(schedule.due(at(3_000_000)), after(1000));
    // Before the beginning, as when a clock was set.
    assert_eq!(schedule.due(at(5)), start);
    // Whatever stands in a file.
    assert!(schedule.due(at(u64::MAX)) > after(1_000_000));
    assert_eq!(schedule.lateness(0.5), None);
    schedule.done(after(1000), after(1030));
    schedule.done(after(1010), after(1005));
    let longest = schedule.lateness(1.0).unwrap().as_micros();
    assert!((30_000..30_100).contains(&longest), "{longest}");
    let mut unlimited = Schedule::new(Speed::Unlimited, at(0), start);
    assert_eq!(unlimited.due(at(u64::MAX)), start);
    unlimited.done(start, after(5));
    assert_eq!(unlimited.lateness(1.0), None);
}
