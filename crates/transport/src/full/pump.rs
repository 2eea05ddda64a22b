//! An open connection: what is read, what is written, and whether the peer is still there.

use std::time::Duration;

use connection::{CloseFrame, Message, Observer, Signal, Step};
use futures_util::stream::{SplitSink, SplitStream};
use futures_util::{SinkExt as _, StreamExt as _};
use tokio::sync::mpsc;
use tokio_tungstenite::tungstenite::{Error, Message as Wire};

use super::convert::{close_message, signal_of, wire_message};
use super::frame_observer::FrameObserver;
use super::keep_alive::keep_alive;
use super::outbox::Outgoing;
use super::socket::Socket;
use crate::pongs::{Pongs, Verdict, unread};

/// Messages that are read before others have their turn: what is sent must not wait for the end of a flood.
const MAX_READ_AT_ONCE: u32 = 64;

/// Messages that are written before the socket is flushed, if so many wait: a burst costs few system calls, and what was
/// sent first does not wait for all of it.
const MAX_WRITTEN_AT_ONCE: usize = 64;

/// Messages above this many bytes are written into an empty buffer.
const LARGE: usize = 64 * 1024;

type Sink = SplitSink<Socket, Wire>;

/// Reads and writes at once: one after the other, both sides would wait for ever if the peer did the same.
pub(super) async fn pump(
    socket: Socket,
    frames: &FrameObserver,
    silence: Option<Duration>,
    observer: &Observer,
    waiting: mpsc::Receiver<Outgoing>,
) {
    let (sink, stream) = socket.split();
    // One ping at most waits that asks whether the peer is there, or whether it reads.
    let (pings, due_pings) = mpsc::channel(1);
    let reading = read_messages(stream, frames, observer, pings.clone());
    tokio::pin!(reading);
    let (mut sink, frame) = tokio::select! {
        () = &mut reading => return,
        failure = keep_alive(silence, frames, pings) => return observer.observe(Signal::Error(failure)),
        written = write_messages(sink, waiting, due_pings, observer) => written,
    };
    // Either it was closed from this side, or a write failed, which makes the reading side fail as well.
    let closing = async {
        // The peer may be gone already.
        if let Some(frame) = frame {
            sink.send(close_message(frame)).await.ok();
        }
        sink.close().await.ok();
    };
    tokio::join!(closing, reading);
}

/// Tells whatever arrives, until nothing more can.
async fn read_messages(
    mut stream: SplitStream<Socket>,
    frames: &FrameObserver,
    observer: &Observer,
    pings: mpsc::Sender<Vec<u8>>,
) {
    let mut pongs = Pongs::default();
    let mut read_at_once = 0;
    while let Some(read) = stream.next().await {
        read_at_once += 1;
        if read_at_once == MAX_READ_AT_ONCE {
            read_at_once = 0;
            tokio::task::yield_now().await;
        }
        match read {
            Ok(message) => {
                let verdict = count_pongs(&mut pongs, &message);
                observe(&message, frames, observer);
                if verdict == Verdict::GiveUp {
                    observer.observe(Signal::Error(unread()));
                    break;
                }
                if let Verdict::Ask(payload) = verdict
                    // If another ping waits, the next one from the peer is soon enough.
                    && pings.try_send(payload.clone()).is_ok()
                {
                    pongs.asked(payload);
                }
            }
            Err(Error::ConnectionClosed) => break,
            Err(error) => {
                observer.observe(Signal::Error(frames.explain(&error)));
                break;
            }
        }
    }
}

fn count_pongs(pongs: &mut Pongs, message: &Wire) -> Verdict {
    match message {
        Wire::Ping(payload) => return pongs.pinged(payload.len()),
        Wire::Pong(payload) => pongs.ponged(payload),
        _ => {}
    }
    Verdict::Fine
}

fn observe(message: &Wire, frames: &FrameObserver, observer: &Observer) {
    let carries_data = matches!(message, Wire::Text(_) | Wire::Binary(_));
    if let Some(signal) = signal_of(message, frames) {
        observer.observe(signal);
    }
    if let Some(count) = carries_data.then(|| frames.fragments()).flatten() {
        observer.observe(Signal::Step(Step::Fragments { count }));
    }
}

/// Sends what waits, until it is closed from this side, perhaps with a close frame, or the socket takes no more.
async fn write_messages(
    mut sink: Sink,
    mut waiting: mpsc::Receiver<Outgoing>,
    mut due_pings: mpsc::Receiver<Vec<u8>>,
    observer: &Observer,
) -> (Sink, Option<CloseFrame>) {
    let mut batch = Vec::new();
    loop {
        tokio::select! {
            taken = waiting.recv_many(&mut batch, MAX_WRITTEN_AT_ONCE) => {
                if taken == 0 {
                    return (sink, None);
                }
            }
            Some(payload) = due_pings.recv() => {
                let ping = Message::Ping(payload);
                observer.observe(Signal::Sent((&ping).into()));
                if sink.send(wire_message(ping)).await.is_err() {
                    return (sink, None);
                }
            }
        }
        match write(&mut sink, &mut batch).await {
            Written::All => {}
            Written::Last(frame) => return (sink, frame),
        }
    }
}

enum Written {
    All,
    /// Nothing more can be written, or only this.
    Last(Option<CloseFrame>),
}

async fn write(sink: &mut Sink, batch: &mut Vec<Outgoing>) -> Written {
    for outgoing in batch.drain(..) {
        // It waits until it is in the buffer of the socket, which is bounded too.
        let (message, _weight) = match outgoing {
            Outgoing::Message(message, weight) => (message, weight),
            Outgoing::Close(frame) => return Written::Last(Some(frame)),
        };
        // A large one must not meet a buffer that is half full: it is bounded.
        if message.payload().len() > LARGE && sink.flush().await.is_err() {
            return Written::Last(None);
        }
        if sink.feed(wire_message(message)).await.is_err() {
            return Written::Last(None);
        }
    }
    match sink.flush().await {
        Ok(()) => Written::All,
        Err(_) => Written::Last(None),
    }
}
