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
#[derive(Clone, Copy, Default)]
pub enum Choice {
    /// The one that a connection seems to speak.
    #[default]
    Automatic,
    /// This one, whatever it seems to be.
    Always(&'static dyn Protocol),
    /// None.
    Never,
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
    pub protocol: &'static dyn Protocol,
    /// What it says, or why it cannot be decoded. Nothing where it goes on with what an earlier message said.
    pub said: Option<Result<Output, Fault>>,
    /// How it belongs to messages before it.
    pub joined: Joined,
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
    /// Whether too much was said before it was known what is spoken.
    gives_up: bool,
    /// What was begun and could not be decoded yet: by the client, and by the server.
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
            gives_up: false,
            begun: [Vec::new(), Vec::new()],
        };
        listener.begin(String::new());
        listener
    }

    /// The same in the middle of a connection of which this is known.
    pub(crate) fn in_the_middle(spoken: Option<Spoken>) -> Self {
        let mut listener = Self::new(Choice::Automatic, true);
        listener.speak(spoken);
        listener
    }

    /// Which protocol is spoken now, if that is known.
    pub fn spoken(&self) -> Option<Spoken> {
        self.spoken
    }

    /// Whether what comes may be decoded: what is spoken is known, or may still be found out.
    pub(crate) fn may_speak(&self) -> bool {
        let is_open = matches!(self.choice, Choice::Automatic) && !self.gives_up;
        self.spoken.is_some() || (is_open && self.first.len() < MAX_FIRST)
    }

    /// Something happened. A new connection may speak something else.
    pub fn observe(&mut self, event: &RecordedEvent) {
        match event {
            RecordedEvent::Connecting { address } => self.begin(path_of(address).to_owned()),
            RecordedEvent::Step(step @ (Step::Agreed { .. } | Step::Answered { .. })) => {
                self.subprotocol = subprotocol(step).or_else(|| self.subprotocol.take());
                self.recognise();
            }
            _ => {}
        }
    }

    /// Decodes the next message; `None` if it is none, or if the protocol is not known.
    pub fn hear(&mut self, message: &LogMessage<'_>) -> Option<Heard> {
        let payload = payload_of(message)?;
        if self.spoken.is_none() && self.first.len() < MAX_FIRST {
            let bytes: usize = self.first.iter().map(|held| held.bytes.len()).sum();
            if bytes + payload.bytes.len() <= MAX_FIRST_BYTES {
                self.first
                    .push(Held::new(message.seq, message.at, &payload));
                self.recognise();
            }
        }
        self.decode(message.seq, message.at, &payload)
    }

    /// The messages that came before the protocol was known, once it is: to be decoded now. The last of them was decoded already.
    pub(super) fn take_first(&mut self) -> Vec<Held> {
        if self.spoken.is_none() {
            return Vec::new();
        }
        let mut first = std::mem::take(&mut self.first);
        first.pop();
        first
    }

    /// Decodes a message of those that came before the protocol was known. They are not joined.
    pub(crate) fn decode_first(&self, held: &Held) -> Option<Result<Output, Fault>> {
        let protocol = self.spoken?.protocol;
        Some(self.output(protocol, &[held.payload()]))
    }

    fn begin(&mut self, path: String) {
        self.path = path;
        self.subprotocol = None;
        self.first.clear();
        self.gives_up = false;
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
        let is_settled = self.spoken.is_some_and(|spoken| {
            spoken
                .because
                .is_none_or(|(confidence, _)| confidence == Confidence::Certain)
        });
        if is_settled || !matches!(self.choice, Choice::Automatic) {
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
        let protocol = self.spoken?.protocol;
        let joined = match &mut self.joiner {
            Some(joiner) => joiner.next(payload),
            None => Joined::Alone,
        };
        let side = usize::from(payload.sender == Sender::Server);
        let said = match joined {
            Joined::Alone => Some(self.output(protocol, &[*payload])),
            Joined::Begins => {
                let said = self.output(protocol, &[*payload]);
                self.begun[side].clear();
                if said.is_err() {
                    self.begun[side].push(Held::new(seq, at, payload));
                }
                Some(said)
            }
            Joined::Continues => self.go_on(side, protocol, (seq, at), payload),
        };
        Some(Heard {
            protocol,
            said,
            joined,
        })
    }

    /// Another part of what could not be decoded without it.
    fn go_on(
        &mut self,
        side: usize,
        protocol: &'static dyn Protocol,
        (seq, at): (Seq, Timestamp),
        payload: &Payload<'_>,
    ) -> Option<Result<Output, Fault>> {
        let begun = &mut self.begun[side];
        // Nothing is missing: what was begun could be decoded already.
        begun.first()?;
        let bytes: usize = begun.iter().map(|held| held.bytes.len()).sum();
        if begun.len() == MAX_JOINED || bytes + payload.bytes.len() > MAX_JOINED_BYTES {
            begun.clear();
            return None;
        }
        begun.push(Held::new(seq, at, payload));
        let parts: Vec<Payload<'_>> = self.begun[side].iter().map(Held::payload).collect();
        let said = self.output(protocol, &parts).ok()?;
        self.begun[side].clear();
        Some(Ok(said))
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
