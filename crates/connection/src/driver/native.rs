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
use super::failure::{from_error, no_network};
use super::network::Network;
use super::{Driver, MAX_PENDING_SENDS};
use crate::connection::Signals;
use crate::{CloseFrame, Endpoint, Failure, Message, Signal};

/// Messages that are written before the socket is flushed, if so many wait: a burst costs few system calls, and what was
/// said first does not wait for all of it.
const MAX_WRITTEN_AT_ONCE: usize = 64;

type Socket = WebSocketStream<Stream>;

/// One attempt and the connection that came from it.
pub(super) struct Native {
    /// Dropping it hangs up.
    outbox: mpsc::Sender<Message>,
    network: Network,
}

impl Native {
    /// Begins to connect.
    pub(super) fn dial(endpoint: &Endpoint, signals: Signals) -> Result<Self, Failure> {
        let (network, lease) = Network::start().map_err(no_network)?;
        let (outbox, waiting) = mpsc::channel(MAX_PENDING_SENDS);
        let endpoint = endpoint.clone();
        network.within(|| {
            tokio::spawn(async move {
                live(&endpoint, &signals, waiting).await;
                signals.tell(Signal::Gone);
                drop(lease);
            })
        });
        Ok(Self { outbox, network })
    }
}

impl Driver for Native {
    fn is_full(&self) -> bool {
        self.outbox.capacity() == 0
    }

    fn sends_pings(&self) -> bool {
        true
    }

    fn send(&mut self, message: Message) {
        // It was asked whether there is room, and only one sends; a connection that has just ended says so itself.
        self.outbox.try_send(message).ok();
    }

    fn finish(self: Box<Self>, patience: Duration) {
        drop(self.outbox);
        self.network.finish(patience);
    }
}

async fn live(endpoint: &Endpoint, signals: &Signals, mut waiting: mpsc::Receiver<Message>) {
    let opened = tokio::select! {
        opened = open(endpoint, signals) => opened,
        // Nothing can be sent yet: it was hung up.
        _ = waiting.recv() => return,
    };
    match opened {
        Ok(socket) => {
            signals.tell(Signal::Opened);
            talk(socket, signals, waiting).await;
        }
        Err(failure) => signals.tell(Signal::Error(failure)),
    }
}

/// Reads and writes at once: who waits for one of them to end before it begins the other waits for ever, when the peer does
/// the same.
async fn talk(socket: Socket, signals: &Signals, waiting: mpsc::Receiver<Message>) {
    let (sink, stream) = socket.split();
    let reading = listen(stream, signals);
    tokio::pin!(reading);
    let mut sink = tokio::select! {
        () = &mut reading => return,
        sink = speak(sink, waiting) => sink,
    };
    // Either it was hung up, or a write failed, of which the reading side hears as well.
    let goodbye = async {
        // The peer may be gone already.
        sink.close().await.ok();
    };
    tokio::join!(goodbye, reading);
}

/// Tells whatever arrives, until nothing more can.
async fn listen(mut stream: SplitStream<Socket>, signals: &Signals) {
    while let Some(read) = stream.next().await {
        match read.map(heard) {
            Ok(signal) => signal.into_iter().for_each(|signal| signals.tell(signal)),
            Err(tungstenite::Error::ConnectionClosed) => break,
            Err(error) => {
                signals.tell(Signal::Error(from_error(&error)));
                break;
            }
        }
    }
}

/// Sends what waits, until it is hung up or the socket takes no more.
async fn speak(
    mut sink: SplitSink<Socket, tungstenite::Message>,
    mut waiting: mpsc::Receiver<Message>,
) -> SplitSink<Socket, tungstenite::Message> {
    let mut batch = Vec::new();
    while waiting.recv_many(&mut batch, MAX_WRITTEN_AT_ONCE).await > 0 {
        for message in batch.drain(..) {
            if sink.feed(said(message)).await.is_err() {
                return sink;
            }
        }
        if sink.flush().await.is_err() {
            return sink;
        }
    }
    sink
}

fn heard(message: tungstenite::Message) -> Option<Signal> {
    use tungstenite::Message as Wire;
    Some(match message {
        Wire::Text(text) => Signal::Received(Message::Text(text.as_str().to_owned())),
        Wire::Binary(bytes) => Signal::Received(Message::Binary(owned(bytes))),
        Wire::Ping(bytes) => Signal::Received(Message::Ping(owned(bytes))),
        Wire::Pong(bytes) => Signal::Received(Message::Pong(owned(bytes))),
        Wire::Close(frame) => Signal::Closed(Some(frame.map_or_else(CloseFrame::default, ours))),
        // Only ever written.
        Wire::Frame(_) => return None,
    })
}

fn owned(bytes: Bytes) -> Vec<u8> {
    // Without a copy, if nobody else holds them.
    bytes.into()
}

fn ours(frame: WireCloseFrame) -> CloseFrame {
    CloseFrame {
        code: Some(frame.code.into()),
        reason: frame.reason.as_str().to_owned(),
    }
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
