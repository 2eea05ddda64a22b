use std::io::{Cursor, Write as _};
use std::ops::ControlFlow;

use connection::Step;
use data_encoding::{BASE64, BASE64URL_NOPAD, HEXLOWER};
use flate2::Compression;
use message_log::{Direction, Kind, Seq, Timestamp};
use percent_encoding::{NON_ALPHANUMERIC, percent_encode};
use serde_json::json;

use super::*;
use crate::files::{
    Compressor, EntryContent, Fields, FileCompression, FileEntry, FileKind, FileProgress,
    FileWriter, Format, Header, Sink, read,
};
use crate::recorded_event::RecordedEvent;

const SECRET: &str = "pl4nted/s3cret";

fn message(kind: Kind, payload: impl Into<Vec<u8>>) -> FileEntry {
    FileEntry {
        at: Timestamp::from_micros(1_700_000_000_123_456),
        content: EntryContent::Message {
            direction: Direction::Sent,
            kind,
            payload: payload.into(),
        },
        unknown: Fields::new(),
    }
}

fn event(event: RecordedEvent) -> FileEntry {
    FileEntry {
        content: EntryContent::Event(Box::new(event)),
        ..message(Kind::Text, "")
    }
}

fn gzip(text: &str) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(text.as_bytes()).unwrap();
    encoder.finish().unwrap()
}

fn zlib(text: &str) -> Vec<u8> {
    let mut encoder = flate2::write::ZlibEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(text.as_bytes()).unwrap();
    encoder.finish().unwrap()
}

fn deflate(text: &str) -> Vec<u8> {
    let mut encoder = flate2::write::DeflateEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(text.as_bytes()).unwrap();
    encoder.finish().unwrap()
}

/// Without an end, as a message that is compressed (RFC 7692).
fn compressed_message(text: &str) -> Vec<u8> {
    let mut encoder = flate2::write::DeflateEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(text.as_bytes()).unwrap();
    encoder.flush().unwrap();
    let flushed = encoder.get_ref();
    flushed.strip_suffix(&[0, 0, 0xff, 0xff]).unwrap().to_vec()
}

fn redactor(rules: Rules, header: &Header, entries: &[FileEntry]) -> Redactor {
    let mut search = SecretSearch::new(rules);
    search.header(header);
    for entry in entries {
        search.entry(entry);
    }
    search.into_redactor().unwrap()
}

fn written(format: Format, header: Header, entries: &[FileEntry]) -> Vec<u8> {
    let out = Compressor::new(format.compression, Vec::new());
    let mut writer = FileWriter::new(format.kind, out, header).unwrap();
    for (seq, entry) in (1..).zip(entries) {
        writer
            .write(&entry.message(Seq::new(seq)), Some(&entry.unknown))
            .unwrap();
    }
    writer.finish().unwrap().0.finish().unwrap()
}

fn leftover(redactor: &Redactor, format: Format, file: &[u8]) -> Leftover {
    redactor
        .check(format, || Ok(Cursor::new(file)), &FileProgress::default())
        .unwrap()
}

