//! XMPP over WebSocket: one element in each message.
//!
//! RFC 7395; stanzas are of RFC 6120 and RFC 6121.

mod element;
#[cfg(feature = "speaking")]
mod forms;
#[cfg(feature = "speaking")]
mod heartbeats;

use super::payload::{Payload, Sender};
use super::summary::words;
use super::{Confidence, Evidence, Fault, Kind, Output, Protocol, Reason, Unit};
use element::{FRAMING, Outline, read_message as read};

/// RFC 7395, section 3.1.
const SUBPROTOCOL: &str = "xmpp";

/// The protocol.
pub struct Xmpp;

impl Protocol for Xmpp {
    fn id(&self) -> &'static str {
        "xmpp"
    }

    fn name(&self) -> &'static str {
        "XMPP"
    }

    fn recognise(&self, evidence: &Evidence<'_>) -> Option<(Confidence, Reason)> {
        if evidence.subprotocol == Some(SUBPROTOCOL) {
            return Some((Confidence::Certain, Reason::Subprotocol));
        }
        let opens = |message: &Payload<'_>| {
            let outline = read(message, Output::units_only().tree());
            outline.is_ok_and(|root| root.name == "open" && root.attribute("xmlns") == FRAMING)
        };
        let opens = evidence.first.first().is_some_and(opens);
        opens.then_some((Confidence::Certain, Reason::Messages))
    }

    fn decode(&self, parts: &[Payload<'_>], output: &mut Output) -> Result<(), Fault> {
        let Some(message) = parts.first() else {
            return Ok(());
        };
        let mut outline = read(message, output.tree())?;
        for secret in std::mem::take(&mut outline.secrets) {
            output.secret(secret);
        }
        output.unit(unit(&outline, message.sender)?);
        Ok(())
    }

    #[cfg(feature = "speaking")]
    fn forms(&self) -> &'static [super::Form] {
        forms::FORMS
    }

    #[cfg(feature = "speaking")]
    fn heartbeats(&self) -> Option<Box<dyn super::Heartbeats>> {
        Some(Box::new(heartbeats::Pongs))
    }
}

/// What an element is for.
fn unit(root: &Outline, sender: Sender) -> Result<Unit, Fault> {
    let name = &*root.name;
    let stanza_type = root.attribute("type");
    let partner = match sender {
        Sender::Client => root.attribute("to"),
        Sender::Server => root.attribute("from"),
    };
    let is_error = stanza_type == "error" || matches!(name, "failure" | "failed" | "stream:error");
    if name == "iq" {
        return query(root, sender);
    }
    let (kind, detail) = match name {
        _ if is_error => (Kind::Error, &*root.condition),
        "message" | "presence" => (Kind::Event, &*root.text),
        // Stream management asks whether all has arrived, and says so (XEP-0198, section 4).
        "r" | "a" => (Kind::Acknowledgement, root.attribute("h")),
        _ => (Kind::Control, root.attribute("mechanism")),
    };
    let summary = words(&[name, stanza_type, partner, detail]);
    Ok(Unit::new(kind, summary).named(name))
}

/// A request or its answer, by one id (RFC 6120, section 8.2.3).
fn query(root: &Outline, sender: Sender) -> Result<Unit, Fault> {
    let id = root.attribute("id");
    if id.is_empty() {
        return Err(Fault::new("an iq without an id"));
    }
    let stanza_type = root.attribute("type");
    let (child, namespace) = (&*root.child, &*root.child_namespace);
    let summary = words(&["iq", stanza_type, child, namespace]);
    Ok(match stanza_type {
        "get" | "set" => Unit::new(Kind::Call, summary)
            .named(words(&[stanza_type, child, namespace]))
            .paired(sender, id),
        "result" => Unit::new(Kind::Result, summary).paired(sender.other(), id),
        "error" => {
            let summary = words(&["iq error", &root.condition]);
            Unit::new(Kind::Error, summary).paired(sender.other(), id)
        }
        _ => return Err(Fault::new("an iq that is no get, set, result or error")),
    })
}

#[cfg(test)]
mod tests;
