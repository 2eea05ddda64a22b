use super::super::tests::{check, check_form, check_joined, check_recognised, check_tree};
use super::*;
use crate::decoders::{FieldProblem, Joined};
use crate::typed::Content;

#[test]
fn packets_are_decoded() {
    use Sender::{Client, Server};
    let check = |sender, text, expected: &[&str]| check(&SocketIo, sender, text, expected);
    check(
        Server,
        r#"0{"sid":"lv_VI97HAXpY6yYWAAAC","upgrades":["websocket"],"pingInterval":25000,"pingTimeout":20000,"maxPayload":1000000}"#,
        &[
            r#"Control open: open {"sid":"lv_VI97HAXpY6yYWAAAC","upgrades":["websocket"],"pingInterval":25000,"pingTimeout":20000,"maxPayload":1000000}"#,
        ],
    );
    check(Server, "2", &["Heartbeat ping: ping"]);
    check(Client, "3", &["Heartbeat pong: pong"]);
    check(Client, "2probe", &["Heartbeat ping: ping probe"]);
    check(Client, "40", &["Control connect: connect"]);
    check(
        Client,
        r#"40/admin,{"token":"123"}"#,
        &[r#"Control connect: connect /admin {"token":"123"}"#],
    );
    check(Client, "41", &["Control disconnect: disconnect"]);
    check(Client, r#"42["foo"]"#, &["Event foo: foo"]);
    check(
        Client,
        r#"42/admin,["bar",1,"x"]"#,
        &[r#"Event bar: /admin bar 1 "x""#],
    );
    check(
        Client,
        r#"4212["foo",{"a":1}]"#,
        &[r#"Call foo (Client /#12): foo {"a":1}"#],
    );
    check(
        Server,
        r#"43/admin,13["bar"]"#,
        &[r#"Acknowledgement (Client /admin#13): ack /admin ["bar"]"#],
    );
    check(
        Server,
        r#"44{"message":"Not authorized"}"#,
        &[r#"Error connect: connect error {"message":"Not authorized"}"#],
    );
    check(
        Client,
        r#"451-["baz",{"_placeholder":true,"num":0}]"#,
        &[r#"Event baz: baz {"_placeholder":true,"num":0} + 0 of 1 attachments"#],
    );
    check(Client, "", &["fault: an empty packet (byte 0)"]);
    check(
        Client,
        "9",
        &["fault: not a packet type of Engine.IO: '9' (byte 0)"],
    );
    check(
        Client,
        "49",
        &["fault: not a packet type of Socket.IO: '9' (byte 1)"],
    );
    check(
        Client,
        r#"42["foo""#,
        &["fault: the data is not valid JSON (byte 2)"],
    );
    check(
        Client,
        "45x-[]",
        &["fault: more attachments than 256, or no number (byte 2)"],
    );
}

#[test]
fn binary_messages_that_follow_an_event_belong_to_it() {
    let event = Payload::text(
        Sender::Server,
        r#"452-["x",{"_placeholder":true,"num":0},{"_placeholder":true,"num":1}]"#,
    );
    let first = Payload::binary(Sender::Server, &[1, 2, 255]);
    let second = Payload::binary(Sender::Server, b"text");
    let ping = Payload::text(Sender::Server, "2");
    let other = Payload::binary(Sender::Client, &[1]);
    check_joined(
        &SocketIo,
        &[event, first, ping, other, second, second],
        &[
            Joined::Begins,
            Joined::Continues,
            Joined::Alone,
            Joined::Alone,
            Joined::Ends,
            Joined::Alone,
        ],
    );
    check_tree(
        &SocketIo,
        &[event, first],
        r#"{"type":"binary event","namespace":"/","data":["x",{"_placeholder":true,"num":0},{"_placeholder":true,"num":1}],"attachments":[{"bytes":3,"hex":"0102ff"},null]}"#,
    );
    check_tree(
        &SocketIo,
        &[event, first, second],
        r#"{"type":"binary event","namespace":"/","data":["x",{"_placeholder":true,"num":0},{"_placeholder":true,"num":1}],"attachments":[{"bytes":3,"hex":"0102ff"},"text"]}"#,
    );
}

#[test]
fn a_connection_is_recognised_by_its_path_or_by_how_it_opens() {
    let open = [Payload::text(
        Sender::Server,
        r#"0{"sid":"a","upgrades":[],"pingInterval":25000,"pingTimeout":20000}"#,
    )];
    let path = "/socket.io/?EIO=4&transport=websocket";
    check_recognised(
        &Evidence {
            path,
            first: &[],
            subprotocol: None,
        },
        Some(("socket.io", Confidence::Likely, Reason::Path)),
    );
    check_recognised(
        &Evidence {
            path,
            first: &open,
            subprotocol: None,
        },
        Some(("socket.io", Confidence::Certain, Reason::Path)),
    );
    check_recognised(
        &Evidence {
            path: "/",
            first: &open,
            subprotocol: None,
        },
        Some(("socket.io", Confidence::Certain, Reason::Messages)),
    );
    let hello = [Payload::text(Sender::Server, "0hello")];
    check_recognised(
        &Evidence {
            path: "/",
            first: &hello,
            subprotocol: None,
        },
        None,
    );
}

#[test]
fn a_form_becomes_a_packet() {
    let check = |form, values: &[_], expected: Result<&str, _>| {
        let content = expected.map(|text: &str| [Content::Text(text.to_owned())]);
        check_form(
            &SocketIo,
            form,
            values,
            content.as_ref().map(|it| &it[..]).map_err(Clone::clone),
        );
    };
    check("connect", &[], Ok("40"));
    check(
        "connect",
        &[("namespace", "admin"), ("auth", r#"{"token":1}"#)],
        Ok(r#"40/admin,{"token":1}"#),
    );
    check("emit", &[("event", "chat")], Ok(r#"42["chat"]"#));
    check(
        "emit",
        &[("arguments", "{\"a\":1}"), ("id", "3")],
        Ok(r#"423["message",{"a":1}]"#),
    );
    check(
        "emit",
        &[("namespace", "/x"), ("arguments", "[1, [2]]")],
        Ok(r#"42/x,["message",1, [2]]"#),
    );
    check("emit", &[("arguments", "[ ]")], Ok(r#"42["message"]"#));
    check(
        "emit",
        &[("event", "")],
        Err(("event", FieldProblem::Missing)),
    );
    check(
        "emit",
        &[("namespace", "a,b")],
        Err(("namespace", FieldProblem::NotAllowed(','))),
    );
}

#[test]
fn a_ping_of_the_server_is_answered() {
    let mut heartbeats = SocketIo.heartbeats().expect("heartbeats");
    let ping = Payload::text(Sender::Server, "2");
    assert_eq!(
        heartbeats.observe(&ping),
        Some(Content::Text("3".to_owned()))
    );
    let own = Payload::text(Sender::Client, "2probe");
    assert_eq!(heartbeats.observe(&own), None);
}
