//! What an echo server can be asked for.

use std::io::{Read as _, Write as _};
use std::net::TcpListener;
use std::thread;

use serde_json::Value;

use crate::support::{Output, Server, output};

fn scenarios(arguments: &[&str]) -> Output {
    output(&[&["scenarios"], arguments].concat())
}

#[track_caller]
fn listed(arguments: &[&str]) -> String {
    let output = scenarios(arguments);
    assert_eq!(
        (output.code, &*output.errors),
        (Some(0), ""),
        "{arguments:?}"
    );
    output.out
}

#[test]
fn all_scenarios_are_listed_in_groups() {
    let text = listed(&[]);
    let echo = "Basics\n  /echo\n      Echo: Echoes every message, unchanged and in order\n";
    assert!(text.starts_with(echo), "{text}");
    let chain =
        "\n  /delay/TIME/close/CODE  (such as /delay/2s/close/1013)\n      Delay, then close: ";
    assert!(text.contains(chain), "{text}");
    let headings = |text: &str| {
        let lines = text.lines().filter(|line| !line.starts_with(' '));
        lines.map(str::to_owned).collect::<Vec<_>>()
    };
    assert_eq!(
        headings(&text),
        [
            "Basics",
            "",
            "Push",
            "",
            "Network faults",
            "",
            "Protocol errors"
        ]
    );
    let text = listed(&["--language", "zh"]);
    assert!(
        text.starts_with("入门\n  /echo\n      原样返回：原样返回每条消息\n"),
        "{text}"
    );
    assert!(
        text.contains(
            "\n  /delay/TIME/close/CODE（例如 /delay/2s/close/1013）\n      延迟后关闭："
        ),
        "{text}"
    );
    let json: Value = serde_json::from_str(&listed(&["--json"])).unwrap();
    assert_eq!(json[0]["example"], "/echo");
}

#[test]
fn a_server_is_asked_for_its_own() {
    let server = Server::start();
    for arguments in [&[][..], &["--json"], &["--language", "zh"]] {
        let of_server = listed(&[&[&*server.at("/any?path")], arguments].concat());
        assert_eq!(of_server, listed(arguments));
    }
}

/// A server that answers one request with this.
fn answering(answer: &'static [u8]) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("ws://{}", listener.local_addr().unwrap());
    let answer = move || {
        let (mut stream, _) = listener.accept().unwrap();
        let mut request = [0; 1024];
        let read = stream.read(&mut request).unwrap();
        assert!(request[..read].starts_with(b"GET /scenarios HTTP/1.1\r\n"));
        stream.write_all(answer).unwrap();
    };
    thread::Builder::new()
        .name("server".to_owned())
        .spawn(answer)
        .unwrap();
    url
}

#[test]
fn a_server_without_a_list_is_told() {
    let check = |url: &str, code, expected: &str| {
        let output = scenarios(&[url]);
        assert_eq!(output.code, Some(code), "{}", output.errors);
        assert!(output.errors.contains(expected), "{}", output.errors);
        assert_eq!(output.out, "");
    };
    check("http://h", 2, "a WebSocket address begins with ws://");
    check("ws://127.0.0.1:1", 3, "/scenarios cannot be read: ");
    let missing = answering(b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n");
    check(&missing, 4, "has no list of scenarios: HTTP status 404");
    let other = answering(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}");
    check(&other, 4, "has no list of scenarios: invalid type: map");
    // A server of another version has other groups and fewer words; none of it is obeyed by a terminal.
    let odd = answering(b"HTTP/1.1 200 OK\r\nContent-Length: 46\r\n\r\n[{\"group\":\"a\\u001b[2J\",\"example\":\"/b\", \"x\":1}]");
    assert_eq!(listed(&[&odd]), "a\\u{1b}[2J\n  /b\n      \n");
}
