//! Requests as programs really write them, byte by byte: which of them get a WebSocket or a page, and what the others are
//! told.

use crate::harness::{Server, answer_to};
use crate::raw::{self, read_head, request};

const KEY: &str = "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==";

/// A handshake with these lines beside its key and its version.
fn handshake(lines: &[&str]) -> String {
    let lines = lines.join("\r\n");
    format!("GET /echo HTTP/1.1\r\nSec-WebSocket-Version: 13\r\n{KEY}\r\n{lines}\r\n\r\n")
}

/// Sends a request that is refused, and returns the answer, which has to come in full before the orderly end.
async fn refused(server: &Server, request: &str, status: u16) -> String {
    let answer = answer_to(server, request.as_bytes()).await;
    let answer = String::from_utf8(answer).expect("text");
    let line = format!("HTTP/1.1 {status} ");
    assert!(answer.starts_with(&line), "{request}: {answer}");
    answer
}

/// Sends a handshake that is sound, and expects an echo.
async fn accepted(server: &Server, request: &str) {
    let mut stream = server.connect_tcp().await;
    raw::write(&mut stream, request.as_bytes()).await;
    let head = read_head(&mut stream).await;
    assert!(head.starts_with("HTTP/1.1 101 "), "{request}: {head}");
    assert!(
        head.contains("sec-websocket-accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n"),
        "{head}"
    );
    let mut client = raw::RawClient { stream };
    client.send(&raw::frame(raw::TEXT, b"hi")).await;
    assert_eq!(client.receive().await, (raw::TEXT, b"hi".to_vec()));
}

#[tokio::test]
async fn headers_of_a_handshake_may_be_lists_lines_and_in_any_case() {
    let server = Server::start().await;
    for lines in [
        &["Host: a", "Upgrade: websocket", "Connection: Upgrade"][..],
        &[
            "Host: a",
            "Upgrade: websocket, websocket",
            "Connection: keep-alive, Upgrade",
        ],
        &[
            "Host: a",
            "Upgrade: h2c",
            "Upgrade: WebSocket",
            "Connection: keep-alive",
            "Connection: UPGRADE",
        ],
        &[
            "Host: a",
            "upgrade:\th2c\t,\twebsocket\t",
            "connection:\tclose,\tupgrade\t",
        ],
        &[
            "Host: a",
            "Upgrade:websocket",
            "Connection:,upgrade,",
            "Sec-WebSocket-Protocol: a",
            "Sec-WebSocket-Protocol:\tb\t,, c",
            "Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits",
            "Sec-WebSocket-Extensions: x-other; a=\"1\"",
        ],
    ] {
        accepted(&server, &handshake(lines)).await;
    }
    let absolute = request("/echo").replacen("/echo", "http://localhost:4000/echo", 1);
    accepted(&server, &absolute).await;
}

#[tokio::test]
async fn the_answer_names_the_header_that_is_repeated_or_malformed() {
    let server = Server::start().await;
    let upgrade = ["Host: a", "Upgrade: websocket", "Connection: Upgrade"];
    for (line, status, part) in [
        (KEY, 400, "more than one Sec-WebSocket-Key"),
        (
            "Sec-WebSocket-Version: 13",
            400,
            "more than one Sec-WebSocket-Version",
        ),
        (
            "Sec-WebSocket-Version: 8",
            400,
            "more than one Sec-WebSocket-Version",
        ),
        (
            "Sec-WebSocket-Extensions: a b",
            400,
            "Sec-WebSocket-Extensions is not",
        ),
        ("Transfer-Encoding: chunked", 400, "has a body"),
        ("Host: b", 400, "more than one Host"),
    ] {
        let request = handshake(&[&upgrade[..], &[line]].concat());
        let answer = refused(&server, &request, status).await;
        assert!(answer.contains(part), "{line}: {answer}");
    }
    let old = handshake(&upgrade).replacen("13", "8", 1);
    let answer = refused(&server, &old, 426).await;
    assert!(
        answer.contains("\r\nsec-websocket-version: 13\r\n"),
        "{answer}"
    );
    let oldest = handshake(&upgrade).replacen("HTTP/1.1", "HTTP/1.0", 1);
    let answer = String::from_utf8(answer_to(&server, oldest.as_bytes()).await).expect("text");
    assert!(
        answer.contains(" 400 ") && answer.contains("HTTP/1.1."),
        "{answer}"
    );
}

