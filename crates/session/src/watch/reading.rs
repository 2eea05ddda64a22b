//! Reads messages one after another, as the inspector shows them.

use std::borrow::Cow;

use message_log::Direction;
use serde_json::Value;

use super::beginning::Beginning;
use super::measure::Place;
use super::path::{Selected, WatchedPath};
use crate::conversation::{Choice, Held, Listener, payload_of};
use crate::log::LogMessage;
use crate::recorded_event::RecordedEvent;
use payload::decoders::{Output, Sender};

/// Larger messages are not looked at, in bytes: what is made of them takes ten times as much memory.
const MAX_JSON_BYTES: usize = 16 << 20;
/// So many messages of a connection are kept until it is known what it speaks: as many as a listener looks at.
const MAX_EARLY: usize = 16;
/// The same in bytes. It is not waited for more.
const MAX_EARLY_BYTES: usize = 4 << 20;

/// Reads messages one after another.
pub(super) struct Reading {
    listener: Listener,
    /// What came before it was known what is spoken, and may say something else in that.
    early: Vec<Early>,
    /// Whether nothing will be found out any more that changes what was read.
    is_settled: bool,
    /// How many messages were too large.
    pub(super) too_large: u64,
}

/// A message that is kept, and its number.
struct Early {
    held: Held,
    number: u64,
}

impl Early {
    fn len(&self) -> usize {
        self.held.payload().bytes.len()
    }
}

/// What a message says.
pub(super) struct Document<'a> {
    pub(super) place: Place,
    pub(super) direction: Direction,
    /// With its text. `None` if it is no JSON, or goes on in another message.
    pub(super) value: Option<(&'a Value, &'a [u8])>,
    /// Whether it is told once more when it is known what is spoken, with all others since the last one of which this was false.
    pub(super) is_early: bool,
}

impl Reading {
    /// Begins with the oldest message that is kept.
    pub(super) fn new(Beginning { choice, spoken }: Beginning) -> Self {
        Self {
            listener: Listener::in_the_middle(choice, spoken),
            early: Vec::new(),
            is_settled: spoken.is_some() || !matches!(choice, Choice::Automatic),
            too_large: 0,
        }
    }

    /// Reads the next message or event. `number` is that of a message.
    pub(super) fn read(
        &mut self,
        message: &LogMessage<'_>,
        number: Option<u64>,
        tell: &mut dyn FnMut(&Document<'_>),
    ) {
        if let Some(event) = message.event {
            return self.observe(event, tell);
        }
        let (Some(payload), Some(number)) = (payload_of(message), number) else {
            return;
        };
        let heard = self.listener.hear(message);
        if self.listener.spoken().is_some() {
            self.settle(tell);
        }
        let read = match heard.map(|heard| heard.said) {
            Some(Some(Ok(output))) => Json::of_tree(output),
            // It goes on with what another one says.
            Some(None) => Json::default(),
            None | Some(Some(Err(_))) => Json::of(payload.bytes),
        };
        let is_early = !self.is_settled;
        let place = Place {
            seq: message.seq,
            number,
            at: message.at,
        };
        self.tell(place, message.direction, &read, tell);
        if is_early {
            let held = Held::new(message.seq, message.at, &payload);
            self.early.push(Early { held, number });
            let bytes: usize = self.early.iter().map(Early::len).sum();
            let is_full = self.early.len() == MAX_EARLY || bytes > MAX_EARLY_BYTES;
            if is_full || !self.listener.may_speak() {
                self.settle(tell);
            }
        }
    }

    /// Nothing more comes for now.
    pub(super) fn settle(&mut self, tell: &mut dyn FnMut(&Document<'_>)) {
        self.is_settled = true;
        for Early { held, number } in std::mem::take(&mut self.early) {
            let payload = held.payload();
            let read = match self.listener.decode_first(&held) {
                Some(Ok(output)) => Json::of_tree(output),
                None | Some(Err(_)) => Json::of(payload.bytes),
            };
            let place = Place {
                seq: held.seq,
                number,
                at: held.at,
            };
            let direction = match payload.sender {
                Sender::Client => Direction::Sent,
                Sender::Server => Direction::Received,
            };
            self.tell(place, direction, &read, tell);
        }
    }

    fn tell(
        &mut self,
        place: Place,
        direction: Direction,
        read: &Json<'_>,
        tell: &mut dyn FnMut(&Document<'_>),
    ) {
        // What is told once more is counted then.
        self.too_large += u64::from(read.is_too_large && self.is_settled);
        tell(&Document {
            place,
            direction,
            value: read.value.as_ref().map(|value| (value, &*read.text)),
            is_early: !self.is_settled,
        });
    }

    fn observe(&mut self, event: &RecordedEvent, tell: &mut dyn FnMut(&Document<'_>)) {
        let is_new = matches!(event, RecordedEvent::Connecting { .. });
        if is_new {
            self.settle(tell);
        }
        self.listener.observe(event);
        if is_new {
            self.is_settled = false;
        }
        if self.listener.spoken().is_some() {
            self.settle(tell);
        }
    }
}

impl Document<'_> {
    /// What a path selects in it.
    pub(super) fn select(&self, path: &WatchedPath) -> Vec<Selected<'_>> {
        match self.value {
            Some((value, text)) => path.select(value, text),
            None => Vec::new(),
        }
    }
}

/// A JSON text that was read.
#[derive(Default)]
struct Json<'a> {
    text: Cow<'a, [u8]>,
    /// `None` if it is no JSON, or too large.
    value: Option<Value>,
    is_too_large: bool,
}

impl<'a> Json<'a> {
    fn of(text: impl Into<Cow<'a, [u8]>>) -> Self {
        let text = text.into();
        let is_too_large = text.len() > MAX_JSON_BYTES;
        let value = (!is_too_large).then(|| serde_json::from_slice(&text).ok());
        Self {
            value: value.flatten(),
            text,
            is_too_large,
        }
    }

    fn of_tree(output: Output) -> Self {
        Self::of(output.into_parts().1.into_bytes())
    }
}
