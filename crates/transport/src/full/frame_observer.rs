//! What is known of the frames that came in, beside the messages that were made of them.

use std::collections::VecDeque;
use std::sync::Arc;

use connection::{Cause, CloseFault, CloseFrame, Failure, in_bytes};
use parking_lot::Mutex;
use tokio_tungstenite::tungstenite::Error;
use tokio_tungstenite::tungstenite::error::{CapacityError, ProtocolError};
use web_time::Instant;
use wire::stream::InboundFault;
use wire::{FrameCutter, FrameTracker, SeenClose, Unfinished};

use crate::failure::from_error;

/// The most notes that wait for their messages to be told, 16 bytes each. They are read at most a buffer's length ahead
/// of the messages, which has 128 KiB: as many messages of two empty frames fit into it. Of what a peer has sent beyond
/// that, nothing more is told.
const MAX_WAITING_NOTES: usize = 32 * 1024;

/// Shared between the stream, which adds what it reads, and the reader of messages, which asks.
#[derive(Clone, Default)]
pub(super) struct FrameObserver(Arc<Mutex<Observed>>);

#[derive(Default)]
struct Observed {
    last: Option<Instant>,
    /// Bytes that were read or written.
    bytes_moved: u64,
    frames: FrameTracker,
    /// Messages whose last frame was seen.
    seen: u64,
    /// Messages that were asked about.
    asked: u64,
    /// In how many frames messages came that were seen, if in more than one.
    notes: VecDeque<(u64, u32)>,
    /// Whether compression was agreed on.
    is_compressed: bool,
}

impl FrameObserver {
    /// Of a connection that may be told compressed messages.
    pub(super) fn new(is_compressed: bool) -> Self {
        let mut observed = Observed::default();
        if is_compressed {
            observed.is_compressed = true;
            observed.frames = FrameTracker::of_compressed_messages();
        }
        Self(Arc::new(Mutex::new(observed)))
    }

    /// Takes in what was read.
    pub(super) fn observe(&self, bytes: &[u8]) {
        let mut observed = self.0.lock();
        observed.last = Some(Instant::now());
        observed.bytes_moved += bytes.len() as u64;
        observed.count(bytes);
    }

    /// These bytes were written.
    pub(super) fn count_written(&self, bytes: &[u8]) {
        self.0.lock().bytes_moved += bytes.len() as u64;
    }

    /// Cuts what is read from now on into frames.
    pub(super) fn cutter(&self) -> FrameCutter {
        FrameCutter::after(&self.0.lock().frames)
    }

    /// Whether compression was agreed on.
    pub(super) fn is_compressed(&self) -> bool {
        self.0.lock().is_compressed
    }

    /// How many bytes were read or written since the handshake.
    pub(super) fn bytes_moved(&self) -> u64 {
        self.0.lock().bytes_moved
    }

    /// When something was read last, if ever.
    pub(super) fn last(&self) -> Option<Instant> {
        self.0.lock().last
    }

    /// The close frame that came in, if one did.
    ///
    /// # Errors
    /// What is wrong with it.
    pub(super) fn close_frame(&self) -> Result<Option<CloseFrame>, Failure> {
        let observed = self.0.lock();
        let Some(close) = observed.frames.close() else {
            return Ok(None);
        };
        match close.fault() {
            Some(fault) => Err(broken_close(fault, close)),
            None => Ok(Some(CloseFrame {
                code: close.code(),
                reason: reason(close),
            })),
        }
    }

    /// The message that was under way when the close frame came in, or now if none has.
    pub(super) fn unfinished(&self) -> Option<Unfinished> {
        let observed = self.0.lock();
        match observed.frames.close() {
            Some(close) => close.unfinished,
            None => observed.frames.unfinished(),
        }
    }

    /// What an error of tungstenite means. It does not say what was not UTF-8, nor which control frame was broken; and it
    /// looks at a frame only when all of it is there.
    pub(super) fn explain(&self, error: &Error) -> Failure {
        let observed = self.0.lock();
        if is_inflate(error) {
            return Failure {
                cause: Cause::Inflate,
                detail: InboundFault::Inflate.to_string(),
            };
        }
        let failure = from_error(error);
        let explained = match error {
            Error::Utf8(_) => observed.not_utf8(),
            Error::Capacity(CapacityError::MessageTooLong { max_size, .. }) => {
                observed.broken_frame(|length| length > *max_size as u64)
            }
            Error::Protocol(ProtocolError::InvalidCloseSequence) => observed.broken_close(),
            Error::Protocol(_) | Error::Io(_) => observed.broken_frame(|_| true),
            _ => None,
        };
        explained.unwrap_or(failure)
    }

    /// Passes over so many messages of which there is nothing to tell: each was one frame, without compression.
    pub(super) fn pass_over(&self, messages: u64) {
        self.0.lock().asked += messages;
    }

    /// In how many frames the next text or binary message came, if in more than one. Asked once for each.
    pub(super) fn next_fragments(&self) -> Option<u32> {
        let mut observed = self.0.lock();
        let this = observed.asked;
        observed.asked += 1;
        let note = observed.notes.pop_front_if(|(message, _)| *message == this);
        note.map(|(_, frames)| frames)
    }
}

impl Observed {
    /// What is not UTF-8: a text message or the reason in a close frame, if that is known.
    fn not_utf8(&self) -> Option<Failure> {
        let wrong = |close: &&SeenClose| close.has_wrong_reason();
        let Some(close) = self.frames.close().filter(wrong) else {
            return Some(Failure {
                cause: Cause::InvalidText,
                detail: "a text message is not valid UTF-8".to_owned(),
            });
        };
        // It is the close frame if all before it was told.
        let is_next = close.messages_before == self.asked && close.unfinished.is_none();
        is_next.then(|| self.broken_close()).flatten()
    }

