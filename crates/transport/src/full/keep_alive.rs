//! Whether the peer is still there: when a ping asks it, and when no answer is an answer.

use std::future::pending;
use std::time::Duration;

use connection::{Cause, Failure, in_seconds};
use tokio::sync::mpsc;
use web_time::{Instant, SystemTime};

use super::frame_observer::FrameObserver;

/// The shortest silence that is noticed: less would ask all the time.
const MIN_SILENCE: Duration = Duration::from_millis(50);

/// A look at the clock that comes so much too late means that the machine was asleep, as laptops are. A machine that is merely
/// busy is not so late; if it is, one ping more does no harm.
const SLEPT: Duration = Duration::from_secs(2);

/// A point in time, by two clocks: one of them stands still while the machine sleeps, on most systems, and the other one
/// may be set.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Moment {
    steady: Instant,
    wall: SystemTime,
}

impl Moment {
    fn now() -> Self {
        Self {
            steady: Instant::now(),
            wall: SystemTime::now(),
        }
    }

    /// How long ago `earlier` was, by the clock that saw more of it.
    fn since(self, earlier: Self) -> Duration {
        let wall = self.wall.duration_since(earlier.wall);
        // It was set back, and tells nothing.
        let wall = wall.unwrap_or_default();
        self.steady
            .saturating_duration_since(earlier.steady)
            .max(wall)
    }
}

/// What is waited for, and since when.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Watch {
    silence: Duration,
    since: Moment,
    /// When it was looked at last.
    looked: Moment,
    /// Whether a ping went out since something was read.
    is_asked: bool,
}

/// What to do now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Verdict {
    Wait,
    Ping,
    GiveUp,
}

impl Watch {
    fn new(silence: Duration, now: Moment) -> Self {
        Self {
            silence: silence.max(MIN_SILENCE),
            since: now,
            looked: now,
            is_asked: false,
        }
    }

    /// How long to wait before the next look.
    fn time_to_next_look(&self) -> Duration {
        let waited = self
            .looked
            .steady
            .saturating_duration_since(self.since.steady);
        self.silence.saturating_sub(waited)
    }

    /// A look at the clock, and at when something was read last.
    fn look(self, last_read: Option<Instant>, now: Moment) -> (Self, Verdict) {
        let slept = now.since(self.looked) > self.time_to_next_look().saturating_add(SLEPT);
        let mut next = Self {
            looked: now,
            ..self
        };
        if let Some(last_read) = last_read.filter(|last_read| *last_read > self.since.steady) {
            let ago = now.steady.saturating_duration_since(last_read);
            next.since = Moment {
                steady: last_read,
                wall: now.wall.checked_sub(ago).unwrap_or(now.wall),
            };
            next.is_asked = false;
        }
        // Nothing could be read during a sleep, and what was asked before it may be lost: that is no fault of the peer.
        if slept {
            return (next.asked(now), Verdict::Ping);
        }
        let is_due = now.steady.saturating_duration_since(next.since.steady) >= next.silence;
        match (is_due, next.is_asked) {
            (false, _) => (next, Verdict::Wait),
            (true, false) => (next.asked(now), Verdict::Ping),
            (true, true) => (next, Verdict::GiveUp),
        }
    }

    fn asked(self, now: Moment) -> Self {
        Self {
            since: now,
            is_asked: true,
            ..self
        }
    }
}

/// Asks for pings, as many as are due, until the peer does not answer one. Without a limit to the silence it never ends.
pub(super) async fn keep_alive(
    silence: Option<Duration>,
    frames: &FrameObserver,
    pings: mpsc::Sender<Vec<u8>>,
) -> Failure {
    let Some(silence) = silence else {
        return pending().await;
    };
    let mut watch = Watch::new(silence, Moment::now());
    loop {
        tokio::time::sleep(watch.time_to_next_look()).await;
        let (next, verdict) = watch.look(frames.last(), Moment::now());
        watch = next;
        match verdict {
            Verdict::Wait => {}
            // One that still waits for the socket is enough.
            Verdict::Ping => drop(pings.try_send(Vec::new())),
            Verdict::GiveUp => return no_pong(watch.silence),
        }
    }
}

