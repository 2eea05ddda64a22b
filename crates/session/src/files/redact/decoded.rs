//! Secrets that only the protocol of a connection tells: the password in an MQTT packet has no name beside it.

use std::collections::HashSet;
use std::hash::{DefaultHasher, Hash as _, Hasher as _};

use message_log::Seq;
use payload::decoders::{Joined, Output, Payload, Sender, encodings};

use crate::files::{EntryContent, FileEntry};
use crate::listener::{Choice, Listener, payload_of};

/// What decodes the messages of a session for what is secret in them.
pub(super) struct Decoding {
    listener: Listener,
    /// The messages that were begun and are not whole yet: by the client, and by the server.
    begun: [Parts; 2],
}

/// The values that a search has found in the bytes of messages.
pub(super) type Found = HashSet<Vec<u8>>;

/// Messages that are one.
#[derive(Default)]
struct Parts {
    hashes: Vec<PayloadHash>,
    found: Found,
}

/// A payload, told apart from others by its hash. (One that has the same by chance is treated as it is, and that is left out.)
type PayloadHash = u64;

/// Messages of which a secret was decoded that cannot be replaced in them.
#[derive(Debug, Default)]
pub(super) struct Withheld(HashSet<PayloadHash>);

/// What one message says, or several that are one.
pub(super) struct Said<'a> {
    pub(super) output: &'a Output,
    /// The message, or the last one.
    pub(super) payload: &'a [u8],
    /// What was found in their bytes already; `None` of a message that was looked at long before.
    pub(super) found: Option<&'a Found>,
    /// It is in one message.
    pub(super) is_alone: bool,
}

impl Decoding {
    pub(super) fn new(choice: Choice) -> Self {
        Self {
            listener: Listener::new(choice, true),
            begun: Default::default(),
        }
    }

    /// Tells what is said in the next message, in whose bytes this was found, and in those before it whose protocol was not known until
    /// now. `tell` says whether everything that is secret in it can be replaced; what has something that cannot is withheld.
    pub(super) fn next(
        &mut self,
        entry: &FileEntry,
        found: Found,
        withheld: &mut Withheld,
        mut tell: impl FnMut(&Said<'_>) -> bool,
    ) {
        if let EntryContent::Event(event) = &entry.content {
            self.listener.observe(event);
            return;
        }
        let message = entry.message(Seq::FIRST);
        let Some(payload) = payload_of(&message) else {
            return;
        };
        let before = self.listener.spoken().map(|spoken| spoken.protocol.id());
        let heard = self.listener.hear(&message);
        if self.listener.spoken().map(|spoken| spoken.protocol.id()) != before {
            self.begun = Default::default();
            self.tell_earlier(withheld, &mut tell);
        }
        let joined = heard.as_ref().map_or(Joined::Alone, |heard| heard.joined);
        let parts = self.parts(joined, &payload, found);
        let said = match heard.map(|heard| heard.said) {
            // More is to come.
            Some(None) => None,
            Some(Some(Ok(output))) => Some(output),
            Some(Some(Err(_))) | None => guessed(&payload),
        };
        if let Some(output) = said {
            let can_stay = tell(&Said {
                output: &output,
                payload: payload.bytes,
                found: Some(&parts.found),
                is_alone: parts.hashes.len() == 1,
            });
            let hashes = parts.hashes.into_iter();
            withheld.0.extend(hashes.filter(|_| !can_stay));
        }
    }

    /// Tells what the messages say that came before it was known what is spoken.
    fn tell_earlier(&self, withheld: &mut Withheld, tell: &mut impl FnMut(&Said<'_>) -> bool) {
        for held in self.listener.before_known() {
            let Some(Ok(output)) = self.listener.decode_first(&held) else {
                continue;
            };
            let payload = held.payload().bytes;
            let can_stay = tell(&Said {
                output: &output,
                payload,
                found: None,
                is_alone: true,
            });
            withheld.0.extend((!can_stay).then(|| hash(payload)));
        }
    }

    /// The messages that are one with this, if it is the last of them.
    fn parts(&mut self, joined: Joined, payload: &Payload<'_>, found: Found) -> Parts {
        let begun = &mut self.begun[usize::from(payload.sender == Sender::Server)];
        if matches!(joined, Joined::Alone | Joined::Begins) {
            *begun = Parts::default();
        }
        begun.hashes.push(hash(payload.bytes));
        begun.found.extend(found);
        match joined {
            Joined::Alone | Joined::Ends => std::mem::take(begun),
            Joined::Begins | Joined::Continues => Parts::default(),
        }
    }
}

impl Withheld {
    /// How many there are.
    pub(super) fn len(&self) -> u64 {
        self.0.len() as u64
    }

    pub(super) fn has(&self, entry: &FileEntry) -> bool {
        match &entry.content {
            // Mostly there is none, and then nothing is hashed.
            EntryContent::Message { payload, .. } => {
                !self.0.is_empty() && self.0.contains(&hash(payload))
            }
            EntryContent::Event(_) => false,
        }
    }
}

/// What a binary message seems to say of which no protocol is known, as it is shown then. (A text is searched as it is.)
fn guessed(payload: &Payload<'_>) -> Option<Output> {
    (!payload.is_text).then(|| {
        let mut output = Output::with_tree();
        encodings::value(output.tree(), None, payload.bytes);
        output
    })
}

fn hash(payload: &[u8]) -> PayloadHash {
    let mut hasher = DefaultHasher::new();
    payload.hash(&mut hasher);
    hasher.finish()
}

#[cfg(test)]
mod tests;
