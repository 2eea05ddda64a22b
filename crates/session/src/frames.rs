//! The frames of a connection, and which of them a message came in.

mod bounded;
mod faults;
mod on_wire;
mod restoring;
mod unwritten;

use std::collections::VecDeque;
use std::ops::Range;

use connection::{LentFrame, Step};
use message_log::{Direction, Entry, Kind, Message, MessageLog, Seq, Timestamp};
use wire::deflate::Parameters;
use wire::{FrameHead, MAX_KEPT_PAYLOAD, Opcode, Rules, apply_mask};

pub(crate) use self::bounded::push_bounded;
pub use self::faults::Fault;
use self::faults::{Faults, Place};
pub use self::on_wire::{CompressedPayload, OnWire};
pub(crate) use self::restoring::RestoredFrame;
use self::restoring::Restoring;
use self::unwritten::Unwritten;

/// How much the frames of a session may take, in bytes: some million small ones, and beside the messages a small part of what
/// a computer has. Where nobody asks for frames they take no more than the names of the messages that were sent last.
const BUDGET: u64 = 64 << 20;

/// The most messages of which it is known how they went over the wire, 32 bytes each. Of older ones it is forgotten; what all
/// of them come to is counted on.
const MAX_KNOWN: usize = 1 << 19;

/// The most messages that wait for their frames, or frames for their messages: as many as may wait to be sent, and as are in
/// the buffers below.
const MAX_AWAITED: usize = 1 << 16;

/// So much of a compressed message is put together, in bytes: more than anybody reads.
const MAX_COMPRESSED: usize = 1 << 20;

/// Frames as they were on the wire: head and payload.
pub type FrameLog = MessageLog;

/// The log has kinds of messages and no other mark. This is that of a frame which a person had put together and which is no
/// control frame: it belongs to no message.
const HAND_MADE: Kind = Kind::Text;
/// And that of all others.
const ORDINARY: Kind = Kind::Binary;

/// Whether a frame is one that a person had put together, control frames left aside.
pub(crate) fn is_hand_made(frame: &Message<'_>) -> bool {
    frame.kind == HAND_MADE
}

/// Of which message a frame is the last.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Ends {
    /// Of this one.
    Message(Seq),
    /// Of one that is recorded next.
    Unrecorded,
    /// Of none, or it is not known.
    Nothing,
}

/// What compression has saved on one connection, in one direction.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Compressed {
    /// The messages that this is about.
    pub messages: u64,
    /// Their payloads, in bytes.
    pub payload: u64,
    /// What these came to on the wire, in bytes, without the heads of frames.
    pub on_wire: u64,
}

/// What was agreed on compression, and what came of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Compression {
    /// What was agreed on.
    pub agreed: Parameters,
    /// Of messages that were sent.
    pub sent: Compressed,
    /// Of messages that were received.
    pub received: Compressed,
}

/// To what a frame belongs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Belonging {
    /// The message, if it is known.
    pub message: Option<Seq>,
    /// Whether the payload is a part of what was compressed.
    pub is_compressed: bool,
    /// Whether it is a part of a text.
    pub is_text: bool,
}

/// The frames of a session, and what is known of the way of its messages over the wire.
///
/// Frames of all its connections stand one after the other, as messages do: a new attempt drops none.
#[derive(Debug)]
pub struct Frames {
    log: FrameLog,
    sent: Way,
    received: Way,
    /// Of the connection that there is, if compression was agreed on.
    compression: Option<Compression>,
    faults: Faults,
    /// Of a file that is read.
    restoring: Restoring,
    unwritten: Unwritten,
}

/// The messages of one direction.
#[derive(Debug, Default)]
struct Way {
    /// By name, in ascending order.
    known: VecDeque<(Seq, OnWire)>,
    /// Messages that were recorded, of this connection.
    messages: u64,
    /// Of those that were sent, the last, which wait for their frames, with the sizes of their payloads. One that was not
    /// kept has no name.
    awaited: VecDeque<(Option<Seq>, u64)>,
    /// Messages that are received: their frames have all been told, and they were not recorded yet. By their index.
    complete: VecDeque<(u64, OnWire)>,
    /// The message that is under way, by its index.
    under_way: Option<(u64, OnWire)>,
    place: Place,
}

