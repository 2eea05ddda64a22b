//! The close handshake, when it is the client who begins it.

use tokio::io::AsyncReadExt;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::protocol::CloseFrame;
use tokio_tungstenite::tungstenite::protocol::frame::coding::CloseCode;

use crate::harness::{Server, soon};
use crate::raw::{BINARY, CLOSE, RawClient, frame};

#[tokio::test]
async fn the_code_of_the_client_comes_back() {
    let server = Server::start().await;
    for code in [CloseCode::Normal, CloseCode::Away, CloseCode::from(4321)] {
        let mut client = server.connect().await;
        let frame = CloseFrame {
            code,
            reason: "再见".into(),
        };
        client.send(Message::Close(Some(frame.clone()))).await;
        assert_eq!(client.expect_close().await, Some(frame));
    }
}

#[tokio::test]
async fn a_close_frame_without_a_code_is_answered_likewise() {
    let server = Server::start().await;
    let mut client = server.connect().await;
    client.send(Message::Close(None)).await;
    assert_eq!(client.expect_close().await, None);
}

#[tokio::test]
async fn messages_before_the_close_frame_are_still_echoed() {
    let server = Server::start().await;
    let mut client = RawClient::connect(&server).await;
    let mut bytes = frame(BINARY, b"last words");
    bytes.extend(frame(CLOSE, &1000_u16.to_be_bytes()));
    bytes.extend(frame(BINARY, b"against the rules"));
    client.send(&bytes).await;
    assert_eq!(client.receive().await, (BINARY, b"last words".to_vec()));
    assert_eq!(
        client.receive().await,
        (CLOSE, 1000_u16.to_be_bytes().to_vec())
    );
    assert_eq!(
        soon(client.stream.read(&mut [0]))
            .await
            .expect("an orderly end"),
        0
    );
}

#[tokio::test]
async fn a_client_that_vanishes_leaves_the_server_in_order() {
    let server = Server::start().await;
    let mut client = RawClient::connect(&server).await;
    client.send(&frame(BINARY, b"half a frame")[..8]).await;
    drop(client);
    server
        .connect()
        .await
        .expect_echo(Message::text("next, please"))
        .await;
}
