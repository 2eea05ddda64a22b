//! An open connection: limits, silence, and frames.

use std::time::Duration;

use connection::{Cause, Event, Failure, Message, Options, Step};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};

use super::opened;
use crate::support::{Client, RawServer, Server, upgraded};

#[test]
fn a_message_over_the_chosen_limit_is_refused() {
    let server = Server::start();
    let options = Options {
        max_message_bytes: 1000,
        ..Options::default()
    };
    let (mut client, _) = opened(&server.url, options.clone());
    let fits = Message::Binary(vec![1; 1000]);
    client.connection.send(fits.clone()).unwrap();
    assert_eq!(client.next(), Event::Sent(fits.clone().into()));
    assert_eq!(client.next(), Event::Received(fits.into()));
    client
        .connection
        .send(Message::Binary(vec![1; 1001]))
        .unwrap();
    assert!(matches!(client.next(), Event::Sent(_)));
    check_lost(&client, Cause::MessageTooLarge);

    // In frames of which each would fit.
    let url = format!("{}/fragment/600/echo", server.url);
    let (mut client, _) = opened(&url, options);
    client
        .connection
        .send(Message::Binary(vec![1; 1001]))
        .unwrap();
    assert!(matches!(client.next(), Event::Sent(_)));
    check_lost(&client, Cause::MessageTooLarge);
}

#[track_caller]
fn check_lost(client: &Client, expected: Cause) {
    let Event::Lost(Failure { cause, detail }) = client.next() else {
        panic!("it was not lost");
    };
    assert_eq!(cause, expected, "{detail}");
    assert_eq!(client.pending(), []);
}

fn minding(silence: Duration) -> Options {
    Options {
        keep_alive: Some(silence),
        ..Options::default()
    }
}

#[test]
fn a_peer_that_answers_nothing_is_given_up() {
    let server = Server::start();
    let url = format!("{}/silent", server.url);
    let (client, _) = opened(&url, minding(Duration::from_millis(100)));
    let ping = Event::Sent(Message::Ping(Vec::new()).into());
    // More than one, if the machine is so slow that it seems to sleep.
    let mut pings = 0;
    let last = loop {
        match client.next() {
            event if event == ping => pings += 1,
            other => break other,
        }
    };
    assert!(pings > 0);
    assert!(
        matches!(
            &last,
            Event::Lost(Failure {
                cause: Cause::NoPong,
                ..
            })
        ),
        "{last:?}"
    );
    assert_eq!(client.pending(), []);
}

#[test]
fn a_peer_that_answers_pings_is_not() {
    let server = Server::start();
    let (client, _) = opened(&server.url, minding(Duration::from_secs(1)));
    let (ping, pong) = (Message::Ping(Vec::new()), Message::Pong(Vec::new()));
    for _ in 0..2 {
        assert_eq!(client.next(), Event::Sent(ping.clone().into()));
        assert_eq!(client.next(), Event::Received(pong.clone().into()));
    }
}

#[test]
fn the_frames_of_a_message_are_counted() {
    let server = Server::start();
    let url = format!("{}/fragment/3/echo", server.url);
    let (mut client, _) = opened(&url, Options::default());
    for (text, count) in [("1234567", Some(3)), ("12", None), ("1234", Some(2))] {
        let message = Message::Text(text.to_owned());
        client.connection.send(message.clone()).unwrap();
        assert_eq!(client.next_or_step(), Event::Sent(message.clone().into()));
        assert_eq!(client.next_or_step(), Event::Received(message.into()));
        if let Some(count) = count {
            let told = Event::Step(Step::Fragments { count });
            assert_eq!(client.next_or_step(), told);
        }
    }
}

/// A message that is cut off is told with its size, before the end.
#[test]
fn a_connection_that_ends_within_a_message_says_so() {
    #[track_caller]
    fn check(frames: &'static [u8], expected: Option<(u32, u64)>) {
        let server = RawServer::answering(move |request| upgraded(request, frames));
        let (client, _) = opened(&server.url(), Options::default());
        let mut told = None;
        loop {
            match client.next_or_step() {
                Event::Step(Step::Unfinished { frames, bytes }) => told = Some((frames, bytes)),
                Event::Closed(_) | Event::Lost(_) => break,
                _ => {}
            }
        }
        assert_eq!(told, expected, "{frames:x?}");
    }
    check(b"\x81\x01a\x88\x02\x03\xe8", None);
    check(b"\x81\x01a", None);
    check(b"\x01\x03abc\x88\x02\x03\xe8", Some((1, 3)));
    check(b"\x01\x03abc\x89\x00\x00\x02de", Some((2, 5)));
    check(b"\x82\x7e\x01\x00abc", Some((1, 3)));
    // What broke a rule is told, and nothing beside it.
    check(b"\x01\x03abc\x81\x01d", None);
}

