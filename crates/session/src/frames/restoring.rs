//! Frames that are read from a file: beside those of a connection, which may be open meanwhile.

use message_log::{Direction, Seq, Timestamp};
use wire::{FrameHead, Opcode, Rules};

use super::faults::{Fault, Place};
use super::on_wire::OnWire;

/// How far the frames of a file have come.
#[derive(Debug, Default)]
pub(super) struct Restoring {
    sent: RestoredDirection,
    received: RestoredDirection,
    /// Whether compression was agreed on.
    allows_compression: bool,
}

/// The frames of one direction.
#[derive(Debug, Default)]
struct RestoredDirection {
    place: Place,
    /// The message that is under state.
    under_way: Option<OnWire>,
    /// Its index, or that of the next one.
    message: u64,
}

/// A frame that stands in a file.
#[derive(Clone, Copy, Debug)]
pub(crate) struct RestoredFrame<'a> {
    pub(crate) at: Timestamp,
    pub(crate) direction: Direction,
    pub(crate) bytes: &'a [u8],
    /// The message of which it is the last.
    pub(crate) message: Option<Seq>,
    pub(crate) is_hand_made: bool,
}

impl Restoring {
    /// Compression was agreed on.
    pub(super) fn allow_compression(&mut self) {
        self.allows_compression = true;
    }

    /// Takes in a frame that is kept under this name. Returns which rule it breaks, and its message if that is complete.
    pub(super) fn take_in(
        &mut self,
        frame: &RestoredFrame<'_>,
        head: &FrameHead,
        seq: Seq,
    ) -> (Option<Fault>, Option<OnWire>) {
        let is_sent = frame.direction == Direction::Sent;
        let rules = Rules {
            is_from_client: is_sent,
            allows_compression: self.allows_compression,
        };
        let state = if is_sent {
            &mut self.sent
        } else {
            &mut self.received
        };
        let index = state.index(head, frame.is_hand_made);
        let fault = state.place.judge(rules, frame.bytes, index);
        (fault, index.and_then(|index| state.add(index, seq, head)))
    }
}

impl RestoredDirection {
    /// To which message a frame belongs, as transports count them.
    fn index(&self, head: &FrameHead, is_hand_made: bool) -> Option<u64> {
        if head.opcode.is_control() || is_hand_made {
            return None;
        }
        // What continues nothing belongs to a message of which the beginning was not recorded.
        let is_rest = head.opcode == Opcode::Continuation && self.under_way.is_none();
        Some(self.message + u64::from(is_rest))
    }

    /// Adds a frame to its message. Returns that if it is complete, and was told from its beginning on.
    fn add(&mut self, index: u64, seq: Seq, head: &FrameHead) -> Option<OnWire> {
        self.message = index + u64::from(head.is_final);
        let begun = if head.opcode == Opcode::Continuation {
            self.under_way.take()
        } else {
            Some(OnWire::begin(seq, head))
        };
        let mut on_wire = begun?;
        on_wire.add(seq, head.length);
        if head.is_final {
            self.under_way = None;
            return Some(on_wire);
        }
        self.under_way = Some(on_wire);
        None
    }
}
