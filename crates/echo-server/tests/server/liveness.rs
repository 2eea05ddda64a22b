//! Peers that are there, peers that are not, and peers that are there for nothing.

use std::time::Duration;

use echo_server::Config;
use tokio_tungstenite::tungstenite::Message;

use crate::bounds::send_until_stuck;
use crate::harness::{Server, soon};
use crate::raw::{BINARY, PING, RawClient, frame};

const MOMENT: Duration = Duration::from_millis(50);
const LONG: Duration = Duration::from_secs(600);

/// A server that asks soon, and is as patient as said.
async fn asking(pong_timeout: Duration) -> Server {
    Server::start_with(Config {
        ping_interval: Some(MOMENT),
        pong_timeout,
        ..Config::default()
    })
    .await
}

#[tokio::test]
async fn who_answers_pings_stays() {
    let server = asking(LONG).await;
    for path in ["/", "/delay/1ms/echo", "/room/a?self=true"] {
        let mut client = server.connect_to(path).await;
        for _ in 0..3 {
            // The client's library answers.
            assert_eq!(client.receive().await, Message::Ping("".into()), "{path}");
        }
        client.send(Message::text("still here")).await;
        let answer = soon(async {
            loop {
                let message = client.receive().await;
                if !message.is_ping() {
                    return message;
                }
            }
        });
        assert_eq!(answer.await, Message::text("still here"), "{path}");
    }
}

#[tokio::test]
async fn who_does_not_answer_a_ping_is_dropped_with_code_1008() {
    let server = asking(MOMENT).await;
    let mut client = RawClient::connect(&server).await;
    assert_eq!(client.receive().await, (PING, Vec::new()));
    client.expect_close(1008).await;
}

#[tokio::test]
async fn who_never_reads_is_dropped_and_gives_its_place_back() {
    let server = Server::start_with(Config {
        max_connections: 1,
        ping_interval: Some(MOMENT),
        pong_timeout: MOMENT,
        ..Config::default()
    })
    .await;
    let mut client = RawClient::connect(&server).await;
    send_until_stuck(&mut client.stream, &frame(BINARY, &[0; 16 << 10])).await;
    let mut next = server.connect_when_there_is_room().await;
    next.expect_echo(Message::text("my place now")).await;
}

#[tokio::test]
async fn who_says_nothing_for_long_is_closed_with_code_1001() {
    let server = Server::start_with(Config {
        idle_timeout: Some(MOMENT),
        ping_interval: None,
        ..Config::default()
    })
    .await;
    for path in ["/", "/course"] {
        let frame = server.connect_to(path).await.expect_close().await;
        let frame = frame.expect("a code");
        assert_eq!(u16::from(frame.code), 1001, "{path}");
        assert!(frame.reason.contains("no message for 50ms"), "{frame}");
    }
}
