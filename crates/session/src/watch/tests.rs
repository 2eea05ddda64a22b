use std::sync::Arc;

use connection::{Endpoint, Event, LentMessage, Step as ConnectionStep};
use message_log::Timestamp;
use parking_lot::RwLock;

use super::job::{Job, State};
use super::*;
use crate::conversation::Spoken;
use crate::recorder::{Recorder, SharedRecorder};
use crate::search::{Step, Work as _};

/// A record that is filled by hand, and what is watched in it.
struct Stage {
    recorder: SharedRecorder,
    state: Arc<Mutex<State>>,
    job: Job,
    now: u64,
}

impl Stage {
    fn new(path: &str, side: Side) -> Self {
        let recorder: SharedRecorder = Arc::new(RwLock::new(Recorder::new(1 << 22)));
        Self::over(recorder, path, side, None)
    }

    fn over(recorder: SharedRecorder, path: &str, side: Side, spoken: Option<Spoken>) -> Self {
        let state = Arc::new(Mutex::new(State::default()));
        let path = WatchedPath::parse(path, side).unwrap();
        let job = Job::new(
            path,
            Beginning {
                spoken,
                ..Beginning::default()
            },
            Arc::clone(&recorder),
            Arc::clone(&state),
        );
        Self {
            recorder,
            state,
            job,
            now: 0,
        }
    }

    fn record(&mut self, event: Event<'_>) {
        self.now += 1000;
        let at = Timestamp::from_micros(self.now);
        self.recorder.write().record(event, at);
        self.look();
    }

    fn look(&self) {
        while self.job.step() != Step::Nothing {}
    }

    fn connect(&mut self, address: &str) {
        self.record(Event::Connecting(Endpoint::parse(address).unwrap()));
        self.record(Event::Opened);
    }

    fn agree(&mut self, subprotocol: &str) {
        let subprotocol = Some(subprotocol.to_owned());
        self.record(Event::Step(ConnectionStep::Agreed { subprotocol }));
    }

    fn sent(&mut self, text: &str) {
        self.record(Event::Sent(LentMessage::Text(text.into())));
    }

    fn received(&mut self, text: &str) {
        self.record(Event::Received(LentMessage::Text(text.into())));
    }

    /// The latest value, how many there are, and how many are changes.
    fn known(&self) -> (Option<String>, u64, u64) {
        let state = self.state.lock();
        let latest = state.measure.latest.as_ref();
        let latest = latest.map(|latest| latest.text.to_string());
        (latest, state.measure.values, state.measure.changes)
    }

    #[track_caller]
    fn check(&self, latest: &str, values: u64, changes: u64) {
        assert_eq!(self.known(), (Some(latest.to_owned()), values, changes));
    }
}

#[test]
fn a_path_says_where_it_is_wrong() {
    #[track_caller]
    fn check(text: &str, expected: Result<&str, Option<usize>>) {
        let parsed = WatchedPath::parse(text, Side::Both);
        let parsed = parsed
            .as_ref()
            .map(WatchedPath::text)
            .map_err(|error| match error {
                PathError::Syntax { at, .. } => Some(*at),
                PathError::Empty | PathError::Long => None,
            });
        assert_eq!(parsed, expected, "{text}");
    }
    check("$", Ok("$"));
    check(" $.a ", Ok("$.a"));
    check("$..price", Ok("$..price"));
    check("$['a b'][0, -1]", Ok("$['a b'][0, -1]"));
    check("$[?@.price > 1]", Ok("$[?@.price > 1]"));
    check("", Err(None));
    check("  ", Err(None));
    check(&format!("$.{}", "a".repeat(MAX_PATH_BYTES)), Err(None));
    check("price", Err(Some(1)));
    check("$.a[", Err(Some(4)));
    check("$['中文'].b..", Err(Some(12)));
}

