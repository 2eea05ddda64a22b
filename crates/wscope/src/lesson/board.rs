//! What a run has come to, as far as it is known here: pure bookkeeping, written by whoever fetches and read by the window.

use hdrhistogram::Histogram;
use web_time::Instant;

use super::clock::Clock;
use super::report::{Cost, Report};
use super::{Method, Plan};
use crate::lifecycle::Lifecycle;

/// Delays above this are taken for this, in microseconds: an hour.
const MAX_MICROS: u64 = 3_600_000_000;
/// So exact is a delay in the histogram: within a hundredth.
const DIGITS: u8 = 2;
/// How many arrivals wait for the clock to be checked: 40 s of the highest rate on both sides. The delays of more are not
/// measured.
const MAX_UNCHECKED: usize = 4096;
/// Reports that are kept: those of ten minutes at two a second, and some more.
const MAX_SAMPLES: usize = 1_300;
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
pub struct Board {
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
    failed_polls: u64,
    clock_jumps: u32,
    web_socket_ended: Option<Lifecycle>,
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

impl Board {
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
    pub fn web_socket_ended(&self) -> Option<&Lifecycle> {
        self.web_socket_ended.as_ref()
    }

    /// The server has begun the run.
    pub fn begin(&mut self, report: Report, asked: Instant, heard: Instant) {
        if self.stage != Stage::Beginning {
            return;
        }
        self.clock = Some(Clock::new(asked, report.now_us, heard));
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

    /// An event arrived.
    pub fn heard(&mut self, side: Side, text: &str, at: Instant) {
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
    pub fn push_ended(&mut self, why: Lifecycle) {
        if self.stage == Stage::Running {
            self.web_socket_ended = Some(why);
        }
    }

    /// The server told how things stand.
    pub fn reported(&mut self, report: &Report, asked: Instant, heard: Instant) {
        let (Stage::Running, Some(clock)) = (&self.stage, &mut self.clock) else {
            return;
        };
        self.silence = 0;
        let agrees = clock.check(asked, report.now_us, heard);
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
mod tests {
    use std::time::Duration;

    use super::*;

    fn report(now_ms: u64) -> Report {
        Report {
            run: "a".to_owned(),
            now_us: now_ms * 1_000,
            end_us: Some(600_000_000),
            happened: now_ms / 100,
            poll: Cost::default(),
            wait: Cost::default(),
            push: Cost::default(),
        }
    }

    struct Run {
        board: Board,
        start: Instant,
    }

    impl Run {
        fn begun() -> Self {
            let start = Instant::now();
            let mut board = Board::new(Plan::default());
            board.begin(report(0), start, start);
            Self { board, start }
        }

        fn at(&self, ms: u64) -> Instant {
            self.start + Duration::from_millis(ms)
        }

        fn hear(&mut self, side: Side, text: &str, ms: u64) {
            self.board.heard(side, text, self.at(ms));
        }

        fn report(&mut self, ms: u64, server_ms: u64) {
            let at = self.at(ms);
            self.board.reported(&report(server_ms), at, at);
        }

        fn last(&self, side: Side) -> Figures {
            self.board.samples().last().unwrap().sides[side as usize]
        }
    }

    #[test]
    fn delays_are_measured_once_the_clock_is_checked() {
        let mut run = Run::begun();
        run.hear(Side::Push, "1 100000....", 103);
        run.hear(Side::Push, "2 200000....", 203);
        run.hear(Side::Polling, "1 100000....", 250);
        run.hear(Side::Polling, "2 200000....", 250);
        assert_eq!(run.last(Side::Push).median, None);
        run.report(300, 300);
        let close_to = |micros: Option<u64>, ms: u64| {
            let micros = micros.unwrap();
            assert!(micros.abs_diff(ms * 1_000) <= ms * 10, "{micros}");
        };
        close_to(run.last(Side::Push).p95, 3);
        close_to(run.last(Side::Polling).median, 50);
        close_to(run.last(Side::Polling).p95, 150);
        // What comes again, late or from nowhere is no arrival.
        for text in [
            "2 200000",
            "1 100000",
            "0 0",
            "",
            "3",
            "3 ",
            "3 no",
            "no 3",
            "99999999999999999999 3",
        ] {
            run.hear(Side::Push, text, 310);
        }
        run.report(400, 400);
        assert_eq!(run.last(Side::Push).missed, 0);
        close_to(run.last(Side::Push).p95, 3);
    }

    #[test]
    fn who_is_slower_than_the_events_are_kept_misses_some() {
        let mut run = Run::begun();
        run.hear(Side::Polling, "45 4500000", 30_000);
        run.hear(Side::Polling, "46 4600000", 30_000);
        run.report(30_000, 30_000);
        assert_eq!(run.last(Side::Polling).missed, 44);
        assert_eq!(run.last(Side::Push).missed, 0);
        assert_eq!(run.board.last(Side::Polling), 46);
    }

    #[test]
    fn a_clock_that_jumps_spoils_no_delay() {
        let mut run = Run::begun();
        run.hear(Side::Push, "1 100000", 101);
        run.report(200, 200);
        // This machine slept for a minute.
        run.hear(Side::Push, "602 60200000", 210);
        run.report(300, 60_300);
        assert_eq!(run.board.clock_jumps(), 1);
        run.hear(Side::Push, "604 60400000", 401);
        run.report(500, 60_500);
        assert!(run.last(Side::Push).p95.unwrap() < 2_000);
        assert_eq!(run.board.clock_jumps(), 1);
    }

    #[test]
    fn a_run_ends_once() {
        let mut run = Run::begun();
        run.board.report_failed("refused".to_owned());
        run.board.report_failed("refused".to_owned());
        run.report(1_000, 1_000);
        for _ in 0..3 {
            assert_eq!(*run.board.stage(), Stage::Running);
            run.board.report_failed("refused".to_owned());
        }
        let gone = Stage::Ended(Ending::Gone("refused".to_owned()));
        assert_eq!(*run.board.stage(), gone);
        let samples = run.board.samples().to_vec();
        run.board.end(Ending::Stopped);
        run.hear(Side::Push, "9 900000", 1_100);
        run.report(1_200, 1_200);
        assert_eq!(*run.board.stage(), gone);
        assert_eq!(run.board.samples(), samples);

        let mut run = Run::begun();
        run.report(600_000, 600_000);
        assert_eq!(*run.board.stage(), Stage::Ended(Ending::TimeUp));
    }

    #[test]
    fn what_comes_after_a_stop_changes_nothing() {
        let start = Instant::now();
        let mut board = Board::new(Plan::default());
        board.end(Ending::Stopped);
        board.begin(report(0), start, start);
        assert_eq!(*board.stage(), Stage::Ended(Ending::Stopped));
        assert!(board.run().is_none());
    }
}
