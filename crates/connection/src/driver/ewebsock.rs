//! ewebsock, the driver on both targets.

use std::ops::ControlFlow;
use std::time::Duration;

use ewebsock::{Options, WsEvent, WsMessage, WsSender};

use super::Driver;
use super::failure::{from_text, no_network};
use super::network::{Lease, Network};
use crate::connection::Signals;
use crate::{CloseFrame, Endpoint, Failure, MAX_MESSAGE_BYTES, Message, Signal};

/// One attempt and the connection that came from it.
pub(super) struct Ewebsock {
    sender: WsSender,
    network: Network,
}

impl Ewebsock {
    /// Begins to connect.
    pub(super) fn dial(endpoint: &Endpoint, signals: Signals) -> Result<Self, Failure> {
        let (network, lease) = Network::start().map_err(no_network)?;
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
}

impl Driver for Ewebsock {
    fn is_full(&self) -> bool {
        self.network.is_full()
    }

    fn sends_pings(&self) -> bool {
        // In the browser it would panic.
        false
    }

    fn sends_close_frames(&self) -> bool {
        false
    }

    #[cfg(target_arch = "wasm32")]
    fn agreement(&self) -> Option<crate::Agreement> {
        self.network.agreement()
    }

    fn close_with(self: Box<Self>, _frame: CloseFrame) {}

    fn send(&mut self, message: Message) {
        self.network.note_sent(message.payload().len());
        self.network.within(|| {
            self.sender.send(match message {
                Message::Text(text) => WsMessage::Text(text),
                Message::Binary(bytes) => WsMessage::Binary(bytes),
                Message::Ping(bytes) => WsMessage::Ping(bytes),
                Message::Pong(bytes) => WsMessage::Pong(bytes),
            });
        });
    }

    fn finish(self: Box<Self>, patience: Duration) {
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
