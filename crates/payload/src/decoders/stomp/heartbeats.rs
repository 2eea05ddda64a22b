use std::time::Duration;

use super::frame::Frames;
use crate::decoders::Heartbeats;
use crate::decoders::payload::{Payload, Sender};
use crate::typed::Content;

/// Ends of lines as often as both sides agreed on (section "Heart-beating").
#[derive(Debug, Default)]
pub(super) struct Agreed {
    /// How often the client can send something, in milliseconds; 0 if it cannot.
    offered_ms: u64,
    /// How often something is to be sent.
    interval: Option<Duration>,
}

impl Heartbeats for Agreed {
    fn observe(&mut self, message: &Payload<'_>) -> Option<Content> {
        let frame = Frames::new(message.bytes).next()?.ok()?;
        let value = frame.header("heart-beat").unwrap_or_default();
        let (sent, wanted) = value.split_once(',').unwrap_or_default();
        let number = |text: &str| text.trim().parse::<u64>().unwrap_or_default();
        match (frame.command, message.sender) {
            ("CONNECT" | "STOMP", Sender::Client) => {
                self.offered_ms = number(sent);
                self.interval = None;
            }
            ("CONNECTED", Sender::Server) => {
                let wanted_ms = number(wanted);
                let is_agreed = self.offered_ms > 0 && wanted_ms > 0;
                self.interval =
                    is_agreed.then(|| Duration::from_millis(self.offered_ms.max(wanted_ms)));
            }
            _ => {}
        }
        None
    }

    fn due(&self) -> Option<(Duration, Content)> {
        Some((self.interval?, Content::Text("\n".to_owned())))
    }
}
