//! `--decode`: what messages say in the protocol of their connection.

use serde_json::{Value, json};
use tokio_tungstenite::tungstenite::Message;

use crate::support::{Running, file, output, run, run_plain, serve, session};

/// How Socket.IO opens.
const OPEN: &str = r#"0{"sid":"a","upgrades":[],"pingInterval":25000,"pingTimeout":20000}"#;

/// A server of Socket.IO that says this after its greeting, and the address at which it is.
fn socket_io(messages: Vec<Message>) -> String {
    let (url, _) = serve(move |socket| {
        socket.send(Message::text(OPEN)).unwrap();
        for message in messages {
            socket.send(message).unwrap();
        }
    });
    format!("{url}/socket.io/?EIO=4")
}

/// It is likely or, if messages came before it was told, certain.
const RECOGNISED: &str = "note: decoded as Socket.IO 4, because of the path";

#[test]
fn a_message_in_json_has_what_it_says_beside_it() {
    let url = socket_io(vec![Message::text(r#"42["chat", {"n":1.0}]"#)]);
    let run = run(&[&url, "--decode"], b"420[\"sum\",2,3]\n");
    let decoded: Vec<&Value> = run.lines.iter().map(|line| &line["decoded"]).collect();
    let decoded: Vec<&Value> = decoded.into_iter().filter(|it| !it.is_null()).collect();
    let call = decoded
        .iter()
        .find(|it| it["units"][0]["kind"] == "call")
        .unwrap();
    let expected =
        json!({"kind":"call","name":"sum","caller":"client","id":"/#0","summary":"sum 2 3"});
    assert_eq!(call["units"], json!([expected]));
    let event = decoded
        .iter()
        .find(|it| it["units"][0]["kind"] == "event")
        .unwrap();
    assert_eq!(event["summary"], r#"chat {"n":1.0}"#);
    assert_eq!(event["protocol"], "socket.io");
    assert_eq!(event["tree"]["data"], json!(["chat", {"n":1.0}]));
    assert!(run.errors.starts_with(RECOGNISED), "{}", run.errors);
    // Digits are as they were, and the message is beside it.
    assert!(run.text().contains(r#""data":["chat",{"n":1.0}]"#));
    assert_eq!(run.texts("received").len(), 2);
}

#[test]
fn in_lines_a_message_is_what_it_says() {
    let url = socket_io(vec![
        Message::text(r#"42["chat","hi\n"]"#),
        Message::text("9?"),
        Message::text(r#"451-["picture",{"_placeholder":true,"num":0}]"#),
        Message::binary(&b"\x89PNG"[..]),
    ]);
    let run = run_plain(&[&url, "--decode"], b"");
    assert_eq!(
        run.text(),
        format!(
            "control open: open {}\n\
             event chat \"hi\\n\"\n\
             9?\n\
             451-[\"picture\",{{\"_placeholder\":true,\"num\":0}}]\n\
             event picture {{\"_placeholder\":true,\"num\":0}} + 1 attachment\n",
            &OPEN[1..]
        )
        .replace("control open: open", "control open")
    );
}

#[test]
fn what_no_protocol_is_known_of_is_told_and_shown_as_it_is() {
    let (url, _) = serve(|socket| socket.send(Message::text("hello")).unwrap());
    let run = run_plain(&[&url, "--decode"], b"hi\n");
    assert_eq!(run.text(), "hello\n");
    let told =
        "note: no protocol was recognised, so nothing is decoded; --decode=PROTOCOL names one\n";
    assert_eq!(run.errors, told);
}

#[test]
fn a_protocol_that_is_named_is_decoded_and_what_it_does_not_allow_is_told() {
    let (url, _) = serve(|socket| {
        socket
            .send(Message::text(r#"{"id":1,"result":19}"#))
            .unwrap();
        socket.send(Message::text("[")).unwrap();
    });
    let run = run(&[&url, "--decode=json-rpc"], b"");
    let received = run
        .lines
        .iter()
        .filter(|line| line["direction"] == "received");
    let decoded: Vec<&Value> = received.map(|line| &line["decoded"]).collect();
    assert_eq!(decoded[0]["summary"], "result 19");
    assert_eq!(decoded[0].get("because"), None);
    assert_eq!(decoded[1]["fault"], "not a JSON object or array");
    assert_eq!(run.errors, "");
    let (url, _) = serve(|socket| {
        for message in [
            r#"{"id":1,"result":19}"#,
            r#"{"id":2,"error":{"code":-1,"message":"no"}}"#,
            r#"{"method":"eventful"}"#,
        ] {
            socket.send(Message::text(message)).unwrap();
        }
    });
    let run = run_plain(&[&url, "--decode=json-rpc"], b"");
    assert_eq!(
        run.text(),
        "result 19 (id 1)\nerror -1 no (id 2)\nevent eventful\n"
    );
    let refused = output(&[&url, "--decode=json-rpg"]);
    assert_eq!(refused.code, Some(2));
    assert!(refused.errors.contains("socket.io"), "{}", refused.errors);
}

#[test]
fn a_file_is_decoded_from_its_first_message_on() {
    let folder = tempfile::tempdir().unwrap();
    let init = r#"{"type":"connection_init"}"#;
    let lines = [
        format!(">{init}"),
        r#"<{"type":"connection_ack"}"#.to_owned(),
        r#">{"id":"1","type":"subscribe","payload":{"query":"{ a }"}}"#.to_owned(),
    ];
    let lines: Vec<&str> = lines.iter().map(String::as_str).collect();
    let from = file(&folder, "a.wscope.jsonl", &session(&lines));
    let to = |name: &str| folder.path().join(name).display().to_string();
    let table = to("a.csv");
    let converted = output(&["convert", &from, &table, "--decode"]);
    let told = "note: decoded as GraphQL (graphql-transport-ws), because of the first messages\n";
    assert_eq!((converted.code, converted.errors.as_str()), (Some(0), told));
    let text = std::fs::read_to_string(&table).unwrap();
    let rows: Vec<&str> = text.lines().collect();
    assert!(rows[0].ends_with(",payload,protocol,decoded"), "{text}");
    assert!(
        rows[2].ends_with(",graphql-transport-ws,control connection_init"),
        "{text}"
    );
    // What was written is no part of the message, and is not read again.
    let decoded = to("b.wscope.jsonl");
    assert_eq!(
        output(&["convert", &from, &decoded, "--decode"]).code,
        Some(0)
    );
    let plain = to("c.wscope.jsonl");
    assert_eq!(output(&["convert", &decoded, &plain]).code, Some(0));
    let text = std::fs::read_to_string(&decoded).unwrap();
    assert_eq!(text.matches(r#""decoded":"#).count(), 3, "{text}");
    let again = std::fs::read_to_string(plain).unwrap();
    assert!(!again.contains("decoded"), "{again}");
    let differs = output(&["diff", &from, &decoded]);
    assert_eq!(differs.code, Some(0), "{}", differs.out);
}

#[test]
fn what_has_no_place_for_it_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let from = file(&folder, "a.wscope.jsonl", &session(&[">a"]));
    for (name, more, expected) in [
        ("a.har", None, "a HAR has no place for it"),
        ("a.wstest", None, "a test script has no place for it"),
        (
            "b.wscope.jsonl",
            Some("--redact"),
            "secrets are replaced before a file is decoded",
        ),
    ] {
        let to = folder.path().join(name).display().to_string();
        let arguments = ["convert", &from, &to, "--decode"];
        let arguments: Vec<&str> = arguments.into_iter().chain(more).collect();
        let refused = output(&arguments);
        assert_eq!(refused.code, Some(2));
        assert!(refused.errors.contains(expected), "{}", refused.errors);
    }
}

#[test]
fn protobuf_has_the_names_of_a_schema() {
    let folder = tempfile::tempdir().unwrap();
    let text = r#"syntax = "proto3"; package chat;
        message Said { uint64 id = 1; string text = 2; }
        message Asked { string what = 1; }"#;
    let proto = file(&folder, "chat.proto", text);
    let (url, _) = serve(|socket| {
        socket
            .send(Message::binary(&b"\x08\x07\x12\x05hello"[..]))
            .unwrap();
        socket.send(Message::binary(&b"\x08"[..])).unwrap();
    });
    let arguments = [
        &url,
        "--decode=protobuf",
        "--proto",
        &proto,
        "--message",
        "chat.Said",
    ];
    let run = run(&arguments, b"");
    let received = run
        .lines
        .iter()
        .filter(|line| line["direction"] == "received");
    let decoded: Vec<&Value> = received.map(|line| &line["decoded"]).collect();
    assert_eq!(decoded[0]["tree"], json!({"id":7,"text":"hello"}));
    assert_eq!(decoded[0]["units"][0]["name"], "chat.Said");
    assert_eq!(decoded[1]["fault"], "a number is cut off");
    // A recording, with a type for each direction.
    let lines = [
        "?\"direction\":\"sent\",\"kind\":\"binary\",\"base64\":\"CgNXaHk=\"",
        "?\"direction\":\"received\",\"kind\":\"binary\",\"base64\":\"CAc=\"",
    ];
    let lines: Vec<String> = lines
        .iter()
        .map(|line| line.replacen('?', " ", 1))
        .collect();
    let lines: Vec<&str> = lines.iter().map(String::as_str).collect();
    let from = file(&folder, "a.wscope.jsonl", &session(&lines));
    let to = folder.path().join("a.csv").display().to_string();
    let arguments = [
        "convert",
        &from,
        &to,
        "--proto",
        &proto,
        "--message",
        "sent=chat.Asked",
    ];
    let more = ["--message", "received=chat.Said"];
    let arguments: Vec<&str> = arguments.into_iter().chain(more).collect();
    let converted = output(&arguments);
    assert_eq!((converted.code, converted.errors.as_str()), (Some(0), ""));
    let table = std::fs::read_to_string(&to).unwrap();
    assert!(
        table.contains(r#"event Asked {""what"":""Why""}"#),
        "{table}"
    );
    assert!(table.contains(r#"event Said {""id"":7}"#), "{table}");
    for (more, expected) in [
        (
            ["--message", "chat.None"],
            "there is no message type chat.None; there are chat.Said, chat.Asked",
        ),
        (
            ["--decode=json", "--message=chat.Said"],
            "--proto is for Protobuf",
        ),
    ] {
        let arguments = [&url, "--proto", &proto];
        let arguments: Vec<&str> = arguments.into_iter().chain(more).collect();
        let refused = output(&arguments);
        assert_eq!(refused.code, Some(2));
        assert!(refused.errors.contains(expected), "{}", refused.errors);
    }
}

#[test]
fn what_came_before_a_protocol_was_recognised_is_decoded_in_its_place() {
    let (url, _) = serve(|socket| {
        // Only what the client says tells that these are of SignalR.
        for text in ["{}\u{1e}", "{\"type\":6}\u{1e}"] {
            socket.send(Message::text(text)).unwrap();
        }
        assert!(socket.read().unwrap().is_text());
        socket.send(Message::text("{\"type\":7}\u{1e}")).unwrap();
    });
    let hello = b"{\"protocol\":\"json\",\"version\":1}\x1e\n";
    let run = run(&[&url, "--decode"], hello);
    let data = run.lines.iter().filter(|line| line.get("text").is_some());
    let kinds: Vec<&Value> = data
        .map(|line| &line["decoded"]["units"][0]["kind"])
        .collect();
    assert_eq!(kinds.len(), 4, "{}", run.text());
    assert!(kinds.iter().all(|kind| kind.is_string()), "{kinds:?}");
    let numbers = run
        .lines
        .iter()
        .map(|line| line["number"].as_u64().unwrap());
    let numbers: Vec<u64> = numbers.collect();
    assert!(numbers.is_sorted(), "{numbers:?}");
    assert_eq!(
        run.errors.matches("decoded as SignalR").count(),
        1,
        "{}",
        run.errors
    );
}

#[test]
fn what_is_not_recognised_waits_for_a_moment_only() {
    let (url, _) = serve(|socket| socket.send(Message::text("hello")).unwrap());
    let mut running = Running::start(&[&url, "--decode"]);
    // The input goes on and nothing else comes, so only the time can end the waiting.
    while running.next()["text"] != "hello" {}
    running.type_line("more");
    while running.next()["text"] != "more" {}
    running.finish();
}
