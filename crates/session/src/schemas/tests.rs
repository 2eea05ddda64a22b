use message_log::{Kind as LogKind, Timestamp};

use super::*;

fn connecting(address: &str) -> RecordedEvent {
    RecordedEvent::Connecting {
        address: address.to_owned(),
    }
}

fn text(number: u64, direction: Direction, text: &str) -> LogMessage<'_> {
    LogMessage {
        seq: Seq::new(number),
        direction,
        kind: LogKind::Text,
        at: Timestamp::from_micros(number),
        payload: text.as_bytes(),
        event: None,
    }
}

fn event(event: &RecordedEvent) -> LogMessage<'_> {
    LogMessage {
        seq: Seq::FIRST,
        direction: Direction::Local,
        kind: LogKind::Event,
        at: Timestamp::from_micros(0),
        payload: &[],
        event: Some(event),
    }
}

fn learned(address: &str, messages: &[(Direction, &str)]) -> Schemas {
    let mut schemas = Schemas::default();
    schemas.observe(&event(&connecting(address)));
    for (index, (direction, payload)) in messages.iter().enumerate() {
        schemas.observe(&text(index as u64 + 1, *direction, payload));
    }
    schemas
}

use Direction::{Received, Sent};

#[test]
fn messages_are_told_apart_by_their_type_and_their_way() {
    let schemas = learned(
        "wss://example.com/feed?token=s3cret",
        &[
            (Sent, r#"{"op":"subscribe","channel":"a"}"#),
            (Received, r#"{"op":"subscribe","ok":true}"#),
            (Received, r#"{"type":"tick","price":1}"#),
            (Received, r#"{"type":"tick","price":1.5}"#),
            (Received, "plain"),
        ],
    );
    let titles: Vec<String> = schemas.kinds().iter().map(MessageKind::title).collect();
    assert_eq!(
        titles,
        [
            "sent op: subscribe",
            "received op: subscribe",
            "received type: tick",
            "received message",
        ]
    );
    let counts: Vec<_> = schemas
        .kinds()
        .iter()
        .map(|kind| (kind.messages, kind.not_json))
        .collect();
    assert_eq!(counts, [(1, 0), (1, 0), (2, 0), (1, 1)]);
    let schema = schemas.to_json_schema();
    assert_eq!(
        schema["$defs"]["received-type-tick"]["properties"]["price"],
        json!({"type": "number"})
    );
    assert_eq!(
        schema["anyOf"][0],
        json!({"$ref": "#/$defs/received-op-subscribe"})
    );
}

#[test]
fn an_async_api_document_tells_what_the_server_receives_and_sends() {
    let schemas = learned(
        "wss://user:pw@example.com:8443/feed?token=s3cret",
        &[
            (Sent, r#"{"op":"x"}"#),
            (Received, r#"{"op":"x"}"#),
            (Received, "{\"op\":\"x\"}"),
        ],
    );
    let document = async_api(&schemas);
    assert_eq!(document["asyncapi"], "3.0.0");
    assert_eq!(
        document["servers"]["server-1"],
        json!({"host": "example.com:8443", "protocol": "wss"})
    );
    assert_eq!(document["channels"]["channel-1"]["address"], "/feed");
    assert_eq!(
        document["operations"]["receive-channel-1"]["messages"],
        json!([{"$ref": "#/channels/channel-1/messages/sent-op-x"}])
    );
    assert_eq!(
        document["components"]["messages"]["received-op-x"]["payload"]["required"],
        json!(["op"])
    );
    let whole = document.to_string();
    assert!(
        !whole.contains("s3cret") && !whole.contains("user:pw"),
        "{whole}"
    );
    // Every reference leads somewhere.
    for (before, _) in whole.match_indices("\"$ref\":\"#") {
        let rest = &whole[before + "\"$ref\":\"#".len()..];
        let pointer = &rest[..rest.find('"').unwrap()];
        assert!(document.pointer(pointer).is_some(), "{pointer}");
    }
}

#[test]
fn what_departs_is_told_with_its_message() {
    let usual = r#"{"type":"tick","price":1}"#;
    let mut schemas = learned("ws://h/", &vec![(Received, usual); 30]);
    let departed = schemas.observe(&text(99, Received, r#"{"type":"tick","price":null}"#));
    assert_eq!(departed.len(), 1);
    assert_eq!(departed[0].seq, Seq::new(99));
    assert_eq!(
        departed[0].departure.to_string(),
        "$.price has a different type: null"
    );
    let other = schemas.observe(&text(100, Received, r#"{"type":"trade","size":1}"#));
    assert_eq!(other, []);
}

#[test]
fn of_a_known_protocol_the_schema_is_of_what_is_decoded() {
    let mut schemas = Schemas::default();
    schemas.observe(&event(&connecting(
        "ws://h/socket.io/?EIO=4&transport=websocket",
    )));
    for number in 1..=3 {
        schemas.observe(&text(number, Sent, r#"42["say",{"text":"hi"}]"#));
    }
    let kind = &schemas.kinds()[0];
    assert_eq!(kind.title(), "sent event say");
    assert!(
        kind.protocol
            .is_some_and(|name| name.starts_with("Socket.IO"))
    );
    assert_eq!(kind.schema().texts(), 3);
    assert_eq!(
        schemas.to_json_schema()["$defs"]["sent-event-say"]["type"],
        "object"
    );
}

#[test]
fn kinds_are_bounded_and_the_rest_is_counted() {
    let mut schemas = Schemas::default();
    for number in 0..MAX_KINDS as u64 + 7 {
        let payload = format!("{{\"type\":\"{number}\"}}");
        schemas.observe(&text(number + 1, Sent, &payload));
    }
    assert_eq!((schemas.kinds().len(), schemas.left_out()), (MAX_KINDS, 7));
}

#[test]
fn each_kind_has_a_definition_of_its_own() {
    for (types, expected) in [
        (&["x", "x!", "x-2"][..], 3),
        (&["a-2", "a", "a"], 2),
        (&[], 0),
    ] {
        let texts: Vec<String> = types
            .iter()
            .map(|name| format!("{{\"type\":\"{name}\"}}"))
            .collect();
        let messages: Vec<_> = texts.iter().map(|text| (Received, text.as_str())).collect();
        let schema = learned("ws://h/", &messages).to_json_schema();
        let definitions = schema["$defs"].as_object();
        assert_eq!(
            definitions.map_or(0, serde_json::Map::len),
            expected,
            "{types:?}"
        );
        // It must not be empty.
        assert_eq!(schema.get("anyOf").is_some(), expected > 0);
    }
    let plain = learned("ws://h/", &[(Received, "no JSON")]).to_json_schema();
    assert!(plain.get("anyOf").is_none());
}

#[test]
fn messages_of_which_nothing_is_learned_are_told_by_why() {
    let deep = "[".repeat(1000) + &"]".repeat(1000);
    for (texts, expected) in [
        (&["[1]"][..], "Inferred from one message."),
        (
            &["[1]", "no"],
            "Inferred from 2 messages, 1 of them not JSON.",
        ),
        (
            &[&deep],
            "Inferred from one message, 1 of them nested too deeply.",
        ),
        (
            &["[1]", "no", &deep],
            "Inferred from 3 messages, 1 of them not JSON, 1 of them nested too deeply.",
        ),
    ] {
        let messages: Vec<_> = texts.iter().map(|text| (Received, *text)).collect();
        let document = async_api(&learned("ws://h/", &messages));
        let messages = document["components"]["messages"].as_object().unwrap();
        let summary = messages.values().next().unwrap()["summary"].clone();
        assert_eq!(summary, json!(expected));
    }
}

#[test]
fn a_login_is_in_no_document() {
    for (address, host, path) in [
        ("ws://h", "h", "/"),
        ("ws://h:81/a@b", "h:81", "/a@b"),
        ("ws://[::1]:81/", "[::1]:81", "/"),
        ("ws://[::1]", "[::1]", "/"),
        ("ws://user:pw@h/x", "h", "/x"),
        ("ws://user:pw/more@h/x", "unknown", "/"),
    ] {
        let document = async_api(&learned(address, &[(Sent, "{}")]));
        assert_eq!(document["servers"]["server-1"]["host"], host, "{address}");
        assert_eq!(
            document["channels"]["channel-1"]["address"], path,
            "{address}"
        );
    }
}

#[test]
fn answers_are_told_apart_by_what_they_answer() {
    let schemas = learned(
        "ws://h/",
        &[
            (
                Sent,
                r#"{"jsonrpc":"2.0","id":1,"method":"add","params":[1,2]}"#,
            ),
            (Sent, r#"{"jsonrpc":"2.0","id":2,"method":"names"}"#),
            (Received, r#"{"jsonrpc":"2.0","id":2,"result":["a"]}"#),
            (Received, r#"{"jsonrpc":"2.0","id":1,"result":3}"#),
            (Sent, r#"{"jsonrpc":"2.0","id":3,"method":"add"}"#),
            (
                Received,
                r#"{"jsonrpc":"2.0","id":3,"error":{"code":1,"message":"no"}}"#,
            ),
            // Of a call that was not recorded.
            (Received, r#"{"jsonrpc":"2.0","id":9,"result":3}"#),
        ],
    );
    let titles: Vec<String> = schemas.kinds().iter().map(MessageKind::title).collect();
    assert_eq!(
        titles,
        [
            "sent call add",
            "sent call names",
            "received result names",
            "received result add",
            "received error add",
            "received result",
        ]
    );
    let result = &schemas.to_json_schema()["$defs"]["received-result-add"];
    assert_eq!(result["properties"]["result"], json!({"type": "integer"}));
}
