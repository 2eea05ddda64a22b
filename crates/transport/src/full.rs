//! tokio-tungstenite itself, which tells everything: each step of an attempt, and what is in a close frame.

mod attempt;
mod certificate_file;
mod convert;
mod frame_observer;
mod frame_recorder;
mod handshake;
mod head;
mod keep_alive;
mod key_log;
mod outbox;
mod page;
mod proxy;
mod pump;
mod raw_stream;
mod recording_stream;
mod reply;
mod request;
mod socket;
mod subprotocol;
mod tcp;
mod tls;
mod validate;
mod verifier;

use std::future::pending;
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use connection::{
    CloseFrame, Endpoint, Failure, Link, Message, Observer, Options, Raw, Signal, Transport,
};
use tokio::sync::mpsc;

pub use self::page::{Page, page};

use self::attempt::open;
use self::frame_observer::FrameObserver;
use self::frame_recorder::FrameSwitch;
use self::outbox::{Outbox, Outgoing};
use self::proxy::proxy_for;
use self::pump::pump;
use crate::network::{Lease, Network};

/// Whether the secrets of an encrypted connection to this server are to be written to a file.
#[cfg(feature = "ewebsock")]
pub(crate) fn logs_keys(endpoint: &Endpoint) -> bool {
    endpoint.is_secure() && key_log::wanted().is_some()
}

/// tokio-tungstenite with all details, and with all that options can ask for.
#[derive(Clone, Copy, Debug, Default)]
pub struct Full;

impl Transport for Full {
    fn connect(
        &self,
        endpoint: &Endpoint,
        options: &Options,
        observer: Observer,
    ) -> Result<Box<dyn Link>, Failure> {
        Ok(Box::new(FullLink::start(endpoint, options, observer)?))
    }
}

/// One attempt and the connection that came from it.
pub(crate) struct FullLink {
    /// Dropping it closes the connection.
    outbox: Outbox,
    network: Network,
    /// Once the connection is open.
    frames: Arc<OnceLock<FrameObserver>>,
    switch: FrameSwitch,
}

impl FullLink {
    /// Begins to connect.
    pub(crate) fn start(
        endpoint: &Endpoint,
        options: &Options,
        observer: Observer,
    ) -> Result<Self, Failure> {
        let (network, lease) = Network::start(pending())?;
        let (outbox, waiting) = Outbox::new();
        let (endpoint, options) = (endpoint.clone(), options.clone());
        let ending = Ending {
            observer,
            _lease: lease,
        };
        let frames = Arc::new(OnceLock::new());
        let seen = Arc::clone(&frames);
        let switch = FrameSwitch::new(options.records_frames);
        let switched = switch.clone();
        network.within(|| {
            tokio::spawn(async move {
                let told = (&ending.observer, &switched);
                run(&endpoint, &options, told, waiting, &seen).await;
            })
        });
        Ok(Self {
            outbox,
            network,
            frames,
            switch,
        })
    }
}

/// Tells that it is over, however the task ends.
struct Ending {
    observer: Observer,
    /// Held for as long as there is a task.
    _lease: Lease,
}

impl Drop for Ending {
    fn drop(&mut self) {
        self.observer.observe(Signal::Gone);
    }
}

impl Link for FullLink {
    fn is_full(&self) -> bool {
        self.room() == 0
    }

    fn room(&self) -> usize {
        self.outbox.room()
    }

    fn sends_pings(&self) -> bool {
        true
    }

    fn send(&mut self, message: Message) {
        self.outbox.send(message);
    }

    fn sends_close_frames(&self) -> bool {
        true
    }

    fn sends_raw_frames(&self) -> bool {
        true
    }

    fn send_raw(&mut self, raw: Raw) {
        self.outbox.send_raw(raw);
    }

    fn records_frames(&self) -> bool {
        let is_compressed = self.frames.get().is_some_and(FrameObserver::is_compressed);
        is_compressed || self.switch.is_on()
    }

    fn record_frames(&self, records: bool) {
        self.switch.set(records);
    }

    fn bytes_moved(&self) -> u64 {
        self.frames.get().map_or(0, FrameObserver::bytes_moved)
    }

    fn close_with(self: Box<Self>, frame: CloseFrame) {
        self.outbox.close_with(frame);
    }

    fn finish(self: Box<Self>, frame: Option<CloseFrame>, time_limit: Duration) {
        match frame {
            Some(frame) => self.outbox.close_with(frame),
            None => drop(self.outbox),
        }
        self.network.finish(time_limit);
    }
}

async fn run(
    endpoint: &Endpoint,
    options: &Options,
    (observer, switch): (&Observer, &FrameSwitch),
    mut waiting: mpsc::Receiver<Outgoing>,
    seen: &OnceLock<FrameObserver>,
) {
    let proxy = match proxy_for(endpoint, &options.proxy) {
        Ok(proxy) => proxy,
        Err(failure) => return observer.observe(Signal::Error(failure)),
    };
    let observer = &match &proxy {
        Some(proxy) => observer.hiding(proxy),
        None => observer.clone(),
    };
    let opened = tokio::select! {
        opened = open(endpoint, options, proxy.as_ref(), (observer, switch)) => opened,
        // Nothing can be sent yet: it was closed from this side.
        _ = waiting.recv() => return,
    };
    match opened {
        Ok((mut socket, frames)) => {
            seen.get_or_init(|| frames.clone());
            observer.observe(Signal::Opened);
            socket.get_mut().get_mut().begin();
            pump(socket, &frames, options.keep_alive, observer, waiting).await;
        }
        Err(failure) => observer.observe(Signal::Error(failure)),
    }
}
