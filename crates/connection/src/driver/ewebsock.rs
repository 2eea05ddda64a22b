//! ewebsock, the driver on both targets.

#[cfg(not(target_arch = "wasm32"))]
use std::cell::RefCell;
use std::ops::ControlFlow;
#[cfg(not(target_arch = "wasm32"))]
use std::sync::Weak;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use ewebsock::{Options, WsEvent, WsMessage, WsSender};

use super::Driver;
use super::failure::from_text;
use super::network::{Lease, Network};
#[cfg(not(target_arch = "wasm32"))]
use super::pongs::{Pongs, Verdict, unread};
use crate::{CloseFrame, Endpoint, Failure, MAX_MESSAGE_BYTES, Message, Signal};

/// One attempt and the connection that came from it.
pub(super) struct Ewebsock {
    /// There from the beginning of the attempt on. Dropping it hangs up.
    sender: Arc<Shared>,
    network: Network,
}

type Shared = Mutex<Option<WsSender>>;

impl Ewebsock {
    /// Begins to connect, on a network of its own. What it says goes to `hear`.
    pub(super) fn dial(
        endpoint: &Endpoint,
        network: Network,
        lease: Lease,
        hear: Hear,
    ) -> Result<Self, Failure> {
        let options = Options {
            max_incoming_frame_size: MAX_MESSAGE_BYTES,
            ..Options::default()
        };
        let url = endpoint.as_str().to_owned();
        let sender = Arc::default();
        let ear = Ear {
            hear,
            lease,
            #[cfg(not(target_arch = "wasm32"))]
            sender: Arc::downgrade(&sender),
            #[cfg(not(target_arch = "wasm32"))]
            pongs: RefCell::default(),
        };
        let on_event = Box::new(move |event| ear.hear(event));
        let connected = network.within(|| ewebsock::ws_connect(url, options, on_event));
        *lock(&sender) = Some(connected.map_err(from_text)?);
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
        let message = match message {
            Message::Text(text) => WsMessage::Text(text),
            Message::Binary(bytes) => WsMessage::Binary(bytes),
            Message::Ping(bytes) => WsMessage::Ping(bytes),
            Message::Pong(bytes) => WsMessage::Pong(bytes),
        };
        self.network.within(|| {
            if let Some(sender) = lock(&self.sender).as_mut() {
                sender.send(message);
            }
        });
    }

    fn finish(self: Box<Self>, patience: Duration) {
        drop(self.sender);
        self.network.finish(patience);
    }
}

/// Takes what ewebsock says.
pub(super) type Hear = Box<dyn Fn(Signal) + Send>;

/// Nothing that could panic is done while it is held.
fn lock(sender: &Shared) -> MutexGuard<'_, Option<WsSender>> {
    sender.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Hears what ewebsock says of one attempt. ewebsock drops it when it lets go of the socket, also
/// where it says nothing (a failed write, a hang-up of ours): so its end is the one sure ending.
struct Ear {
    hear: Hear,
    /// Held for as long as ewebsock holds the socket.
    lease: Lease,
    /// Asks a peer that pings whether it reads.
    #[cfg(not(target_arch = "wasm32"))]
    sender: Weak<Shared>,
    #[cfg(not(target_arch = "wasm32"))]
    pongs: RefCell<Pongs>,
}

impl Ear {
    fn hear(&self, event: WsEvent) -> ControlFlow<()> {
        #[cfg(not(target_arch = "wasm32"))]
        let due = self.look(&event);
        (self.hear)(match event {
            WsEvent::Opened => Signal::Opened,
            WsEvent::Message(message) => Signal::Received(ours(message)),
            WsEvent::Closed => self.lease.closed(),
            WsEvent::Error(text) => Signal::Error(from_text(text)),
        });
        #[cfg(not(target_arch = "wasm32"))]
        self.mind(due);
        ControlFlow::Continue(())
    }

    /// A browser answers pings by itself, and shows none.
    #[cfg(not(target_arch = "wasm32"))]
    fn look(&self, event: &WsEvent) -> Verdict {
        let mut pongs = self.pongs.borrow_mut();
        match event {
            WsEvent::Message(WsMessage::Ping(payload)) => return pongs.pinged(payload.len()),
            WsEvent::Message(WsMessage::Pong(payload)) => pongs.ponged(payload),
            _ => {}
        }
        Verdict::Fine
    }

    /// Asks the peer whether it reads, or gives it up. ewebsock sets no limit to what waits for a peer.
    #[cfg(not(target_arch = "wasm32"))]
    fn mind(&self, due: Verdict) {
        match due {
            Verdict::Fine => {}
            Verdict::Ask(payload) => {
                // It may have been hung up just now.
                let Some(sender) = self.sender.upgrade() else {
                    return;
                };
                let ping = Message::Ping(payload.clone());
                (self.hear)(Signal::Sent(ping));
                if let Some(sender) = lock(&sender).as_mut() {
                    sender.send(WsMessage::Ping(payload.clone()));
                }
                self.pongs.borrow_mut().asked(payload);
            }
            Verdict::GiveUp => {
                (self.hear)(Signal::Error(unread()));
                self.lease.end();
            }
        }
    }
}

impl Drop for Ear {
    fn drop(&mut self) {
        (self.hear)(self.lease.gone());
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
