use crate::decoders::Heartbeats;
use crate::decoders::payload::{Payload, Sender};
use crate::typed::Content;

/// Answers the pings of the server, as Engine.IO 4 asks of a client.
pub(super) struct Pongs;

impl Heartbeats for Pongs {
    fn observe(&mut self, message: &Payload<'_>) -> Option<Content> {
        let is_ping = message.sender == Sender::Server && message.as_text() == Some("2");
        is_ping.then(|| Content::Text("3".to_owned()))
    }
}
