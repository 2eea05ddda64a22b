use std::time::Duration;

use super::message::Message;
use crate::decoders::members::Members;
use crate::decoders::{Heartbeats, Payload, Sender, Tree};
use crate::typed::Content;

/// An interval is at most a day: what is longer keeps nothing open.
const MAX_INTERVAL_S: u64 = 24 * 60 * 60;

/// Calls `Heartbeat` as often as the answer to the `BootNotification` says.
#[derive(Debug, Default)]
pub(super) struct Calls {
    interval: Duration,
    /// How many messages there were, which makes the id of the next call one that was not there before.
    seen: u64,
}

impl Heartbeats for Calls {
    fn observe(&mut self, message: &Payload<'_>) -> Option<Content> {
        self.seen += 1;
        if message.sender == Sender::Client {
            return None;
        }
        let Ok(Message::Result { payload, .. }) = Message::read(message.bytes) else {
            return None;
        };
        let members = Members::read(payload.as_bytes())?;
        // No other answer has these two; a station that is not accepted waits for that time before it tries again.
        let is_accepted = members.string("status").as_deref() == Some("Accepted");
        let seconds: u64 = members.get("interval")?.parse().ok()?;
        if is_accepted && members.has("currentTime") {
            self.interval = Duration::from_secs(seconds.min(MAX_INTERVAL_S));
        }
        None
    }

    fn due(&self) -> Option<(Duration, Content)> {
        (!self.interval.is_zero()).then(|| {
            let text = Tree::write(|tree| {
                tree.array(None, |tree| {
                    tree.number(None, 2);
                    tree.string(None, &format!("heartbeat-{}", self.seen));
                    tree.string(None, "Heartbeat");
                    tree.object(None, |_| {});
                });
            });
            (self.interval, Content::Text(text))
        })
    }
}
