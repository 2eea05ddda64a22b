//! An open connection: what is read, what is written, and whether the peer is still there.

use std::time::Duration;

use connection::{Cause, CloseFrame, LentMessage, Message, Observer, Raw, Signal, Step};
use futures_util::SinkExt as _;
use tokio::io::AsyncWriteExt as _;
use tokio::sync::mpsc;
use tokio_tungstenite::tungstenite::{Error, Message as Wire};
use wire::Unfinished;
use wire::stream::{WholeMessage, WholeMessages};

use super::convert::{close_message, signal_of, wire_message};
use super::frame_observer::FrameObserver;
use super::keep_alive::keep_alive;
use super::outbox::Outgoing;
use super::raw_stream::RawWrites;
use super::socket::{Arrival, SharedSocket, Socket};
use crate::pongs::{Pongs, Verdict, unread};

/// Messages that are read before others have their turn: what is sent must not wait for the end of a flood. Of those that need
/// not come to tungstenite, all that were read at once are taken before that: they take as long as these.
const MAX_READ_AT_ONCE: u64 = 64;

/// Messages that are written before the socket is flushed, if so many wait: a burst costs few system calls. What was sent first
/// does not wait for all of it where messages are large: the buffer of the socket is written as it fills.
const MAX_WRITTEN_AT_ONCE: usize = 512;

/// How long a peer that broke a rule may take to read which one it was, and to end its side. It may as well have stopped
/// reading.
const TELLING_TIME: Duration = Duration::from_secs(1);

/// Messages above this many bytes are written into an empty buffer.
const LARGE: usize = 64 * 1024;

/// Reads and writes at once: one after the other, both sides would wait for ever if the peer did the same.
pub(super) async fn pump(
    socket: Socket,
    frames: &FrameObserver,
    silence: Option<Duration>,
    observer: &Observer,
    waiting: mpsc::Receiver<Outgoing>,
) {
    let socket = SharedSocket::new(socket);
    let writes = socket.writes();
    // One ping at most waits that asks whether the peer is there, or whether it reads.
    let (pings, due_pings) = mpsc::channel(1);
    let violation = {
        let reading = read_messages(&socket, frames, &writes, observer, pings.clone());
        tokio::pin!(reading);
        let written = tokio::select! {
            violation = &mut reading => Err(violation),
            failure = keep_alive(silence, frames, pings) => return observer.observe(Signal::Error(failure)),
            frame = write_messages(&socket, waiting, &writes, due_pings, observer) => Ok(frame),
        };
        match written {
            Err(violation) => violation,
            // Either it was closed from this side, or a write failed, which makes the reading side fail as well.
            Ok(frame) => {
                let closing = async {
                    // The peer may be gone already.
                    if let Some(frame) = frame {
                        socket.send(close_message(frame)).await.ok();
                    }
                    socket.close().await.ok();
                };
                let ((), violation) = tokio::join!(closing, reading);
                violation
            }
        }
    };
    if let Some(code) = violation {
        tell(socket.into_inner(), code).await;
    }
}

/// The close code for a peer that broke a rule (RFC 6455, section 7.4.1).
fn violated(cause: &Cause) -> Option<u16> {
    match cause {
        Cause::Frame(_) | Cause::ProtocolViolation => Some(1002),
        Cause::InvalidText | Cause::InvalidUtf8 | Cause::Inflate => Some(1007),
        Cause::MessageTooLarge => Some(1009),
        _ => None,
    }
}

/// Tells a peer that broke a rule so (RFC 6455, section 7.1.7). If it cannot be told, it is gone.
async fn tell(mut socket: Socket, code: u16) {
    let told = async {
        let frame = CloseFrame {
            code: Some(code),
            reason: String::new(),
        };
        socket.send(close_message(frame)).await.ok()?;
        let stream = socket.get_mut().get_mut();
        stream.shutdown().await.ok()?;
        // What is left unread would make the system reset the connection, and the frame might be lost with it.
        tokio::io::copy(stream, &mut tokio::io::sink()).await.ok()
    };
    tokio::time::timeout(TELLING_TIME, told).await.ok();
}

