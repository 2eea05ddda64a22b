//! tokio-tungstenite itself, for whoever wants to see everything: each step of an attempt, and what is in a close frame.

mod attempt;
mod tap;

use std::time::Duration;

use futures_util::stream::{SplitSink, SplitStream};
use futures_util::{SinkExt as _, StreamExt as _};
use tokio::sync::mpsc;
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::protocol::CloseFrame as WireCloseFrame;
use tokio_tungstenite::tungstenite::{self, Bytes};

use self::attempt::{Stream, open};
use self::tap::Tail;
use super::failure::{from_error, no_network};
use super::network::{Lease, Network};
use super::{Driver, MAX_PENDING_SENDS};
use crate::connection::Signals;
use crate::{CloseFrame, Endpoint, Failure, Message, Options, Signal};

/// Messages that are read before others have their turn: what is sent must not wait for the end of a flood.
const MAX_READ_AT_ONCE: u32 = 64;

/// Messages that are written before the socket is flushed, if so many wait: a burst costs few system calls, and what was
/// said first does not wait for all of it.
const MAX_WRITTEN_AT_ONCE: usize = 64;

/// The code of an ending that is just that.
const NORMAL: u16 = 1000;

/// Messages above this many bytes are written into an empty buffer.
const LARGE: usize = 64 * 1024;

type Socket = WebSocketStream<Stream>;

/// One attempt and the connection that came from it.
pub(super) struct Native {
    /// Dropping it hangs up.
    outbox: mpsc::Sender<Outgoing>,
    network: Network,
}

/// What waits to be sent.
enum Outgoing {
    Message(Message),
    /// The last of all.
    Close(CloseFrame),
}

impl Native {
    /// Begins to connect.
    pub(super) fn dial(
        endpoint: &Endpoint,
        options: &Options,
        signals: Signals,
    ) -> Result<Self, Failure> {
        let (network, lease) = Network::start().map_err(no_network)?;
        // One more, so that there is always room for a close frame.
        let (outbox, waiting) = mpsc::channel(MAX_PENDING_SENDS + 1);
        let (endpoint, options) = (endpoint.clone(), options.clone());
        let ending = Ending {
            signals,
            _lease: lease,
        };
        network.within(|| {
            tokio::spawn(async move { live(&endpoint, &options, &ending.signals, waiting).await })
        });
        Ok(Self { outbox, network })
    }
}

/// Tells that it is over, however the task ends.
struct Ending {
    signals: Signals,
    /// Held for as long as there is a task.
    _lease: Lease,
}

impl Drop for Ending {
    fn drop(&mut self) {
        self.signals.tell(Signal::Gone);
    }
}

impl Driver for Native {
    fn is_full(&self) -> bool {
        self.outbox.capacity() <= 1
    }

    fn sends_pings(&self) -> bool {
        true
    }

    fn send(&mut self, message: Message) {
        // It was asked whether there is room, and only one sends; a connection that has just ended says so itself.
        self.outbox.try_send(Outgoing::Message(message)).ok();
    }

    fn sends_close_frames(&self) -> bool {
        true
    }

    fn close_with(self: Box<Self>, frame: CloseFrame) {
        self.outbox.try_send(Outgoing::Close(frame)).ok();
    }

    fn finish(self: Box<Self>, patience: Duration) {
        drop(self.outbox);
        self.network.finish(patience);
    }
}

async fn live(
    endpoint: &Endpoint,
    options: &Options,
    signals: &Signals,
    mut waiting: mpsc::Receiver<Outgoing>,
) {
    let opened = tokio::select! {
        opened = open(endpoint, options, signals) => opened,
        // Nothing can be sent yet: it was hung up.
        _ = waiting.recv() => return,
    };
    match opened {
        Ok((socket, tail)) => {
            signals.tell(Signal::Opened);
            talk(socket, &tail, signals, waiting).await;
        }
        Err(failure) => signals.tell(Signal::Error(failure)),
    }
}

