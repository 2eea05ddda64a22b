//! How much came and went in each of the last seconds.

use message_log::Timestamp;

/// How many seconds are remembered.
pub const SECONDS: usize = 60;

/// Messages and bytes of one second.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Second {
    /// Messages sent and received.
    pub messages: u64,
    /// Bytes of their payloads.
    pub bytes: u64,
}

/// A ring of seconds. It is written where messages are stamped, so it is exact also while nobody looks.
#[derive(Clone, Debug)]
pub struct Traffic {
    ring: [Second; SECONDS],
    /// The second since the epoch that was written last.
    newest: u64,
}

impl Default for Traffic {
    fn default() -> Self {
        Self {
            ring: [Second::default(); SECONDS],
            newest: 0,
        }
    }
}

impl Traffic {
    /// Counts messages, and what their payloads come to.
    pub fn count(&mut self, at: Timestamp, messages: u64, bytes: u64) {
        self.advance(second_of(at));
        let slot = &mut self.ring[slot_of(self.newest)];
        slot.messages += messages;
        slot.bytes += bytes;
    }

    /// The last whole minute before `now`, oldest second first.
    pub fn last_minute(&self, now: Timestamp) -> [Second; SECONDS - 1] {
        let last = second_of(now).saturating_sub(1);
        std::array::from_fn(|index| {
            let age = (SECONDS - 2 - index) as u64;
            last.checked_sub(age)
                .map_or_else(Second::default, |second| self.second(second))
        })
    }

    /// Whether the last whole second, or the one that runs, has seen anything: then what is shown
    /// will change with the next second.
    pub fn is_moving(&self, now: Timestamp) -> bool {
        let this = second_of(now);
        [this, this.saturating_sub(1)]
            .iter()
            .any(|second| self.second(*second).messages > 0)
    }

    fn second(&self, second: u64) -> Second {
        let is_remembered = second <= self.newest && self.newest - second < SECONDS as u64;
        if is_remembered {
            self.ring[slot_of(second)]
        } else {
            Second::default()
        }
    }

    /// Moves on to `second`, clearing what lies between. When the clock is set back, counting starts anew.
    fn advance(&mut self, second: u64) {
        if second < self.newest {
            *self = Self::default();
        }
        let steps = second.saturating_sub(self.newest).min(SECONDS as u64);
        for step in 0..steps {
            self.ring[slot_of(second - step)] = Second::default();
        }
        self.newest = second;
    }
}

fn second_of(at: Timestamp) -> u64 {
    at.as_micros() / 1_000_000
}

fn slot_of(second: u64) -> usize {
    (second % SECONDS as u64) as usize
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(milliseconds: u64) -> Timestamp {
        Timestamp::from_micros(1_700_000_000_000_000 + milliseconds * 1000)
    }

    #[track_caller]
    fn check(traffic: &Traffic, now: u64, messages: u64, bytes: u64, moving: bool) {
        let last_second = traffic.last_minute(at(now))[SECONDS - 2];
        assert_eq!(last_second, Second { messages, bytes });
        assert_eq!(traffic.is_moving(at(now)), moving);
    }

    #[test]
    fn counts_by_the_second() {
        let mut traffic = Traffic::default();
        check(&traffic, 0, 0, 0, false);
        traffic.count(at(100), 1, 10);
        traffic.count(at(900), 1, 20);
        check(&traffic, 950, 0, 0, true);
        check(&traffic, 1000, 2, 30, true);
        check(&traffic, 2000, 0, 0, false);
        traffic.count(at(61_500), 1, 5);
        check(&traffic, 62_000, 1, 5, true);
        check(&traffic, 1000, 0, 0, false);
    }

    #[test]
    fn survives_a_clock_that_jumps() {
        let mut traffic = Traffic::default();
        traffic.count(at(500_000), 1, 1);
        traffic.count(at(490_000), 1, 1);
        check(&traffic, 491_000, 1, 1, true);
        traffic.count(Timestamp::from_micros(u64::MAX), 1, 1);
        traffic.count(at(0), 1, 1);
        check(&traffic, 1000, 1, 1, true);
        check(&traffic, 501_000, 0, 0, false);
    }
}
