//! What differs between two recorded sessions.

use std::path::Path;
use std::process::Command;

use serde_json::{Value, json};

use crate::support::{Output, Server, output, output_of, run};

fn diff(arguments: &[&str]) -> Output {
    output(&[&["diff"], arguments].concat())
}

#[track_caller]
fn check(arguments: &[&str], code: i32, out: &str, errors: &str) {
    let output = diff(arguments);
    assert_eq!(output.out, out, "{arguments:?}");
    assert_eq!(output.errors, errors, "{arguments:?}");
    assert_eq!(output.code, Some(code), "{arguments:?}");
}

/// Files in a folder, which is where the program runs from.
struct Folder(tempfile::TempDir);

impl Folder {
    fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    /// A session with these messages, `>` those that were sent, and an end.
    fn write(&self, name: &str, messages: &[&str], code: u16) -> String {
        let event = |event: Value| json!({"time": 1, "direction": "local", "kind": "event", "event": event});
        let message = |line: &&str| {
            let (sign, text) = line.split_at(2);
            let direction = if sign == "> " { "sent" } else { "received" };
            json!({"time": 2, "direction": direction, "kind": "text", "text": text})
        };
        let begin = [
            event(json!({"type": "connecting", "address": format!("ws://{name}/")})),
            event(json!({"type": "opened"})),
        ];
        let end = event(json!({"type": "closed-by-peer", "frame": {"code": code, "reason": ""}}));
        let lines = begin
            .into_iter()
            .chain(messages.iter().map(message))
            .chain([end]);
        let lines: String = lines.map(|line| format!("{line}\n")).collect();
        self.put(name, lines.as_bytes())
    }

    fn put(&self, name: &str, content: &[u8]) -> String {
        let path = self.path(name);
        std::fs::write(&path, content).unwrap();
        path
    }

    fn path(&self, name: &str) -> String {
        self.0.path().join(name).display().to_string()
    }
}

#[test]
fn the_message_that_differs_is_named() {
    let folder = Folder::new();
    let (hello, joined) = (
        "> hello",
        r#"< {"type":"joined","id":1,"who":{"name":"甲"}}"#,
    );
    let before = folder.write("a.jsonl", &[hello, joined, "< bye"], 1000);
    let check = |messages: &[&str], code, expected: &str| {
        let after = folder.write("b.jsonl", messages, code);
        let (head, is_equal) = match expected.starts_with("no differences") {
            true => (String::new(), true),
            false => (format!("--- {before}\n+++ {after}\n"), false),
        };
        check(
            &[&before, &after],
            i32::from(!is_equal),
            &format!("{head}{expected}\n"),
            "",
        );
    };
    check(
        &[hello, joined, "< bye"],
        1000,
        "no differences; 3 messages compared",
    );
    let same = r#"< { "who": {"name": "\u7532"}, "id": 1.0, "type": "joined" }"#;
    check(
        &[hello, same, "< bye"],
        1000,
        "no differences; 3 messages compared",
    );
    let other = r#"< {"type":"joined","id":1,"who":{"name":"乙"},"new":null}"#;
    check(
        &[hello, other, "< bye"],
        1000,
        "@@ received, message 2 | 2 @@\n  $.who.name\n- \"甲\"\n+ \"乙\"\n  $.new\n+ null\n1 difference; 3 messages compared",
    );
    check(
        &[hello, joined],
        1000,
        "@@ received, message 3 | – @@\n- bye\n1 difference; 3 messages and 2 compared",
    );
    check(
        &["> hullo", "< greeting", joined, "< bye"],
        1000,
        "@@ received, message – | 2 @@\n+ greeting\n@@ sent, message 1 | 1 @@\n- hello\n+ hullo\n2 differences; 3 messages and 4 compared",
    );
    check(
        &[hello, "< bye", joined],
        1011,
        "@@ connection 1 | 1 @@\n- opened; the server closed the connection with code 1000\n+ opened; the server closed the connection with code 1011\n\
         @@ received, message 2 | 3, moved @@\n  {\"id\":1,\"type\":\"joined\",\"who\":{\"name\":\"甲\"}}\n2 differences; 3 messages compared",
    );
    // What a terminal would obey is not written as it is, and of long texts the part that differs.
    let long = |end: &str| format!("< {}{end}\u{1b}[2J\u{202e}", "x".repeat(1000));
    let before = folder.write("long.jsonl", &[&long("1")], 1000);
    let after = folder.write("longer.jsonl", &[&long("2")], 1000);
    let context = "x".repeat(60);
    let expected = format!(
        "--- {before}\n+++ {after}\n@@ received, message 1 | 1 @@\n- …{context}1\\u{{1b}}[2J\\u{{202e}}\n+ …{context}2\\u{{1b}}[2J\\u{{202e}}\n1 difference; 1 message compared\n"
    );
    self::check(&[&before, &after], 1, &expected, "");
    self::check(&[&before, &after, "--quiet"], 1, "", "");
    self::check(&[&before, &before, "--quiet"], 0, "", "");
}

