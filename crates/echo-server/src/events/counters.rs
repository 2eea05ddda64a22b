//! What each delivery of the events of a run has cost.

use std::sync::Arc;

use serde::Serialize;
use tokio::time::Instant;

use crate::meter::{ByteCounts, Meter};

/// How events are delivered to a client.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Delivery {
    /// Polling: a request now and then, answered at once.
    Poll,
    /// Long polling (RFC 6202, section 2): a request that is answered when there is an event.
    Wait,
    /// A WebSocket.
    Push,
}

/// What has been counted for a run.
#[derive(Debug)]
pub(super) struct Counters {
    /// When the run was asked for last.
    pub(super) last_used: Instant,
    pub(super) ways: [DeliveryCounters; 3],
}

/// What one delivery has cost so far.
#[derive(Debug, Default)]
pub(super) struct DeliveryCounters {
    pub(super) counts: Counts,
    /// Bytes on connections that are no longer attributed to it.
    pub(super) settled: ByteCounts,
    /// The connections that are attributed to it now, and what their meters showed when that began.
    pub(super) open: Vec<(Arc<Meter>, ByteCounts)>,
}

/// What is counted but bytes on the wire.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub(super) struct Counts {
    /// TCP connections that carried such requests; one that others used in between counts again.
    pub(super) connections: u64,
    /// Handshakes count as requests.
    pub(super) requests: u64,
    /// Answers without an event.
    pub(super) empty: u64,
    pub(super) token_checks: u64,
    /// Events in answers and messages.
    pub(super) events: u64,
    /// Their bytes.
    #[serde(skip)]
    pub(super) payload: u64,
}

/// What one delivery has cost, as it is reported.
#[derive(Debug, Serialize)]
pub(super) struct Cost {
    #[serde(flatten)]
    pub(super) counts: Counts,
    pub(super) received: Share,
    pub(super) sent: Share,
}

/// Bytes on the wire in one direction. Headers are whatever is no event: those of HTTP with the request line, those of
/// frames, control frames, and what separates events in an answer.
#[derive(Debug, Serialize)]
pub(super) struct Share {
    pub(super) headers: u64,
    pub(super) payload: u64,
}

impl DeliveryCounters {
    pub(super) fn cost(&self) -> Cost {
        let mut wire = self.settled;
        for (meter, from) in &self.open {
            wire.add(meter.read().since(*from));
        }
        let payload = self.counts.payload;
        Cost {
            counts: self.counts,
            received: Share {
                headers: wire.received,
                payload: 0,
            },
            sent: Share {
                // An event that was taken from the run may not have been written yet.
                headers: wire.sent.saturating_sub(payload),
                payload,
            },
        }
    }
}

impl Counters {
    pub(super) fn new(now: Instant) -> Self {
        Self {
            last_used: now,
            ways: Default::default(),
        }
    }
}
