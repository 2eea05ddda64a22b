//! Who is silent for too long: a pure function of signs of life and of now.

use std::time::Duration;

use tokio::time::Instant;

use crate::{Config, limits};

/// What is watched of a connection.
#[derive(Debug)]
pub(crate) struct Watch {
    idle_timeout: Option<Duration>,
    ping_interval: Option<Duration>,
    pong_timeout: Duration,
    /// When the last message was noticed.
    quiet_since: Instant,
    /// Whether there was a sign of life since the last verdict.
    has_moved: bool,
    /// Since when a question waits for a sign of life.
    asked_at: Option<Instant>,
    /// When there will be a verdict. Never without an interval.
    verdict_at: Option<Instant>,
}

/// What a connection has shown since it was looked at last.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Signs {
    /// A message, in either direction.
    pub(crate) has_spoken: bool,
    /// A sign of life.
    pub(crate) has_moved: bool,
}

/// What is to be done about a connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Verdict {
    /// Nothing.
    Fine,
    /// It is asked whether it is there.
    Ask,
    /// It has to end.
    Overdue(Overdue),
}

/// Why a connection has to end.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum Overdue {
    /// Nobody has used it for too long.
    #[error("no message for {0:?}")]
    Idle(Duration),
    /// The peer gave no sign of life.
    #[error("no sign of life for {0:?} after a ping")]
    Unanswered(Duration),
}

impl Watch {
    /// Watches from now on. `None` if there is nothing to watch for.
    pub(crate) fn new(config: &Config, now: Instant) -> Option<Self> {
        let bounded = |time: Duration| time.min(limits::MAX_WAIT);
        let watch = Self {
            idle_timeout: config.idle_timeout.map(bounded),
            ping_interval: config.ping_interval.map(bounded),
            pong_timeout: bounded(config.pong_timeout),
            quiet_since: now,
            has_moved: false,
            asked_at: None,
            verdict_at: config.ping_interval.map(|interval| now + bounded(interval)),
        };
        watch.next().map(|_| watch)
    }

    /// Gives the peer at least so long for a sign of life.
    pub(crate) fn be_patient(&mut self, time: Duration) {
        self.pong_timeout = self.pong_timeout.max(time);
    }

    /// When to look again.
    pub(crate) fn next(&self) -> Option<Instant> {
        let idle_at = self.idle_timeout.map(|timeout| self.quiet_since + timeout);
        idle_at.into_iter().chain(self.verdict_at).min()
    }

    /// Looks at the connection.
    pub(crate) fn look(&mut self, signs: Signs, now: Instant) -> Verdict {
        self.has_moved |= signs.has_moved;
        if signs.has_spoken {
            self.quiet_since = now;
        }
        match self.idle_timeout {
            Some(timeout) if now >= self.quiet_since + timeout => {
                return Verdict::Overdue(Overdue::Idle(timeout));
            }
            _ => {}
        }
        match (self.ping_interval, self.verdict_at) {
            (Some(interval), Some(at)) if now >= at => self.judge(interval, now),
            _ => Verdict::Fine,
        }
    }

    fn judge(&mut self, interval: Duration, now: Instant) -> Verdict {
        let has_moved = std::mem::take(&mut self.has_moved);
        self.verdict_at = Some(now + interval);
        let verdict = match self.asked_at {
            _ if has_moved => {
                self.asked_at = None;
                return Verdict::Fine;
            }
            None => {
                self.asked_at = Some(now);
                Verdict::Ask
            }
            Some(asked_at) if now >= asked_at + self.pong_timeout => {
                return Verdict::Overdue(Overdue::Unanswered(self.pong_timeout));
            }
            Some(_) => Verdict::Fine,
        };
        let answered_by = self.asked_at.map(|asked_at| asked_at + self.pong_timeout);
        self.verdict_at = self.verdict_at.min(answered_by);
        verdict
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOTHING: Signs = Signs {
        has_spoken: false,
        has_moved: false,
    };
    const PONG: Signs = Signs {
        has_spoken: false,
        has_moved: true,
    };
    const MESSAGE: Signs = Signs {
        has_spoken: true,
        has_moved: true,
    };

    /// With an idle timeout of 100 s, an interval of 10 s and a timeout of 13 s: looks whenever it is time, shows what the
    /// script says, and expects a verdict at this second.
    #[track_caller]
    fn check(idle: bool, ping: bool, script: &[(u64, Signs, Verdict)]) {
        let seconds = Duration::from_secs;
        let config = Config {
            idle_timeout: idle.then(|| seconds(100)),
            ping_interval: ping.then(|| seconds(10)),
            pong_timeout: seconds(13),
            ..Config::default()
        };
        let start = Instant::now();
        let mut watch = Watch::new(&config, start).expect("something to watch");
        for (at, signs, expected) in script {
            let now = watch.next().expect("a time");
            assert_eq!((now - start).as_secs(), *at, "{watch:?}");
            assert_eq!(watch.look(*signs, now), *expected, "at {at}");
        }
    }

    const DEAD: Verdict = Verdict::Overdue(Overdue::Unanswered(Duration::from_secs(13)));
    const IDLE: Verdict = Verdict::Overdue(Overdue::Idle(Duration::from_secs(100)));

    #[tokio::test]
    async fn who_says_nothing_is_asked_and_then_dropped() {
        use Verdict::{Ask, Fine};
        let silent = [(10, NOTHING, Ask), (20, NOTHING, Fine), (23, NOTHING, DEAD)];
        check(false, true, &silent);
        let answering = [
            (10, PONG, Fine),
            (20, NOTHING, Ask),
            (30, NOTHING, Fine),
            (33, PONG, Fine),
            (43, MESSAGE, Fine),
            (53, NOTHING, Ask),
            (63, PONG, Fine),
            (73, NOTHING, Ask),
            (83, NOTHING, Fine),
            (86, NOTHING, DEAD),
        ];
        check(false, true, &answering);
    }

    #[tokio::test]
    async fn who_answers_and_says_nothing_is_idle() {
        use Verdict::Fine;
        check(true, false, &[(100, NOTHING, IDLE)]);
        check(true, false, &[(100, MESSAGE, Fine), (200, PONG, IDLE)]);
        let mut script: Vec<_> = (1..10).map(|n| (n * 10, PONG, Fine)).collect();
        script.push((100, PONG, IDLE));
        check(true, true, &script);
    }

    #[test]
    fn nothing_is_watched_that_need_not_be() {
        let config = Config {
            idle_timeout: None,
            ping_interval: None,
            ..Config::default()
        };
        assert!(Watch::new(&config, Instant::now()).is_none());
    }
}
