use std::time::Duration;

use super::super::tests::{check, check_form, check_recognised, check_tree, check_units};
use super::*;
use crate::decoders::{FieldProblem, MAX_UNITS, Words};
use crate::typed::Content;
use Sender::{Client, Server};

#[test]
fn the_examples_of_the_specification_are_decoded() {
    let check = |sender, text: &str, expected: &[&str]| {
        check(&SignalR, sender, &text.replace('~', "\u{1e}"), expected);
    };
    check(
        Client,
        r#"{"protocol":"messagepack","version":1}~"#,
        &["Control handshake: handshake messagepack 1"],
    );
    check(Server, "{}~", &["Control handshake: handshake accepted"]);
    check(
        Server,
        r#"{"error":"Requested protocol 'messagepack' is not available."}~"#,
        &["Error handshake: handshake refused Requested protocol 'messagepack' is not available."],
    );
    check(
        Client,
        r#"{"type":1,"invocationId":"123","target":"Send","arguments":[42,"Test Message"]}~"#,
        &[r#"Call Send (Client 123): Send [42,"Test Message"]"#],
    );
    check(
        Client,
        r#"{"type":1,"target":"Send","arguments":[42,"Test Message"]}~"#,
        &[r#"Event Send: Send [42,"Test Message"]"#],
    );
    check(
        Server,
        r#"{"type":2,"invocationId":"123","item":42}~{"type":3,"invocationId":"123"}~"#,
        &[
            "Result (Client 123) partial: item 42",
            "Result (Client 123): completed",
        ],
    );
    check(
        Server,
        r#"{"type":3,"invocationId":"123","result":42}~"#,
        &["Result (Client 123): result 42"],
    );
    check(
        Server,
        r#"{"type":3,"invocationId":"123","error":"It didn't work!"}~"#,
        &["Error (Client 123): error It didn't work!"],
    );
    check(
        Client,
        r#"{"type":4,"invocationId":"123","target":"Send","arguments":[42]}~"#,
        &["Call Send (Client 123): Send [42]"],
    );
    check(
        Client,
        r#"{"type":5,"invocationId":"123"}~"#,
        &["Control CancelInvocation (Client 123): cancel"],
    );
    check(Client, r#"{"type":6}~"#, &["Heartbeat Ping: ping"]);
    check(Server, r#"{"type":7}~"#, &["Control Close: close"]);
    check(
        Server,
        r#"{"type":7,"error":"Connection closed because of an error!","allowReconnect":true}~"#,
        &["Error Close: close Connection closed because of an error!"],
    );
    check(
        Client,
        r#"{"type":8,"sequenceId":1394}~{"type":9,"sequenceId":1234}~"#,
        &[
            "Acknowledgement Ack: ack 1394",
            "Control Sequence: sequence 1234",
        ],
    );
}

#[test]
fn what_is_not_allowed_is_refused() {
    let check = |text, expected: &[&str]| check(&SignalR, Client, text, expected);
    check("", &["fault: no 0x1E at the end (byte 0)"]);
    check("{\"type\":6}", &["fault: no 0x1E at the end (byte 10)"]);
    check(
        "{\"type\":6}\u{1e}[]\u{1e}",
        &["fault: a record that is not a JSON object (byte 11)"],
    );
    check(
        "{\"type\":10}\u{1e}",
        &["fault: not a type from 1 to 9 (byte 0)"],
    );
    check(
        "{\"type\":\"1\"}\u{1e}",
        &["fault: not a type from 1 to 9 (byte 0)"],
    );
}

#[test]
fn a_tree_says_what_a_record_is_and_has_it_as_it_stands() {
    let check = |text, expected| check_tree(&SignalR, &[Payload::text(Client, text)], expected);
    check(
        "{\"type\":1, \"target\":\"Send\",\"arguments\":[1.0, 2e3]}\u{1e}",
        r#"{"message":"Invocation","type":1,"target":"Send","arguments":[1.0, 2e3]}"#,
    );
    check(
        "{}\u{1e}{\"type\":6}\u{1e}",
        r#"[{"message":"HandshakeResponse"},{"message":"Ping","type":6}]"#,
    );
}

/// The bytes of a message behind their length.
fn framed(bytes: &[u8]) -> Vec<u8> {
    [&[bytes.len() as u8], bytes].concat()
}

#[test]
fn the_binary_examples_of_the_specification_are_decoded() {
    let check = |bytes: &[u8], expected: &str, tree: &str| {
        let framed = framed(bytes);
        let message = [Payload::binary(Server, &framed)];
        check_units(&SignalR, &message, &[expected]);
        check_tree(&SignalR, &message, tree);
    };
    check(
        b"\x96\x01\x80\xa3xyz\xa6method\x91\x2a\x90",
        "Call method (Server xyz): method [42]",
        r#"{"message":"Invocation","type":1,"headers":{},"invocationId":"xyz","target":"method","arguments":[42],"streamIds":[]}"#,
    );
    check(
        b"\x96\x01\x80\xc0\xa6method\x91\x2a\x90",
        "Event method: method [42]",
        r#"{"message":"Invocation","type":1,"headers":{},"invocationId":null,"target":"method","arguments":[42],"streamIds":[]}"#,
    );
    check(
        b"\x94\x02\x80\xa3xyz\x2a",
        "Result (Client xyz) partial: item 42",
        r#"{"message":"StreamItem","type":2,"headers":{},"invocationId":"xyz","item":42}"#,
    );
    check(
        b"\x95\x03\x80\xa3xyz\x01\xa5Error",
        "Error (Client xyz): error Error",
        r#"{"message":"Completion","type":3,"headers":{},"invocationId":"xyz","resultKind":1,"error":"Error"}"#,
    );
    check(
        b"\x94\x03\x80\xa3xyz\x02",
        "Result (Client xyz): completed",
        r#"{"message":"Completion","type":3,"headers":{},"invocationId":"xyz","resultKind":2}"#,
    );
    check(
        b"\x95\x03\x80\xa3xyz\x03\x2a",
        "Result (Client xyz): result 42",
        r#"{"message":"Completion","type":3,"headers":{},"invocationId":"xyz","resultKind":3,"result":42}"#,
    );
    check(
        b"\x93\x05\x80\xa3xyz",
        "Control CancelInvocation (Server xyz): cancel",
        r#"{"message":"CancelInvocation","type":5,"headers":{},"invocationId":"xyz"}"#,
    );
    check(
        b"\x91\x06",
        "Heartbeat Ping: ping",
        r#"{"message":"Ping","type":6}"#,
    );
    check(
        b"\x92\x07\xa3xyz",
        "Error Close: close xyz",
        r#"{"message":"Close","type":7,"error":"xyz"}"#,
    );
    check(
        b"\x92\x08\xcd\x05\x72",
        "Acknowledgement Ack: ack 1394",
        r#"{"message":"Ack","type":8,"sequenceId":1394}"#,
    );
}

#[test]
fn binary_messages_stand_behind_their_lengths() {
    let check = |bytes: &[u8], expected: &[&str]| {
        check_units(&SignalR, &[Payload::binary(Client, bytes)], expected);
    };
    check(
        b"\x02\x91\x06\x03\x93\x07\xc0",
        &["fault: 3 items are announced, and 2 bytes are left (byte 5)"],
    );
    check(
        b"\x02\x91\x06\x03\x92\x07\xc0",
        &["Heartbeat Ping: ping", "Control Close: close"],
    );
    // Over 127 bytes a length takes two.
    let long = [
        &b"\x96\x01\x80\xc0\xa1m\x91\xd9\x80"[..],
        &[b'a'; 128],
        b"\x90",
    ]
    .concat();
    let message = [&[long.len() as u8 | 0x80, 1], &long[..]].concat();
    check(
        &message,
        &[&format!("Event m: m [\"{}\"]", "a".repeat(128))],
    );
    check(
        b"{\"protocol\":\"messagepack\",\"version\":1}\x1e",
        &["Control handshake: handshake messagepack 1"],
    );
    check(
        b"\x03\x91\x06",
        &["fault: it ends within a message (byte 0)"],
    );
    check(b"\x80", &["fault: a length that does not end (byte 0)"]);
    check(
        b"\xff\xff\xff\xff\x0f",
        &["fault: a length of more than 31 bits (byte 0)"],
    );
    check(
        b"\x01\x06",
        &["fault: not an array of a type from 1 to 9 (byte 1)"],
    );
    check(
        b"\x02\x91\x0a",
        &["fault: not an array of a type from 1 to 9 (byte 1)"],
    );
}

#[test]
fn a_connection_is_recognised_by_its_handshake() {
    let check = |sender, text, expected: Option<Confidence>| {
        let first = [Payload::text(sender, text)];
        let evidence = Evidence {
            first: &first,
            ..Evidence::default()
        };
        let expected = expected.map(|confidence| ("signalr", confidence, Reason::Messages));
        check_recognised(&evidence, expected);
    };
    let handshake = "{\"protocol\":\"blazorpack\",\"version\":1}\u{1e}";
    check(Client, handshake, Some(Confidence::Certain));
    check(Server, handshake, None);
    check(Client, r#"{"protocol":"json","version":1}"#, None);
    check(Client, "{}\u{1e}", None);
}

#[test]
fn a_form_becomes_a_record() {
    let check = |form, values: &[_], expected: Result<&str, _>| {
        let content = expected.map(|text: &str| [Content::Text(text.replace('~', "\u{1e}"))]);
        check_form(
            &SignalR,
            form,
            values,
            content.as_ref().map(|it| &it[..]).map_err(Clone::clone),
        );
    };
    check("handshake", &[], Ok(r#"{"protocol":"json","version":1}~"#));
    check("ping", &[], Ok(r#"{"type":6}~"#));
    check(
        "invoke",
        &[("target", "Send"), ("arguments", "[1, 2]")],
        Ok(r#"{"type":1,"invocationId":"1","target":"Send","arguments":[1, 2]}~"#),
    );
    check(
        "invoke",
        &[("target", "Send"), ("invocation", "")],
        Ok(r#"{"type":1,"target":"Send","arguments":[]}~"#),
    );
    check(
        "invoke",
        &[("target", "Count"), ("stream", "true")],
        Ok(r#"{"type":4,"invocationId":"1","target":"Count","arguments":[]}~"#),
    );
    check(
        "invoke",
        &[("target", "Count"), ("stream", "true"), ("invocation", "")],
        Err(("invocation", FieldProblem::Missing)),
    );
    let wanted = Words {
        en: "an array",
        zh: "数组",
    };
    check(
        "invoke",
        &[("target", "Send"), ("arguments", "1")],
        Err(("arguments", FieldProblem::NotType(wanted))),
    );
    check("invoke", &[], Err(("target", FieldProblem::Missing)));
}

#[test]
fn a_ping_is_in_the_encoding_that_was_asked_for() {
    let check = |sender, text, expected: Option<Content>| {
        let mut heartbeats = SignalR.heartbeats().expect("heartbeats");
        assert_eq!(heartbeats.observe(&Payload::text(sender, text)), None);
        let expected = expected.map(|ping| (Duration::from_secs(15), ping));
        assert_eq!(heartbeats.due(), expected, "{text}");
    };
    let json = "{\"protocol\":\"json\",\"version\":1}\u{1e}";
    check(
        Client,
        json,
        Some(Content::Text("{\"type\":6}\u{1e}".to_owned())),
    );
    check(Server, json, None);
    check(
        Client,
        "{\"protocol\":\"messagepack\",\"version\":1}\u{1e}",
        Some(Content::Binary(vec![2, 0x91, 6])),
    );
    check(Client, "{\"type\":6}\u{1e}", None);
}

#[test]
fn millions_of_messages_in_one_take_a_bounded_time() {
    use std::time::Instant;
    // A tenth of what a message may have, and ten times what it takes where nothing is optimised.
    let bytes = b"\x02\x91\x06".repeat((6 << 20) / 3);
    let start = Instant::now();
    let mut output = Output::with_tree();
    SignalR
        .decode(&[Payload::binary(Server, &bytes)], &mut output)
        .unwrap();
    assert_eq!(output.units().len(), MAX_UNITS);
    assert_eq!(output.left_out(), (2 << 20) - MAX_UNITS);
    let elapsed = start.elapsed();
    assert!(elapsed < Duration::from_secs(30), "{elapsed:?}");
    eprintln!("{elapsed:?}");
}
