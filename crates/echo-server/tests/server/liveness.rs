//! Clients that answer, clients that do not, and clients that are connected and idle.

use std::convert::Infallible;
use std::time::Duration;

use echo_server::Config;
use tokio::io::AsyncWriteExt;
use tokio::net::TcpStream;
use tokio_tungstenite::tungstenite::Message;

use crate::bounds::send_until_stuck;
use crate::harness::{Server, soon};
use crate::raw::{self, BINARY, CLOSE, PING, RawClient, ask, frame};

const MOMENT: Duration = Duration::from_millis(50);
const LONG: Duration = Duration::from_secs(600);

/// A server that sends pings soon, and waits so long for an answer.
async fn pinging(pong_timeout: Duration) -> Server {
    Server::start_with(Config {
        ping_interval: Some(MOMENT),
        pong_timeout,
        ..Config::default()
    })
    .await
}

#[tokio::test]
async fn a_client_that_answers_pings_stays() {
    let server = pinging(LONG).await;
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
async fn a_client_that_does_not_answer_a_ping_is_dropped_with_code_1008() {
    let server = pinging(MOMENT).await;
    let mut client = RawClient::connect(&server).await;
    assert_eq!(client.receive().await, (PING, Vec::new()));
    client.expect_close(1008).await;
}

#[tokio::test]
async fn a_client_that_never_reads_is_dropped() {
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
async fn a_client_that_sends_nothing_for_long_is_closed_with_code_1001() {
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
        assert!(frame.reason.contains("no message for 0.05 s"), "{frame}");
    }
}

/// A server for one connection, which drops a client soon that takes nothing of what is sent to it.
async fn for_one_connection(config: Config) -> Server {
    Server::start_with(Config {
        max_connections: 1,
        ping_interval: Some(MOMENT),
        pong_timeout: MOMENT,
        ..config
    })
    .await
}

/// Sends this as far as it is taken, never reads, and expects to be disconnected.
async fn check_is_dropped(server: &Server, mut stream: TcpStream, bytes: Vec<u8>) {
    let sending = async {
        // Until the server has dropped the connection.
        stream.write_all(&bytes).await.ok();
        std::future::pending().await
    };
    check_room_is_made(server, sending).await;
}

/// Expects the connection to be dropped, so that there is room for another, while this goes on.
async fn check_room_is_made(server: &Server, meanwhile: impl Future<Output = Infallible>) {
    tokio::select! {
        _next = server.connect_when_there_is_room() => {}
        never = meanwhile => match never {},
    }
}

#[tokio::test]
async fn a_client_that_never_reads_its_answers_is_dropped() {
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::write(folder.path().join("large.bin"), vec![7; 16 << 20]).expect("a file");
    for (path, times) in [
        ("/scenarios", 3000),
        ("/metrics", 3000),
        ("/large.bin", 1),
        ("/large.bin", 100),
        ("/missing", 30_000),
        ("/events/poll?token=secret", 30_000),
        ("/events/report", 30_000),
    ] {
        let server = for_one_connection(Config {
            web: Some(folder.path().to_owned()),
            ..Config::default()
        })
        .await;
        let stream = raw::narrow(&server).await;
        let request = format!("GET {path} HTTP/1.1\r\nHost: a\r\n\r\n").repeat(times);
        check_is_dropped(&server, stream, request.into_bytes()).await;
    }
}

/// Answers that are not read keep back the WebSocket after them.
#[tokio::test]
async fn a_client_that_never_reads_what_came_before_a_web_socket_is_dropped() {
    for path in ["/", "/bad-utf8", "/huge/1MiB"] {
        for times in [100, 200, 300, 400] {
            let server = for_one_connection(Config::default()).await;
            let stream = raw::narrow(&server).await;
            let mut bytes = "GET /scenarios HTTP/1.1\r\nHost: a\r\n\r\n".repeat(times);
            bytes += &raw::request(path);
            check_is_dropped(&server, stream, bytes.into_bytes()).await;
        }
    }
}

/// A message that is not answered where it was read, so that more is read while its answer still waits to be written.
fn in_two_frames(size: usize) -> Vec<u8> {
    let half = vec![0; size / 2];
    [frame(0x02, &half), frame(0x80, &half)].concat()
}

#[tokio::test]
async fn a_client_that_ends_and_never_reads_what_was_sent_before_is_dropped() {
    for path in ["/", "/delay/0s/echo"] {
        for messages in 1..12 {
            let server = for_one_connection(Config::default()).await;
            let mut stream = raw::narrow(&server).await;
            ask(&mut stream, path).await;
            let client = RawClient::upgraded(stream).await;
            let mut bytes = in_two_frames(512 << 10).repeat(messages);
            bytes.extend(frame(CLOSE, &1000_u16.to_be_bytes()));
            check_is_dropped(&server, client.stream, bytes).await;
        }
    }
}

/// The same, but it is the stream that ends.
#[tokio::test]
async fn a_client_that_ends_the_stream_and_never_reads_is_dropped() {
    for messages in 1..12 {
        let server = for_one_connection(Config::default()).await;
        let mut stream = raw::narrow(&server).await;
        ask(&mut stream, "/").await;
        let mut client = RawClient::upgraded(stream).await;
        let bytes = in_two_frames(512 << 10).repeat(messages);
        let sending = async {
            client.stream.write_all(&bytes).await.ok();
            client.stream.shutdown().await.ok();
            std::future::pending().await
        };
        check_room_is_made(&server, sending).await;
    }
}

#[tokio::test]
async fn scenarios_that_send_no_pings_hold_a_place_for_so_long_only() {
    for path in [
        "/silent",
        "/stall",
        "/close/none?after=600s",
        "/reset?after=600s",
    ] {
        let server = for_one_connection(Config {
            idle_timeout: Some(MOMENT),
            ..Config::default()
        })
        .await;
        let mut stream = server.connect_tcp().await;
        ask(&mut stream, path).await;
        let client = RawClient::upgraded(stream).await;
        check_is_dropped(&server, client.stream, Vec::new()).await;
    }
}

#[tokio::test]
async fn a_request_that_comes_in_part_or_has_a_body_that_does_not_come_gives_the_place_back() {
    let hurried = Config {
        handshake_timeout: MOMENT,
        ..Config::default()
    };
    for request in [
        "",
        "GET",
        "GET / HTTP/1.1\r\nHost: a\r\n",
        "GET /healthz HTTP/1.1\r\nHost: a\r\nContent-Length: 1000\r\n\r\nx",
        "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1000\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nab",
        "GET / HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 9\r\n\r\n",
    ] {
        let server = for_one_connection(hurried.clone()).await;
        let stream = server.connect_tcp().await;
        check_is_dropped(&server, stream, request.into()).await;
    }
    // One that comes byte by byte.
    for (head, byte) in [
        ("GET / HTTP/1.1\r\nX: ", "x"),
        (
            "GET /healthz HTTP/1.1\r\nHost: a\r\nContent-Length: 100000\r\n\r\n",
            "x",
        ),
        (
            "GET / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n",
            "1\r\nx\r\n",
        ),
    ] {
        let server = for_one_connection(hurried.clone()).await;
        let mut stream = server.connect_tcp().await;
        raw::write(&mut stream, head.as_bytes()).await;
        let sending = async {
            while stream.write_all(byte.as_bytes()).await.is_ok() {
                tokio::time::sleep(Duration::from_millis(5)).await;
            }
            std::future::pending().await
        };
        check_room_is_made(&server, sending).await;
    }
}