fn no_pong(silence: Duration) -> Failure {
    Failure {
        cause: Cause::NoPong,
        detail: format!(
            "nothing was received within {} after a ping",
            in_seconds(silence)
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SILENCE: Duration = Duration::from_secs(30);

    fn seconds(seconds: u64) -> Duration {
        Duration::from_secs(seconds)
    }

    #[test]
    fn the_whole_table() {
        let start = Moment::now();
        let at = |steady: u64, wall: u64| Moment {
            steady: start.steady + seconds(steady),
            wall: start.wall + seconds(wall),
        };
        let watch = |since, looked, is_asked| Watch {
            silence: SILENCE,
            since,
            looked,
            is_asked,
        };
        #[track_caller]
        fn check(from: Watch, last_read: Option<Moment>, now: Moment, expected: (Watch, Verdict)) {
            let last_read = last_read.map(|last_read| last_read.steady);
            assert_eq!(from.look(last_read, now), expected, "{from:?}");
        }
        let (now, soon, due) = (at(0, 0), at(10, 10), at(30, 30));
        let quiet = Watch::new(SILENCE, now);
        assert_eq!(quiet, watch(now, now, false));
        assert_eq!(quiet.time_to_next_look(), SILENCE);

        // Too early.
        check(quiet, None, soon, (watch(now, soon, false), Verdict::Wait));
        assert_eq!(watch(now, soon, false).time_to_next_look(), seconds(20));
        // Silence: it is asked, and asked once.
        let asked = watch(due, due, true);
        check(quiet, None, due, (asked, Verdict::Ping));
        let early = at(45, 45);
        check(asked, None, early, (watch(due, early, true), Verdict::Wait));
        let over = at(60, 60);
        check(asked, None, over, (watch(due, over, true), Verdict::GiveUp));
        // What was read before the question is no answer.
        check(
            asked,
            Some(soon),
            over,
            (watch(due, over, true), Verdict::GiveUp),
        );
        // Anything that comes in is one, and the silence begins anew with it.
        let last_read = at(40, 40);
        check(
            asked,
            Some(last_read),
            over,
            (watch(last_read, over, false), Verdict::Wait),
        );
        assert_eq!(
            watch(last_read, over, false).time_to_next_look(),
            seconds(10)
        );
        check(
            quiet,
            Some(soon),
            due,
            (watch(soon, due, false), Verdict::Wait),
        );
        // It slept, and both clocks know: on waking it asks, whatever it waited for.
        let morning = at(8000, 8000);
        check(
            quiet,
            None,
            morning,
            (watch(morning, morning, true), Verdict::Ping),
        );
        check(
            asked,
            None,
            morning,
            (watch(morning, morning, true), Verdict::Ping),
        );
        // It slept, and only the clock on the wall knows.
        let woken = at(60, 8000);
        check(
            asked,
            None,
            woken,
            (watch(woken, woken, true), Verdict::Ping),
        );
        // The clock on the wall was set back.
        let back = at(60, 0);
        check(asked, None, back, (watch(due, back, true), Verdict::GiveUp));
        // A little late is not asleep.
        let late = at(61, 61);
        check(asked, None, late, (watch(due, late, true), Verdict::GiveUp));
    }

    #[test]
    fn silences_of_any_length_can_be_asked_for() {
        let now = Moment::now();
        assert_eq!(
            Watch::new(Duration::ZERO, now).time_to_next_look(),
            MIN_SILENCE
        );
        let endless = Watch::new(Duration::MAX, now);
        assert_eq!(endless.time_to_next_look(), Duration::MAX);
        assert_eq!(endless.look(None, now), (endless, Verdict::Wait));
    }
}
