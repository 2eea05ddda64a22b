//! The way to a host over TCP: its addresses, and a race between them (RFC 8305, “Happy Eyeballs”).
//!
//! An address that is silent costs a quarter of a second, not the time of the whole attempt: the next one is tried beside it,
//! and the first that accepts wins.

use std::collections::{HashSet, VecDeque};
use std::io;
use std::net::{IpAddr, SocketAddr};
use std::time::Duration;

use connection::{Cause, Failure, Observer, Signal, Step, in_seconds};
use futures_util::StreamExt as _;
use futures_util::stream::FuturesUnordered;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpStream, lookup_host};
use tokio::time::sleep;
use web_time::Instant;

use crate::failure::{from_io, is_temporary, is_too_many_files};

/// How long an address is tried alone before the next one is tried beside it: the Connection Attempt Delay that RFC 8305,
/// section 5, recommends.
const ATTEMPT_DELAY: Duration = Duration::from_millis(250);

/// The most addresses that are tried at the same time, each of which holds a socket. It takes 16 s of silence to come so far;
/// a name with more addresses than that has them tried when others have failed.
const MAX_AT_ONCE: usize = 64;

/// Both directions of a stream.
pub(super) trait Duplex: AsyncRead + AsyncWrite + Send + Unpin {}

impl<S: AsyncRead + AsyncWrite + Send + Unpin> Duplex for S {}

/// Looks the name up, and lets its addresses race for at most so long. Gives the stream to the first that accepts, and which
/// it is.
pub(super) async fn reach(
    host: &str,
    port: u16,
    time_limit: Duration,
    observer: &Observer,
) -> Result<(TcpStream, SocketAddr), Failure> {
    let start = Instant::now();
    let addresses = look_up(host, port, observer).await?;
    let time_limit = time_limit.saturating_sub(start.elapsed());
    let tell = |step| observer.observe(Signal::Step(step));
    race(addresses, time_limit, TcpStream::connect, tell)
        .await
        .map(|(stream, address)| {
            // A measured round trip must not include a delay of ours. A socket that does not have this option works too.
            stream.set_nodelay(true).ok();
            (stream, address)
        })
}

/// How long ago something was, in microseconds.
pub(super) fn micros_since(start: Instant) -> u64 {
    u64::try_from(start.elapsed().as_micros()).unwrap_or(u64::MAX)
}

/// The addresses of a name, in the order in which they are tried. A number is its own address, and there is nothing to tell.
async fn look_up(host: &str, port: u16, observer: &Observer) -> Result<Vec<SocketAddr>, Failure> {
    if let Ok(address) = host.parse::<IpAddr>() {
        return Ok(vec![SocketAddr::new(address, port)]);
    }
    let start = Instant::now();
    let found = lookup_host((host, port)).await;
    let addresses = alternating(found.map_err(|error| not_found(&error))?);
    observer.observe(Signal::Step(Step::Resolved {
        addresses: addresses.iter().map(SocketAddr::ip).collect(),
        micros: micros_since(start),
    }));
    Ok(addresses)
}

/// No address was found: there is none, or nobody could be asked.
fn not_found(error: &io::Error) -> Failure {
    if is_too_many_files(error) {
        return from_io(error);
    }
    let failure = unknown_host(error);
    let cause = match is_temporary(&failure.detail) {
        true => Cause::NameLookup,
        false => failure.cause,
    };
    Failure { cause, ..failure }
}

fn unknown_host(detail: impl ToString) -> Failure {
    Failure {
        cause: Cause::UnknownHost,
        detail: detail.to_string(),
    }
}

/// Each address once, the families in turn, beginning with the one that the system prefers (RFC 8305, section 4): where one
/// family leads nowhere, the other one is next.
fn alternating(found: impl IntoIterator<Item = SocketAddr>) -> Vec<SocketAddr> {
    let mut seen = HashSet::new();
    let mut found = found.into_iter().filter(|address| seen.insert(*address));
    let Some(first) = found.next() else {
        return Vec::new();
    };
    let (same, other): (VecDeque<_>, VecDeque<_>) =
        found.partition(|address| address.is_ipv4() == first.is_ipv4());
    let (mut turn, mut next) = (other, same);
    let mut addresses = vec![first];
    while let Some(address) = turn.pop_front() {
        addresses.push(address);
        std::mem::swap(&mut turn, &mut next);
    }
    addresses.extend(next);
    addresses
}

/// Who is tried when.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Pace {
    waiting: VecDeque<SocketAddr>,
    running: usize,
    /// When the next one is due.
    due: Instant,
}

/// What to do now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Turn {
    /// Try this address as well.
    Start(SocketAddr),
    /// Wait for those that are tried, at most for so long.
    WaitAtMost(Duration),
    /// Wait for those that are tried: there is no other one.
    Wait,
    /// All have failed.
    Over,
}

