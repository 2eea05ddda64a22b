use std::io::{Cursor, Write as _};
use std::ops::ControlFlow;

use connection::{Cause, CloseFrame, Endpoint, Options, Step};
use message_log::{Direction, Kind, Seq, Timestamp};
use proptest::prelude::*;

use super::*;
use crate::recorded_event::RecordedEvent;

mod damaged;
mod left_out;

#[derive(Default)]
struct Collected {
    header: Option<Header>,
    entries: Vec<FileEntry>,
}

impl Sink for Collected {
    fn begin(&mut self, header: Header) {
        self.header = Some(header);
    }

    fn entry(&mut self, entry: FileEntry) -> ControlFlow<()> {
        self.entries.push(entry);
        ControlFlow::Continue(())
    }
}

fn collect(file: &[u8]) -> (Collected, Result<Report, FileError>) {
    let mut collected = Collected::default();
    let open = || Ok(Cursor::new(file));
    let report = read(open, &FileProgress::default(), &mut collected);
    (collected, report)
}

fn written(kind: FileKind, header: &Header, entries: &[FileEntry]) -> Vec<u8> {
    let mut writer = FileWriter::new(kind, Vec::new(), header.clone()).unwrap();
    for (seq, entry) in (1..).zip(entries) {
        let message = entry.message(Seq::new(seq));
        writer.write(&message, Some(&entry.unknown)).unwrap();
    }
    writer.finish().unwrap().0
}

fn entry() -> impl Strategy<Value = FileEntry> {
    let directions = prop_oneof![Just(Direction::Sent), Just(Direction::Received)];
    let kinds = prop_oneof![
        Just(Kind::Text),
        Just(Kind::Binary),
        Just(Kind::Ping),
        Just(Kind::Pong)
    ];
    let payload = prop_oneof![
        any::<String>().prop_map(String::into_bytes),
        prop::collection::vec(any::<u8>(), 0..50),
    ];
    let message =
        (directions, kinds, payload).prop_map(|(direction, kind, payload)| EntryContent::Message {
            direction,
            kind,
            payload,
        });
    let event = prop_oneof![
        Just(RecordedEvent::Opened),
        any::<String>().prop_map(|address| RecordedEvent::Connecting { address }),
        any::<u64>().prop_map(|micros| RecordedEvent::RoundTrip { micros }),
        any::<String>().prop_map(|detail| RecordedEvent::Lost {
            cause: Cause::Dropped,
            detail,
        }),
        (any::<Option<u16>>(), any::<String>()).prop_map(|(code, reason)| {
            RecordedEvent::ClosedByPeer {
                frame: Some(CloseFrame { code, reason }),
            }
        }),
        any::<String>().prop_map(|head| RecordedEvent::Step(Step::Requested { head })),
    ];
    let event = event.prop_map(|event| EntryContent::Event(Box::new(event)));
    (any::<u64>(), prop_oneof![message, event]).prop_map(|(at, content)| FileEntry {
        at: Timestamp::from_micros(at),
        content,
        unknown: Fields::new(),
    })
}

proptest! {
    #[test]
    fn what_is_written_is_read(entries in prop::collection::vec(entry(), 0..20)) {
        let header = Header::new("wscope 0.1.0");
        let file = written(FileKind::Session, &header, &entries);
        let (read, report) = collect(&file);
        prop_assert_eq!(read.header, Some(header));
        prop_assert_eq!(&read.entries, &entries);
        let report = report.unwrap();
        prop_assert_eq!((report.entries, report.bad), (entries.len() as u64, 0));
    }

    #[test]
    fn any_bytes_are_read_or_refused(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        let (_, _) = collect(&bytes);
        let (_, _) = collect(&[b"{\"log\"", &bytes[..]].concat());
        let header = b"{\"format\":\"wscope\",\"version\":1}\n";
        let (_, report) = collect(&[&header[..], &bytes].concat());
        prop_assert!(report.is_ok());
    }
}

const HEADER: &str = r#"{"format":"wscope","version":1,"program":"wscope 0.1.0","created":7}"#;
const HELLO: &str = r#"{"number":1,"time":7,"direction":"sent","kind":"text","text":"hello"}"#;

