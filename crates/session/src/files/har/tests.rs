use std::io::Cursor;
use std::ops::ControlFlow;

use connection::Step;
use message_log::{Direction, Kind, Seq, Timestamp};

use crate::files::{
    EntryContent, Fields, FileEntry, FileError, FileKind, FileProgress, FileWriter, Header, Report,
    Sink, read,
};
use crate::recorded_event::RecordedEvent;

#[derive(Default)]
struct Collected(Vec<(Header, Vec<FileEntry>)>);

impl Sink for Collected {
    fn begin(&mut self, header: Header) {
        self.0.push((header, Vec::new()));
    }

    fn entry(&mut self, entry: FileEntry) -> ControlFlow<()> {
        self.0.last_mut().unwrap().1.push(entry);
        ControlFlow::Continue(())
    }
}

fn collect(har: &str) -> (Collected, Result<Report, FileError>) {
    let mut collected = Collected::default();
    let open = || Ok(Cursor::new(har.as_bytes()));
    let report = read(open, &FileProgress::default(), &mut collected);
    (collected, report)
}

/// As Chrome's developer tools export it: the messages stand before what tells whose they are.
const OF_CHROME: &str = r#"{
  "log": {
    "version": "1.2",
    "creator": { "name": "WebInspector", "version": "537.36" },
    "pages": [],
    "entries": [
      { "_resourceType": "document", "cache": {}, "request": { "method": "GET", "url": "http://localhost:4000/", "headers": [] },
        "response": { "status": 200, "statusText": "OK", "headers": [] }, "startedDateTime": "2026-01-01T00:00:00.000Z", "time": 3 },
      { "_initiator": { "type": "script" }, "_priority": "High", "_resourceType": "websocket",
        "_webSocketMessages": [
          { "type": "send", "time": 1767225601.000001, "opcode": 1, "data": "helloworld" },
          { "type": "receive", "time": 1767225601.25, "opcode": 2, "data": "AP8=" },
          { "type": "receive", "time": 1767225601.5, "opcode": 7, "data": "" },
          { "type": "error", "time": 1767225602, "opcode": -1, "data": "gone" }
        ],
        "cache": {}, "connection": "1",
        "request": { "method": "GET", "url": "ws://localhost:4000/chat?token=s3cret", "httpVersion": "HTTP/1.1",
          "headers": [ { "name": "Host", "value": "localhost:4000" }, { "name": "Cookie", "value": "id=s3cret" } ] },
        "response": { "status": 101, "statusText": "Switching Protocols", "httpVersion": "HTTP/1.1",
          "headers": [ { "name": "Upgrade", "value": "websocket" } ] },
        "serverIPAddress": "[::1]", "startedDateTime": "2026-01-01T00:00:00.500Z", "time": 1500.5, "timings": {} },
      { "_resourceType": "websocket", "request": { "url": "wss://example.org/" }, "response": { "status": 403, "statusText": "Forbidden" },
        "startedDateTime": "2026-01-01T00:00:00Z" }
    ]
  }
}"#;

#[test]
fn what_chrome_exports_is_read() {
    let (Collected(sessions), report) = collect(OF_CHROME);
    let report = report.unwrap();
    assert_eq!((report.sessions, report.bad), (2, 1));
    let bad = report.first_bad.unwrap();
    assert_eq!(bad.number, 3);
    let (header, entries) = &sessions[0];
    let shown = "ws://localhost:4000/chat?token=•••";
    assert_eq!(header.address.as_deref(), Some(shown));
    assert_eq!(header.created, 1_767_225_600_500_000);
    let messages: Vec<_> = entries
        .iter()
        .filter_map(|entry| match &entry.content {
            EntryContent::Message {
                direction,
                kind,
                payload,
            } => Some((entry.at.as_micros(), *direction, *kind, &payload[..])),
            EntryContent::Event(_) => None,
        })
        .collect();
    assert_eq!(
        messages,
        [
            (
                1_767_225_601_000_001,
                Direction::Sent,
                Kind::Text,
                &b"helloworld"[..]
            ),
            (
                1_767_225_601_250_000,
                Direction::Received,
                Kind::Binary,
                &[0, 255]
            ),
        ]
    );
    let told = format!("{entries:?}");
    for part in [shown, "GET /chat", "Switching Protocols", "Opened", "gone"] {
        assert!(told.contains(part), "{part}: {told}");
    }
    assert!(!told.contains("s3cret"), "{told}");
    assert!(format!("{:?}", sessions[1].1).contains("HttpStatus(403)"));
}