impl Pace {
    fn new(addresses: Vec<SocketAddr>, now: Instant) -> Self {
        Self {
            waiting: addresses.into(),
            running: 0,
            due: now,
        }
    }

    fn turn(&mut self, now: Instant) -> Turn {
        let has_room = self.running < MAX_AT_ONCE;
        match self.waiting.front() {
            None if self.running == 0 => Turn::Over,
            Some(_) if has_room && now < self.due => Turn::WaitAtMost(self.due - now),
            Some(address) if has_room => {
                let turn = Turn::Start(*address);
                self.waiting.pop_front();
                self.running += 1;
                self.due = now + ATTEMPT_DELAY;
                turn
            }
            _ => Turn::Wait,
        }
    }

    /// One has failed: the next one need not wait (RFC 8305, section 5).
    fn failed(&mut self, now: Instant) {
        self.running -= 1;
        self.due = now;
    }
}

/// Tries `addresses` with `connect` until one accepts or `time_limit` is over. Each that was tried is told, with how it ended;
/// those that had not answered yet are dropped.
async fn race<S, F: Future<Output = io::Result<S>>>(
    addresses: Vec<SocketAddr>,
    time_limit: Duration,
    connect: impl Fn(SocketAddr) -> F,
    tell: impl Fn(Step),
) -> Result<(S, SocketAddr), Failure> {
    let mut pace = Pace::new(addresses, Instant::now());
    let mut running = FuturesUnordered::new();
    let mut tried = Tried {
        started: Vec::new(),
        failures: Vec::new(),
        tell,
    };
    let over = sleep(time_limit);
    tokio::pin!(over);
    loop {
        let next = match pace.turn(Instant::now()) {
            Turn::Start(address) => {
                tried.started.push((address, Instant::now()));
                let connecting = connect(address);
                running.push(async move { (address, connecting.await) });
                continue;
            }
            Turn::WaitAtMost(wait) => Some(wait),
            Turn::Wait => None,
            Turn::Over => return Err(most_telling(tried.failures)),
        };
        let (address, connected) = tokio::select! {
            Some(ended) = running.next() => ended,
            () = sleep(next.unwrap_or_default()), if next.is_some() => continue,
            () = &mut over => return Err(tried.time_is_up(time_limit)),
        };
        match connected {
            Ok(stream) => {
                tried.accepted(address);
                return Ok((stream, address));
            }
            Err(error) => {
                tried.failed(address, &error);
                pace.failed(Instant::now());
            }
        }
    }
}

/// The addresses of a race, and how they ended.
struct Tried<T> {
    /// Those that have not answered yet, in the order in which they were tried, and since when.
    started: Vec<(SocketAddr, Instant)>,
    failures: Vec<Failure>,
    tell: T,
}

impl<T: Fn(Step)> Tried<T> {
    fn accepted(&mut self, address: SocketAddr) {
        let micros = self.end(address);
        self.give_up(&format!("no response yet when {address} accepted"));
        (self.tell)(Step::Reached { address, micros });
    }

    fn failed(&mut self, address: SocketAddr, error: &io::Error) {
        let micros = self.end(address);
        (self.tell)(Step::Unreached {
            address,
            detail: error.to_string(),
            micros,
        });
        self.failures.push(from_io(error));
    }

    /// The failure to tell when no address has accepted in time.
    fn time_is_up(mut self, time_limit: Duration) -> Failure {
        let detail = format!("no response within {}", in_seconds(time_limit));
        self.give_up(&detail);
        self.failures.push(Failure {
            cause: Cause::TimedOut,
            detail,
        });
        most_telling(self.failures)
    }

    /// How long the address was tried, in microseconds.
    fn end(&mut self, address: SocketAddr) -> u64 {
        let mut started = self.started.iter();
        let index = started.position(|(other, _)| *other == address);
        index.map_or(0, |index| micros_since(self.started.remove(index).1))
    }

    /// Tells of those that have not answered yet.
    fn give_up(&self, detail: &str) {
        for (address, start) in &self.started {
            (self.tell)(Step::Unreached {
                address: *address,
                detail: detail.to_owned(),
                micros: micros_since(*start),
            });
        }
    }
}

/// The failure to show of several: a machine without IPv6 says of every such address that it is unreachable, which hides
/// what the others say.
fn most_telling(failures: Vec<Failure>) -> Failure {
    let mut failures = failures.into_iter();
    let Some(first) = failures.next() else {
        return unknown_host("the name has no address");
    };
    let is_told = |failure: &Failure| failure.cause != Cause::Unreachable;
    if is_told(&first) {
        return first;
    }
    failures.find(is_told).unwrap_or(first)
}

#[cfg(test)]
mod tests;
