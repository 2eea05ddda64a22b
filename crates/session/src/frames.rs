//! The frames of a connection, and which of them a message came in.

mod bounded;
mod direction_state;
mod faults;
mod on_wire;
mod restoring;
mod unwritten;

use std::ops::Range;

use connection::{LentFrame, Step};
use message_log::{Direction, Entry, Kind, Message, MessageLog, Seq, Timestamp};
use wire::deflate::Parameters;
use wire::{FrameHead, MAX_KEPT_PAYLOAD, Opcode, Rules, apply_mask};

pub(crate) use self::bounded::push_bounded;
use self::direction_state::{DirectionState, covering};
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

/// The frames of a session, and what is known of how its messages went over the wire.
///
/// Frames of all its connections stand one after the other, as messages do: a new attempt drops none.
#[derive(Debug)]
pub struct Frames {
    log: FrameLog,
    sent: DirectionState,
    received: DirectionState,
    /// Of the connection that there is, if compression was agreed on.
    compression: Option<Compression>,
    faults: Faults,
    /// Of a file that is read.
    restoring: Restoring,
    unwritten: Unwritten,
}

impl Default for Frames {
    fn default() -> Self {
        Self {
            log: FrameLog::new(BUDGET),
            sent: DirectionState::default(),
            received: DirectionState::default(),
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
        let known = &self.state_of(direction)?.known;
        let index = known.binary_search_by_key(&message, |(seq, _)| *seq).ok()?;
        Some(known[index].1)
    }

    /// To what the frame with this name and this head belongs.
    pub fn belonging(&self, direction: Direction, frame: Seq, head: &FrameHead) -> Belonging {
        let Some(state) = self
            .state_of(direction)
            .filter(|_| !head.opcode.is_control())
        else {
            return Belonging::default();
        };
        let known = covering(&state.known, frame);
        let is_this = |on_wire: &OnWire| on_wire.range().contains(&frame);
        let under_way = state.under_way.map(|(_, on_wire)| on_wire).filter(is_this);
        let waiting = || covering(&state.complete, frame).map(|(_, on_wire)| on_wire);
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
        for state in [&mut self.sent, &mut self.received] {
            state.messages = 0;
            state.awaited.clear();
            state.complete.clear();
            state.under_way = None;
            state.place = Place::default();
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
        let state = match direction {
            Direction::Sent => &mut self.sent,
            Direction::Received | Direction::Local => &mut self.received,
        };
        let rules = Rules {
            is_from_client: frame.is_sent,
            allows_compression: self.compression.is_some(),
        };
        if let Some(fault) = state.place.judge(rules, &frame.bytes, frame.message) {
            self.faults.push(seq, fault);
        }
        if let Some(this) = frame.message
            && let Some(on_wire) = state.add(this, seq, &head)
        {
            match direction {
                Direction::Sent => {
                    if let Some(message) = state.take_awaited(this) {
                        self.pair(direction, message, on_wire);
                    }
                }
                Direction::Received | Direction::Local => state.hold(this, on_wire),
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
        let Some(state) = self.state_of(frame.direction) else {
            return Ends::Nothing;
        };
        if head.opcode.is_control() || !head.is_final || is_hand_made(frame) {
            return Ends::Nothing;
        }
        let is_last = |on_wire: &OnWire| on_wire.range().end == Seq::new(frame.seq.get() + 1);
        if let Some((message, on_wire)) = covering(&state.known, frame.seq) {
            return if is_last(&on_wire) {
                Ends::Message(message)
            } else {
                Ends::Nothing
            };
        }
        let waiting = covering(&state.complete, frame.seq);
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

    /// The frames are about to be cleared. Those from this one on are still to be written.
    pub(crate) fn keep_unwritten(&mut self, from: Seq) {
        self.unwritten.keep(&self.log, from);
    }

    /// A frame that is kept, or was cleared and is still to be written.
    pub(crate) fn kept_or_unwritten(&self, seq: Seq) -> Option<Message<'_>> {
        self.unwritten.get(seq).or_else(|| self.log.get(seq))
    }

    /// The first of those.
    pub(crate) fn first_unwritten(&self) -> Seq {
        let kept = self.log.kept().start;
        self.unwritten
            .first()
            .map_or(kept, |cleared| cleared.min(kept))
    }

    /// Whether frames are kept for being written that come before this one, and need not be any more.
    #[cfg(not(target_arch = "wasm32"))]
    pub(crate) fn has_written(&self, to: Seq) -> bool {
        self.unwritten.has_before(to)
    }

    /// Those before this one are written.
    #[cfg(not(target_arch = "wasm32"))]
    pub(crate) fn forget_written(&mut self, to: Seq) {
        self.unwritten.forget_before(to);
    }

    /// Nobody writes them any more.
    #[cfg(not(target_arch = "wasm32"))]
    pub(crate) fn forget_unwritten(&mut self) {
        self.unwritten.forget_all();
    }

    /// Puts back what [`Self::take`] gave.
    pub(crate) fn put_back(&mut self, taken: FrameLog) {
        self.log.put_back(taken);
    }

    pub(crate) fn clear(&mut self) {
        self.log.clear();
    }

    fn state_of(&self, direction: Direction) -> Option<&DirectionState> {
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
        let state = match direction {
            Direction::Sent => &mut self.sent,
            Direction::Received | Direction::Local => &mut self.received,
        };
        if state.known.back().is_none_or(|(last, _)| *last < seq) {
            push_bounded(&mut state.known, (seq, on_wire), MAX_KNOWN);
        }
    }
}

/// Whether less of the payload of a frame was kept than there was, and not because it ended early.
pub fn is_cut(head: &FrameHead, kept: usize) -> bool {
    kept >= MAX_KEPT_PAYLOAD && head.length > kept as u64
}

#[cfg(test)]
mod tests;
