//! What the messages of a session have in common: a schema of each kind of message, inferred from those that were recorded, and
//! which messages depart from it.
//!
//! Messages are told apart by what they are in the protocol that the connection speaks, else by the member of a JSON object that says
//! of which type it is. Answers are told apart by what they answer, where that is known. Of a message of a known
//! protocol the schema is that of its decoded tree. Written as JSON Schema (2020-12) and as AsyncAPI 3.

mod async_api;
mod learning;

use std::collections::{HashMap, HashSet};

use message_log::{Direction, Seq};
use payload::decoders::{Kind, Output, Payload, Sender, type_name};
use payload::schema::{Departure, NotLearned, Schema};
use serde_json::{Map, Value, json};

pub use async_api::async_api;
pub use learning::{Learned, Learning, MAX_TOLD};

use crate::conversation::{Choice, Listener, Pairs, payload_of};
use crate::log::LogMessage;
use crate::recorded_event::RecordedEvent;

/// So many kinds of messages are told apart. Where messages are all different, schemas tell nothing.
pub const MAX_KINDS: usize = 200;
/// So many addresses are told apart.
pub const MAX_ADDRESSES: usize = 64;

/// The schemas of a session. It is given each message once, in their order.
pub struct Schemas {
    listener: Listener,
    /// What was called: an answer is of the kind of its call.
    pairs: Pairs,
    kinds: Vec<MessageKind>,
    known: HashMap<Key, usize>,
    /// The addresses, as far as they say where something is: without a query.
    channels: Vec<String>,
    /// The one of the connection; `None` if there are too many.
    channel: Option<usize>,
    left_out: u64,
}

/// A kind of messages.
#[derive(Debug)]
pub struct MessageKind {
    /// What it is called, as `call subscribe`, or `type: tick`; empty if it has no name.
    pub name: String,
    /// Which way such messages go.
    pub direction: Direction,
    /// The protocol in which they were decoded.
    pub protocol: Option<&'static str>,
    /// How many there were.
    pub messages: u64,
    /// How many of them were no JSON, of which no schema tells anything.
    pub not_json: u64,
    /// How many of them were nested too deeply ([`payload::schema::MAX_NESTING`]), of which it tells nothing either.
    pub too_deep: u64,
    schema: Schema,
    channel: Option<usize>,
}

/// A message that departs from those of its kind before it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Departed {
    /// The message.
    pub seq: Seq,
    /// Its kind, as in [`Schemas::kinds`].
    pub kind: usize,
    /// Where and how.
    pub departure: Departure,
}

