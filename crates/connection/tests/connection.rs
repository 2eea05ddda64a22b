//! The real connection against real servers.
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test fails by panicking"
)]

mod support;

use std::time::{Duration, Instant};

use connection::{
    CONNECT_TIMEOUT, Cause, Event, Failure, HungUpBy, MAX_PENDING_SENDS, Message, Phase, SendError,
};
use support::{Client, RawServer, Server, upgraded};

fn text(text: &str) -> Message {
    Message::Text(text.to_owned())
}

#[track_caller]
fn check_echo(client: &mut Client, message: &Message) {
    client.connection.send(message.clone()).unwrap();
    assert_eq!(client.next(), Event::Sent(message.clone()));
    // Not assert_eq: nobody wants to read 64 MiB.
    assert!(client.next() == Event::Received(message.clone()));
}

#[test]
fn every_message_comes_back_byte_for_byte() {
    let server = Server::start();
    let mut client = Client::connected_to(&server.url);
    let many_scripts = "汉字 кириллица 🌍👩‍👩‍👧 \u{202e}\0\r\n".repeat(2000);
    let every_byte: Vec<u8> = (0..=255).collect();
    for message in [
        text("helloworld"),
        text(""),
        Message::Binary(Vec::new()),
        text(&many_scripts),
        Message::Binary(every_byte.repeat(4096)),
        text(&"x".repeat(1 << 20)),
    ] {
        check_echo(&mut client, &message);
    }
}

#[test]
fn the_largest_message_comes_back() {
    let server = Server::start();
    let mut client = Client::connected_to(&server.url);
    check_echo(
        &mut client,
        &Message::Binary(vec![0xa5; connection::MAX_MESSAGE_BYTES]),
    );
    check_echo(&mut client, &text("still there"));
}

#[test]
fn a_burst_comes_back_complete_and_in_order() {
    const BURST: usize = 50_000;
    let server = Server::start();
    let mut client = Client::connected_to(&server.url);
    for number in 0..BURST {
        while client.connection.send(text(&number.to_string())) == Err(SendError::Backlogged) {
            std::thread::yield_now();
        }
    }
    let mut next = 0;
    while next < BURST {
        if let Event::Received(message) = client.next() {
            assert_eq!(message, text(&next.to_string()));
            next += 1;
        }
    }
}

#[test]
fn the_name_localhost_and_both_loopback_addresses_work() {
    let server = Server::start();
    Client::connected_to(&server.url);
    Client::connected_to(&format!("ws://127.0.0.1:{}", server.port));
    let has_ipv6 = std::net::TcpListener::bind("[::1]:0").is_ok();
    if has_ipv6 {
        Client::connected_to(&format!("ws://[::1]:{}", server.port));
    }
}

#[test]
fn hanging_up_tells_once_and_the_next_attempt_works() {
    let server = Server::start();
    let mut client = Client::connected_to(&server.url);
    client.connection.hang_up();
    client.connection.hang_up();
    assert_eq!(client.next(), Event::Closed(HungUpBy::Us));
    assert_eq!(client.connection.phase(), Phase::Idle);
    assert_eq!(client.connection.send(text("x")), Err(SendError::NotOpen));

    client.connect(&server.url);
    assert!(matches!(client.next(), Event::Connecting(_)));
    assert_eq!(client.next(), Event::Opened);
    check_echo(&mut client, &text("again"));
    assert_eq!(client.pending(), []);
}

#[test]
fn connecting_anew_hangs_up_first() {
    let server = Server::start();
    let mut client = Client::connected_to(&server.url);
    client.connect(&server.url);
    assert_eq!(client.next(), Event::Closed(HungUpBy::Us));
    assert!(matches!(client.next(), Event::Connecting(_)));
    assert_eq!(client.next(), Event::Opened);
}

#[test]
fn what_was_sent_before_a_hang_up_still_goes_out() {
    let (tell, told) = std::sync::mpsc::sync_channel(1);
    let server = RawServer::answering(move |request| {
        tell.send(()).unwrap();
        upgraded(request, &[])
    });
    let mut client = Client::new();
    client.connect(&server.url());
    told.recv().unwrap();
    client.connection.finish(Duration::from_secs(10));
}

#[test]
fn control_frames_cannot_be_sent_by_hand() {
    let mut client = Client::new();
    let ping = Message::Ping(Vec::new());
    assert_eq!(client.connection.send(ping), Err(SendError::ControlFrame));
}

#[test]
fn a_server_that_says_goodbye_is_told_from_one_that_is_killed() {
    let server = Server::start();
    let client = Client::connected_to(&server.url);
    server.shut_down();
    assert_eq!(client.next(), Event::Closed(HungUpBy::Peer));

    let server = Server::start();
    let port = server.port;
    let mut client = Client::connected_to(&server.url);
    server.kill();
    assert!(matches!(
        client.next(),
        Event::Lost(Failure {
            cause: Cause::Dropped,
            ..
        })
    ));
    assert_eq!(client.connection.phase(), Phase::Idle);

    let server = Server::start_at(&format!("localhost:{port}"));
    client.connect(&server.url);
    assert!(matches!(client.next(), Event::Connecting(_)));
    assert_eq!(client.next(), Event::Opened);
}

