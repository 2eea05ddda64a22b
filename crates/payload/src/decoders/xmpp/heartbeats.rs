use quick_xml::escape::escape;

use crate::decoders::payload::{Payload, Sender};
use crate::decoders::{Heartbeats, Output};
use crate::typed::Content;

/// What asks for an answer (XEP-0199, section 4.1).
pub(super) const PING: &str = "urn:xmpp:ping";

/// Answers the pings of the server.
pub(super) struct Pongs;

impl Heartbeats for Pongs {
    fn observe(&mut self, message: &Payload<'_>) -> Option<Content> {
        // Most messages are something else, and are not read.
        if message.sender != Sender::Server || !message.as_text()?.contains(PING) {
            return None;
        }
        let root = super::element::read_message(message, Output::units_only().tree()).ok()?;
        let is_ping = root.name == "iq"
            && root.attribute("type") == "get"
            && root.child == "ping"
            && root.child_namespace == PING;
        is_ping.then_some(())?;
        let to = match root.attribute("from") {
            "" => String::new(),
            from => format!(" to=\"{}\"", escape(from)),
        };
        let id = escape(root.attribute("id"));
        let answer = format!("<iq xmlns=\"jabber:client\" type=\"result\" id=\"{id}\"{to}/>");
        Some(Content::Text(answer))
    }
}
