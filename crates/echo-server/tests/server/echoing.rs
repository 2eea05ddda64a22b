//! Every message comes back, unchanged and in order.

use futures_util::{SinkExt, StreamExt};
use tokio_tungstenite::tungstenite::Message;

use crate::harness::{Server, soon};
use crate::raw::{BINARY, PING, RawClient, frame};

#[tokio::test]
async fn messages_of_every_kind_come_back() {
    let server = Server::start().await;
    let mut client = server.connect().await;
    for message in [
        Message::text("hello"),
        Message::text(""),
        Message::binary(vec![]),
        Message::binary((0..=255).collect::<Vec<u8>>()),
        Message::text("\u{0}\u{feff}\u{10ffff}\r\n"),
        Message::text("点击请求 🦀 ".repeat(100 * 1024 / 18)),
        Message::text("x".repeat(1 << 20)),
        Message::binary(vec![7; (1 << 20) + 1]),
    ] {
        client.expect_echo(message).await;
    }
}

#[tokio::test]
async fn a_message_in_fragments_comes_back_whole() {
    let server = Server::start().await;
    let mut client = RawClient::connect(&server).await;
    // The two bytes of the character are in different frames.
    client.send(&frame(0x01, b"\xc3")).await;
    client.send(&frame(0x80, b"\xa9")).await;
    assert_eq!(client.receive().await, (0x81, "é".as_bytes().to_vec()));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_largest_message_comes_back() {
    let server = Server::start().await;
    let mut client = server.connect().await;
    let payload: Vec<u8> = (0..64 << 20)
        .map(|index: u32| (index >> 12) as u8)
        .collect();
    client.expect_echo(Message::binary(payload)).await;

    // Characters of three bytes lie across the frames that it comes back in.
    let mut text = "字".repeat((64 << 20) / 3);
    text.push('!');
    client.expect_echo(Message::text(text)).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn pipelined_messages_come_back_in_order() {
    const COUNT: usize = 10_000;
    let server = Server::start().await;
    let (mut sink, mut stream) = server.connect().await.socket.split();
    let sending = async {
        for number in 0..COUNT {
            sink.feed(Message::text(number.to_string()))
                .await
                .expect("the message is taken");
        }
        sink.flush().await.expect("the messages are sent");
    };
    let receiving = async {
        for number in 0..COUNT {
            let message = stream
                .next()
                .await
                .expect("a message")
                .expect("a sound message");
            assert_eq!(message, Message::text(number.to_string()));
        }
    };
    soon(async { tokio::join!(sending, receiving) }).await;
}

#[tokio::test]
async fn a_ping_is_answered_with_its_payload() {
    let server = Server::start().await;
    let mut client = server.connect().await;
    for payload in [&b""[..], b"still there?", &[0xff; 125]] {
        client.send(Message::Ping(payload.to_vec().into())).await;
        assert_eq!(
            client.receive().await,
            Message::Pong(payload.to_vec().into())
        );
    }
    // A pong that was not asked for is ignored (RFC 6455, section 5.5.3).
    client.send(Message::Pong("unasked".into())).await;
    client.expect_echo(Message::text("and on")).await;
}

#[tokio::test]
async fn a_ping_in_the_midst_of_a_burst_is_answered_in_its_place() {
    let server = Server::start().await;
    let mut client = RawClient::connect(&server).await;
    let mut burst = frame(BINARY, b"before").repeat(50);
    burst.extend(frame(PING, b"now"));
    burst.extend(frame(BINARY, b"after").repeat(50));
    client.send(&burst).await;
    for _ in 0..50 {
        assert_eq!(client.receive().await, (BINARY, b"before".to_vec()));
    }
    assert_eq!(client.receive().await, (0x8a, b"now".to_vec()));
    for _ in 0..50 {
        assert_eq!(client.receive().await, (BINARY, b"after".to_vec()));
    }
}
