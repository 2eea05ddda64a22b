//! A client that exchanges compressed messages with an echo server, and tells what was agreed on and how many bytes passed.
//! `cargo xtask interop` runs it against servers of other people's libraries.
//!
//! Usage: `compressed_client PLAN MESSAGES`, two files. It writes one line of JSON for each connection of the plan. The
//! server has to answer the text `figures` with the bytes that it has read and written.
#![expect(clippy::panic, reason = "a test program fails by panicking")]

use std::fmt::Display;
use std::io::Write as _;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvTimeoutError, sync_channel};
use std::time::{Duration, Instant};

use connection::{Connection, Endpoint, Event, LentMessage, Message, Options, SendError, Step};
use data_encoding::BASE64;
use serde_json::{Value, json};
use transport::Automatic;
use wire::deflate::Offer;

/// Nothing takes so long; what does would hang for ever.
const PATIENCE: Duration = Duration::from_secs(60);

/// More events than a connection has here.
const MAX_EVENTS: usize = 1 << 16;

type Result<T> = std::result::Result<T, String>;

fn main() {
    let mut arguments = std::env::args().skip(1);
    let (Some(plan), Some(messages)) = (arguments.next(), arguments.next()) else {
        panic!("usage: compressed_client PLAN MESSAGES");
    };
    let (plan, groups) = (read_list(&plan), read_list(&messages));
    let groups: Vec<_> = groups.iter().map(Group::read).collect();
    for planned in plan {
        let told = converse(&planned, &groups).unwrap_or_else(|error| json!({ "error": error }));
        writeln!(std::io::stdout(), "{told}").unwrap_or_else(|error| panic!("{error}"));
    }
}

fn read_list(path: &str) -> Vec<Value> {
    let text = std::fs::read_to_string(path).unwrap_or_else(|error| panic!("{path}: {error}"));
    serde_json::from_str(&text).unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// Messages that are sent in a row.
struct Group {
    name: String,
    messages: Vec<Message>,
}

impl Group {
    fn read(value: &Value) -> Self {
        let text = |value: &Value| value.as_str().map(str::to_owned);
        let message = |value: &Value| match text(&value["text"]) {
            Some(text) => Message::Text(text),
            None => {
                let encoded = text(&value["base64"]).unwrap_or_default();
                let decoded = BASE64.decode(encoded.as_bytes());
                Message::Binary(decoded.unwrap_or_else(|error| panic!("{error}")))
            }
        };
        let messages = value["messages"].as_array().into_iter().flatten();
        Self {
            name: text(&value["name"]).unwrap_or_default(),
            messages: messages.map(message).collect(),
        }
    }
}

/// What a plan says of an offer. A window of the client's that is not told is offered without a size.
fn offer(value: &Value) -> Offer {
    let flag = |name: &str| value[name].as_bool().unwrap_or_default();
    let bits = |name: &str| value[name].as_u64().and_then(|bits| bits.try_into().ok());
    Offer {
        server_no_context_takeover: flag("server_no_context_takeover"),
        client_no_context_takeover: flag("client_no_context_takeover"),
        server_max_window_bits: bits("server_max_window_bits"),
        client_max_window_bits: Some(bits("client_max_window_bits")),
    }
}

/// One connection of the plan, from its handshake to its close frame.
fn converse(planned: &Value, groups: &[Group]) -> Result<Value> {
    let (sender, events) = sync_channel(MAX_EVENTS);
    // The other end is there for as long as the connection.
    let mut connection = Connection::new(
        Arc::new(Automatic),
        Box::new(move |event| drop(sender.send(event.into_owned()))),
    );
    let options = Options {
        wants_details: true,
        compression: Some(offer(&planned["offer"])),
        ..Options::default()
    };
    let url = planned["url"].as_str().unwrap_or_default();
    let endpoint = Endpoint::parse(url).map_err(in_words)?;
    connection.connect(&endpoint, &options);
    let agreed = agreed(&events)?;
    let mut before = figures(&mut connection, &events)?;
    let mut passed = Vec::new();
    for group in groups {
        exchange(&mut connection, &events, group)?;
        let after = figures(&mut connection, &events)?;
        let [received, sent] = [0, 1].map(|at| after[at] - before[at]);
        passed.push(json!({ "group": group.name, "out": received, "in": sent }));
        before = after;
    }
    connection.finish(PATIENCE);
    Ok(json!({ "agreed": agreed, "passed": passed }))
}

fn in_words(error: impl Display) -> String {
    error.to_string()
}

fn next(events: &Receiver<Event<'static>>) -> Result<Event<'static>> {
    let event = events.recv_timeout(PATIENCE);
    match event.map_err(|error: RecvTimeoutError| in_words(error))? {
        event @ (Event::Closed(_) | Event::Failed(_) | Event::Lost(_)) => Err(format!("{event:?}")),
        event => Ok(event),
    }
}

/// Waits until the connection is open. Returns what the server has answered about extensions.
fn agreed(events: &Receiver<Event<'static>>) -> Result<String> {
    let mut agreed = String::new();
    loop {
        match next(events)? {
            Event::Step(Step::Answered { head, .. }) => {
                let mut lines = head.lines().filter_map(|line| line.split_once(':'));
                let line =
                    lines.find(|(name, _)| name.eq_ignore_ascii_case("Sec-WebSocket-Extensions"));
                agreed = line.map_or("", |(_, value)| value.trim()).to_owned();
            }
            Event::Opened => return Ok(agreed),
            _ => {}
        }
    }
}

fn next_message(events: &Receiver<Event<'static>>) -> Result<Message> {
    loop {
        if let Event::Received(message @ (LentMessage::Text(_) | LentMessage::Binary(_))) =
            next(events)?
        {
            return Ok(message.into_owned());
        }
    }
}

fn send(connection: &mut Connection, message: &Message) -> Result<()> {
    let start = Instant::now();
    loop {
        match connection.send(message.clone()) {
            Ok(()) => return Ok(()),
            Err(SendError::Backlogged) if start.elapsed() < PATIENCE => {
                std::thread::sleep(Duration::from_millis(1));
            }
            Err(error) => return Err(format!("{error:?}")),
        }
    }
}

/// Sends all, and compares what comes back.
fn exchange(
    connection: &mut Connection,
    events: &Receiver<Event<'static>>,
    group: &Group,
) -> Result<()> {
    for message in &group.messages {
        send(connection, message)?;
    }
    for (number, expected) in group.messages.iter().enumerate() {
        if next_message(events)? != *expected {
            return Err(format!(
                "{}: message {number} came back otherwise",
                group.name
            ));
        }
    }
    Ok(())
}

/// The bytes that the server has read and written so far.
fn figures(connection: &mut Connection, events: &Receiver<Event<'static>>) -> Result<[u64; 2]> {
    send(connection, &Message::Text("figures".to_owned()))?;
    let Message::Text(text) = next_message(events)? else {
        return Err("the server tells no figures".to_owned());
    };
    let told: Value = serde_json::from_str(&text).map_err(in_words)?;
    let figure = |name: &str| told[name].as_u64().ok_or(format!("no {name} in {text}"));
    Ok([figure("read")?, figure("written")?])
}
