//! When what was recorded is due again.

use std::str::FromStr;
use std::time::Duration;

use hdrhistogram::Histogram;
use message_log::Timestamp;
use web_time::Instant;

/// The lowest speed: at a thousandth, a minute is most of a day.
pub const SLOWEST: f64 = 0.001;
/// The highest speed that is a number: above it, distances are below what a system can wait for.
pub const FASTEST: f64 = 1_000_000.0;
/// What is due later than this is never due: no clock of a system goes so far.
const NEVER: Duration = Duration::from_secs(100 * 365 * 24 * 60 * 60);
/// Times above this are taken for this, in microseconds: an hour.
const MAX_LATENESS: u64 = 3_600_000_000;
/// So exact is a time in the histogram: within a thousandth.
const DIGITS: u8 = 3;

/// How fast a recording is done again.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Speed {
    /// So many times as fast as it was, from [`SLOWEST`] to [`FASTEST`].
    Times(f64),
    /// Without any wait.
    Unlimited,
}

/// The text is no speed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a number from {SLOWEST} to {FASTEST}, such as 1 or 10, or max is expected")]
pub struct BadSpeed;

impl FromStr for Speed {
    type Err = BadSpeed;

    fn from_str(text: &str) -> Result<Self, BadSpeed> {
        match text.parse::<f64>() {
            _ if text == "max" => Ok(Self::Unlimited),
            Ok(times) if (SLOWEST..=FASTEST).contains(&times) => Ok(Self::Times(times)),
            _ => Err(BadSpeed),
        }
    }
}

impl Speed {
    /// How long what took so many microseconds takes at this speed.
    pub fn scaled(self, micros: u64) -> Duration {
        match self {
            Self::Times(times) => {
                let seconds = micros as f64 / 1_000_000.0 / times;
                Duration::try_from_secs_f64(seconds)
                    .unwrap_or(NEVER)
                    .min(NEVER)
            }
            Self::Unlimited => Duration::ZERO,
        }
    }
}

/// When each part of a recording is due, by its distance from the beginning: what is late once makes nothing after it late. It
/// also keeps how late it was.
#[derive(Debug)]
pub struct Schedule {
    speed: Speed,
    began: Timestamp,
    start: Instant,
    lateness: Option<Histogram<u64>>,
}

impl Schedule {
    /// Of a recording that began then, and begins again now.
    pub fn new(speed: Speed, began: Timestamp, start: Instant) -> Self {
        Self {
            speed,
            began,
            start,
            // `None` only if the limits are changed to what it does not take.
            lateness: Histogram::new_with_bounds(1, MAX_LATENESS, DIGITS).ok(),
        }
    }

    /// When that is due which was recorded then.
    pub fn due(&self, at: Timestamp) -> Instant {
        let distance = at.as_micros().saturating_sub(self.began.as_micros());
        let after = self.speed.scaled(distance);
        self.start.checked_add(after).unwrap_or(self.start)
    }

    /// What was due then is done now. At [`Speed::Unlimited`] nothing is late.
    pub fn done(&mut self, due: Instant, now: Instant) {
        let late = now.saturating_duration_since(due).as_micros();
        if let (Some(lateness), Speed::Times(_)) = (&mut self.lateness, self.speed) {
            let late = u64::try_from(late).unwrap_or(MAX_LATENESS);
            lateness.saturating_record(late.min(MAX_LATENESS));
        }
    }

    /// How late this share of what was done was at most; `None` if nothing was to be done at a time.
    pub fn lateness(&self, share: f64) -> Option<Duration> {
        let lateness = self.lateness.as_ref().filter(|one| !one.is_empty())?;
        Some(Duration::from_micros(lateness.value_at_quantile(share)))
    }
}
