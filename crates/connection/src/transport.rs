//! What carries the bytes of a connection, seen from above.

use std::sync::Arc;
use std::time::Duration;

use wire::{RawFrame, Withheld};

use crate::close_frame::CloseFrame;
use crate::endpoint::Endpoint;
use crate::event::Agreement;
use crate::failure::Failure;
use crate::message::Message;
use crate::observer::Observer;
use crate::on_native::{SendOnNative, SyncOnNative};
use crate::options::Options;

/// A way to carry WebSocket connections.
pub trait Transport: SendOnNative + SyncOnNative {
    /// Begins to connect, and returns at once. What follows is told to `observer`, until [`Signal::Gone`](crate::Signal::Gone)
    /// or the [`Link`] is dropped.
    ///
    /// # Errors
    /// When it cannot even begin.
    fn connect(
        &self,
        endpoint: &Endpoint,
        options: &Options,
        observer: Observer,
    ) -> Result<Box<dyn Link>, Failure>;
}

/// Something that is done below the messages, in its place between them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Raw {
    /// This frame is written as it is.
    Frame(RawFrame),
    /// These control frames are held back from then on.
    Withhold(Withheld),
}

/// One attempt and the connection that came from it. Dropping it closes the connection; what was sent before still goes out.
///
/// What is asked of it (`is_full`, `room`, `sends_pings`, `sends_close_frames`, `sends_raw_frames`,
/// `records_frames`, `agreement`) may be asked while the connection is locked:
/// it must be answered without telling the observer anything.
pub trait Link: SendOnNative {
    /// Whether too much waits to be sent already: [`MAX_PENDING_SENDS`](crate::MAX_PENDING_SENDS) messages or
    /// [`MAX_PENDING_BYTES`](crate::MAX_PENDING_BYTES).
    fn is_full(&self) -> bool;

    /// How many messages can be queued now: none if it [`is_full`](Self::is_full), and at least one if not.
    fn room(&self) -> usize {
        usize::from(!self.is_full())
    }

    /// Whether pings can be sent by hand.
    fn sends_pings(&self) -> bool;

    /// Whether it can be closed with a close frame that somebody chose.
    fn sends_close_frames(&self) -> bool;

    /// How many bytes of frames were read or written since the connection is open, where that is known; 0 elsewhere. It grows while a
    /// large message is still on its way.
    fn bytes_moved(&self) -> u64 {
        0
    }

    /// With what the next attempt at the same address begins, if another transport has taken over in this one.
    fn successor(&self) -> Option<Arc<dyn Transport>> {
        None
    }

    /// What was agreed on, where that is told without the handshake.
    fn agreement(&self) -> Option<Agreement> {
        None
    }

    /// Whether frames can be sent that somebody put together, and control frames withheld.
    fn sends_raw_frames(&self) -> bool {
        false
    }

    /// Whether frames are told of, which only some transports do.
    fn records_frames(&self) -> bool {
        false
    }

    /// Begins to tell of frames, or ends that, where it can be done.
    fn record_frames(&self, _records: bool) {}

    /// Queues one message. Never blocks.
    fn send(&mut self, message: Message);

    /// Queues something that is done below the messages, in its place between them. Never blocks. Asked only where
    /// [`Self::sends_raw_frames`] says so: the others cannot.
    fn send_raw(&mut self, _raw: Raw) {}

    /// Closes with this frame, which may be sent. What was sent before goes out first.
    fn close_with(self: Box<Self>, frame: CloseFrame);

    /// Closes, with this frame if there is one and [`Self::sends_close_frames`], and waits until the socket is let go of, at most
    /// for `time_limit`. What was sent before goes out first.
    fn finish(self: Box<Self>, frame: Option<CloseFrame>, time_limit: Duration);
}