#[test]
fn values_are_counted_and_changes_too() {
    let mut stage = Stage::new("$.a", Side::Both);
    stage.connect("ws://h/");
    assert_eq!(stage.known(), (None, 0, 0));
    stage.received(r#"{"a":1}"#);
    stage.check("1", 1, 0);
    stage.received(r#"{"a":1}"#);
    stage.received(r#"{"b":3}"#);
    stage.received("no json");
    stage.check("1", 2, 0);
    stage.sent(r#"{"a":"1"}"#);
    stage.check("\"1\"", 3, 1);
    stage.received(r#"{"a":{"deep":[true]}}"#);
    stage.check(r#"{"deep":[true]}"#, 4, 2);
    stage.record(Event::Received(LentMessage::Binary(
        (&br#"{"a":null}"#[..]).into(),
    )));
    stage.check("null", 5, 3);
    let state = stage.state.lock();
    let plotted: Vec<f64> = state
        .measure
        .series
        .points()
        .map(|point| point.value)
        .collect();
    assert_eq!(plotted, [1.0, 1.0, 1.0]);
    let changed = state.measure.changed.unwrap();
    // Of the messages, not of the rows.
    assert_eq!((changed.number, changed.at.as_micros()), (7, 9000));
}

#[test]
fn several_values_of_a_message_are_values_each() {
    let mut stage = Stage::new("$[*].p", Side::Both);
    stage.received(r#"[{"p":1},{"q":5},{"p":2},{"p":2}]"#);
    stage.check("2", 3, 1);
}

#[test]
fn only_one_side_may_be_looked_at() {
    #[track_caller]
    fn check(side: Side, expected: &str) {
        let mut stage = Stage::new("$", side);
        stage.sent("1");
        stage.received("2");
        stage.sent("3");
        let state = stage.state.lock();
        let values: Vec<String> = state
            .measure
            .series
            .points()
            .map(|point| point.value.to_string())
            .collect();
        assert_eq!(values.join(" "), expected);
    }
    check(Side::Both, "1 2 3");
    check(Side::Sent, "1 3");
    check(Side::Received, "2");
}

#[test]
fn what_a_message_says_in_its_protocol_is_watched() {
    let mut stage = Stage::new("$..price", Side::Both);
    stage.connect("ws://h/socket.io/?EIO=4&transport=websocket");
    stage.received(r#"42["tick",{"price":7}]"#);
    stage.check("7", 1, 0);
    // In the middle of a connection whose beginning is forgotten.
    let socket_io = payload::decoders::protocol_named("socket.io");
    let spoken = socket_io.map(|protocol| Spoken {
        protocol,
        because: None,
    });
    assert!(spoken.is_some());
    let recorder: SharedRecorder = Arc::new(RwLock::new(Recorder::new(1 << 22)));
    let mut late = Stage::over(recorder, "$.namespace", Side::Both, spoken);
    late.received(r#"42["tick",{"price":7}]"#);
    late.check("\"/\"", 1, 0);
    // A protocol that is agreed on, where the path says nothing.
    let mut stage = Stage::new("$.topic", Side::Both);
    stage.connect("ws://h/");
    stage.agree("mqtt");
    let publish = b"\x30\x07\0\x01t\0abc";
    stage.record(Event::Received(LentMessage::Binary((&publish[..]).into())));
    stage.check("\"t\"", 1, 0);
}

#[test]
fn what_came_before_its_protocol_was_known_is_read_in_it() {
    // Without a hint, Socket.IO is known by its messages only. As JSON, the first is a number.
    let mut stage = Stage::new("$", Side::Received);
    stage.connect("ws://h/");
    stage.received("2");
    stage.check("2", 1, 0);
    stage.received(r#"0{"sid":"a","upgrades":[],"pingInterval":25000,"pingTimeout":20000,"maxPayload":1000000}"#);
    let (latest, values, _) = stage.known();
    let latest = latest.unwrap();
    assert!(latest.contains("pingInterval"), "{latest}");
    assert_eq!(values, 2);
    let state = stage.state.lock();
    assert_eq!(
        state.measure.series.points().count(),
        0,
        "a heartbeat is no number"
    );
}

#[test]
fn what_is_no_protocol_is_read_once() {
    let mut stage = Stage::new("$.a", Side::Both);
    stage.connect("ws://h/");
    for number in 0..40 {
        stage.received(&format!(r#"{{"a":{number}}}"#));
        stage.check(&number.to_string(), number + 1, number);
    }
    // The next connection begins anew.
    stage.connect("ws://h/");
    stage.received(r#"{"a":0}"#);
    stage.check("0", 41, 40);
}

#[test]
fn what_was_cleared_does_not_count() {
    let mut stage = Stage::new("$.a", Side::Both);
    stage.received(r#"{"a":1}"#);
    stage.received(r#"{"a":2}"#);
    stage.recorder.write().log.clear();
    let from = stage.recorder.read().log.kept().start;
    stage.state.lock().clear(from);
    assert_eq!(stage.known(), (None, 0, 0));
    stage.received(r#"{"a":3}"#);
    stage.check("3", 1, 0);
}

#[test]
fn what_is_gone_before_it_was_read_is_told() {
    let recorder: SharedRecorder = Arc::new(RwLock::new(Recorder::new(4 << 20)));
    let mut stage = Stage::over(recorder, "$.a", Side::Both, None);
    stage.received(r#"{"a":1}"#);
    let long = format!(r#"{{"a":2,"b":"{}"}}"#, "x".repeat(1 << 19));
    for _ in 0..40 {
        let at = Timestamp::from_micros(1);
        let message = LentMessage::Text(long.as_str().into());
        stage.recorder.write().record(Event::Received(message), at);
    }
    stage.look();
    let (_, values, changes) = stage.known();
    let missed = stage.state.lock().measure.missed;
    assert!(missed > 0);
    assert_eq!((values + missed, changes), (41, 1));
}

#[test]
fn what_is_not_json_after_all_is_no_value() {
    let mut stage = Stage::new("$..*", Side::Both);
    for text in [
        "",
        "{",
        "[1",
        &"[".repeat(10_000),
        "{\"a\":1}{",
        "\u{feff}1",
        "nul",
    ] {
        stage.received(text);
    }
    stage.record(Event::Received(LentMessage::Binary(
        (&[0xff, 0xfe, 0x00][..]).into(),
    )));
    assert_eq!(stage.known(), (None, 0, 0));
}

#[test]
fn what_is_too_large_is_counted_once_whenever_its_protocol_is_known() {
    let large = format!(r#"{{"a":"{}"}}"#, "x".repeat(16 << 20));
    for subprotocol in [None, Some("ocpp1.6")] {
        let recorder: SharedRecorder = Arc::new(RwLock::new(Recorder::new(1 << 26)));
        let mut stage = Stage::over(recorder, "$.a", Side::Both, None);
        stage.connect("ws://h/");
        subprotocol.into_iter().for_each(|name| stage.agree(name));
        stage.received(&large);
        stage.received(r#"{"a":1}"#);
        assert_eq!(stage.state.lock().measure.missed, 1, "{subprotocol:?}");
    }
}

#[test]
fn numbers_are_shown_as_they_stand_in_the_text() {
    let mut stage = Stage::new("$..a", Side::Both);
    for number in [
        "1",
        "-9223372036854775808",
        "9223372036854775807",
        "9223372036854775808",
        "18446744073709551615",
        "18446744073709551616",
        "-9223372036854775809",
        "9007199254740993",
        "123456789012345678901234567890",
        "1.50",
        "0.1000000000000000055511151231257827",
        "1e3",
        "-0",
    ] {
        let (_, before, _) = stage.known();
        stage.received(&format!(
            r#"{{"b":[{{"a": 1.0,"c":[]}},{{"a":{number} }}]}}"#
        ));
        let (latest, values, _) = stage.known();
        assert_eq!((latest.as_deref(), values), (Some(number), before + 2));
    }
    // Of a name that is there twice the last value counts, whatever the first one is.
    let mut stage = Stage::new("$.a.b", Side::Both);
    for first in [
        "5",
        "-5",
        "1.5",
        "null",
        "true",
        "\"x\"",
        "[]",
        "{}",
        "{\"b\":1}",
    ] {
        stage.received(&format!(r#"{{"a":{first},"a":{{"b":1.50}}}}"#));
        assert_eq!(stage.known().0.as_deref(), Some("1.50"), "{first}");
    }
}
