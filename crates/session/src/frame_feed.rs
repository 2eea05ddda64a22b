//! The frames of a record on their way into a file, each in its place among the messages and events.

use std::collections::VecDeque;

use message_log::{Direction, Message, Seq, Timestamp};

use crate::files::FileFrame;
use crate::frames::{Ends, Frames, is_hand_made};
use crate::log::LogMessage;
use crate::recorder::SharedRecorder;

/// So many frames are copied at once at most, and so many bytes of them: the socket waits meanwhile.
const FRAMES_AT_ONCE: usize = 256;
const BYTES_AT_ONCE: usize = 256 * 1024;

/// Reads frames in their order, and tells when each is due: one that ends a message comes after that.
pub struct FrameFeed {
    recorder: SharedRecorder,
    /// The first that was not copied.
    next: Seq,
    /// Those that are not wanted begin here.
    end: Option<Seq>,
    copied: VecDeque<Copied>,
    /// Whether there may be some that were not copied.
    has_more: bool,
}

struct Copied {
    seq: Seq,
    at: Timestamp,
    direction: Direction,
    bytes: Vec<u8>,
    is_hand_made: bool,
    ends: Ends,
}

/// How far messages and events were written.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Written {
    /// The last of them.
    pub(crate) last: Option<Seq>,
    /// The next one, and when it was recorded; `None` if there is none yet.
    pub(crate) next: Option<(Seq, Timestamp)>,
    /// Whether nothing more is waited for.
    pub(crate) is_last: bool,
}

impl Written {
    /// All up to this one, which comes next.
    pub(crate) fn before(message: &LogMessage<'_>, last: Option<Seq>) -> Self {
        Self {
            last,
            next: Some((message.seq, message.at)),
            is_last: false,
        }
    }
}

impl FrameFeed {
    /// Frames from this one on, as they come.
    pub(crate) fn new(recorder: SharedRecorder, next: Seq) -> Self {
        Self {
            recorder,
            next,
            end: None,
            copied: VecDeque::new(),
            has_more: true,
        }
    }

    /// All frames that there are now.
    pub(crate) fn of_all(recorder: SharedRecorder) -> Self {
        let kept = recorder.read_recursive().frames.log().kept();
        Self {
            end: Some(kept.end),
            ..Self::new(recorder, kept.start)
        }
    }

    /// The next frame that stands before this message, with its name, when `last` is what was written last.
    pub fn next_before(
        &mut self,
        message: &LogMessage<'_>,
        last: Option<Seq>,
    ) -> Option<(Seq, FileFrame)> {
        self.next_due(Written::before(message, last))
    }

    /// The next frame that stands after all messages.
    pub fn next_at_end(&mut self, last: Option<Seq>) -> Option<(Seq, FileFrame)> {
        self.next_due(Written {
            last,
            next: None,
            is_last: true,
        })
    }

    /// There may be more.
    #[cfg(not(target_arch = "wasm32"))]
    pub(crate) fn look_again(&mut self) {
        self.has_more = true;
    }

    /// The first that was not told.
    #[cfg(not(target_arch = "wasm32"))]
    pub(crate) fn place(&self) -> Seq {
        self.copied.front().map_or(self.next, |first| first.seq)
    }

    /// The first that was copied and was not due yet, if there is one.
    #[cfg(not(target_arch = "wasm32"))]
    pub(crate) fn held(&self) -> Option<Seq> {
        self.copied.front().map(|first| first.seq)
    }

    /// The next frame, if it is due.
    pub(crate) fn next_due(&mut self, written: Written) -> Option<(Seq, FileFrame)> {
        if self.copied.is_empty() {
            self.copy();
        }
        let first = self.copied.front_mut()?;
        if first.ends == Ends::Unrecorded {
            let recorder = self.recorder.read_recursive();
            let frame = recorder.frames.kept_or_unwritten(first.seq);
            first.ends = frame.map_or(Ends::Nothing, |frame| recorder.frames.ends(&frame));
        }
        if !first.is_due(written) {
            return None;
        }
        let first = self.copied.pop_front()?;
        Some((first.seq, first.into_frame(written.last)))
    }

    fn copy(&mut self) {
        if !self.has_more {
            return;
        }
        let recorder = self.recorder.read_recursive();
        let frames = &recorder.frames;
        let kept = frames.log().kept();
        let end = self.end.map_or(kept.end, |end| end.min(kept.end));
        self.next = self.next.max(frames.first_unwritten());
        let mut bytes = 0;
        while self.next < end && self.copied.len() < FRAMES_AT_ONCE && bytes < BYTES_AT_ONCE {
            if let Some(frame) = frames.kept_or_unwritten(self.next) {
                bytes += frame.payload.len();
                self.copied.push_back(Copied::of(&frame, frames));
            }
            self.next = Seq::new(self.next.get() + 1);
        }
        self.has_more = self.next < end;
    }
}

impl Copied {
    fn of(frame: &Message<'_>, frames: &Frames) -> Self {
        Self {
            seq: frame.seq,
            at: frame.at,
            direction: frame.direction,
            bytes: frame.payload.to_vec(),
            is_hand_made: is_hand_made(frame),
            ends: frames.ends(frame),
        }
    }

    fn is_due(&self, written: Written) -> bool {
        match (self.ends, written.next) {
            _ if written.is_last => true,
            (Ends::Message(message), Some((next, _))) => message < next,
            (Ends::Message(message), None) => written.last.is_some_and(|last| message <= last),
            (Ends::Unrecorded, _) => false,
            (Ends::Nothing, Some((_, at))) => self.at <= at,
            (Ends::Nothing, None) => true,
        }
    }

    fn into_frame(self, last: Option<Seq>) -> FileFrame {
        let between = match (self.ends, last) {
            (Ends::Message(message), Some(last)) => last.get().checked_sub(message.get()),
            _ => None,
        };
        FileFrame {
            at: self.at,
            direction: self.direction,
            bytes: self.bytes,
            message: between,
            is_hand_made: self.is_hand_made,
            unknown: crate::files::Fields::new(),
        }
    }
}
