//! Messages of Jupyter kernels, as servers pass them on: in JSON, or in one of two binary layouts.
//!
//! - <https://jupyter-client.readthedocs.io/en/stable/messaging.html>
//! - <https://jupyter-server.readthedocs.io/en/latest/developers/websocket-protocols.html>

#[cfg(feature = "speaking")]
mod forms;
mod layout;

use super::encodings::value;
use super::members::{Members, string};
use super::payload::{Payload, Sender};
use super::summary::words;
use super::{Confidence, Evidence, Fault, Kind, Output, Protocol, Reason, Tree, Unit};
use layout::{Message, SUBPROTOCOL};

/// Where a server has the channels of a kernel, with its id in between.
const PATH: [&str; 2] = ["/api/kernels/", "/channels"];

/// The protocol.
pub struct Jupyter;

impl Protocol for Jupyter {
    fn id(&self) -> &'static str {
        "jupyter"
    }

    fn name(&self) -> &'static str {
        "Jupyter kernel"
    }

    fn recognise(&self, evidence: &Evidence<'_>) -> Option<(Confidence, Reason)> {
        if evidence.subprotocol == Some(SUBPROTOCOL) {
            return Some((Confidence::Certain, Reason::Subprotocol));
        }
        let [before, after] = PATH;
        let path = evidence.path.split('?').next().unwrap_or_default();
        if path.contains(before) && path.ends_with(after) {
            return Some((Confidence::Likely, Reason::Path));
        }
        let opens = |payload: &Payload<'_>| {
            let message = Message::read(payload);
            message.is_ok_and(|message| message.header.has("session"))
        };
        let opens = evidence.first.first().is_some_and(opens);
        opens.then_some((Confidence::Certain, Reason::Messages))
    }

    fn decode(&self, parts: &[Payload<'_>], output: &mut Output) -> Result<(), Fault> {
        let Some(payload) = parts.first() else {
            return Ok(());
        };
        let message = Message::read(payload)?;
        output.unit(unit(&message, payload.sender));
        match payload.as_text() {
            Some(text) => output.tree().json(None, text),
            None => write(&message, output.tree()),
        }
        Ok(())
    }

    #[cfg(feature = "speaking")]
    fn forms(&self) -> &'static [super::Form] {
        forms::FORMS
    }
}

/// What a message is for (section "General message format").
fn unit(message: &Message<'_>, sender: Sender) -> Unit {
    let name = &*message.message_type;
    let summary = words(&[name, &detail(message)]);
    if name.ends_with("_request") {
        let id = message.header.string("msg_id").unwrap_or_default();
        return Unit::new(Kind::Call, summary)
            .named(name)
            .paired(sender, id);
    }
    let is_reply = name.ends_with("_reply");
    let status = message.content.string("status");
    let kind = match is_reply {
        true if status.is_none_or(|status| status == "ok") => Kind::Result,
        true => Kind::Error,
        false if name == "error" => Kind::Error,
        false => Kind::Event,
    };
    let unit = Unit::new(kind, summary);
    // What it answers to, or comes of.
    let parent = message.parent.as_ref();
    match parent.and_then(|parent| parent.string("msg_id")) {
        Some(id) if is_reply => unit.paired(sender.other(), id),
        Some(id) => unit.named(name).paired(sender.other(), id).partial(),
        None => unit.named(name),
    }
}

/// What of the content is told in one line.
fn detail(message: &Message<'_>) -> String {
    /// Members that say most, the first that is there.
    const TELLING: [&str; 7] = [
        "ename",
        "code",
        "execution_state",
        "text",
        "prompt",
        "value",
        "comm_id",
    ];
    let content = &message.content;
    if let Some(data) = content
        .get("data")
        .and_then(|it| Members::read(it.as_bytes()))
    {
        // Every output has one for terminals (section "display_data").
        return data
            .get("text/plain")
            .and_then(string)
            .map_or_else(String::new, |text| words(&[&text]));
    }
    let text = TELLING.iter().find_map(|name| content.string(name));
    let evalue = content.string("evalue");
    words(&[&text.unwrap_or_default(), &evalue.unwrap_or_default()])
}

/// The parts of a binary message.
fn write(message: &Message<'_>, tree: &mut Tree) {
    tree.object(None, |tree| {
        if let Some(channel) = &message.channel {
            tree.string("channel", channel);
        }
        for (name, json) in &message.parts {
            tree.json(*name, json);
        }
        if !message.buffers.is_empty() {
            tree.array("buffers", |tree| {
                for buffer in &message.buffers {
                    value(tree, None, buffer);
                }
            });
        }
    });
}

#[cfg(test)]
mod tests;
