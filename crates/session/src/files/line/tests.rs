use connection::Step;
use data_encoding::BASE64;
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
fn a_line_is_the_same_whatever_was_written_before_it() {
    let texts = [
        "plain",
        "",
        "\u{7f}",
        "a\"b",
        "\\",
        "é",
        "\n",
        &"x".repeat(300),
        &format!("{}\t", "x".repeat(255)),
    ];
    let mut lines = LineWriter::default();
    for (index, text) in texts.iter().cycle().take(3 * texts.len()).enumerate() {
        let message = LogMessage {
            seq: Seq::new(index as u64 + 1),
            direction: [Direction::Sent, Direction::Received][index % 2],
            kind: [Kind::Text, Kind::Text, Kind::Binary, Kind::Ping][index % 4],
            at: Timestamp::from_micros(index as u64 / 5),
            payload: text.as_bytes(),
            event: None,
        };
        let number = (index % 3 > 0).then_some(index as u64);
        let (mut together, mut alone) = (Vec::new(), Vec::new());
        lines.write(&mut together, &message, number, None).unwrap();
        let mut serializer = serde_json::Serializer::with_formatter(&mut alone, ForTerminals);
        Line::new(&message, number, None)
            .serialize(&mut serializer)
            .unwrap();
        alone.push(b'\n');
        assert_eq!(together, alone, "{text:?}");
    }
}

#[test]
fn what_is_no_frame_is_told() {
    #[track_caller]
    fn check(fields: &str, expected: &str) {
        let line = format!(r#"{{"time":7,"kind":"frame",{fields}}}"#);
        let fault = LentLine::parse(line.as_bytes()).map(drop).unwrap_err();
        assert!(fault.to_string().contains(expected), "{fields}: {fault}");
    }
    check(r#""direction":"sent""#, "“base64” is missing");
    check(r#""base64":"gQA=""#, "“direction” is missing");
    check(r#""direction":"local","base64":"gQA=""#, "not a direction");
    check(r#""direction":"sent","base64":"g""#, "Base64");
    check(r#""direction":"sent","base64":"""#, "not those of a frame");
    check(
        r#""direction":"sent","base64":"gX4=""#,
        "not those of a frame",
    );
    let large = BASE64.encode(&[&b"\x81\x7f\0\0\0\0\0\x10\0\0"[..], &[0; 66_000]].concat());
    let large = format!(r#""direction":"sent","base64":"{large}""#);
    check(&large, "or too many");
}

/// Also what this version does not know of a frame.
#[test]
fn a_frame_is_written_as_it_was_read() {
    let line = r#"{"time":7,"direction":"sent","kind":"frame","base64":"gQA=","message":5,"hand_made":true,"colour":[1]}"#;
    let Ok(LentLine::Frame(read)) = LentLine::parse(line.as_bytes()) else {
        panic!("a frame");
    };
    let mut numbers = crate::files::frame_line::Numbers::default();
    [3, 5, 6, 7]
        .into_iter()
        .for_each(|number| numbers.note(Some(number)));
    let frame = read.placed(&numbers);
    assert_eq!(frame.message, Some(2));
    let mut written = Vec::new();
    frame.write(&mut written, Some(7)).unwrap();
    assert_eq!(String::from_utf8(written).unwrap(), format!("{line}\n"));
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

fn generally(line: &[u8]) -> Result<LentLine<'_>, LineFault> {
    serde_json::from_slice::<ParsedLine<'_>>(line)?.line()
}

/// What both ways of reading have to agree on.
fn told(line: Result<LentLine<'_>, LineFault>) -> Option<impl PartialEq + fmt::Debug> {
    let LentLine::Entry(entry) = line.ok()? else {
        return None;
    };
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
            let read = told(LentLine::parse(&line));
            prop_assert_eq!(read.is_some(), true);
        }
        prop_assert_eq!(told(LentLine::parse(&line)), told(generally(&line)));
    }
}
