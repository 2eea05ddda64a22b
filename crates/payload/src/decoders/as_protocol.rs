use super::encodings::{Encoding, NESTED, decode, guess};
use super::limits::MAX_PREVIEW;
use super::{Confidence, Evidence, Fault, Kind, Output, Payload, Protocol, Reason, Tree, Unit};

/// An encoding as the protocol of a connection whose messages are each encoded so, and follow no rules beside.
pub(super) struct AsProtocol(pub(super) Encoding);

impl Protocol for AsProtocol {
    fn id(&self) -> &'static str {
        self.0.id()
    }

    fn name(&self) -> &'static str {
        self.0.name()
    }

    fn recognise(&self, evidence: &Evidence<'_>) -> Option<(Confidence, Reason)> {
        // The name of a format is what clients and servers of it agree on, as those of SurrealDB do.
        if evidence.subprotocol == Some(self.0.id()) {
            return Some((Confidence::Likely, Reason::Subprotocol));
        }
        /// One message may look like a format by chance.
        const NEEDED: usize = 2;
        if !self.0.is_guess() {
            return None;
        }
        let mut binary = evidence.first.iter().filter(|message| !message.is_text);
        let is_guess = binary.clone().nth(NEEDED - 1).is_some()
            && binary.all(|message| guess(message.bytes) == Some(self.0));
        is_guess.then_some((Confidence::Guess, Reason::Messages))
    }

    fn decode(&self, parts: &[Payload<'_>], output: &mut Output) -> Result<(), Fault> {
        let Some(message) = parts.first() else {
            return Ok(());
        };
        let mut preview = Tree::preview(MAX_PREVIEW, NESTED);
        decode(self.0, message.bytes, &mut preview)?;
        output.unit(Unit::new(Kind::Event, preview.into_preview()));
        if output.tree().is_wanted() {
            decode(self.0, message.bytes, output.tree())?;
        }
        Ok(())
    }
}
