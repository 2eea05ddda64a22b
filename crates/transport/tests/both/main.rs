//! The real connection against real servers.
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test fails by panicking"
)]

mod close_frames;
mod handshakes;
mod life;
mod steps;
#[path = "../support/mod.rs"]
mod support;

use std::io::{Read as _, Write as _};
use std::time::{Duration, Instant};

use connection::{
    CONNECT_TIMEOUT, Cause, ClosedBy, Event, Failure, FrameFault, LentMessage, MAX_PENDING_BYTES,
    MAX_PENDING_SENDS, MAX_PING_BYTES, Message, Phase, ReplyFault, SendError,
};
use support::{Client, RawServer, Server, upgraded};
use tokio_tungstenite::tungstenite;

/// What holds whichever transport carries the bytes.
macro_rules! with_each_transport {
    ($($name:ident),* $(,)?) => {
        mod ewebsock {
            $(#[test] fn $name() { super::$name(false); })*
        }
        mod full {
            $(#[test] fn $name() { super::$name(true); })*
        }
    };
}

with_each_transport!(
    every_message_comes_back_byte_for_byte,
    the_largest_message_comes_back,
    a_burst_comes_back_complete_and_in_order,
    the_name_localhost_and_both_loopback_addresses_work,
    disconnecting_tells_once_and_the_next_attempt_works,
    connecting_anew_disconnects_first,
    what_was_sent_before_a_disconnect_still_goes_out,
    pings_are_sent_over_the_full_transport_only,
    a_server_that_closes_is_told_from_one_that_is_killed,
    failures_have_causes,
    a_peer_that_breaks_the_rules_has_a_cause,
    a_close_frame_and_a_ping_are_told,
    an_attempt_without_an_answer_is_given_up_and_can_be_cancelled,
    a_peer_that_does_not_read_cannot_make_the_queue_grow,
    what_waits_is_bounded_in_bytes_too,
    a_flood_can_be_disconnected,
    pongs_that_are_not_read_do_not_pile_up,
    pongs_that_are_read_do_no_harm,
);

fn text(text: &str) -> Message {
    Message::Text(text.to_owned())
}

#[track_caller]
fn check_echo(client: &mut Client, message: &Message) {
    client.connection.send(message.clone()).unwrap();
    assert_eq!(client.next(), Event::Sent(message.clone().into()));
    // Not assert_eq: the message of a failure would have 64 MiB.
    assert!(client.next() == Event::Received(message.clone().into()));
}

fn every_message_comes_back_byte_for_byte(wants_details: bool) {
    let server = Server::start();
    let mut client = Client::connected_to(&server.url, wants_details);
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

fn the_largest_message_comes_back(wants_details: bool) {
    let server = Server::start();
    let mut client = Client::connected_to(&server.url, wants_details);
    check_echo(
        &mut client,
        &Message::Binary(vec![0xa5; connection::MAX_MESSAGE_BYTES]),
    );
    check_echo(&mut client, &text("still there"));
}

fn a_burst_comes_back_complete_and_in_order(wants_details: bool) {
    const BURST: usize = 50_000;
    let server = Server::start();
    let mut client = Client::connected_to(&server.url, wants_details);
    for number in 0..BURST {
        while client.connection.send(text(&number.to_string())) == Err(SendError::Backlogged) {
            std::thread::yield_now();
        }
    }
    let mut next = 0;
    while next < BURST {
        if let Event::Received(message) = client.next() {
            assert_eq!(message.into_owned(), text(&next.to_string()));
            next += 1;
        }
    }
}

fn the_name_localhost_and_both_loopback_addresses_work(wants_details: bool) {
    let server = Server::start();
    Client::connected_to(&server.url, wants_details);
    Client::connected_to(&format!("ws://127.0.0.1:{}", server.port), wants_details);
    let has_ipv6 = std::net::TcpListener::bind("[::1]:0").is_ok();
    if has_ipv6 {
        Client::connected_to(&format!("ws://[::1]:{}", server.port), wants_details);
    }
}

fn disconnecting_tells_once_and_the_next_attempt_works(wants_details: bool) {
    let server = Server::start();
    let mut client = Client::connected_to(&server.url, wants_details);
    client.connection.disconnect();
    client.connection.disconnect();
    assert_eq!(client.next(), Event::Closed(ClosedBy::Us(None)));
    assert_eq!(client.connection.phase(), Phase::Idle);
    assert_eq!(client.connection.send(text("x")), Err(SendError::NotOpen));

    client.connect(&server.url);
    assert!(matches!(client.next(), Event::Connecting(_)));
    assert_eq!(client.next(), Event::Opened);
    check_echo(&mut client, &text("again"));
    assert_eq!(client.pending(), []);
}

fn connecting_anew_disconnects_first(wants_details: bool) {
    let server = Server::start();
    let mut client = Client::connected_to(&server.url, wants_details);
    client.connect(&server.url);
    assert_eq!(client.next(), Event::Closed(ClosedBy::Us(None)));
    assert!(matches!(client.next(), Event::Connecting(_)));
    assert_eq!(client.next(), Event::Opened);
}

fn what_was_sent_before_a_disconnect_still_goes_out(wants_details: bool) {
    const COUNT: usize = 1000;
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("ws://{}", listener.local_addr().unwrap());
    let reader = std::thread::Builder::new().name("reader".to_owned());
    let reading = reader.spawn(move || {
        let (stream, _) = listener.accept().unwrap();
        let mut socket = tungstenite::accept(stream).unwrap();
        let (mut read, mut is_closed) = (Vec::new(), false);
        while let Ok(message) = socket.read() {
            match message {
                tungstenite::Message::Text(text) => read.push(text.to_string()),
                other => is_closed |= other.is_close(),
            }
        }
        (read, is_closed)
    });
    let reading = reading.unwrap();
    let mut client = Client::connected_to(&url, wants_details);
    let sent: Vec<String> = (0..COUNT).map(|number| number.to_string()).collect();
    for number in &sent {
        client.connection.send(text(number)).unwrap();
    }
    client.connection.finish(Duration::from_secs(10));
    assert_eq!(reading.join().unwrap(), (sent, true));
}

fn pings_are_sent_over_the_full_transport_only(wants_details: bool) {
    let server = Server::start();
    let mut client = Client::connected_to(&server.url, wants_details);
    assert_eq!(client.connection.can_ping(), wants_details);
    let pong = Message::Pong(Vec::new());
    assert_eq!(client.connection.send(pong), Err(SendError::ControlFrame));
    let ping = Message::Ping(b"hello".to_vec());
    if !wants_details {
        assert_eq!(client.connection.send(ping), Err(SendError::ControlFrame));
        return;
    }
    let large = Message::Ping(vec![0; MAX_PING_BYTES + 1]);
    assert_eq!(client.connection.send(large), Err(SendError::LargePing));
    client.connection.send(ping.clone()).unwrap();
    assert_eq!(client.next(), Event::Sent(ping.into()));
    let pong = Message::Pong(b"hello".to_vec());
    assert_eq!(client.next(), Event::Received(pong.into()));
}

fn a_server_that_closes_is_told_from_one_that_is_killed(wants_details: bool) {
    let server = Server::start();
    let client = Client::connected_to(&server.url, wants_details);
    server.shut_down();
    assert!(matches!(client.next(), Event::Closed(ClosedBy::Peer(_))));

    let server = Server::start();
    let port = server.port;
    let mut client = Client::connected_to(&server.url, wants_details);
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
fn check_failure(wants_details: bool, url: &str, expected: Cause) {
    let mut client = Client::new(wants_details);
    client.connect(url);
    assert!(matches!(client.next(), Event::Connecting(_)));
    let Event::Failed(failure) = client.next() else {
        panic!("{url} did not fail");
    };
    assert_eq!(failure.cause, expected, "{url}: {}", failure.detail);
    assert_eq!(client.connection.phase(), Phase::Idle);
    assert_eq!(client.pending(), []);
}

fn failures_have_causes(wants_details: bool) {
    let free_port = std::net::TcpListener::bind("127.0.0.1:0")
        .unwrap()
        .local_addr()
        .unwrap();
    check_failure(wants_details, &format!("ws://{free_port}"), Cause::Refused);
    // Too long for a name, so no resolver has to be asked.
    check_failure(
        wants_details,
        &format!("ws://{}.invalid", "x".repeat(64)),
        Cause::UnknownHost,
    );

    let not_found =
        RawServer::answering(|_| b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n".to_vec());
    check_failure(wants_details, &not_found.url(), Cause::HttpStatus(404));
    let plain_http =
        RawServer::answering(|_| b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n".to_vec());
    check_failure(wants_details, &plain_http.url(), Cause::HttpStatus(200));
    let mail = RawServer::answering(|_| b"220 mail.example ESMTP\r\n".to_vec());
    check_failure(wants_details, &mail.url(), Cause::NotWebSocket);
    let mute = RawServer::answering(|_| Vec::new());
    let ended = Cause::Reply(ReplyFault::Incomplete);
    check_failure(wants_details, &mute.url(), ended);
    let wrong_key =
        RawServer::answering(|_| upgraded("Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==", &[]));
    check_failure(wants_details, &wrong_key.url(), Cause::WrongAccept);
    let server = Server::start();
    check_failure(
        wants_details,
        &format!("{}/subprotocol/chat", server.url),
        Cause::Subprotocol,
    );
    check_failure(
        wants_details,
        &mail.url().replace("ws://", "wss://"),
        Cause::NoTls,
    );
}

#[track_caller]
fn check_loss(wants_details: bool, frames: &'static [u8], expected: Cause) {
    let server = RawServer::answering(move |request| upgraded(request, frames));
    let client = Client::connected_to(&server.url(), wants_details);
    let Event::Lost(failure) = client.next() else {
        panic!("{frames:?} broke nothing");
    };
    assert_eq!(failure.cause, expected, "{}", failure.detail);
    assert_eq!(client.pending(), []);
}

fn a_peer_that_breaks_the_rules_has_a_cause(wants_details: bool) {
    check_loss(wants_details, b"", Cause::Dropped);
    // ewebsock does not tell whether a text message was meant.
    let not_text = match wants_details {
        true => Cause::InvalidText,
        false => Cause::InvalidUtf8,
    };
    check_loss(wants_details, b"\x81\x01\xff", not_text);
    let faults: [(&'static [u8], FrameFault); 8] = [
        (b"\xf1\x00", FrameFault::ReservedBits),
        (b"\x81\x80\0\0\0\0", FrameFault::Masked),
        (b"\x83\x00", FrameFault::Opcode(3)),
        (b"\x8f\x00", FrameFault::Opcode(15)),
        (b"\x09\x00", FrameFault::FragmentedControl),
        (b"\x80\x00", FrameFault::NothingToContinue),
        (b"\x01\x00\x81\x00", FrameFault::Unfinished),
        (LONG_PING, FrameFault::LongControl),
    ];
    for (frames, fault) in faults {
        check_loss(wants_details, frames, Cause::Frame(fault));
    }
    if wants_details {
        // tungstenite does not know these rules.
        for (frames, fault) in [
            (&b"\x81\x7e\x00\x01a"[..], FrameFault::LongLength),
            (b"\x88\x7e\x00\x02\x03\xe8", FrameFault::LongLength),
            (b"\x82\x7f\0\0\0\0\0\0\0\x01a", FrameFault::LongLength),
            (b"\x82\x7f\x80\0\0\0\0\0\0\x01", FrameFault::HighLength),
        ] {
            check_loss(wants_details, frames, Cause::Frame(fault));
        }
    }
    check_loss(
        wants_details,
        b"\x82\x7f\x00\x00\x00\x00\x04\x00\x00\x01",
        Cause::MessageTooLarge,
    );
}

/// A ping with one byte too many.
const LONG_PING: &[u8] = &{
    let mut frame = [b'x'; 4 + 126];
    (frame[0], frame[1], frame[2], frame[3]) = (0x89, 126, 0, 126);
    frame
};

/// A close frame with one byte too many.
const LONG_CLOSE: &[u8] = &{
    let mut frame = [b'x'; 4 + 126];
    (frame[0], frame[1], frame[2], frame[3]) = (0x88, 126, 0, 126);
    (frame[4], frame[5]) = (0x03, 0xe8);
    frame
};

fn a_close_frame_and_a_ping_are_told(wants_details: bool) {
    let server =
        RawServer::answering(|request| upgraded(request, b"\x89\x02hi\x81\x03bye\x88\x02\x03\xe8"));
    let client = Client::connected_to(&server.url(), wants_details);
    assert_eq!(
        client.next(),
        Event::Received(Message::Ping(b"hi".to_vec()).into())
    );
    assert_eq!(client.next(), Event::Received(text("bye").into()));
    assert!(matches!(client.next(), Event::Closed(ClosedBy::Peer(_))));
}

fn an_attempt_without_an_answer_is_given_up_and_can_be_cancelled(wants_details: bool) {
    // Accepts TCP through its backlog, and never sends a byte.
    let silent = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("ws://{}", silent.local_addr().unwrap());
    let mut client = Client::new(wants_details);
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
    client.connection.disconnect();
    assert_eq!(client.next(), Event::Closed(ClosedBy::Us(None)));
    assert_eq!(client.pending(), []);
}

fn a_peer_that_does_not_read_cannot_make_the_queue_grow(wants_details: bool) {
    let server = RawServer::stuck();
    let mut client = Client::connected_to(&server.url(), wants_details);
    let message = Message::Binary(vec![0; 4096]);
    let mut sent = 0;
    while client.connection.send(message.clone()).is_ok() {
        sent += 1;
        drop(client.pending());
        assert!(sent < 4 * MAX_PENDING_SENDS, "nothing stops the sender");
    }
    assert_eq!(client.connection.send(message), Err(SendError::Backlogged));
    assert_eq!(client.connection.can_send(), Err(SendError::Backlogged));
    client.connection.disconnect();
}

/// During a flood that never ends ewebsock reads without a pause. What is sent then waits, but a hang-up does not.
fn what_waits_is_bounded_in_bytes_too(wants_details: bool) {
    let server = RawServer::stuck();
    let mut client = Client::connected_to(&server.url(), wants_details);
    let message = Message::Binary(vec![0; 1 << 20]);
    let mut sent = 0;
    while client.connection.send(message.clone()).is_ok() {
        sent += message.payload().len();
        // Beside what waits here: the buffers of the library, of the system and of ewebsock, which holds a thousand messages.
        assert!(sent < 2 * MAX_PENDING_BYTES + (1100 << 20), "no end of it");
        // What is read of the events makes room for more.
        client.pending();
    }
    let refused = client.connection.send(text("x"));
    assert_eq!(refused, Err(SendError::Backlogged));
}

fn a_flood_can_be_disconnected(wants_details: bool) {
    let server = RawServer::flooding();
    let mut client = Client::connected_to(&server.url(), wants_details);
    assert!(matches!(client.next(), Event::Received(_)));
    client.connection.disconnect();
    while client.next() != Event::Closed(ClosedBy::Us(None)) {}
    assert_eq!(client.pending(), []);
}

/// Pings as fast as the pings are taken, and never reads. Returns how much could be written, in bytes.
fn ping_without_reading(listener: &std::net::TcpListener) -> usize {
    let (mut stream, _) = listener.accept().unwrap();
    let mut request = [0; 4096];
    let length = stream.read(&mut request).unwrap();
    let request = String::from_utf8_lossy(&request[..length]);
    stream.write_all(&upgraded(&request, &[])).unwrap();
    let burst = [&b"\x89\x7d"[..], &[b'p'; 125]].concat().repeat(512);
    let mut written = 0;
    while let Ok(more) = stream.write(&burst[written % burst.len()..]) {
        written += more;
    }
    written
}

fn pongs_that_are_not_read_do_not_pile_up(wants_details: bool) {
    /// What may wait of the answers is 16 MiB. Beside it there are the buffers of the system, in both directions.
    const MOST: usize = 64 << 20;
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("ws://{}", listener.local_addr().unwrap());
    let server = std::thread::Builder::new().name("server".to_owned());
    let serving = server.spawn(move || ping_without_reading(&listener));
    let client = Client::connected_to(&url, wants_details);
    let lost = loop {
        match client.next() {
            Event::Received(LentMessage::Ping(_)) | Event::Sent(LentMessage::Ping(_)) => {}
            other => break other,
        }
    };
    let Event::Lost(failure) = lost else {
        panic!("{lost:?}");
    };
    assert_eq!(failure.cause, Cause::UnreadPongs);
    // The socket is let go of although no close was asked for.
    let written = serving.unwrap().join().unwrap();
    assert!(written < MOST, "{written} bytes");
    assert_eq!(client.pending(), []);
}

/// More than may wait.
fn pongs_that_are_read_do_no_harm(wants_details: bool) {
    const PINGS: usize = 150_000;
    /// In so many at once. After each turn the last answers wait for an acknowledgement.
    const TURN: usize = 5_000;
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("ws://{}", listener.local_addr().unwrap());
    let server = std::thread::Builder::new().name("server".to_owned());
    let serving = server.spawn(move || {
        let (stream, _) = listener.accept().unwrap();
        let mut socket = tungstenite::accept(stream).unwrap();
        let mut answered = 0;
        for number in 0..PINGS {
            let ping = tungstenite::Message::Ping(vec![b'p'; 125].into());
            socket.send(ping).unwrap();
            // In its turn, so that neither side waits for the other.
            if (number + 1) % TURN == 0 {
                while answered <= number {
                    answered += usize::from(socket.read().unwrap().is_pong());
                }
            }
        }
        socket.close(None).unwrap();
        while socket.read().is_ok() {}
    });
    let client = Client::connected_to(&url, wants_details);
    let ending = loop {
        match client.next() {
            Event::Received(_) | Event::Sent(_) => {}
            other => break other,
        }
    };
    assert!(
        matches!(ending, Event::Closed(ClosedBy::Peer(_))),
        "{ending:?}"
    );
    serving.unwrap().join().unwrap();
}
