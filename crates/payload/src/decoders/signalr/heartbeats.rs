use std::time::Duration;

use super::json::{self, Record};
use crate::decoders::Heartbeats;
use crate::decoders::payload::{Payload, Sender};
use crate::typed::Content;

/// Clients say something as often, and servers give up those that say nothing for twice as long
/// (`KeepAliveInterval` and `ClientTimeoutInterval`).
const INTERVAL: Duration = Duration::from_secs(15);

/// A ping of the client in the encoding that it asked for.
#[derive(Debug, Default)]
pub(super) struct Pings {
    ping: Option<Content>,
}

impl Heartbeats for Pings {
    fn observe(&mut self, message: &Payload<'_>) -> Option<Content> {
        if message.sender == Sender::Client
            && let Some(Ok(Record::Request(members))) = json::records(message.bytes).next()
        {
            self.ping = match members.string("protocol").as_deref() {
                Some("json") => Some(Content::Text("{\"type\":6}\u{1e}".to_owned())),
                // An array of the one number 6, after its length (section "Ping Message Encoding").
                Some("messagepack" | "blazorpack") => Some(Content::Binary(vec![0x02, 0x91, 0x06])),
                _ => None,
            };
        }
        None
    }

    fn due(&self) -> Option<(Duration, Content)> {
        Some((INTERVAL, self.ping.clone()?))
    }
}
