//! Compressed messages (RFC 7692), by the path or by the configuration.

use echo_server::{Compression, Config};
use futures_util::{SinkExt as _, StreamExt as _};
use tokio::io::AsyncWriteExt as _;
use tokio::net::TcpStream;
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::protocol::{Role as Side, WebSocketConfig};
use tokio_tungstenite::tungstenite::{Error, Message};
use wire::deflate::{Deflater, Offer, Parameters};
use wire::stream::{FrameStream, Role, StreamConfig};

use crate::harness::{Server, soon};
use crate::raw::{RawClient, TEXT, frame, request};

/// Sends a handshake with an offer. Returns the head of the answer.
async fn offer(server: &Server, path: &str, offer: &str) -> (RawClient, String) {
    let mut stream = server.connect_tcp().await;
    let line = format!("Sec-WebSocket-Extensions: {offer}\r\n\r\n");
    let request = request(path);
    let request = [request.trim_end_matches("\r\n"), "\r\n", &line].concat();
    stream.write_all(request.as_bytes()).await.expect("taken");
    RawClient::upgraded_with_head(stream).await
}

/// A client that compresses as it was agreed.
async fn connect(server: &Server, path: &str) -> WebSocketStream<FrameStream<TcpStream>> {
    let ours = Offer::OF_BROWSERS;
    let (client, head) = offer(server, path, &ours.to_string()).await;
    let agreed = answered(&head).expect("an answer about compression");
    let agreed = ours.agreed(agreed.as_bytes()).expect("a sound answer");
    let config = StreamConfig {
        role: Role::Client,
        compression: agreed,
        max_frame_size: 16 << 20,
    };
    let stream = FrameStream::new(client.stream, Vec::new(), &config);
    let config = WebSocketConfig::default();
    WebSocketStream::from_raw_socket(stream, Side::Client, Some(config)).await
}

/// What the answer says about extensions.
fn answered(head: &str) -> Option<&str> {
    let mut lines = head.lines();
    lines.find_map(|line| {
        let (name, value) = line.split_once(':')?;
        let is_it = name.eq_ignore_ascii_case("sec-websocket-extensions");
        is_it.then_some(value.trim())
    })
}

async fn expect_echo(socket: &mut WebSocketStream<FrameStream<TcpStream>>, message: Message) {
    soon(socket.send(message.clone())).await.expect("taken");
    let echo = soon(socket.next()).await.expect("open").expect("sound");
    assert!(echo == message, "{} bytes", message.len());
}

#[tokio::test]
async fn messages_of_any_size_come_back() {
    let server = Server::start().await;
    for path in [
        "/deflate",
        "/deflate/echo?server_no_context_takeover",
        "/deflate/echo?client_no_context_takeover&client_max_window_bits=9",
        "/deflate/echo?server_max_window_bits=9&server_no_context_takeover",
        "/deflate/fragment/100/echo",
        "/delay/1ms/deflate/echo",
    ] {
        let mut socket = connect(&server, path).await;
        for size in [0, 1, 125, 126, 65_535, 65_536, 3 << 20] {
            if path.contains("fragment") && size > 1 << 20 {
                continue;
            }
            let text = "{\"id\": 12345, \"name\": \"你好\"}, ".repeat(size / 32 + 1);
            expect_echo(
                &mut socket,
                Message::text(&text[..text.floor_char_boundary(size)]),
            )
            .await;
            let noise: Vec<u8> = (0..size).map(|n| ((n * n) >> 7) as u8).collect();
            expect_echo(&mut socket, Message::binary(noise)).await;
        }
        soon(socket.send(Message::Ping("?".into())))
            .await
            .expect("taken");
        let pong = soon(socket.next()).await.expect("open").expect("sound");
        assert_eq!(pong, Message::Pong("?".into()), "{path}");
        soon(socket.close(None)).await.expect("taken");
        let close = soon(socket.next()).await.expect("open").expect("sound");
        assert!(close.is_close(), "{path}");
    }
}

#[tokio::test]
async fn every_path_compresses_if_the_server_is_told_to() {
    for (compression, path, expected) in [
        (Compression::ByPath, "/", None),
        (Compression::On, "/", Some("permessage-deflate")),
        (Compression::On, "/clock", Some("permessage-deflate")),
        (Compression::On, "/silent", None),
        (Compression::Off, "/deflate/echo", None),
    ] {
        let server = Server::start_with(Config {
            compression,
            ..Config::default()
        })
        .await;
        let (_, head) = offer(&server, path, "permessage-deflate").await;
        assert_eq!(answered(&head), expected, "{compression:?} {path}");
    }
}

