//! A transport whose socket is the test.

use std::sync::Arc;
use std::time::Duration;

use connection::{
    CloseFrame, Endpoint, Failure, Link, Message, Observer, Options, Signal, Transport,
};
use parking_lot::Mutex;
use session::Session;

#[derive(Default)]
pub(crate) struct Wire(Mutex<Option<Observer>>);

struct Nothing;

impl Wire {
    /// Whom the socket tells.
    pub(crate) fn observer(&self) -> Observer {
        self.0.lock().clone().unwrap()
    }
}

impl Transport for Wire {
    fn connect(
        &self,
        _endpoint: &Endpoint,
        _options: &Options,
        observer: Observer,
    ) -> Result<Box<dyn Link>, Failure> {
        *self.0.lock() = Some(observer);
        Ok(Box::new(Nothing))
    }
}

impl Link for Nothing {
    fn is_full(&self) -> bool {
        false
    }
    fn sends_pings(&self) -> bool {
        false
    }
    fn sends_close_frames(&self) -> bool {
        false
    }
    fn send(&mut self, _message: Message) {}
    fn close_with(self: Box<Self>, _frame: CloseFrame) {}
    fn finish(self: Box<Self>, _frame: Option<CloseFrame>, _patience: Duration) {}
}

/// A session over an open connection.
pub(crate) fn opened(budget_bytes: u64) -> (Session, Arc<Wire>) {
    let wire = Arc::new(Wire::default());
    let transport = Arc::clone(&wire) as Arc<dyn Transport>;
    let mut session = Session::new(transport, || {}, budget_bytes);
    let endpoint = Endpoint::parse("localhost").unwrap();
    session.connect(&endpoint, &Options::default());
    wire.observer().observe(Signal::Opened);
    (session, wire)
}
