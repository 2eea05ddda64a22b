use std::future::Future;

use futures_util::{SinkExt as _, StreamExt as _};
use proptest::prelude::*;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _, DuplexStream, duplex};
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::error::{CapacityError, ProtocolError};
use tokio_tungstenite::tungstenite::protocol::{self, WebSocketConfig};
use tokio_tungstenite::tungstenite::{Error, Message};

mod bounds;
mod injected;
mod silence;

use super::*;
use crate::{FrameHead, Opcode, frame};

const KEY: [u8; 4] = [0x37, 0xfa, 0x21, 0x3d];

const MAX_MESSAGE_SIZE: usize = 1 << 20;

fn block_on<F: Future>(future: F) -> F::Output {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_time()
        .build()
        .expect("a runtime starts");
    runtime.block_on(future)
}

fn config(role: Role, compression: Option<Parameters>) -> StreamConfig {
    StreamConfig {
        role,
        compression,
        max_frame_size: MAX_MESSAGE_SIZE,
    }
}

/// A WebSocket of tungstenite over a stream with these parameters.
async fn socket(
    stream: DuplexStream,
    role: Role,
    compression: Option<Parameters>,
) -> WebSocketStream<FrameStream<DuplexStream>> {
    let stream = FrameStream::new(stream, Vec::new(), &config(role, compression));
    let limits = WebSocketConfig::default()
        .max_message_size(Some(MAX_MESSAGE_SIZE))
        .max_frame_size(Some(MAX_MESSAGE_SIZE));
    let role = match role {
        Role::Client => protocol::Role::Client,
        Role::Server => protocol::Role::Server,
    };
    WebSocketStream::from_raw_socket(stream, role, Some(limits)).await
}

fn parameters() -> impl Strategy<Value = Parameters> {
    let window = 9..=15_u8;
    (any::<[bool; 2]>(), window.clone(), window).prop_map(|(no_context, server, client)| {
        Parameters {
            server_no_context_takeover: no_context[0],
            client_no_context_takeover: no_context[1],
            server_max_window_bits: server,
            client_max_window_bits: client,
        }
    })
}

fn message() -> impl Strategy<Value = Message> {
    let text = prop_oneof![
        4 => "\\PC{0,200}",
        1 => (0..100_000_usize).prop_map(|length| "网络".repeat(length / 6)),
    ];
    let bytes = prop_oneof![
        prop::collection::vec(any::<u8>(), 0..2_000),
        (any::<u32>(), 0..100_000_usize).prop_map(|(seed, length)| noise(seed, length)),
    ];
    prop_oneof![
        4 => text.prop_map(Message::text),
        4 => bytes.prop_map(Message::binary),
        1 => prop::collection::vec(any::<u8>(), 0..=125).prop_map(|payload| Message::Ping(payload.into())),
    ]
}

