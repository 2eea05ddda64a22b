//! OCPP-J 1.6 to 2.1, which charging stations and their management systems speak: calls and their answers as arrays of JSON
//! ("OCPP-J 1.6 Specification", chapter 4; "OCPP 2.1 Part 4 - JSON over WebSockets", chapter 4, whose sections are named here).

#[cfg(feature = "speaking")]
mod forms;
#[cfg(feature = "speaking")]
mod heartbeats;
mod message;

use super::members::Members;
use super::payload::{Payload, Sender};
use super::{Confidence, Evidence, Fault, Kind, Output, Protocol, Reason, Tree, Unit};
use message::Message;

/// The versions that are written so (section 3.1.2); before 1.6 it was SOAP.
const SUBPROTOCOLS: [&str; 4] = ["ocpp1.6", "ocpp2.0", "ocpp2.0.1", "ocpp2.1"];
/// Where servers usually have it, with the identity of the station behind it.
const PATH: &str = "/ocpp/";
/// What a station begins with, and nobody else.
const FIRST_ACTION: &str = "BootNotification";
/// So much of the payload stands in a summary, in bytes.
const SHOWN_PAYLOAD: usize = 160;

/// The protocol.
pub struct Ocpp;

impl Protocol for Ocpp {
    fn id(&self) -> &'static str {
        "ocpp"
    }

    fn name(&self) -> &'static str {
        "OCPP 1.6, 2.0.1, 2.1"
    }

    fn recognise(&self, evidence: &Evidence<'_>) -> Option<(Confidence, Reason)> {
        let subprotocol = evidence.subprotocol.unwrap_or_default();
        if SUBPROTOCOLS
            .iter()
            .any(|known| subprotocol.eq_ignore_ascii_case(known))
        {
            return Some((Confidence::Certain, Reason::Subprotocol));
        }
        let call = evidence.first.iter().find_map(|message| {
            match Message::read(message.as_text()?.as_bytes()).ok()? {
                Message::Call { action, .. } => Some(action),
                _ => None,
            }
        });
        if call.as_deref() == Some(FIRST_ACTION) {
            return Some((Confidence::Certain, Reason::Messages));
        }
        if evidence.path.contains(PATH) {
            return Some((Confidence::Likely, Reason::Path));
        }
        // Actions are written so; a URI or a path is not.
        let is_action = |action: &str| {
            action.starts_with(|c: char| c.is_ascii_uppercase())
                && action.bytes().all(|byte| byte.is_ascii_alphanumeric())
        };
        call.is_some_and(|action| is_action(&action))
            .then_some((Confidence::Guess, Reason::Messages))
    }

    fn decode(&self, parts: &[Payload<'_>], output: &mut Output) -> Result<(), Fault> {
        let Some(first) = parts.first() else {
            return Ok(());
        };
        let message = Message::read(first.bytes)?;
        output.unit(unit(&message, first.sender));
        write(&message, output.tree());
        Ok(())
    }

    #[cfg(feature = "speaking")]
    fn forms(&self) -> &'static [super::Form] {
        forms::FORMS
    }

    #[cfg(feature = "speaking")]
    fn heartbeats(&self) -> Option<Box<dyn super::Heartbeats>> {
        Some(Box::new(heartbeats::Calls::default()))
    }
}

fn unit(message: &Message<'_>, sender: Sender) -> Unit {
    match message {
        Message::Call {
            id,
            action,
            payload,
        } => {
            let kind = match &**action {
                "Heartbeat" => Kind::Heartbeat,
                _ => Kind::Call,
            };
            Unit::new(kind, format!("{action} {}", shortened(payload)))
                .named(&**action)
                .paired(sender, &**id)
        }
        Message::Result { id, payload } => {
            let kind = match is_heartbeat_answer(payload) {
                true => Kind::Heartbeat,
                false => Kind::Result,
            };
            Unit::new(kind, format!("result {}", shortened(payload))).paired(sender.other(), &**id)
        }
        Message::Error {
            id,
            code,
            description,
            details,
        } => Unit::new(
            Kind::Error,
            error_summary("error", code, description, details),
        )
        .paired(sender.other(), &**id),
        Message::ResultError {
            id,
            code,
            description,
            details,
        } => {
            // It is no answer to the call: that was the result which it complains of.
            let words = format!("error of the result {id}:");
            Unit::new(
                Kind::Error,
                error_summary(&words, code, description, details),
            )
        }
        Message::Send {
            action, payload, ..
        } => Unit::new(Kind::Event, format!("{action} {}", shortened(payload))).named(&**action),
    }
}

fn error_summary(words: &str, code: &str, description: &str, details: &str) -> String {
    let mut summary = format!("{words} {code}");
    if !description.is_empty() {
        summary = format!("{summary} {description}");
    }
    if details.trim() != "{}" {
        summary = format!("{summary} {}", shortened(details));
    }
    summary
}

/// Whether an answer has the time and nothing else, as only that to a heartbeat does.
fn is_heartbeat_answer(payload: &str) -> bool {
    /// An answer to a heartbeat is shorter.
    const LONGEST: usize = 256;
    payload.len() < LONGEST
        && Members::read(payload.as_bytes())
            .is_some_and(|members| members.len() == 1 && members.has("currentTime"))
}

fn write(message: &Message<'_>, tree: &mut Tree) {
    tree.object(None, |tree| {
        tree.string("type", message.name());
        tree.string("id", message.id());
        match message {
            Message::Call {
                action, payload, ..
            }
            | Message::Send {
                action, payload, ..
            } => {
                tree.string("action", action);
                tree.json("payload", payload);
            }
            Message::Result { payload, .. } => tree.json("payload", payload),
            Message::Error {
                code,
                description,
                details,
                ..
            }
            | Message::ResultError {
                code,
                description,
                details,
                ..
            } => {
                tree.string("error code", code);
                tree.string("error description", description);
                tree.json("error details", details);
            }
        }
    });
}

fn shortened(text: &str) -> &str {
    &text[..text.floor_char_boundary(SHOWN_PAYLOAD)]
}

#[cfg(test)]
mod tests;
