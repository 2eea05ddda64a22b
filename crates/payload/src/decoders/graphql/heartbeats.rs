use super::message::Message;
use crate::decoders::Heartbeats;
use crate::decoders::payload::{Payload, Sender};
use crate::typed::Content;

/// Answers the pings of the server, as soon as possible (section "Ping").
pub(super) struct Pongs;

impl Heartbeats for Pongs {
    fn observe(&mut self, message: &Payload<'_>) -> Option<Content> {
        let read = Message::read(message.bytes).ok()?;
        let is_ping = message.sender == Sender::Server && read.message_type == "ping";
        is_ping.then(|| Content::Text(r#"{"type":"pong"}"#.to_owned()))
    }
}