#[test]
fn what_is_no_har_is_told() {
    #[track_caller]
    fn check(har: &str, expected: &str) {
        let error = collect(har).1.unwrap_err().to_string();
        assert!(error.contains(expected), "{error}");
    }
    check(
        r#"{"log":{"entries":[]}}"#,
        "no WebSocket was recorded in this HAR",
    );
    check(r#"{"log":{"entries":{}}}"#, "the HAR cannot be read");
    check(r#"{"log":{"entries":[1]}}"#, "line 1 column");
    let cut = &OF_CHROME[..OF_CHROME.len() / 4];
    check(cut, "EOF while parsing");
    check(r#"{"log":[]}"#, "an object with a field");
}

/// What precedes a fault is read, to the message, and the rest is told.
#[test]
fn a_har_is_read_up_to_a_fault() {
    #[track_caller]
    fn check(har: &str, messages: usize, sessions: u64, why: &str) {
        let (Collected(read), report) = collect(har);
        let report = report.unwrap();
        let entries = read.iter().flat_map(|(_, entries)| entries);
        let is_message = |entry: &&FileEntry| matches!(entry.content, EntryContent::Message { .. });
        let found = (entries.filter(is_message).count(), report.sessions);
        assert_eq!(found, (messages, sessions), "{report:?}");
        let cut = report.cut_har.clone().unwrap_or_default();
        assert!(
            cut.contains(why) && cut.is_empty() == why.is_empty(),
            "{cut}"
        );
        assert!(!report.is_whole());
    }
    check(OF_CHROME, 2, 2, "");
    let bad = OF_CHROME.replace(r#""opcode": 2"#, r#""opcode": oops"#);
    check(&bad, 1, 1, "expected value at line 12 column");
    // Half of a surrogate pair.
    let bad = OF_CHROME.replace("AP8=", r"\ud800 ");
    check(&bad, 1, 1, "line 12 column");
    let bad = OF_CHROME.replace(r#""status": 403"#, r#""status": 4-3"#);
    check(&bad, 2, 1, "line 22 column");
    let end = OF_CHROME.find("  ]\n  }\n}").unwrap();
    check(&OF_CHROME[..end], 2, 2, "EOF while parsing");
    let deep = OF_CHROME.replace(
        r#""timings": {}"#,
        &format!(r#""timings": {}"#, "[".repeat(2000)),
    );
    check(&deep, 2, 1, "more than 1024 deep");
    let twice = r#""opcode": 1, "opcode": 2"#;
    let (_, report) = collect(&OF_CHROME.replacen(r#""opcode": 1"#, twice, 1));
    let why = report.unwrap().first_bad.unwrap().why.to_string();
    assert_eq!(why, "the field “opcode” stands twice");
}

/// What is not as it should be in one entry or message costs that one, and no other.
#[test]
fn what_is_odd_in_a_har_is_left_out_and_counted() {
    let har = r#"{"log":{"entries":[
        {"time":null,"request":null,"response":"none"},
        {"_resourceType":"websocket","time":1e300,"startedDateTime":7,"response":{"status":101},
         "request":{"url":"wss://me:s3cret@example.org/?token=s3cret"},
         "_webSocketMessages":[
            {"type":"send","time":1,"opcode":1,"data":null},
            {"type":"send","opcode":1,"data":"no time"},
            {"type":"send","time":1e300,"opcode":1,"data":"kept"},
            7]}]}}"#;
    let (Collected(sessions), report) = collect(har);
    let report = report.unwrap();
    assert_eq!((report.sessions, report.bad), (1, 3));
    assert_eq!((report.mended_times, report.mended_heads), (2, 0));
    let why = report.first_bad.unwrap().why.to_string();
    assert_eq!(why, "the field “data” cannot be read: a text is expected");
    let told = format!("{sessions:?}");
    assert!(
        told.contains("example.org") && !told.contains("s3cret"),
        "{told}"
    );
    let (_, entries) = &sessions[0];
    let kept = entries.iter().filter(|entry| {
        matches!(&entry.content, EntryContent::Message { payload, .. } if payload == b"kept")
    });
    assert_eq!(kept.count(), 1);
}

/// What a HAR does not say is not made up, and told.
#[test]
fn a_request_or_response_that_is_none_is_told() {
    #[track_caller]
    fn check(fields: &str, messages: &str, heads: u64, expected: &str) {
        let har = format!(
            r#"{{"log":{{"entries":[{{"_resourceType":"websocket","startedDateTime":"2026-01-01T00:00:00Z",{fields}
            "_webSocketMessages":{messages}}}]}}}}"#
        );
        let (Collected(sessions), report) = collect(&har);
        let report = report.unwrap();
        assert_eq!((report.mended_heads, report.bad), (heads, 0), "{fields}");
        let told = format!("{:?}", sessions[0].1);
        assert_eq!(told.contains("Opened"), expected == "Opened", "{told}");
        assert!(told.contains(expected), "{told}");
    }
    let (request, response) = (
        r#""request":{"url":"ws://a/"},"#,
        r#""response":{"status":101},"#,
    );
    let one = r#"[{"type":"send","time":1767225601,"opcode":1,"data":"a"}]"#;
    check(&format!("{request}{response}"), one, 0, "Opened");
    check(&format!("{request}\"response\":null,"), one, 1, "Opened");
    check(request, one, 1, "Opened");
    check(&format!("{request}\"response\":7,"), "[]", 1, "Failed");
    check(&format!("{request}\"response\":7,"), "{}", 1, "Failed");
    check(&format!("\"request\":[],{response}"), one, 1, "Opened");
    check("", one, 1, "Opened");
    check(
        &format!("{request}\"response\":{{\"status\":0}},"),
        "[]",
        0,
        "Failed",
    );
}

