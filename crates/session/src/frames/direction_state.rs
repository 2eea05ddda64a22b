//! What is known of the messages of one direction: which frames are theirs.

use std::collections::VecDeque;

use message_log::Seq;
use wire::{FrameHead, Opcode};

use super::bounded::push_bounded;
use super::faults::Place;
use super::on_wire::OnWire;

/// The most messages that wait for their frames, or frames for their messages: as many as may wait to be sent, and as are in
/// the buffers below.
pub(super) const MAX_AWAITED: usize = 1 << 16;

/// The messages of one direction.
#[derive(Debug, Default)]
pub(super) struct DirectionState {
    /// By name, in ascending order.
    pub(super) known: VecDeque<(Seq, OnWire)>,
    /// Messages that were recorded, of this connection.
    pub(super) messages: u64,
    /// Of those that were sent, the last, which wait for their frames, with the sizes of their payloads. One that was not
    /// kept has no name.
    pub(super) awaited: VecDeque<(Option<Seq>, u64)>,
    /// Messages that are received: their frames have all been told, and they were not recorded yet. By their index.
    pub(super) complete: VecDeque<(u64, OnWire)>,
    /// The message that is under way, by its index.
    pub(super) under_way: Option<(u64, OnWire)>,
    pub(super) place: Place,
}

impl DirectionState {
    /// Adds a frame to its message. Returns that if it is complete. One of which the beginning was not told is left out.
    pub(super) fn add(&mut self, this: u64, seq: Seq, head: &FrameHead) -> Option<OnWire> {
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
    pub(super) fn wait(&mut self, message: (Option<Seq>, u64)) {
        self.messages += 1;
        push_bounded(&mut self.awaited, message, MAX_AWAITED);
    }

    /// The frames of a message that is received wait for it.
    pub(super) fn hold(&mut self, this: u64, on_wire: OnWire) {
        push_bounded(&mut self.complete, (this, on_wire), MAX_AWAITED);
    }

    /// The message with this index, if it waits. Those before it will not be told any more.
    pub(super) fn take_awaited(&mut self, this: u64) -> Option<(Option<Seq>, u64)> {
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
    pub(super) fn take_complete(&mut self) -> Option<OnWire> {
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
pub(super) fn covering<T: Copy>(
    messages: &VecDeque<(T, OnWire)>,
    frame: Seq,
) -> Option<(T, OnWire)> {
    let after = messages.partition_point(|(_, on_wire)| on_wire.first <= frame);
    let last = messages.get(after.checked_sub(1)?)?;
    last.1.range().contains(&frame).then_some(*last)
}
