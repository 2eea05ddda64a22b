//! Peers that do not get as far as a WebSocket.

use std::time::Duration;

use echo_server::Config;
use tokio::io::{AsyncReadExt, AsyncWriteExt};

use crate::harness::{Server, soon};

/// All that the server answers to some bytes, until it ends the connection in an orderly way.
async fn answer_to(server: &Server, request: &[u8]) -> String {
    let mut stream = server.connect_tcp().await;
    stream
        .write_all(request)
        .await
        .expect("the request is taken");
    let mut answer = Vec::new();
    soon(stream.read_to_end(&mut answer))
        .await
        .expect("an orderly end");
    String::from_utf8(answer).expect("text")
}

#[tokio::test]
async fn a_plain_http_request_is_told_what_this_is() {
    let server = Server::start().await;
    let answer = answer_to(&server, b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n").await;
    assert!(
        answer.starts_with("HTTP/1.1 426 Upgrade Required\r\n"),
        "{answer}"
    );
    assert!(answer.contains("\r\nUpgrade: websocket\r\n"), "{answer}");
    assert!(
        answer.contains("\r\n\r\nThis is a WebSocket echo server"),
        "{answer}"
    );
}

#[tokio::test]
async fn other_mistakes_in_a_request_are_named() {
    let server = Server::start().await;
    let version = b"GET / HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\
        Sec-WebSocket-Version: 8\r\n\r\n";
    let answer = answer_to(&server, version).await;
    assert!(answer.starts_with("HTTP/1.1 426 "), "{answer}");
    assert!(
        answer.contains("\r\nSec-WebSocket-Version: 13\r\n"),
        "{answer}"
    );

    let key = b"GET / HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\
        Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: short\r\n\r\n";
    let answer = answer_to(&server, key).await;
    assert!(answer.starts_with("HTTP/1.1 400 "), "{answer}");

    let method = b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\n\r\nbody";
    let answer = answer_to(&server, method).await;
    assert!(answer.starts_with("HTTP/1.1 405 "), "{answer}");
}

#[tokio::test]
async fn nonsense_is_closed_without_a_word() {
    let server = Server::start().await;
    for nonsense in [
        &b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03"[..],
        b"hello?\r\n\r\n",
    ] {
        let mut stream = server.connect_tcp().await;
        stream
            .write_all(nonsense)
            .await
            .expect("the bytes are taken");
        // A reset is an end as good as any here.
        assert_eq!(soon(stream.read(&mut [0])).await.unwrap_or(0), 0);
    }
}

#[tokio::test]
async fn a_handshake_that_is_never_finished_is_ended() {
    let handshake_timeout = Duration::from_millis(100);
    let server = Server::start_with(Config {
        handshake_timeout,
        ..Config::default()
    })
    .await;
    for beginning in [&b""[..], b"GET / HTTP/1.1\r\nHost: localh"] {
        let mut stream = server.connect_tcp().await;
        stream
            .write_all(beginning)
            .await
            .expect("the bytes are taken");
        assert_eq!(soon(stream.read(&mut [0])).await.unwrap_or(0), 0);
    }
}