/// A recording is replayed at the distances of its times: one of them in 1970 would be waited for.
#[test]
fn times_that_are_none_are_those_of_what_stands_beside_them() {
    #[track_caller]
    fn check(date: &str, times: &[&str], expected: &[u64]) {
        let messages = times
            .iter()
            .map(|time| format!(r#"{{"type":"send","time":{time},"opcode":1,"data":"a"}}"#));
        let messages = messages.collect::<Vec<_>>().join(",");
        let har = format!(
            r#"{{"log":{{"entries":[{{"_resourceType":"websocket","startedDateTime":{date},
            "request":{{"url":"ws://localhost/","headers":[{{"name":"Host","value":"localhost"}}]}},"response":{{"status":101}},"_webSocketMessages":[{messages}]}}]}}}}"#
        );
        let (Collected(sessions), report) = collect(&har);
        report.unwrap();
        let at = sessions[0].1.iter().map(|entry| entry.at.as_micros());
        assert_eq!(at.collect::<Vec<_>>(), expected, "{date} {times:?}");
    }
    let date = r#""1970-01-01T00:00:05Z""#;
    // The address, the request, the response and that it is open; then the messages.
    check(
        date,
        &["6.5", "7"],
        &[
            5_000_000, 5_000_000, 5_000_000, 5_000_000, 6_500_000, 7_000_000,
        ],
    );
    for none in [
        r#""2026-01-01T00:00:00""#,
        r#""""#,
        "null",
        "7",
        r#""-1-01-01T00:00:00Z""#,
    ] {
        check(
            none,
            &["6.5", "7"],
            &[
                6_500_000, 6_500_000, 6_500_000, 6_500_000, 6_500_000, 7_000_000,
            ],
        );
        check(none, &[], &[0, 0, 0, 0]);
    }
    // Most of the times tell which is none; where as many say one thing as another, the date does.
    let sane = r#""2026-01-01T00:00:00Z""#;
    let at = 1_767_225_600_000_000;
    check(
        sane,
        &["5", "1767225601"],
        &[at, at, at, at, at, at + 1_000_000],
    );
    check(sane, &["1767225590"], &[at; 5]);
    check(sane, &["5"], &[at; 5]);
    check(date, &["1767225600", "1767225600"], &[at; 6]);
    check("null", &["5", "1767225600", "1767225600"], &[at; 7]);
    for none in ["-1", "1e308", "1767225600000", "1767225600", "2", "2700000"] {
        check(
            date,
            &["6.5", none, "7"],
            &[
                5_000_000, 5_000_000, 5_000_000, 5_000_000, 6_500_000, 6_500_000, 7_000_000,
            ],
        );
    }
}

