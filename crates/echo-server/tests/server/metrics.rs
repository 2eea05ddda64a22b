//! What Prometheus reads, after clients have done what is counted.

use echo_server::Config;
use futures_util::{SinkExt, StreamExt};
use tokio_tungstenite::tungstenite::Message;

use crate::harness::{Client, Server, soon};
use crate::raw;

/// The value of a line. Zero if there is no such line: a label is there from its first use on.
fn value(text: &str, name: &str) -> u64 {
    let found = text.lines().find_map(|line| line.strip_prefix(name));
    found.map_or(0, |value| value.trim().parse().expect("a number"))
}

/// Waits until the server has counted what it should: the end of a connection is counted after the client has seen it.
async fn expect(server: &Server, expected: &[(&str, u64)]) {
    soon(async {
        loop {
            let answer = raw::get(server, "/metrics").await;
            if expected
                .iter()
                .all(|(name, count)| value(&answer, name) == *count)
            {
                return;
            }
            tokio::time::sleep(std::time::Duration::from_millis(10)).await;
        }
    })
    .await;
}

#[tokio::test]
async fn messages_closes_and_scenarios_are_counted() {
    let server = Server::start().await;
    let mut echo = server.connect().await;
    for size in [0, 10, 100_000, 2 << 20] {
        echo.expect_echo(Message::binary(vec![1; size])).await;
    }
    let mut room = server.connect_to("/delay/1ms/room/a?self=true").await;
    room.expect_echo(Message::text("hi")).await;
    let bytes = 10 + 100_000 + (2 << 20) + 2;
    expect(
        &server,
        &[
            ("echo_server_messages_total{direction=\"received\"}", 5),
            ("echo_server_messages_total{direction=\"sent\"}", 5),
            (
                "echo_server_payload_bytes_total{direction=\"received\"}",
                bytes,
            ),
            ("echo_server_payload_bytes_total{direction=\"sent\"}", bytes),
            ("echo_server_open_web_sockets", 2),
            // The third is the one that asks.
            ("echo_server_open_connections", 3),
            ("echo_server_rooms", 1),
            ("echo_server_scenario_parts_total{part=\"delay\"}", 1),
            ("echo_server_scenario_parts_total{part=\"room\"}", 1),
            ("echo_server_scenario_parts_total{part=\"echo\"}", 1),
        ],
    )
    .await;
    echo.send(Message::Close(None)).await;
    echo.expect_close().await;
    drop(room);
    expect(
        &server,
        &[
            ("echo_server_closes_total{code=\"1005\"}", 1),
            ("echo_server_closes_total{code=\"1006\"}", 1),
            ("echo_server_open_web_sockets", 0),
            ("echo_server_rooms", 0),
        ],
    )
    .await;
}

#[tokio::test]
async fn every_limit_that_is_met_is_counted() {
    let server = Server::start_with(Config {
        max_message_size: 10,
        allowed_origins: vec!["https://example.org".parse().expect("an origin")],
        ..Config::default()
    })
    .await;
    let mut client = server.connect().await;
    client.send(Message::text("more than ten")).await;
    client.expect_close().await;
    drop(client);
    for path in ["/nowhere", "/refuse/503", "/private"] {
        Client::connect(&format!("{}{path}", server.url))
            .await
            .err()
            .expect("a refusal");
    }
    for request in [raw::request("/"), "nonsense\r\n\r\n".to_owned()] {
        raw::write(&mut server.connect_tcp().await, request.as_bytes()).await;
    }
    expect(
        &server,
        &[
            ("echo_server_closes_total{code=\"1009\"}", 1),
            ("echo_server_refusals_total{reason=\"path\"}", 1),
            ("echo_server_refusals_total{reason=\"wished\"}", 1),
            ("echo_server_refusals_total{reason=\"token\"}", 1),
            ("echo_server_refusals_total{reason=\"origin\"}", 1),
            ("echo_server_refusals_total{reason=\"request\"}", 1),
            ("echo_server_refusals_total{reason=\"connections\"}", 0),
        ],
    )
    .await;
}

#[tokio::test]
async fn a_client_for_which_there_is_no_room_is_counted() {
    for (config, reason) in [
        (
            Config {
                max_connections: 1,
                ..Config::default()
            },
            "connections",
        ),
        (
            Config {
                max_connections_per_address: Some(1),
                ..Config::default()
            },
            "address",
        ),
    ] {
        let server = Server::start_with(config).await;
        let first = server.connect().await;
        Client::connect(&server.url).await.err().expect("a refusal");
        drop(first);
        let name = format!("echo_server_refusals_total{{reason=\"{reason}\"}}");
        soon(async {
            // The one that asks may be refused at first, too.
            while value(&raw::get(&server, "/metrics").await, &name) == 0 {
                tokio::time::sleep(std::time::Duration::from_millis(10)).await;
            }
        })
        .await;
    }
}

/// What waits in rooms for members who never read is bounded in bytes, and counted once however many they are.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_room_with_members_who_never_read_keeps_little_for_them() {
    const ROOMS: usize = 3;
    const MESSAGES: usize = 300;
    let server = Server::start().await;
    let message = Message::binary(vec![7; 64 << 10]);
    let mut silent = Vec::new();
    for room in 0..ROOMS {
        let path = format!("/room/{room}?self=true");
        for _ in 0..3 {
            let mut stream = raw::narrow(&server).await;
            raw::ask(&mut stream, &path).await;
            silent.push(raw::RawClient::upgraded(stream).await);
        }
        let (mut sink, mut stream) = server.connect_to(&path).await.socket.split();
        let sending = async {
            for _ in 0..MESSAGES {
                sink.send(message.clone()).await.expect("it is taken");
            }
        };
        let receiving = async {
            for _ in 0..MESSAGES {
                let received = stream.next().await.expect("a message");
                assert!(received.expect("a sound message") == message);
            }
        };
        soon(async { tokio::join!(sending, receiving) }).await;
        let waiting = value(
            &raw::get(&server, "/metrics").await,
            "echo_server_room_bytes",
        );
        let bound = (room + 1) * (4 << 20);
        assert!(waiting > 0, "nothing waits for those who do not read");
        assert!(waiting <= bound as u64, "{waiting} of {bound}");
    }
    drop(silent);
    expect(&server, &[("echo_server_room_bytes", 0)]).await;
}
