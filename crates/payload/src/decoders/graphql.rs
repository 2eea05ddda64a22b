//! GraphQL over WebSocket: `graphql-transport-ws`, and `graphql-ws`, which came before it.
//!
//! - <https://github.com/enisdenjo/graphql-ws/blob/master/PROTOCOL.md>
//! - <https://github.com/apollographql/subscriptions-transport-ws/blob/master/PROTOCOL.md>

#[cfg(feature = "speaking")]
mod forms;
#[cfg(feature = "speaking")]
mod heartbeats;
mod message;
mod operation;

use std::borrow::Cow;

use super::payload::{Payload, Sender};
use super::{Confidence, Evidence, Fault, Output, Protocol, Reason};
use message::{Dialect, Message};

/// The protocol of the library `graphql-ws`.
pub struct GraphqlTransportWs;

/// The older protocol of the library `subscriptions-transport-ws`.
pub struct GraphqlWs;

impl Protocol for GraphqlTransportWs {
    fn id(&self) -> &'static str {
        "graphql-transport-ws"
    }

    fn name(&self) -> &'static str {
        "GraphQL (graphql-transport-ws)"
    }

    fn recognise(&self, evidence: &Evidence<'_>) -> Option<(Confidence, Reason)> {
        recognise(Dialect::Current, evidence)
    }

    fn decode(&self, parts: &[Payload<'_>], output: &mut Output) -> Result<(), Fault> {
        decode(Dialect::Current, parts, output)
    }

    #[cfg(feature = "speaking")]
    fn forms(&self) -> &'static [super::Form] {
        forms::CURRENT
    }

    #[cfg(feature = "speaking")]
    fn heartbeats(&self) -> Option<Box<dyn super::Heartbeats>> {
        Some(Box::new(heartbeats::Pongs))
    }
}

impl Protocol for GraphqlWs {
    fn id(&self) -> &'static str {
        "graphql-ws"
    }

    fn name(&self) -> &'static str {
        "GraphQL (graphql-ws, legacy)"
    }

    fn recognise(&self, evidence: &Evidence<'_>) -> Option<(Confidence, Reason)> {
        recognise(Dialect::Legacy, evidence)
    }

    fn decode(&self, parts: &[Payload<'_>], output: &mut Output) -> Result<(), Fault> {
        decode(Dialect::Legacy, parts, output)
    }

    #[cfg(feature = "speaking")]
    fn forms(&self) -> &'static [super::Form] {
        forms::LEGACY
    }
}

fn decode(dialect: Dialect, parts: &[Payload<'_>], output: &mut Output) -> Result<(), Fault> {
    let Some(part) = parts.first() else {
        return Ok(());
    };
    let message = Message::read(part.bytes)?;
    output.unit(message.unit(dialect, part.sender)?);
    if output.tree().is_wanted() {
        // It was read as JSON, which is UTF-8.
        output
            .tree()
            .json(None, &String::from_utf8_lossy(part.bytes));
    }
    Ok(())
}

/// Both begin alike, so what follows decides; nothing else begins as they do.
fn recognise(dialect: Dialect, evidence: &Evidence<'_>) -> Option<(Confidence, Reason)> {
    if evidence.subprotocol.is_some() {
        let is_named = evidence.subprotocol == Some(dialect.subprotocol());
        return is_named.then_some((Confidence::Certain, Reason::Subprotocol));
    }
    let mut messages = evidence.first.iter();
    let opening = messages.next()?;
    if opening.sender != Sender::Client || type_of(opening)? != message::CONNECTION_INIT {
        return None;
    }
    let spoken = messages.find_map(|payload| Dialect::of(&type_of(payload)?));
    match spoken {
        Some(spoken) if spoken == dialect => Some((Confidence::Certain, Reason::Messages)),
        None if dialect == Dialect::Current => Some((Confidence::Guess, Reason::Messages)),
        _ => None,
    }
}

fn type_of<'a>(payload: &Payload<'a>) -> Option<Cow<'a, str>> {
    Some(Message::read(payload.bytes).ok()?.message_type)
}

#[cfg(test)]
mod tests;
