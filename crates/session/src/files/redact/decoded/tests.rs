use message_log::{Direction, Kind, Timestamp};
use payload::decoders::protocol_named;

use super::*;
use crate::files::Fields;
use crate::files::redact::{Credential, Redactor, Rule, Rules, SecretSearch};

fn sent(kind: Kind, payload: &[u8]) -> FileEntry {
    FileEntry {
        at: Timestamp::from_micros(1),
        content: EntryContent::Message {
            direction: Direction::Sent,
            kind,
            payload: payload.to_vec(),
        },
        unknown: Fields::new(),
    }
}

/// A packet that begins a connection (MQTT 3.1.1, section 3.1).
fn mqtt_connect(user: &str, password: &[u8]) -> Vec<u8> {
    let mut body = b"\0\x04MQTT\x04\xc2\0\x3c\0\x02me".to_vec();
    for part in [user.as_bytes(), password] {
        body.extend((part.len() as u16).to_be_bytes());
        body.extend_from_slice(part);
    }
    [&[0x10, body.len() as u8][..], &body].concat()
}

fn redacted(
    rules: Rules,
    protocol: Option<&str>,
    entries: &[FileEntry],
) -> (Redactor, Vec<String>) {
    let choice = protocol.and_then(protocol_named);
    let choice = choice.map_or(Choice::Automatic, Choice::Always);
    let mut search = SecretSearch::new(rules).decoding(choice);
    entries.iter().for_each(|entry| search.entry(entry));
    let mut redactor = search.into_redactor().unwrap();
    let shared = entries.iter().map(|entry| {
        let EntryContent::Message { payload, .. } = redactor.entry(entry.clone()).content else {
            panic!("no message");
        };
        payload.escape_ascii().to_string()
    });
    let shared = shared.collect();
    (redactor, shared)
}

#[track_caller]
fn check(protocol: Option<&str>, entries: &[FileEntry], expected: &[&str]) {
    let (_, shared) = redacted(Rules::for_credentials(), protocol, entries);
    assert_eq!(shared, expected);
}

const WITHHELD: &str = "[left out: its secrets could not be removed]";

