//! The end of the server.

use std::time::Duration;

use echo_server::Config;
use tokio::io::AsyncReadExt;
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
