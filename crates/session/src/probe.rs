//! Latency and integrity of a connection that echoes: numbered messages go out, and each that comes back is ticked off.

use std::time::Duration;

use hdrhistogram::Histogram;
use serde::{Deserialize, Serialize};
use web_time::Instant;

use crate::pace::Pace;

/// Most messages a second: more would measure our own send queue.
pub const MAX_RATE: u32 = 1_000;
/// Most messages of a run: each takes nine bytes here, and a row in the list.
pub const MAX_COUNT: u32 = 100_000;
/// The smallest message, in bytes: what names the run and the message.
pub const MIN_SIZE: u32 = HEADER as u32;
/// The largest message, in bytes: larger ones measure the bandwidth.
pub const MAX_SIZE: u32 = 64 * 1024;
/// After this time without its echo a message is lost. One that comes later is taken out of the lost again.
pub const ECHO_TIMEOUT: Duration = Duration::from_secs(5);

/// `wscope-probe 1a2b3c4d 000042 `
const HEADER: usize = "wscope-probe ".len() + 8 + 1 + 6 + 1;
/// Latencies above this are taken for this, in microseconds: an hour.
const MAX_MICROS: u64 = 3_600_000_000;
/// So exact is a latency in the histogram: within a hundredth.
const DIGITS: u8 = 2;

/// What a probe is to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Plan {
    /// Messages a second.
    pub rate: u32,
    /// Bytes of each.
    pub size: u32,
    /// How many.
    pub count: u32,
}

impl Default for Plan {
    fn default() -> Self {
        Self {
            rate: 10,
            size: 64,
            count: 100,
        }
    }
}

/// What became of the messages so far. `sent` is always `back + pending + lost`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tally {
    /// Went out.
    pub sent: u32,
    /// Came back.
    pub back: u32,
    /// May still come back.
    pub pending: u32,
    /// Did not come back within [`ECHO_TIMEOUT`], or before the connection ended.
    pub lost: u32,
    /// Came back once more: each further time counts.
    pub duplicated: u32,
    /// Came back first after one that was sent later.
    pub reordered: u32,
    /// Came back with another content: they are among those that came back.
    pub altered: u32,
}

/// One bar of the histogram.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bar {
    /// From this latency on, in microseconds.
    pub from: u64,
    /// Up to this one.
    pub to: u64,
    /// So many messages.
    pub count: u64,
}

/// Which latencies are told: those that half, 95 and 99 of a hundred messages do not exceed, and the longest.
pub const QUANTILES: [f64; 4] = [0.5, 0.95, 0.99, 1.0];

/// How a run stands.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ProbeSnapshot {
    /// What became of the messages so far.
    pub tally: Tally,
    /// The latencies of [`QUANTILES`], in microseconds; `None` before the first message came back.
    pub quantiles: [Option<u64>; QUANTILES.len()],
    /// How many messages took how long.
    pub bars: Vec<Bar>,
    /// Whether everything that was to be sent was.
    pub has_sent_all: bool,
    /// Whether nothing more will happen.
    pub is_over: bool,
}

/// A run: what was sent, and what came back of it.
#[derive(Debug)]
pub(crate) struct Probe {
    run: u32,
    plan: Plan,
    start: Instant,
    pace: Pace,
    is_stopped: bool,
    is_reported: bool,
    /// When each was sent, in microseconds since the start; and what became of it.
    messages: Vec<(u64, Fate)>,
    /// All before this one are no longer pending.
    first_pending: usize,
    /// The latest sent of those that came back.
    latest_back: Option<usize>,
    tally: Tally,
    latencies: Histogram<u64>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Fate {
    Pending,
    Lost,
    Back,
}

impl Probe {
    /// Begins a run, whose messages are told from those of others by `run`. Values above the limits are clamped. `None` only
    /// if the histogram's own limits are changed to what it does not take.
    pub(crate) fn new(run: u32, plan: Plan, start: Instant) -> Option<Self> {
        let plan = Plan {
            rate: plan.rate.clamp(1, MAX_RATE),
            size: plan.size.clamp(MIN_SIZE, MAX_SIZE),
            count: plan.count.clamp(1, MAX_COUNT),
        };
        Some(Self {
            run,
            plan,
            start,
            pace: Pace::new(Duration::from_secs(1) / plan.rate, start),
            is_stopped: false,
            is_reported: false,
            messages: Vec::new(),
            first_pending: 0,
            latest_back: None,
            tally: Tally::default(),
            latencies: Histogram::new_with_bounds(1, MAX_MICROS, DIGITS).ok()?,
        })
    }

