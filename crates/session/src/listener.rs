//! Decodes the messages of a session one after another, in the protocol that their connection speaks.

use connection::Step;
use message_log::{Direction, Kind, Seq, Timestamp};
use payload::decoders::{
    Confidence, Evidence, Fault, Joined, Joiner, MAX_JOINED, Output, Payload, Protocol, Reason,
    Sender, recognise,
};

use crate::handshake::subprotocol;
use crate::log::LogMessage;
use crate::recorded_event::RecordedEvent;

/// So many messages of a connection are looked at to find out what it speaks: greetings come first.
const MAX_FIRST: usize = 16;
/// Of these so many bytes are kept: openings are short.
const MAX_FIRST_BYTES: usize = 64 * 1024;
/// So much of messages that are one is kept until they are whole: a packet of 16 MiB, cut into pieces.
const MAX_JOINED_BYTES: usize = 16 * 1024 * 1024;

/// Which protocol is decoded.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
pub enum Choice {
    /// The one that a connection seems to speak.
    #[default]
    Automatic,
    /// This one, whatever it seems to be.
    Always(&'static dyn Protocol),
    /// None.
    Never,
}

impl std::fmt::Debug for Choice {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Automatic => "automatic",
            Self::Always(protocol) => protocol.id(),
            Self::Never => "never",
        })
    }
}

/// Which protocol a connection speaks.
#[derive(Clone, Copy)]
pub struct Spoken {
    /// The protocol.
    pub protocol: &'static dyn Protocol,
    /// Why it is supposed, and how certain that is; `None` if somebody chose it.
    pub because: Option<(Confidence, Reason)>,
}

/// What a message says.
pub struct Heard {
    /// In which protocol.
    pub spoken: Spoken,
    /// What it says, or why it cannot be decoded. What lies in several messages is said with the last of them.
    pub said: Option<Result<Output, Fault>>,
    /// How it belongs to messages before it.
    pub joined: Joined,
    /// Where what is said began, if that was an earlier message.
    pub(crate) begun: Option<Begun>,
}

/// The first of several messages that are one.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Begun {
    pub(crate) seq: Seq,
    pub(crate) at: Timestamp,
    pub(crate) bytes: u64,
}

impl Begun {
    fn of(held: &Held) -> Self {
        Self {
            seq: held.seq,
            at: held.at,
            bytes: held.bytes.len() as u64,
        }
    }
}

/// Decodes the messages of a session in their order.
pub struct Listener {
    choice: Choice,
    wants_trees: bool,
    path: String,
    subprotocol: Option<String>,
    spoken: Option<Spoken>,
    joiner: Option<Box<dyn Joiner>>,
    first: Vec<Held>,
    /// How many messages were looked at to find out what is spoken.
    looked_at: usize,
    /// What was begun and is not whole yet: by the client, and by the server.
    begun: [Vec<Held>; 2],
}

/// A message that is kept.
#[derive(Clone, Debug)]
pub(crate) struct Held {
    pub(crate) seq: Seq,
    pub(crate) at: Timestamp,
    sender: Sender,
    is_text: bool,
    bytes: Vec<u8>,
}

impl Held {
    pub(crate) fn new(seq: Seq, at: Timestamp, payload: &Payload<'_>) -> Self {
        Self {
            seq,
            at,
            sender: payload.sender,
            is_text: payload.is_text,
            bytes: payload.bytes.to_vec(),
        }
    }

    pub(crate) fn payload(&self) -> Payload<'_> {
        Payload {
            sender: self.sender,
            is_text: self.is_text,
            bytes: &self.bytes,
        }
    }
}

/// A message as decoders see it; `None` for control frames and events.
pub(crate) fn payload_of<'a>(message: &LogMessage<'a>) -> Option<Payload<'a>> {
    let sender = match message.direction {
        Direction::Sent => Sender::Client,
        Direction::Received => Sender::Server,
        Direction::Local => return None,
    };
    let is_text = match message.kind {
        Kind::Text => true,
        Kind::Binary => false,
        Kind::Ping | Kind::Pong | Kind::Event => return None,
    };
    Some(Payload {
        sender,
        is_text,
        bytes: message.payload,
    })
}

