//! The end of the server.

use std::time::Duration;

use echo_server::Config;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::protocol::frame::coding::CloseCode;

use crate::harness::{Server, soon};
use crate::raw::{BINARY, RawClient, frame};

#[tokio::test]
async fn clients_are_told_that_the_server_goes_away() {
    let server = Server::start().await;
    let mut clients = vec![server.connect().await, server.connect().await];
    clients[0].expect_echo(Message::text("hello")).await;

    server.cancel();
    for client in &mut clients {
        let frame = client.expect_close().await.expect("a code");
        assert_eq!(frame.code, CloseCode::Away);
        assert!(!frame.reason.is_empty());
    }
    let port = server.port;
    server.stopped().await;
    TcpStream::connect(("127.0.0.1", port))
        .await
        .expect_err("nobody listens any more");
}

#[tokio::test]
async fn a_client_that_does_not_answer_the_close_frame_does_not_hold_it_up() {
    let server = Server::start().await;
    let mut client = RawClient::connect(&server).await;
    client.send(&frame(BINARY, b"half a frame")[..8]).await;
    server.cancel();
    client.expect_close(1001).await;
    server.stopped().await;
}

#[tokio::test]
async fn a_handshake_under_way_is_dropped() {
    let handshake_timeout = Duration::from_secs(3600);
    let server = Server::start_with(Config {
        handshake_timeout,
        ..Config::default()
    })
    .await;
    let mut stream = server.connect_tcp().await;
    server.cancel();
    server.stopped().await;
    assert_eq!(soon(stream.read(&mut [0])).await.unwrap_or(0), 0);
}

#[tokio::test]
async fn a_server_that_is_told_to_stop_before_it_starts_returns() {
    let server = Server::start().await;
    server.cancel();
    server.stopped().await;
}

#[tokio::test]
async fn a_connection_that_may_ask_for_more_does_not_hold_it_up() {
    let server = Server::start_with(Config {
        handshake_timeout: Duration::MAX,
        ..Config::default()
    })
    .await;
    let mut idle = server.connect_tcp().await;
    idle.write_all(b"GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n")
        .await
        .expect("the request is taken");
    let mut answer = Vec::new();
    while !answer.ends_with(b"\r\n\r\nok\n") {
        answer.push(soon(idle.read_u8()).await.expect("a response"));
    }
    // Another has begun to ask.
    let mut halfway = server.connect_tcp().await;
    halfway
        .write_all(b"GET / HTT")
        .await
        .expect("the bytes are taken");

    server.cancel();
    server.stopped().await;
    for mut stream in [idle, halfway] {
        assert_eq!(soon(stream.read(&mut [0])).await.unwrap_or(0), 0);
    }
}

#[tokio::test]
async fn a_connection_without_a_further_request_is_closed() {
    let server = Server::start_with(Config {
        handshake_timeout: Duration::from_millis(100),
        ..Config::default()
    })
    .await;
    let mut stream = server.connect_tcp().await;
    stream
        .write_all(b"GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n")
        .await
        .expect("the request is taken");
    let mut answer = String::new();
    soon(stream.read_to_string(&mut answer))
        .await
        .expect("an orderly end");
    assert!(answer.ends_with("\r\n\r\nok\n"), "{answer}");
}
