//! What a connection costs that says nothing.

use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::time::Duration;

use serde_json::json;

use crate::common::{Result, emit, say};
use crate::frames::{Burst, Replies};
use crate::load::Traffic;
use crate::report::goal;
use crate::server::{Contender, Server};
use crate::{handshake, process};

/// The most of our server's memory that a connection may hold, whether it has ever said anything or not.
const GOAL_BYTES: f64 = 12.0 * 1024.0;

/// One small message on each connection.
const ONCE: Traffic = Traffic {
    connections: 10_000,
    in_flight: 1,
    is_compressed: false,
    payload: 16,
};

/// Until the server has put away what it needed for the last handshake or message.
const SETTLE: Duration = Duration::from_millis(300);

/// Measures every server, each in a new process, and shows a table.
pub(crate) fn measure() -> Result<()> {
    say(format_args!(
        "\nresident KiB for each of {} idle connections",
        ONCE.connections
    ));
    say(format_args!(
        "{:<18}{:>14}{:>18}",
        "", "never spoke", "echoed 16 B"
    ));
    for contender in Contender::all() {
        let mut server = Server::start(contender.clone())?;
        let idle = bytes_per_connection(&server).map_err(|error| server.explain(error))?;
        let met = (contender == Contender::Ours)
            .then_some(idle.silent <= GOAL_BYTES && idle.spoken <= GOAL_BYTES);
        emit(&json!({
            "load": "idle",
            "server": contender.name(),
            "connections": ONCE.connections,
            "resident_bytes_per_silent_connection": idle.silent.round(),
            "resident_bytes_per_connection_after_one_message": idle.spoken.round(),
            "goal": met.map(|_| GOAL_BYTES),
            "met": met,
        }))?;
        say(format_args!(
            "{:<18}{:>14.1}{:>18.1}{}",
            contender.name(),
            idle.silent / 1024.0,
            idle.spoken / 1024.0,
            goal(Some("≤ 12 KiB".to_owned()), met)
        ));
    }
    Ok(())
}

/// Bytes of the server's process for each connection.
struct Idle {
    /// After its handshake.
    silent: f64,
    /// After one message as well.
    spoken: f64,
}

fn bytes_per_connection(server: &Server) -> Result<Idle> {
    let before = resident(server)?;
    let mut streams = Vec::with_capacity(ONCE.connections);
    for number in 1..=ONCE.connections {
        let stream = handshake::connect(server.address(), "/", None)
            .map_err(|error| format!("connection {number}: {error}"))?;
        streams.push(stream);
    }
    let silent = resident(server)?;
    let burst = Burst::new(ONCE)?;
    for stream in &mut streams {
        exchange(stream, &burst, Replies::default())?;
    }
    let spoken = resident(server)?;
    Ok(Idle {
        silent: bytes_each(before, silent, ONCE.connections),
        spoken: bytes_each(before, spoken, ONCE.connections),
    })
}

/// How much memory has come with each of so many connections.
pub(crate) fn bytes_each(before: u64, after: u64, connections: usize) -> f64 {
    after.saturating_sub(before) as f64 / connections as f64
}

/// The memory of a server that has been left alone for a moment.
pub(crate) fn resident(server: &Server) -> Result<u64> {
    std::thread::sleep(SETTLE);
    let bytes = server.id().and_then(process::resident_bytes);
    bytes.ok_or_else(|| "this system does not tell the memory of a process".into())
}

/// Sends the burst, and waits until it is back.
pub(crate) fn exchange(stream: &mut TcpStream, burst: &Burst, mut replies: Replies) -> Result<()> {
    stream.write_all(burst.bytes())?;
    let mut buffer = [0; 4096];
    let mut received = 0;
    while received == 0 || !replies.is_burst_complete() {
        let count = stream.read(&mut buffer)?;
        if count == 0 {
            return Err("the server closed a connection".into());
        }
        received += replies.take(burst, &buffer[..count], true)?;
    }
    Ok(())
}