#[tokio::test]
async fn a_bomb_inflates_enormously() {
    let server = Server::start().await;
    let mut socket = connect(&server, "/bomb/48MiB").await;
    let bomb = soon(socket.next()).await.expect("open").expect("sound");
    assert_eq!(bomb.len(), 48 << 20);
    // Beyond the limit of the client, which notices it before it has read it.
    let mut socket = connect(&server, "/bomb/1GiB").await;
    let error = soon(socket.next())
        .await
        .expect("open")
        .expect_err("too much");
    assert!(matches!(error, Error::Capacity(_)), "{error}");
}

#[tokio::test]
async fn what_a_client_must_not_send_ends_the_connection() {
    let server = Server::start().await;
    let bomb = {
        let mut bomb = Vec::new();
        let mut deflater = Deflater::new(15, false).expect("a window");
        deflater
            .deflate(&vec![0; 65 << 20], true, &mut bomb)
            .expect("compressed");
        bomb
    };
    let not_utf8 = {
        let mut bytes = Vec::new();
        let mut deflater = Deflater::new(15, false).expect("a window");
        deflater
            .deflate(b"caf\xe9", true, &mut bytes)
            .expect("compressed");
        bytes
    };
    for (bytes, code) in [
        (frame(TEXT | 0x40, b"\xff\xff\xff"), 1007),
        (frame(TEXT | 0x40, &not_utf8), 1007),
        (frame(TEXT | 0x40, &bomb), 1009),
        (frame(TEXT | 0x20, b"hi"), 1002),
        // Only the first frame says it, and no control frame does (section 6).
        ([frame(0x01, b"hi"), frame(0xc0, b"hi")].concat(), 1002),
        (frame(0xc9, b"hi"), 1002),
    ] {
        let (mut client, _) = offer(&server, "/deflate", "permessage-deflate").await;
        client.send(&bytes).await;
        client.expect_close(code).await;
    }
    // And without an agreement.
    let (mut client, _) = offer(&server, "/", "permessage-deflate").await;
    client.send(&frame(TEXT | 0x40, b"\x00")).await;
    client.expect_close(1002).await;
}

/// Some are compressed on another thread then.
#[tokio::test]
async fn long_messages_of_several_connections_come_back() {
    let server = Server::start().await;
    let connections = (0..6_u32).map(async |connection| {
        let mut socket = connect(&server, "/deflate").await;
        for round in 0..20 {
            let records = (round * 1000..).map(|n| format!("{{\"of\":{connection},\"id\":{n}}},"));
            let text: String = records.take(4000).collect();
            expect_echo(&mut socket, Message::text(text)).await;
            expect_echo(&mut socket, Message::text("short")).await;
        }
    });
    futures_util::future::join_all(connections).await;
}

/// What leaves slowly waits below the WebSocket when the close frame is answered.
#[tokio::test]
async fn answers_before_a_close_frame_arrive_although_they_leave_slowly() {
    let server = Server::start().await;
    let mut client = connect(&server, "/drip/1MBps/deflate/echo").await;
    let mut state: u32 = 1;
    let noise = std::iter::repeat_with(|| {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (state >> 24) as u8
    });
    let message = Message::binary(noise.take(300 << 10).collect::<Vec<u8>>());
    soon(client.feed(message.clone())).await.expect("taken");
    soon(client.send(Message::Close(None)))
        .await
        .expect("taken");
    let echo = soon(client.next()).await.expect("open").expect("sound");
    assert!(echo == message, "{} bytes", echo.len());
    let close = soon(client.next()).await.expect("open").expect("sound");
    assert!(close.is_close());
}

#[tokio::test]
async fn a_large_frame_may_break_a_rule_as_well_as_a_small_one() {
    let server = Server::start().await;
    let head = |first: u8, length: u64| {
        let length = length.to_be_bytes();
        [&[first, 0xff][..], &length, b"abcd", &[b'x'; 100]].concat()
    };
    for path in ["/", "/deflate"] {
        // Announced, and not sent: the verdict does not wait for it.
        for (first, length, code) in [
            (0xa1, 16 << 20, 1002),
            (0x83, 16 << 20, 1002),
            (0x80, 16 << 20, 1002),
            (0x89, 16 << 20, 1002),
            (0x82, 65 << 20, 1009),
            (0x81, 16 << 20, 1007),
        ] {
            let mut bytes = head(first, length);
            if code == 1007 {
                bytes.push(0xff ^ b'x');
                bytes.extend([0xff; 8]);
            }
            let (mut client, _) = offer(&server, path, "permessage-deflate").await;
            client.send(&bytes).await;
            client.expect_close(code).await;
        }
    }
}

#[test]
fn the_answer_to_an_offer_can_be_read_again() {
    let agreed = Parameters::default().to_string();
    assert_eq!(
        Offer::default().agreed(agreed.as_bytes()),
        Ok(Some(Parameters::default()))
    );
}
