use super::fault::Fault;
use super::form::Form;
use super::heartbeats::Heartbeats;
use super::joiner::Joiner;
use super::output::Output;
use super::payload::Payload;
use super::recognition::{Confidence, Evidence, Reason};

/// A protocol whose messages can be decoded.
pub trait Protocol: Send + Sync {
    /// What it is called where it is stored and typed, as `socket.io`. Never changed later.
    fn id(&self) -> &'static str;

    /// What it is called where it is shown, with its version, as `Socket.IO 4`.
    fn name(&self) -> &'static str;

    /// Whether a connection speaks it, and why that is supposed.
    fn recognise(&self, evidence: &Evidence<'_>) -> Option<(Confidence, Reason)>;

    /// Decodes a message. `parts` are the messages that are one: usually one alone, else the first and those that
    /// [`Self::joiner`] says belong to it, as far as they have arrived.
    ///
    /// # Errors
    ///
    /// A message that this protocol does not allow. It is shown as it is, with the reason.
    fn decode(&self, parts: &[Payload<'_>], output: &mut Output) -> Result<(), Fault>;

    /// Whether its messages are binary ones: a text between them is none of them.
    fn is_binary(&self) -> bool {
        false
    }

    /// What finds out which messages are one, where a message may need others to be decoded.
    fn joiner(&self) -> Option<Box<dyn Joiner>> {
        None
    }

    /// The messages of it that a person may fill in and send.
    fn forms(&self) -> &'static [Form] {
        &[]
    }

    /// What keeps a connection open, where the protocol has messages for that.
    fn heartbeats(&self) -> Option<Box<dyn Heartbeats>> {
        None
    }
}

/// Whether it is the same one: two of the same id may have other schemas.
impl PartialEq for dyn Protocol {
    fn eq(&self, other: &Self) -> bool {
        self.id() == other.id() && std::ptr::addr_eq(self, other)
    }
}

impl Eq for dyn Protocol {}