type Key = (Option<usize>, Direction, Option<&'static str>, String);

impl Default for Schemas {
    fn default() -> Self {
        Self::new(Choice::Automatic)
    }
}

impl Schemas {
    /// With no message yet.
    pub fn new(choice: Choice) -> Self {
        Self {
            listener: Listener::new(choice, true),
            pairs: Pairs::default(),
            kinds: Vec::new(),
            known: HashMap::new(),
            channels: Vec::new(),
            channel: None,
            left_out: 0,
        }
    }

    /// Learns from the next message, or notes the next event. Returns in what it departs.
    pub fn observe(&mut self, message: &LogMessage<'_>) -> Vec<Departed> {
        if let Some(event) = message.event {
            self.note(event);
            return Vec::new();
        }
        let Some(payload) = payload_of(message) else {
            return Vec::new();
        };
        match self.listener.hear(message) {
            Some(heard) => match heard.said {
                Some(Ok(output)) => {
                    self.decoded(message, &payload, heard.spoken.protocol.name(), output)
                }
                // It goes on with what another message says, or is not what the protocol allows.
                None => Vec::new(),
                Some(Err(_)) => self.plain(message.seq, &payload),
            },
            // Such messages stay what they are taken for, also if the protocol is known later.
            None => self.plain(message.seq, &payload),
        }
    }

    /// Notes an event.
    fn note(&mut self, event: &RecordedEvent) {
        if let RecordedEvent::Connecting { address } = event {
            self.begin(address);
            self.pairs.end();
        }
        self.listener.observe(event);
    }

    /// The kinds of messages, in the order in which they came.
    pub fn kinds(&self) -> &[MessageKind] {
        &self.kinds
    }

    /// How many messages belong to no kind, because there were too many kinds or addresses.
    pub fn left_out(&self) -> u64 {
        self.left_out
    }

    /// A JSON Schema document that allows any of the messages, each kind by a definition with its name.
    pub fn to_json_schema(&self) -> Value {
        let names = self.unique_names();
        // Of what is no JSON nothing is known: a definition of it would allow everything.
        let known = self.kinds.iter().zip(&names);
        let known = known.filter(|(kind, _)| kind.schema.texts() > 0);
        let definitions = known.map(|(kind, name)| {
            let mut definition = kind.schema.to_json();
            definition["title"] = kind.title().into();
            (name.clone(), definition)
        });
        let definitions: Map<String, Value> = definitions.collect();
        let any_of = definitions
            .keys()
            .map(|name| json!({"$ref": format!("#/$defs/{name}")}));
        let any_of: Vec<Value> = any_of.collect();
        let mut document = json!({
            "$schema": "https://json-schema.org/draft/2020-12/schema",
            "title": "Messages of a recorded WebSocket session",
        });
        // It must not be empty.
        if !any_of.is_empty() {
            document["anyOf"] = any_of.into();
            document["$defs"] = definitions.into();
        }
        document
    }

    fn begin(&mut self, address: &str) {
        let place = place_of(address);
        let found = self.channels.iter().position(|known| known == place);
        let has_room = self.channels.len() < MAX_ADDRESSES;
        self.channel = found.or_else(|| {
            has_room.then(|| {
                self.channels.push(place.to_owned());
                self.channels.len() - 1
            })
        });
    }

    fn decoded(
        &mut self,
        message: &LogMessage<'_>,
        payload: &Payload<'_>,
        protocol: &'static str,
        output: Output,
    ) -> Vec<Departed> {
        let (units, tree) = output.into_parts();
        let notes = units
            .iter()
            .map(|unit| self.pairs.note(unit, message.seq, message.at));
        let methods: Vec<Option<usize>> = notes.collect();
        let name = units.first().map_or_else(String::new, |unit| {
            let kind = kind_name(unit.kind);
            let method = methods.first().copied().flatten();
            let called = method
                .filter(|_| is_answer(unit.kind))
                .map(|method| self.pairs.name(method));
            match called.or(unit.name.as_deref()) {
                Some(name) => format!("{kind} {name}"),
                None => kind.to_owned(),
            }
        });
        self.learn(message.seq, payload, Some(protocol), name, tree.as_bytes())
    }

    fn plain(&mut self, seq: Seq, payload: &Payload<'_>) -> Vec<Departed> {
        let name = type_name(payload).unwrap_or_default();
        let json = if payload.is_text { payload.bytes } else { &[] };
        self.learn(seq, payload, None, name, json)
    }

    fn learn(
        &mut self,
        seq: Seq,
        payload: &Payload<'_>,
        protocol: Option<&'static str>,
        name: String,
        json: &[u8],
    ) -> Vec<Departed> {
        let Some(index) = self.kind(payload, protocol, name) else {
            self.left_out += 1;
            return Vec::new();
        };
        let kind = &mut self.kinds[index];
        kind.messages += 1;
        let departures = match kind.schema.observe(json) {
            Ok(departures) => departures,
            Err(why) => {
                match why {
                    NotLearned::NoJson => kind.not_json += 1,
                    NotLearned::TooDeep => kind.too_deep += 1,
                }
                return Vec::new();
            }
        };
        let departed = departures.into_iter().map(|departure| Departed {
            seq,
            kind: index,
            departure,
        });
        departed.collect()
    }

    fn kind(
        &mut self,
        payload: &Payload<'_>,
        protocol: Option<&'static str>,
        name: String,
    ) -> Option<usize> {
        let direction = match payload.sender {
            Sender::Client => Direction::Sent,
            Sender::Server => Direction::Received,
        };
        // Messages of which the address is not known, as where the log has dropped it, belong to none.
        if self.channel.is_none() && !self.channels.is_empty() {
            return None;
        }
        let key = (self.channel, direction, protocol, name);
        if let Some(index) = self.known.get(&key) {
            return Some(*index);
        }
        if self.kinds.len() == MAX_KINDS {
            return None;
        }
        self.kinds.push(MessageKind {
            name: key.3.clone(),
            direction,
            protocol,
            messages: 0,
            not_json: 0,
            too_deep: 0,
            schema: Schema::default(),
            channel: self.channel,
        });
        self.known.insert(key, self.kinds.len() - 1);
        Some(self.kinds.len() - 1)
    }

    /// A name for each kind that can stand in a reference, and that no other has.
    fn unique_names(&self) -> Vec<String> {
        let mut taken = HashSet::new();
        let names = self.kinds.iter().map(|kind| {
            let plain = plain_name(&kind.title());
            let numbered = (2..).map(|number| format!("{plain}-{number}"));
            let mut names = std::iter::once(plain.clone()).chain(numbered);
            let free = names.find(|name| !taken.contains(name)).unwrap_or(plain);
            taken.insert(free.clone());
            free
        });
        names.collect()
    }
}

impl MessageKind {
    /// What it is called for a person, with the way it goes.
    pub fn title(&self) -> String {
        let way = match self.direction {
            Direction::Sent => "sent",
            Direction::Received | Direction::Local => "received",
        };
        match self.name.as_str() {
            "" => format!("{way} message"),
            name => format!("{way} {name}"),
        }
    }

    /// The schema of its messages.
    pub fn schema(&self) -> &Schema {
        &self.schema
    }
}

/// Whether it is what a call is answered with.
fn is_answer(kind: Kind) -> bool {
    matches!(kind, Kind::Result | Kind::Error | Kind::Acknowledgement)
}

fn kind_name(kind: Kind) -> &'static str {
    match kind {
        Kind::Call => "call",
        Kind::Result => "result",
        Kind::Error => "error",
        Kind::Event => "event",
        Kind::Acknowledgement => "acknowledgement",
        Kind::Heartbeat => "heartbeat",
        Kind::Control => "control",
    }
}

/// An address without its query, which may have secrets, and does not tell of which kind messages are.
fn place_of(address: &str) -> &str {
    let end = address.find(['?', '#']).unwrap_or(address.len());
    &address[..end]
}

/// Letters, digits, `-` and `_`, as names of components have to be in AsyncAPI.
fn plain_name(title: &str) -> String {
    let mut name = String::new();
    for character in title.chars() {
        if character.is_ascii_alphanumeric() || matches!(character, '_' | '-') {
            name.push(character);
        } else if !name.ends_with('-') {
            name.push('-');
        }
    }
    let name = name.trim_matches('-');
    if name.is_empty() { "message" } else { name }.to_owned()
}

#[cfg(test)]
mod tests;