    /// The latency below which `share` of the messages came back, in microseconds; `None` before the first did.
    fn quantile(&self, share: f64) -> Option<u64> {
        (!self.latencies.is_empty()).then(|| self.latencies.value_at_quantile(share))
    }

    /// How it stands.
    pub(crate) fn snapshot(&self) -> ProbeSnapshot {
        ProbeSnapshot {
            tally: self.tally,
            quantiles: QUANTILES.map(|share| self.quantile(share)),
            bars: self.bars(),
            has_sent_all: self.has_sent_all(),
            is_over: self.is_over(),
        }
    }

    /// The latencies, in steps of a quarter more each.
    fn bars(&self) -> Vec<Bar> {
        let mut from = 0;
        let counts = self.latencies.iter_log(16, 1.25);
        let mut bars: Vec<Bar> = counts
            .map(|step| {
                let bar = Bar {
                    from,
                    to: step.value_iterated_to() + 1,
                    count: step.count_since_last_iteration(),
                };
                from = bar.to;
                bar
            })
            .collect();
        let empty = bars.iter().take_while(|bar| bar.count == 0).count();
        bars.drain(..empty);
        bars
    }

    /// The messages that are due, in order. They are taken to be sent.
    pub(crate) fn take_due(&mut self, now: Instant) -> Vec<String> {
        self.expire(now);
        if self.has_sent_all() {
            return Vec::new();
        }
        let left = self.plan.count - self.tally.sent;
        let due = self.pace.due(now).min(left);
        (0..due).map(|_| self.send_one(now)).collect()
    }

    fn send_one(&mut self, now: Instant) -> String {
        let number = self.messages.len();
        self.messages.push((self.micros(now), Fate::Pending));
        self.tally.sent += 1;
        self.tally.pending += 1;
        message(self.run, number, self.plan.size as usize)
    }

    /// Ticks a message off. Says whether it was one of this run.
    pub(crate) fn observe(&mut self, payload: &[u8], now: Instant) -> bool {
        let Some(number) = self.number_of(payload) else {
            return false;
        };
        let Some((sent, fate)) = self.messages.get_mut(number) else {
            return false;
        };
        let sent = *sent;
        match std::mem::replace(fate, Fate::Back) {
            Fate::Back => {
                self.tally.duplicated += 1;
                return true;
            }
            Fate::Pending => self.tally.pending -= 1,
            Fate::Lost => self.tally.lost -= 1,
        }
        self.tally.back += 1;
        if self.latest_back.is_some_and(|latest| number < latest) {
            self.tally.reordered += 1;
        }
        self.latest_back = self.latest_back.max(Some(number));
        if payload != message(self.run, number, self.plan.size as usize).as_bytes() {
            self.tally.altered += 1;
        }
        let latency = self.micros(now).saturating_sub(sent);
        self.latencies.saturating_record(latency.min(MAX_MICROS));
        true
    }

    /// Sends nothing more; what is pending may still come back.
    pub(crate) fn stop(&mut self) {
        self.is_stopped = true;
    }

    /// The connection ended: what is pending is lost, and nothing more is sent.
    pub(crate) fn interrupt(&mut self) {
        self.is_stopped = true;
        self.expire_sent_until(u64::MAX);
    }

    /// Whether nothing more will happen.
    fn is_over(&self) -> bool {
        self.has_sent_all() && self.tally.pending == 0
    }

