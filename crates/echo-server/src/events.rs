//! Events that clients fetch in different ways, and what each way costs: the lesson about polling and WebSocket.
//!
//! The events of a run need not be stored: when one happens and what it says follows from its number. So everybody sees
//! the same ones, at the same times. They happen unevenly, as what is worth telling does: to whoever polls at a steady pace,
//! steady events would come always at once or always late.
//!
//! What is counted is what passes through the sockets: [`Ledger`] says of each request and of each WebSocket whose
//! bytes they are.

mod answers;
mod ledger;

use std::collections::HashMap;
use std::ops::RangeInclusive;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use serde::Serialize;
use tokio::time::Instant;

pub(crate) use self::answers::{Unknown, answer};
pub(crate) use self::ledger::Ledger;
use crate::limits;
use crate::meter::{Meter, Wire};

/// A way to learn of events.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Way {
    /// A request now and then, answered at once.
    Poll,
    /// A request that is answered when there is something to tell: long polling (RFC 6202, section 2).
    Wait,
    /// A WebSocket.
    Push,
}

/// How often an event happens, and how large it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Plan {
    pub(crate) every: Duration,
    /// Bytes of an event.
    pub(crate) size: usize,
}

impl Default for Plan {
    fn default() -> Self {
        Self {
            every: Duration::from_secs(1),
            size: limits::EVENT_SIZE,
        }
    }
}

/// The runs of a server.
pub(crate) struct Events {
    /// For whoever names none. It has no end.
    shared: Arc<Run>,
    runs: Mutex<HashMap<String, Arc<Run>>>,
}

/// Events from a beginning on, and what it costs to fetch them.
#[derive(Debug)]
pub(crate) struct Run {
    name: String,
    plan: Plan,
    start: Instant,
    /// When it is over.
    end: Option<Instant>,
    books: Mutex<Books>,
}

#[derive(Debug)]
struct Books {
    /// When somebody asked last.
    asked: Instant,
    ways: [Account; 3],
}

/// What one way has cost so far.
#[derive(Debug, Default)]
struct Account {
    counts: Counts,
    /// Bytes on connections that are no longer this way's.
    settled: Wire,
    /// The connections that are this way's now, and how far their meters were when they became so.
    open: Vec<(Arc<Meter>, Wire)>,
}

/// What is counted but bytes on the wire.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
struct Counts {
    /// TCP connections that carried such requests; one that others used in between counts again.
    connections: u64,
    /// Handshakes count as requests.
    requests: u64,
    /// Answers without an event.
    empty: u64,
    token_checks: u64,
    /// Events in answers and messages.
    events: u64,
    /// Their bytes.
    #[serde(skip)]
    payload: u64,
}

/// What a run has come to: `GET /events/report`.
#[derive(Debug, Serialize)]
pub(crate) struct Report {
    run: String,
    /// Microseconds since the run began. So are all times.
    now_us: u64,
    /// From one event to the next.
    every_us: u64,
    /// When the run is over.
    end_us: Option<u64>,
    /// Bytes of an event.
    size: usize,
    /// Events that have happened.
    happened: u64,
    poll: Cost,
    wait: Cost,
    push: Cost,
}

#[derive(Debug, Serialize)]
struct Cost {
    #[serde(flatten)]
    counts: Counts,
    received: Share,
    sent: Share,
}

/// Bytes on the wire in one direction. Headers are whatever is no event: those of HTTP with the request line, those of
/// frames, control frames, and what separates events in an answer.
#[derive(Debug, Serialize)]
struct Share {
    headers: u64,
    payload: u64,
}

impl Events {
    pub(crate) fn new() -> Self {
        Self {
            shared: Arc::new(Run::new(String::new(), Plan::default(), None)),
            runs: Mutex::default(),
        }
    }

    /// Begins a run. `None` if there are as many as there may be.
    fn begin(&self, plan: Plan) -> Option<Arc<Run>> {
        let mut runs = self.lock();
        runs.retain(|_, run| !run.is_forsaken());
        if runs.len() >= limits::MAX_RUNS {
            return None;
        }
        let name = format!("{:016x}", fastrand::u64(..));
        let run = Arc::new(Run::new(name.clone(), plan, Some(limits::MAX_RUN_TIME)));
        runs.insert(name, run.clone());
        Some(run)
    }

