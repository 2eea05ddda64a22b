use std::time::Duration;

use super::super::tests::{
    check, check_form, check_joined, check_recognised, check_tree, check_units,
};
use super::*;
use crate::decoders::{FieldProblem, Joined};
use crate::typed::Content;
use Sender::{Client, Server};

#[test]
fn the_frames_of_the_specification_are_decoded() {
    let check = |sender, text, expected: &[&str]| check(&Stomp, sender, text, expected);
    check(
        Client,
        "CONNECT\naccept-version:1.0,1.1,2.0\nhost:stomp.github.org\n\n\0",
        &["Control CONNECT: CONNECT"],
    );
    check(
        Server,
        "CONNECTED\nversion:1.1\n\n\0",
        &["Control CONNECTED: CONNECTED 1.1"],
    );
    check(
        Client,
        "SEND\ndestination:/queue/a\ncontent-type:text/plain\n\nhello queue a\n\0",
        &["Event /queue/a: SEND /queue/a hello queue a\n"],
    );
    check(
        Client,
        "SUBSCRIBE\nid:0\ndestination:/queue/foo\nack:client\n\n\0",
        &["Control /queue/foo: SUBSCRIBE /queue/foo"],
    );
    check(
        Client,
        "UNSUBSCRIBE\nid:0\n\n\0",
        &["Control UNSUBSCRIBE: UNSUBSCRIBE 0"],
    );
    check(
        Client,
        "ACK\nid:12345\ntransaction:tx1\n\n\0",
        &["Acknowledgement ACK: ACK 12345"],
    );
    check(
        Client,
        "BEGIN\ntransaction:tx1\n\n\0",
        &["Control BEGIN: BEGIN tx1"],
    );
    check(
        Client,
        "DISCONNECT\nreceipt:77\n\n\0",
        &["Call DISCONNECT (Client 77): DISCONNECT"],
    );
    check(
        Server,
        "RECEIPT\nreceipt-id:77\n\n\0",
        &["Acknowledgement RECEIPT (Client 77): RECEIPT 77"],
    );
    check(
        Server,
        "MESSAGE\nsubscription:0\nmessage-id:007\ndestination:/queue/a\ncontent-type:text/plain\n\nhello queue a\0",
        &["Event /queue/a: MESSAGE /queue/a hello queue a"],
    );
    // RabbitMQ passes on the header with which the sender asked for a receipt.
    check(
        Server,
        "MESSAGE\nsubscription:0\nmessage-id:007\ndestination:/topic/a\nreceipt:r\n\n{}\0",
        &["Event /topic/a: MESSAGE /topic/a {}"],
    );
    check(
        Server,
        "ERROR\nreceipt-id:message-12345\ncontent-type:text/plain\ncontent-length:10\nmessage:malformed frame received\n\nThe messag\0",
        &["Error ERROR (Client message-12345): ERROR malformed frame received"],
    );
    // A carriage return before each end of line, several frames, and heart-beats between them.
    check(
        Client,
        "\nSEND\r\ndestination:/a\r\nreceipt:1\r\n\r\n{}\0\r\n\nCOMMIT\ntransaction:t\n\n\0\n",
        &["Call /a (Client 1): SEND /a {}", "Control COMMIT: COMMIT t"],
    );
    check(Server, "\n", &["Heartbeat heart-beat: heart-beat"]);
    check(Server, "\r\n", &["Heartbeat heart-beat: heart-beat"]);
    check(
        Client,
        "SEND\ndestination:/a\ncontent-length:9\n\nhel",
        &["Event /a: SEND /a hel (incomplete)"],
    );
}

#[test]
fn what_is_not_allowed_is_refused() {
    let check = |text, expected| check(&Stomp, Client, text, &[expected]);
    check("hello", "fault: not a command of STOMP (byte 0)");
    check("send\n\n\0", "fault: not a command of STOMP (byte 0)");
    check(
        "SEND\nabc\n\n\0",
        "fault: a header without a colon (byte 5)",
    );
    check(
        "SEND\na:b\0",
        "fault: NUL before the end of the headers (byte 8)",
    );
    check(
        "SEND\ncontent-length:x\n\nabc\0",
        "fault: not a valid content-length: \"x\" (byte 23)",
    );
    check(
        "SEND\ncontent-length:2\n\nabc\0",
        "fault: no NUL where content-length ends the body (byte 25)",
    );
    let many = format!("SEND\n{}\n\0", "a:b\n".repeat(1001));
    check(&many, "fault: more headers than 1000 (byte 4005)");
    let binary = Payload::binary(Client, b"SEND\na:\xff\n\n\0");
    check_units(
        &Stomp,
        &[binary],
        &["fault: a header that is not UTF-8 (byte 5)"],
    );
}

