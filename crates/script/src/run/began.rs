//! When a step began, and how long it took.

use std::time::Duration;

use message_log::Timestamp;
use web_time::Instant;

use super::peer::Peer;
use crate::syntax::{Action, Awaited, Step};

/// When a step began: as it is waited, and as messages are recorded.
#[derive(Clone, Copy)]
pub(super) struct Began {
    instant: Instant,
    at: Timestamp,
}

impl Began {
    pub(super) fn at(instant: Instant) -> Self {
        Self {
            instant,
            at: session::now(),
        }
    }

    /// How much time has passed.
    pub(super) fn passed(self, now: Instant) -> Duration {
        now.saturating_duration_since(self.instant)
    }

    /// How long the step took that waited over this connection: until what it waited for was recorded, which may be long before this is asked.
    pub(super) fn took(self, step: &Step, peer: Option<&Peer>, now: Instant) -> Duration {
        let passed = self.passed(now);
        let recorded = match &step.action {
            Action::Wait(time) => return passed.min(*time),
            Action::Connect(_) => peer.and_then(Peer::settled_at),
            Action::Expect(expect) => match expect.awaited {
                Awaited::Silence(time) => return passed.min(time),
                Awaited::Close(_) | Awaited::Lost(_) => peer.and_then(Peer::ended_at),
                _ => peer.and_then(|peer| peer.inbox.taken_at),
            },
            _ => None,
        };
        let Some(recorded) = recorded else {
            return passed;
        };
        let micros = recorded.as_micros().saturating_sub(self.at.as_micros());
        Duration::from_micros(micros).min(passed)
    }
}
