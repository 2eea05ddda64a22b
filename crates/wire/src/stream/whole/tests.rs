use std::collections::VecDeque;
use std::future::poll_fn;
use std::io;
use std::pin::Pin;
use std::task::{Context, Poll};

use futures_util::StreamExt as _;
use proptest::prelude::*;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::protocol::{self, WebSocketConfig};
use tokio_tungstenite::tungstenite::{Error, Message};

use super::*;
use crate::frame;
use crate::stream::{FrameStream, MAX_PIECE, Role, StreamConfig};

/// So large a message may be here: more than a piece, so that some are cut.
const MAX_MESSAGE_SIZE: usize = MAX_PIECE + 10_000;

/// A peer that has sent these bytes, in these pieces, and takes whatever is written to it.
struct Script {
    /// Nothing comes in where one is empty.
    pieces: VecDeque<Vec<u8>>,
    written: Vec<u8>,
}

impl AsyncRead for Script {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        target: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        if let Some(mut piece) = self.pieces.pop_front() {
            if piece.is_empty() {
                context.waker().wake_by_ref();
                return Poll::Pending;
            }
            let rest = piece.split_off(piece.len().min(target.remaining()));
            target.put_slice(&piece);
            if !rest.is_empty() {
                self.pieces.push_front(rest);
            }
        }
        Poll::Ready(Ok(()))
    }
}

impl AsyncWrite for Script {
    fn poll_write(
        mut self: Pin<&mut Self>,
        _context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        self.written.extend_from_slice(bytes);
        Poll::Ready(Ok(bytes.len()))
    }

    fn poll_flush(self: Pin<&mut Self>, _context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Poll::Ready(Ok(()))
    }

    fn poll_shutdown(self: Pin<&mut Self>, _context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Poll::Ready(Ok(()))
    }
}

/// What came in, what came of it in the end, and what was answered.
#[derive(Debug, Default, PartialEq)]
struct Outcome {
    messages: Vec<Message>,
    ending: Option<String>,
    answers: Vec<(Opcode, Vec<u8>)>,
    /// How many of the messages did not pass through tungstenite.
    taken: usize,
}

/// What tungstenite reads, and what is taken before it: at most so many messages at once, or none ever for `None`.
async fn read(pieces: Vec<Vec<u8>>, most: Option<usize>) -> Outcome {
    let script = Script {
        pieces: pieces.into(),
        written: Vec::new(),
    };
    let config = StreamConfig {
        role: Role::Client,
        compression: None,
        max_frame_size: MAX_MESSAGE_SIZE,
    };
    let stream = FrameStream::new(script, Vec::new(), &config);
    let stream = match most {
        Some(_) => stream.lending(),
        None => stream,
    };
    let limits = WebSocketConfig::default()
        .max_message_size(Some(MAX_MESSAGE_SIZE))
        .max_frame_size(Some(MAX_MESSAGE_SIZE));
    let role = protocol::Role::Client;
    let mut socket = WebSocketStream::from_raw_socket(stream, role, Some(limits)).await;
    let mut outcome = Outcome::default();
    while let Some(read) = next(&mut socket, most.unwrap_or(0), &mut outcome).await {
        match read {
            Ok(message) => outcome.messages.push(message),
            Err(error) => {
                outcome.ending = Some(format!("{error:?}"));
                break;
            }
        }
    }
    outcome.answers = answers(&socket.get_ref().get_ref().written);
    outcome
}

/// What tungstenite reads next. What is taken before goes to the outcome.
async fn next(
    socket: &mut WebSocketStream<FrameStream<Script>>,
    most: usize,
    outcome: &mut Outcome,
) -> Option<Result<Message, Error>> {
    poll_fn(|context| {
        loop {
            if let Poll::Ready(read) = socket.poll_next_unpin(context) {
                return Poll::Ready(read);
            }
            let taken: Vec<_> = socket.get_mut().take_messages(|messages| {
                let taken = messages.take(most).map(|message| match message {
                    WholeMessage::Text(text) => Message::text(text),
                    WholeMessage::Binary(bytes) => Message::binary(bytes.to_vec()),
                });
                taken.collect()
            });
            if taken.is_empty() {
                return Poll::Pending;
            }
            outcome.taken += taken.len();
            outcome.messages.extend(taken);
        }
    })
    .await
}

