//! Channels of Phoenix: messages of version 2, as arrays and in binary, and of version 1, as objects.
//!
//! <https://hexdocs.pm/phoenix/writing_a_channels_client.html>; the binary form is in `assets/js/phoenix/serializer.js` of
//! <https://github.com/phoenixframework/phoenix>.

#[cfg(feature = "speaking")]
mod forms;
#[cfg(feature = "speaking")]
mod heartbeats;
mod push;

use super::payload::{Payload, Sender};
use super::{Confidence, Evidence, Fault, Output, Protocol, Reason};
use push::Push;

/// What addresses of its sockets end with.
const PATH_END: &str = "/websocket";
/// The version of the messages, which a client of it always names in its address.
const VERSIONS: [&str; 2] = ["vsn=1.0.0", "vsn=2.0.0"];

/// The protocol.
pub struct Phoenix;

impl Protocol for Phoenix {
    fn id(&self) -> &'static str {
        "phoenix"
    }

    fn name(&self) -> &'static str {
        "Phoenix channels"
    }

    fn recognise(&self, evidence: &Evidence<'_>) -> Option<(Confidence, Reason)> {
        let opens = evidence.first.iter().any(|message| {
            message.sender == Sender::Client
                && Push::read(message)
                    .is_ok_and(|push| push.event == "phx_join" || push.is_heartbeat())
        });
        if opens {
            return Some((Confidence::Certain, Reason::Messages));
        }
        let (path, query) = evidence.path.split_once('?')?;
        let has_version = query.split('&').any(|part| VERSIONS.contains(&part));
        let is_socket = path.ends_with(PATH_END) && has_version;
        is_socket.then_some((Confidence::Likely, Reason::Path))
    }

    fn decode(&self, parts: &[Payload<'_>], output: &mut Output) -> Result<(), Fault> {
        let Some(message) = parts.first() else {
            return Ok(());
        };
        let push = Push::read(message)?;
        output.unit(push.unit(message.sender));
        push.write(output.tree());
        Ok(())
    }

    #[cfg(feature = "speaking")]
    fn forms(&self) -> &'static [super::Form] {
        forms::FORMS
    }

    #[cfg(feature = "speaking")]
    fn heartbeats(&self) -> Option<Box<dyn super::Heartbeats>> {
        Some(Box::new(heartbeats::Counted::default()))
    }
}

#[cfg(test)]
mod tests;