impl Default for Frames {
    fn default() -> Self {
        Self {
            log: FrameLog::new(BUDGET),
            sent: Way::default(),
            received: Way::default(),
            compression: None,
            faults: Faults::default(),
            restoring: Restoring::default(),
            unwritten: Unwritten::default(),
        }
    }
}

impl Frames {
    /// Keeps so much of frames, in bytes.
    pub(crate) fn with_budget(bytes: u64) -> Self {
        Self {
            log: FrameLog::new(bytes),
            ..Self::default()
        }
    }

    /// Frames, in the order in which they were read or written.
    pub fn log(&self) -> &FrameLog {
        &self.log
    }

    /// How a message went over the wire, if that is known.
    pub fn of(&self, direction: Direction, message: Seq) -> Option<OnWire> {
        let known = &self.way(direction)?.known;
        let index = known.binary_search_by_key(&message, |(seq, _)| *seq).ok()?;
        Some(known[index].1)
    }

    /// To what the frame with this name and this head belongs.
    pub fn belonging(&self, direction: Direction, frame: Seq, head: &FrameHead) -> Belonging {
        let Some(way) = self.way(direction).filter(|_| !head.opcode.is_control()) else {
            return Belonging::default();
        };
        let known = covering(&way.known, frame);
        let is_this = |on_wire: &OnWire| on_wire.range().contains(&frame);
        let under_way = way.under_way.map(|(_, on_wire)| on_wire).filter(is_this);
        let waiting = || covering(&way.complete, frame).map(|(_, on_wire)| on_wire);
        let on_wire = known.map(|(_, on_wire)| on_wire).or(under_way);
        let on_wire = on_wire.or_else(waiting);
        Belonging {
            message: known.map(|(message, _)| message),
            is_compressed: on_wire.is_some_and(|on_wire| on_wire.is_compressed()),
            is_text: on_wire.map_or(head.opcode == Opcode::Text, |on_wire| on_wire.is_text()),
        }
    }

    /// The rule that a frame breaks, if it breaks one.
    pub fn fault(&self, frame: Seq) -> Option<Fault> {
        self.faults.of(frame)
    }

    /// Those of these frames that break a rule, in order.
    pub(crate) fn broken(&self, frames: Range<Seq>) -> Vec<Seq> {
        self.faults.within(frames)
    }

    /// The payload of a message as it was compressed; `None` if it was not, or its frames are forgotten.
    pub fn compressed(&self, direction: Direction, message: Seq) -> Option<CompressedPayload> {
        let on_wire = self.of(direction, message).filter(OnWire::is_compressed)?;
        let mut bytes = Vec::new();
        for seq in on_wire.range().start.get()..on_wire.range().end.get() {
            let frame = self.log.get(Seq::new(seq))?;
            let (head, size) = FrameHead::parse(frame.payload)?;
            if frame.direction != direction || head.opcode.is_control() {
                continue;
            }
            let payload = &frame.payload[size..];
            let start = bytes.len();
            bytes.extend_from_slice(payload);
            apply_mask(&mut bytes[start..], head.mask.unwrap_or_default());
            if (payload.len() as u64) < head.length || bytes.len() > MAX_COMPRESSED {
                break;
            }
        }
        bytes.truncate(MAX_COMPRESSED);
        Some(CompressedPayload {
            is_whole: bytes.len() as u64 == on_wire.bytes(),
            bytes,
        })
    }

    /// What came of compression on the connection that there is or was last, if it was agreed on.
    pub(crate) fn compression(&self) -> Option<Compression> {
        self.compression
    }

    /// An attempt begins: what is still to be told of the connection before will not come.
    pub(crate) fn begin(&mut self) {
        for way in [&mut self.sent, &mut self.received] {
            way.messages = 0;
            way.awaited.clear();
            way.complete.clear();
            way.under_way = None;
            way.place = Place::default();
        }
        self.compression = None;
    }

    /// Takes in what a transport tells about compression.
    pub(crate) fn observe(&mut self, step: &Step) {
        if let Step::Compression { agreed } = step {
            self.compression = Some(Compression {
                agreed: *agreed,
                sent: Compressed::default(),
                received: Compressed::default(),
            });
        }
    }

