//! Each limit that can be chosen, met by a real client.

use echo_server::Config;
use echo_server::scenario::Bounds;
use tokio_tungstenite::tungstenite::{Error, Message};

use crate::harness::{Client, Server};
use crate::raw;

fn with(bounds: Bounds) -> Config {
    Config {
        scenarios: bounds,
        ..Config::default()
    }
}

/// Sends a message to a path, and expects this close code and these words.
async fn check_close(config: Config, path: &str, message: Message, code: u16, words: &str) {
    let server = Server::start_with(config).await;
    let mut client = server.connect_to(path).await;
    client.send(message).await;
    let frame = client.expect_close().await.expect("a code");
    assert_eq!(u16::from(frame.code), code, "{path}: {frame}");
    assert!(frame.reason.contains(words), "{path}: {frame}");
}

#[tokio::test]
async fn what_is_too_large_ends_with_code_1009() {
    let small_messages = Config {
        max_message_size: 1000,
        ..Config::default()
    };
    let small_frames = Config {
        max_frame_size: 1000,
        ..Config::default()
    };
    let small_room = with(Bounds {
        max_room_message_size: 1000,
        ..Bounds::default()
    });
    let too_large = || Message::binary(vec![0; 1001]);
    check_close(small_messages, "/", too_large(), 1009, "1000 bytes").await;
    check_close(small_frames, "/", too_large(), 1009, "1000 bytes").await;
    check_close(small_room.clone(), "/room/a", too_large(), 1009, "1000").await;
    check_close(small_room, "/chat", too_large(), 1009, "1000").await;
}

#[tokio::test]
async fn a_small_write_buffer_makes_small_frames_and_loses_nothing() {
    let server = Server::start_with(Config {
        max_write_buffer: 16 << 10,
        ..Config::default()
    })
    .await;
    let mut client = server.connect().await;
    for size in [0, 1, 7_000, 7_168, 7_169, 1 << 20] {
        client.expect_echo(Message::binary(vec![7; size])).await;
    }
    let mut client = server.connect_to("/fragment/1MiB/echo").await;
    client.expect_echo(Message::binary(vec![7; 1 << 20])).await;
}

#[tokio::test]
async fn rooms_and_their_members_are_bounded_with_code_1013() {
    let server = Server::start_with(with(Bounds {
        max_rooms: 1,
        max_room_members: 2,
        ..Bounds::default()
    }))
    .await;
    let mut first = server.connect_to("/room/a?self=true").await;
    first.expect_echo(Message::text("I am in")).await;
    for (path, words) in [("/room/b", "too many rooms"), ("/chat", "too many rooms")] {
        let frame = server.connect_to(path).await.expect_close().await;
        let frame = frame.expect("a code");
        assert_eq!(u16::from(frame.code), 1013, "{path}");
        assert!(frame.reason.contains(words), "{path}: {frame}");
    }
    let mut second = server.connect_to("/room/a?self=true").await;
    second.expect_echo(Message::text("so am I")).await;
    let frame = server.connect_to("/room/a").await.expect_close().await;
    let frame = frame.expect("a code");
    assert_eq!(u16::from(frame.code), 1013);
    assert!(frame.reason.contains("the room is full"), "{frame}");
}

/// Expects a handshake to be refused with this status.
async fn check_refusal(server: &Server, path: &str, status: u16) {
    match Client::connect(&format!("{}{path}", server.url)).await {
        Err(Error::Http(response)) => assert_eq!(response.status(), status, "{path}"),
        other => panic!("{path}: {:?}", other.map(|client| client.socket)),
    }
}

#[tokio::test]
async fn paths_beyond_the_bounds_are_refused() {
    let server = Server::start_with(with(Bounds {
        max_name_size: 3,
        max_flood_rate: Some(100),
        ..Bounds::default()
    }))
    .await;
    check_refusal(&server, "/room/four", 400).await;
    check_refusal(&server, "/subprotocol/four", 400).await;
    check_refusal(&server, "/flood?rate=101", 400).await;
    let mut chat = server.connect_to("/chat").await;
    chat.send(Message::text("{\"join\":\"four\"}")).await;
    let answer = chat.receive().await.into_text().expect("a text");
    assert!(answer.contains("1 to 3 bytes"), "{answer}");
}

#[tokio::test]
async fn one_address_has_so_many_connections_and_a_place_becomes_free_again() {
    let server = Server::start_with(Config {
        max_connections_per_address: Some(2),
        ..Config::default()
    })
    .await;
    let mut first = server.connect().await;
    let mut second = server.connect().await;
    check_refusal(&server, "/", 429).await;
    first.expect_echo(Message::text("still here")).await;
    second.send(Message::Close(None)).await;
    second.expect_close().await;
    drop(second);
    let mut third = server.connect_when_there_is_room().await;
    third.expect_echo(Message::text("three")).await;
}

#[tokio::test]
async fn only_pages_from_allowed_origins_get_in() {
    let server = Server::start_with(Config {
        allowed_origins: vec!["https://example.org".parse().expect("an origin")],
        ..Config::default()
    })
    .await;
    let request = raw::request("/");
    let origin = "Origin: https://elsewhere.example\r\n";
    for (header, status) in [
        (origin, "403 Forbidden"),
        ("Origin: https://example.org\r\n", "101 Switching Protocols"),
        (
            "Origin: https://example.org.evil.example\r\n",
            "403 Forbidden",
        ),
        ("Origin: null\r\n", "403 Forbidden"),
        (
            "Origin: https://example.org\r\nOrigin: https://elsewhere.example\r\n",
            "403 Forbidden",
        ),
        // Not a page.
        ("", "101 Switching Protocols"),
    ] {
        let mut stream = server.connect_tcp().await;
        raw::write(&mut stream, request.replace(origin, header).as_bytes()).await;
        let head = raw::read_head(&mut stream).await;
        assert!(
            head.starts_with(&format!("HTTP/1.1 {status}\r\n")),
            "{header}: {head}"
        );
    }
    // Pages are for all to read.
    assert!(raw::get(&server, "/healthz").await.ends_with("ok\n"));
}