/// How a connection ended is kept, though HAR has no place for it; of one that another program has recorded nothing is made up.
#[test]
fn an_ending_is_kept_and_none_is_made_up() {
    let endings = |sessions: &[(Header, Vec<FileEntry>)]| {
        let entries = sessions.iter().flat_map(|(_, entries)| entries.clone());
        let events = entries.filter_map(|entry| match entry.content {
            EntryContent::Event(event) => Some(*event),
            EntryContent::Message { .. } => None,
        });
        let is_ending = |event: &RecordedEvent| {
            matches!(
                event,
                RecordedEvent::ClosedByPeer { .. }
                    | RecordedEvent::ClosedByUs { .. }
                    | RecordedEvent::Failed { .. }
                    | RecordedEvent::Lost { .. }
            )
        };
        events.filter(is_ending).collect::<Vec<_>>()
    };
    let (Collected(sessions), _) = collect(OF_CHROME);
    // The error that was told, and the answer 403.
    assert_eq!(endings(&sessions).len(), 2);
    for ending in [
        RecordedEvent::ClosedByPeer {
            frame: Some(connection::CloseFrame {
                code: Some(1008),
                reason: "why".to_owned(),
            }),
        },
        RecordedEvent::ClosedByUs { frame: None },
        RecordedEvent::Lost {
            cause: connection::Cause::Dropped,
            detail: "gone".to_owned(),
        },
    ] {
        let address = "ws://localhost/".to_owned();
        let events = [RecordedEvent::Connecting { address }, ending.clone()];
        let mut writer =
            FileWriter::new(FileKind::Har, Vec::new(), Header::new("wscope 0.1.0")).unwrap();
        for event in events {
            let entry = FileEntry {
                at: Timestamp::from_micros(7),
                content: EntryContent::Event(Box::new(event)),
                unknown: Fields::new(),
            };
            writer.write(&entry.message(Seq::FIRST), None).unwrap();
        }
        let (written, _) = writer.finish().unwrap();
        let (Collected(again), _) = collect(std::str::from_utf8(&written).unwrap());
        assert_eq!(endings(&again), [ending]);
    }
}

#[test]
fn a_har_is_written_as_it_was_read() {
    let (Collected(sessions), _) = collect(OF_CHROME);
    let written = as_har(&sessions);
    let (Collected(again), report) = collect(&written);
    assert_eq!(report.unwrap().bad, 0);
    let messages = |sessions: &[(Header, Vec<FileEntry>)]| {
        let entries = sessions.iter().flat_map(|(_, entries)| entries.clone());
        let messages =
            entries.filter(|entry| matches!(entry.content, EntryContent::Message { .. }));
        messages.collect::<Vec<_>>()
    };
    assert_eq!(messages(&again), messages(&sessions));
    let addresses = |sessions: &[(Header, Vec<FileEntry>)]| {
        let headers = sessions.iter().map(|(header, _)| header.address.clone());
        headers.collect::<Vec<_>>()
    };
    assert_eq!(addresses(&again), addresses(&sessions));
    // All that Chrome's importer asks for.
    let har: serde_json::Value = serde_json::from_str(&written).unwrap();
    let entry = &har["log"]["entries"][0];
    for field in [
        "startedDateTime",
        "time",
        "request",
        "response",
        "cache",
        "timings",
    ] {
        assert!(!entry[field].is_null(), "{field}");
    }
    assert_eq!(entry["response"]["status"], 101);
    // With the empty line at its end, whether it was recorded with one or not.
    let head = "GET /chat?token=••• HTTP/1.1\r\nHost: localhost:4000\r\nCookie: •••\r\n\r\n";
    assert_eq!(entry["request"]["headersSize"], head.len());
    assert_eq!(as_har(&again), written);
}

