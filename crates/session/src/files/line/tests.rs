use connection::Step;
use message_log::{Seq, Timestamp};
use proptest::prelude::*;

use super::*;

#[track_caller]
fn check(
    direction: Direction,
    kind: Kind,
    payload: &[u8],
    event: Option<&RecordedEvent>,
    expected: &str,
) {
    let message = LogMessage {
        seq: Seq::new(7),
        direction,
        kind,
        at: Timestamp::from_micros(1_700_000_000_000_001),
        payload,
        event,
    };
    let mut written = Vec::new();
    write_line(&mut written, &message, Some(message.seq.get()), None).unwrap();
    let expected = format!("{{\"number\":7,\"time\":1700000000000001,{expected}}}\n");
    assert_eq!(String::from_utf8(written).unwrap(), expected);
    // What is written in another way for the sake of speed is the same.
    let mut serialized = Vec::new();
    let mut serializer = serde_json::Serializer::with_formatter(&mut serialized, ForTerminals);
    let line = Line::new(&message, Some(message.seq.get()), None);
    line.serialize(&mut serializer).unwrap();
    assert_eq!(serialized, expected.trim_end().as_bytes());
}

#[test]
fn every_kind_has_its_line() {
    use Direction::{Local, Received, Sent};
    let text = r#""direction":"sent","kind":"text","text":"中文 \"\\\n\u0000""#;
    check(Sent, Kind::Text, "中文 \"\\\n\0".as_bytes(), None, text);
    let escaped =
        r#""direction":"received","kind":"text","text":"a\u009b2Jb\u202ec\u2066\u007f é\u200f""#;
    let obeyed = "a\u{9b}2Jb\u{202e}c\u{2066}\u{7f} é\u{200f}";
    check(Received, Kind::Text, obeyed.as_bytes(), None, escaped);
    let empty = r#""direction":"received","kind":"text","text":"""#;
    check(Received, Kind::Text, b"", None, empty);
    let binary = r#""direction":"received","kind":"binary","base64":"AP8=""#;
    check(Received, Kind::Binary, &[0, 255], None, binary);
    let empty = r#""direction":"sent","kind":"binary","base64":"""#;
    check(Sent, Kind::Binary, &[], None, empty);
    let ping = r#""direction":"received","kind":"ping","base64":"aGk=""#;
    check(Received, Kind::Ping, b"hi", None, ping);
    let pong = r#""direction":"sent","kind":"pong","base64":"aGk=""#;
    check(Sent, Kind::Pong, b"hi", None, pong);
    let event = r#""direction":"local","kind":"event","event":{"type":"opened"}"#;
    check(Local, Kind::Event, b"", Some(&RecordedEvent::Opened), event);
    let event =
        r#""direction":"local","kind":"event","event":{"type":"fragments","number":3,"count":2}"#;
    let fragments = RecordedEvent::Fragments {
        number: Some(3),
        message: None,
        count: 2,
    };
    check(Local, Kind::Event, b"", Some(&fragments), event);
    let event = r#""direction":"local","kind":"event","event":{"type":"step","step":"unfinished","frames":2,"bytes":5}"#;
    let (frames, bytes) = (2, 5);
    let unfinished = RecordedEvent::Step(Step::Unfinished { frames, bytes });
    check(Local, Kind::Event, b"", Some(&unfinished), event);
    let event =
        r#""direction":"local","kind":"event","event":{"type":"connecting","address":"\u202e"}"#;
    let connecting = RecordedEvent::Connecting {
        address: "\u{202e}".to_owned(),
    };
    check(Local, Kind::Event, b"", Some(&connecting), event);
}

#[test]
fn what_is_escaped_is_read_as_what_it_was() {
    for letter in ('\0'..='\u{3000}').chain(['\u{feff}', '\u{1f600}']) {
        let mut written = Vec::new();
        let mut serializer = serde_json::Serializer::with_formatter(&mut written, ForTerminals);
        letter.serialize(&mut serializer).unwrap();
        assert_eq!(serde_json::from_slice::<char>(&written).unwrap(), letter);
        let text = String::from_utf8(written).unwrap();
        assert!(!text.contains(char::is_control), "{text:?}");
    }
}

fn generally(line: &[u8]) -> Result<LentEntry<'_>, LineFault> {
    serde_json::from_slice::<ParsedLine<'_>>(line)?.entry()
}

/// What both ways of reading have to agree on.
fn told(entry: Result<LentEntry<'_>, LineFault>) -> Option<impl PartialEq + fmt::Debug> {
    let entry = entry.ok()?;
    let LentContent::Message {
        direction,
        kind,
        payload,
    } = entry.content
    else {
        return None;
    };
    let payload = payload.into_owned();
    Some((entry.number, entry.at, direction, kind, payload))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(10_000))]

    #[test]
    fn what_is_read_in_the_fast_way_is_read_as_in_the_general_one(
        (number, time) in (any::<Option<u64>>(), any::<u64>()),
        (direction, kind) in (0..2_usize, 0..4_usize),
        payload in prop_oneof![
            any::<String>().prop_map(String::into_bytes),
            "[a-z\"\\\\ ]{0,20}".prop_map(String::into_bytes),
            prop::collection::vec(any::<u8>(), 0..20),
        ],
        // What a line is changed in: a place, and another byte.
        change in prop::option::of((any::<prop::sample::Index>(), prop::sample::select(&b"\"\\,:{}0a\x00\xff \n"[..]))),
    ) {
        let message = LogMessage {
            seq: Seq::FIRST,
            direction: [Direction::Sent, Direction::Received][direction],
            kind: [Kind::Text, Kind::Binary, Kind::Ping, Kind::Pong][kind],
            at: Timestamp::from_micros(time),
            payload: &payload,
            event: None,
        };
        let mut line = Vec::new();
        write_entry(&mut line, &message, number, None).unwrap();
        if let Some((at, byte)) = change {
            let at = at.index(line.len());
            line[at] = byte;
        } else {
            let is_short = |number: u64| number < 10_u64.pow(19);
            let is_plain = is_short(time) && number.is_none_or(is_short);
            prop_assert_eq!(PlainLine::parse(&line).is_some(), is_plain);
            let read = told(LentEntry::parse(&line));
            prop_assert_eq!(read.is_some(), true);
        }
        prop_assert_eq!(told(LentEntry::parse(&line)), told(generally(&line)));
    }
}
