//! The hub protocols of ASP.NET Core `SignalR`, in JSON and in `MessagePack`.
//!
//! <https://github.com/dotnet/aspnetcore/blob/main/src/SignalR/docs/specs/HubProtocol.md>

#[cfg(feature = "speaking")]
mod forms;
#[cfg(feature = "speaking")]
mod heartbeats;
mod hub_message;
mod json;
mod message_pack;

use super::payload::{Payload, Sender};
use super::{Confidence, Evidence, Fault, Output, Protocol, Reason};
use json::Record;

/// The protocol.
pub struct SignalR;

impl Protocol for SignalR {
    fn id(&self) -> &'static str {
        "signalr"
    }

    fn name(&self) -> &'static str {
        "SignalR"
    }

    fn recognise(&self, evidence: &Evidence<'_>) -> Option<(Confidence, Reason)> {
        // The handshake is JSON whatever the encoding of what follows.
        let asks = |message: &Payload<'_>| {
            message.sender == Sender::Client
                && matches!(
                    json::records(message.bytes).next(),
                    Some(Ok(Record::Request(_)))
                )
        };
        let opens = evidence.first.iter().any(asks);
        opens.then_some((Confidence::Certain, Reason::Messages))
    }

    fn decode(&self, parts: &[Payload<'_>], output: &mut Output) -> Result<(), Fault> {
        let Some(message) = parts.first() else {
            return Ok(());
        };
        if is_packed(message) {
            packed(message, output)
        } else {
            records(message, output)
        }
    }

    #[cfg(feature = "speaking")]
    fn forms(&self) -> &'static [super::Form] {
        forms::FORMS
    }

    #[cfg(feature = "speaking")]
    fn heartbeats(&self) -> Option<Box<dyn super::Heartbeats>> {
        Some(Box::new(heartbeats::Pings::default()))
    }
}

/// Whether a message is in `MessagePack`. The handshake may be in a binary message too, and is JSON; what its first two bytes
/// would be there is a length and no array.
fn is_packed(message: &Payload<'_>) -> bool {
    !message.is_text && !matches!(message.bytes, [b'{', b'"' | b'}', ..])
}

fn packed(message: &Payload<'_>, output: &mut Output) -> Result<(), Fault> {
    let mut count = 0;
    for packed in message_pack::messages(message.bytes) {
        let packed = packed?;
        output.unit_of(|| packed.message().unit(message.sender));
        count += 1;
    }
    if output.tree().is_wanted() {
        // Without faults, as was seen.
        let messages = message_pack::messages(message.bytes).flatten();
        output.tree().one_or_several(count, |tree| {
            tree.each(messages, |tree, packed| packed.write(tree));
        });
    }
    Ok(())
}

fn records(message: &Payload<'_>, output: &mut Output) -> Result<(), Fault> {
    let mut count = 0;
    for record in json::records(message.bytes) {
        let record = record?;
        output.unit_of(|| record.unit(message.sender));
        count += 1;
    }
    if output.tree().is_wanted() {
        // Without faults, as was seen.
        let records = json::records(message.bytes).flatten();
        output.tree().one_or_several(count, |tree| {
            tree.each(records, |tree, record| record.write(tree));
        });
    }
    Ok(())
}

#[cfg(test)]
mod tests;
