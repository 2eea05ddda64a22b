use super::super::tests::{check, check_form, check_recognised, check_tree, check_units};
use super::*;
use crate::decoders::FieldProblem;
use crate::typed::Content;
use Sender::{Client, Server};

/// A message with these contents, in answer to the message "p" if it comes from the server.
fn message(sender: Sender, message_type: &str, content: &str) -> String {
    let parent = match sender {
        Client => "{}",
        Server => r#"{"msg_id":"p"}"#,
    };
    format!(
        r#"{{"channel":"shell","header":{{"msg_id":"m","msg_type":"{message_type}","session":"s"}},"parent_header":{parent},"metadata":{{}},"content":{content}}}"#
    )
}

#[test]
fn messages_of_the_specification_are_decoded() {
    let check = |sender, message_type, content, expected| {
        check(
            &Jupyter,
            sender,
            &message(sender, message_type, content),
            &[expected],
        );
    };
    check(
        Client,
        "execute_request",
        r#"{"code":"print(1)\n2","silent":false}"#,
        "Call execute_request (Client m): execute_request print(1)\n2",
    );
    check(
        Server,
        "status",
        r#"{"execution_state":"busy"}"#,
        "Event status (Client p) partial: status busy",
    );
    check(
        Server,
        "stream",
        r#"{"name":"stdout","text":"1\n"}"#,
        "Event stream (Client p) partial: stream 1\n",
    );
    check(
        Server,
        "execute_result",
        r#"{"execution_count":1,"data":{"text/plain":"2","text/html":"x"},"metadata":{}}"#,
        "Event execute_result (Client p) partial: execute_result 2",
    );
    check(
        Server,
        "error",
        r#"{"ename":"NameError","evalue":"name 'a' is not defined","traceback":[]}"#,
        "Error error (Client p) partial: error NameError name 'a' is not defined",
    );
    check(
        Server,
        "execute_reply",
        r#"{"status":"ok","execution_count":1}"#,
        "Result (Client p): execute_reply",
    );
    check(
        Server,
        "execute_reply",
        r#"{"status":"error","ename":"E","evalue":"v"}"#,
        "Error (Client p): execute_reply E v",
    );
    check(
        Server,
        "input_request",
        r#"{"prompt":"name?","password":false}"#,
        "Call input_request (Server m): input_request name?",
    );
    check(
        Client,
        "comm_msg",
        r#"{"comm_id":"u","data":{}}"#,
        "Event comm_msg: comm_msg",
    );
}

#[test]
fn what_is_not_allowed_is_refused() {
    let check = |text, expected| check(&Jupyter, Client, text, &[expected]);
    check("hello", "fault: not a JSON object");
    check("{}", "fault: no header");
    check(r#"{"header":{}}"#, r#"fault: no "msg_type" in the header"#);
    check(r#"{"header":{"msg_type":"a"}}"#, "fault: no content");
    let check = |bytes: &[u8], expected| {
        check_units(&Jupyter, &[Payload::binary(Client, bytes)], &[expected]);
    };
    check(b"\0\0", "fault: it ends within its offsets (byte 2)");
    check(
        b"\xff\xff\xff\xff",
        "fault: it ends within its offsets (byte 4)",
    );
    check(b"\0\0\0\0", "fault: no parts (byte 0)");
    check(
        b"\0\0\0\x01\0\0\0\xff",
        "fault: offsets that are not in order or not within the message (byte 0)",
    );
    let parts = ["shell", r#"{"msg_type":"a"}"#, "{}", "{", "{}"];
    check(
        &forms::version_1(&parts),
        "fault: the metadata is not valid JSON",
    );
}

#[test]
fn both_binary_layouts_are_decoded() {
    let check = |bytes: &[u8], expected| {
        let message = Payload::binary(Client, bytes);
        check_units(&Jupyter, &[message], &["Event comm_msg: comm_msg u"]);
        check_tree(&Jupyter, &[message], expected);
    };
    let header = r#"{"msg_type":"comm_msg"}"#;
    let content = r#"{"comm_id":"u"}"#;
    check(
        &forms::version_1(&["shell", header, "{}", "{}", content, "one"]),
        r#"{"channel":"shell","header":{"msg_type":"comm_msg"},"parent_header":{},"metadata":{},"content":{"comm_id":"u"},"buffers":["one"]}"#,
    );
    // As in `serialize_binary_message` of jupyter_server: the object begins behind two offsets.
    let json = format!(r#"{{"header":{header},"content":{content}}}"#);
    let mut bytes = [2_u32, 12, 12 + json.len() as u32]
        .map(u32::to_be_bytes)
        .concat();
    bytes.extend(json.bytes());
    bytes.extend([0xff, 1]);
    check(
        &bytes,
        r#"{"header":{"msg_type":"comm_msg"},"content":{"comm_id":"u"},"buffers":[{"bytes":2,"hex":"ff01"}]}"#,
    );
}

#[test]
fn a_connection_is_recognised() {
    let check = |subprotocol, path, text: &str, expected: Option<(Confidence, Reason)>| {
        let first = [Payload::text(Client, text)];
        let evidence = Evidence {
            subprotocol,
            path,
            first: &first,
        };
        let expected = expected.map(|(confidence, reason)| ("jupyter", confidence, reason));
        check_recognised(&evidence, expected);
    };
    let certain = |reason| Some((Confidence::Certain, reason));
    check(Some(SUBPROTOCOL), "/", "", certain(Reason::Subprotocol));
    let likely = Some((Confidence::Likely, Reason::Path));
    check(
        None,
        "/user/a/api/kernels/7/channels?session_id=1",
        "",
        likely,
    );
    let request = message(Client, "kernel_info_request", "{}");
    check(None, "/", &request, certain(Reason::Messages));
    check(
        None,
        "/",
        r#"{"header":{"msg_type":"a"},"content":{}}"#,
        None,
    );
    check(None, "/api/kernels", "", None);
}

#[test]
fn a_form_becomes_a_message() {
    let header = r#"{"msg_id":"1","msg_type":"kernel_info_request","username":"","session":"wscope","date":"","version":"5.3"}"#;
    let text = format!(
        r#"{{"channel":"shell","header":{header},"parent_header":{{}},"metadata":{{}},"content":{{}},"buffers":[]}}"#
    );
    check_form(&Jupyter, "kernel-info", &[], Ok(&[Content::Text(text)]));
    // Six offsets of eight bytes, behind their number.
    let end = 61 + header.len() as u64;
    let offsets = [6, 56, 61, end, end + 2, end + 4, end + 6];
    let mut bytes = offsets.map(u64::to_le_bytes).concat();
    bytes.extend(format!("shell{header}{{}}{{}}{{}}").bytes());
    check_form(
        &Jupyter,
        "kernel-info",
        &[("layout", SUBPROTOCOL)],
        Ok(&[Content::Binary(bytes)]),
    );
    check_form(
        &Jupyter,
        "execute",
        &[],
        Err(("code", FieldProblem::Missing)),
    );
    check_form(
        &Jupyter,
        "execute",
        &[("code", "1\n"), ("id", "")],
        Err(("id", FieldProblem::Missing)),
    );
}