    /// A text or binary message was recorded.
    pub(crate) fn record_message(&mut self, direction: Direction, seq: Option<Seq>, payload: u64) {
        let message = (seq, payload);
        match direction {
            Direction::Sent => self.sent.wait(message),
            Direction::Received => {
                if let Some(on_wire) = self.received.take_complete() {
                    self.pair(direction, message, on_wire);
                }
            }
            Direction::Local => {}
        }
    }

    /// Whether frames are known of messages that are to be recorded.
    pub(crate) fn has_complete(&self) -> bool {
        !self.received.complete.is_empty()
    }

    /// So many text and binary messages were recorded whose frames are not known.
    pub(crate) fn pass_over_received(&mut self, messages: u64) {
        self.received.messages += messages;
    }

    /// A frame was read or written. Returns its name, if it was kept.
    pub(crate) fn record(&mut self, frame: &LentFrame<'_>, at: Timestamp) -> Option<Seq> {
        let (head, _) = frame.head()?;
        let direction = if frame.is_sent {
            Direction::Sent
        } else {
            Direction::Received
        };
        let is_hand_made = frame.message.is_none() && !head.opcode.is_control();
        let seq = self.keep(direction, is_hand_made, at, &frame.bytes)?;
        let way = match direction {
            Direction::Sent => &mut self.sent,
            Direction::Received | Direction::Local => &mut self.received,
        };
        let rules = Rules {
            is_from_client: frame.is_sent,
            allows_compression: self.compression.is_some(),
        };
        if let Some(fault) = way.place.judge(rules, &frame.bytes, frame.message) {
            self.faults.push(seq, fault);
        }
        if let Some(this) = frame.message
            && let Some(on_wire) = way.add(this, seq, &head)
        {
            match direction {
                Direction::Sent => {
                    if let Some(message) = way.take_awaited(this) {
                        self.pair(direction, message, on_wire);
                    }
                }
                Direction::Received | Direction::Local => way.hold(this, on_wire),
            }
        }
        Some(seq)
    }

    /// In a file, an attempt to connect begins.
    pub(crate) fn begin_restored(&mut self) {
        self.restoring = Restoring::default();
    }

    /// In a file, compression was agreed on.
    pub(crate) fn restore_compression(&mut self) {
        self.restoring.allow_compression();
    }

    /// Takes in a frame that stands in a file, and gives it a name; `None` if it is none.
    pub(crate) fn restore(&mut self, frame: &RestoredFrame<'_>) -> Option<Seq> {
        let (head, _) = FrameHead::parse(frame.bytes)?;
        let seq = self.keep(frame.direction, frame.is_hand_made, frame.at, frame.bytes)?;
        let (fault, complete) = self.restoring.take_in(frame, &head, seq);
        if let Some(fault) = fault {
            self.faults.push(seq, fault);
        }
        if let (Some(on_wire), Some(message)) = (complete, frame.message) {
            self.know(frame.direction, message, on_wire);
        }
        Some(seq)
    }

    /// Keeps a frame; `None` if frames are not kept.
    fn keep(
        &mut self,
        direction: Direction,
        is_hand_made: bool,
        at: Timestamp,
        bytes: &[u8],
    ) -> Option<Seq> {
        let entry = Entry {
            direction,
            kind: if is_hand_made { HAND_MADE } else { ORDINARY },
            at,
        };
        // Into a log that keeps frames, the largest that there is fits many times.
        self.log.append(entry, bytes.into()).ok()
    }

    /// The message that this frame is the last of, if that is known; and whether it will be, as soon as that is recorded.
    pub(crate) fn ends(&self, frame: &Message<'_>) -> Ends {
        let Some((head, _)) = FrameHead::parse(frame.payload) else {
            return Ends::Nothing;
        };
        let Some(way) = self.way(frame.direction) else {
            return Ends::Nothing;
        };
        if head.opcode.is_control() || !head.is_final || is_hand_made(frame) {
            return Ends::Nothing;
        }
        let is_last = |on_wire: &OnWire| on_wire.range().end == Seq::new(frame.seq.get() + 1);
        if let Some((message, on_wire)) = covering(&way.known, frame.seq) {
            return if is_last(&on_wire) {
                Ends::Message(message)
            } else {
                Ends::Nothing
            };
        }
        let waiting = covering(&way.complete, frame.seq);
        if waiting.is_some_and(|(_, on_wire)| is_last(&on_wire)) {
            Ends::Unrecorded
        } else {
            Ends::Nothing
        }
    }