    /// The final tally, once, when the run is over.
    pub(crate) fn report(&mut self) -> Option<Tally> {
        let is_new = self.is_over() && !self.is_reported;
        self.is_reported |= is_new;
        is_new.then_some(self.tally)
    }

    /// Whether it was told what came of it.
    pub(crate) fn is_reported(&self) -> bool {
        self.is_reported
    }

    /// Whether everything that was to be sent was.
    pub(crate) fn has_sent_all(&self) -> bool {
        self.is_stopped || self.tally.sent >= self.plan.count
    }

    /// When it must be looked after again, unless it is over.
    pub(crate) fn next(&self) -> Option<Instant> {
        if !self.has_sent_all() {
            return Some(self.pace.next());
        }
        if self.is_over() {
            return None;
        }
        let (sent, _) = self.messages.get(self.first_pending)?;
        Some(self.start + Duration::from_micros(*sent) + ECHO_TIMEOUT)
    }

    fn expire(&mut self, now: Instant) {
        let patience = u64::try_from(ECHO_TIMEOUT.as_micros()).unwrap_or(u64::MAX);
        if let Some(limit) = self.micros(now).checked_sub(patience) {
            self.expire_sent_until(limit);
        }
    }

    /// Whatever was sent by then and is still pending is lost.
    fn expire_sent_until(&mut self, time: u64) {
        while let Some((sent, fate)) = self.messages.get_mut(self.first_pending) {
            if *sent > time {
                break;
            }
            if *fate == Fate::Pending {
                *fate = Fate::Lost;
                self.tally.pending -= 1;
                self.tally.lost += 1;
            }
            self.first_pending += 1;
        }
    }

    fn micros(&self, now: Instant) -> u64 {
        let passed = now.saturating_duration_since(self.start);
        u64::try_from(passed.as_micros()).unwrap_or(u64::MAX)
    }

