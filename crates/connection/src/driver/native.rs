//! tokio-tungstenite itself, for whoever wants to see everything: each step of an attempt, and what is in a close frame.

mod attempt;
mod certificate_file;
mod ear;
mod fragments;
mod handshake;
mod head;
mod judge;
mod keep_alive;
mod proxy;
mod reply;
mod request;
mod subprotocol;
mod talk;
mod tap;
mod tcp;
mod tls;
mod verifier;
mod words;

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use tokio::sync::mpsc;
use tokio_tungstenite::WebSocketStream;

use self::attempt::{Stream, open};
use self::talk::talk;
use super::failure::no_network;
use super::network::{Lease, Network};
use super::{Driver, MAX_PENDING_BYTES, MAX_PENDING_SENDS};
use crate::connection::Signals;
use crate::{CloseFrame, Endpoint, Failure, Message, Options, Signal};

type Socket = WebSocketStream<Stream>;

/// One attempt and the connection that came from it.
pub(super) struct Native {
    /// Dropping it hangs up.
    outbox: mpsc::Sender<Outgoing>,
    /// What waits in the outbox, in bytes.
    waiting_bytes: Arc<AtomicUsize>,
    network: Network,
}

/// What waits to be sent.
enum Outgoing {
    Message(Message, Weight),
    /// The last of all.
    Close(CloseFrame),
}

/// What a message adds to the bytes that wait, for as long as it does.
struct Weight {
    bytes: usize,
    waiting_bytes: Arc<AtomicUsize>,
}

impl Weight {
    fn of(message: &Message, waiting_bytes: &Arc<AtomicUsize>) -> Self {
        let bytes = message.payload().len();
        waiting_bytes.fetch_add(bytes, Ordering::Relaxed);
        Self {
            bytes,
            waiting_bytes: Arc::clone(waiting_bytes),
        }
    }
}

impl Drop for Weight {
    fn drop(&mut self) {
        self.waiting_bytes.fetch_sub(self.bytes, Ordering::Relaxed);
    }
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
        let waiting_bytes = Arc::default();
        Ok(Self {
            outbox,
            waiting_bytes,
            network,
        })
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
            || self.waiting_bytes.load(Ordering::Relaxed) >= MAX_PENDING_BYTES
    }

    fn sends_pings(&self) -> bool {
        true
    }

    fn send(&mut self, message: Message) {
        // It was asked whether there is room, and only one sends; a connection that has just ended says so itself.
        let weight = Weight::of(&message, &self.waiting_bytes);
        self.outbox
            .try_send(Outgoing::Message(message, weight))
            .ok();
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
        Ok((socket, ear)) => {
            signals.tell(Signal::Opened);
            talk(socket, &ear, options.keep_alive, signals, waiting).await;
        }
        Err(failure) => signals.tell(Signal::Error(failure)),
    }
}
