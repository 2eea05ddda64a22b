use std::time::Duration;

use super::super::tests::{check, check_form, check_recognised, check_tree, check_units};
use super::*;
use crate::decoders::FieldProblem;
use crate::typed::Content;
use Sender::{Client, Server};

#[test]
fn messages_of_both_versions_are_decoded() {
    let check = |sender, text, expected: &[&str]| check(&Phoenix, sender, text, expected);
    check(
        Client,
        r#"["0","0","miami:weather","phx_join",{"some":"param"}]"#,
        &[r#"Call phx_join (Client 0): phx_join miami:weather {"some":"param"}"#],
    );
    check(
        Server,
        r#"["0","0","miami:weather","phx_reply",{"response":{"a":1},"status":"ok"}]"#,
        &[r#"Result (Client 0): ok miami:weather {"a":1}"#],
    );
    check(
        Server,
        r#"["0","1","miami:weather","phx_reply",{"response":{"reason":"unmatched topic"},"status":"error"}]"#,
        &[r#"Error (Client 1): error miami:weather {"reason":"unmatched topic"}"#],
    );
    check(
        Client,
        r#"["0","1","miami:weather","report_emergency",{"category":"sharknado"}]"#,
        &[
            r#"Call report_emergency (Client 1): report_emergency miami:weather {"category":"sharknado"}"#,
        ],
    );
    check(
        Server,
        r#"[null,null,"room:lobby","new_msg",{"body":"hi"}]"#,
        &[r#"Event new_msg: new_msg room:lobby {"body":"hi"}"#],
    );
    check(
        Client,
        r#"[null,"2","phoenix","heartbeat",{}]"#,
        &["Heartbeat heartbeat: heartbeat"],
    );
    check(
        Server,
        r#"[null,"2","phoenix","phx_reply",{"response":{},"status":"ok"}]"#,
        &["Heartbeat heartbeat: phx_reply"],
    );
    check(
        Server,
        r#"["1","1","room:1","phx_close",{}]"#,
        &["Control phx_close: phx_close room:1 {}"],
    );
    check(
        Server,
        r#"["1","1","room:1","phx_error",{}]"#,
        &["Error phx_error: phx_error room:1 {}"],
    );
    check(
        Client,
        r#"{"topic":"room:1","event":"phx_join","payload":{},"ref":"7"}"#,
        &["Call phx_join (Client 7): phx_join room:1 {}"],
    );
    check(
        Server,
        r#"{"topic":"room:1","event":"phx_reply","ref":"7","payload":{"status":"ok","response":{}}}"#,
        &["Result (Client 7): ok room:1 {}"],
    );
    check(Client, "[1]", &["fault: an array of 1 values instead of 5"]);
    check(Client, "[1,1,1,1,1]", &["fault: the topic is not a string"]);
    check(
        Client,
        r#"[1,1,"",1,1]"#,
        &["fault: the event is not a string"],
    );
    check(Client, "{}", &[r#"fault: no "topic""#]);
    check(Client, "hello", &["fault: not a JSON array or object"]);
}

/// As in `assets/test/serializer_test.js` of the project.
#[test]
fn binary_messages_are_decoded() {
    let check = |sender, bytes: &[u8], unit, tree: &str| {
        let message = Payload::binary(sender, bytes);
        check_units(&Phoenix, &[message], &[unit]);
        if !tree.is_empty() {
            check_tree(&Phoenix, &[message], tree);
        }
    };
    check(
        Client,
        b"\0\x01\x01\x01\x0101te\x01",
        "Call e (Client 1): e t \u{1}",
        r#"{"join_ref":"0","ref":"1","topic":"t","event":"e","payload":"\u0001"}"#,
    );
    check(
        Server,
        b"\0\x03\x03\x0a123topsome-event\x01\x01",
        "Event some-event: some-event top \u{1}\u{1}",
        r#"{"join_ref":"123","ref":null,"topic":"top","event":"some-event","payload":"\u0001\u0001"}"#,
    );
    check(
        Server,
        b"\x01\x03\x02\x03\x0210012topok\xff\x01",
        "Result (Client 12): ok top 2 B",
        r#"{"join_ref":"100","ref":"12","topic":"top","event":"phx_reply","payload":{"status":"ok","response":{"bytes":2,"hex":"ff01"}}}"#,
    );
    check(
        Server,
        b"\x02\x03\x0atopsome-event{\"a\":1}",
        r#"Event some-event: some-event top {"a":1}"#,
        r#"{"join_ref":null,"ref":null,"topic":"top","event":"some-event","payload":{"a":1}}"#,
    );
    check(
        Server,
        b"\x03",
        "fault: no push (0), reply (1) or broadcast (2) (byte 0)",
        "",
    );
    check(
        Server,
        b"",
        "fault: no push (0), reply (1) or broadcast (2) (byte 0)",
        "",
    );
    check(
        Server,
        b"\x02\x03",
        "fault: it ends within its texts (byte 2)",
        "",
    );
    check(Server, b"\x02\x01\x00\xff", "fault: not UTF-8 (byte 3)", "");
}

#[test]
fn a_tree_names_the_values() {
    check_tree(
        &Phoenix,
        &[Payload::text(Client, r#"[null, 2,"t","e",{"a": 1.0}]"#)],
        r#"{"join_ref":null,"ref":"2","topic":"t","event":"e","payload":{"a": 1.0}}"#,
    );
}

#[test]
fn a_connection_is_recognised_by_its_path_or_by_how_it_opens() {
    let check = |path, text, expected: Option<(Confidence, Reason)>| {
        let first = [Payload::text(Client, text)];
        let evidence = Evidence {
            path,
            first: &first,
            subprotocol: None,
        };
        let expected = expected.map(|(confidence, reason)| ("phoenix", confidence, reason));
        check_recognised(&evidence, expected);
    };
    let certain = Some((Confidence::Certain, Reason::Messages));
    let likely = Some((Confidence::Likely, Reason::Path));
    check("/socket/websocket?vsn=2.0.0", "", likely);
    check("/live/websocket?_csrf_token=a&vsn=2.0.0", "", likely);
    check("/realtime/v1/websocket?apikey=a&vsn=1.0.0", "", likely);
    check(
        "/socket/websocket?vsn=2.0.0",
        r#"["1","1","t","phx_join",{}]"#,
        certain,
    );
    check("/", r#"["1","1","t","phx_join",{}]"#, certain);
    check(
        "/",
        r#"{"topic":"t","event":"phx_join","payload":{},"ref":"1"}"#,
        certain,
    );
    check("/", r#"[null,"1","phoenix","heartbeat",{}]"#, certain);
    check("/", r#"["1","1","t","other",{}]"#, None);
    check("/websocket", "", None);
    check("/websocket?vsn=3", "", None);
}

#[test]
fn a_form_becomes_a_message() {
    let check = |form, values: &[_], expected: Result<&str, _>| {
        let content = expected.map(|text: &str| [Content::Text(text.to_owned())]);
        check_form(
            &Phoenix,
            form,
            values,
            content.as_ref().map(|it| &it[..]).map_err(Clone::clone),
        );
    };
    check(
        "join",
        &[("topic", "room:1")],
        Ok(r#"["1","1","room:1","phx_join",{}]"#),
    );
    check(
        "push",
        &[
            ("topic", "room:1"),
            ("event", "new_msg"),
            ("payload", r#"{"a": 1}"#),
        ],
        Ok(r#"["1","2","room:1","new_msg",{"a": 1}]"#),
    );
    check(
        "heartbeat",
        &[("ref", "9")],
        Ok(r#"[null,"9","phoenix","heartbeat",{}]"#),
    );
    check("join", &[], Err(("topic", FieldProblem::Missing)));
    check(
        "push",
        &[("topic", "a")],
        Err(("event", FieldProblem::Missing)),
    );
}

#[test]
fn a_heartbeat_has_a_reference_of_its_own_and_the_version_of_the_client() {
    let check = |messages: &[&str], expected: &str| {
        let mut heartbeats = Phoenix.heartbeats().expect("heartbeats");
        for text in messages {
            assert_eq!(heartbeats.observe(&Payload::text(Client, text)), None);
        }
        let expected = Content::Text(expected.to_owned());
        assert_eq!(heartbeats.due(), Some((Duration::from_secs(30), expected)));
    };
    check(&[], r#"[null,"1","phoenix","heartbeat",{}]"#);
    check(
        &[r#"["1","4","t","phx_join",{}]"#, r#"["1",null,"t","e",{}]"#],
        r#"[null,"5","phoenix","heartbeat",{}]"#,
    );
    check(
        &[r#"{"topic":"t","event":"phx_join","payload":{},"ref":"1"}"#],
        r#"{"topic":"phoenix","event":"heartbeat","payload":{},"ref":"2"}"#,
    );
}
