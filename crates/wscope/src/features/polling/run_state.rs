//! What a run has come to, as far as it is known here: counters only, written where events arrive and read by the window.

use std::time::Duration;

use hdrhistogram::Histogram;
use web_time::Instant;

use super::clock::Clock;
use super::report::{Cost, Report};

use super::plan::{Method, Plan};
use session::RecordedEvent;

/// Delays above this are taken for this, in microseconds: an hour.
const MAX_MICROS: u64 = 3_600_000_000;
/// So exact is a delay in the histogram: within a hundredth.
const DIGITS: u8 = 2;
/// How many arrivals wait for the clock to be checked: 40 s of the highest rate on both sides. The delays of more are not
/// measured.
const MAX_UNCHECKED: usize = 4096;
/// Reports that are kept: those of ten minutes at two a second, and some more.
const MAX_SAMPLES: usize = 1_300;
/// How long the server may say nothing at all. On a machine that was unplugged nobody is left to refuse anything.
pub(super) const MAX_QUIET: Duration = Duration::from_secs(10);
/// After so many reports in a row that did not come, the server is gone.
const MAX_SILENCE: u32 = 3;

/// Who fetches.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// Requests over HTTP.
    Polling,
    /// A WebSocket.
    Push,
}

impl Side {
    /// In the order in which they stand beside each other.
    pub const BOTH: [Self; 2] = [Self::Polling, Self::Push];
}

/// Where a run is in its life.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Stage {
    /// The server is asked to begin it.
    Beginning,
    /// Events happen.
    Running,
    /// It is over.
    Ended(Ending),
}

/// Why a run is over.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Ending {
    /// The person stopped it.
    Stopped,
    /// It has lasted as long as it may.
    TimeUp,
    /// The server does not answer, for this reason.
    Gone(String),
    /// The system had no thread for it.
    NoThread,
    /// The server has said nothing for a while.
    Silent,
    /// The server does not accept the token.
    BadToken,
    /// The server answered the first question with this status: it has no events to tell.
    NoEvents(u16),
}

/// One side at one time.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Figures {
    /// As the server counts it.
    pub cost: Cost,
    /// From the event to its arrival, in microseconds: half of the events were faster.
    pub median: Option<u64>,
    /// The same for 19 of 20 events.
    pub p95: Option<u64>,
    /// Events that never arrived, though later ones did.
    pub missed: u64,
}

/// How things stood at one time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sample {
    /// The age of the run, in microseconds.
    pub at_us: u64,
    /// Events that had happened.
    pub happened: u64,
    /// The figures of both sides.
    pub sides: [Figures; 2],
}

/// Everything about a run.
#[derive(Debug)]
pub struct RunState {
    plan: Plan,
    /// As the server told it at the beginning.
    begun: Option<Report>,
    clock: Option<Clock>,
    stage: Stage,
    arrivals: [Arrivals; 2],
    /// Whose delay is not measured yet: the clock has not been checked since. With the age of the run at the event, in
    /// microseconds.
    unchecked: Vec<(Side, u64, Instant)>,
    samples: Vec<Sample>,
    /// Reports in a row that did not come.
    silence: u32,
    /// When the server was asked what it has not answered yet.
    asked: Option<Instant>,
    failed_polls: u64,
    clock_jumps: u32,
    web_socket_ended: Option<RecordedEvent>,
}

#[derive(Debug)]
struct Arrivals {
    /// The number of the newest.
    last: u64,
    missed: u64,
    delays: Option<Histogram<u64>>,
}

impl Default for Arrivals {
    fn default() -> Self {
        Self {
            last: 0,
            missed: 0,
            // Its bounds are ones that it takes.
            delays: Histogram::new_with_bounds(1, MAX_MICROS, DIGITS).ok(),
        }
    }
}

impl Arrivals {
    fn quantile(&self, share: f64) -> Option<u64> {
        let delays = self.delays.as_ref().filter(|delays| !delays.is_empty())?;
        Some(delays.value_at_quantile(share))
    }
}

impl RunState {
    /// Nothing has happened yet.
    pub fn new(plan: Plan) -> Self {
        Self {
            plan,
            begun: None,
            clock: None,
            stage: Stage::Beginning,
            arrivals: Default::default(),
            unchecked: Vec::new(),
            samples: Vec::new(),
            silence: 0,
            asked: None,
            failed_polls: 0,
            clock_jumps: 0,
            web_socket_ended: None,
        }
    }

    /// What was planned.
    pub fn plan(&self) -> Plan {
        self.plan
    }

    /// Where the run is in its life.
    pub fn stage(&self) -> &Stage {
        &self.stage
    }

    /// The name of the run, once it has one.
    pub fn run(&self) -> Option<&str> {
        self.begun.as_ref().map(|report| report.run.as_str())
    }

    /// How things stood, oldest first.
    pub fn samples(&self) -> &[Sample] {
        &self.samples
    }

    /// How long the run may still last, in microseconds.
    pub fn left_us(&self) -> u64 {
        let end = self.begun.as_ref().and_then(|report| report.end_us);
        let now = self.samples.last().map_or(0, |sample| sample.at_us);
        end.unwrap_or_default().saturating_sub(now)
    }