#[test]
fn what_only_a_protocol_tells_is_replaced() {
    let mqtt = |password: &[u8]| sent(Kind::Binary, &mqtt_connect("joe", password));
    check(
        None,
        &[mqtt(b"guest"), sent(Kind::Text, b"a guest")],
        &[
            r"\x10\x1a\x00\x04MQTT\x04\xc2\x00<\x00\x02me\x00\x03joe\x00\x05[secret 1]",
            "a [secret 1]",
        ],
    );
    check(
        None,
        &[mqtt(&[0xff, 0xfe, 0xfd, 0xfc, 0xfb])],
        &[r"\x10\x1a\x00\x04MQTT\x04\xc2\x00<\x00\x02me\x00\x03joe\x00\x05[secret 1]"],
    );
    check(
        None,
        &[sent(
            Kind::Text,
            b"CONNECT\naccept-version:1.2\nlogin:joe\npasscode:guest\n\n\0",
        )],
        &[r"CONNECT\naccept-version:1.2\nlogin:joe\npasscode:[secret 1]\n\n\x00"],
    );
    check(
        Some("xmpp"),
        &[sent(
            Kind::Text,
            br#"<auth xmlns="urn:ietf:params:xml:ns:xmpp-sasl" mechanism="PLAIN">AGpvZQBndWVzdA==</auth>"#,
        )],
        &[r#"<auth xmlns=\"urn:ietf:params:xml:ns:xmpp-sasl\" mechanism=\"PLAIN\">AGpvZQBbc2VjcmV0IDJd</auth>"#],
    );
    // Recognised, and not.
    for protocol in [Some("msgpack"), None] {
        check(
            protocol,
            &[sent(Kind::Binary, b"\x82\xa8password\xa5guest\xa1n\x01")],
            &[r"\x82\xa8password\xa5[secret 1]\xa1n\x01"],
        );
    }
}

#[test]
fn what_cannot_be_replaced_is_left_out_with_its_message() {
    let whole = mqtt_connect("joe", b"guest");
    // Cut within the password.
    let (one, other) = whole.split_at(whole.len() - 3);
    check(
        None,
        &[sent(Kind::Binary, one), sent(Kind::Binary, other)],
        &[WITHHELD, WITHHELD],
    );
    // Too short to be looked for in all that there is.
    check(
        None,
        &[
            sent(Kind::Binary, &mqtt_connect("joe", b"pw")),
            sent(Kind::Binary, &[0xe0, 0]),
        ],
        &[WITHHELD, r"\xe0\x00"],
    );
    // A number has other bytes than its digits.
    let mut rules = Rules::default();
    rules.add_field("$.card").unwrap();
    let entries = [sent(Kind::Binary, b"\x81\xa4card\xcd\x30\x39")];
    let (redactor, shared) = redacted(rules, Some("msgpack"), &entries);
    assert_eq!(shared, [WITHHELD]);
    assert_eq!(redactor.findings().unsearched, 1);
}

/// What cannot be decoded is not known to have no secret.
#[test]
fn what_is_not_decoded_whole_is_left_out() {
    let connect = mqtt_connect("joe", b"guest");
    // The beginning of a packet that never ends, and one that is none.
    let publish = [0x30, 0x20, 0, 1, b'a'];
    let cut = [&connect[..], &publish].concat();
    check(None, &[sent(Kind::Binary, &cut)], &[WITHHELD]);
    let broken = [&connect[..], &[0, 0]].concat();
    check(Some("mqtt3"), &[sent(Kind::Binary, &broken)], &[WITHHELD]);
    // Each time that it is sent it is counted.
    let short = sent(Kind::Binary, &mqtt_connect("joe", b"pw"));
    let entries = [short.clone(), short];
    let (redactor, _) = redacted(Rules::for_credentials(), Some("mqtt3"), &entries);
    assert_eq!(redactor.findings().unsearched, 2);
}

/// Decoders write what bytes are that have a name beneath it.
#[test]
fn bytes_with_a_secret_name_are_replaced() {
    let check = |payload: &[u8], expected: &str| {
        check(None, &[sent(Kind::Binary, payload)], &[expected]);
    };
    check(
        b"\x81\xa8password\xc4\x05guest",
        r"\x81\xa8password\xc4\x05[secret 1]",
    );
    check(
        b"\x81\xa8password\xc4\x05\xff\xfe\xfd\xfc\xfb",
        r"\x81\xa8password\xc4\x05[secret 1]",
    );
    // Bytes that are a list in MessagePack: what they decode to is not what stands there.
    check(b"\x81\xa8password\xc4\x05\x93\xcc\xff\x02\x03", WITHHELD);
    let long = [&b"\x81\xa8password\xc5\x08\x00"[..], &[0xfe; 2048]].concat();
    check(&long, WITHHELD);
    // A number has other bytes than its digits.
    check(b"\x81\xa8password\xcd\x30\x39", WITHHELD);
    // A signature in Base64, without a name in the text.
    let entries = [sent(
        Kind::Text,
        br#"[5,"eyJ1IjoiYSIsInMiOiJiYmJiYmJiYiJ9",{}]"#,
    )];
    let (_, shared) = redacted(Rules::for_credentials(), Some("wamp"), &entries);
    assert_eq!(shared, [r#"[5,\"[secret 1]\",{}]"#]);
}

/// The same value stands where its name is known, and where only the protocol tells it.
#[test]
fn a_value_is_replaced_where_it_has_no_name_too() {
    let mut will = b"\0\x04MQTT\x04\xc6\0\x3c\0\x02me\0\x01w".to_vec();
    for part in [&br#"{"password":"guest"}"#[..], b"joe", b"guest"] {
        will.extend((part.len() as u16).to_be_bytes());
        will.extend_from_slice(part);
    }
    let will = [&[0x10, will.len() as u8][..], &will].concat();
    let (_, shared) = redacted(Rules::for_credentials(), None, &[sent(Kind::Binary, &will)]);
    assert!(!shared[0].contains("guest"), "{shared:?}");
}

#[test]
fn what_is_no_secret_stays() {
    // Whether there is a session, in the answer of the server.
    let answer = FileEntry {
        content: EntryContent::Message {
            direction: Direction::Received,
            kind: Kind::Binary,
            payload: vec![0x20, 2, 1, 0],
        },
        ..sent(Kind::Binary, &[])
    };
    let connect = mqtt_connect("joe", b"");
    check(
        None,
        &[sent(Kind::Binary, &connect), answer],
        &[
            &connect.escape_ascii().to_string(),
            r"\x20\x02\x01\x00".replace(r"\x20", " ").as_str(),
        ],
    );
    let mut rules = Rules::for_credentials();
    rules.add_public_field("password");
    let entries = [sent(Kind::Binary, &mqtt_connect("joe", b"guest"))];
    let (redactor, shared) = redacted(rules, None, &entries);
    assert!(shared[0].ends_with("guest"), "{shared:?}");
    assert_eq!(redactor.findings().values.len(), 0);
}

/// In JSON the name stands beside the value: it is found and replaced there as without a protocol.
#[test]
fn what_is_found_without_the_protocol_is_counted_once() {
    let text = br#"42["login",{"password":"pw","pin":"guest1"}]"#;
    let entries = [sent(Kind::Text, text)];
    let (redactor, shared) = redacted(Rules::for_credentials(), Some("socket.io"), &entries);
    assert_eq!(
        shared,
        [r#"42[\"login\",{\"password\":\"[secret 1]\",\"pin\":\"[secret 2]\"}]"#]
    );
    let field = Rule::Credentials(Credential::Field);
    assert_eq!(redactor.findings().values.get(&field), Some(&2));
    assert_eq!(redactor.findings().values.len(), 1);
}

/// As `mosquitto` connects to another one of its kind.
#[test]
fn the_password_of_a_bridge_is_found() {
    let mut packet = mqtt_connect("joe", b"guest");
    assert_eq!(packet[8], 4);
    packet[8] = 0x84;
    let (_, shared) = redacted(
        Rules::for_credentials(),
        None,
        &[sent(Kind::Binary, &packet)],
    );
    assert!(shared[0].ends_with("[secret 1]"), "{shared:?}");
}

/// A text that its protocol cannot read may have a secret that only the protocol tells; JSON has names.
#[test]
fn a_text_that_cannot_be_decoded_is_left_out() {
    for (protocol, text, expected) in [
        ("xmpp", "<auth>AGpvZQBndWVzdA==", WITHHELD),
        ("stomp", "CONNECT\npass", WITHHELD),
        ("json-rpc", "1", "1"),
        ("mqtt3", "a note", "a note"),
    ] {
        check(
            Some(protocol),
            &[sent(Kind::Text, text.as_bytes())],
            &[expected],
        );
    }
}

/// As the protocol escapes characters, in one place and in several.
#[test]
fn what_is_escaped_is_replaced_or_left_out() {
    let stomp = |headers: &str| sent(Kind::Text, format!("CONNECT\n{headers}\n\n\0").as_bytes());
    check(
        None,
        &[stomp("accept-version:1.2\npasscode:s3c\\cret")],
        &[r"CONNECT\naccept-version:1.2\npasscode:[secret 1]\n\n\x00"],
    );
    let check_xml = |protocol, text: &str, expected: &str| {
        check(protocol, &[sent(Kind::Text, text.as_bytes())], &[expected]);
    };
    let iq = |body: &str| format!("<iq id='1' type='set'>{body}</iq>");
    let shown = |body: &str| iq(body).replace('\'', "\\'");
    for (body, expected) in [
        (
            "<password>s3c&amp;ret</password><x>s3c&amp;ret</x>",
            "<password>[secret 1]</password><x>[secret 1]</x>",
        ),
        (
            "<a:token xmlns='b'>s3cret</a:token><c password='s3cret'/>",
            "<a:token xmlns=\\'b\\'>[secret 1]</a:token><c password=\\'[secret 1]\\'/>",
        ),
    ] {
        let whole = iq(body);
        for protocol in [Some("xmpp"), None] {
            check_xml(protocol, &whole, &shown("@").replace('@', expected));
        }
    }
    check_xml(
        None,
        "<password>s3c&amp;ret</password><password>s3c&#x26;ret</password>",
        "<password>[secret 1]</password><password>[secret 2]</password>",
    );
    check_xml(
        Some("xmpp"),
        &iq("<response>s3cr&#x65;t</response><x>s3cret</x>"),
        &shown("<response>[secret 1]</response><x>[secret 1]</x>"),
    );
    // In a form that is not looked for.
    check_xml(
        Some("xmpp"),
        &iq("<response>s3<![CDATA[cret]]></response><x>s3cret</x>"),
        WITHHELD,
    );
    // Too short to be looked for everywhere, and beside their names all the same.
    check(
        None,
        &[sent(Kind::Text, br#"[{"token":"pw"},{"token":"pw"}]"#)],
        &[r#"[{\"token\":\"[secret 1]\"},{\"token\":\"[secret 1]\"}]"#],
    );
}

/// The name and the value stand in the first of two messages that are one.
#[test]
fn what_is_replaced_in_one_part_takes_no_other_with_it() {
    let entries = [
        sent(
            Kind::Text,
            br#"451-["file",{"token":"pw","n":{"_placeholder":true,"num":0}}]"#,
        ),
        sent(Kind::Binary, b"\xff\x01"),
    ];
    check(
        Some("socket.io"),
        &entries,
        &[
            r#"451-[\"file\",{\"token\":\"[secret 1]\",\"n\":{\"_placeholder\":true,\"num\":0}}]"#,
            r"\xff\x01",
        ],
    );
}

/// An attachment is bytes of which nothing tells the name but the message before it; what WAMP has in a list has none.
#[test]
fn what_has_no_name_where_it_stands_is_left_out() {
    let event = br#"451-["login",{"password":{"_placeholder":true,"num":0}}]"#;
    let entries = [sent(Kind::Text, event), sent(Kind::Binary, b"s3cret\xff")];
    check(Some("socket.io"), &entries, &[WITHHELD, WITHHELD]);
    check(
        Some("wamp"),
        &[sent(Kind::Text, br#"[5,"s3cret"]"#)],
        &[WITHHELD],
    );
}

/// What came before it was known what is spoken is searched when it is.
#[test]
fn what_came_before_the_protocol_was_known_is_searched_too() {
    let entries = [
        sent(Kind::Binary, &[0xe0, 0]),
        sent(Kind::Binary, &mqtt_connect("joe", b"guest")),
    ];
    let (_, shared) = redacted(Rules::for_credentials(), None, &entries);
    assert!(shared[1].ends_with("[secret 1]"), "{shared:?}");
}