    /// Forgets all frames, and gives what was forgotten, for [`Self::put_back`].
    pub(crate) fn take(&mut self) -> FrameLog {
        self.log.take()
    }

    /// Puts back what [`Self::take`] gave.
    pub(crate) fn put_back(&mut self, taken: FrameLog) {
        self.log.put_back(taken);
    }

    pub(crate) fn clear(&mut self) {
        self.log.clear();
    }

    fn way(&self, direction: Direction) -> Option<&Way> {
        match direction {
            Direction::Sent => Some(&self.sent),
            Direction::Received => Some(&self.received),
            Direction::Local => None,
        }
    }

    fn pair(&mut self, direction: Direction, (seq, payload): (Option<Seq>, u64), on_wire: OnWire) {
        let is_sent = direction == Direction::Sent;
        if let Some(compression) = &mut self.compression {
            let total = if is_sent {
                &mut compression.sent
            } else {
                &mut compression.received
            };
            total.messages += 1;
            total.payload += payload;
            total.on_wire += on_wire.bytes();
        }
        if let Some(seq) = seq {
            self.know(direction, seq, on_wire);
        }
    }

    /// Remembers how a message went over the wire, which comes after all others of its direction.
    fn know(&mut self, direction: Direction, seq: Seq, on_wire: OnWire) {
        let way = match direction {
            Direction::Sent => &mut self.sent,
            Direction::Received | Direction::Local => &mut self.received,
        };
        if way.known.back().is_none_or(|(last, _)| *last < seq) {
            push_bounded(&mut way.known, (seq, on_wire), MAX_KNOWN);
        }
    }
}

impl Way {
    /// Adds a frame to its message. Returns that if it is complete. One of which the beginning was not told is left out.
    fn add(&mut self, this: u64, seq: Seq, head: &FrameHead) -> Option<OnWire> {
        let begun = self.under_way.take().filter(|(index, _)| *index == this);
        let mut on_wire = match begun {
            Some((_, on_wire)) => on_wire,
            None if head.opcode == Opcode::Continuation => return None,
            None => OnWire::begin(seq, head),
        };
        on_wire.add(seq, head.length);
        if head.is_final {
            return Some(on_wire);
        }
        self.under_way = Some((this, on_wire));
        None
    }

    /// A message that is sent waits for its frames.
    fn wait(&mut self, message: (Option<Seq>, u64)) {
        self.messages += 1;
        push_bounded(&mut self.awaited, message, MAX_AWAITED);
    }

    /// The frames of a message that is received wait for it.
    fn hold(&mut self, this: u64, on_wire: OnWire) {
        push_bounded(&mut self.complete, (this, on_wire), MAX_AWAITED);
    }

    /// The message with this index, if it waits. Those before it will not be told any more.
    fn take_awaited(&mut self, this: u64) -> Option<(Option<Seq>, u64)> {
        loop {
            let first = self.messages.checked_sub(self.awaited.len() as u64)?;
            if first > this {
                return None;
            }
            let message = self.awaited.pop_front()?;
            if first == this {
                return Some(message);
            }
        }
    }

    /// The frames of the message that is received next, if they were told.
    fn take_complete(&mut self) -> Option<OnWire> {
        let this = self.messages;
        self.messages += 1;
        while let Some((index, on_wire)) = self.complete.pop_front_if(|(index, _)| *index <= this) {
            if index == this {
                return Some(on_wire);
            }
        }
        None
    }
}

/// The message between whose first and last frame this one is. The messages of one direction come one after the other.
fn covering<T: Copy>(messages: &VecDeque<(T, OnWire)>, frame: Seq) -> Option<(T, OnWire)> {
    let after = messages.partition_point(|(_, on_wire)| on_wire.first <= frame);
    let last = messages.get(after.checked_sub(1)?)?;
    last.1.range().contains(&frame).then_some(*last)
}

/// Whether less of the payload of a frame was kept than there was, and not because it ended early.
pub fn is_cut(head: &FrameHead, kept: usize) -> bool {
    kept >= MAX_KEPT_PAYLOAD && head.length > kept as u64
}

#[cfg(test)]
mod tests;