/// Bytes that do not compress.
fn noise(mut state: u32, length: usize) -> Vec<u8> {
    let next = || {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (state >> 24) as u8
    };
    std::iter::repeat_with(next).take(length).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(50))]

    /// Both roles of tungstenite, in both directions, over a pipe that is sometimes very narrow.
    #[test]
    fn messages_arrive_as_they_were_sent(
        messages in prop::collection::vec(message(), 1..8),
        compression in prop::option::of(parameters()),
        pipe in prop_oneof![50..1_000_usize, Just(100_000)],
    ) {
        block_on(async {
            let (near, far) = duplex(pipe);
            let mut client = socket(near, Role::Client, compression).await;
            let mut server = socket(far, Role::Server, compression).await;
            let echo = async move {
                while let Some(Ok(message)) = server.next().await {
                    let is_data = message.is_text() || message.is_binary();
                    if is_data && server.send(message).await.is_err() {
                        break;
                    }
                }
            };
            let exchange = async {
                let mut echoed = Vec::new();
                for message in &messages {
                    client.send(message.clone()).await.expect("it can be sent");
                    let answer = client.next().await;
                    let answer = answer.expect("an answer comes").expect("it can be read");
                    echoed.push(match answer {
                        Message::Pong(payload) => Message::Ping(payload),
                        other => other,
                    });
                }
                client.close(None).await.expect("it can be closed");
                while client.next().await.is_some() {}
                echoed
            };
            let ((), echoed) = tokio::join!(echo, exchange);
            assert!(echoed == messages);
        });
    }

    /// What a client writes in fragments, with control frames between them.
    #[test]
    fn fragments_are_one_message(
        parts in prop::collection::vec(prop::collection::vec(0..4_u8, 0..3_000), 1..5),
        compression in prop::option::of(parameters()),
        cut in 1..50_usize,
    ) {
        block_on(async {
            let (near, far) = duplex(1 << 20);
            let mut client = FrameStream::new(near, Vec::new(), &config(Role::Client, compression));
            let mut server = socket(far, Role::Server, compression).await;
            let mut sent = Vec::new();
            for (index, part) in parts.iter().enumerate() {
                let opcode = if index == 0 { Opcode::Binary } else { Opcode::Continuation };
                let head = FrameHead {
                    is_final: index + 1 == parts.len(),
                    mask: Some(KEY),
                    ..FrameHead::whole(opcode, part.len() as u64)
                };
                sent.extend(frame(&head, part));
                let ping = FrameHead { mask: Some(KEY), ..FrameHead::whole(Opcode::Ping, 1) };
                sent.extend(frame(&ping, b"?"));
            }
            for piece in sent.chunks(cut) {
                client.write_all(piece).await.expect("it can be written");
            }
            // It stays there to take the pongs.
            client.shutdown().await.expect("it can be ended");
            let mut read = Vec::new();
            while let Some(Ok(message)) = server.next().await {
                read.push(message);
            }
            read.retain(Message::is_binary);
            assert!(read == [Message::binary(parts.concat())]);
        });
    }

    #[test]
    fn bytes_that_are_no_frames_do_no_harm(
        bytes in prop::collection::vec(any::<u8>(), 0..300),
        role in prop_oneof![Just(Role::Client), Just(Role::Server)],
        compression in prop::option::of(parameters()),
    ) {
        block_on(async {
            let (mut near, far) = duplex(1 << 20);
            let mut stream = FrameStream::new(far, Vec::new(), &config(role, compression));
            near.write_all(&bytes).await.expect("it can be written");
            drop(near);
            let mut read = Vec::new();
            // Whatever comes of it.
            stream.read_to_end(&mut read).await.ok();
            let mut output = Vec::new();
            Outbound::new(Deflater::new(15, true)).write(&bytes, &mut output).expect("zlib compresses");
        });
    }
}

/// What tungstenite says to these bytes.
fn error_of(role: Role, compression: Option<Parameters>, bytes: &[u8]) -> Error {
    block_on(async {
        let (mut near, far) = duplex(1 << 20);
        let mut socket = socket(far, role, compression).await;
        near.write_all(bytes).await.expect("it can be written");
        loop {
            match socket.next().await.expect("something is said") {
                Ok(_) => {}
                Err(error) => return error,
            }
        }
    })
}

