//! Clients that do not get as far as a WebSocket, and one that sends its first frame with the handshake.

use std::time::Duration;

use echo_server::Config;
use tokio::io::{AsyncReadExt, AsyncWriteExt};

use crate::harness::{Server, answer_to, soon};
use crate::raw::{BINARY, CLOSE, RawClient, TEXT, frame, request};

/// Sends a request, and expects a text that begins so and has these parts.
async fn check(server: &Server, request: &str, status: &str, parts: &[&str]) {
    let answer = answer_to(server, request.as_bytes()).await;
    let answer = String::from_utf8(answer).expect("text");
    assert!(
        answer.starts_with(&format!("HTTP/1.1 {status}\r\n")),
        "{request}: {answer}"
    );
    for part in parts {
        assert!(answer.contains(part), "{request}: {part}: {answer}");
    }
}

#[tokio::test]
async fn a_plain_request_beside_the_page_is_told_what_this_is() {
    let server = Server::start().await;
    let upgrade = "\r\nupgrade: websocket\r\n";
    let what = "\r\n\r\nThis is a WebSocket echo server";
    check(
        &server,
        "GET /chat HTTP/1.1\r\nHost: localhost\r\n\r\n",
        "426 Upgrade Required",
        &[upgrade, what],
    )
    .await;
}

#[tokio::test]
async fn mistakes_in_a_handshake_are_named() {
    let server = Server::start().await;
    let upgrade = "Host: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n";
    for (request, status, part) in [
        (
            format!("GET / HTTP/1.1\r\n{upgrade}Sec-WebSocket-Version: 8\r\n\r\n"),
            "426 Upgrade Required",
            "\r\nsec-websocket-version: 13\r\n",
        ),
        (
            "GET / HTTP/1.1\r\nHost: a\r\nSec-WebSocket-Version: 13\r\n\r\n".to_owned(),
            "426 Upgrade Required",
            "\r\nupgrade: websocket\r\n",
        ),
        (
            format!(
                "GET / HTTP/1.1\r\n{upgrade}\
                 Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: short\r\n\r\n"
            ),
            "400 Bad Request",
            "Sec-WebSocket-Key",
        ),
        (
            request("/").replacen("GET", "POST", 1),
            "405 Method Not Allowed",
            "\r\nallow: GET\r\n",
        ),
        (
            request("/").replacen("Host: localhost", "Host: a\r\nContent-Length: 4", 1) + "body",
            "400 Bad Request",
            "the request has a body",
        ),
    ] {
        check(&server, &request, status, &[part, "\nNot a WebSocket"]).await;
    }
}

#[tokio::test]
async fn nonsense_is_a_bad_request() {
    let server = Server::start().await;
    for nonsense in [
        &b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03"[..],
        b"hello?\r\n\r\n",
    ] {
        let answer = answer_to(&server, nonsense).await;
        assert!(answer.starts_with(b"HTTP/1.1 400 "), "{answer:?}");
    }
}

/// A server that does not wait long.
async fn impatient() -> Server {
    Server::start_with(Config {
        handshake_timeout: Duration::from_millis(100),
        ..Config::default()
    })
    .await
}

#[tokio::test]
async fn a_request_that_is_never_finished_is_ended() {
    let server = impatient().await;
    let request = "GET / HTTP/1.1\r\nHost: localh";
    let why = "\nThe request took longer than 0.1 s.\n";
    check(&server, request, "408 Request Timeout", &[why]).await;
}

#[tokio::test]
async fn a_peer_that_sends_nothing_receives_nothing() {
    let server = impatient().await;
    let mut stream = server.connect_tcp().await;
    assert_eq!(soon(stream.read(&mut [0])).await.unwrap_or(0), 0);
}

#[tokio::test]
async fn frames_in_the_segment_of_the_handshake_are_echoed() {
    let server = Server::start().await;
    // Less and more than what the parser of the request has room for.
    for size in [1, 100_000] {
        let mut stream = server.connect_tcp().await;
        let mut bytes = request("/echo?whatever").into_bytes();
        bytes.extend(frame(BINARY, b"first"));
        bytes.extend(frame(TEXT, &vec![b'x'; size]));
        bytes.extend(frame(CLOSE, &1000_u16.to_be_bytes()));
        stream.write_all(&bytes).await.expect("the bytes are taken");

        let mut client = RawClient::upgraded(stream).await;
        assert_eq!(client.receive().await, (BINARY, b"first".to_vec()));
        let mut rest = Vec::new();
        soon(client.stream.read_to_end(&mut rest))
            .await
            .expect("an orderly end");
        assert!(rest.len() > size && rest.ends_with(&[CLOSE, 2, 0x03, 0xe8]));
    }
}

#[tokio::test]
async fn a_connection_may_ask_for_a_page_first() {
    let server = Server::start().await;
    let mut stream = server.connect_tcp().await;
    let both = format!("GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n{}", request("/"));
    stream
        .write_all(both.as_bytes())
        .await
        .expect("the bytes are taken");
    let mut answer = Vec::new();
    while !answer.ends_with(b"\r\n\r\nok\n") {
        answer.push(soon(stream.read_u8()).await.expect("a response"));
    }
    let mut client = RawClient::upgraded(stream).await;
    client.send(&frame(BINARY, b"and now")).await;
    assert_eq!(client.receive().await, (BINARY, b"and now".to_vec()));
}
