//! What a client cannot do to the server.

use std::time::Duration;

use echo_server::Config;
use tokio::io::{AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio_tungstenite::tungstenite::{Error, Message};

use crate::harness::{Client, Server, soon};
use crate::raw::{BINARY, PING, RawClient, frame};

/// More than all the buffers of both operating systems and of the server hold together.
const MORE_THAN_BUFFERS_HOLD: usize = 256 << 20;

#[tokio::test]
async fn connections_beyond_the_limit_are_told_so_and_a_place_becomes_free_again() {
    let server = Server::start_with(Config {
        max_connections: 2,
        ..Config::default()
    })
    .await;
    let mut first = server.connect().await;
    let mut second = server.connect().await;
    first.expect_echo(Message::text("one")).await;

    match Client::connect(&server.url).await {
        Err(Error::Http(response)) => assert_eq!(response.status(), 503),
        other => panic!("{:?}", other.map(|client| client.socket)),
    }
    let mut answer = String::new();
    let mut tcp = server.connect_tcp().await;
    soon(tcp.read_to_string(&mut answer))
        .await
        .expect("an orderly end");
    assert!(answer.contains("All 2 connections are taken"), "{answer}");

    second.send(Message::Close(None)).await;
    second.expect_close().await;
    drop(second);
    let mut third = server.connect_when_there_is_room().await;
    third.expect_echo(Message::text("three")).await;
    first.expect_echo(Message::text("still here")).await;
}

/// Sends a frame over and over without ever reading. Returns when the server has stopped reading,
/// or has dropped the client, and fails if it never does.
pub(crate) async fn send_until_stuck(stream: &mut (impl AsyncWrite + Unpin), frame: &[u8]) {
    let block = frame.repeat((64 << 10) / frame.len() + 1);
    let mut sent = 0;
    while sent < MORE_THAN_BUFFERS_HOLD {
        // A write may take a part of the block: the next goes on where it ended.
        let write = stream.write(&block[sent % block.len()..]);
        match tokio::time::timeout(Duration::from_secs(2), write).await {
            Ok(Ok(written)) => sent += written,
            Ok(Err(_)) | Err(_) => return,
        }
    }
    panic!("the server took {sent} bytes from a client that reads none of the answers");
}

async fn check_that_reading_stops(frame: &[u8]) {
    let server = Server::start().await;
    let mut client = RawClient::connect(&server).await;
    send_until_stuck(&mut client.stream, frame).await;
    // Other clients are served, and the stuck connection does not delay the end.
    server
        .connect()
        .await
        .expect_echo(Message::text("next, please"))
        .await;
    server.cancel();
    server.stopped().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_client_that_never_reads_is_not_read_from() {
    check_that_reading_stops(&frame(BINARY, &[0; 16 << 10])).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_client_that_pings_and_never_reads_is_not_read_from() {
    check_that_reading_stops(&frame(PING, &[0; 125])).await;
}