#[test]
fn a_frame_that_breaks_a_rule_is_refused_as_soon_as_its_head_is_there() {
    use ProtocolError as Fault;
    let agreed = Some(Parameters::default());
    let announced = [0x7f, 0, 0, 0, 0, 0, 1, 0, 0];
    let masked = |first: u8, length: &[u8]| {
        let mut bytes = vec![first];
        bytes.extend_from_slice(length);
        bytes[1] |= 0x80;
        bytes.extend_from_slice(&KEY);
        bytes
    };
    for (role, compression, bytes, expected) in [
        // RSV1 without compression; in the second fragment; of a control frame; and another bit.
        (
            Role::Client,
            None,
            vec![0xc1, 5],
            Fault::NonZeroReservedBits,
        ),
        (
            Role::Client,
            agreed,
            vec![0x41, 1, 0, 0xc0, 5],
            Fault::NonZeroReservedBits,
        ),
        (
            Role::Client,
            agreed,
            vec![0xc9, 5],
            Fault::NonZeroReservedBits,
        ),
        (
            Role::Client,
            agreed,
            vec![0xa1, 5],
            Fault::NonZeroReservedBits,
        ),
        (
            Role::Server,
            agreed,
            masked(0xe1, &announced),
            Fault::NonZeroReservedBits,
        ),
        (Role::Client, None, vec![0x83, 5], Fault::InvalidOpcode(3)),
        (Role::Client, None, vec![0x8b, 5], Fault::InvalidOpcode(11)),
        (
            Role::Client,
            None,
            masked(0x81, &announced),
            Fault::MaskedFrameFromServer,
        ),
        (
            Role::Server,
            agreed,
            [&[0x81][..], &announced].concat(),
            Fault::UnmaskedFrameFromClient,
        ),
        (
            Role::Client,
            None,
            vec![0x09, 5],
            Fault::FragmentedControlFrame,
        ),
        (
            Role::Client,
            None,
            vec![0x89, 126, 1, 0],
            Fault::ControlFrameTooBig,
        ),
        (
            Role::Server,
            None,
            masked(0x88, &announced),
            Fault::ControlFrameTooBig,
        ),
        (
            Role::Client,
            None,
            vec![0x80, 5],
            Fault::UnexpectedContinueFrame,
        ),
        (
            Role::Client,
            agreed,
            vec![0x41, 1, 0, 0xc1, 5],
            Fault::ExpectedFragment(protocol::frame::coding::Data::Text),
        ),
    ] {
        let error = error_of(role, compression, &bytes);
        let Error::Protocol(fault) = error else {
            panic!("{bytes:x?}: {error}");
        };
        assert_eq!(fault, expected, "{bytes:x?}");
    }
}

#[test]
fn a_message_before_a_fault_arrives_though_both_come_at_once() {
    let agreed = Some(Parameters::default());
    for fault in [&[0xc1, 3, 0xff, 0xff, 0xff][..], &[0x82, 126, 0, 5]] {
        block_on(async {
            let (mut near, far) = duplex(1 << 20);
            let mut socket = socket(far, Role::Client, agreed).await;
            let bytes = [b"\x81\x02hi", fault].concat();
            near.write_all(&bytes).await.expect("it can be written");
            let first = socket.next().await.expect("something is said");
            assert_eq!(first.expect("it is sound"), Message::text("hi"));
            let second = socket.next().await.expect("something is said");
            assert!(matches!(second, Err(Error::Io(_))), "{fault:x?}");
        });
    }
}

#[test]
fn what_tungstenite_would_take_is_refused_here() {
    use crate::FrameFault;
    let agreed = Some(Parameters::default());
    for (bytes, expected) in [
        (&[0xc1, 3, 0xff, 0xff, 0xff][..], InboundFault::Inflate),
        (
            &[0x82, 126, 0, 5],
            InboundFault::Frame(FrameFault::LongLength),
        ),
        (
            &[0x82, 127, 0x80, 0, 0, 0, 0, 0, 0, 1],
            InboundFault::Frame(FrameFault::HighLength),
        ),
    ] {
        let error = error_of(Role::Client, agreed, bytes);
        let Error::Io(error) = error else {
            panic!("{bytes:x?}: {error}");
        };
        let fault = error.get_ref().and_then(|fault| fault.downcast_ref());
        assert_eq!(fault, Some(&expected), "{bytes:x?}");
    }
}