/// Reads and writes at once: who waits for one of them to end before it begins the other waits for ever, when the peer does
/// the same.
async fn talk(socket: Socket, tail: &Tail, signals: &Signals, waiting: mpsc::Receiver<Outgoing>) {
    let (sink, stream) = socket.split();
    let reading = listen(stream, tail, signals);
    tokio::pin!(reading);
    let (mut sink, frame) = tokio::select! {
        () = &mut reading => return,
        spoken = speak(sink, waiting) => spoken,
    };
    // Either it was hung up, or a write failed, of which the reading side hears as well.
    let goodbye = async {
        // The peer may be gone already.
        if let Some(frame) = frame {
            sink.send(tungstenite::Message::Close(Some(wire(frame))))
                .await
                .ok();
        }
        sink.close().await.ok();
    };
    tokio::join!(goodbye, reading);
}

/// Tells whatever arrives, until nothing more can.
async fn listen(mut stream: SplitStream<Socket>, tail: &Tail, signals: &Signals) {
    let mut read_at_once = 0;
    while let Some(read) = stream.next().await {
        read_at_once += 1;
        if read_at_once == MAX_READ_AT_ONCE {
            read_at_once = 0;
            tokio::task::yield_now().await;
        }
        match read.map(|message| heard(message, tail)) {
            Ok(signal) => signal.into_iter().for_each(|signal| signals.tell(signal)),
            Err(tungstenite::Error::ConnectionClosed) => break,
            Err(error) => {
                signals.tell(Signal::Error(from_error(&error)));
                break;
            }
        }
    }
}

/// Sends what waits, until it is hung up, perhaps with a close frame, or the socket takes no more.
async fn speak(
    mut sink: SplitSink<Socket, tungstenite::Message>,
    mut waiting: mpsc::Receiver<Outgoing>,
) -> (SplitSink<Socket, tungstenite::Message>, Option<CloseFrame>) {
    let mut batch = Vec::new();
    while waiting.recv_many(&mut batch, MAX_WRITTEN_AT_ONCE).await > 0 {
        for outgoing in batch.drain(..) {
            let message = match outgoing {
                Outgoing::Message(message) => message,
                Outgoing::Close(frame) => return (sink, Some(frame)),
            };
            // A large one must not meet a buffer that is half full: it is bounded.
            if message.payload().len() > LARGE && sink.flush().await.is_err() {
                return (sink, None);
            }
            if sink.feed(said(message)).await.is_err() {
                return (sink, None);
            }
        }
        if sink.flush().await.is_err() {
            return (sink, None);
        }
    }
    (sink, None)
}

fn heard(message: tungstenite::Message, tail: &Tail) -> Option<Signal> {
    use tungstenite::Message as Wire;
    Some(match message {
        Wire::Text(text) => Signal::Received(Message::Text(text.as_str().to_owned())),
        Wire::Binary(bytes) => Signal::Received(Message::Binary(owned(bytes))),
        Wire::Ping(bytes) => Signal::Received(Message::Ping(owned(bytes))),
        Wire::Pong(bytes) => Signal::Received(Message::Pong(owned(bytes))),
        Wire::Close(frame) => {
            let frame = frame.map_or_else(CloseFrame::default, ours);
            Signal::Closed(Some(as_sent(frame, tail)))
        }
        // Only ever written.
        Wire::Frame(_) => return None,
    })
}

fn owned(bytes: Bytes) -> Vec<u8> {
    // Without a copy, if nobody else holds them.
    bytes.into()
}

fn wire(frame: CloseFrame) -> WireCloseFrame {
    WireCloseFrame {
        code: frame.code.unwrap_or(NORMAL).into(),
        reason: frame.reason.into(),
    }
}

fn ours(frame: WireCloseFrame) -> CloseFrame {
    CloseFrame {
        code: Some(frame.code.into()),
        reason: frame.reason.as_str().to_owned(),
    }
}

/// tungstenite puts this in the place of a close frame with a code that it does not know or that may not be sent. What a
/// person wants to know is what the peer sent.
const REPLACED: (u16, &str) = (1002, "Protocol violation");

fn as_sent(frame: CloseFrame, tail: &Tail) -> CloseFrame {
    if (frame.code, frame.reason.as_str()) != (Some(REPLACED.0), REPLACED.1) {
        return frame;
    }
    tail.close_frame().unwrap_or(frame)
}

fn said(message: Message) -> tungstenite::Message {
    use tungstenite::Message as Wire;
    match message {
        Message::Text(text) => Wire::text(text),
        Message::Binary(bytes) => Wire::binary(bytes),
        Message::Ping(bytes) => Wire::Ping(bytes.into()),
        Message::Pong(bytes) => Wire::Pong(bytes.into()),
    }
}
