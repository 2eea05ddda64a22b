//! A client that breaks a rule of RFC 6455 gets a close frame that names it, with the codes of section 7.4.1.

use std::time::Duration;

use echo_server::Config;
use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _};
use tokio::time::{sleep, timeout};
use wire::{Expected, FrameHead, Opcode, PRESETS, Preset};

use crate::harness::{Server, soon};
use crate::raw::{BINARY, PING, RawClient, TEXT, frame, read_head, write};

/// So long nothing comes of what is waited for.
const SILENCE: Duration = Duration::from_millis(100);

/// Ways through the server to an echo, and whether compression is agreed on there: what is below the WebSocket differs.
const WAYS: [(&str, bool); 6] = [
    ("/", false),
    ("/delay/1ms/echo", false),
    ("/drip/1MBps/echo", false),
    ("/deflate", true),
    ("/delay/1ms/deflate/echo", true),
    ("/drip/1MBps/deflate/echo", true),
];

trait Socket: AsyncRead + AsyncWrite + Unpin {}

impl<S: AsyncRead + AsyncWrite + Unpin> Socket for S {}

/// Does the opening handshake, with an offer of compression.
async fn open(stream: &mut dyn Socket, path: &str, is_compressed: bool) {
    let request = format!(
        "GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\
         Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\
         Sec-WebSocket-Extensions: permessage-deflate\r\n\r\n"
    );
    let mut stream = stream;
    write(&mut stream, request.as_bytes()).await;
    let head = read_head(&mut stream).await;
    assert!(head.starts_with("HTTP/1.1 101 "), "{head}");
    assert_eq!(head.contains("permessage-deflate"), is_compressed, "{path}");
}

/// The opcode and the payload of the next frame.
async fn receive(stream: &mut dyn Socket) -> (Opcode, Vec<u8>) {
    let mut bytes = Vec::new();
    loop {
        if let Some((head, size)) = FrameHead::parse(&bytes)
            && bytes.len() as u64 >= size as u64 + head.length
        {
            return (head.opcode, bytes.split_off(size));
        }
        bytes.push(soon(stream.read_u8()).await.expect("a frame"));
    }
}

/// What the server did about a preset. One may be two frames, of which the first is sound.
async fn answer(stream: &mut dyn Socket, preset: Preset) -> Expected {
    if preset.expected(false) == Expected::Waits {
        let came = timeout(SILENCE, stream.read_u8()).await;
        assert!(came.is_err(), "{preset:?}: {came:?}");
        return Expected::Waits;
    }
    loop {
        match receive(stream).await {
            (Opcode::Close, payload) => {
                let code = payload.first_chunk().expect("a code");
                return Expected::Closes(u16::from_be_bytes(*code));
            }
            (Opcode::Text, _) if preset == Preset::Sound => return Expected::Accepts,
            (Opcode::Text, _) if preset == Preset::DeclaredShorter => {}
            other => panic!("{preset:?}: {other:?}"),
        }
    }
}

/// All presets at once, each over a socket of its own.
async fn check_presets<S: Socket>(way: (&str, bool), connect: impl AsyncFn() -> S) {
    let (path, is_compressed) = way;
    let mut faults = Vec::new();
    for preset in PRESETS {
        let mut stream = connect().await;
        open(&mut stream, path, is_compressed).await;
        let frames = preset.before().into_iter().chain([preset.frame()]);
        let bytes: Vec<u8> = frames.flat_map(|frame| frame.encode([7; 4])).collect();
        soon(stream.write_all(&bytes)).await.expect("taken");
        soon(stream.flush()).await.expect("taken");
        let answer = answer(&mut stream, preset).await;
        let expected = match preset.expected(is_compressed) {
            // This one has limits, and says so.
            Expected::MayClose(code) => Expected::Closes(code),
            required => required,
        };
        if answer != expected {
            faults.push((preset, expected, answer));
        }
    }
    assert!(faults.is_empty(), "{path}: {faults:#?}");
}

#[tokio::test]
async fn each_preset_is_answered_as_the_standard_says_whatever_the_way() {
    let server = Server::start().await;
    for way in WAYS {
        check_presets(way, async || server.connect_tcp().await).await;
    }
}

#[cfg(feature = "tls")]
#[tokio::test]
async fn each_preset_is_answered_so_over_tls() {
    let secured = crate::tls::Secured::start(Config::default()).await;
    for way in [("/", false), ("/deflate", true)] {
        check_presets(way, async || secured.tls("localhost").await).await;
    }
}

/// The rest of the frame does not come: the verdict cannot wait for it (RFC 6455, section 8.1).
#[tokio::test]
async fn text_is_refused_at_its_first_byte_that_is_not_utf8() {
    let server = Server::start().await;
    let pieces = |text: &[&'static [u8]]| text.to_vec();
    let valid = "κόσμε".as_bytes();
    for (path, is_compressed) in WAYS {
        for (is_fragment, length, pieces) in [
            (false, 100, pieces(&[valid, b"\xf4\x90"])),
            (false, 100, pieces(&[valid, b"\xf4", b"\x90"])),
            // A character is cut, and the next byte does not belong to it.
            (false, 100, pieces(&[b"\xe7", b"\xbd", b"a"])),
            (false, 100, pieces(&[b"", b"a", b"\xff"])),
            (false, 60_000, pieces(&[valid, b"\xed\xa0"])),
            (false, 70_000, pieces(&[valid, b"\xed\xa0"])),
            (true, 100, pieces(&[valid, b"\xc0"])),
            (true, 70_000, pieces(&[b"", b"\xc0"])),
        ] {
            let mut stream = server.connect_tcp().await;
            open(&mut stream, path, is_compressed).await;
            let mut head = FrameHead {
                mask: Some([0; 4]),
                ..FrameHead::whole(Opcode::Text, length)
            };
            if is_fragment {
                // The character that it ends with is continued by the next frame.
                write(&mut stream, &frame(0x01, b"a\xf4")).await;
                head.opcode = Opcode::Continuation;
                write(&mut stream, &[&head.encode()[..], b"\x80\x80\x80"].concat()).await;
            } else {
                write(&mut stream, &head.encode()).await;
            }
            let (last, before) = pieces.split_last().expect("some pieces");
            for piece in before {
                write(&mut stream, piece).await;
                sleep(Duration::from_millis(5)).await;
            }
            let early = timeout(SILENCE / 10, stream.read_u8()).await;
            assert!(early.is_err(), "{path} {pieces:x?}: {early:?}");
            write(&mut stream, last).await;
            let (opcode, payload) = receive(&mut stream).await;
            let told = (opcode, payload.first_chunk().copied());
            let invalid = Some(1007_u16.to_be_bytes());
            assert_eq!(told, (Opcode::Close, invalid), "{path} {pieces:x?}");
        }
    }
}

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