impl Listener {
    /// Begins with nothing heard. Trees are made only if they are wanted: they cost as much again.
    pub fn new(choice: Choice, wants_trees: bool) -> Self {
        let mut listener = Self {
            choice,
            wants_trees,
            path: String::new(),
            subprotocol: None,
            spoken: None,
            joiner: None,
            first: Vec::new(),
            looked_at: 0,
            begun: [Vec::new(), Vec::new()],
        };
        listener.begin(String::new());
        listener
    }

    /// The same in the middle of a connection of which this is known, as far as something is.
    #[cfg(not(target_arch = "wasm32"))]
    pub(crate) fn in_the_middle(choice: Choice, spoken: Option<Spoken>) -> Self {
        let mut listener = Self::new(choice, true);
        if spoken.is_some() {
            listener.speak(spoken);
        }
        listener
    }

    /// Which protocol is spoken now, if that is known.
    pub fn spoken(&self) -> Option<Spoken> {
        self.spoken
    }

    /// Whether what comes may be decoded: what is spoken is known, or may still be found out.
    pub(crate) fn may_speak(&self) -> bool {
        self.spoken.is_some() || self.is_learning()
    }

    /// Whether the next message may tell what is spoken: it is not known for certain, and not too many messages came already.
    pub fn is_learning(&self) -> bool {
        let is_certain = |spoken: Spoken| {
            let confidence = spoken.because.map(|(confidence, _)| confidence);
            confidence.is_none_or(|confidence| confidence == Confidence::Certain)
        };
        matches!(self.choice, Choice::Automatic)
            && self.looked_at < MAX_FIRST
            && !self.spoken.is_some_and(is_certain)
    }

    /// From now on, until the next connection, this is spoken: somebody has found it out already.
    pub fn know(&mut self, spoken: Spoken) {
        self.speak(Some(spoken));
    }

    /// Something happened. A new connection may speak something else.
    pub fn observe(&mut self, event: &RecordedEvent) {
        match event {
            RecordedEvent::Connecting { address } => self.begin(path_of(address).to_owned()),
            RecordedEvent::Step(step @ (Step::Agreed { .. } | Step::Answered { .. })) => {
                self.subprotocol = subprotocol(step).or_else(|| self.subprotocol.take());
                if self.is_learning() {
                    self.recognise();
                }
            }
            _ => {}
        }
    }

    /// Decodes the next message; `None` if it is none, or if the protocol is not known.
    pub fn hear(&mut self, message: &LogMessage<'_>) -> Option<Heard> {
        let payload = payload_of(message)?;
        self.learn(message, &payload);
        self.decode(message.seq, message.at, &payload)
    }

    /// Finds out from the next message which protocol is spoken.
    pub(crate) fn learn(&mut self, message: &LogMessage<'_>, payload: &Payload<'_>) {
        if !self.is_learning() {
            return;
        }
        self.looked_at += 1;
        let bytes: usize = self.first.iter().map(|held| held.bytes.len()).sum();
        if bytes + payload.bytes.len() <= MAX_FIRST_BYTES {
            self.first.push(Held::new(message.seq, message.at, payload));
            self.recognise();
        }
    }

    /// The messages that came before what is spoken was known, or was known better: to be decoded now. The last of them was
    /// decoded already.
    pub(crate) fn before_known(&self) -> Vec<Held> {
        let earlier = self.first.split_last().map(|(_, earlier)| earlier);
        earlier.unwrap_or_default().to_vec()
    }

    /// Decodes a message of those that came before the protocol was known. They are not joined.
    pub(crate) fn decode_first(&self, held: &Held) -> Option<Result<Output, Fault>> {
        let protocol = self.spoken?.protocol;
        Some(self.output(protocol, &[held.payload()]))
    }

    /// What the messages said that came before what is spoken was known, to be told late, and who sent each.
    pub fn hear_late(&self) -> Vec<(Sender, Heard)> {
        let Some(spoken) = self.spoken else {
            return Vec::new();
        };
        let heard = |held: Held| {
            let late = Heard {
                spoken,
                said: self.decode_first(&held),
                joined: Joined::Alone,
                begun: None,
            };
            (held.sender, late)
        };
        self.before_known().into_iter().map(heard).collect()
    }

