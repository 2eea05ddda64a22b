//! Calls paired with their answers and messages put into groups, beside what a plain server echoes meanwhile.
//!
//! A window that shows a connection must not fall behind it. So a record of JSON-RPC 2.0 is read by [`Conversation`] as fast as it can,
//! in turn with an echo of as many bytes a message by tokio-tungstenite.

use std::borrow::Cow;
use std::sync::Arc;
use std::time::{Duration, Instant};

use connection::{Cause, Endpoint, Failure, Link, Observer, Options, Transport};
use message_log::{Direction, Entry, Kind, Timestamp};
use serde_json::json;
use session::Session;
use session::conversation::{Choice, Conversation};

use crate::common::{Result, emit, say};
use crate::generator::Generator;
use crate::load::Traffic;
use crate::options::PairingOptions;
use crate::report::round;
use crate::rivals::Rival;
use crate::server::{Contender, Server};

/// What is echoed: eight connections, of which one is what is to be kept up with.
const TRAFFIC: Traffic = Traffic {
    connections: 8,
    in_flight: 64,
    payload: 200,
    is_compressed: false,
};

/// Different methods that are called.
const METHODS: usize = 20;
/// Before the echo is measured.
const WARM_UP: Duration = Duration::from_millis(100);
/// A window asks so often.
const FRAME: Duration = Duration::from_millis(16);
/// All of the record stays in memory.
const BUDGET_BYTES: u64 = 4 << 30;

/// Measures, and shows it.
pub(crate) fn run(options: &PairingOptions) -> Result<()> {
    if cfg!(debug_assertions) {
        return Err("only a release build is worth measuring: cargo run --release -p bench".into());
    }
    let session = recorded(options.calls)?;
    let server = Server::start(Contender::Other(Rival::Tungstenite))?;
    let mut ratios = Vec::new();
    for number in 1..=options.rounds {
        let mut generator = Generator::connect(server.address(), "/", TRAFFIC)?;
        generator.run(WARM_UP, true)?;
        let echoed = generator.run(options.seconds, false)?.messages_per_second();
        // Of each message that is echoed a record has two: as it was sent, and as it was received.
        let one_connection = 2.0 * echoed / TRAFFIC.connections as f64;
        let paired = paired_per_second(&session, options.calls)?;
        let ratio = paired / one_connection;
        emit(&json!({
            "bench": "pairing",
            "round": number,
            "messages_per_second": paired.round(),
            "one_connection_per_second": one_connection.round(),
            "ratio_to_one_connection": round(ratio),
            "ratio_to_all_connections": round(paired / (2.0 * echoed)),
        }))?;
        ratios.push(ratio);
    }
    ratios.sort_by(f64::total_cmp);
    let median = ratios[ratios.len() / 2];
    say(format_args!(
        "pairing and groups: {median:.1} × what one of {} connections of tokio-tungstenite echoes (goal ≥ 1)",
        TRAFFIC.connections
    ));
    Ok(())
}

/// A record of so many calls and their answers, as many under way at once as are echoed.
fn recorded(calls: u32) -> Result<Session> {
    let mut session = Session::new(Arc::new(Nowhere), || {}, BUDGET_BYTES);
    let mut at = 1_700_000_000_000_000;
    let mut append = |direction, text: String| {
        at += 10;
        let entry = Entry {
            direction,
            kind: Kind::Text,
            at: Timestamp::from_micros(at),
        };
        session.append(entry, Cow::Owned(text.into_bytes()))
    };
    for first in (0..calls).step_by(TRAFFIC.in_flight) {
        let numbers = first..calls.min(first + TRAFFIC.in_flight as u32);
        for number in numbers.clone() {
            append(Direction::Sent, call(number))?;
        }
        for number in numbers {
            append(Direction::Received, answer(number))?;
        }
    }
    Ok(session)
}

fn call(number: u32) -> String {
    let method = number as usize % METHODS;
    let head = format!(
        r#"{{"jsonrpc":"2.0","id":{number},"method":"method_{method}","params":{{"text":""#
    );
    padded(head)
}

fn answer(number: u32) -> String {
    padded(format!(
        r#"{{"jsonrpc":"2.0","id":{number},"result":{{"text":""#
    ))
}

/// Ends a message so that it is as long as those that are echoed.
fn padded(head: String) -> String {
    const TAIL: &str = "\"}}";
    let padding = TRAFFIC.payload.saturating_sub(head.len() + TAIL.len());
    format!("{head}{}{TAIL}", "x".repeat(padding))
}

/// How fast all calls are paired and all messages grouped.
fn paired_per_second(session: &Session, calls: u32) -> Result<f64> {
    let end = session.snapshot().kept.end;
    let start = Instant::now();
    let conversation = Conversation::new(session, Choice::Automatic);
    conversation.want();
    while conversation.next() < end {
        conversation.poll();
        std::thread::sleep(FRAME.min(start.elapsed() / 100));
    }
    let took = start.elapsed();
    let methods = conversation.methods();
    let answered: u64 = methods
        .iter()
        .map(|method| method.calls - method.open)
        .sum();
    let grouped: u64 = conversation
        .groups()
        .iter()
        .map(|group| group.messages)
        .sum();
    if (methods.len(), answered, grouped) != (METHODS, u64::from(calls), 2 * u64::from(calls)) {
        return Err(format!("{answered} calls were paired, and {grouped} messages grouped").into());
    }
    Ok(grouped as f64 / took.as_secs_f64())
}

/// The record is made by hand: nothing is connected to.
struct Nowhere;

impl Transport for Nowhere {
    fn connect(
        &self,
        _endpoint: &Endpoint,
        _options: &Options,
        _observer: Observer,
    ) -> std::result::Result<Box<dyn Link>, Failure> {
        Err(Failure {
            cause: Cause::Refused,
            detail: "the record is made by hand".to_owned(),
        })
    }
}