    /// The run of this name, or the one that everybody shares.
    pub(crate) fn find(&self, name: Option<&str>) -> Result<Arc<Run>, Unknown> {
        let run = match name {
            None | Some("") => Some(self.shared.clone()),
            Some(name) => self.lock().get(name).cloned(),
        };
        let run = run.ok_or(Unknown)?;
        run.lock().asked = Instant::now();
        Ok(run)
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<String, Arc<Run>>> {
        self.runs.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Run {
    fn new(name: String, plan: Plan, lifetime: Option<Duration>) -> Self {
        let start = Instant::now();
        let books = Books {
            asked: start,
            ways: Default::default(),
        };
        Self {
            name,
            plan,
            start,
            end: lifetime.map(|lifetime| start + lifetime),
            books: Mutex::new(books),
        }
    }

    pub(crate) fn is_over(&self) -> bool {
        self.end.is_some_and(|end| Instant::now() >= end)
    }

    /// How long after the beginning an event happens. The first has number 1. There is one in each [`Plan::every`], at a
    /// moment that the golden ratio chooses: multiples of it fill a circle evenly (Knuth, volume 3, section 6.4).
    fn after_start(&self, number: u64) -> Duration {
        let every = self.plan.every.as_nanos();
        // The fraction of the multiple, in 32 bits.
        let fraction = number.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 32;
        let nanos =
            every * u128::from(number.saturating_sub(1)) + ((every * u128::from(fraction)) >> 32);
        let after = u64::try_from(nanos).map_or(limits::MAX_WAIT, Duration::from_nanos);
        after.min(limits::MAX_WAIT)
    }

    fn due(&self, number: u64) -> Instant {
        self.start + self.after_start(number)
    }

    /// How many events have happened.
    pub(crate) fn happened(&self) -> u64 {
        let until = self
            .end
            .map_or_else(Instant::now, |end| end.min(Instant::now()));
        let passed = until.saturating_duration_since(self.start);
        let whole = passed.as_nanos() / self.plan.every.as_nanos().max(1);
        let whole = u64::try_from(whole).unwrap_or(u64::MAX);
        let next = whole.saturating_add(1);
        if self.after_start(next) <= passed {
            next
        } else {
            whole
        }
    }

    /// The events after this one that have happened and are not forgotten.
    fn after(&self, number: u64) -> RangeInclusive<u64> {
        let happened = self.happened();
        let first = number.max(happened.saturating_sub(limits::EVENT_BACKLOG));
        first.saturating_add(1)..=happened
    }

    /// What an event says: its number, when it happened in microseconds since the beginning, and dots up to its size.
    fn text(&self, number: u64) -> String {
        let mut text = format!("{number} {}", self.after_start(number).as_micros());
        let rest = self.plan.size.saturating_sub(text.len());
        text.extend(std::iter::repeat_n('.', rest));
        text
    }

    /// The next event after this one, when it happens: its number and its text. `None` when the run is over.
    pub(crate) async fn next_after(&self, number: u64) -> Option<(u64, String)> {
        let due = self.due(number.saturating_add(1));
        if self.end.is_some_and(|end| due >= end) {
            tokio::time::sleep_until(self.end?).await;
            return None;
        }
        tokio::time::sleep_until(due).await;
        let next = *self.after(number).start();
        let text = self.text(next);
        self.count(Way::Push, |counts| {
            counts.events += 1;
            counts.payload += text.len() as u64;
        });
        Some((next, text))
    }

    fn count(&self, way: Way, count: impl FnOnce(&mut Counts)) {
        count(&mut self.lock().ways[way as usize].counts);
    }

    /// Whether it may be forgotten: nobody has asked for a while, and no WebSocket is open.
    fn is_forsaken(&self) -> bool {
        let books = self.lock();
        let is_open = books.ways.iter().any(|way| !way.open.is_empty());
        !is_open && books.asked.elapsed() > limits::RUN_IDLE_TIME
    }

    fn report(&self) -> Report {
        let micros = |duration: Duration| u64::try_from(duration.as_micros()).unwrap_or(u64::MAX);
        let books = self.lock();
        let [poll, wait, push] = books.ways.each_ref().map(Account::cost);
        Report {
            run: self.name.clone(),
            now_us: micros(self.start.elapsed()),
            every_us: micros(self.plan.every),
            end_us: self.end.map(|end| micros(end - self.start)),
            size: self.plan.size,
            happened: self.happened(),
            poll,
            wait,
            push,
        }
    }

    fn lock(&self) -> MutexGuard<'_, Books> {
        self.books.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Account {
    fn cost(&self) -> Cost {
        let mut wire = self.settled;
        for (meter, from) in &self.open {
            wire.add(meter.read().since(*from));
        }
        let payload = self.counts.payload;
        Cost {
            counts: self.counts,
            received: Share {
                headers: wire.received,
                payload: 0,
            },
            sent: Share {
                // An event that was taken from the run may not have been written yet.
                headers: wire.sent.saturating_sub(payload),
                payload,
            },
        }
    }
}

#[cfg(test)]
mod tests;
