//! A connection whose events can be waited for, and servers to connect to.

mod servers;

use std::sync::Arc;
use std::sync::mpsc::{Receiver, sync_channel};
use std::time::Duration;

use connection::{Connection, Endpoint, Event, Handler, Options};
use transport::Automatic;

pub(crate) use servers::{RawServer, Server, upgraded};

/// Long enough for a loaded machine; nothing waits for it unless something is wrong.
const PATIENCE: Duration = Duration::from_secs(60);

/// A connection whose events can be waited for.
pub(crate) struct Client {
    pub(crate) connection: Connection,
    pub(crate) options: Options,
    events: Receiver<Event<'static>>,
}

impl Client {
    pub(crate) fn new(wants_details: bool) -> Self {
        let (handler, events) = handler();
        let connection = Connection::new(Arc::new(Automatic), handler);
        Self {
            connection,
            options: Options {
                wants_details,
                ..Options::default()
            },
            events,
        }
    }

    pub(crate) fn connected_to(url: &str, wants_details: bool) -> Self {
        let mut client = Self::new(wants_details);
        client.connect(url);
        assert!(matches!(client.next(), Event::Connecting(_)));
        assert_eq!(client.next(), Event::Opened);
        client
    }

    pub(crate) fn connect(&mut self, url: &str) {
        self.connection
            .connect(&Endpoint::parse(url).unwrap(), &self.options);
    }

    /// The next event but the steps of an attempt.
    #[track_caller]
    pub(crate) fn next(&self) -> Event<'static> {
        loop {
            let event = self.next_or_step();
            if !matches!(event, Event::Step(_)) {
                return event;
            }
        }
    }

    /// The next event but frames.
    #[track_caller]
    pub(crate) fn next_or_step(&self) -> Event<'static> {
        loop {
            let event = self.next_or_frame();
            if !matches!(event, Event::Frame(_)) {
                return event;
            }
        }
    }

    #[track_caller]
    pub(crate) fn next_or_frame(&self) -> Event<'static> {
        self.events.recv_timeout(PATIENCE).expect("an event")
    }

    /// What is there already, but frames.
    pub(crate) fn pending(&self) -> Vec<Event<'static>> {
        let events = self.events.try_iter();
        events
            .filter(|event| !matches!(event, Event::Frame(_)))
            .collect()
    }
}

fn handler() -> (Handler, Receiver<Event<'static>>) {
    let (sender, receiver) = sync_channel(1 << 20);
    // A test that has seen enough drops its end.
    (
        Box::new(move |event| drop(sender.send(event.into_owned()))),
        receiver,
    )
}