/// The frames that were written, without their masks.
fn answers(mut bytes: &[u8]) -> Vec<(Opcode, Vec<u8>)> {
    let mut answers = Vec::new();
    while let Some((head, size)) = FrameHead::parse(bytes) {
        let (payload, rest) = bytes[size..].split_at(head.length as usize);
        let mut payload = payload.to_vec();
        crate::apply_mask(&mut payload, head.mask.unwrap_or_default());
        answers.push((head.opcode, payload));
        bytes = rest;
    }
    answers
}

fn whole(opcode: Opcode, length: usize) -> Vec<u8> {
    frame(
        &FrameHead::whole(opcode, length as u64),
        &vec![b'a'; length],
    )
}

fn length() -> impl Strategy<Value = usize> {
    prop_oneof![
        20 => 0..300_usize,
        1 => MAX_PIECE - 2..MAX_PIECE + 3,
        1 => MAX_MESSAGE_SIZE - 2..MAX_MESSAGE_SIZE + 1,
    ]
}

/// Frames that belong together: a message, or a control frame.
fn unit() -> impl Strategy<Value = Vec<u8>> {
    let data = prop_oneof![Just(Opcode::Text), Just(Opcode::Binary)];
    let control = prop_oneof![Just(Opcode::Ping), Just(Opcode::Pong)];
    let between = prop::option::of((control.clone(), 0..=125_usize));
    let fragments = prop::collection::vec((length(), between), 1..4);
    prop_oneof![
        12 => (data.clone(), length()).prop_map(|(opcode, length)| whole(opcode, length)),
        2 => (control, 0..=125_usize).prop_map(|(opcode, length)| whole(opcode, length)),
        2 => (data, fragments).prop_map(|(opcode, fragments)| fragmented(opcode, &fragments)),
    ]
}

fn fragmented(opcode: Opcode, fragments: &[(usize, Option<(Opcode, usize)>)]) -> Vec<u8> {
    let mut bytes = Vec::new();
    for (index, (length, between)) in fragments.iter().enumerate() {
        let opcode = if index == 0 {
            opcode
        } else {
            Opcode::Continuation
        };
        let head = FrameHead {
            is_final: false,
            ..FrameHead::whole(opcode, *length as u64)
        };
        bytes.extend(frame(&head, &vec![b'b'; *length]));
        bytes.extend(
            between
                .iter()
                .flat_map(|(opcode, length)| whole(*opcode, *length)),
        );
    }
    bytes.extend(whole(Opcode::Continuation, 1));
    bytes
}

/// What may stand at the end, or before what follows an end.
fn ending() -> impl Strategy<Value = Vec<u8>> {
    let too_long = whole(Opcode::Binary, MAX_MESSAGE_SIZE + 1);
    prop::sample::select(vec![
        Vec::new(),
        b"\x88\x00".to_vec(),
        b"\x88\x04\x03\xe8ok".to_vec(),
        b"\x88\x02\x00\x01".to_vec(),
        b"\x81\x02a\xff".to_vec(),
        b"\x01\x01\xe4\x80\x02\xbd\xa0".to_vec(),
        b"\x01\x01a\x81\x01b".to_vec(),
        b"\x80\x01a".to_vec(),
        b"\xc1\x01a".to_vec(),
        b"\x81\x81kkkka".to_vec(),
        b"\x83\x01a".to_vec(),
        b"\x81\x7e\x00\x01a".to_vec(),
        b"\x82\x7f\x80\0\0\0\0\0\0\0".to_vec(),
        b"\x89\x7e\x00\x7e".to_vec(),
        b"\x81\x05ab".to_vec(),
        b"\x81".to_vec(),
        too_long,
    ])
}

/// The bytes in pieces of these sizes, again and again.
fn cut(bytes: &[u8], sizes: &[usize]) -> Vec<Vec<u8>> {
    let mut pieces = Vec::new();
    let mut rest = bytes;
    for size in sizes.iter().cycle() {
        if rest.is_empty() {
            break;
        }
        let (now, later) = rest.split_at((*size).min(rest.len()));
        pieces.push(now.to_vec());
        rest = later;
    }
    pieces
}

