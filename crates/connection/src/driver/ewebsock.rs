//! ewebsock, the driver on both targets.

use std::ops::ControlFlow;
use std::time::Duration;

use ewebsock::{Options, WsEvent, WsMessage, WsSender};

use super::failure::from_text;
use super::network::{Lease, Network};
use crate::connection::Signals;
use crate::{Cause, Endpoint, Failure, MAX_MESSAGE_BYTES, Message, Signal};

/// One attempt and the connection that came from it. Dropping it closes the connection.
pub(crate) struct Driver {
    sender: WsSender,
    network: Network,
}

impl Driver {
    /// Begins to connect. What follows is told through `signals`.
    pub(crate) fn dial(endpoint: &Endpoint, signals: Signals) -> Result<Self, Failure> {
        let (network, lease) = Network::start().map_err(|error| Failure {
            cause: Cause::Other,
            detail: format!("the system has no thread or socket left: {error}"),
        })?;
        let options = Options {
            max_incoming_frame_size: MAX_MESSAGE_BYTES,
            ..Options::default()
        };
        let url = endpoint.as_str().to_owned();
        let ear = Ear { signals, lease };
        let on_event = Box::new(move |event| ear.hear(event));
        let sender = network
            .within(|| ewebsock::ws_connect(url, options, on_event))
            .map_err(from_text)?;
        Ok(Self { sender, network })
    }

    /// Whether too much waits to be sent already.
    pub(crate) fn is_full(&self) -> bool {
        self.network.is_full()
    }

    /// Queues one message. Never blocks.
    pub(crate) fn send(&mut self, message: Message) {
        self.network.within(|| {
            self.sender.send(match message {
                Message::Text(text) => WsMessage::Text(text),
                Message::Binary(bytes) => WsMessage::Binary(bytes),
                Message::Ping(bytes) => WsMessage::Ping(bytes),
                Message::Pong(bytes) => WsMessage::Pong(bytes),
            });
        });
    }

    /// Closes and waits until the socket is let go of, at most for `patience`.
    pub(crate) fn finish(self, patience: Duration) {
        drop(self.sender);
        self.network.finish(patience);
    }
}

/// Hears what ewebsock says of one attempt. ewebsock drops it when it lets go of the socket, also
/// where it says nothing (a failed write, a hang-up of ours): so its end is the one sure ending.
struct Ear {
    signals: Signals,
    /// Held for as long as ewebsock holds the socket.
    lease: Lease,
}

impl Ear {
    fn hear(&self, event: WsEvent) -> ControlFlow<()> {
        self.signals.tell(match event {
            WsEvent::Opened => Signal::Opened,
            WsEvent::Message(message) => Signal::Received(ours(message)),
            WsEvent::Closed => self.lease.closed(),
            WsEvent::Error(text) => Signal::Error(from_text(text)),
        });
        ControlFlow::Continue(())
    }
}

impl Drop for Ear {
    fn drop(&mut self) {
        self.signals.tell(self.lease.gone());
    }
}

fn ours(message: WsMessage) -> Message {
    match message {
        // ewebsock's word for what JavaScript hands over that is neither text nor bytes.
        WsMessage::Text(text) | WsMessage::Unknown(text) => Message::Text(text),
        WsMessage::Binary(bytes) => Message::Binary(bytes),
        WsMessage::Ping(bytes) => Message::Ping(bytes),
        WsMessage::Pong(bytes) => Message::Pong(bytes),
    }
}
