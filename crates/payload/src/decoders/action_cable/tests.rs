use super::super::tests::{check, check_form, check_recognised, check_tree};
use super::*;
use crate::decoders::{FieldProblem, Words};
use crate::typed::Content;
use Sender::{Client, Server};

#[test]
fn messages_are_decoded() {
    let check = |sender, text, expected: &[&str]| check(&ActionCable, sender, text, expected);
    check(
        Server,
        r#"{"type":"welcome"}"#,
        &["Control welcome: welcome"],
    );
    check(
        Server,
        r#"{"type":"ping","message":1461256980}"#,
        &["Heartbeat ping: ping 1461256980"],
    );
    check(
        Client,
        r#"{"command":"subscribe","identifier":"{\"channel\":\"ChatChannel\",\"room\":1}"}"#,
        &[
            r#"Call ChatChannel (Client {"channel":"ChatChannel","room":1}): subscribe {"channel":"ChatChannel","room":1}"#,
        ],
    );
    check(
        Server,
        r#"{"identifier":"{\"channel\":\"ChatChannel\"}","type":"confirm_subscription"}"#,
        &[
            r#"Acknowledgement (Client {"channel":"ChatChannel"}): confirm_subscription {"channel":"ChatChannel"}"#,
        ],
    );
    check(
        Server,
        r#"{"identifier":"{\"channel\":\"ChatChannel\"}","type":"reject_subscription"}"#,
        &[
            r#"Error (Client {"channel":"ChatChannel"}): reject_subscription {"channel":"ChatChannel"}"#,
        ],
    );
    check(
        Client,
        r#"{"command":"message","identifier":"{\"channel\":\"ChatChannel\"}","data":"{\"action\":\"speak\",\"text\":\"hi\"}"}"#,
        &[r#"Event ChatChannel#speak: ChatChannel#speak {"action":"speak","text":"hi"}"#],
    );
    check(
        Server,
        r#"{"identifier":"{\"channel\":\"ChatChannel\"}","message":{"text":"hi"}}"#,
        &[r#"Event ChatChannel: ChatChannel {"text":"hi"}"#],
    );
    check(
        Client,
        r#"{"command":"unsubscribe","identifier":"{\"channel\":\"ChatChannel\"}"}"#,
        &[r#"Control ChatChannel: unsubscribe {"channel":"ChatChannel"}"#],
    );
    check(
        Server,
        r#"{"type":"disconnect","reason":"unauthorized","reconnect":false}"#,
        &["Control disconnect: disconnect unauthorized"],
    );
    check(Client, "hi", &["fault: not a JSON object"]);
    check(Client, "{}", &[r#"fault: no "command""#]);
    check(
        Client,
        r#"{"command":"subscribe"}"#,
        &[r#"fault: no "identifier""#],
    );
    check(
        Client,
        r#"{"command":"jump","identifier":""}"#,
        &[r#"fault: no command "subscribe", "unsubscribe" or "message""#],
    );
    check(
        Server,
        r#"{"identifier":""}"#,
        &[r#"fault: neither "type" nor "message""#],
    );
    check(
        Server,
        r#"{"type":"hello"}"#,
        &[r#"fault: no message of a server has this "type""#],
    );
}

#[test]
fn a_tree_has_what_lies_in_strings() {
    check_tree(
        &ActionCable,
        &[Payload::text(
            Client,
            r#"{"command":"message","identifier":"{\"channel\":\"C\"}","data":"{\"n\":1.0}"}"#,
        )],
        r#"{"command":"message","identifier":{"channel":"C"},"data":{"n":1.0}}"#,
    );
    check_tree(
        &ActionCable,
        &[Payload::text(
            Server,
            r#"{"identifier":"plain","message":"{}"}"#,
        )],
        r#"{"identifier":"plain","message":"{}"}"#,
    );
}

#[test]
fn a_connection_is_recognised() {
    let check = |subprotocol, path, text, expected: Option<(Confidence, Reason)>| {
        let first = [Payload::text(Client, text)];
        let evidence = Evidence {
            subprotocol,
            path,
            first: &first,
        };
        let expected = expected.map(|(confidence, reason)| ("action-cable", confidence, reason));
        check_recognised(&evidence, expected);
    };
    let certain = |reason| Some((Confidence::Certain, reason));
    check(
        Some("actioncable-v1-json"),
        "/",
        "",
        certain(Reason::Subprotocol),
    );
    check(
        None,
        "/cable?token=1",
        "",
        Some((Confidence::Likely, Reason::Path)),
    );
    let subscribe = r#"{"command":"subscribe","identifier":"{\"channel\":\"C\"}"}"#;
    check(None, "/", subscribe, certain(Reason::Messages));
    check(
        None,
        "/",
        r#"{"command":"subscribe","identifier":"trades"}"#,
        None,
    );
    check(None, "/cables", "", None);
}

#[test]
fn a_form_becomes_a_command() {
    let check = |form, values: &[_], expected: Result<&str, _>| {
        let content = expected.map(|text: &str| [Content::Text(text.to_owned())]);
        check_form(
            &ActionCable,
            form,
            values,
            content.as_ref().map(|it| &it[..]).map_err(Clone::clone),
        );
    };
    check(
        "subscribe",
        &[("channel", "ChatChannel")],
        Ok(r#"{"command":"subscribe","identifier":"{\"channel\":\"ChatChannel\"}"}"#),
    );
    check(
        "message",
        &[
            ("channel", "C}"),
            ("parameters", r#"{ "room": 1 }"#),
            ("action", "speak"),
            ("data", r#"{"text":"hi"}"#),
        ],
        Ok(
            r#"{"command":"message","identifier":"{\"channel\":\"C}\",\"room\": 1}","data":"{\"action\":\"speak\",\"text\":\"hi\"}"}"#,
        ),
    );
    check("subscribe", &[], Err(("channel", FieldProblem::Missing)));
    check(
        "message",
        &[("channel", "C")],
        Err(("action", FieldProblem::Missing)),
    );
    let wanted = Words {
        en: "an object",
        zh: "对象",
    };
    check(
        "subscribe",
        &[("channel", "C"), ("parameters", "[1]")],
        Err(("parameters", FieldProblem::NotType(wanted))),
    );
}