    fn broken_close(&self) -> Option<Failure> {
        let close = self.frames.close()?;
        Some(broken_close(close.fault()?, close))
    }

    /// The first frame whose head breaks the rules, if its length does as well.
    fn broken_frame(&self, is_of_length: impl Fn(u64) -> bool) -> Option<Failure> {
        let broken = self.frames.broken()?;
        if !is_of_length(broken.length) {
            return None;
        }
        let cause = Cause::Frame(broken.fault);
        let detail = format!("{} (payload: {})", broken.fault, in_bytes(broken.length));
        let close = self.broken_close().filter(|_| {
            use wire::FrameFault as Fault;
            matches!(broken.fault, Fault::FragmentedControl | Fault::LongControl)
        });
        Some(close.unwrap_or(Failure { cause, detail }))
    }

    fn count(&mut self, bytes: &[u8]) {
        let Self {
            frames,
            seen,
            notes,
            ..
        } = self;
        frames.observe(bytes, |count| {
            if count > 1 && notes.len() < MAX_WAITING_NOTES {
                notes.push_back((*seen, count));
            }
            *seen += 1;
        });
    }
}

/// Whether it is about a message that cannot be decompressed.
fn is_inflate(error: &Error) -> bool {
    let Error::Io(error) = error else {
        return false;
    };
    let fault = error.get_ref().and_then(|error| error.downcast_ref());
    fault == Some(&InboundFault::Inflate)
}

fn broken_close(fault: CloseFault, close: &SeenClose) -> Failure {
    let code = close.code();
    let cause = Cause::CloseFrame { code, fault };
    let code = code.map_or_else(String::new, |code| format!(" {code}"));
    let reason = match reason(close) {
        reason if reason.is_empty() => String::new(),
        reason => format!(" (reason: {reason})"),
    };
    let detail = format!("invalid close frame{code}: {fault}{reason}");
    Failure { cause, detail }
}

fn reason(close: &SeenClose) -> String {
    String::from_utf8_lossy(close.reason()).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_wait_for_their_messages_and_do_not_grow_without_end() {
        let frames = FrameObserver::default();
        // One in one frame, one in three with a ping between, one in one.
        frames.observe(b"\x81\x01a\x01\x01b\x00\x01c\x89\x00\x80\x01d\x81\x01e");
        let told: Vec<_> = (0..3).map(|_| frames.next_fragments()).collect();
        assert_eq!(told, [None, Some(3), None]);

        for _ in 0..MAX_WAITING_NOTES + 2 {
            frames.observe(b"\x01\x00\x80\x00");
        }
        frames.observe(b"\x81\x00");
        assert_eq!(frames.0.lock().notes.len(), MAX_WAITING_NOTES);
        for _ in 0..MAX_WAITING_NOTES {
            assert_eq!(frames.next_fragments(), Some(2));
        }
        let beyond: Vec<_> = (0..3).map(|_| frames.next_fragments()).collect();
        assert_eq!(beyond, [None; 3]);
        // Those after them are told again.
        frames.observe(b"\x01\x00\x80\x00");
        assert_eq!(frames.next_fragments(), Some(2));
    }

    #[test]
    fn a_close_frame_is_kept() {
        let frames = FrameObserver::default();
        assert_eq!(frames.close_frame(), Ok(None));
        frames.observe(&[0x82, 100]);
        frames.observe(&[0x88; 100]);
        assert_eq!(frames.close_frame(), Ok(None));
        frames.observe(b"\x88\x05\x03");
        frames.observe(b"\xf6bye");
        let frame = CloseFrame {
            code: Some(1014),
            reason: "bye".to_owned(),
        };
        assert_eq!(frames.close_frame(), Ok(Some(frame)));
    }

    #[test]
    fn what_is_not_utf8_is_told_from_what_is() {
        #[track_caller]
        fn check(bytes: &[u8], told: usize, expected: Cause) {
            let frames = FrameObserver::default();
            frames.observe(bytes);
            for _ in 0..told {
                frames.next_fragments();
            }
            let error = Error::Utf8("it is not".to_owned());
            assert_eq!(frames.explain(&error).cause, expected, "{bytes:?}");
        }
        let broken = Cause::CloseFrame {
            code: Some(1000),
            fault: CloseFault::Reason,
        };
        check(b"\x81\x01\xff", 0, Cause::InvalidText);
        check(b"\x88\x03\x03\xe8\xff", 0, broken.clone());
        check(b"\x81\x01a\x88\x03\x03\xe8\xff", 1, broken);
        // The message before it was not told: it may be that one.
        check(b"\x81\x01\xff\x88\x03\x03\xe8\xff", 0, Cause::InvalidUtf8);
        check(b"\x01\x01\xff\x88\x03\x03\xe8\xff", 0, Cause::InvalidUtf8);
    }

    #[test]
    fn what_the_layer_below_tungstenite_refuses_is_explained() {
        let frames = FrameObserver::default();
        frames.observe(b"\x81\x01a\x81\x7e");
        frames.observe(b"\x00\x01a");
        let error = Error::Io(std::io::ErrorKind::InvalidData.into());
        let cause = Cause::Frame(wire::FrameFault::LongLength);
        assert_eq!(frames.explain(&error).cause, cause);
        let error = Error::Io(InboundFault::Inflate.into());
        assert_eq!(
            FrameObserver::default().explain(&error).cause,
            Cause::Inflate
        );
    }
}
