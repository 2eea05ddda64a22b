use super::super::tests::{check, check_form, check_recognised, check_tree, check_units};
use super::*;
use crate::typed::Content;
use Sender::{Client, Server};

#[test]
fn frames_are_decoded() {
    let check = |sender, text, expected: &[&str]| check(&SockJs, sender, text, expected);
    check(Server, "o", &["Control open: open"]);
    check(Server, "h", &["Heartbeat heartbeat: heartbeat"]);
    check(
        Server,
        r#"c[3000,"Go away!"]"#,
        &[r#"Control close: close [3000,"Go away!"]"#],
    );
    check(
        Server,
        r#"a["hello","a\nb"]"#,
        &["Event: hello", "Event: a\nb"],
    );
    check(Server, r#"m"hello""#, &["Event: hello"]);
    check(Server, "a[]", &[]);
    check(Client, r#"["x"]"#, &["Event: x"]);
    check(Client, r#""x""#, &["Event: x"]);
    check(
        Client,
        r#"["SUBSCRIBE\nid:0\ndestination:/topic/a\nreceipt:1\n\n\u0000"]"#,
        &["Call /topic/a (Client 1): SUBSCRIBE /topic/a"],
    );
    check(Server, r#"a["\n"]"#, &["Heartbeat heart-beat: heart-beat"]);
    check(
        Client,
        r#"["SEND","SEND\n"]"#,
        &["Event: SEND", "Event: SEND\n"],
    );
    check(
        Server,
        "",
        &["fault: not one of the frames o, h, a, m and c (byte 0)"],
    );
    check(
        Server,
        "open",
        &["fault: not one of the frames o, h, a, m and c (byte 0)"],
    );
    check(Server, "c3", &["fault: not a JSON array (byte 1)"]);
    check(
        Server,
        "a[",
        &["fault: not a JSON array of strings (byte 1)"],
    );
    check(Server, "a[1]", &["fault: a message that is not a string"]);
    check(Server, "m", &["fault: a message that is not a string"]);
    check(
        Client,
        "x",
        &["fault: not a JSON array of strings (byte 0)"],
    );
    check_units(
        &SockJs,
        &[Payload::binary(Client, b"x")],
        &["fault: a binary message, which SockJS does not have"],
    );
}

#[test]
fn a_tree_has_the_messages() {
    let check = |text, expected| check_tree(&SockJs, &[Payload::text(Server, text)], expected);
    check("o", r#"{"frame":"open"}"#);
    check(
        r#"c[3000,"Go away!"]"#,
        r#"{"frame":"close","reason":[3000,"Go away!"]}"#,
    );
    check(
        r#"a["{\"a\":1.0}","x","RECEIPT\nreceipt-id:1\n\n\u0000"]"#,
        r#"[{"a":1.0},"x",{"command":"RECEIPT","headers":{"receipt-id":"1"}}]"#,
    );
}

#[test]
fn a_connection_is_recognised_by_its_path_or_by_how_it_opens() {
    let check = |path, messages: &[&str], expected: Option<(Confidence, Reason)>| {
        let messages = messages.iter();
        let first: Vec<Payload<'_>> = messages.map(|it| Payload::text(Server, it)).collect();
        let evidence = Evidence {
            path,
            first: &first,
            subprotocol: None,
        };
        let expected = expected.map(|(confidence, reason)| ("sockjs", confidence, reason));
        check_recognised(&evidence, expected);
    };
    let likely = Some((Confidence::Likely, Reason::Path));
    check("/echo/123/a1b2c3/websocket", &[], likely);
    check(
        "/gs-guide/000/x/websocket?token=1",
        &["o"],
        Some((Confidence::Certain, Reason::Path)),
    );
    check(
        "/",
        &["o", "h", r#"a["x"]"#],
        Some((Confidence::Certain, Reason::Messages)),
    );
    check("/", &["o"], None);
    check("/", &["o", "a[]"], None);
    check("/echo/websocket", &[], None);
    check("/123/x/websocket", &[], likely);
    check("/echo/abc/x/websocket", &[], None);
}

#[test]
fn a_form_becomes_an_array() {
    let expected = [Content::Text(r#"["a\"b\n"]"#.to_owned())];
    check_form(&SockJs, "message", &[("text", "a\"b\n")], Ok(&expected));
}
