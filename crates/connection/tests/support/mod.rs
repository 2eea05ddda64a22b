//! A connection whose events can be waited for, and servers to connect to.

mod servers;

use std::sync::mpsc::{Receiver, sync_channel};
use std::time::Duration;

use connection::{Connection, Endpoint, Event, Handler, Options};

pub use servers::{RawServer, Server, upgraded};

/// Long enough for a loaded machine; nothing waits for it unless something is wrong.
const PATIENCE: Duration = Duration::from_secs(60);

/// A connection whose events can be waited for.
pub struct Client {
    pub connection: Connection,
    pub options: Options,
    events: Receiver<Event>,
}

impl Client {
    pub fn new(is_inspected: bool) -> Self {
        let (handler, events) = handler();
        let connection = Connection::new(handler);
        Self {
            connection,
            options: Options {
                is_inspected,
                ..Options::default()
            },
            events,
        }
    }

    pub fn connected_to(url: &str, is_inspected: bool) -> Self {
        let mut client = Self::new(is_inspected);
        client.connect(url);
        assert!(matches!(client.next(), Event::Connecting(_)));
        assert_eq!(client.next(), Event::Opened);
        client
    }

    pub fn connect(&mut self, url: &str) {
        self.connection
            .connect(&Endpoint::parse(url).unwrap(), &self.options);
    }

    /// The next event but the steps of an attempt.
    #[track_caller]
    pub fn next(&self) -> Event {
        loop {
            let event = self.next_or_step();
            if !matches!(event, Event::Step(_)) {
                return event;
            }
        }
    }

    #[track_caller]
    pub fn next_or_step(&self) -> Event {
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
