//! A run: events from a beginning on.

use std::ops::RangeInclusive;
use std::sync::Arc;
use std::time::Duration;

use futures_util::StreamExt as _;
use futures_util::stream::{self, BoxStream};
use parking_lot::Mutex;
use scenario::Reply;
use serde::Serialize;
use tokio::time::Instant;

use super::counters::{Cost, Counters, Counts, Delivery, DeliveryCounters};
use crate::limits;

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

/// Events from a beginning on, and what it costs to fetch them.
#[derive(Debug)]
pub(crate) struct Run {
    pub(super) name: String,
    plan: Plan,
    pub(super) start: Instant,
    /// When it is over.
    end: Option<Instant>,
    pub(super) counters: Mutex<Counters>,
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
    pub(super) happened: u64,
    poll: Cost,
    wait: Cost,
    pub(super) push: Cost,
}

impl Run {
    pub(super) fn new(name: String, plan: Plan, lifetime: Option<Duration>) -> Self {
        let start = Instant::now();
        Self {
            name,
            plan,
            start,
            end: lifetime.map(|lifetime| start + lifetime),
            counters: Mutex::new(Counters::new(start)),
        }
    }

    pub(crate) fn is_over(&self) -> bool {
        self.end.is_some_and(|end| Instant::now() >= end)
    }

    /// How long after the beginning an event happens. The first has number 1. There is one in each [`Plan::every`], at a
    /// moment that the golden ratio chooses: multiples of it fill a circle evenly (Knuth, volume 3, section 6.4).
    pub(super) fn after_start(&self, number: u64) -> Duration {
        let every = self.plan.every.as_nanos();
        // The fraction of the multiple, in 32 bits.
        let fraction = number.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 32;
        let nanos =
            every * u128::from(number.saturating_sub(1)) + ((every * u128::from(fraction)) >> 32);
        let after = u64::try_from(nanos).map_or(limits::MAX_WAIT, Duration::from_nanos);
        after.min(limits::MAX_WAIT)
    }

    pub(crate) fn due(&self, number: u64) -> Instant {
        self.start + self.after_start(number)
    }

    /// How many events have happened.
    pub(super) fn happened(&self) -> u64 {
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
    pub(super) fn after(&self, number: u64) -> RangeInclusive<u64> {
        let happened = self.happened();
        let first = number.max(happened.saturating_sub(limits::EVENT_BACKLOG));
        first.saturating_add(1)..=happened
    }

    /// The text of an event: its number, when it happened in microseconds since the beginning, and dots up to its size.
    pub(super) fn text(&self, number: u64) -> String {
        let mut text = format!("{number} {}", self.after_start(number).as_micros());
        let rest = self.plan.size.saturating_sub(text.len());
        text.extend(std::iter::repeat_n('.', rest));
        text
    }

    /// The next event after this one, when it happens: its number and its text. `None` when the run is over.
    pub(super) async fn next_after(&self, number: u64) -> Option<(u64, String)> {
        let due = self.due(number.saturating_add(1));
        if self.end.is_some_and(|end| due >= end) {
            tokio::time::sleep_until(self.end?).await;
            return None;
        }
        tokio::time::sleep_until(due).await;
        let next = *self.after(number).start();
        let text = self.text(next);
        self.count(Delivery::Push, |counts| {
            counts.events += 1;
            counts.payload += text.len() as u64;
        });
        Some((next, text))
    }

    /// The events after this one, or those to come, as a WebSocket is sent them. When the run is over, so is the
    /// connection.
    pub(crate) fn replies(self: Arc<Self>, since: Option<u64>) -> BoxStream<'static, Reply> {
        let since = since.unwrap_or_else(|| self.happened());
        stream::unfold(Some(since), move |since| {
            let run = self.clone();
            async move {
                let Some((number, text)) = run.next_after(since?).await else {
                    return Some((Reply::close(1000, "the run is over"), None));
                };
                Some((Reply::text(text), Some(number)))
            }
        })
        .boxed()
    }

    /// The events after this one that have happened, a line each. They are counted for this delivery.
    pub(crate) fn take(&self, delivery: Delivery, since: u64) -> String {
        let texts: Vec<String> = self.after(since).map(|number| self.text(number)).collect();
        self.count(delivery, |counts| {
            counts.empty += u64::from(texts.is_empty());
            counts.events += texts.len() as u64;
            counts.payload += texts.iter().map(|text| text.len() as u64).sum::<u64>();
        });
        texts.join("\n")
    }

    pub(super) fn count(&self, delivery: Delivery, count: impl FnOnce(&mut Counts)) {
        count(&mut self.counters.lock().ways[delivery as usize].counts);
    }

    /// Whether it may be forgotten: it was not used for a while, and no WebSocket is open.
    pub(super) fn is_abandoned(&self) -> bool {
        let counters = self.counters.lock();
        let is_open = counters
            .ways
            .iter()
            .any(|delivery| !delivery.open.is_empty());
        !is_open && counters.last_used.elapsed() > limits::RUN_IDLE_TIME
    }

    pub(crate) fn report(&self) -> Report {
        let micros = |duration: Duration| u64::try_from(duration.as_micros()).unwrap_or(u64::MAX);
        let [poll, wait, push] = self
            .counters
            .lock()
            .ways
            .each_ref()
            .map(DeliveryCounters::cost);
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
}