#[test]
fn frames_that_come_with_the_reply_are_counted_too() {
    // One message in three frames with a ping between them, one in a single frame, one in two.
    const FRAMES: &[u8] = b"\x01\x01a\x89\x00\x00\x01b\x80\x01c\x81\x01d\x02\x00\x80\x01e\x88\x00";
    let server = RawServer::answering(|request| upgraded(request, FRAMES));
    let (client, _) = opened(&server.url(), Options::default());
    let received = |text: &str| Event::Received(Message::Text(text.to_owned()).into());
    let counted = |count| Event::Step(Step::Fragments { count });
    assert_eq!(
        client.next_or_step(),
        Event::Received(Message::Ping(Vec::new()).into())
    );
    assert_eq!(client.next_or_step(), received("abc"));
    assert_eq!(client.next_or_step(), counted(3));
    assert_eq!(client.next_or_step(), received("d"));
    let e = Message::Binary(b"e".to_vec());
    assert_eq!(client.next_or_step(), Event::Received(e.into()));
    assert_eq!(client.next_or_step(), counted(2));
    assert!(matches!(client.next_or_step(), Event::Closed(_)));
}

/// RFC 6455, sections 7.1.7 and 7.4.1.
#[test]
fn a_peer_that_breaks_a_rule_is_told_which_kind() {
    #[track_caller]
    fn check(frames: &'static [u8], code: u16) {
        let (told, read) = std::sync::mpsc::sync_channel(1);
        let server = RawServer::serving(move |mut stream, request| {
            let told = told.clone();
            async move {
                stream.write_all(&upgraded(&request, frames)).await.unwrap();
                // More than the client reads at once: what is left unread must not reset the connection.
                stream.write_all(&[0; 1 << 16]).await.unwrap();
                let mut sent = Vec::new();
                stream.read_to_end(&mut sent).await.unwrap();
                told.send(sent).unwrap();
            }
        });
        let (client, _) = opened(&server.url(), Options::default());
        assert!(matches!(client.next(), Event::Lost(_)), "{frames:?}");
        let sent = read.recv_timeout(Duration::from_secs(10)).unwrap();
        let (head, size) = wire::FrameHead::parse(&sent).unwrap();
        assert_eq!(head.opcode, wire::Opcode::Close, "{frames:?}");
        let mut payload = sent[size..].to_vec();
        wire::apply_mask(&mut payload, head.mask.unwrap());
        assert_eq!(payload, code.to_be_bytes(), "{frames:?}");
    }
    check(b"\xc1\x01a", 1002);
    check(b"\x83\x00", 1002);
    check(b"\x81\x81\0\0\0\0a", 1002);
    check(b"\x80\x00", 1002);
    check(b"\x81\x7e\x00\x01a", 1002);
    check(b"\x81\x01\xff", 1007);
    check(b"\x82\x7f\x00\x00\x00\x00\x04\x00\x00\x01", 1009);
}

/// zlib cannot compress with a window of 8 bits. Messages go out as they are then, which is always allowed (RFC 7692,
/// section 6); what comes in is compressed all the same.
#[test]
fn a_client_that_is_told_a_window_of_eight_bits_sends_messages_as_they_are() {
    // As in section 7.2.3.1: "Hello".
    const HELLO: &[u8] = b"\xc1\x07\xf2\x48\xcd\xc9\xc9\x07\x00";
    let server = RawServer::serving(|mut stream, request| async move {
        let answer = String::from_utf8(upgraded(&request, b"")).unwrap();
        let answer = answer.replace(
            "\r\n\r\n",
            "\r\nSec-WebSocket-Extensions: permessage-deflate; client_max_window_bits=8\r\n\r\n",
        );
        stream.write_all(answer.as_bytes()).await.unwrap();
        let mut head = [0; 2];
        stream.read_exact(&mut head).await.unwrap();
        // A text of a hundred bytes in one masked frame, without the bit of compression.
        assert_eq!(head, [0x81, 0x80 | 100]);
        stream.write_all(HELLO).await.unwrap();
        std::future::pending::<()>().await;
    });
    let (mut client, steps) = opened(&server.url(), Options::default());
    let told = steps.iter().find_map(|step| match step {
        Step::Compression { agreed } => Some(agreed.client_max_window_bits),
        _ => None,
    });
    assert_eq!(told, Some(8));
    let message = Message::Text("a".repeat(100));
    client.connection.send(message.clone()).unwrap();
    assert_eq!(client.next(), Event::Sent(message.into()));
    let hello = Message::Text("Hello".to_owned());
    assert_eq!(client.next(), Event::Received(hello.into()));
}
