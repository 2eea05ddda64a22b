//! Frames, for who follows a session.

use connection::LentFrame;
use message_log::{Direction, Seq, Timestamp};
use wire::{FrameHead, MAX_KEPT_PAYLOAD, apply_mask};

use crate::frames::{Belonging, Fault};

/// So much of the payload of a frame is handed to a follower, in bytes: more than anybody reads in a line.
pub const FRAME_EXCERPT_BYTES: usize = 1024;

/// A frame, as it passed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FollowedFrame {
    /// Which way it went.
    pub direction: Direction,
    /// When.
    pub at: Timestamp,
    /// What its head says.
    pub head: FrameHead,
    /// The beginning of its payload, without the mask; at most [`FRAME_EXCERPT_BYTES`].
    pub excerpt: Vec<u8>,
    /// Whether all of it passed that the head announces; otherwise the connection ended within it.
    pub is_whole: bool,
    /// To what it belongs.
    pub belonging: Belonging,
    /// The rule that it breaks, if it breaks one.
    pub fault: Option<Fault>,
    /// The message or event that was recorded next.
    pub(crate) before: Seq,
}

impl FollowedFrame {
    /// What is handed to a follower of a frame that has a head. The rest of it is to be filled in.
    pub(crate) fn of(frame: &LentFrame<'_>, at: Timestamp, before: Seq) -> Option<Self> {
        let (head, size) = frame.head()?;
        let kept = &frame.bytes[size..];
        let mut excerpt = kept[..kept.len().min(FRAME_EXCERPT_BYTES)].to_vec();
        apply_mask(&mut excerpt, head.mask.unwrap_or_default());
        Some(Self {
            direction: if frame.is_sent {
                Direction::Sent
            } else {
                Direction::Received
            },
            at,
            head,
            excerpt,
            is_whole: kept.len() as u64 >= head.length.min(MAX_KEPT_PAYLOAD as u64),
            belonging: Belonging::default(),
            fault: None,
            before,
        })
    }

    /// Whether the excerpt is not all of the payload.
    pub fn is_cut(&self) -> bool {
        self.head.length > self.excerpt.len() as u64
    }
}