#[test]
fn differences_are_written_as_json() {
    let folder = Folder::new();
    let before = folder.write("a.jsonl", &["> a", r#"< {"n":1}"#, "< \u{9b}2J"], 1000);
    let after = folder.write("b.jsonl", &["> a", r#"< {"n":2}"#], 1001);
    let output = diff(&[&before, &after, "--json"]);
    assert_eq!((output.code, output.errors.as_str()), (Some(1), ""));
    assert!(!output.out.contains('\u{9b}'), "{}", output.out);
    let closed = |code: u16| {
        let end = json!({"type": "closed-by-peer", "frame": {"code": code, "reason": ""}});
        json!({"number": 1, "opened": true, "end": end})
    };
    let expected = json!({
        "equal": false,
        "left": {"file": before, "messages": 3, "connections": 1},
        "right": {"file": after, "messages": 2, "connections": 1},
        "volatile": [],
        "count": 3,
        "differences": [
            {"what": "connection", "left": closed(1000), "right": closed(1001)},
            {
                "what": "changed",
                "direction": "received",
                "left": {"number": 2, "kind": "text", "json": {"n": 1}},
                "right": {"number": 2, "kind": "text", "json": {"n": 2}},
                "fields": [{"path": "$.n", "left": 1, "right": 2}],
                "more_fields": 0,
            },
            {
                "what": "only-left",
                "direction": "received",
                "left": {"number": 3, "kind": "text", "text": "\u{9b}2J"},
                "right": null,
            },
        ],
        "untold": 0,
        "untold_ends": 0,
        "unmasked": 0,
        "large_json": 0,
        "max_json_bytes": 4 << 20,
        "coarse": false,
        "incomplete": false,
    });
    assert_eq!(
        serde_json::from_str::<Value>(&output.out).unwrap(),
        expected
    );
    let output = diff(&[&before, &before, "--json"]);
    assert_eq!(output.code, Some(0));
    assert_eq!(
        serde_json::from_str::<Value>(&output.out).unwrap()["equal"],
        true
    );
}

/// What is too large to be compared by its fields is compared all the same, and it is said how.
#[test]
fn large_json_is_told_to_be_compared_as_text() {
    const RULE: &str = "JSON above 4 MiB is compared as text, and --mask does not apply to it";
    let folder = Folder::new();
    let message = |id: u8| format!("< {{\"text\":\"{}\",\"id\":{id}}}", "x".repeat(4 << 20));
    let before = folder.write("a.jsonl", &[&message(1)], 1000);
    let after = folder.write("b.jsonl", &[&message(2)], 1000);
    let told = diff(&[&before, &after, "--mask", "$.id"]);
    assert_eq!(told.code, Some(1), "{}", told.errors);
    let pair = format!("@@ received, message 1 | 1 @@\n  ({RULE})\n-   \"id\": 1\n");
    assert!(told.out.contains(&pair), "{}", told.out);
    let summary = format!("1 difference; 1 message compared; {RULE}: 2 messages\n");
    assert!(told.out.ends_with(&summary), "{}", told.out);
    let same = format!("no differences; 1 message compared; {RULE}: 2 messages\n");
    check(&[&before, &before], 0, &same, "");
    let told = diff(&[&before, &after, "--json"]);
    let told: Value = serde_json::from_str(&told.out).unwrap();
    assert_eq!(
        (&told["large_json"], &told["max_json_bytes"]),
        (&json!(2), &json!(4 << 20))
    );
    let pair = &told["differences"][0];
    assert_eq!(
        (&pair["left"]["large_json"], &pair["right"]["large_json"]),
        (&json!(true), &json!(true))
    );
}

#[test]
fn what_differs_each_time_is_left_out() {
    let folder = Folder::new();
    let run = |name: &str, id: u32, text: &str| {
        let joined = format!(
            r#"< {{"type":"joined","id":{id},"members":[{{"id":{},"name":"a"}}]}}"#,
            id + 1
        );
        let said = format!(r#"< {{"type":"said","id":{},"text":"{text}"}}"#, id + 2);
        let time = format!("< it is {id}:00");
        folder.write(name, &["> join", &joined, &said, &time], 1000)
    };
    let (first, again) = (run("a.jsonl", 100, "hi"), run("c.jsonl", 200, "hi"));
    let (same, other) = (run("b.jsonl", 300, "hi"), run("d.jsonl", 400, "hey"));
    let none = "no differences; 4 messages compared\n";
    check(
        &[
            &first,
            &same,
            "--mask",
            "$..id",
            "--mask-pattern",
            "[0-9]+:",
        ],
        0,
        none,
        "",
    );
    let note =
        format!("note: {again}: 1 difference from {first} beside the fields that are left out\n");
    let left_out = "left out: $.id\nleft out: $.members[*].id\n";
    let expected = format!(
        "{left_out}--- {first}\n+++ {same}\n@@ received, message 4 | 4 @@\n- it is 100:00\n+ it is 300:00\n1 difference; 4 messages compared\n"
    );
    check(&[&first, &same, "--runs", &again], 1, &expected, &note);
    let pattern = ["--mask-pattern", r"\d+:\d\d"];
    let expected = format!("{left_out}{none}");
    check(
        &[&first, &same, "--runs", &again, pattern[0], pattern[1]],
        0,
        &expected,
        "",
    );
    let expected = format!(
        "{left_out}--- {first}\n+++ {other}\n@@ received, message 3 | 3 @@\n  $.text\n- \"hi\"\n+ \"hey\"\n1 difference; 4 messages compared\n"
    );
    check(
        &[
            &first, &other, "--runs", &again, &same, pattern[0], pattern[1],
        ],
        1,
        &expected,
        "",
    );
}

#[test]
fn what_cannot_be_compared_is_told() {
    let folder = Folder::new();
    let whole = folder.write("a.jsonl", &["> a", "< b"], 1000);
    let check = |arguments: &[&str], code: i32, expected: &str| {
        let output = diff(arguments);
        assert_eq!(output.code, Some(code), "{arguments:?} {}", output.errors);
        assert!(
            output.errors.contains(expected),
            "{arguments:?} {}",
            output.errors
        );
    };
    check(&[&whole], 2, "required arguments");
    check(
        &[&whole, &whole, "--mask", "$["],
        2,
        "“$[” is not a JSONPath",
    );
    check(
        &[&whole, &whole, "--mask-pattern", "("],
        2,
        "regex parse error",
    );
    check(
        &[&whole, &whole, "--quiet", "--json"],
        2,
        "cannot be used with",
    );
    check(
        &[&whole, &folder.path("missing")],
        5,
        "missing: the file cannot be read: No such file",
    );
    check(
        &[&folder.path("missing"), &whole],
        5,
        "missing: the file cannot be read",
    );
    check(
        &[&whole, &whole, "--runs", &folder.path("missing")],
        5,
        "missing: the file cannot be read",
    );
    check(
        &[&whole, &folder.put("empty", b"")],
        5,
        "empty: the file is empty",
    );
    check(
        &[&whole, &folder.put("text", b"hello")],
        5,
        "neither a session",
    );
    check(&[&folder.path("."), &whole], 5, "the file cannot be read");
    // Where something could not be read, nothing is known of it.
    let text = std::fs::read_to_string(&whole).unwrap();
    let cut = folder.put("cut.jsonl", format!("{text}{{\"time\":3").as_bytes());
    check(
        &[&whole, &cut],
        5,
        "cut.jsonl: the file ends within a line, whose 9 bytes are left out",
    );
    let bad = folder.put("bad.jsonl", format!("{text}oops\n").as_bytes());
    check(
        &[&bad, &whole],
        5,
        "bad.jsonl: 1 line or message could not be read and is left out",
    );
    let other = folder.write("b.jsonl", &["> a"], 1000);
    check(&[&bad, &other], 1, "bad.jsonl: 1 line or message");
}

/// The same conversation, whatever it was recorded with and kept in.
#[test]
fn formats_do_not_differ() {
    let folder = Folder::new();
    let server = Server::start();
    let record = |name: &str, arguments: &[&str], input: &str| {
        let path = folder.path(name);
        let url = server.at("/course");
        let run = run(
            &[&[&*url, "--record", &path], arguments].concat(),
            input.as_bytes(),
        );
        assert_eq!((run.code, run.errors.as_str()), (Some(0), ""));
        path
    };
    let first = record("a.jsonl", &[], "helloworld\nclose\n");
    let second = record("b.jsonl", &["--no-compression"], "helloworld\nclose\n");
    let none = "no differences; 3 messages compared\n";
    check(&[&first, &second], 0, none, "");
    for name in ["c.har", "d.har.gz", "e.jsonl.zst"] {
        let path = folder.path(name);
        assert_eq!(run(&["convert", &first, &path], b"").code, Some(0));
        check(&[&path, &second], 0, none, "");
    }
    // A browser does not tell how a connection ended.
    let har = std::fs::read_to_string(folder.path("c.har")).unwrap();
    let mut har: Value = serde_json::from_str(&har).unwrap();
    let entry = &mut har["log"]["entries"][0];
    entry
        .as_object_mut()
        .unwrap()
        .retain(|name, _| !name.starts_with("_wscope"));
    let browser = folder.put("browser.har", har.to_string().as_bytes());
    check(
        &[&browser, &second],
        0,
        "no differences; 3 messages compared; only one file tells how 1 connection ended\n",
        "",
    );
    // One message is another. It may have crossed what was sent.
    let messages = har["log"]["entries"][0]["_webSocketMessages"].as_array_mut();
    let mut messages = messages.unwrap().iter_mut().enumerate();
    let (index, message) = messages
        .find(|(_, message)| message["data"] == "Hello World")
        .unwrap();
    message["data"] = "Hello Wörld".into();
    let changed = folder.put("changed.har", har.to_string().as_bytes());
    let output = diff(&[&first, &changed]);
    assert_eq!(output.code, Some(1), "{}", output.errors);
    let number = index + 1;
    let expected = format!(
        "@@ received, message {number} | {number} @@\n- Hello World\n+ Hello Wörld\n1 difference;"
    );
    assert!(output.out.contains(&expected), "{}", output.out);
}

/// What comes out of a pipe cannot be read twice, and is read all the same.
#[cfg(target_os = "linux")]
#[test]
fn a_pipe_is_compared_too() {
    let folder = Folder::new();
    let file = folder.write("a.jsonl", &["> a", "< b"], 1000);
    let script = "cat \"$1\" | \"$0\" diff \"$1\" /dev/stdin";
    let output =
        output_of(Command::new("sh").args(["-c", script, env!("CARGO_BIN_EXE_wsc"), &file]));
    assert_eq!((output.code, output.errors.as_str()), (Some(0), ""));
    assert_eq!(output.out, "no differences; 2 messages compared\n");
    assert!(Path::new("/dev/full").exists());
    let script = "\"$0\" diff \"$1\" \"$1\" > /dev/full";
    let output =
        output_of(Command::new("sh").args(["-c", script, env!("CARGO_BIN_EXE_wsc"), &file]));
    assert_eq!(output.code, Some(5));
    assert!(
        output.errors.contains("the output cannot be written"),
        "{}",
        output.errors
    );
}
