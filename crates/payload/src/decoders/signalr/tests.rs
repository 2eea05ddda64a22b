use std::time::Duration;

use super::super::tests::{check, check_form, check_recognised, check_tree};
use super::*;
use crate::decoders::{FieldProblem, Words};
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
        &["fault: a record that is no JSON object (byte 11)"],
    );
    check(
        "{\"type\":10}\u{1e}",
        &["fault: no type from 1 to 9 (byte 0)"],
    );
    check(
        "{\"type\":\"1\"}\u{1e}",
        &["fault: no type from 1 to 9 (byte 0)"],
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