#[tokio::test]
async fn every_request_says_once_and_soundly_which_server_it_is_for() {
    let server = Server::start().await;
    let key = format!("{KEY}\r\nSec-WebSocket-Version: 13");
    let upgrade = format!("Upgrade: websocket\r\nConnection: Upgrade\r\n{key}");
    for rest in ["Connection: close", &upgrade] {
        for path in ["/healthz", "/", "/events/report", "/nothing/here"] {
            for (hosts, part) in [
                ("", "There is no Host header."),
                ("Host: a\r\nHost: a\r\n", "more than one Host header."),
                ("Host: a\r\nHost: b\r\n", "more than one Host header."),
                ("Host:\r\n", "The Host header is wrong: it is empty."),
                ("Host: \t \r\n", "The Host header is wrong: it is empty."),
                ("Host: me@a\r\n", "it names a user."),
                ("Host: a:65536\r\n", "its port is not a number up to 65535."),
                ("Host: ::1\r\n", "an IPv6 address has to be in brackets"),
                ("Host: a b\r\n", "it has to be HOST or HOST:PORT."),
                ("Host: a/b\r\n", "it has to be HOST or HOST:PORT."),
            ] {
                let request = format!("GET {path} HTTP/1.1\r\n{hosts}{rest}\r\n\r\n");
                let answer = refused(&server, &request, 400).await;
                assert!(answer.contains(part), "{request}: {answer}");
            }
        }
    }
}

#[tokio::test]
async fn targets_and_heads_of_other_forms_are_answered_too() {
    let server = Server::start().await;
    for (head, expected) in [
        (
            "GET http://elsewhere.example/healthz HTTP/1.1\r\nHost: a",
            "1.1 200",
        ),
        ("GET /healthz HTTP/1.1\r\nHost: [::1]:4000", "1.1 200"),
        // HTTP/1.0 knows no Host, but what is there has to be sound.
        ("GET /healthz HTTP/1.0", "1.0 200"),
        ("GET /healthz HTTP/1.0\r\nHost: a\r\nHost: a", "1.0 400"),
        ("GET http://me:pw@a/healthz HTTP/1.1\r\nHost: a", "1.1 400"),
        ("GET http://a:99999/healthz HTTP/1.1\r\nHost: a", "1.1 400"),
        ("GET ftp://a/healthz HTTP/1.1\r\nHost: a", "1.1 400"),
        ("GET healthz HTTP/1.1\r\nHost: a", "1.1 400"),
        ("GET * HTTP/1.1\r\nHost: a", "1.1 400"),
        ("GET a:80 HTTP/1.1\r\nHost: a", "1.1 400"),
        ("GET /healthz HTTP/1.1\r\nHost : a", "1.1 400"),
        ("GET /healthz HTTP/1.1\r\nHost: a\r\nX: a\r\n b", "1.1 400"),
        ("GET /healthz HTTP/1.1\r\n Host: a", "1.1 400"),
        ("GET /healthz HTTP/1.1\r\nHost: a\r\nX", "1.1 400"),
        ("GET /healthz HTTP/1.1\r\nHost: a\r\n: b", "1.1 400"),
        ("GET /healthz HTTP/1.1\r\nHost: a\r\nX: \0", "1.1 400"),
        (
            "GET /healthz HTTP/1.1\r\nHost: a\r\nContent-Length: x",
            "1.1 400",
        ),
        (
            "GET /healthz HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\nContent-Length: 1",
            "1.1 400",
        ),
        (
            "GET /healthz HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip",
            "1.1 400",
        ),
    ] {
        let request = format!("{head}\r\nConnection: close\r\n\r\n");
        let answer = answer_to(&server, request.as_bytes()).await;
        let answer = String::from_utf8(answer).expect("text");
        assert!(
            answer.starts_with(&format!("HTTP/{expected} ")),
            "{request}: {answer}"
        );
    }
}

/// They may have been meant as two requests (RFC 9112, section 6.3): what follows is not read as another one.
#[tokio::test]
async fn nothing_follows_a_request_with_two_lengths() {
    let server = Server::start().await;
    let request = "GET /healthz HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n\
                   0\r\n\r\nGET /scenarios HTTP/1.1\r\nHost: a\r\n\r\n";
    let answer = answer_to(&server, request.as_bytes()).await;
    let answer = String::from_utf8(answer).expect("text");
    assert_eq!(answer.matches("HTTP/1.1 ").count(), 1, "{answer}");
}