/// What a HAR does not tell of the handshake is no step of it.
#[test]
fn a_handshake_that_was_not_recorded_is_not_read() {
    #[track_caller]
    fn check(request: &str, response: &str, timings: &str, steps: &[&str]) {
        let har = format!(
            r#"{{"log":{{"entries":[{{"_resourceType":"websocket","_webSocketMessages":[],
            "startedDateTime":"2026-01-01T00:00:00Z","request":{{"url":"ws://h/x"{request}}},
            "response":{{{response}}},"timings":{{{timings}}}}}]}}}}"#
        );
        let (Collected(read), report) = collect(&har);
        assert_eq!(report.unwrap().mended_heads, 0);
        let told: Vec<_> = read[0].1.iter().filter_map(step).collect();
        assert_eq!(told, steps);
        let written = as_har(&read);
        assert_eq!(as_har(&collect(&written).0.0), written);
        let sizes: serde_json::Value = serde_json::from_str(&written).unwrap();
        let is_told = sizes["log"]["entries"][0]["request"]["headersSize"] != -1;
        assert_eq!(is_told, steps.iter().any(|step| step.starts_with("GET")));
    }
    fn step(entry: &FileEntry) -> Option<&str> {
        let EntryContent::Event(event) = &entry.content else {
            return None;
        };
        match &**event {
            RecordedEvent::Step(Step::Requested { head } | Step::Answered { head, .. }) => {
                head.lines().next()
            }
            _ => None,
        }
    }
    let open = r#""status":101,"statusText":"Switching Protocols""#;
    let with_headers = format!(r#"{open},"headers":[{{"name":"Upgrade","value":"websocket"}}]"#);
    let answer = "HTTP/1.1 101 Switching Protocols";
    check("", open, "", &[]);
    check(r#","method":"GET","headers":[]"#, open, r#""wait":0"#, &[]);
    check(r#","headers":[]"#, open, r#""wait":-1"#, &[]);
    check("", open, r#""wait":2.5"#, &[answer]);
    check("", &with_headers, "", &[answer]);
    check(
        "",
        r#""status":403,"statusText":"Forbidden""#,
        "",
        &["HTTP/1.1 403 Forbidden"],
    );
    check("", r#""status":0"#, "", &[]);
    let header = r#","headers":[{"name":"Host","value":"h"}]"#;
    check(header, open, "", &["GET /x HTTP/1.1"]);
}

fn as_har(sessions: &[(Header, Vec<FileEntry>)]) -> String {
    let header = Header::new("wscope 0.1.0");
    let mut writer = FileWriter::new(FileKind::Har, Vec::new(), header).unwrap();
    let entries = sessions.iter().flat_map(|(_, entries)| entries);
    for (seq, entry) in (1..).zip(entries) {
        writer.write(&entry.message(Seq::new(seq)), None).unwrap();
    }
    let (written, left_out) = writer.finish().unwrap();
    assert_eq!(left_out, 0);
    String::from_utf8(written).unwrap()
}

#[test]
fn messages_before_any_connection_belong_to_that_of_the_header() {
    let mut header = Header::new("wscope 0.1.0");
    header.address = Some("ws://localhost:4000/".to_owned());
    let mut writer = FileWriter::new(FileKind::Har, Vec::new(), header).unwrap();
    let entry = FileEntry {
        at: Timestamp::from_micros(7),
        content: EntryContent::Message {
            direction: Direction::Received,
            kind: Kind::Text,
            payload: vec![0xff],
        },
        unknown: Fields::new(),
    };
    writer.write(&entry.message(Seq::FIRST), None).unwrap();
    let unplaced = FileEntry {
        content: EntryContent::Event(Box::new(RecordedEvent::RoundTrip { micros: 1 })),
        ..entry
    };
    writer.write(&unplaced.message(Seq::FIRST), None).unwrap();
    let (written, left_out) = writer.finish().unwrap();
    assert_eq!(left_out, 1);
    let har: serde_json::Value = serde_json::from_slice(&written).unwrap();
    let entry = &har["log"]["entries"][0];
    assert_eq!(entry["request"]["url"], "ws://localhost:4000/");
    let message = &entry["_webSocketMessages"][0];
    assert_eq!(
        (&message["opcode"], &message["data"]),
        (&2.into(), &"/w==".into())
    );
}