/// Tells whatever arrives, until nothing more can; answers with the close code for what broke a rule.
async fn read_messages(
    socket: &SharedSocket,
    frames: &FrameObserver,
    writes: &RawWrites,
    observer: &Observer,
    pings: mpsc::Sender<Vec<u8>>,
) -> Option<u16> {
    let mut pongs = Pongs::default();
    // With what the peer closed, while the answer is withheld.
    let mut unanswered = None;
    let mut read_at_once = 0;
    while let Some(read) = socket.next(|messages| take(messages, observer)).await {
        read_at_once += match &read {
            Ok(Arrival::Taken(count)) => *count,
            Ok(Arrival::Read(_)) | Err(_) => 1,
        };
        if read_at_once >= MAX_READ_AT_ONCE {
            read_at_once = 0;
            tokio::task::yield_now().await;
        }
        match read {
            Ok(Arrival::Taken(count)) => frames.pass_over(count),
            Ok(Arrival::Read(message)) => {
                let verdict = count_pongs(&mut pongs, &message);
                if let Some(frame) = close_to_withhold(&message, frames, writes) {
                    let told = frame.clone();
                    observer.observe(Signal::Step(Step::CloseUnanswered { frame: told }));
                    unanswered = Some(frame);
                } else {
                    observe(&message, frames, observer);
                }
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
            // The code of the ending is that of the close frame, however the connection ends then (RFC 6455, section 7.1.5).
            Err(_) if unanswered.is_some() => break,
            Err(error) => {
                let failure = frames.explain(&error);
                let code = violated(&failure.cause);
                if code.is_none() {
                    observe_unfinished(frames, observer);
                }
                observer.observe(Signal::Error(failure));
                return code;
            }
        }
    }
    if unanswered.is_some() {
        observe_unfinished(frames, observer);
        observer.observe(Signal::Closed(unanswered));
    }
    None
}

/// Tells messages from where they were read to. Returns how many.
fn take(messages: &mut WholeMessages<'_>, observer: &Observer) -> u64 {
    let mut count = 0;
    observer.observe_received(&mut messages.map(|message| {
        count += 1;
        match message {
            WholeMessage::Text(text) => LentMessage::Text(text.into()),
            WholeMessage::Binary(bytes) => LentMessage::Binary(bytes.into()),
        }
    }));
    count
}

/// What is in a close frame to which the answer is withheld.
fn close_to_withhold(
    message: &Wire,
    frames: &FrameObserver,
    writes: &RawWrites,
) -> Option<CloseFrame> {
    if !matches!(message, Wire::Close(_)) || !writes.withheld().closes {
        return None;
    }
    match signal_of(message, frames) {
        Some(Signal::Closed(frame)) => frame,
        _ => None,
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
    if matches!(message, Wire::Close(_)) {
        observe_unfinished(frames, observer);
    }
    if let Some(signal) = signal_of(message, frames) {
        observer.observe(signal);
    }
    if !carries_data {
        return;
    }
    if let Some(count) = frames.next_fragments() {
        observer.observe(Signal::Step(Step::Fragments { count }));
    }
}

/// Tells of the message that the connection ends within, if it does.
fn observe_unfinished(frames: &FrameObserver, observer: &Observer) {
    if let Some(Unfinished { frames, bytes }) = frames.unfinished() {
        observer.observe(Signal::Step(Step::Unfinished { frames, bytes }));
    }
}

/// Sends what waits, until it is closed from this side, perhaps with a close frame, or the socket takes no more.
async fn write_messages(
    socket: &SharedSocket,
    mut waiting: mpsc::Receiver<Outgoing>,
    writes: &RawWrites,
    mut due_pings: mpsc::Receiver<Vec<u8>>,
    observer: &Observer,
) -> Option<CloseFrame> {
    let mut batch = Vec::new();
    loop {
        tokio::select! {
            taken = waiting.recv_many(&mut batch, MAX_WRITTEN_AT_ONCE) => {
                if taken == 0 {
                    return None;
                }
            }
            Some(payload) = due_pings.recv() => {
                let ping = Message::Ping(payload);
                observer.observe(Signal::Sent((&ping).into()));
                if socket.send(wire_message(ping)).await.is_err() {
                    return None;
                }
            }
        }
        match write(socket, &mut batch, writes).await {
            Written::All => {}
            Written::Last(frame) => return frame,
        }
    }
}

enum Written {
    All,
    /// Nothing more can be written, or only this.
    Last(Option<CloseFrame>),
}

async fn write(socket: &SharedSocket, batch: &mut Vec<Outgoing>, writes: &RawWrites) -> Written {
    for outgoing in batch.drain(..) {
        // It waits until it is in the buffer of the socket, which is bounded too.
        let (message, _weight) = match outgoing {
            Outgoing::Message(message, weight) => (message, weight),
            Outgoing::Raw(raw, _weight) => {
                if write_raw(socket, raw, writes).await.is_err() {
                    return Written::Last(None);
                }
                continue;
            }
            Outgoing::Close(frame) => return Written::Last(Some(frame)),
        };
        // A large one must not meet a buffer that is half full: it is bounded.
        if message.payload().len() > LARGE && socket.flush().await.is_err() {
            return Written::Last(None);
        }
        if socket.feed(wire_message(message)).await.is_err() {
            return Written::Last(None);
        }
    }
    match socket.flush().await {
        Ok(()) => Written::All,
        Err(_) => Written::Last(None),
    }
}

/// After what was written before, and before what follows.
async fn write_raw(socket: &SharedSocket, raw: Raw, writes: &RawWrites) -> Result<(), Error> {
    socket.flush().await?;
    writes.put(raw);
    socket.flush().await
}

#[cfg(test)]
mod tests;
