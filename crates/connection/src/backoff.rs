//! How long to wait before the next attempt.

use std::time::Duration;

/// The wait after the first failure, before jitter. Long enough for a server that restarts at once.
pub const FIRST_WAIT: Duration = Duration::from_secs(1);

/// The longest wait, before jitter: a person who watches does not wait longer for a server that came back.
pub const LONGEST_WAIT: Duration = Duration::from_secs(30);

/// Grows with each failure in a row, and is never twice the same: clients that one server dropped together must not come
/// back together.
///
/// Exponential, with half of each wait left to chance ("equal jitter" in Marc Brooker's *Exponential Backoff And Jitter*,
/// AWS Architecture Blog, 2015). A pure function of the seed and the number of failures.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Backoff {
    seed: u64,
    failures: u32,
}

impl Backoff {
    /// Before any failure. Another `seed` gives other waits.
    pub fn new(seed: u64) -> Self {
        let failures = 0;
        Self { seed, failures }
    }

    /// How many attempts failed in a row.
    pub fn failures(self) -> u32 {
        self.failures
    }

    /// After one more failure: how long to wait.
    #[must_use]
    pub(crate) fn fail(self) -> (Self, Duration) {
        let doubled = FIRST_WAIT.saturating_mul(2_u32.saturating_pow(self.failures));
        let whole = doubled.min(LONGEST_WAIT);
        let chance = mix(self.seed ^ u64::from(self.failures)) % 1_000;
        // Less than a thousand.
        let thousandths = u32::try_from(chance).unwrap_or_default();
        let wait = whole / 2 + whole / 2 * thousandths / 1_000;
        let failures = self.failures.saturating_add(1);
        (Self { failures, ..self }, wait)
    }

    /// After an attempt that led to a connection that lasted.
    #[must_use]
    pub(crate) fn succeed(self) -> Self {
        Self::new(self.seed)
    }
}

/// Spreads the bits of a number: the last step of `SplitMix64` (Steele, Lea and Flood 2014).
fn mix(number: u64) -> u64 {
    let number = (number ^ (number >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let number = (number ^ (number >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    number ^ (number >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_grow_up_to_a_cap_and_half_of_each_is_chance() {
        let mut backoffs = [1, 2, 3].map(Backoff::new);
        for whole in [1, 2, 4, 8, 16, 30, 30, 30].map(Duration::from_secs) {
            for backoff in &mut backoffs {
                let (next, wait) = backoff.fail();
                assert!((whole / 2..whole).contains(&wait), "{wait:?} of {whole:?}");
                *backoff = next;
            }
        }
        assert_eq!(backoffs[0].failures(), 8);
        assert_ne!(backoffs[0].fail().1, backoffs[1].fail().1);
        assert_eq!(backoffs[0].succeed(), Backoff::new(1));
    }

    #[test]
    fn no_number_of_failures_is_too_large() {
        let seed = u64::MAX;
        let failures = u32::MAX;
        let (next, wait) = Backoff { seed, failures }.fail();
        assert_eq!(next.failures(), u32::MAX);
        assert!(wait < LONGEST_WAIT);
    }
}
