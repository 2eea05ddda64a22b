//! Which binary messages belong to which event: those that follow it, as many as it says.

use super::packet::{EnginePacket, Packet};
use crate::decoders::payload::{Payload, Sender};
use crate::decoders::{Joined, Joiner};

/// How many attachments each side still owes.
#[derive(Debug, Default)]
pub(super) struct Attachments {
    client: usize,
    server: usize,
}

impl Joiner for Attachments {
    fn next(&mut self, message: &Payload<'_>) -> Joined {
        let missing = match message.sender {
            Sender::Client => &mut self.client,
            Sender::Server => &mut self.server,
        };
        let Some(text) = message.as_text() else {
            let Some(left) = missing.checked_sub(1) else {
                return Joined::Alone;
            };
            *missing = left;
            return if left == 0 {
                Joined::Ends
            } else {
                Joined::Continues
            };
        };
        // A text in between is a packet of its own, as a ping may be.
        let Ok(EnginePacket::Message(text)) = EnginePacket::read(text) else {
            return Joined::Alone;
        };
        *missing = Packet::read(text).map_or(0, |packet| packet.attachments);
        if *missing > 0 {
            Joined::Begins
        } else {
            Joined::Alone
        }
    }
}
