//! A client that a conformance suite can put to the test: it takes each case of a fuzzing server and sends back whatever it
//! receives. `cargo xtask conformance` runs it, once for each transport.
//!
//! Usage: `echo_client ws://HOST:PORT NAME [--full]`. The reports appear under NAME.
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test program fails by panicking"
)]

use std::ops::RangeInclusive;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, sync_channel};
use std::time::{Duration, Instant};

use connection::{Connection, Endpoint, Event, LentMessage, Message, Options, SendError};
use transport::Automatic;
use wire::deflate::Offer;

/// No case takes so long; one that does would hang for ever.
const PATIENCE: Duration = Duration::from_secs(60);
/// As many events as a case has at most, some thousand, with room to spare.
const MAX_EVENTS: usize = 1 << 16;

/// The cases 13.2, 13.5 and 13.6 as kosoku numbers them: in these the suite asks a client to compress each message on its own,
/// which it asks only of clients that have offered it.
const NEED_HINT: [RangeInclusive<u32>; 2] = [410..=427, 464..=499];

fn main() {
    let mut arguments = std::env::args().skip(1);
    let (Some(server), Some(name)) = (arguments.next(), arguments.next()) else {
        panic!("usage: echo_client ws://HOST:PORT NAME [--full]");
    };
    let wants_details = arguments.next().is_some();
    let usual = Offer::OF_BROWSERS;
    let visit = |path: &str, offer| {
        let options = Options {
            wants_details,
            // ewebsock offers nothing, and gives way to the other transport where something else is asked for.
            compression: Some(if wants_details { offer } else { usual }),
            ..Options::default()
        };
        visit(&format!("{server}{path}"), &options)
    };
    let visit_plainly = |path: &str| visit(path, usual);
    let count = visit_plainly("/getCaseCount");
    let Some(Message::Text(count)) = count.first() else {
        panic!("the server does not say how many cases it has: {count:?}");
    };
    for case in 1..=count.parse::<u32>().unwrap() {
        let needs_hint = NEED_HINT.iter().any(|cases| cases.contains(&case));
        let offer = Offer {
            client_no_context_takeover: needs_hint,
            ..usual
        };
        visit(&format!("/runCase?case={case}&agent={name}"), offer);
    }
    visit_plainly(&format!("/updateReports?agent={name}"));
}

/// Sends everything back until the connection ends. Returns the first of it.
fn visit(url: &str, options: &Options) -> Vec<Message> {
    let (sender, events) = sync_channel(MAX_EVENTS);
    // The other end is there for as long as the connection.
    let mut connection = Connection::new(
        Arc::new(Automatic),
        Box::new(move |event| drop(sender.send(event.into_owned()))),
    );
    connection.connect(&Endpoint::parse(url).unwrap(), options);
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
