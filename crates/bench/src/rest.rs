//! What a connection of our server costs that has exchanged messages and is silent now.

use std::net::TcpStream;
use std::time::Duration;

use serde_json::json;
use wire::deflate::Offer;

use crate::common::{Result, emit, say};
use crate::frames::{Burst, Replies};
use crate::handshake;
use crate::idle::{bytes_each, exchange, resident};
use crate::load::Traffic;
use crate::report::goal;
use crate::server::{Contender, Server};

const CONNECTIONS: usize = 1000;

/// Messages that each sends at once, and gets back: together they fill the largest window of DEFLATE twice.
const MESSAGES: usize = 16;

/// Bytes of each.
const MESSAGE_SIZE: usize = 4 << 10;

/// Twice the silence after which the server gives back what compression holds.
const SILENCE: Duration = Duration::from_secs(10);

/// The largest window of DEFLATE, in bytes.
const WINDOW: f64 = 32.0 * 1024.0;

/// A kind of connection.
struct Kind {
    name: &'static str,
    path: &'static str,
    offer: Option<Offer>,
    /// The most that one may hold, in bytes.
    goal: f64,
}

/// What a peer may still refer to has to be kept, and nothing else.
fn kinds() -> [Kind; 3] {
    let without_context = Offer {
        client_no_context_takeover: true,
        ..Offer::default()
    };
    [
        Kind {
            name: "plain",
            path: "/",
            offer: None,
            goal: 9.5 * 1024.0,
        },
        Kind {
            name: "compressed, client_no_context_takeover",
            path: "/deflate/echo",
            offer: Some(without_context),
            goal: 16.0 * 1024.0,
        },
        Kind {
            name: "compressed",
            path: "/deflate/echo",
            offer: Some(Offer::default()),
            goal: 16.0 * 1024.0 + WINDOW,
        },
    ]
}

/// Measures each kind, in a new process, and shows a table.
pub(crate) fn measure() -> Result<()> {
    say(format_args!(
        "\nresident KiB of ours for each of {CONNECTIONS} connections, {SILENCE:?} after {MESSAGES} × {MESSAGE_SIZE} B each way"
    ));
    for kind in kinds() {
        let mut server = Server::start(Contender::Ours)?;
        let bytes = bytes_at_rest(&server, &kind).map_err(|error| server.explain(error))?;
        let is_met = bytes <= kind.goal;
        emit(&json!({
            "load": "rest",
            "kind": kind.name,
            "connections": CONNECTIONS,
            "resident_bytes_per_connection": bytes.round(),
            "goal": kind.goal,
            "met": is_met,
        }))?;
        say(format_args!(
            "{:<44}{:>8.1}{}",
            kind.name,
            bytes / 1024.0,
            goal(Some(format!("≤ {} KiB", kind.goal / 1024.0)), Some(is_met))
        ));
    }
    Ok(())
}

fn bytes_at_rest(server: &Server, kind: &Kind) -> Result<f64> {
    let traffic = Traffic {
        connections: CONNECTIONS,
        in_flight: MESSAGES,
        is_compressed: kind.offer.is_some(),
        payload: MESSAGE_SIZE,
    };
    let burst = Burst::new(traffic)?;
    // The first one starts a thread and makes what all share, which is no cost of a connection.
    drop(connect_and_exchange(server, kind, &burst, traffic)?);
    std::thread::sleep(SILENCE);
    let before = resident(server)?;
    let streams: Vec<TcpStream> = (0..CONNECTIONS)
        .map(|_| connect_and_exchange(server, kind, &burst, traffic))
        .collect::<Result<_>>()?;
    std::thread::sleep(SILENCE);
    let after = resident(server)?;
    drop(streams);
    Ok(bytes_each(before, after, CONNECTIONS))
}

fn connect_and_exchange(
    server: &Server,
    kind: &Kind,
    burst: &Burst,
    traffic: Traffic,
) -> Result<TcpStream> {
    let offer = kind.offer.as_ref().map(Offer::to_string);
    let mut stream = handshake::connect(server.address(), kind.path, offer.as_deref())?;
    exchange(&mut stream, burst, Replies::new(traffic))?;
    Ok(stream)
}
