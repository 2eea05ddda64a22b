//! What holds for every decoder, and how each is checked.

use super::*;
use crate::properties::decoded_soundly;
use crate::typed::Content;
use proptest::prelude::*;

/// Decodes one text message, and compares each of its units with a line.
pub(super) fn check(protocol: &dyn Protocol, sender: Sender, text: &str, expected: &[&str]) {
    check_units(protocol, &[Payload::text(sender, text)], expected);
}

/// Decodes messages that are one, and compares each of their units with a line.
pub(super) fn check_units(protocol: &dyn Protocol, parts: &[Payload<'_>], expected: &[&str]) {
    let mut output = Output::units_only();
    let lines = match protocol.decode(parts, &mut output) {
        Ok(()) => output.units().iter().map(line).collect(),
        Err(fault) => vec![format!("fault: {fault}")],
    };
    assert_eq!(lines, expected, "{parts:?}");
}

/// A unit as a line: its kind, what it is about, what it is paired by, and itself in words.
fn line(unit: &Unit) -> String {
    let name = unit
        .name
        .as_deref()
        .map(|name| format!(" {name}"))
        .unwrap_or_default();
    let pair = unit
        .pair
        .as_ref()
        .map(|pair| format!(" ({:?} {})", pair.caller, pair.id))
        .unwrap_or_default();
    let partial = if unit.is_partial { " partial" } else { "" };
    format!("{:?}{name}{pair}{partial}: {}", unit.kind, unit.summary)
}

/// Decodes messages that are one, and compares their tree.
pub(super) fn check_tree(protocol: &dyn Protocol, parts: &[Payload<'_>], expected: &str) {
    let mut output = Output::with_tree();
    let outcome = protocol.decode(parts, &mut output);
    assert_eq!(outcome, Ok(()), "{parts:?}");
    assert_eq!(output.into_parts().1, expected, "{parts:?}");
}

/// Gives messages of a connection to what joins them, and compares what it says of each.
pub(super) fn check_joined(protocol: &dyn Protocol, messages: &[Payload<'_>], expected: &[Joined]) {
    let mut joiner = protocol.joiner().expect("a joiner");
    let joined: Vec<Joined> = messages
        .iter()
        .map(|message| joiner.next(message))
        .collect();
    assert_eq!(joined, expected);
}

/// Compares what a connection is recognised as.
pub(super) fn check_recognised(
    evidence: &Evidence<'_>,
    expected: Option<(&str, Confidence, Reason)>,
) {
    let found = recognise(evidence).map(|it| (it.protocol.id(), it.confidence, it.reason));
    assert_eq!(found, expected, "{evidence:?}");
}

/// Fills in a form, and compares what is sent, or which field is wrong.
pub(super) fn check_form(
    protocol: &dyn Protocol,
    form: &str,
    values: &[(&str, &str)],
    expected: Result<&[Content], (&str, FieldProblem)>,
) {
    let form = protocol
        .forms()
        .iter()
        .find(|one| one.id == form)
        .expect("the form");
    for (field, _) in values {
        assert!(form.fields.iter().any(|one| one.id == *field), "{field}");
    }
    let defaults = form.fields.iter().map(|field| (field.id, field.default));
    let values: Vec<(&str, &str)> = values.iter().copied().chain(defaults).collect();
    let encoded = (form.encode)(&Values(&values));
    let encoded = encoded
        .as_deref()
        .map_err(|fault| (fault.field, fault.problem.clone()));
    assert_eq!(encoded, expected, "{values:?}");
}

#[test]
fn ids_are_unique_and_can_be_looked_up() {
    for one in PROTOCOLS {
        let same = PROTOCOLS
            .iter()
            .filter(|other| other.id() == one.id())
            .count();
        assert_eq!(same, 1, "{}", one.id());
        assert_eq!(
            protocol_named(one.id()).map(Protocol::name),
            Some(one.name())
        );
    }
    assert!(protocol_named("none").is_none());
}

/// What connections begin with that can be recognised by their messages. A new decoder adds its own.
const OPENINGS: &[(&str, &[(Sender, &str)])] = &[
    (
        "socket.io",
        &[(
            Sender::Server,
            r#"0{"sid":"a","upgrades":[],"pingInterval":25000,"pingTimeout":20000}"#,
        )],
    ),
    (
        "json-rpc",
        &[(Sender::Client, r#"{"jsonrpc":"2.0","method":"a","id":1}"#)],
    ),
    (
        "stomp",
        &[(Sender::Client, "CONNECT\naccept-version:1.2\n\n\0")],
    ),
    (
        "signalr",
        &[(
            Sender::Client,
            "{\"protocol\":\"json\",\"version\":1}\u{1e}",
        )],
    ),
    (
        "graphql-transport-ws",
        &[
            (Sender::Client, r#"{"type":"connection_init"}"#),
            (Sender::Server, r#"{"type":"connection_ack"}"#),
        ],
    ),
    (
        "graphql-ws",
        &[
            (Sender::Client, r#"{"type":"connection_init","payload":{}}"#),
            (Sender::Server, r#"{"type":"ka"}"#),
        ],
    ),
    (
        "phoenix",
        &[(Sender::Client, r#"["1","1","t","phx_join",{}]"#)],
    ),
    (
        "action-cable",
        &[(
            Sender::Client,
            r#"{"command":"subscribe","identifier":"{\"channel\":\"C\"}"}"#,
        )],
    ),
    (
        "sockjs",
        &[(Sender::Server, "o"), (Sender::Server, r#"a["hello"]"#)],
    ),
    (
        "xmpp",
        &[(
            Sender::Client,
            r#"<open xmlns="urn:ietf:params:xml:ns:xmpp-framing" to="a"/>"#,
        )],
    ),
    (
        "jupyter",
        &[(
            Sender::Client,
            r#"{"header":{"msg_type":"a","session":"s"},"parent_header":{},"content":{}}"#,
        )],
    ),
    (
        "pusher",
        &[(
            Sender::Server,
            r#"{"event":"pusher:connection_established","data":"{}"}"#,
        )],
    ),
];

/// Asks every protocol, by the messages alone, and compares which of them say yes.
#[track_caller]
fn check_recognised_as_no_other(id: &str, first: &[Payload<'_>]) {
    let evidence = Evidence {
        subprotocol: None,
        path: "/",
        first,
    };
    let recognised: Vec<&str> = PROTOCOLS
        .iter()
        .filter(|protocol| protocol.recognise(&evidence).is_some())
        .map(|protocol| protocol.id())
        .collect();
    assert_eq!(recognised, [id], "{first:?}");
}

#[test]
fn a_connection_that_begins_as_one_protocol_is_recognised_as_no_other() {
    for (id, messages) in OPENINGS {
        let first: Vec<Payload<'_>> = messages
            .iter()
            .map(|(sender, text)| Payload::text(*sender, text))
            .collect();
        check_recognised_as_no_other(id, &first);
    }
}

#[test]
fn the_example_of_the_guide_is_the_code_that_it_shows() {
    let guide = include_str!("../../README.md");
    let code = include_str!("pusher.rs");
    assert!(guide.contains(code.trim()), "README.md and pusher.rs");
    let tests = include_str!("pusher/tests.rs");
    assert!(
        guide.contains(tests.trim()),
        "README.md and pusher/tests.rs"
    );
}

/// What connections begin with that can be recognised by it, in binary messages or beside others. A new decoder adds its own.
const FIRST_MESSAGES: &[(&str, Payload<'static>)] = &[
    (
        "mqtt3",
        first(false, b"\x10\x0d\0\x04MQTT\x04\x02\0\x3c\0\x01a"),
    ),
    (
        "mqtt5",
        first(false, b"\x10\x0e\0\x04MQTT\x05\x02\0\x3c\0\0\x01a"),
    ),
    (
        "ocpp",
        first(true, br#"[2,"1","BootNotification",{"reason":"PowerUp"}]"#),
    ),
    (
        "wamp",
        first(true, br#"[1,"realm1",{"roles":{"caller":{}}}]"#),
    ),
    (
        "wamp",
        first(false, b"\x93\x01\xa6realm1\x81\xa5roles\x81\xa6caller\x80"),
    ),
];

const fn first(is_text: bool, bytes: &'static [u8]) -> Payload<'static> {
    Payload {
        sender: Sender::Client,
        is_text,
        bytes,
    }
}

#[test]
fn a_first_message_of_one_protocol_is_taken_for_no_other() {
    for (id, message) in FIRST_MESSAGES {
        check_recognised_as_no_other(id, &[*message]);
    }
}

/// What messages of protocols begin with, and what claims to be longer than it is. A new decoder adds its own.
const PIECES: &[&[u8]] = &[
    br#"{"jsonrpc":"2.0","id":1,"method":"a"}"#,
    br#"451-["x",{"_placeholder":true,"num":0}]"#,
    br#"0{"sid":"a"}"#,
    b"SEND\ndestination:/a\n",
    b"content-length:18446744073709551615\n\n",
    b"\n\0\r\n",
    b"{\"type\":1,\"target\":\"a\",\"arguments\":[]}\x1e",
    b"\x02\x91\x06",
    b"\xff\xff\xff\xff\x07",
    br#"{"id":"1","type":"subscribe","payload":{"query":"{a"}}"#,
    br#"["1","1","t","phx_join",{}]"#,
    b"\0\x01\x01\x01\x0101te",
    br#"{"command":"subscribe","identifier":"{\"channel\":\"C\"}"}"#,
    br#"{"identifier":"a","message":1}"#,
    br#"a["SEND\n\n\u0000"]"#,
    b"c[3000]",
    b"<iq id='1' type='get'><a b='c'>",
    b"&#0;",
    b"</a></iq>",
    br#"{"header":{"msg_type":"a_request"},"content":{}}"#,
    b"\x06\0\0\0\0\0\0\0\x38\0\0\0\0\0\0\0",
    b"\0\0\0\x01\0\0\0\x08",
    br#"{"event":"pusher:subscribe","data":{"channel":"a"}}"#,
    b"42",
    b"[\"",
    b"\"]",
    b"{\"type\":",
    b"[[[[[[[[",
    b"\xdf\xff\xff\xff\xff",
    b"\x9b\xff\xff\xff\xff\xff\xff\xff\xff",
    b"\x1f\x8b\x08\0",
    b"\xff",
    b"\x10\x0d\0\x04MQTT\x05\x02\0\x3c\0\0\0",
    b"\x82\x0e\0\x0a\0\x03a/b\x01",
    b"\x30\x0a\0\x01t\x07\x26",
    br#"[2,"1","Authorize",{}]"#,
    b"[3,\"1\",",
    br#"[1,"realm",{"roles":{}}]"#,
    b"\x1e[48,1,{},\"a\"]",
    b"\0\0\0\x08\x94\x30\x01\x80\xa1a",
    b"1aGk=",
    b"\xff\x01",
    b"\x04{\"Width\":80}",
    b"\x82\xa1a",
    br#"{"a":["eyJhIjoiaW5uZXIifSAge30gIHt9","iVBORw0KGgoAAAANSUhEUgAA"]}"#,
    b"\xbf\x61a",
    b"\xd8\x2a",
    b"\x0a\x03abc",
    b"\x28\xb5\x2f\xfd",
    b"\x78\x9c\x4b\x4c\x04\x00\x01\x25\x00\xc3",
];

/// Messages as long as they get, made of what is repeated.
#[test]
#[ignore = "takes minutes; run it after a change to a decoder"]
fn hostile_messages_take_a_bounded_time() {
    use std::time::{Duration, Instant};
    /// An eighth of what a message has at most by default; the time grows with the length.
    const LENGTH: usize = 8 << 20;
    const REPEATED: &[&[u8]] = &[
        b"[",
        b"[],",
        b"{\"a\":",
        b"\x80",
        b"\x81\xa0",
        b"\x91",
        b"\xa0",
        b"\x9f",
        b"\x5f\x40",
        b"\xc0\0",
        b"\x30\x02\0\0",
        b"\x0a\x02\x08\x01",
        b"\x1e[35,1]",
        b"\0\0\0\x04\x94\x23\x01\x80",
        b"{}\n",
        // Pings of SignalR, and strings in which Base64 is looked for.
        b"\x02\x91\x06",
        b"\"eyJhIjoiaW5uZXIifSAge30gIHt9\",",
    ];
    /// Several times what the slowest needs on a busy machine.
    const MOST: Duration = Duration::from_secs(30);
    // An array of as many items as may be, and one long byte string, around what is repeated.
    let count = (LENGTH as u32).to_be_bytes();
    let heads: [&[u8]; 4] = [
        b"",
        &[&[0xdd], &count[..]].concat(),
        &[&[0xdf], &count[..]].concat(),
        &[&[0x92, 0xc6], &count[..]].concat(),
    ];
    for repeated in REPEATED {
        for head in heads {
            let bytes = [head, &repeated.repeat(LENGTH / repeated.len())].concat();
            for is_text in [false, true] {
                let part = Payload {
                    sender: Sender::Client,
                    is_text: is_text && head.is_empty(),
                    bytes: &bytes,
                };
                for protocol in PROTOCOLS {
                    let start = Instant::now();
                    let mut output = Output::with_tree();
                    let outcome = protocol.decode(&[part], &mut output);
                    let length = outcome.is_ok().then(|| output.into_parts().1.len());
                    let elapsed = start.elapsed();
                    let what = format!(
                        "{} {elapsed:?} {repeated:x?} after {head:x?}: {length:?}",
                        protocol.id()
                    );
                    assert!(elapsed < MOST, "{what}");
                }
            }
        }
    }
}

/// Any bytes, and bytes that resemble what protocols send.
fn anything() -> impl Strategy<Value = Vec<u8>> {
    let pieces = prop::collection::vec(prop::sample::select(PIECES), 0..6)
        .prop_map(|pieces| pieces.concat());
    prop_oneof![prop::collection::vec(any::<u8>(), 0..200), pieces]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    /// Whatever arrives is decoded or refused with a reason; a tree is JSON, a summary is short, and the row and the detail say the
    /// same.
    #[test]
    fn any_bytes_are_decoded_or_refused(messages in prop::collection::vec((any::<bool>(), anything()), 1..4)) {
        let texts: Vec<(bool, Vec<u8>)> = messages
            .into_iter()
            .map(|(is_text, bytes)| match is_text {
                true => (true, String::from_utf8_lossy(&bytes).into_owned().into_bytes()),
                false => (false, bytes),
            })
            .collect();
        let parts: Vec<Payload<'_>> = texts
            .iter()
            .map(|(is_text, bytes)| Payload { sender: Sender::Server, is_text: *is_text, bytes })
            .collect();
        for protocol in PROTOCOLS {
            decoded_soundly(*protocol, &parts);
            if let Some(mut joiner) = protocol.joiner() {
                for part in &parts {
                    joiner.next(part);
                }
            }
        }
        let evidence = Evidence { subprotocol: None, path: "/", first: &parts };
        recognise(&evidence);
    }
}
