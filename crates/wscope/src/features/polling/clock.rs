//! What time it is at the server, in the time of a run.
//!
//! Both sides count from a moment of their own with clocks that nobody sets, so a change of the time of day changes nothing.
//! How far they are apart is learned from each answer, as in NTP (RFC 5905, section 8): it was given at some time between
//! the question and its arrival.

use web_time::Instant;

/// How far two clocks may drift apart from one answer to the next, in microseconds: a hundredth of the half second between
/// two would be a broken clock.
const DRIFT: i64 = 1_000;

/// The time of the run, as far as it can be known here.
#[derive(Clone, Copy, Debug)]
pub(super) struct Clock {
    base: Instant,
    /// What is to be added to the microseconds since `base`.
    offset: i64,
    /// By how much that may be wrong, in either direction.
    error: i64,
}

impl Clock {
    /// Sets the clock by an answer: asked and received at these times here, given when the run was `server_us` old.
    pub(super) fn new(asked: Instant, server_us: u64, received: Instant) -> Self {
        let (offset, error) = reading(asked, asked, server_us, received);
        Self {
            base: asked,
            offset,
            error,
        }
    }

    /// Compares the clock with one more answer, and sets it if that is more exact. Says whether they agree; if not, one of the
    /// clocks has jumped, and this one is set anew.
    pub(super) fn check(&mut self, asked: Instant, server_us: u64, received: Instant) -> bool {
        let (offset, error) = reading(self.base, asked, server_us, received);
        let agrees = (offset - self.offset).abs() <= error + self.error + DRIFT;
        if !agrees || error <= self.error {
            (self.offset, self.error) = (offset, error);
        }
        agrees
    }

    /// How old the run is at a time here, in microseconds.
    pub(super) fn run_us(&self, at: Instant) -> i64 {
        since(self.base, at) + self.offset
    }
}

/// The offset that an answer means, and by how much it may be wrong.
fn reading(base: Instant, asked: Instant, server_us: u64, received: Instant) -> (i64, i64) {
    let (asked, received) = (since(base, asked), since(base, received));
    let server = i64::try_from(server_us).unwrap_or(i64::MAX / 4);
    (
        server - i64::midpoint(asked, received),
        (received - asked).max(0) / 2,
    )
}

fn since(base: Instant, at: Instant) -> i64 {
    let micros = at.saturating_duration_since(base).as_micros();
    i64::try_from(micros).unwrap_or(i64::MAX / 4)
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn the_most_exact_answer_counts_and_a_jump_is_noticed() {
        let base = Instant::now();
        let at = |ms| base + Duration::from_millis(ms);
        // The run began 1 s before, here.
        let mut clock = Clock::new(at(0), 1_010_000, at(20));
        assert_eq!(clock.run_us(at(10)), 1_010_000);
        // (asked, told, received), whether it agrees, what is the time at 1000 ms
        for (asked, told_ms, received, agrees, then_ms) in [
            // Less exact, and within the bounds: nothing changes.
            (500, 1_600, 700, true, 2_000),
            // More exact.
            (600, 1_604, 604, true, 2_002),
            // The server's clock is an hour ahead: this machine slept.
            (800, 3_601_800, 800, false, 3_602_000),
            (900, 3_601_900, 900, true, 3_602_000),
            // And back, which no clock should do.
            (1_000, 2_000, 1_000, false, 2_000),
            // A number from anywhere.
            (1_100, u64::MAX / 1_000, 1_100, false, i64::MAX),
        ] {
            let agreed = clock.check(at(asked), told_ms * 1_000, at(received));
            assert_eq!(agreed, agrees, "{asked}");
            if then_ms < i64::MAX {
                assert_eq!(clock.run_us(at(1_000)), then_ms * 1_000, "{asked}");
            }
        }
    }
}
