use super::super::tests::{check, check_form, check_recognised};
use super::*;
use crate::decoders::{FieldProblem, Words};
use crate::typed::Content;

#[test]
fn the_examples_of_the_specification_are_decoded() {
    let check = |sender, text, expected: &[&str]| check(&JsonRpc, sender, text, expected);
    use Sender::{Client, Server};
    check(
        Client,
        r#"{"jsonrpc": "2.0", "method": "subtract", "params": [42, 23], "id": 1}"#,
        &["Call subtract (Client 1): subtract [42, 23]"],
    );
    check(
        Server,
        r#"{"jsonrpc": "2.0", "result": 19, "id": 1}"#,
        &["Result (Client 1): result 19"],
    );
    check(
        Client,
        r#"{"jsonrpc": "2.0", "method": "update", "params": [1,2,3,4,5]}"#,
        &["Event update: update [1,2,3,4,5]"],
    );
    check(
        Server,
        r#"{"jsonrpc": "2.0", "error": {"code": -32601, "message": "Method not found"}, "id": "1"}"#,
        &[r#"Error (Client "1"): error -32601 Method not found"#],
    );
    check(
        Server,
        r#"{"jsonrpc": "2.0", "error": {"code": -32700, "message": "Parse error"}, "id": null}"#,
        &["Error: error -32700 Parse error"],
    );
    check(
        Client,
        r#"[{"jsonrpc": "2.0", "method": "sum", "params": [1,2,4], "id": "1"}, {"jsonrpc": "2.0", "method": "notify_hello", "params": [7]}]"#,
        &[
            r#"Call sum (Client "1"): sum [1,2,4]"#,
            "Event notify_hello: notify_hello [7]",
        ],
    );
    check(
        Client,
        "Content-Length: 59\r\n\r\n{\"jsonrpc\": \"2.0\", \"method\": \"initialize\", \"id\": 0}",
        &["Call initialize (Client 0): initialize"],
    );
    check(
        Client,
        "[1]",
        &["fault: an entry of the batch is no object"],
    );
    check(
        Client,
        r#"{"foo": 1}"#,
        &[r#"fault: neither "method" nor "result" nor "error""#],
    );
    check(Client, "hello", &["fault: not a JSON object or array"]);
}

#[test]
fn what_was_agreed_on_is_certain_and_what_looks_alike_is_not() {
    let first = [Payload::text(
        Sender::Client,
        r#"{"jsonrpc":"2.0","method":"a","id":1}"#,
    )];
    let evidence = Evidence {
        first: &first,
        ..Evidence::default()
    };
    check_recognised(
        &evidence,
        Some(("json-rpc", Confidence::Certain, Reason::Messages)),
    );
    let evidence = Evidence {
        subprotocol: Some("mcp"),
        ..Evidence::default()
    };
    check_recognised(
        &evidence,
        Some(("json-rpc", Confidence::Certain, Reason::Subprotocol)),
    );
    let evidence = Evidence {
        path: "/devtools/page/77",
        ..Evidence::default()
    };
    check_recognised(
        &evidence,
        Some(("json-rpc", Confidence::Likely, Reason::Path)),
    );
    let first = [Payload::text(Sender::Client, r#"{"method":"a","id":1}"#)];
    check_recognised(
        &Evidence {
            first: &first,
            ..Evidence::default()
        },
        None,
    );
}

#[test]
fn a_form_becomes_a_request_object() {
    let text = |text: &str| [Content::Text(text.to_owned())];
    let check = |form, values: &[_], expected: Result<&[Content], _>| {
        check_form(&JsonRpc, form, values, expected);
    };
    check(
        "call",
        &[("method", "sum"), ("params", " [1, 2] "), ("id", "7")],
        Ok(&text(
            r#"{"jsonrpc":"2.0","id":7,"method":"sum","params":[1, 2]}"#,
        )),
    );
    check(
        "call",
        &[("method", "a\"b"), ("id", "x")],
        Ok(&text(r#"{"jsonrpc":"2.0","id":"x","method":"a\"b"}"#)),
    );
    check(
        "notification",
        &[("method", "m")],
        Ok(&text(r#"{"jsonrpc":"2.0","method":"m"}"#)),
    );
    check("call", &[], Err(("method", FieldProblem::Missing)));
    let wanted = Words {
        en: "an object or an array",
        zh: "对象或数组",
    };
    check(
        "call",
        &[("method", "m"), ("params", "1")],
        Err(("params", FieldProblem::NotType(wanted))),
    );
}
