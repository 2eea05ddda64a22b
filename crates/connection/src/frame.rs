//! Frames, as they are told of.

use std::borrow::Cow;

use wire::FrameHead;

/// A frame as it was on the wire. Its bytes are lent for the time of the call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LentFrame<'a> {
    /// Whether it was sent by this side.
    pub is_sent: bool,
    /// Its head, and of its payload at most [`MAX_KEPT_PAYLOAD`](wire::MAX_KEPT_PAYLOAD); less than the head says where it
    /// ended early.
    pub bytes: Cow<'a, [u8]>,
    /// To which text or binary message of its direction it belongs, counted from 0 on for each connection. `None` for control
    /// frames, and for those that a person had put together.
    pub message: Option<u64>,
}

impl LentFrame<'_> {
    /// What its head says, and in how many bytes. A frame that is told of has one.
    pub fn head(&self) -> Option<(FrameHead, usize)> {
        FrameHead::parse(&self.bytes)
    }

    /// The frame itself, to be kept. Copies its bytes if they are only lent.
    pub fn into_owned(self) -> LentFrame<'static> {
        LentFrame {
            is_sent: self.is_sent,
            bytes: Cow::Owned(self.bytes.into_owned()),
            message: self.message,
        }
    }
}
