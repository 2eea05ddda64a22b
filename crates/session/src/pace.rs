//! When the next of many is due: at a chosen rate, without a burst of what was missed.

use std::time::Duration;

use web_time::Instant;

/// How many may be due at once. A window that was hidden for an hour, or a machine that slept, must not send an hour's
/// worth in one frame; a frame at 60 Hz and a thousand a second needs 17.
const MAX_AT_ONCE: u32 = 50;

/// The shortest time from one to the next: a thousand a second.
pub const SHORTEST: Duration = Duration::from_millis(1);

/// Tells how many are due, frame by frame.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pace {
    every: Duration,
    next: Instant,
}

impl Pace {
    /// The first is due at once, then one per `every`, at least [`SHORTEST`] apart.
    pub fn new(every: Duration, start: Instant) -> Self {
        Self {
            every: every.max(SHORTEST),
            next: start,
        }
    }

    /// When the next is due.
    pub fn next(&self) -> Instant {
        self.next
    }

    /// How many are due by now. They are taken to be sent.
    pub fn due(&mut self, now: Instant) -> u32 {
        let Some(late) = now.checked_duration_since(self.next) else {
            return 0;
        };
        let missed = late.as_nanos() / self.every.as_nanos();
        let due = u32::try_from(missed + 1).unwrap_or(u32::MAX);
        if due > MAX_AT_ONCE {
            // What was missed is left out, and the pace begins anew.
            self.next = now + self.every;
            return MAX_AT_ONCE;
        }
        self.next += self.every * due;
        due
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pace_is_kept_and_what_was_missed_is_left_out() {
        let start = Instant::now();
        let at = |millis| start + Duration::from_millis(millis);
        let mut pace = Pace::new(Duration::from_millis(10), at(100));
        // (now, how many are due, when the next is)
        for (now, due, next) in [
            (0, 0, 100),
            (100, 1, 110),
            (105, 0, 110),
            // A late frame makes up for it, and the rate is kept.
            (135, 3, 140),
            (140, 1, 150),
            // The clock of another thread may be a little behind.
            (120, 0, 150),
            // The machine slept.
            (3_600_000, MAX_AT_ONCE, 3_600_010),
            (3_600_010, 1, 3_600_020),
        ] {
            assert_eq!(pace.due(at(now)), due, "{now}");
            assert_eq!(pace.next(), at(next), "{now}");
        }
    }

    #[test]
    fn no_time_at_all_is_a_millisecond() {
        let start = Instant::now();
        let mut pace = Pace::new(Duration::ZERO, start);
        assert_eq!(pace.due(start), 1);
        assert_eq!(pace.next(), start + SHORTEST);
    }
}