    /// The number in a message of this run.
    fn number_of(&self, payload: &[u8]) -> Option<usize> {
        let header = std::str::from_utf8(payload.get(..HEADER)?).ok()?;
        let rest = header.strip_prefix(&format!("wscope-probe {:08x} ", self.run))?;
        rest.strip_suffix(' ')?.parse().ok()
    }
}

/// A message of a run: what must come back.
fn message(run: u32, number: usize, size: usize) -> String {
    let mut text = format!("wscope-probe {run:08x} {number:06} ");
    // Differs from message to message, so that parts of two cannot pass for one.
    let padding = format!("{number:06x}.");
    while text.len() < size {
        let room = size - text.len();
        text.push_str(&padding[..padding.len().min(room)]);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const RUN: u32 = 0x1a2b_3c4d;

    fn probe(plan: Plan, start: Instant) -> Probe {
        Probe::new(RUN, plan, start).unwrap()
    }

    #[test]
    fn a_message_has_its_size_and_no_twin() {
        let text = message(RUN, 42, 64);
        assert!(text.starts_with("wscope-probe 1a2b3c4d 000042 "));
        assert_eq!(text.len(), 64);
        assert_ne!(text[HEADER..], message(RUN, 43, 64)[HEADER..]);
        assert_eq!(message(RUN, 0, HEADER).len(), MIN_SIZE as usize);
    }

    #[test]
    fn each_fate_is_told_from_the_others() {
        let start = Instant::now();
        let at = |millis| start + Duration::from_millis(millis);
        let plan = Plan {
            rate: 1_000,
            size: 40,
            count: 5,
        };
        let mut probe = probe(plan, start);
        let mut sent = Vec::new();
        for millis in 0..9 {
            sent.extend(probe.take_due(at(millis)));
        }
        assert_eq!(sent.len(), 5);
        assert!(probe.has_sent_all() && !probe.is_over());
        assert!(!probe.observe(b"helloworld", at(10)));
        assert!(!probe.observe(message(RUN + 1, 0, 40).as_bytes(), at(10)));
        assert!(!probe.observe(message(RUN, 5, 40).as_bytes(), at(10)));
        // The first is lost, the third overtakes the second, the fourth comes twice, the fifth is not what was sent.
        assert!(probe.observe(sent[2].as_bytes(), at(12)));
        assert!(probe.observe(sent[1].as_bytes(), at(13)));
        assert!(probe.observe(sent[3].as_bytes(), at(14)));
        assert!(probe.observe(sent[3].as_bytes(), at(15)));
        let altered = sent[4]
            .to_uppercase()
            .replace("WSCOPE-PROBE 1A2B3C4D", "wscope-probe 1a2b3c4d");
        assert!(probe.observe(format!("{altered}!").as_bytes(), at(16)));
        probe.take_due(at(5_100));
        let expected = Tally {
            sent: 5,
            back: 4,
            pending: 0,
            lost: 1,
            duplicated: 1,
            reordered: 1,
            altered: 1,
        };
        assert_eq!(probe.tally, expected);
        assert!(probe.is_over() && probe.next().is_none());
        // Late, but not lost.
        assert!(probe.observe(sent[0].as_bytes(), at(6_000)));
        assert_eq!((probe.tally.back, probe.tally.lost), (5, 0));
        assert_eq!(probe.bars().iter().map(|bar| bar.count).sum::<u64>(), 5);
        assert!((11_900..12_200).contains(&probe.quantile(0.5).unwrap()));
    }

    #[test]
    fn an_end_of_the_connection_is_an_end_of_the_run() {
        let start = Instant::now();
        let mut probe = probe(Plan::default(), start);
        probe.take_due(start);
        probe.interrupt();
        assert!(probe.is_over());
        assert_eq!((probe.tally.sent, probe.tally.lost), (1, 1));
        assert!(probe.take_due(start + Duration::from_secs(9)).is_empty());
    }

    #[test]
    fn who_stops_still_waits_for_what_is_under_way() {
        let start = Instant::now();
        let mut probe = probe(Plan::default(), start);
        let sent = probe.take_due(start);
        probe.stop();
        assert!(!probe.is_over());
        assert_eq!(probe.next(), Some(start + ECHO_TIMEOUT));
        probe.observe(sent[0].as_bytes(), start);
        assert!(probe.is_over());
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(2_000))]

        /// Whatever comes back, in whatever order and however often: the tally is what a list would say.
        #[test]
        fn every_message_is_counted_once(arrivals in prop::collection::vec((0_usize..40, 0_u64..20_000), 0..80)) {
            let start = Instant::now();
            let plan = Plan { rate: 1_000, size: 50, count: 30 };
            let mut probe = probe(plan, start);
            let mut sent = Vec::new();
            while sent.len() < 30 {
                sent.extend(probe.take_due(start + Duration::from_millis(sent.len() as u64)));
            }
            let mut arrivals = arrivals;
            arrivals.sort_by_key(|(_, millis)| *millis);
            let mut seen: Vec<usize> = Vec::new();
            let (mut duplicated, mut reordered) = (0, 0);
            for (number, millis) in arrivals {
                let now = start + Duration::from_millis(100 + millis);
                probe.take_due(now);
                let is_ours = probe.observe(message(RUN, number, 50).as_bytes(), now);
                prop_assert_eq!(is_ours, number < 30);
                if seen.contains(&number) {
                    duplicated += 1;
                } else if is_ours {
                    reordered += u32::from(seen.iter().any(|other| *other > number));
                    seen.push(number);
                }
                let tally = probe.tally;
                prop_assert_eq!(tally.sent, tally.back + tally.pending + tally.lost);
                prop_assert_eq!(tally.back as usize, seen.len());
                prop_assert_eq!((tally.duplicated, tally.reordered), (duplicated, reordered));
            }
            probe.take_due(start + Duration::from_secs(60));
            prop_assert_eq!(probe.tally.lost as usize, 30 - seen.len());
            prop_assert!(probe.is_over());
        }
    }
}
