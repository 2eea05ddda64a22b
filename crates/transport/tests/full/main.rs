//! What only the full transport does: everything that options ask for beside the address.
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test fails by panicking"
)]

#[path = "../support/mod.rs"]
#[expect(dead_code, reason = "other tests use the rest of it")]
mod support;

mod authority;
mod frames;
mod handshake;
mod key_log;
mod page;
mod proxies;
mod proxy;
mod raw_frames;
mod secured;
mod talking;
mod tls;

use connection::{Cause, Event, Failure, Options, Step};

use crate::support::Client;

/// The steps of an attempt, and what came after them.
fn attempt(url: &str, options: Options) -> (Client, Vec<Step>, Event<'static>) {
    let mut client = Client::new(true);
    client.options = Options {
        wants_details: true,
        ..options
    };
    client.connect(url);
    assert!(matches!(client.next_or_step(), Event::Connecting(_)));
    let mut steps = Vec::new();
    loop {
        match client.next_or_step() {
            Event::Step(step) => steps.push(step),
            other => return (client, steps, other),
        }
    }
}

/// An attempt that succeeds, with its steps.
#[track_caller]
fn opened(url: &str, options: Options) -> (Client, Vec<Step>) {
    let (client, steps, last) = attempt(url, options);
    assert_eq!(last, Event::Opened, "{url}: {steps:#?}");
    (client, steps)
}

/// An attempt that fails, with its steps.
#[track_caller]
fn failed(url: &str, options: Options) -> (Failure, Vec<Step>) {
    let (client, steps, last) = attempt(url, options);
    let Event::Failed(failure) = last else {
        panic!("{url} did not fail: {last:?}");
    };
    assert_eq!(client.pending(), []);
    (failure, steps)
}

#[track_caller]
fn check_failure(url: &str, options: Options, expected: Cause) -> Failure {
    let (failure, steps) = failed(url, options);
    assert_eq!(failure.cause, expected, "{url}: {failure:?} {steps:#?}");
    failure
}

#[track_caller]
fn check_echo(client: &mut Client) {
    let message = connection::Message::Text("there and back".to_owned());
    client.connection.send(message.clone()).unwrap();
    assert_eq!(client.next(), Event::Sent(message.clone().into()));
    assert_eq!(client.next(), Event::Received(message.into()));
}
