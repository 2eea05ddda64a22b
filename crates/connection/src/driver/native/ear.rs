//! What is known of the frames that came in, beside the messages that were made of them.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use web_time::Instant;

use super::fragments::Fragments;
use crate::CloseFrame;

/// The last bytes that are kept of what was read: as many as a close frame has at most (RFC 6455, section 5.5).
const MAX_TAIL: usize = 2 + 125;

/// The most counts that wait for their messages to be told, 16 bytes each. They are read at most a buffer's length ahead
/// of the messages, which has 128 KiB: as many messages of two empty frames fit into it. Of what a peer has sent beyond
/// that, the counts are not told.
const MAX_WAITING_COUNTS: usize = 32 * 1024;

/// Shared between the stream, which hears, and whoever asks.
#[derive(Clone, Default)]
pub(super) struct Ear(Arc<Mutex<Heard>>);

#[derive(Default)]
struct Heard {
    tail: Vec<u8>,
    last: Option<Instant>,
    fragments: Fragments,
    /// Messages whose last frame was seen.
    seen: u64,
    /// Messages that were asked about.
    asked: u64,
    /// Which messages had more than one frame, and how many.
    counts: VecDeque<(u64, u32)>,
}

impl Ear {
    /// Takes in what was read.
    pub(super) fn hear(&self, bytes: &[u8]) {
        let mut heard = self.lock();
        heard.last = Some(Instant::now());
        heard.keep_tail(bytes);
        heard.count(bytes);
    }

    /// When something was read last, if ever.
    pub(super) fn last(&self) -> Option<Instant> {
        self.lock().last
    }

    /// The close frame with which it ends, if it does.
    pub(super) fn close_frame(&self) -> Option<CloseFrame> {
        let heard = self.lock();
        (0..heard.tail.len()).find_map(|start| close_frame(&heard.tail[start..]))
    }

    /// In how many frames the next text or binary message came, if in more than one. Asked once for each.
    pub(super) fn fragments(&self) -> Option<u32> {
        let mut heard = self.lock();
        let this = heard.asked;
        heard.asked += 1;
        let count = heard.counts.pop_front_if(|(message, _)| *message == this);
        count.map(|(_, count)| count)
    }

    fn lock(&self) -> MutexGuard<'_, Heard> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Heard {
    fn keep_tail(&mut self, more: &[u8]) {
        self.tail
            .extend_from_slice(&more[more.len().saturating_sub(MAX_TAIL)..]);
        let surplus = self.tail.len().saturating_sub(MAX_TAIL);
        self.tail.drain(..surplus);
    }

    fn count(&mut self, bytes: &[u8]) {
        let Self {
            fragments,
            seen,
            counts,
            ..
        } = self;
        fragments.hear(bytes, |count| {
            if count > 1 && counts.len() < MAX_WAITING_COUNTS {
                counts.push_back((*seen, count));
            }
            *seen += 1;
        });
    }
}

/// Reads a close frame with a code that takes up all the bytes.
fn close_frame(bytes: &[u8]) -> Option<CloseFrame> {
    let [0x88, length, high, low, reason @ ..] = bytes else {
        return None;
    };
    (usize::from(*length) == 2 + reason.len()).then(|| CloseFrame {
        code: Some(u16::from_be_bytes([*high, *low])),
        reason: String::from_utf8_lossy(reason).into_owned(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_wait_for_their_messages_and_do_not_grow_without_end() {
        let ear = Ear::default();
        // One in one frame, one in three with a ping between, one in one.
        ear.hear(b"\x81\x01a\x01\x01b\x00\x01c\x89\x00\x80\x01d\x81\x01e");
        let told: Vec<_> = (0..3).map(|_| ear.fragments()).collect();
        assert_eq!(told, [None, Some(3), None]);

        for _ in 0..MAX_WAITING_COUNTS + 2 {
            ear.hear(b"\x01\x00\x80\x00");
        }
        ear.hear(b"\x81\x00");
        assert_eq!(ear.lock().counts.len(), MAX_WAITING_COUNTS);
        for _ in 0..MAX_WAITING_COUNTS {
            assert_eq!(ear.fragments(), Some(2));
        }
        let beyond: Vec<_> = (0..3).map(|_| ear.fragments()).collect();
        assert_eq!(beyond, [None; 3]);
        // Those after them are told again.
        ear.hear(b"\x01\x00\x80\x00");
        assert_eq!(ear.fragments(), Some(2));
    }

    #[test]
    fn a_close_frame_is_found_at_the_end() {
        let ear = Ear::default();
        ear.hear(&[0x55; 1000]);
        assert_eq!(ear.close_frame(), None);
        ear.hear(b"\x88\x05\x03");
        ear.hear(b"\xf6bye");
        let frame = CloseFrame {
            code: Some(1014),
            reason: "bye".to_owned(),
        };
        assert_eq!(ear.close_frame(), Some(frame));
    }
}