/// Its first byte that is not UTF-8 is enough, though the frame has not come in full.
#[test]
fn a_text_is_looked_into_as_it_comes_in() {
    for bytes in [&b"\x81\x7e\x10\x00a\xff"[..], b"\x01\x01a\x80\x20\xf4\x90"] {
        let error = error_of(Role::Client, None, bytes);
        assert!(matches!(error, Error::Utf8(_)), "{bytes:x?}: {error}");
    }
}

/// What has been announced only costs nothing: each piece is as large as what has come in.
#[test]
fn a_large_frame_is_handed_on_as_it_comes_in() {
    for (is_from_client, key) in [(false, None), (true, Some(KEY))] {
        let payload = noise(1, 200_000);
        let head = FrameHead {
            mask: key,
            ..FrameHead::whole(Opcode::Binary, payload.len() as u64)
        };
        let mut inbound = Inbound::new(is_from_client, None, u64::MAX);
        let (mut message, mut opcodes) = (Vec::new(), Vec::new());
        for bytes in frame(&head, &payload).chunks(70_001) {
            let mut rest = bytes;
            while !rest.is_empty() {
                let mut output = Vec::new();
                let read = inbound.read(rest, &mut output).expect("it is sound");
                rest = &rest[read..];
                let mut frames = output.as_slice();
                while let Some((head, size)) = FrameHead::parse(frames) {
                    let (piece, after) = frames[size..].split_at(head.length as usize);
                    let mut piece = piece.to_vec();
                    assert_eq!(head.mask.is_some(), is_from_client);
                    crate::apply_mask(&mut piece, head.mask.unwrap_or_default());
                    message.extend(piece);
                    opcodes.push((head.opcode, head.is_final));
                    frames = after;
                }
            }
        }
        assert_eq!(message, payload);
        let first = (Opcode::Binary, false);
        let last = (Opcode::Continuation, true);
        assert_eq!(
            (opcodes.first(), opcodes.last()),
            (Some(&first), Some(&last))
        );
        assert!(opcodes.len() <= 6, "{opcodes:?}");
    }
}

/// A window that zlib cannot compress with: messages go out as they are, which is always allowed.
#[test]
fn with_a_window_of_eight_bits_nothing_is_compressed() {
    let compression = Parameters {
        client_max_window_bits: 8,
        ..Parameters::default()
    };
    block_on(async {
        let (near, mut far) = duplex(1 << 20);
        let mut client = socket(near, Role::Client, Some(compression)).await;
        client
            .send(Message::text("a".repeat(100)))
            .await
            .expect("it can be sent");
        let mut head = [0; 2];
        far.read_exact(&mut head).await.expect("it arrives");
        assert_eq!(head, [0x81, 0x80 | 100]);
    });
}

/// Each fragment of a large message has a key of its own.
#[test]
fn a_large_message_goes_out_in_fragments() {
    let payload = noise(2, 200_000);
    let head = FrameHead {
        mask: Some(KEY),
        ..FrameHead::whole(Opcode::Binary, payload.len() as u64)
    };
    let mut output = Vec::new();
    Outbound::new(Deflater::new(15, true))
        .write(&frame(&head, &payload), &mut output)
        .expect("zlib compresses");
    let (mut rest, mut heads) = (output.as_slice(), Vec::new());
    while let Some((head, size)) = FrameHead::parse(rest) {
        assert!(head.length <= 64 * 1024);
        rest = &rest[size + head.length as usize..];
        heads.push(head);
    }
    let keys: std::collections::HashSet<_> = heads.iter().map(|head| head.mask).collect();
    assert_eq!(keys.len(), heads.len());
    let marks: Vec<_> = heads
        .iter()
        .map(|head| (head.opcode, head.reserved, head.is_final))
        .collect();
    let between = (Opcode::Continuation, 0, false);
    let expected = [
        (Opcode::Binary, 0b100, false),
        between,
        between,
        (Opcode::Continuation, 0, true),
    ];
    assert_eq!(marks, expected);
}