#[test]
fn what_another_version_has_written_is_kept() {
    let header = r#"{"format":"wscope","version":1,"program":"wscope 9","created":7,"options":{"compression":false,"trusts_anyone":false,"more":1},"tags":["a"]}"#;
    let lines = [
        r#"{"number":1,"time":7,"direction":"sent","kind":"text","text":"hello","colour":"red"}"#,
        r#"{"number":2,"time":8,"direction":"local","kind":"event","event":{"type":"teleported","to":[1,2]}}"#,
        r#"{"number":3,"time":9,"direction":"local","kind":"event","event":{"type":"step","step":"beamed","by":"a"}}"#,
        r#"{"number":4,"time":9,"direction":"local","kind":"event","event":{"by":"them","type":"opened"}}"#,
    ];
    let file = format!("{header}\n{}\n", lines.join("\n"));
    let (read, report) = collect(file.as_bytes());
    assert_eq!(report.unwrap().bad, 0);
    let names = read
        .entries
        .iter()
        .filter_map(|entry| match &entry.content {
            EntryContent::Event(event) => match &**event {
                RecordedEvent::Unknown(event) => Some(event.name()),
                _ => None,
            },
            EntryContent::Message { .. } => None,
        });
    assert_eq!(names.collect::<Vec<_>>(), ["teleported", "beamed"]);
    let again = written(FileKind::Session, &read.header.unwrap(), &read.entries);
    let values = |text: &str| {
        let lines = text.lines().map(serde_json::from_str::<serde_json::Value>);
        lines.collect::<Result<Vec<_>, _>>().unwrap()
    };
    assert_eq!(values(&String::from_utf8(again).unwrap()), values(&file));
}

#[test]
fn what_is_not_known_is_written_as_it_was() {
    let value = r#"{"exact":1.5,"large":18446744073709551615,"list":[-1,null],"text":"é \" 1.10"}"#;
    let header = format!(
        r#"{{"format":"wscope","version":1,"program":"wscope 9","created":7,"options":{{"compression":false,"trusts_anyone":false,"more":{value}}},"more":{value}}}"#
    );
    let events = [
        r#"{"more":12345678901,"type":"opened"}"#,
        r#"{"by":1.5,"type":"beamed"}"#,
    ];
    let mut lines = vec![format!(
        r#"{{"number":1,"time":7,"direction":"sent","kind":"text","text":"a","more":{value}}}"#
    )];
    lines.extend((2..).zip(events).map(|(number, event)| {
        format!(
            r#"{{"number":{number},"time":8,"direction":"local","kind":"event","event":{event}}}"#
        )
    }));
    let (read, report) = collect(format!("{header}\n{}\n", lines.join("\n")).as_bytes());
    assert_eq!(report.unwrap().first_bad, None);
    let again = written(FileKind::Session, &read.header.unwrap(), &read.entries);
    let again = String::from_utf8(again).unwrap();
    let mut again = again.lines();
    assert_eq!(again.next(), Some(&*header));
    assert_eq!(again.collect::<Vec<_>>(), lines);
}

