use std::collections::VecDeque;
use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::mpsc::sync_channel;
use std::task::{Context, Poll};

use connection::{Connection, Endpoint, Event, Failure, Link, Options, Transport};
use parking_lot::Mutex;
use proptest::prelude::*;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::protocol::{Role, WebSocketConfig};
use wire::stream::{FrameStream, Role as Side, StreamConfig};
use wire::{FrameHead, Opcode, apply_mask, frame};

use super::super::frame_recorder::{FrameRecorder, FrameSwitch};
use super::*;
use crate::full::outbox::Outbox;
use crate::full::raw_stream::RawStream;
use crate::full::recording_stream::RecordingStream;

/// More than a case has.
const MAX_EVENTS: usize = 1000;

/// So large a message may be.
const MAX_MESSAGE_SIZE: usize = 1000;

/// A peer that has sent these bytes, in these pieces, and takes whatever is written to it.
struct Script {
    /// Nothing comes in where one is empty.
    pieces: VecDeque<Vec<u8>>,
    written: Arc<Mutex<Vec<u8>>>,
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
        self: Pin<&mut Self>,
        _context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        self.written.lock().extend_from_slice(bytes);
        Poll::Ready(Ok(bytes.len()))
    }

    fn poll_flush(self: Pin<&mut Self>, _context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Poll::Ready(Ok(()))
    }

    fn poll_shutdown(self: Pin<&mut Self>, _context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Poll::Ready(Ok(()))
    }
}

/// A transport whose observer is the test's.
#[derive(Default)]
struct Lent(Mutex<Option<Observer>>);

impl Transport for Lent {
    fn connect(
        &self,
        _endpoint: &Endpoint,
        _options: &Options,
        observer: Observer,
    ) -> Result<Box<dyn Link>, Failure> {
        *self.0.lock() = Some(observer);
        Ok(Box::new(Nothing))
    }
}

struct Nothing;

impl Link for Nothing {
    fn is_full(&self) -> bool {
        false
    }
    fn sends_pings(&self) -> bool {
        false
    }
    fn sends_close_frames(&self) -> bool {
        false
    }
    fn send(&mut self, _message: Message) {}
    fn close_with(self: Box<Self>, _frame: CloseFrame) {}
    fn finish(self: Box<Self>, _frame: Option<CloseFrame>, _time_limit: Duration) {}
}

/// What the handler of a connection is told of what comes in, and what is answered.
type Outcome = (Vec<Event<'static>>, Vec<(Opcode, Vec<u8>)>);

/// With messages taken before they come to tungstenite, or with all of them read by it.
fn outcome(pieces: Vec<Vec<u8>>, lends: bool) -> Outcome {
    let (sender, events) = sync_channel(MAX_EVENTS);
    let handler = Box::new(move |event: Event<'_>| sender.try_send(event.into_owned()).unwrap());
    let transport = Arc::new(Lent::default());
    let mut connection = Connection::new(Arc::clone(&transport) as Arc<dyn Transport>, handler);
    let endpoint = Endpoint::parse("ws://localhost").unwrap();
    connection.connect(&endpoint, &Options::default());
    let observer = transport.0.lock().take().unwrap();
    observer.observe(Signal::Opened);
    let written = Arc::default();
    let script = Script {
        pieces: pieces.into(),
        written: Arc::clone(&written),
    };
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_time()
        .build()
        .unwrap();
    runtime.block_on(async {
        let frames = FrameObserver::new(false);
        let socket = socket(script, &frames, &observer, lends).await;
        // Nothing is sent, and it is not closed from this side.
        let (_outbox, waiting) = Outbox::new();
        pump(socket, &frames, None, &observer, waiting).await;
    });
    observer.observe(Signal::Gone);
    drop(connection);
    let answers = answers(&written.lock());
    (events.try_iter().map(without_place).collect(), answers)
}

/// At which byte a text is no UTF-8 is told otherwise if it came in pieces.
fn without_place(event: Event<'static>) -> Event<'static> {
    match event {
        Event::Lost(mut failure) if matches!(failure.cause, Cause::InvalidUtf8) => {
            failure.detail.clear();
            Event::Lost(failure)
        }
        event => event,
    }
}

async fn socket(
    script: Script,
    frames: &FrameObserver,
    observer: &Observer,
    lends: bool,
) -> Socket {
    let recorder = FrameRecorder::new(observer.clone(), FrameSwitch::new(false), frames.clone());
    let stream = RecordingStream::new(Box::new(script) as _, frames.clone(), recorder, Vec::new());
    let layer = StreamConfig {
        role: Side::Client,
        compression: None,
        max_frame_size: MAX_MESSAGE_SIZE,
    };
    let mut stream = FrameStream::new(stream, Vec::new(), &layer);
    if lends {
        stream = stream.lending();
    }
    let config = WebSocketConfig::default()
        .max_message_size(Some(MAX_MESSAGE_SIZE))
        .max_frame_size(Some(MAX_MESSAGE_SIZE));
    WebSocketStream::from_raw_socket(RawStream::new(stream), Role::Client, Some(config)).await
}

/// The frames that were written, without their masks.
fn answers(mut bytes: &[u8]) -> Vec<(Opcode, Vec<u8>)> {
    let mut answers = Vec::new();
    while let Some((head, size)) = FrameHead::parse(bytes) {
        let (payload, rest) = bytes[size..].split_at(head.length as usize);
        let mut payload = payload.to_vec();
        apply_mask(&mut payload, head.mask.unwrap());
        answers.push((head.opcode, payload));
        bytes = rest;
    }
    answers
}

/// One frame of any kind. Most are whole messages; many break a rule where they stand.
fn any_frame() -> impl Strategy<Value = Vec<u8>> {
    let simple = prop_oneof![Just(Opcode::Text), Just(Opcode::Binary)];
    let opcode = prop_oneof![
        30 => simple,
        4 => Just(Opcode::Continuation),
        4 => Just(Opcode::Ping),
        2 => Just(Opcode::Pong),
        1 => Just(Opcode::Close),
    ];
    let head = (
        opcode,
        prop::bool::weighted(0.9),
        prop_oneof![60 => Just(0), 1 => 1..8_u8],
    );
    let payload = prop_oneof![
        20 => "\\PC{0,20}".prop_map(String::into_bytes),
        2 => prop::collection::vec(any::<u8>(), 0..10),
        1 => (100..MAX_MESSAGE_SIZE + 20).prop_map(|length| vec![b'a'; length]),
        1 => Just(b"\x03\xe8so".to_vec()),
    ];
    (head, payload).prop_map(|((opcode, is_final, reserved), payload)| {
        let head = FrameHead {
            is_final,
            reserved,
            ..FrameHead::whole(opcode, payload.len() as u64)
        };
        frame(&head, &payload)
    })
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

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn it_is_told_the_same_whether_messages_come_to_tungstenite_or_not(
        frames in prop::collection::vec(any_frame(), 0..20),
        missing in prop_oneof![3 => Just(0), 1 => 0..10_usize],
        first in 1..500_usize,
        sizes in prop::collection::vec(0..500_usize, 0..5),
    ) {
        let mut bytes = frames.concat();
        bytes.truncate(bytes.len().saturating_sub(missing));
        let sizes = [&[first], sizes.as_slice()].concat();
        let (told, answers) = outcome(cut(&bytes, &sizes), true);
        let (expected, expected_answers) = outcome(cut(&bytes, &sizes), false);
        prop_assert_eq!(told, expected);
        prop_assert_eq!(answers, expected_answers);
    }
}
