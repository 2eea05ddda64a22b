//! What is inferred of the messages in a file.

use serde_json::{Value, json};

use crate::support::{file, output};

/// A session of a client that asks and a server that answers, of which the last message is another one.
fn session(folder: &tempfile::TempDir) -> String {
    let mut lines = vec![
        json!({"format": "wscope", "version": 1}),
        json!({"number": 1, "time": 1, "direction": "local", "kind": "event",
            "event": {"type": "connecting", "address": "wss://example.com/feed?key=s3cret"}}),
    ];
    let mut add = |direction: &str, text: Value| {
        let number = lines.len();
        lines.push(
            json!({"number": number, "time": number, "direction": direction, "kind": "text", "text": text.to_string()}),
        );
    };
    for price in 0..25 {
        add("sent", json!({"op": "quote", "symbol": "BTC"}));
        add("received", json!({"type": "tick", "price": price}));
    }
    add("received", json!({"type": "tick", "price": "high"}));
    let deep = (0..200).fold(json!(1), |inner, _| json!([inner]));
    add("received", deep);
    let lines: Vec<String> = lines.iter().map(Value::to_string).collect();
    file(folder, "session.wscope.jsonl", &(lines.join("\n") + "\n"))
}

#[test]
fn schemas_are_written_and_what_departs_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let from = session(&folder);
    for (arguments, code) in [
        (&["describe", &from][..], 0),
        (&["describe", "--strict", &from], 1),
    ] {
        let run = output(arguments);
        assert_eq!(run.code, Some(code), "{}", run.errors);
        let schema: Value = serde_json::from_str(&run.out).unwrap();
        let tick = &schema["$defs"]["received-type-tick"];
        assert_eq!(
            tick["properties"]["price"]["type"],
            json!(["integer", "string"])
        );
        assert_eq!(tick["required"], json!(["price", "type"]));
        let told = "message 51 (received type: tick): $.price has a different type: string";
        assert!(run.errors.contains(told), "{}", run.errors);
        assert!(!run.out.contains("s3cret"));
        let told = "1 message is nested more than 127 deep and not described";
        assert!(run.errors.contains(told), "{}", run.errors);
    }
    let run = output(&["describe", "--format", "asyncapi", &from]);
    let document: Value = serde_json::from_str(&run.out).unwrap();
    assert_eq!(document["channels"]["channel-1"]["address"], "/feed");
    assert_eq!(document["servers"]["server-1"]["host"], "example.com");
}

#[test]
fn what_cannot_be_described_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let from = session(&folder);
    let other = file(&folder, "other.txt", "hello");
    for (arguments, expected) in [
        (&["describe", &other][..], "other.txt"),
        (
            &["describe", "missing.wscope.jsonl"],
            "missing.wscope.jsonl",
        ),
        (
            &["describe", &from, "--protocol", "soap"],
            "expected none or one of: socket.io",
        ),
    ] {
        let run = output(arguments);
        assert_ne!(run.code, Some(0), "{arguments:?}");
        assert!(run.errors.contains(expected), "{}", run.errors);
    }
}
