use std::time::Duration;

use super::packet::{Body, Packet};
use super::reader::Reader;
use super::version::Mqtt;
use crate::decoders::{Heartbeats, Payload};
use crate::typed::Content;

/// A PINGREQ (section 3.12).
pub(super) const PINGREQ: [u8; 2] = [0xc0, 0];

/// Sends a PINGREQ before the time is over that the client said in its CONNECT (section 3.1.2.10), or the server in its answer.
#[derive(Debug)]
pub(super) struct Pings {
    version: Mqtt,
    keep_alive: Duration,
}

impl Pings {
    pub(super) fn new(version: Mqtt) -> Self {
        Self {
            version,
            keep_alive: Duration::ZERO,
        }
    }
}

impl Heartbeats for Pings {
    fn observe(&mut self, message: &Payload<'_>) -> Option<Content> {
        let seconds = match first_body(message, self.version)? {
            Body::Connect(connect) => Some(connect.keep_alive.into()),
            Body::Accepted { properties, .. } => properties.server_keep_alive(),
            _ => None,
        };
        if let Some(seconds) = seconds {
            self.keep_alive = Duration::from_secs(seconds.into());
        }
        None
    }

    fn due(&self) -> Option<(Duration, Content)> {
        // A quarter of the time is left for the way. Without a time the server waits for ever.
        let after = self.keep_alive * 3 / 4;
        (!after.is_zero()).then(|| (after, Content::Binary(PINGREQ.to_vec())))
    }
}

/// What the first packet of a message has, if it may be one of the two that say a time.
fn first_body<'a>(message: &Payload<'a>, version: Mqtt) -> Option<Body<'a>> {
    let says_time = matches!(message.bytes.first(), Some(0x10 | 0x20)) && !message.is_text;
    let packet = says_time.then(|| Packet::read(&mut Reader::new(message.bytes), version).ok());
    Some(packet??.body)
}
