//! A client that a conformance suite can put to the test: it takes each case of a fuzzing server and sends back whatever it
//! receives. `cargo xtask conformance` runs it, once for each transport.
//!
//! Usage: `echo_client ws://HOST:PORT NAME [--full]`. The reports appear under NAME.
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test program fails by panicking"
)]

use std::sync::Arc;
use std::sync::mpsc::{Receiver, sync_channel};
use std::time::{Duration, Instant};

use connection::{Connection, Endpoint, Event, LentMessage, Message, Options, SendError};
use transport::Automatic;

/// No case takes so long; one that does would hang for ever.
const PATIENCE: Duration = Duration::from_secs(60);
/// As many events as a case has at most, some thousand, with room to spare.
const MAX_EVENTS: usize = 1 << 16;

fn main() {
    let mut arguments = std::env::args().skip(1);
    let (Some(server), Some(name)) = (arguments.next(), arguments.next()) else {
        panic!("usage: echo_client ws://HOST:PORT NAME [--full]");
    };
    let wants_details = arguments.next().is_some();
    let visit = |path: &str| visit(&format!("{server}{path}"), wants_details);
    let count = visit("/getCaseCount");
    let Some(Message::Text(count)) = count.first() else {
        panic!("the server does not say how many cases it has: {count:?}");
    };
    for case in 1..=count.parse::<u32>().unwrap() {
        visit(&format!("/runCase?case={case}&agent={name}"));
    }
    visit(&format!("/updateReports?agent={name}"));
}

/// Sends everything back until the connection ends. Returns the first of it.
fn visit(url: &str, wants_details: bool) -> Vec<Message> {
    let (sender, events) = sync_channel(MAX_EVENTS);
    // The other end is there for as long as the connection.
    let mut connection = Connection::new(
        Arc::new(Automatic),
        Box::new(move |event| drop(sender.send(event.into_owned()))),
    );
    let options = Options {
        wants_details,
        ..Options::default()
    };
    connection.connect(&Endpoint::parse(url).unwrap(), &options);
    let mut first = Vec::new();
    while let Some(message) = next_message(&events, url) {
        if first.is_empty() {
            first.push(message.clone());
        }
        answer(&mut connection, &message);
    }
    // The close frame is to be on its way before the next case begins.
    connection.finish(PATIENCE);
    first
}

/// The next text or binary message; nothing if the connection ends, in whatever way.
fn next_message(events: &Receiver<Event<'static>>, url: &str) -> Option<Message> {
    loop {
        let event = events.recv_timeout(PATIENCE);
        match event.unwrap_or_else(|_| panic!("{url} hangs")) {
            Event::Received(message @ (LentMessage::Text(_) | LentMessage::Binary(_))) => {
                return Some(message.into_owned());
            }
            Event::Closed(_) | Event::Failed(_) | Event::Lost(_) => return None,
            _ => {}
        }
    }
}

fn answer(connection: &mut Connection, message: &Message) {
    let start = Instant::now();
    // If it is over already, the events tell it.
    while connection.send(message.clone()) == Err(SendError::Backlogged) {
        assert!(start.elapsed() < PATIENCE, "what is sent is not read");
        std::thread::sleep(Duration::from_millis(1));
    }
}
