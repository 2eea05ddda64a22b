//! `SockJS`: frames around messages of another kind.
//!
//! <https://sockjs.github.io/sockjs-protocol/sockjs-protocol-0.3.3.html>

#[cfg(feature = "speaking")]
mod forms;
mod frame;

use super::encodings::value;
use super::members::string;
use super::payload::{Payload, Sender};
use super::summary::{beginning, words};
use super::{Confidence, Evidence, Fault, Kind, Output, Protocol, Reason, Tree, Unit, stomp};
use frame::Frame;

/// The protocol.
pub struct SockJs;

impl Protocol for SockJs {
    fn id(&self) -> &'static str {
        "sockjs"
    }

    fn name(&self) -> &'static str {
        "SockJS"
    }

    fn recognise(&self, evidence: &Evidence<'_>) -> Option<(Confidence, Reason)> {
        let first = evidence.first;
        let mut served = first.iter().filter(|it| it.sender == Sender::Server);
        let opens = served.next().and_then(Payload::as_text) == Some("o");
        if is_session(evidence.path) {
            let confidence = match opens {
                true => Confidence::Certain,
                false => Confidence::Likely,
            };
            return Some((confidence, Reason::Path));
        }
        // One letter may be anything; followed by an array of strings with a letter before it, it is not.
        let is_framed = opens
            && served.any(|message| matches!(Frame::read(message), Ok(Frame::Messages(texts)) if !texts.is_empty()));
        is_framed.then_some((Confidence::Certain, Reason::Messages))
    }

    fn decode(&self, parts: &[Payload<'_>], output: &mut Output) -> Result<(), Fault> {
        let Some(message) = parts.first() else {
            return Ok(());
        };
        match Frame::read(message)? {
            Frame::Open => named(output, Kind::Control, "open", ""),
            Frame::Heartbeat => named(output, Kind::Heartbeat, "heartbeat", ""),
            Frame::Close(json) => named(output, Kind::Control, "close", json),
            Frame::Messages(texts) => {
                for text in &texts {
                    let text = string(text).ok_or(Fault::new("a message that is not a string"))?;
                    units(text.as_bytes(), message.sender, output)?;
                }
                output.tree().array(None, |tree| {
                    let texts = texts.iter().filter_map(|text| string(text));
                    tree.each(texts, |tree, text| write(text.as_bytes(), tree));
                });
            }
        }
        Ok(())
    }

    #[cfg(feature = "speaking")]
    fn forms(&self) -> &'static [super::Form] {
        forms::FORMS
    }
}

/// Whether a path has what a client makes up for each connection: three digits, a session, and the transport.
fn is_session(path: &str) -> bool {
    let path = path.split('?').next().unwrap_or_default();
    let mut parts = path.rsplit('/');
    let (transport, session, server) = (parts.next(), parts.next(), parts.next());
    let is_server =
        |server: &str| server.len() == 3 && server.bytes().all(|it| it.is_ascii_digit());
    transport == Some("websocket")
        && session.is_some_and(|session| !session.is_empty() && !session.contains('.'))
        && server.is_some_and(is_server)
        && parts.next().is_some()
}

/// A frame that carries no messages.
fn named(output: &mut Output, kind: Kind, name: &str, json: &str) {
    output.unit(Unit::new(kind, words(&[name, json])).named(name));
    output.tree().object(None, |tree| {
        tree.string("frame", name);
        if !json.is_empty() {
            tree.json("reason", json);
        }
    });
}

/// What a message within says, which often is of STOMP.
fn units(text: &[u8], sender: Sender, output: &mut Output) -> Result<(), Fault> {
    if stomp::is_stomp(text) {
        stomp::units(text, sender, output)?;
    } else {
        output.unit_of(|| Unit::new(Kind::Event, beginning(text)));
    }
    Ok(())
}

fn write(text: &[u8], tree: &mut Tree) {
    if stomp::is_stomp(text) {
        stomp::write(text, tree);
    } else {
        value(tree, None, text);
    }
}

#[cfg(test)]
mod tests;
