//! What the server says that each way of fetching has cost: the answer to `/events/report`.

use serde::Deserialize;

/// How a run stands at the server.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Report {
    /// The name of the run.
    pub run: String,
    /// How old it is, in microseconds.
    pub now_us: u64,
    /// How old it may become.
    pub end_us: Option<u64>,
    /// Events that have happened.
    pub happened: u64,
    /// Requests answered at once.
    pub poll: Cost,
    /// Requests answered when there is something to tell.
    pub wait: Cost,
    /// WebSockets.
    pub push: Cost,
}

/// What one way has cost.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
pub struct Cost {
    /// TCP connections.
    pub connections: u64,
    /// Requests; a handshake is one.
    pub requests: u64,
    /// Answers without an event.
    pub empty: u64,
    /// How often it was looked whether the client may ask.
    pub token_checks: u64,
    /// Events that were told.
    pub events: u64,
    /// Bytes on the wire from the client.
    pub received: Share,
    /// Bytes on the wire to the client.
    pub sent: Share,
}

/// Bytes in one direction.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
pub struct Share {
    /// Whatever is no event.
    pub headers: u64,
    /// Events.
    pub payload: u64,
}

impl Cost {
    /// Bytes on the wire that are no event.
    pub fn headers(&self) -> u64 {
        self.received.headers.saturating_add(self.sent.headers)
    }

    /// Bytes of events.
    pub fn payload(&self) -> u64 {
        self.received.payload.saturating_add(self.sent.payload)
    }

    /// Bytes on the wire.
    pub fn bytes(&self) -> u64 {
        self.headers().saturating_add(self.payload())
    }
}

impl Report {
    /// Reads an answer that may come from anywhere. `None` if it is no report.
    pub fn read(bytes: &[u8]) -> Option<Self> {
        serde_json::from_slice(bytes).ok()
    }
}
