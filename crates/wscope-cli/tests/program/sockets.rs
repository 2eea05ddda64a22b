//! Files with several connections.

use std::path::Path;

use serde_json::{Value, json};

use crate::support::{Output, file, output};

/// A HAR with two sockets, and one that the server refused.
fn har(folder: &tempfile::TempDir) -> String {
    let entry = |url: &str, status: u16, texts: &[&str]| {
        let message = |text: &&str| json!({ "type": "receive", "time": 1_767_225_601.0, "opcode": 1, "data": text });
        json!({
            "_resourceType": "websocket",
            "_webSocketMessages": texts.iter().map(message).collect::<Vec<_>>(),
            "startedDateTime": "2026-01-01T00:00:00Z",
            "request": { "method": "GET", "url": url, "headers": [] },
            "response": { "status": status, "statusText": "", "headers": [] },
        })
    };
    let entries = [
        entry("ws://one.example/", 101, &["a", "b"]),
        entry("ws://refused.example/", 403, &[]),
        entry("ws://two.example/", 101, &["c"]),
    ];
    let har = json!({ "log": { "version": "1.2", "creator": {}, "entries": entries } });
    file(folder, "page.har", &har.to_string())
}

/// Where a session went, and its texts.
fn read(path: &Path) -> (String, Vec<String>) {
    let text = std::fs::read_to_string(path).unwrap();
    let lines: Vec<Value> = text
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    let texts = lines.iter().filter_map(|line| line["text"].as_str());
    let texts = texts.map(str::to_owned).collect();
    (lines[0]["address"].as_str().unwrap().to_owned(), texts)
}

#[track_caller]
fn check_refused(run: &Output, expected: &str) {
    assert_eq!(run.code, Some(2), "{}", run.errors);
    assert!(run.errors.contains(expected), "{}", run.errors);
}

#[test]
fn of_several_sockets_one_is_chosen_or_each_has_its_file() {
    let folder = tempfile::tempdir().unwrap();
    let from = har(&folder);
    let path = |name: &str| folder.path().join(name);
    let to = |name: &str| path(name).display().to_string();
    let listed = "\n    1  ws://one.example/  0 sent, 2 received\n    2  ws://two.example/  0 sent, 1 received\n";
    for name in ["a.wscope.jsonl", "a.wstest"] {
        check_refused(&output(&["convert", &from, &to(name)]), listed);
        assert!(!path(name).exists(), "{name}");
    }
    check_refused(
        &output(&["convert", &from, &to("a.wscope.jsonl"), "--socket=3"]),
        listed,
    );
    let one = output(&["convert", &from, &to("a.wscope.jsonl"), "--socket=2"]);
    assert_eq!((one.code, &*one.errors), (Some(0), ""));
    let two = ("ws://two.example/".to_owned(), vec!["c".to_owned()]);
    assert_eq!(read(&path("a.wscope.jsonl")), two);
    let script = output(&["convert", &from, &to("b.wstest"), "--socket=1"]);
    assert_eq!(script.code, Some(0), "{}", script.errors);
    let script = std::fs::read_to_string(path("b.wstest")).unwrap();
    assert!(
        script.contains("connect \"ws://one.example/\"")
            || script.contains("connect ws://one.example/"),
        "{script}"
    );
    assert!(!script.contains("two.example"), "{script}");

    check_refused(
        &output(&["convert", &from, &to("all.wscope.jsonl"), "--all"]),
        "its name has to have {} in it",
    );
    let all = output(&["convert", &from, &to("all-{}.wscope.jsonl"), "--all"]);
    assert_eq!(all.code, Some(0), "{}", all.errors);
    // Nothing is left out without a word.
    assert!(
        all.errors.contains("1 attempt to connect came to nothing"),
        "{}",
        all.errors
    );
    let texts = ["a", "b"].map(str::to_owned).to_vec();
    let one = ("ws://one.example/".to_owned(), texts);
    assert_eq!(read(&path("all-1.wscope.jsonl")), one);
    assert_eq!(read(&path("all-2.wscope.jsonl")), two);
    check_refused(
        &output(&["convert", &from, &to("all-{}.wscope.jsonl"), "--all"]),
        "all-1.wscope.jsonl exists",
    );

    // A HAR has room for all of them, and a table too.
    for name in ["all.har", "all.csv"] {
        let whole = output(&["convert", &from, &to(name)]);
        assert_eq!(whole.code, Some(0), "{}", whole.errors);
        let text = std::fs::read_to_string(path(name)).unwrap();
        assert!(
            text.contains("one.example") && text.contains("two.example"),
            "{text}"
        );
    }
}

/// What is written of all at once is what is written of each alone.
#[test]
fn each_connection_of_many_has_its_file_after_one_pass() {
    const CONNECTIONS: usize = 150;
    let folder = tempfile::tempdir().unwrap();
    let mut text = "{\"format\":\"wscope\",\"version\":1,\"address\":\"ws://h/\"}\n".to_owned();
    let mut line = |fields: String| text += &format!("{{\"time\":1,{fields}}}\n");
    let event =
        |event: &str| format!("\"direction\":\"local\",\"kind\":\"event\",\"event\":{event}");
    for number in 1..=CONNECTIONS {
        line(event(r#"{"type":"connecting","address":"ws://h/"}"#));
        line(event(r#"{"type":"opened"}"#));
        for _ in 0..20 {
            line(format!(
                r#""direction":"sent","kind":"text","text":"{{\"password\":\"s3cret{number}\",\"id\":{number}}}""#
            ));
        }
        line(event(r#"{"type":"lost","cause":"dropped","detail":""}"#));
        // One that comes to nothing has no file.
        line(event(r#"{"type":"connecting","address":"ws://h/"}"#));
    }
    let from = file(&folder, "many.wscope.jsonl", &text);
    let path = |name: &str| folder.path().join(name).display().to_string();
    let check = |ending: &str, options: &[&str]| {
        let to = path(&format!("all-{{}}{ending}"));
        let all = output(&[&["convert", &from, &to, "--all", "--force"], options].concat());
        assert_eq!(all.code, Some(0), "{}", all.errors);
        assert!(
            all.errors
                .contains("150 attempts to connect came to nothing"),
            "{}",
            all.errors
        );
        for number in [1, 2, CONNECTIONS] {
            let one = path(&format!("one{ending}"));
            let socket = format!("--socket={number}");
            let alone = output(&[&["convert", &from, &one, &socket, "--force"], options].concat());
            assert_eq!(alone.code, Some(0), "{}", alone.errors);
            let written = std::fs::read(path(&format!("all-{number:03}{ending}"))).unwrap();
            assert_eq!(written, std::fs::read(&one).unwrap(), "{ending} {number}");
            assert!(!written.is_empty());
        }
    };
    check(".wscope.jsonl", &[]);
    check(".har", &[]);
    check(".wstest", &[]);
    check(".wscope.jsonl", &["--decode=json-rpc"]);
    check(".wscope.jsonl", &["--redact"]);
}
