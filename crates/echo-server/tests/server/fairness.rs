//! A client that keeps its thread busy does not starve the others on that thread.

use echo_server::Config;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::net::tcp::OwnedReadHalf;
use tokio::task::JoinSet;
use tokio_tungstenite::tungstenite::Message;

use crate::harness::Server;
use crate::raw::{self, BINARY, PING, RawClient, TEXT, ask, frame};

/// The first byte of a frame that is neither the first nor the last of its message.
const CONTINUATION: u8 = 0x00;
const PONG: u8 = 0x8a;

/// Sends these bytes again and again for as long as they are taken, after others that are sent once, and reads
/// whatever comes as fast as it can.
pub(crate) async fn attack(stream: TcpStream, first: Vec<u8>, again: Vec<u8>) {
    let (reader, mut writer) = stream.into_split();
    let block = again.repeat((64 << 10) / again.len().max(1) + 1);
    let sending = async {
        writer.write_all(&first).await?;
        while !block.is_empty() {
            writer.write_all(&block).await?;
        }
        Ok::<(), std::io::Error>(())
    };
    // It ends with the server.
    let (_sent, ()) = tokio::join!(sending, read_all(reader));
}

async fn read_all(mut reader: OwnedReadHalf) {
    let mut buffer = vec![0; 256 << 10];
    while let Ok(1..) = reader.read(&mut buffer).await {}
}

/// With one thread for all connections and several attackers on it, which send this at this path and never stop: another
/// client is answered, so is a plain request, and the server ends.
async fn check(path: &str, first: &[u8], again: &[u8]) {
    check_with(3, path, first, again).await;
}

/// The same with so many attackers, and as many other clients.
async fn check_with(count: usize, path: &str, first: &[u8], again: &[u8]) {
    let server = Server::start_with(Config {
        threads: Some(1),
        ..Config::default()
    })
    .await;
    let mut attackers = JoinSet::new();
    for _ in 0..count {
        let mut stream = server.connect_tcp().await;
        ask(&mut stream, path).await;
        let client = RawClient::upgraded(stream).await;
        attackers.spawn(attack(client.stream, first.to_vec(), again.to_vec()));
    }
    for number in 0..count {
        let mut neighbour = server.connect().await;
        let message = Message::text(format!("{path} {number}"));
        neighbour.expect_echo(message.clone()).await;
        neighbour.expect_echo(message).await;
        let answer = raw::get(&server, "/healthz").await;
        assert!(answer.ends_with("ok\n"), "{path}: {answer}");
    }
    server.cancel();
    server.stopped().await;
    attackers.abort_all();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn messages_that_become_many_and_then_none() {
    let path = format!("{}/drop/100%25/echo", "/duplicate/100%25".repeat(4));
    check(&path, &[], &frame(TEXT, b"x")).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn messages_without_an_answer() {
    check("/drop/100%25/echo", &[], &frame(TEXT, b"x")).await;
    check("/clock", &[], &frame(BINARY, b"")).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn messages_that_are_answered_without_a_wait() {
    for path in [
        "/count",
        "/course",
        "/whoami",
        "/delay/0s/reorder/50%25/echo",
    ] {
        check(path, &[], &frame(TEXT, b"x")).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn messages_of_any_size_to_the_plain_echo() {
    for size in [1, 70_000, 3 << 20] {
        // What is answered at once is answered in long turns, and a debug build makes them seconds.
        check_with(1, "/", &[], &frame(BINARY, &vec![7; size])).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn small_messages_with_large_answers() {
    check("/numbers", &[], &frame(TEXT, b"")).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_room_in_which_every_member_sends() {
    check("/room/a?self=true", &[], &frame(TEXT, b"x")).await;
    check("/chat", &[], &frame(TEXT, b"{\"users\":true}")).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn messages_that_come_by_themselves() {
    for path in [
        "/flood?rate=0",
        "/flood?rate=1000000",
        "/fragment/1/flood?rate=0&size=64KiB",
        "/fragment/1/huge/64MiB",
    ] {
        check(path, &[], &[]).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn fragments_of_a_message_that_never_ends() {
    let first = frame(0x02, b"");
    let again = frame(CONTINUATION, b"");
    for path in ["/", "/course"] {
        check(path, &first, &again).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn control_frames_without_an_end() {
    for path in ["/", "/course"] {
        check(path, &[], &frame(PING, b"")).await;
        check(path, &[], &frame(PONG, b"")).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn requests_without_an_end() {
    let server = Server::start_with(Config {
        threads: Some(1),
        ..Config::default()
    })
    .await;
    let mut attackers = JoinSet::new();
    for path in ["/metrics", "/scenarios", "/events/poll?token=secret"] {
        let request = format!("GET {path} HTTP/1.1\r\nHost: a\r\n\r\n");
        let stream = server.connect_tcp().await;
        attackers.spawn(attack(stream, Vec::new(), request.into_bytes()));
    }
    for _ in 0..3 {
        let mut neighbour = server.connect().await;
        neighbour.expect_echo(Message::text("me, too")).await;
    }
    server.cancel();
    server.stopped().await;
    attackers.abort_all();
}
