//! ewebsock, on native and in the browser.

#[cfg(not(target_arch = "wasm32"))]
use std::cell::RefCell;
use std::ops::ControlFlow;
use std::sync::Arc;
#[cfg(not(target_arch = "wasm32"))]
use std::sync::Weak;
use std::time::Duration;

#[cfg(target_arch = "wasm32")]
use connection::Agreement;
use connection::{
    CloseFrame, Endpoint, Failure, LentMessage, Link, MAX_MESSAGE_BYTES, Message, Observer,
    Options, Signal, Transport,
};
use ewebsock::{WsEvent, WsMessage, WsSender};
use parking_lot::Mutex;

#[cfg(all(feature = "full", not(target_arch = "wasm32")))]
pub(crate) use self::native_network::Stop;
#[cfg(not(target_arch = "wasm32"))]
pub(crate) use self::native_network::{Lease, Network};
#[cfg(target_arch = "wasm32")]
use self::page_network::{Lease, Network};
use crate::failure::from_text;
#[cfg(not(target_arch = "wasm32"))]
use crate::pongs::{Pongs, Verdict, unread};

#[cfg(not(target_arch = "wasm32"))]
mod native_network;
#[cfg(target_arch = "wasm32")]
mod page_network;

/// ewebsock alone. It carries the address and nothing else that options ask for.
#[derive(Clone, Copy, Debug, Default)]
pub struct Ewebsock;

impl Transport for Ewebsock {
    fn connect(
        &self,
        endpoint: &Endpoint,
        _options: &Options,
        observer: Observer,
    ) -> Result<Box<dyn Link>, Failure> {
        let (network, lease) = Network::start()?;
        // ewebsock asks for `Send` everywhere.
        #[cfg(target_arch = "wasm32")]
        let observer = send_wrapper::SendWrapper::new(observer);
        let observe = Box::new(move |signal: Signal<'_>| observer.observe(signal));
        let link = EwebsockLink::start(endpoint, network, lease, observe)?;
        Ok(Box::new(link))
    }
}

/// One attempt and the connection that came from it.
pub(crate) struct EwebsockLink {
    /// There from the beginning of the attempt on. Dropping it closes the connection.
    sender: Arc<SharedSender>,
    network: Network,
}

type SharedSender = Mutex<Option<WsSender>>;

/// Takes in what ewebsock tells.
pub(crate) type Observe = Box<dyn Fn(Signal<'_>) + Send>;

impl EwebsockLink {
    /// Begins to connect, on a network of its own. What ewebsock tells goes to `observe`.
    pub(crate) fn start(
        endpoint: &Endpoint,
        network: Network,
        lease: Lease,
        observe: Observe,
    ) -> Result<Self, Failure> {
        let options = ewebsock::Options {
            max_incoming_frame_size: MAX_MESSAGE_BYTES,
            ..ewebsock::Options::default()
        };
        let url = endpoint.expose().to_owned();
        let sender = Arc::<SharedSender>::default();
        let events = EventHandler {
            observe,
            lease,
            #[cfg(not(target_arch = "wasm32"))]
            sender: Arc::downgrade(&sender),
            #[cfg(not(target_arch = "wasm32"))]
            pongs: RefCell::default(),
        };
        let on_event = Box::new(move |event| events.handle(event));
        let connected = network.within(|| ewebsock::ws_connect(url, options, on_event));
        *sender.lock() = Some(connected.map_err(from_text)?);
        Ok(Self { sender, network })
    }
}

impl Link for EwebsockLink {
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
    fn agreement(&self) -> Option<Agreement> {
        self.network.agreement()
    }

    fn send(&mut self, message: Message) {
        self.network.note_sent(message.payload().len());
        let message = match message {
            Message::Text(text) => WsMessage::Text(text),
            Message::Binary(bytes) => WsMessage::Binary(bytes),
            Message::Ping(bytes) => WsMessage::Ping(bytes),
            Message::Pong(bytes) => WsMessage::Pong(bytes),
        };
        self.network.within(|| {
            if let Some(sender) = self.sender.lock().as_mut() {
                sender.send(message);
            }
        });
    }

    fn close_with(self: Box<Self>, _frame: CloseFrame) {}

    fn finish(self: Box<Self>, _frame: Option<CloseFrame>, time_limit: Duration) {
        drop(self.sender);
        self.network.finish(time_limit);
    }
}

/// Handles what ewebsock tells of one attempt. ewebsock drops it with the socket, also
/// where it tells nothing (a failed write, a close from this side): so its end is the one sure ending.
struct EventHandler {
    observe: Observe,
    /// Held for as long as ewebsock holds the socket.
    lease: Lease,
    /// Asks a peer that pings whether it reads.
    #[cfg(not(target_arch = "wasm32"))]
    sender: Weak<SharedSender>,
    #[cfg(not(target_arch = "wasm32"))]
    pongs: RefCell<Pongs>,
}

impl EventHandler {
    fn handle(&self, event: WsEvent) -> ControlFlow<()> {
        #[cfg(not(target_arch = "wasm32"))]
        let verdict = self.check_pongs(&event);
        (self.observe)(match event {
            WsEvent::Opened => Signal::Opened,
            WsEvent::Message(message) => Signal::Received(lent(message)),
            WsEvent::Closed => self.lease.closed(),
            WsEvent::Error(text) => Signal::Error(from_text(text)),
        });
        #[cfg(not(target_arch = "wasm32"))]
        self.act_on(verdict);
        ControlFlow::Continue(())
    }

    /// A browser answers pings by itself, and shows none.
    #[cfg(not(target_arch = "wasm32"))]
    fn check_pongs(&self, event: &WsEvent) -> Verdict {
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
    fn act_on(&self, verdict: Verdict) {
        match verdict {
            Verdict::Fine => {}
            Verdict::Ask(payload) => {
                // It may have been closed just now.
                let Some(sender) = self.sender.upgrade() else {
                    return;
                };
                (self.observe)(Signal::Sent(LentMessage::Ping((&payload).into())));
                if let Some(sender) = sender.lock().as_mut() {
                    sender.send(WsMessage::Ping(payload.clone()));
                }
                self.pongs.borrow_mut().asked(payload);
            }
            Verdict::GiveUp => {
                (self.observe)(Signal::Error(unread()));
                self.lease.end();
            }
        }
    }
}

impl Drop for EventHandler {
    fn drop(&mut self) {
        (self.observe)(self.lease.gone());
    }
}

/// Given away without a copy.
fn lent(message: WsMessage) -> LentMessage<'static> {
    match message {
        // What ewebsock calls what JavaScript hands over that is neither text nor bytes.
        WsMessage::Text(text) | WsMessage::Unknown(text) => LentMessage::Text(text.into()),
        WsMessage::Binary(bytes) => LentMessage::Binary(bytes.into()),
        WsMessage::Ping(bytes) => LentMessage::Ping(bytes.into()),
        WsMessage::Pong(bytes) => LentMessage::Pong(bytes.into()),
    }
}
