//! When a silent peer is pinged, and when it is given up: a pure function of what was seen of it and of now.

use std::time::Duration;

use tokio::time::Instant;

use crate::{Config, limits};

/// What is known of the silence on a connection.
#[derive(Debug)]
pub(crate) struct KeepAlive {
    idle_timeout: Option<Duration>,
    ping_interval: Option<Duration>,
    pong_timeout: Duration,
    /// When the last message passed.
    last_message: Instant,
    /// Whether the peer was active since the last time that was due.
    is_active: bool,
    /// When a ping was sent to which the peer has shown no activity yet.
    pinged_at: Option<Instant>,
    /// When to ping or to give up. Never without an interval.
    due: Option<Instant>,
}

/// What was seen on a connection since the last update.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Activity {
    /// Whether a message passed, in either direction.
    pub(crate) has_message: bool,
    /// Whether the peer showed that it is there.
    pub(crate) is_active: bool,
}

/// What is to be done about a connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Action {
    /// Nothing.
    Wait,
    /// The peer is sent a ping.
    Ping,
    /// The connection has to end.
    End(Overdue),
}

/// Why a connection has to end.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum Overdue {
    /// Nobody has used it for too long.
    #[error("no message for {} s", .0.as_secs_f64())]
    Idle(Duration),
    /// The peer gave no sign of life.
    #[error("no pong and no data for {} s after a ping", .0.as_secs_f64())]
    Unanswered(Duration),
}

impl KeepAlive {
    /// From now on. `None` if nothing has to be done by time.
    pub(crate) fn new(config: &Config, now: Instant) -> Option<Self> {
        let bounded = |time: Duration| time.min(limits::MAX_WAIT);
        let keep_alive = Self {
            idle_timeout: config.idle_timeout.map(bounded),
            ping_interval: config.ping_interval.map(bounded),
            pong_timeout: bounded(config.pong_timeout),
            last_message: now,
            is_active: false,
            pinged_at: None,
            due: config.ping_interval.map(|interval| now + bounded(interval)),
        };
        keep_alive.next().map(|_| keep_alive)
    }

    /// Gives the peer at least so long to answer a ping.
    pub(crate) fn allow_at_least(&mut self, time: Duration) {
        self.pong_timeout = self.pong_timeout.max(time);
    }

    /// When to update at the latest.
    pub(crate) fn next(&self) -> Option<Instant> {
        let idle_at = self.idle_timeout.map(|timeout| self.last_message + timeout);
        idle_at.into_iter().chain(self.due).min()
    }

    /// What is to be done now.
    pub(crate) fn update(&mut self, activity: Activity, now: Instant) -> Action {
        self.is_active |= activity.is_active;
        if activity.has_message {
            self.last_message = now;
        }
        match self.idle_timeout {
            Some(timeout) if now >= self.last_message + timeout => {
                return Action::End(Overdue::Idle(timeout));
            }
            _ => {}
        }
        match (self.ping_interval, self.due) {
            (Some(interval), Some(at)) if now >= at => self.on_due(interval, now),
            _ => Action::Wait,
        }
    }

    fn on_due(&mut self, interval: Duration, now: Instant) -> Action {
        let is_active = std::mem::take(&mut self.is_active);
        self.due = Some(now + interval);
        let action = match self.pinged_at {
            _ if is_active => {
                self.pinged_at = None;
                return Action::Wait;
            }
            None => {
                self.pinged_at = Some(now);
                Action::Ping
            }
            Some(pinged_at) if now >= pinged_at + self.pong_timeout => {
                return Action::End(Overdue::Unanswered(self.pong_timeout));
            }
            Some(_) => Action::Wait,
        };
        let answered_by = self
            .pinged_at
            .map(|pinged_at| pinged_at + self.pong_timeout);
        self.due = self.due.min(answered_by);
        action
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOTHING: Activity = Activity {
        has_message: false,
        is_active: false,
    };
    const PONG: Activity = Activity {
        has_message: false,
        is_active: true,
    };
    const MESSAGE: Activity = Activity {
        has_message: true,
        is_active: true,
    };

    /// With an idle timeout of 100 s, an interval of 10 s and a timeout of 13 s: looks whenever it is time, shows what the
    /// script says, and expects an action at this second.
    #[track_caller]
    fn check(idle: bool, ping: bool, script: &[(u64, Activity, Action)]) {
        let seconds = Duration::from_secs;
        let config = Config {
            idle_timeout: idle.then(|| seconds(100)),
            ping_interval: ping.then(|| seconds(10)),
            pong_timeout: seconds(13),
            ..Config::default()
        };
        let start = Instant::now();
        let mut keep_alive = KeepAlive::new(&config, start).expect("something to do");
        for (at, activity, expected) in script {
            let now = keep_alive.next().expect("a time");
            assert_eq!((now - start).as_secs(), *at, "{keep_alive:?}");
            assert_eq!(keep_alive.update(*activity, now), *expected, "at {at}");
        }
    }

    const DEAD: Action = Action::End(Overdue::Unanswered(Duration::from_secs(13)));
    const IDLE: Action = Action::End(Overdue::Idle(Duration::from_secs(100)));

    #[tokio::test]
    async fn a_silent_peer_is_sent_a_ping_and_then_dropped() {
        use Action::{Ping, Wait};
        let silent = [
            (10, NOTHING, Ping),
            (20, NOTHING, Wait),
            (23, NOTHING, DEAD),
        ];
        check(false, true, &silent);
        let answering = [
            (10, PONG, Wait),
            (20, NOTHING, Ping),
            (30, NOTHING, Wait),
            (33, PONG, Wait),
            (43, MESSAGE, Wait),
            (53, NOTHING, Ping),
            (63, PONG, Wait),
            (73, NOTHING, Ping),
            (83, NOTHING, Wait),
            (86, NOTHING, DEAD),
        ];
        check(false, true, &answering);
    }

    #[tokio::test]
    async fn a_peer_that_answers_and_sends_nothing_is_idle() {
        use Action::Wait;
        check(true, false, &[(100, NOTHING, IDLE)]);
        check(true, false, &[(100, MESSAGE, Wait), (200, PONG, IDLE)]);
        let mut script: Vec<_> = (1..10).map(|n| (n * 10, PONG, Wait)).collect();
        script.push((100, PONG, IDLE));
        check(true, true, &script);
    }

    #[test]
    fn without_timeouts_there_is_nothing_to_do() {
        let config = Config {
            idle_timeout: None,
            ping_interval: None,
            ..Config::default()
        };
        assert!(KeepAlive::new(&config, Instant::now()).is_none());
    }
}