    fn begin(&mut self, path: String) {
        self.path = path;
        self.subprotocol = None;
        self.first.clear();
        self.looked_at = 0;
        self.begun = [Vec::new(), Vec::new()];
        let chosen = match self.choice {
            Choice::Always(protocol) => Some(Spoken {
                protocol,
                because: None,
            }),
            Choice::Automatic | Choice::Never => None,
        };
        self.speak(chosen);
        self.recognise();
    }

    fn speak(&mut self, spoken: Option<Spoken>) {
        self.joiner = spoken.and_then(|spoken| spoken.protocol.joiner());
        self.spoken = spoken;
    }

    /// Finds out what is spoken. What was supposed because of the path may turn out to be something else when messages come.
    fn recognise(&mut self) {
        if !matches!(self.choice, Choice::Automatic) {
            return;
        }
        let first: Vec<Payload<'_>> = self.first.iter().map(Held::payload).collect();
        let found = recognise(&Evidence {
            subprotocol: self.subprotocol.as_deref(),
            path: &self.path,
            first: &first,
        });
        let Some(found) = found else {
            return;
        };
        let because = Some((found.confidence, found.reason));
        let is_same = |spoken: &Spoken| spoken.protocol.id() == found.protocol.id();
        if self.spoken.as_ref().is_some_and(is_same) {
            // Messages are joined already.
            self.spoken = Some(Spoken {
                protocol: found.protocol,
                because,
            });
        } else {
            self.speak(Some(Spoken {
                protocol: found.protocol,
                because,
            }));
        }
    }

    fn output(
        &self,
        protocol: &'static dyn Protocol,
        parts: &[Payload<'_>],
    ) -> Result<Output, Fault> {
        let mut output = if self.wants_trees {
            Output::with_tree()
        } else {
            Output::units_only()
        };
        protocol.decode(parts, &mut output).map(|()| output)
    }

    fn decode(&mut self, seq: Seq, at: Timestamp, payload: &Payload<'_>) -> Option<Heard> {
        let spoken = self.spoken?;
        let protocol = spoken.protocol;
        let joined = match &mut self.joiner {
            Some(joiner) => joiner.next(payload),
            None => Joined::Alone,
        };
        let side = usize::from(payload.sender == Sender::Server);
        let mut begun = None;
        let said = match joined {
            Joined::Alone => Some(self.output(protocol, &[*payload])),
            Joined::Begins => {
                self.begun[side] = vec![Held::new(seq, at, payload)];
                None
            }
            Joined::Continues => {
                self.go_on(side, Held::new(seq, at, payload));
                None
            }
            Joined::Ends => {
                self.go_on(side, Held::new(seq, at, payload));
                let parts = std::mem::take(&mut self.begun[side]);
                let payloads: Vec<Payload<'_>> = parts.iter().map(Held::payload).collect();
                begun = parts.first().map(Begun::of);
                (!payloads.is_empty()).then(|| self.output(protocol, &payloads))
            }
        };
        Some(Heard {
            spoken,
            said,
            joined,
            begun,
        })
    }

    /// Another part of what was begun, unless that was given up because it is too much.
    fn go_on(&mut self, side: usize, part: Held) {
        let begun = &mut self.begun[side];
        let bytes: usize = begun.iter().map(|held| held.bytes.len()).sum();
        if begun.is_empty() {
            return;
        }
        if begun.len() == MAX_JOINED || bytes + part.bytes.len() > MAX_JOINED_BYTES {
            begun.clear();
        } else {
            begun.push(part);
        }
    }
}

/// The path of an address, with its query.
fn path_of(address: &str) -> &str {
    let after = address
        .split_once("://")
        .map_or(address, |(_, after)| after);
    let path = after.find(['/', '?']).map_or("/", |at| &after[at..]);
    path.split_once('#').map_or(path, |(path, _)| path)
}