/// What is shared has none of the secrets that are planted, whatever format it has.
#[test]
fn secrets_are_absent_from_a_shared_file_in_every_format() {
    let login = BASE64.encode(format!("me:{SECRET}").as_bytes());
    let json = json!({ "user": "me", "password": SECRET, "n": 1.50 }).to_string();
    let head = format!(
        "GET /chat?token=pl4nted%2Fs3cret&room=1 HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer {SECRET}\r\n\
         Cookie: theme=dark-one; sid={SECRET}\r\nX-Login: {login}\r\n\r\n"
    );
    let mut header = Header::new("wscope 0.1.0");
    header.address = Some("ws://a/chat?token=pl4nted%2Fs3cret".to_owned());
    header
        .unknown
        .insert("note".to_owned(), json!([{ "apiKey": SECRET }]));
    let mut with_more = message(Kind::Text, "more");
    with_more
        .unknown
        .insert("extra".to_owned(), json!({ "a": SECRET }));
    let entries = vec![
        event(RecordedEvent::Connecting {
            address: "ws://a/chat?token=pl4nted%2Fs3cret".to_owned(),
        }),
        event(RecordedEvent::Step(Step::Requested { head })),
        event(RecordedEvent::Opened),
        message(
            Kind::Text,
            format!("see wss://me:{SECRET}@b/ and {SECRET}!"),
        ),
        message(Kind::Text, json.clone()),
        message(Kind::Text, format!("42[\"login\",{json}]")),
        message(Kind::Text, json!({ "inner": json }).to_string()),
        message(
            Kind::Text,
            json!({ "data": BASE64.encode(json.as_bytes()) }).to_string(),
        ),
        message(Kind::Text, BASE64URL_NOPAD.encode(json.as_bytes())),
        message(
            Kind::Text,
            format!("x={}", HEXLOWER.encode(SECRET.as_bytes())),
        ),
        message(Kind::Text, "%70l4nted%2fs3cret"),
        message(Kind::Text, r#"{"\u0070assword":"\u0070l4nted\/s3cret""#),
        message(Kind::Text, BASE64.encode(&gzip(&json))),
        message(Kind::Binary, gzip(&json)),
        message(Kind::Binary, zlib(&json)),
        message(Kind::Binary, deflate(&json)),
        message(Kind::Binary, compressed_message(&json)),
        message(
            Kind::Binary,
            [&[0xff, 0, 0, 14][..], SECRET.as_bytes(), &[0xfe]].concat(),
        ),
        message(Kind::Binary, [&[0xff, 0, 0, 1][..], &gzip(&json)].concat()),
        message(
            Kind::Binary,
            [&[0xff][..], SECRET.as_bytes(), &[0xff], &gzip(&json)].concat(),
        ),
        message(Kind::Ping, SECRET),
        with_more,
        event(RecordedEvent::Lost {
            cause: connection::Cause::Dropped,
            detail: format!("{SECRET} refused"),
        }),
        event(
            serde_json::from_value(
                json!({ "type": "beamed", "password": SECRET, "by": [{ "token": SECRET }] }),
            )
            .unwrap(),
        ),
        // A text that does not end.
        message(Kind::Text, "say \"中"),
        message(
            Kind::Text,
            percent_encode(&gzip(&json), NON_ALPHANUMERIC).to_string(),
        ),
    ];
    let rules = Rules::for_credentials();
    let mut redactor = redactor(rules, &header, &entries);
    let shared_header = redactor.header(header.clone());
    let shared: Vec<_> = entries
        .iter()
        .map(|entry| redactor.entry(entry.clone()))
        .collect();
    assert_eq!(redactor.findings().unsearched, 0);
    for kind in [FileKind::Session, FileKind::Har, FileKind::Csv] {
        for compression in [
            FileCompression::None,
            FileCompression::Gzip,
            FileCompression::Zstd,
        ] {
            let format = Format { kind, compression };
            let file = written(format, shared_header.clone(), &shared);
            assert!(leftover(&redactor, format, &file).is_none(), "{format:?}");
            // The check can fail.
            let file = written(format, header.clone(), &entries);
            assert!(leftover(&redactor, format, &file).values > 10, "{format:?}");
        }
    }
    let whole = format!("{shared_header:?} {shared:?}");
    let text = String::from_utf8(written(
        Format {
            kind: FileKind::Session,
            compression: FileCompression::None,
        },
        shared_header,
        &shared,
    ))
    .unwrap();
    for part in ["pl4nted", "s3cret", &login] {
        assert!(
            !whole.contains(part) && !text.contains(part),
            "{part}: {text}"
        );
    }
    // The same everywhere; what is not secret has stayed, as it was written.
    let placeholder = text
        .split("Bearer ")
        .nth(1)
        .unwrap()
        .split(r"\r")
        .next()
        .unwrap()
        .to_owned();
    assert!(placeholder.starts_with("[secret "), "{placeholder}");
    assert!(text.contains(&format!("{placeholder}!")), "{text}");
    for part in ["theme=", "room=1", r#"\"n\":1.5"#, r#"\"user\":\"me\""#] {
        assert!(text.contains(part), "{part}: {text}");
    }
    // What was compressed still is.
    let EntryContent::Message { payload, .. } = &shared[13].content else {
        panic!("no message");
    };
    let mut inner = String::new();
    std::io::Read::read_to_string(&mut flate2::read::GzDecoder::new(&payload[..]), &mut inner)
        .unwrap();
    assert!(inner.contains(&placeholder), "{inner}");
}

#[track_caller]
fn check(rules: &Rules, payload: &str, expected: &str) {
    let entries = [message(Kind::Text, payload)];
    let header = Header::new("");
    let mut redactor = redactor(rules.clone(), &header, &entries);
    let shared = redactor.entry(entries[0].clone());
    let EntryContent::Message { payload, .. } = &shared.content else {
        panic!("no message");
    };
    assert_eq!(String::from_utf8_lossy(payload), expected);
    let format = Format {
        kind: FileKind::Session,
        compression: FileCompression::None,
    };
    let file = written(format, header, std::slice::from_ref(&shared));
    assert!(leftover(&redactor, format, &file).is_none(), "{payload:?}");
}

#[test]
fn each_rule_replaces_what_it_names() {
    let none = Rules::default();
    check(&none, "token=abcdef", "token=abcdef");
    let mut rules = Rules::default();
    rules.add_field("User").unwrap();
    rules.add_field("$.list[*].id").unwrap();
    check(
        &rules,
        r#"{"user":"alice","list":[{"id":12345},{"id":7}],"say":"alice, 12345"}"#,
        r#"{"user":"[secret 1]","list":[{"id":"[secret 2]"},{"id":"[secret 3]"}],"say":"[secret 1], [secret 2]"}"#,
    );
    check(
        &rules,
        r#"{"user":{"a":["bob1",true,null]}}"#,
        r#"{"user":{"a":["[secret 1]","[secret 2]",null]}}"#,
    );
    let mut rules = Rules::default();
    rules.add_pattern(r"card (\d{4})").unwrap();
    rules.add_pattern("[a-z]+@[a-z]+").unwrap();
    check(
        &rules,
        "card 1234, a@b and 1234",
        "card [secret 1], [secret 2] and [secret 1]",
    );
    let mut rules = Rules::default();
    rules.add_value("hunter22").unwrap();
    check(&rules, r#"["xhunter22x"]"#, r#"["x[secret 1]x"]"#);
    let rules = Rules::for_credentials();
    check(
        &rules,
        "password=secret&user=me",
        "password=[secret 1]&user=me",
    );
    check(
        &rules,
        r#"{"pin":"12","code":404,"a":"12"}"#,
        r#"{"pin":"[secret 1]","code":404,"a":"12"}"#,
    );
    check(
        &rules,
        r#"{"token":"secret","a":"secret"}"#,
        r#"{"token":"[secret 1]","a":"secret"}"#,
    );
    check(
        &rules,
        "jwt eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl!",
        "jwt [secret 1]!",
    );
}

#[test]
fn a_rule_that_cannot_be_used_says_why() {
    let mut rules = Rules::default();
    assert!(matches!(rules.add_field("$["), Err(RuleError::Path { .. })));
    assert!(matches!(
        rules.add_pattern("("),
        Err(RuleError::Pattern { .. })
    ));
    assert_eq!(rules.add_field(" "), Err(RuleError::Empty));
    assert_eq!(rules.add_value("abc"), Err(RuleError::ShortValue));
}

/// What cannot be looked into does not leave.
#[test]
fn what_is_too_large_to_be_searched_is_left_out() {
    let mut nested = r#"{"password":"abcdef1"}"#.to_owned();
    for _ in 0..20 {
        nested = BASE64.encode(nested.as_bytes());
    }
    let entries = [message(Kind::Text, nested.clone())];
    let rules = Rules::for_credentials();
    let mut redactor = redactor(rules, &Header::new(""), &entries);
    assert_eq!(redactor.findings().unsearched, 1);
    let shared = redactor.entry(entries[0].clone());
    assert!(format!("{shared:?}").len() < nested.len());
    let EntryContent::Message { payload, .. } = shared.content else {
        panic!("no message");
    };
    assert!(payload.starts_with(b"[left out"));
}

/// Any payload comes through, and what was replaced is read again.
#[test]
fn what_is_not_known_is_searched_by_names_as_well() {
    let beamed = json!({ "type": "beamed", "by": [{ "password": SECRET }] });
    let entry = event(serde_json::from_value(beamed).unwrap());
    let shared = redactor(
        Rules::for_credentials(),
        &Header::new(""),
        std::slice::from_ref(&entry),
    )
    .entry(entry);
    let EntryContent::Event(shared) = shared.content else {
        panic!("no event");
    };
    let shared = serde_json::to_string(&shared).unwrap();
    assert!(
        !shared.contains("s3cret") && shared.contains("beamed"),
        "{shared}"
    );
    for fields in [
        r#""options":{"later":{"n":1.10,"password":"pl4nted/s3cret"}}"#,
        r#""options":{"password":"pl4nted/s3cret"}"#,
        r#""later":{"n":1.10,"password":"pl4nted/s3cret"}"#,
        r#""address":"ws://a/?token=pl4nted%2Fs3cret","options":{"later":1.10}"#,
    ] {
        let line =
            format!(r#"{{"format":"wscope","version":1,"program":"p","created":7,{fields}}}"#);
        let header: Header = line.parse().unwrap();
        let mut redactor = redactor(Rules::for_credentials(), &header, &[]);
        let shared = redactor.header(header);
        let shared = serde_json::to_string(&shared).unwrap();
        assert!(!shared.contains("s3cret"), "{shared}");
        assert!(shared.contains(r#""program":"p","created":7"#), "{shared}");
    }
}

#[test]
fn what_has_no_secrets_stays_as_it_was() {
    struct Collected(Vec<FileEntry>);
    impl Sink for Collected {
        fn begin(&mut self, _header: Header) {}
        fn entry(&mut self, entry: FileEntry) -> ControlFlow<()> {
            self.0.push(entry);
            ControlFlow::Continue(())
        }
    }
    let entries = vec![
        message(Kind::Text, "{\"a\" : 1.50}"),
        message(Kind::Binary, gzip("hello")),
        message(Kind::Binary, [0xff, 0xfe, 0]),
        event(RecordedEvent::RoundTrip { micros: 7 }),
    ];
    let rules = Rules::for_credentials();
    let mut redactor = redactor(rules, &Header::new(""), &entries);
    let shared: Vec<_> = entries
        .iter()
        .map(|entry| redactor.entry(entry.clone()))
        .collect();
    assert_eq!(shared, entries);
    assert!(redactor.replaced().is_empty());
    let format = Format {
        kind: FileKind::Session,
        compression: FileCompression::None,
    };
    let file = written(format, Header::new(""), &shared);
    let mut collected = Collected(Vec::new());
    read(
        || Ok(Cursor::new(&file)),
        &FileProgress::default(),
        &mut collected,
    )
    .unwrap();
    assert_eq!(collected.0, entries);
}

/// The names of fields are counted wherever there is JSON, and those that seem secret come first.
#[test]
fn fields_are_counted_by_their_names() {
    let inner = BASE64.encode(br#"{"user":"b","sid":"deep-s3cret"}"#);
    let payloads = [
        json!({ "user": "a", "n": 1, "code": 404, "password": "s3cret-1" }).to_string(),
        json!({ "User": "c", "text": "{\"user\":\"d\"}", "auth": { "who": "e" } }).to_string(),
        format!("42[{{\"user\":\"f\"}}] {inner}"),
        json!({ "token": null, "keys": [] }).to_string(),
        "no JSON".to_owned(),
    ];
    let mut search = SecretSearch::new(Rules::for_credentials()).counting_fields();
    for payload in payloads {
        search.entry(&message(Kind::Text, payload));
    }
    let fields = search.fields();
    let found: Vec<_> = fields
        .iter()
        .map(|field| {
            (
                field.name.as_str(),
                field.count,
                field.has_credentials,
                field.seems_secret,
            )
        })
        .collect();
    assert_eq!(
        found,
        [
            ("auth", 1, false, true),
            ("password", 1, true, true),
            ("sid", 1, true, true),
            ("token", 1, false, true),
            ("user", 5, false, false),
            ("code", 1, false, false),
            ("keys", 1, false, false),
            ("n", 1, false, false),
            ("text", 1, false, false),
            ("who", 1, false, false),
        ]
    );
}

#[test]
fn names_that_nobody_looks_through_are_not_counted() {
    let mut search = SecretSearch::new(Rules::for_credentials()).counting_fields();
    for number in 0..2 * MAX_NAMES {
        search.entry(&message(Kind::Text, format!(r#"{{"n{number}":1}}"#)));
    }
    let long = "n".repeat(1000);
    search.entry(&message(Kind::Text, format!(r#"{{"{long}":1}}"#)));
    assert_eq!(search.fields().len(), MAX_NAMES);
}

/// A field whose name only seems secret stays, unless its value is secret elsewhere.
#[test]
fn a_public_field_is_no_credential() {
    #[track_caller]
    fn check(payloads: &[&str], expected: &[&str]) {
        let mut rules = Rules::for_credentials();
        rules.add_public_field("Token");
        let entries: Vec<_> = payloads
            .iter()
            .map(|payload| message(Kind::Text, *payload))
            .collect();
        let header = Header::new("wscope 0.1.0");
        let mut redactor = redactor(rules, &header, &entries);
        let replaced: Vec<_> = entries
            .iter()
            .map(|entry| match redactor.entry(entry.clone()).content {
                EntryContent::Message { payload, .. } => String::from_utf8(payload).unwrap(),
                EntryContent::Event(_) => panic!("it is a message"),
            })
            .collect();
        assert_eq!(replaced, expected);
        let format = Format {
            kind: FileKind::Session,
            compression: FileCompression::None,
        };
        let kept: Vec<_> = entries
            .iter()
            .map(|entry| redactor.entry(entry.clone()))
            .collect();
        assert!(leftover(&redactor, format, &written(format, header, &kept)).is_none());
    }
    check(&[r#"{"token":"while"}"#], &[r#"{"token":"while"}"#]);
    check(
        &[r#"{"token":"abcdefgh","password":"abcdefgh"}"#],
        &[r#"{"token":"[secret 1]","password":"[secret 1]"}"#],
    );
    check(&[r#"cut {"token":"while""#], &[r#"cut {"token":"while""#]);
}
