//! The hub protocols of ASP.NET Core `SignalR`, in JSON and in `MessagePack`.
//!
//! <https://github.com/dotnet/aspnetcore/blob/main/src/SignalR/docs/specs/HubProtocol.md>

mod forms;
mod heartbeats;
mod hub_message;
mod json;

use super::payload::{Payload, Sender};
use super::{Confidence, Evidence, Fault, Form, Heartbeats, Output, Protocol, Reason};
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
        let mut count = 0;
        for record in json::records(message.bytes) {
            output.unit(record?.unit(message.sender));
            count += 1;
        }
        // Without faults, as was seen.
        let records = json::records(message.bytes).flatten();
        output.tree().one_or_several(count, |tree| {
            records.for_each(|record| record.write(tree));
        });
        Ok(())
    }

    fn forms(&self) -> &'static [Form] {
        forms::FORMS
    }

    fn heartbeats(&self) -> Option<Box<dyn Heartbeats>> {
        Some(Box::new(heartbeats::Pings::default()))
    }
}

#[cfg(test)]
mod tests;
