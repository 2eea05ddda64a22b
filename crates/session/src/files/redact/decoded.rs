//! Secrets that only the protocol of a connection tells: the password in an MQTT packet has no name beside it.

use std::collections::HashSet;
use std::hash::{DefaultHasher, Hash as _, Hasher as _};

use message_log::Seq;
use payload::decoders::{Confidence, Joined, Output, Payload, Sender, encodings};

use super::escapes::is_printable;
use crate::files::{EntryContent, FileEntry};
use crate::listener::{Choice, Listener, Spoken, payload_of};
use crate::recorded_event::RecordedEvent;

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
    /// How many of them are no text.
    binary: usize,
    /// Those in which secrets are not found by their names: they are no JSON.
    unnamed: Vec<PayloadHash>,
    found: Found,
}

impl Parts {
    /// They cannot be decoded.
    fn withhold(&self, withheld: &mut Withheld) {
        withheld.extend(&self.unnamed);
    }
}

/// A payload, told apart from others by its hash. Of two with the same hash both are left out where one is to be.
type PayloadHash = u64;

/// Messages in which there is a secret that cannot be replaced, or that could not be decoded.
#[derive(Debug, Default)]
pub(super) struct Withheld {
    hashes: HashSet<PayloadHash>,
    /// How many messages they are.
    pub(super) count: u64,
}

/// What one message says, or several that are one.
pub(super) struct Said<'a> {
    pub(super) output: &'a Output,
    /// The message, or the last one.
    pub(super) payload: &'a [u8],
    /// What was found in their bytes already; `None` of a message that was looked at long before.
    pub(super) found: Option<&'a Found>,
    /// It is in one message.
    pub(super) is_alone: bool,
    /// It is a text, or begins with one: in that, secrets are found and replaced without a decoder.
    pub(super) is_text: bool,
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
            if matches!(**event, RecordedEvent::Connecting { .. }) {
                self.end(withheld);
            }
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
            self.end(withheld);
            self.tell_earlier(withheld, &mut tell);
        }
        let joined = heard.as_ref().map_or(Joined::Alone, |heard| heard.joined);
        let Some(parts) = self.parts(joined, &payload, found, withheld) else {
            return;
        };
        let is_alone = parts.hashes.len() == 1;
        // What WAMP has in lists has no names.
        let has_names = |spoken: &Spoken| spoken.protocol.id() != "wamp";
        let has_names = heard.as_ref().is_none_or(|heard| has_names(&heard.spoken));
        let said = match heard.map(|heard| (heard.said, heard.spoken)) {
            Some((Some(Ok(output)), _)) => Some(output),
            // What may be said there is not known.
            Some((None, _)) => None,
            Some((Some(Err(_)), spoken)) if payload.is_text && spoken.protocol.is_binary() => {
                return;
            }
            Some((Some(Err(_)), spoken)) if !is_alone || !is_guess(&spoken) => None,
            Some((Some(Err(_)), _)) | None if parts.binary == 0 => return,
            Some((Some(Err(_)), _)) | None => guessed(&payload),
        };
        let Some(output) = said else {
            if !(is_alone && has_names && is_json(payload.bytes)) {
                parts.withhold(withheld);
            }
            return;
        };
        let can_stay = tell(&Said {
            output: &output,
            payload: payload.bytes,
            found: Some(&parts.found),
            is_alone,
            is_text: parts.binary < parts.hashes.len(),
        });
        if !can_stay {
            withheld.extend(&parts.hashes);
        }
    }

    /// Nothing follows: what was begun is never whole, and cannot be decoded.
    pub(super) fn end(&mut self, withheld: &mut Withheld) {
        for parts in std::mem::take(&mut self.begun) {
            parts.withhold(withheld);
        }
    }

    /// Tells what the messages say that came before it was known what is spoken.
    fn tell_earlier(&self, withheld: &mut Withheld, tell: &mut impl FnMut(&Said<'_>) -> bool) {
        for held in self.listener.before_known() {
            let said = self.listener.decode_first(&held).and_then(Result::ok);
            let Some(output) = said.or_else(|| guessed(&held.payload())) else {
                continue;
            };
            let payload = held.payload().bytes;
            let can_stay = tell(&Said {
                output: &output,
                payload,
                found: None,
                is_alone: true,
                is_text: is_text(&held.payload()),
            });
            if !can_stay {
                withheld.extend(&[hash(payload)]);
            }
        }
    }

    /// The messages that are one with this, if it is the last of them.
    fn parts(
        &mut self,
        joined: Joined,
        payload: &Payload<'_>,
        found: Found,
        withheld: &mut Withheld,
    ) -> Option<Parts> {
        let hash = hash(payload.bytes);
        let part = Parts {
            hashes: vec![hash],
            binary: usize::from(!is_text(payload)),
            // One alone is looked at only if it cannot be decoded.
            unnamed: match joined != Joined::Alone && is_json(payload.bytes) {
                true => Vec::new(),
                false => vec![hash],
            },
            found,
        };
        let begun = &mut self.begun[usize::from(payload.sender == Sender::Server)];
        match joined {
            Joined::Alone => return Some(part),
            Joined::Begins => {
                let given_up = std::mem::replace(begun, part);
                given_up.withhold(withheld);
            }
            Joined::Continues | Joined::Ends => {
                begun.hashes.extend(part.hashes);
                begun.binary += part.binary;
                begun.unnamed.extend(part.unnamed);
                begun.found.extend(part.found);
            }
        }
        (joined == Joined::Ends).then(|| std::mem::take(begun))
    }
}

impl Withheld {
    fn extend(&mut self, messages: &[PayloadHash]) {
        self.hashes.extend(messages);
        self.count += messages.len() as u64;
    }

    /// A message or an event was not searched as a whole.
    pub(super) fn add(&mut self, entry: &FileEntry) {
        if let EntryContent::Message { payload, .. } = &entry.content {
            self.hashes.insert(hash(payload));
        }
        self.count += 1;
    }

    pub(super) fn has(&self, entry: &FileEntry) -> bool {
        match &entry.content {
            // Mostly there is none, and then nothing is hashed.
            EntryContent::Message { payload, .. } => {
                !self.hashes.is_empty() && self.hashes.contains(&hash(payload))
            }
            EntryContent::Event(_) => false,
        }
    }
}

/// Whether a message is a text, as some programs send JSON in binary messages.
fn is_text(payload: &Payload<'_>) -> bool {
    payload.is_text || is_printable(payload.bytes)
}

/// Whether a message is JSON as a whole.
fn is_json(bytes: &[u8]) -> bool {
    serde_json::from_slice::<serde::de::IgnoredAny>(bytes).is_ok()
}

/// Whether a connection may speak something else.
fn is_guess(spoken: &Spoken) -> bool {
    let confidence = spoken.because.map(|(confidence, _)| confidence);
    confidence == Some(Confidence::Guess)
}

/// What a binary message seems to say of which no protocol is known, as it is shown then. (A text is searched as it is.)
fn guessed(payload: &Payload<'_>) -> Option<Output> {
    (!is_text(payload)).then(|| {
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