#[test]
fn a_tree_has_headers_without_escapes_and_the_body_as_it_is() {
    let check = |text, expected| check_tree(&Stomp, &[Payload::text(Server, text)], expected);
    check(
        "MESSAGE\ndestination:/a\\cb\\n\\\\\\x\ndestination:/2\ncontent-length:9\n\n{\"a\":1.0}\0",
        r#"{"command":"MESSAGE","headers":{"destination":"/a:b\n\\\\x","destination":"/2","content-length":"9"},"body":{"a":1.0}}"#,
    );
    check(
        "CONNECTED\nsession:a\\c\n\n\0\nRECEIPT\nreceipt-id:1\n\n\0",
        r#"[{"command":"CONNECTED","headers":{"session":"a\\c"}},{"command":"RECEIPT","headers":{"receipt-id":"1"}}]"#,
    );
    check("\n", r#""heart-beat""#);
    let zero = Payload::binary(Server, b"MESSAGE\ncontent-length:3\n\n\0\x01\xff\0");
    check_tree(
        &Stomp,
        &[zero],
        r#"{"command":"MESSAGE","headers":{"content-length":"3"},"body":{"bytes":3,"hex":"0001ff"}}"#,
    );
}

#[test]
fn pieces_of_a_frame_are_one() {
    use Joined::{Alone, Begins, Continues, Ends};
    let text = |text| Payload::text(Client, text);
    let pieces = [
        text("SEND\ndestination:/a\n"),
        text("\n{\"a\""),
        text(":1}\0"),
    ];
    check_joined(&Stomp, &pieces, &[Begins, Continues, Ends]);
    check_tree(
        &Stomp,
        &pieces,
        r#"{"command":"SEND","headers":{"destination":"/a"},"body":{"a":1}}"#,
    );
    check_tree(
        &Stomp,
        &pieces[..2],
        r#"{"command":"SEND","headers":{"destination":"/a"},"body":"{\"a\"","complete":false}"#,
    );
    // A NUL in a counted body does not end it; what the other side says in between is its own.
    check_joined(
        &Stomp,
        &[
            text("SEND\ncontent-length:4\n\na\0b"),
            Payload::text(Server, "\n"),
            text("c"),
            text("\0\nACK\r\n\r"),
            text("\n\0"),
            text("ACK\n\n\0"),
            text("\n"),
        ],
        &[Begins, Alone, Continues, Continues, Ends, Alone, Alone],
    );
    // What is no frame does not take the next one along.
    check_joined(
        &Stomp,
        &[
            text("hello"),
            text("ACK\n\n\0"),
            text("SEN"),
            text("D\n\n\0"),
        ],
        &[Alone, Alone, Begins, Ends],
    );
}

#[test]
fn a_connection_is_recognised_by_its_subprotocol_or_by_how_it_opens() {
    let check = |subprotocol, text, expected: Option<Reason>| {
        let first = [Payload::text(Client, text)];
        let evidence = Evidence {
            subprotocol,
            path: "/",
            first: &first,
        };
        let expected = expected.map(|reason| ("stomp", Confidence::Certain, reason));
        check_recognised(&evidence, expected);
    };
    check(Some("v12.stomp"), "", Some(Reason::Subprotocol));
    check(None, "CONNECT\nhost:/\n\n\0", Some(Reason::Messages));
    check(None, "STOMP\r\nhost:/\r\n\r\n\0", Some(Reason::Messages));
    check(None, "CONNECTED\nversion:1.2\n\n\0", None);
    check(None, "CONNECT me", None);
    check(None, "\n", None);
}

#[test]
fn a_form_becomes_a_frame() {
    let check = |form, values: &[_], expected: Result<&str, _>| {
        let content = expected.map(|text: &str| [Content::Text(text.to_owned())]);
        check_form(
            &Stomp,
            form,
            values,
            content.as_ref().map(|it| &it[..]).map_err(Clone::clone),
        );
    };
    check(
        "connect",
        &[("login", "a:b"), ("heart-beat", "1000,0")],
        Ok("CONNECT\naccept-version:1.0,1.1,1.2\nhost:/\nlogin:a:b\nheart-beat:1000,0\n\n\0"),
    );
    check(
        "connect",
        &[("passcode", "a\nb")],
        Err(("passcode", FieldProblem::NotAllowed('\n'))),
    );
    check(
        "subscribe",
        &[("destination", "/queue/a"), ("ack", "client")],
        Ok("SUBSCRIBE\ndestination:/queue/a\nid:0\nack:client\n\n\0"),
    );
    check(
        "send",
        &[
            ("destination", "/a:b\\"),
            ("body", "é\0"),
            ("receipt", "r\n"),
        ],
        Ok(
            "SEND\ndestination:/a\\cb\\\\\ncontent-type:text/plain\nreceipt:r\\n\ncontent-length:3\n\né\0\0",
        ),
    );
    check("send", &[], Err(("destination", FieldProblem::Missing)));
    check(
        "send",
        &[("destination", "\0")],
        Err(("destination", FieldProblem::NotAllowed('\0'))),
    );
}

#[test]
fn heart_beats_are_as_both_sides_agreed() {
    let check = |client: &str, server: &str, expected_ms: Option<u64>| {
        let mut heartbeats = Stomp.heartbeats().expect("heartbeats");
        let messages = [Payload::text(Client, client), Payload::text(Server, server)];
        for message in &messages {
            assert_eq!(heartbeats.observe(message), None);
        }
        let expected =
            expected_ms.map(|ms| (Duration::from_millis(ms), Content::Text("\n".to_owned())));
        assert_eq!(heartbeats.due(), expected, "{client:?} {server:?}");
    };
    let connect = "CONNECT\nheart-beat:5000,0\n\n\0";
    check(connect, "CONNECTED\nheart-beat:0,10000\n\n\0", Some(10_000));
    check(connect, "CONNECTED\nheart-beat:9,1\n\n\0", Some(5_000));
    check(connect, "CONNECTED\nheart-beat:9000,0\n\n\0", None);
    check(connect, "CONNECTED\nversion:1.0\n\n\0", None);
    check("CONNECT\n\n\0", "CONNECTED\nheart-beat:9,9\n\n\0", None);
    check(connect, "CONNECTED\nheart-beat:,x\n\n\0", None);
}
