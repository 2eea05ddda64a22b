use super::super::tests::{check, check_form, check_recognised, check_tree, check_units};
use super::*;
use crate::decoders::FieldProblem;
use crate::decoders::Sender::Server;
use crate::typed::Content;

#[test]
fn what_is_said_in_channels_is_decoded() {
    let check_binary = |bytes: &[u8], expected: &str| {
        check_units(&Kubernetes, &[Payload::binary(Server, bytes)], &[expected]);
    };
    check_binary(b"\0ls\n", "Event stdin: stdin ls\\n");
    check_binary(b"\x01", "Event stdout: stdout, empty");
    check_binary(
        b"\x01\x1b[1mbin\x1b[0m",
        "Event stdout: stdout \\u{1b}[1mbin\\u{1b}[0m",
    );
    check_binary(b"\x02\xff\xfe", "Event stderr: stderr, 2 B");
    check_binary(
        br#"{"metadata":{},"status":"Success"}"#,
        "Event channel 123: channel 123 \"metadata\":{},\"status\":\"Success\"}",
    );
    check_binary(
        b"\x03{\"metadata\":{},\"status\":\"Success\"}",
        "Control error: error {\"metadata\":{},\"status\":\"Success\"}",
    );
    check_binary(
        b"\x03{\"status\":\"Failure\"}",
        "Error error: error {\"status\":\"Failure\"}",
    );
    check_binary(
        b"\x04{\"Width\":80,\"Height\":24}",
        "Control resize: resize {\"Width\":80,\"Height\":24}",
    );
    check_binary(b"\xff\0", "Control close: close stdin");
    check_binary(b"\xff", "fault: a close has one byte: the channel (byte 1)");
    check_binary(b"", "fault: no number of a channel (byte 0)");
    let check = |text, expected: &str| check(&Kubernetes, Server, text, &[expected]);
    check("1aGVsbG8=", "Event stdout: stdout hello");
    check("1aGVsbG8", "fault: not Base64 (byte 5)");
    check("x", "fault: a text does not begin with a digit (byte 0)");
    let check = |bytes: &[u8], expected| {
        check_tree(&Kubernetes, &[Payload::binary(Server, bytes)], expected);
    };
    check(
        b"\x04{\"Width\":80}",
        r#"{"channel":"resize","data":{"Width":80}}"#,
    );
    check(b"\x01{}\r\n", r#"{"channel":"stdout","data":"{}\r\n"}"#);
    check(b"\xff\x01", r#"{"close":"stdout"}"#);
}

#[test]
fn a_connection_is_recognised() {
    let check = |subprotocol, path, expected| {
        let evidence = Evidence {
            subprotocol,
            path,
            first: &[],
        };
        check_recognised(&evidence, expected);
    };
    let certain = Some(("kubernetes", Confidence::Certain, Reason::Subprotocol));
    check(Some("v5.channel.k8s.io"), "/", certain);
    check(Some("v4.base64.channel.k8s.io"), "/", certain);
    check(
        None,
        "/api/v1/namespaces/default/pods/web/exec?command=sh",
        Some(("kubernetes", Confidence::Likely, Reason::Path)),
    );
    check(None, "/api/v1/namespaces/default/pods/web/log", None);
}

#[test]
fn a_form_becomes_a_message() {
    let check = |form, values: &[_], expected: Result<&[u8], _>| {
        let content = expected.map(|bytes: &[u8]| [Content::Binary(bytes.to_vec())]);
        let content = content.as_ref().map(|it| &it[..]).map_err(Clone::clone);
        check_form(&Kubernetes, form, values, content);
    };
    check("stdin", &[("text", "ls")], Ok(b"\0ls\n"));
    check(
        "stdin",
        &[("text", "a"), ("line_feed", "false")],
        Ok(b"\0a"),
    );
    check("resize", &[], Ok(b"\x04{\"Width\":80,\"Height\":24}"));
    check(
        "resize",
        &[("width", "0")],
        Err(("width", FieldProblem::NotNumber(1, 65535))),
    );
    check("close", &[("channel", "stdout")], Ok(b"\xff\x01"));
}
