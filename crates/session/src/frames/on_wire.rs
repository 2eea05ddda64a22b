//! How a message went over the wire.

use std::ops::Range;

use message_log::Seq;
use wire::{FrameHead, Opcode};

/// RSV1, which says that a message is compressed (RFC 7692, section 6).
pub(super) const COMPRESSED: u8 = 4;

/// How a message went over the wire.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OnWire {
    /// Its first frame.
    pub first: Seq,
    /// From that to its last frame: others may stand between.
    span: u32,
    /// The number of its frames.
    pub frames: u32,
    /// What their payloads come to, in bytes.
    bytes: u64,
}

/// The highest bits of [`OnWire::bytes`]: a length has 63, and that of a message that fits into memory fewer by far.
const IS_COMPRESSED: u64 = 1 << 63;
const IS_TEXT: u64 = 1 << 62;

impl OnWire {
    pub(super) fn begin(seq: Seq, head: &FrameHead) -> Self {
        let mut bytes = 0;
        if head.reserved & COMPRESSED != 0 {
            bytes |= IS_COMPRESSED;
        }
        if head.opcode == Opcode::Text {
            bytes |= IS_TEXT;
        }
        Self {
            first: seq,
            span: 0,
            frames: 0,
            bytes,
        }
    }

    pub(super) fn add(&mut self, seq: Seq, length: u64) {
        let span = seq.get().saturating_sub(self.first.get());
        self.span = u32::try_from(span).unwrap_or(u32::MAX);
        self.frames = self.frames.saturating_add(1);
        let flags = self.bytes & (IS_COMPRESSED | IS_TEXT);
        self.bytes = self.bytes().saturating_add(length).min(IS_TEXT - 1) | flags;
    }

    /// What the payloads of its frames come to, in bytes.
    pub fn bytes(&self) -> u64 {
        self.bytes & !(IS_COMPRESSED | IS_TEXT)
    }

    /// Whether these are compressed.
    pub fn is_compressed(&self) -> bool {
        self.bytes & IS_COMPRESSED != 0
    }

    /// Whether it is a text message.
    pub fn is_text(&self) -> bool {
        self.bytes & IS_TEXT != 0
    }

    /// The names between which its frames are: from the first to the one behind the last.
    pub fn range(&self) -> Range<Seq> {
        self.first..Seq::new(self.first.get() + u64::from(self.span) + 1)
    }
}

/// The payload of a message as it was compressed, as far as it was kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CompressedPayload {
    /// What was on the wire, without heads and masks.
    pub bytes: Vec<u8>,
    /// Whether that is all of it.
    pub is_whole: bool,
}