#[track_caller]
fn check_failure(url: &str, expected: Cause) {
    let mut client = Client::new();
    client.connect(url);
    assert!(matches!(client.next(), Event::Connecting(_)));
    let Event::Failed(failure) = client.next() else {
        panic!("{url} did not fail");
    };
    assert_eq!(failure.cause, expected, "{url}: {}", failure.detail);
    assert_eq!(client.connection.phase(), Phase::Idle);
    assert_eq!(client.pending(), []);
}

#[test]
fn failures_have_causes() {
    let free_port = std::net::TcpListener::bind("127.0.0.1:0")
        .unwrap()
        .local_addr()
        .unwrap();
    check_failure(&format!("ws://{free_port}"), Cause::Refused);
    // Too long for a name, so no resolver has to be asked.
    check_failure(
        &format!("ws://{}.invalid", "x".repeat(64)),
        Cause::UnknownHost,
    );

    let not_found =
        RawServer::answering(|_| b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n".to_vec());
    check_failure(&not_found.url(), Cause::HttpStatus(404));
    let plain_http =
        RawServer::answering(|_| b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n".to_vec());
    check_failure(&plain_http.url(), Cause::HttpStatus(200));
    let mail = RawServer::answering(|_| b"220 mail.example ESMTP\r\n".to_vec());
    check_failure(&mail.url(), Cause::NotWebSocket);
    let mute = RawServer::answering(|_| Vec::new());
    check_failure(&mute.url(), Cause::NotWebSocket);
    let wrong_key =
        RawServer::answering(|_| upgraded("Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==", &[]));
    check_failure(&wrong_key.url(), Cause::WrongAccept);
    let server = Server::start();
    check_failure(
        &format!("{}/subprotocol/chat", server.url),
        Cause::Subprotocol,
    );
    check_failure(&mail.url().replace("ws://", "wss://"), Cause::Tls);
}

#[track_caller]
fn check_loss(frames: &'static [u8], expected: Cause) {
    let server = RawServer::answering(move |request| upgraded(request, frames));
    let client = Client::connected_to(&server.url());
    let Event::Lost(failure) = client.next() else {
        panic!("{frames:?} broke nothing");
    };
    assert_eq!(failure.cause, expected, "{}", failure.detail);
    assert_eq!(client.pending(), []);
}

#[test]
fn a_peer_that_breaks_the_rules_has_a_cause() {
    check_loss(b"", Cause::Dropped);
    check_loss(b"\x81\x01\xff", Cause::InvalidUtf8);
    check_loss(b"\xf1\x00", Cause::ProtocolViolation);
    check_loss(b"\x81\x80\0\0\0\0", Cause::ProtocolViolation);
    check_loss(
        b"\x82\x7f\x00\x00\x00\x00\x04\x00\x00\x01",
        Cause::MessageTooLarge,
    );
}

#[test]
fn a_close_frame_and_a_ping_are_heard() {
    let server =
        RawServer::answering(|request| upgraded(request, b"\x89\x02hi\x81\x03bye\x88\x02\x03\xe8"));
    let client = Client::connected_to(&server.url());
    assert_eq!(
        client.next(),
        Event::Received(Message::Ping(b"hi".to_vec()))
    );
    assert_eq!(client.next(), Event::Received(text("bye")));
    assert_eq!(client.next(), Event::Closed(HungUpBy::Peer));
}

#[test]
fn an_attempt_without_an_answer_is_given_up_and_can_be_cancelled() {
    // Accepts TCP through its backlog, and never says a word.
    let silent = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("ws://{}", silent.local_addr().unwrap());
    let mut client = Client::new();
    client.connect(&url);
    assert!(matches!(client.next(), Event::Connecting(_)));
    client.connection.tick(Instant::now() + CONNECT_TIMEOUT);
    assert!(matches!(
        client.next(),
        Event::Failed(Failure {
            cause: Cause::TimedOut,
            ..
        })
    ));

    client.connect(&url);
    assert!(matches!(client.next(), Event::Connecting(_)));
    client.connection.hang_up();
    assert_eq!(client.next(), Event::Closed(HungUpBy::Us));
    assert_eq!(client.pending(), []);
}

#[test]
fn a_peer_that_does_not_read_cannot_make_the_queue_grow() {
    let server = RawServer::stuck();
    let mut client = Client::connected_to(&server.url());
    let message = Message::Binary(vec![0; 4096]);
    let mut sent = 0;
    while client.connection.send(message.clone()).is_ok() {
        sent += 1;
        drop(client.pending());
        assert!(sent < 4 * MAX_PENDING_SENDS, "nothing stops the sender");
    }
    assert_eq!(client.connection.send(message), Err(SendError::Backlogged));
    assert_eq!(client.connection.can_send(), Err(SendError::Backlogged));
    client.connection.hang_up();
}

/// During a flood that never ends ewebsock reads without a pause. What is sent then waits, but a hang-up does not.
#[test]
fn a_flood_can_be_hung_up() {
    let server = RawServer::flooding();
    let mut client = Client::connected_to(&server.url());
    assert!(matches!(client.next(), Event::Received(_)));
    client.connection.hang_up();
    while client.next() != Event::Closed(HungUpBy::Us) {}
    assert_eq!(client.pending(), []);
}
