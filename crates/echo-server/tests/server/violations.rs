//! A client that breaks a rule of RFC 6455 gets a close frame that names it, with the codes of section 7.4.1.

use echo_server::Config;

use crate::harness::Server;
use crate::raw::{BINARY, PING, RawClient, TEXT, frame};

/// Sends bytes after the handshake, and expects the connection to be closed with a code.
async fn check(server: &Server, bytes: &[u8], code: u16) {
    let mut client = RawClient::connect(server).await;
    client.send(bytes).await;
    client.expect_close(code).await;
}

#[tokio::test]
async fn a_message_over_the_limit_is_too_big() {
    let server = Server::start_with(Config {
        max_message_size: 1000,
        ..Config::default()
    })
    .await;
    check(&server, &frame(BINARY, &[0; 1001]), 1009).await;
    check(&server, &frame(TEXT, &[b'a'; 100_000]), 1009).await;
    // Each frame is within the limit, the message is not.
    let fragments = [frame(0x02, &[0; 600]), frame(0x80, &[0; 600])].concat();
    check(&server, &fragments, 1009).await;

    let mut client = server.connect().await;
    client.expect_echo(vec![0; 1000].into()).await;
}

#[tokio::test]
async fn text_that_is_not_utf8_is_invalid() {
    let server = Server::start().await;
    check(&server, &frame(TEXT, b"caf\xe9"), 1007).await;
    check(&server, &frame(TEXT, b"\xed\xa0\x80"), 1007).await;
    let cut_short = [frame(0x01, b"\xe7\x82"), frame(0x80, b"")].concat();
    check(&server, &cut_short, 1007).await;
}

#[tokio::test]
async fn a_malformed_frame_is_a_protocol_error() {
    let server = Server::start().await;
    for reserved_bit in [0x40, 0x20, 0x10] {
        check(&server, &frame(TEXT | reserved_bit, b"a"), 1002).await;
    }
    check(&server, &frame(0x83, b"reserved opcode"), 1002).await;
    check(&server, &frame(0x80, b"continues nothing"), 1002).await;
    check(&server, &frame(PING, &[0; 126]), 1002).await;
    check(
        &server,
        &frame(PING & 0x7f, b"a control frame in fragments"),
        1002,
    )
    .await;
    check(&server, b"\x81\x01a", 1002).await;
}

#[tokio::test]
async fn the_verdict_arrives_although_the_client_keeps_sending() {
    let server = Server::start().await;
    let bytes = [frame(TEXT | 0x40, b"a"), frame(BINARY, &[0; 1 << 20])].concat();
    check(&server, &bytes, 1002).await;
}