#[test]
fn what_is_wrong_with_a_file_is_told() {
    #[track_caller]
    fn check(file: &str, expected: &str) {
        let error = collect(file.as_bytes()).1.unwrap_err().to_string();
        assert!(error.contains(expected), "{file}: {error}");
    }
    check("", "the file is empty");
    check("\n \n", "the file is empty");
    check("hello\n", "neither a session");
    check("[1]\n", "neither a session");
    check("{\"a\":1}\n", "neither a session");
    check(
        r#"{"format":"wscope","version":2}"#,
        "version 2 of the format; this program reads version 1",
    );
    check(r#"{"format":"other","version":1}"#, "neither a session");
    // It is a log of another program.
    check(r#"{"time":1,"kind":"Pod"}"#, "neither a session");
    for (fields, expected) in [
        (
            r#""version":"1""#,
            "the field “version” cannot be read: invalid type: string",
        ),
        (
            r#""version":-1"#,
            "the field “version” cannot be read: invalid value",
        ),
        ("\"more\":1", "the field “version” is missing"),
        (
            r#""version":1,"created":"today""#,
            "the field “created” cannot be read: invalid type: string \"today\"",
        ),
        (
            r#""version":1,"program":null"#,
            "the field “program” cannot",
        ),
        (r#""version":1,"address":[]"#, "the field “address” cannot"),
        (r#""version":1,"options":7"#, "the field “options” cannot"),
        (
            r#""version":1,"options":{"headers":"a"}"#,
            "the field “headers” cannot be read: invalid type",
        ),
        (
            r#""version":1,"options":{"compression":1}"#,
            "“compression” cannot",
        ),
    ] {
        let header = format!(r#"{{"format":"wscope",{fields}}}"#);
        check(&format!("{header}\n{HELLO}\n"), expected);
        check(
            &header,
            "this is a session (*.wscope.jsonl), whose first line",
        );
        assert!(is_session(header.as_bytes()), "{header}");
    }
    check(
        &HEADER[..40],
        "the header, cannot be read: EOF while parsing",
    );
    check(
        "{ \"format\" : \"wscope\" \"",
        "the header, cannot be read: expected",
    );
}

#[test]
fn bad_lines_are_counted_and_a_cut_one_at_the_end_is_no_fault() {
    #[track_caller]
    fn check(lines: &[&str], end: &str, expected: (u64, u64, Option<u64>), why: &str) {
        let file = format!("{}\n{end}", lines.join("\n"));
        let report = collect(file.as_bytes()).1.unwrap();
        let found = (report.entries, report.bad, report.truncated);
        assert_eq!(found, expected, "{file}");
        let first = report.first_bad.map_or_else(String::new, |bad| {
            format!("line {}: {}", bad.number, bad.why)
        });
        assert!(first.contains(why), "{first}");
    }
    check(&[HEADER, HELLO], "", (1, 0, None), "");
    check(&[HEADER, HELLO], HELLO, (2, 0, None), "");
    check(&[HEADER, HELLO], &HELLO[..30], (1, 0, Some(30)), "");
    // As wsc writes it, with a message that cannot be read.
    let odd = HELLO.replace("sent", "up");
    check(&[&odd, HELLO], "", (1, 1, None), "line 1: “up” is not");
    // It is whole, and wrong.
    check(&[HEADER, HELLO], "{}", (1, 1, None), "line 3: ");
    // As wsc writes it.
    check(&[HELLO, HELLO], "", (2, 0, None), "");
    check(&["\u{feff}", HEADER, "", HELLO], "", (1, 0, None), "");
    for (line, why) in [
        ("{}", "the field “time” is missing"),
        (r#"{"time":1}"#, "the field “kind” is missing"),
        (r#"{"time":1,"kind":"text"}"#, "“direction” is missing"),
        (
            r#"{"time":1,"kind":"text","direction":"sent"}"#,
            "“text” or “base64” is missing",
        ),
        (
            r#"{"time":1,"kind":"text","direction":"up","text":""}"#,
            "“up” is not a direction",
        ),
        (
            r#"{"time":1,"kind":"chat","direction":"sent","text":""}"#,
            "“chat” is not a kind",
        ),
        (
            r#"{"time":1,"kind":"binary","direction":"sent","base64":"!"}"#,
            "not valid Base64",
        ),
        (
            r#"{"time":1,"kind":"text","direction":"sent","text":"","base64":""}"#,
            "given twice",
        ),
        (
            "{\"time\":1,\"kind\":\"a\\u001b]0;x\\u0007\",\"direction\":\"sent\"}",
            "“a\\u{1b}]0;x\\u{7}” is not a kind",
        ),
        (
            r#"{"time":1,"kind":"text","direction":"local","text":""}"#,
            "“local” is not a direction of a message or a frame: sent or received",
        ),
        (
            r#"{"time":-1}"#,
            "the field “time” cannot be read: microseconds",
        ),
        (r#"{"time":1.5,"kind":7}"#, "the field “time” cannot"),
        (
            r#"{"time":1,"kind":7}"#,
            "the field “kind” cannot be read: a text",
        ),
        (
            r#"{"time":1,"kind":"text","direction":null,"text":""}"#,
            "the field “direction” cannot be read: a text is expected",
        ),
        (
            r#"{"time":1,"kind":"text","direction":"sent","text":["a"]}"#,
            "the field “text” cannot be read: a text is expected",
        ),
        ("x", "expected value"),
        (
            r#"{"time":1,"kind":"event","event":{"type":"opened","more":1e400}}"#,
            "number out of range",
        ),
        (
            r#"{"time":1,"kind":"event","event":[]}"#,
            "the field “event” cannot be read: an object is expected",
        ),
    ] {
        check(&[HEADER, line, HELLO], "", (1, 1, None), why);
        check(&[HEADER, line, HELLO], "", (1, 1, None), "line 2: ");
    }
}

/// One rule for every format: what could not be sent is not opened.
#[test]
fn a_payload_is_as_large_as_a_message_may_be() {
    use super::line::Payload;
    use connection::MAX_MESSAGE_BYTES;

    assert!(Payload::sized(vec![0; MAX_MESSAGE_BYTES]).is_ok());
    let too_large = Payload::sized(vec![0; MAX_MESSAGE_BYTES + 1]);
    assert_eq!(too_large, Err(LineFault::TooLarge));
    let base64 = "A".repeat(limits::MAX_BASE64 + 4);
    assert_eq!(Payload::from_base64(&base64), Err(LineFault::TooLarge));
}

#[test]
fn a_compressed_file_is_read_by_what_is_in_it() {
    let text = format!("{HEADER}\n{}", format!("{HELLO}\n").repeat(100_000));
    for compression in [
        FileCompression::None,
        FileCompression::Gzip,
        FileCompression::Zstd,
    ] {
        let mut out = Compressor::new(compression, Vec::new());
        for piece in text.as_bytes().chunks(100_001) {
            out.write_all(piece).unwrap();
        }
        let file = out.finish().unwrap();
        let is_smaller = file.len() < text.len() / 10;
        assert_eq!(is_smaller, compression != FileCompression::None);
        let (_, report) = collect(&file);
        assert_eq!(report.unwrap().entries, 100_000, "{compression:?}");
    }
}

#[test]
fn reading_can_be_cancelled_and_its_progress_is_known() {
    let text = format!("{HEADER}\n{}", format!("{HELLO}\n").repeat(20_000));
    let progress = FileProgress::default();
    let mut collected = Collected::default();
    let open = || Ok(Cursor::new(text.as_bytes()));
    read(open, &progress, &mut collected).unwrap();
    assert_eq!(progress.bytes(), text.len() as u64);
    progress.cancel();
    let error = read(open, &progress, &mut collected).unwrap_err();
    assert!(matches!(error, FileError::Cancelled));
}

#[test]
fn a_header_tells_no_credentials() {
    let endpoint = Endpoint::parse("ws://localhost/chat?token=s3cret").unwrap();
    let options = Options {
        headers: vec![connection::Header::parse("Authorization: Bearer s3cret").unwrap()],
        ..Options::default()
    };
    let header = Header::new("wscope 0.1.0").connected_to(&endpoint, &options);
    let json = serde_json::to_string(&header).unwrap();
    assert!(
        json.contains("token=•••") && !json.contains("s3cret"),
        "{json}"
    );
}

#[test]
fn a_record_is_filled_from_a_file() {
    let events = [
        r#"{"time":6,"direction":"local","kind":"event","event":{"type":"connecting","address":"ws://localhost/"}}"#,
        r#"{"time":7,"direction":"received","kind":"text","text":"hello"}"#,
        r#"{"number":9,"time":8,"direction":"local","kind":"event","event":{"type":"fragments","number":70,"count":3}}"#,
    ];
    let (read, _) = collect(format!("{HEADER}\n{}\n", events.join("\n")).as_bytes());
    let record = Record::new(1 << 20);
    record.append(read.entries);
    let recorder = record.0.read();
    let kept = recorder.log.kept();
    assert_eq!(kept, Seq::FIRST..Seq::new(4));
    let fragments = RecordedEvent::Fragments {
        number: Some(2),
        message: Some(1),
        count: 3,
    };
    let last = recorder.log.get(Seq::new(3)).unwrap();
    assert_eq!(last.event, Some(&fragments));
    let connection = recorder.connections.at(None).unwrap();
    assert_eq!(connection.received.messages, 1);
}

/// What another version has beside a message or an event is found again by its place.
#[test]
fn what_is_not_known_of_a_row_stays_with_it() {
    let lines = [
        r#"{"time":6,"direction":"sent","kind":"text","text":"a"}"#,
        r#"{"time":7,"direction":"sent","kind":"text","text":"b","colour":"red"}"#,
        r#"{"time":8,"direction":"local","kind":"event","event":{"type":"opened","by":"them"}}"#,
    ];
    let (read, _) = collect(format!("{HEADER}\n{}\n", lines.join("\n")).as_bytes());
    let record = Record::new(1 << 20);
    record.append(read.entries);
    assert_eq!(record.unknown_fields(Seq::FIRST), None);
    assert_eq!(record.unknown_fields(Seq::new(2)).unwrap()["colour"], "red");
    let event = &record.unknown_fields(Seq::new(3)).unwrap()["event"];
    assert_eq!(event["by"], "them");
    assert_eq!(record.lost_fields(), 0);
}

#[test]
fn what_a_file_is_is_seen_by_its_beginning() {
    let gzip = {
        let mut out = Compressor::new(FileCompression::Gzip, Vec::new());
        write!(out, "{}", format!("{HELLO}\n").repeat(100_000)).unwrap();
        out.finish().unwrap()
    };
    let (version, har) = (r#"{"format":"wscope","version":9}"#, r#"{"log":{}}"#);
    for session in [
        HEADER,
        HELLO,
        version,
        har,
        "\n\u{feff}",
        &format!("\u{feff}\n{HELLO}\n"),
    ] {
        let expected = !session.ends_with('\u{feff}');
        assert_eq!(is_session(session.as_bytes()), expected, "{session}");
    }
    assert!(is_session(&gzip[..]));
    for other in [
        "",
        "hello",
        "[1]",
        "{}",
        r#"{"a":1}"#,
        r#"{"format":"other","version":1}"#,
    ] {
        assert!(!is_session(other.as_bytes()), "{other}");
    }
}