/// An ending. By how much a message is too long, and at which byte it is no UTF-8, depends on how much of it had come, and so
/// on what it was cut into.
fn kind_of(ending: &Option<String>) -> Option<&str> {
    const DEPENDS_ON_PIECES: [&str; 2] = ["Capacity(MessageTooLong", "Utf8("];
    let ending = ending.as_deref()?;
    let kind = DEPENDS_ON_PIECES
        .iter()
        .find(|kind| ending.starts_with(**kind));
    Some(kind.map_or(ending, |kind| *kind))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(500))]

    #[test]
    fn what_is_taken_is_what_tungstenite_would_have_read(
        units in prop::collection::vec(unit(), 0..12),
        ending in ending(),
        after in prop::collection::vec(unit(), 0..3),
        // The first is no pause, or there would be nothing else.
        first in 1..5_000_usize,
        sizes in prop::collection::vec(prop_oneof![1 => Just(0), 3 => 1..5_000_usize, 1 => Just(100_000)], 0..6),
        most in prop_oneof![Just(usize::MAX), 1..3_usize],
    ) {
        let bytes = [units.concat(), ending, after.concat()].concat();
        let sizes = [&[first], sizes.as_slice()].concat();
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_time()
            .build()
            .expect("a runtime starts");
        let (expected, found) = runtime.block_on(async {
            let expected = read(cut(&bytes, &sizes), None).await;
            (expected, read(cut(&bytes, &sizes), Some(most)).await)
        });
        prop_assert_eq!(expected.taken, 0);
        prop_assert_eq!(found.answers, expected.answers);
        prop_assert_eq!(kind_of(&found.ending), kind_of(&expected.ending));
        prop_assert!(found.messages == expected.messages);
        if after.is_empty() && units.iter().all(|unit| may_be_message(unit, MAX_PIECE as u64)) {
            prop_assert!(found.taken >= units.len(), "{} of {}", found.taken, units.len());
        }
    }
}

#[test]
fn only_whole_messages_in_one_frame_are_given() {
    #[track_caller]
    fn check(bytes: &[u8], expected: &[WholeMessage<'_>], rest: Front<'_>) {
        let mut messages = WholeMessages::new(bytes, 200);
        let given: Vec<_> = messages.by_ref().collect();
        assert_eq!(given, expected, "{bytes:x?}");
        assert_eq!(messages.next(), None);
        let taken = messages.taken();
        assert_eq!(Front::of(&bytes[taken..], 200), rest, "{bytes:x?}");
    }
    use WholeMessage::{Binary, Text};
    check(b"", &[], Front::Incomplete);
    check(b"\x81", &[], Front::Incomplete);
    check(b"\x81\x02a", &[], Front::Incomplete);
    check(
        b"\x81\x00\x82\x01\xff",
        &[Text(""), Binary(b"\xff")],
        Front::Incomplete,
    );
    let long = [&b"\x82\x7e\x00\xc8"[..], &[7; 200]].concat();
    check(&long, &[Binary(&[7; 200])], Front::Incomplete);
    check(&long[..203], &[], Front::Incomplete);
    for other in [
        // Fragments, control frames, and what follows them.
        &b"\x01\x01a"[..],
        b"\x80\x01a",
        b"\x89\x00",
        b"\x88\x00",
        // Of what breaks a rule the head is enough: bits, a mask, an opcode, the form of a length.
        b"\xc1\x01",
        b"\x81\x81",
        b"\x81\x81kkkka",
        b"\x83\x00",
        b"\x81\x7e\x00\x02ab",
        b"\x82\x7f\0\0\0\0\0\0\0\x01a",
        // Too long, as far as is known.
        b"\x82\x7e\x00\xc9",
        b"\x82\x7f\x80\0\0\0\0\0\0\0",
        // Not UTF-8.
        b"\x81\x02a\xff",
    ] {
        let expected = match FrameHead::parse(other) {
            None => Front::Incomplete,
            Some(_) => Front::Other,
        };
        check(&[b"\x81\x01a", other].concat(), &[Text("a")], expected);
    }
}
