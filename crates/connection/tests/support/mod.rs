//! A connection whose events can be waited for, and servers to connect to.

mod servers;

use std::sync::mpsc::{Receiver, sync_channel};
use std::time::Duration;

use connection::{Connection, Endpoint, Event, Handler};

pub use servers::{RawServer, Server, upgraded};

/// Long enough for a loaded machine; nothing waits for it unless something is wrong.
const PATIENCE: Duration = Duration::from_secs(60);

/// A connection whose events can be waited for.
pub struct Client {
    pub connection: Connection,
    events: Receiver<Event>,
}

impl Client {
    pub fn new() -> Self {
        let (handler, events) = handler();
        let connection = Connection::new(handler);
        Self { connection, events }
    }

    pub fn connected_to(url: &str) -> Self {
        let mut client = Self::new();
        client.connect(url);
        assert!(matches!(client.next(), Event::Connecting(_)));
        assert_eq!(client.next(), Event::Opened);
        client
    }

    pub fn connect(&mut self, url: &str) {
        self.connection.connect(&Endpoint::parse(url).unwrap());
    }

    #[track_caller]
    pub fn next(&self) -> Event {
        self.events.recv_timeout(PATIENCE).expect("an event")
    }

    /// What is there already.
    pub fn pending(&self) -> Vec<Event> {
        self.events.try_iter().collect()
    }
}

fn handler() -> (Handler, Receiver<Event>) {
    let (sender, receiver) = sync_channel(1 << 20);
    // A test that has seen enough drops its end.
    (Box::new(move |event| drop(sender.send(event))), receiver)
}
