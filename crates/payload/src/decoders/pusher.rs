//! Pusher Channels, as Laravel Reverb and Soketi speak it too.
//!
//! <https://pusher.com/docs/channels/library_auth_reference/pusher-websockets-protocol/>

use super::encodings::value;
use super::members::{Members, string};
use super::payload::{Payload, Sender};
use super::summary::words;
use super::{Confidence, Evidence, Fault, Kind, Output, Protocol, Reason, Tree, Unit};

/// What a server says first (section "Connection events").
const OPENING: &str = "pusher:connection_established";

/// The protocol.
pub struct Pusher;

impl Protocol for Pusher {
    fn id(&self) -> &'static str {
        "pusher"
    }

    fn name(&self) -> &'static str {
        "Pusher Channels"
    }

    fn recognise(&self, evidence: &Evidence<'_>) -> Option<(Confidence, Reason)> {
        let opens = |message: &Payload<'_>| {
            let members = Members::read(message.bytes);
            message.sender == Sender::Server
                && members.is_some_and(|it| it.string("event").as_deref() == Some(OPENING))
        };
        if evidence.first.iter().any(opens) {
            return Some((Confidence::Certain, Reason::Messages));
        }
        let (path, query) = evidence.path.split_once('?')?;
        let is_app = path.starts_with("/app/") && query.contains("protocol=");
        is_app.then_some((Confidence::Likely, Reason::Path))
    }

    fn decode(&self, parts: &[Payload<'_>], output: &mut Output) -> Result<(), Fault> {
        let Some(message) = parts.first() else {
            return Ok(());
        };
        let members = Members::read(message.bytes).ok_or(Fault::new("not a JSON object"))?;
        output.unit(unit(&members)?);
        write(&members, output.tree());
        Ok(())
    }
}

/// What a message is for.
fn unit(members: &Members<'_>) -> Result<Unit, Fault> {
    let event = members.string("event").ok_or(Fault::new("no \"event\""))?;
    let channel = members.string("channel").unwrap_or_default();
    let data = members.get("data").unwrap_or_default();
    let unit = |kind| Unit::new(kind, words(&[&event, &channel, data])).named(&*event);
    Ok(match &*event {
        "pusher:subscribe" => {
            // The channel that is answered under stands in the data of the call.
            let data = Members::read(data.as_bytes());
            let channel = data.and_then(|data| data.string("channel"));
            let channel = channel.ok_or(Fault::new("no \"channel\" to subscribe to"))?;
            unit(Kind::Call).paired(Sender::Client, channel)
        }
        "pusher_internal:subscription_succeeded" => {
            unit(Kind::Acknowledgement).paired(Sender::Client, channel)
        }
        "pusher:ping" | "pusher:pong" => unit(Kind::Heartbeat),
        "pusher:error" | "pusher:subscription_error" => unit(Kind::Error),
        OPENING | "pusher:unsubscribe" | "pusher:signin" => unit(Kind::Control),
        _ => unit(Kind::Event),
    })
}

/// All members as they stand in the message, but for the data, which mostly is JSON within a string.
fn write(members: &Members<'_>, tree: &mut Tree) {
    tree.object(None, |tree| {
        for (name, json) in members.iter() {
            match string(json).filter(|_| name == "data") {
                Some(text) => value(tree, name, text.as_bytes()),
                None => tree.json(name, json),
            }
        }
    });
}

#[cfg(test)]
mod tests;
