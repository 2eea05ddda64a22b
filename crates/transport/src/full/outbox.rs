//! What waits to be sent, bounded in messages and in bytes.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use connection::{CloseFrame, MAX_PENDING_BYTES, MAX_PENDING_SENDS, Message, Raw};
use tokio::sync::mpsc;

/// What waits to be sent.
pub(super) enum Outgoing {
    Message(Message, Weight),
    /// Below the messages, in its place between them.
    Raw(Raw, Weight),
    /// The last of all.
    Close(CloseFrame),
}

/// What a message adds to the bytes that wait, for as long as it does.
pub(super) struct Weight {
    bytes: usize,
    waiting_bytes: Arc<AtomicUsize>,
}

impl Weight {
    fn of(bytes: usize, waiting_bytes: &Arc<AtomicUsize>) -> Self {
        waiting_bytes.fetch_add(bytes, Ordering::Relaxed);
        Self {
            bytes,
            waiting_bytes: Arc::clone(waiting_bytes),
        }
    }
}

impl Drop for Weight {
    fn drop(&mut self) {
        self.waiting_bytes.fetch_sub(self.bytes, Ordering::Relaxed);
    }
}

/// Where messages are put to be sent.
pub(super) struct Outbox {
    sender: mpsc::Sender<Outgoing>,
    /// What waits, in bytes.
    waiting_bytes: Arc<AtomicUsize>,
}

impl Outbox {
    /// An empty one, and where its messages come out.
    pub(super) fn new() -> (Self, mpsc::Receiver<Outgoing>) {
        // One more, so that there is always room for a close frame.
        let (sender, waiting) = mpsc::channel(MAX_PENDING_SENDS + 1);
        let waiting_bytes = Arc::default();
        let outbox = Self {
            sender,
            waiting_bytes,
        };
        (outbox, waiting)
    }

    /// How many messages it takes now.
    pub(super) fn room(&self) -> usize {
        match self.waiting_bytes.load(Ordering::Relaxed) {
            // One is left for a close frame.
            0..MAX_PENDING_BYTES => self.sender.capacity().saturating_sub(1),
            MAX_PENDING_BYTES.. => 0,
        }
    }

    /// Puts a message in. The caller has asked whether there is room; of a connection that has just ended the end is told anyway.
    pub(super) fn send(&self, message: Message) {
        let weight = Weight::of(message.payload().len(), &self.waiting_bytes);
        let message = Outgoing::Message(message, weight);
        self.sender.try_send(message).ok();
    }

    /// Puts something in that is done below the messages, as above.
    pub(super) fn send_raw(&self, raw: Raw) {
        let bytes = match &raw {
            Raw::Frame(frame) => frame.payload.len(),
            Raw::Withhold(_) => 0,
        };
        let weight = Weight::of(bytes, &self.waiting_bytes);
        self.sender.try_send(Outgoing::Raw(raw, weight)).ok();
    }

    /// Puts a close frame in, behind all messages.
    pub(super) fn close_with(self, frame: CloseFrame) {
        self.sender.try_send(Outgoing::Close(frame)).ok();
    }
}