    /// Requests that were not answered, or not with events.
    pub fn failed_polls(&self) -> u64 {
        self.failed_polls
    }

    /// How often one of the clocks jumped.
    pub fn clock_jumps(&self) -> u32 {
        self.clock_jumps
    }

    /// Why there is no WebSocket any more, though the run goes on.
    pub fn web_socket_ended(&self) -> Option<&RecordedEvent> {
        self.web_socket_ended.as_ref()
    }

    /// The server has begun the run.
    pub fn begin(&mut self, report: Report, asked: Instant, received: Instant) {
        if self.stage != Stage::Beginning {
            return;
        }
        self.asked = None;
        self.clock = Some(Clock::new(asked, report.now_us, received));
        self.stage = Stage::Running;
        self.take_sample(&report);
        self.begun = Some(report);
    }

    /// The run is over; what is known of it stays.
    pub fn end(&mut self, ending: Ending) {
        if !matches!(self.stage, Stage::Ended(_)) {
            self.stage = Stage::Ended(ending);
        }
    }

    /// The server is asked to begin the run, or how things stand.
    pub fn asks(&mut self, now: Instant) {
        self.asked = Some(now);
    }

    /// Ends the run if the server has not answered for too long. Says after which time that may be so.
    pub fn tick(&mut self, now: Instant) -> Option<Duration> {
        if matches!(self.stage, Stage::Ended(_)) {
            return None;
        }
        let rest = MAX_QUIET.saturating_sub(now.saturating_duration_since(self.asked?));
        if rest.is_zero() {
            self.end(Ending::Silent);
            return None;
        }
        Some(rest)
    }

    /// An event arrived.
    pub fn observe(&mut self, side: Side, text: &str, at: Instant) {
        let Some((number, at_us)) = number_and_time(text) else {
            return;
        };
        let arrivals = &mut self.arrivals[side as usize];
        if self.stage != Stage::Running || number <= arrivals.last {
            return;
        }
        arrivals.missed += number - arrivals.last - 1;
        arrivals.last = number;
        if self.unchecked.len() < MAX_UNCHECKED {
            self.unchecked.push((side, at_us, at));
        }
    }

    /// The newest event that has arrived.
    pub fn last(&self, side: Side) -> u64 {
        self.arrivals[side as usize].last
    }

    /// A request was not answered, or not with events.
    pub fn poll_failed(&mut self) {
        self.failed_polls += 1;
    }

    /// The WebSocket ended for this reason.
    pub fn push_ended(&mut self, why: RecordedEvent) {
        if self.stage == Stage::Running {
            self.web_socket_ended = Some(why);
        }
    }

    /// The server told how things stand.
    pub fn reported(&mut self, report: &Report, asked: Instant, received: Instant) {
        let (Stage::Running, Some(clock)) = (&self.stage, &mut self.clock) else {
            return;
        };
        self.silence = 0;
        self.asked = None;
        let agrees = clock.check(asked, report.now_us, received);
        let clock = *clock;
        let unchecked = std::mem::take(&mut self.unchecked);
        if agrees {
            for (side, at_us, arrived) in unchecked {
                self.measure(clock, side, at_us, arrived);
            }
        } else {
            // Nobody knows when those arrived.
            self.clock_jumps += 1;
        }
        self.take_sample(report);
        if report.end_us.is_some_and(|end| report.now_us >= end) {
            self.end(Ending::TimeUp);
        }
    }

    fn measure(&mut self, clock: Clock, side: Side, at_us: u64, arrived: Instant) {
        let happened = i64::try_from(at_us).unwrap_or(i64::MAX);
        // The clocks may be a little apart.
        let delay = clock.run_us(arrived).saturating_sub(happened);
        let delay = u64::try_from(delay).unwrap_or(0);
        if let Some(delays) = &mut self.arrivals[side as usize].delays {
            delays.saturating_record(delay.min(MAX_MICROS));
        }
    }

    /// The server did not tell, for this reason.
    pub fn report_failed(&mut self, why: String) {
        self.silence += 1;
        self.asked = None;
        if self.silence >= MAX_SILENCE {
            self.end(Ending::Gone(why));
        }
    }

    fn take_sample(&mut self, report: &Report) {
        let polling = match self.plan.method {
            Method::Interval => report.poll,
            Method::LongPolling => report.wait,
        };
        let figures = |cost, arrivals: &Arrivals| Figures {
            cost,
            median: arrivals.quantile(0.5),
            p95: arrivals.quantile(0.95),
            missed: arrivals.missed,
        };
        let [poll, push] = &self.arrivals;
        let sample = Sample {
            at_us: report.now_us,
            happened: report.happened,
            sides: [figures(polling, poll), figures(report.push, push)],
        };
        if self.samples.len() < MAX_SAMPLES {
            self.samples.push(sample);
        }
    }
}

/// The number of an event and the age of the run when it happened: what its text begins with.
fn number_and_time(text: &str) -> Option<(u64, u64)> {
    let (number, rest) = text.split_once(' ')?;
    let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
    Some((number.parse().ok()?, rest[..digits].parse().ok()?))
}

#[cfg(test)]
mod tests;
