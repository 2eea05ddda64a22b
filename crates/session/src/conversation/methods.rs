//! How often something was called, and how long its answers took.

use hdrhistogram::Histogram;
use message_log::Seq;

/// A latency is exact within a thousandth: that of a second, within a millisecond. It takes 90 KiB a method at most.
const DIGITS: u8 = 3;

/// What was called under one name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Method {
    /// Its name.
    pub name: Box<str>,
    /// How often it was called.
    pub calls: u64,
    /// How many answers said that it failed.
    pub errors: u64,
    /// How many calls have no answer yet.
    pub open: u64,
    /// How many calls ended without an answer: their connection ended, or their id was used again.
    pub unanswered: u64,
    /// Within what time half of the answers came, in microseconds; `None` without answers.
    pub p50_us: Option<u64>,
    /// The same for 95 of a hundred.
    pub p95_us: Option<u64>,
    /// The same for 99 of a hundred.
    pub p99_us: Option<u64>,
    /// The slowest answer, in microseconds, and its call.
    pub slowest: Option<(u64, Seq)>,
}

impl Method {
    /// How many calls have no answer, though some may still get one.
    #[must_use]
    pub fn without_answer(&self) -> u64 {
        self.open + self.unanswered
    }
}

/// The same while it is counted.
#[derive(Debug)]
pub(super) struct Counted {
    pub(super) name: Box<str>,
    pub(super) calls: u64,
    pub(super) errors: u64,
    pub(super) open: u64,
    pub(super) unanswered: u64,
    /// `None` if there is no memory for it.
    micros: Option<Histogram<u32>>,
    slowest: Option<(u64, Seq)>,
}

impl Counted {
    pub(super) fn new(name: &str) -> Self {
        Self {
            name: name.into(),
            calls: 0,
            errors: 0,
            open: 0,
            unanswered: 0,
            // It grows with what is recorded.
            micros: Histogram::new(DIGITS).ok(),
            slowest: None,
        }
    }

    /// An answer came after this time.
    pub(super) fn answered(&mut self, micros: u64, call: Seq, is_error: bool) {
        self.open = self.open.saturating_sub(1);
        self.errors += u64::from(is_error);
        if let Some(histogram) = &mut self.micros {
            // It grows by itself; without memory for that the answer is counted and its time is not.
            let _not_counted = histogram.record(micros);
        }
        if self.slowest.is_none_or(|(slowest, _)| micros > slowest) {
            self.slowest = Some((micros, call));
        }
    }

    pub(super) fn method(&self) -> Method {
        let quantile = |quantile| {
            let histogram = self.micros.as_ref().filter(|micros| !micros.is_empty());
            histogram.map(|micros| micros.value_at_quantile(quantile))
        };
        Method {
            name: self.name.clone(),
            calls: self.calls,
            errors: self.errors,
            open: self.open,
            unanswered: self.unanswered,
            p50_us: quantile(0.50),
            p95_us: quantile(0.95),
            p99_us: quantile(0.99),
            slowest: self.slowest,
        }
    }
}
