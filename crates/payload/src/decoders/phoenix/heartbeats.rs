use std::time::Duration;

use super::forms::heartbeat;
use super::push::Push;
use crate::decoders::Heartbeats;
use crate::decoders::payload::{Payload, Sender};
use crate::typed::Content;

/// As often as the client of the project (`heartbeatIntervalMs`); a server waits for twice as long.
const INTERVAL: Duration = Duration::from_secs(30);

/// Heartbeats under the references that nobody has used, in the version that the client speaks.
#[derive(Debug, Default)]
pub(super) struct Counted {
    last_reference: u64,
    is_object: bool,
}

impl Heartbeats for Counted {
    fn observe(&mut self, message: &Payload<'_>) -> Option<Content> {
        if message.sender == Sender::Client
            && let Ok(push) = Push::read(message)
        {
            let reference = push.reference.and_then(|it| it.parse().ok());
            self.last_reference = self.last_reference.max(reference.unwrap_or_default());
            self.is_object = push.is_object;
        }
        None
    }

    fn due(&self) -> Option<(Duration, Content)> {
        let reference = self.last_reference.saturating_add(1).to_string();
        Some((INTERVAL, heartbeat(&reference, self.is_object)))
    }
}
