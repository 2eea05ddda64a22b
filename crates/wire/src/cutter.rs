//! Cuts what passes in one direction into frames, which are told as they are on the wire.

use crate::head::FrameHead;
use crate::tracker::FrameTracker;

/// So much of the payload of a frame is kept, in bytes. What is larger is a file or a picture, of which the head and the
/// beginning tell enough; and what is compressed goes out in fragments of this size.
pub const MAX_KEPT_PAYLOAD: usize = 64 * 1024;

/// What the memory of a frame may take while there is none, in bytes: small frames that come in pieces do not need it anew.
const MAX_IDLE_CAPACITY: usize = 4 * 1024;

/// One frame, as it was on the wire.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CutFrame<'a> {
    /// What its head says.
    pub head: FrameHead,
    /// Its head, and of its payload at most [`MAX_KEPT_PAYLOAD`]; less than the head says where the frame ended early.
    pub bytes: &'a [u8],
    /// To which text or binary message of this direction it belongs, counted from 0. `None` for control frames, and for those
    /// that were made by hand.
    pub message: Option<u64>,
}

/// Cuts what passes in one direction into frames, in whatever pieces it comes.
#[derive(Clone, Debug, Default)]
pub struct FrameCutter {
    /// So many bytes have passed.
    position: u64,
    /// Of the frame that is under way: the head, as far as it has come, and what is kept of the payload.
    begun: Vec<u8>,
    /// The same frame, once its head is there.
    under_way: Option<UnderWay>,
    /// The text and binary messages whose last frame has begun.
    messages: u64,
    /// A frame that is still to come and was made by hand: where it begins, and how many bytes it has.
    hand_made: Option<(u64, u64)>,
}

#[derive(Clone, Debug)]
struct UnderWay {
    head: FrameHead,
    head_size: usize,
    /// So much of its payload is still to come.
    left: u64,
    message: Option<u64>,
    is_kept: bool,
}

impl FrameCutter {
    /// Goes on where this tracker is. The frame that is under way is left out, unless its head is.
    pub fn after(tracker: &FrameTracker) -> Self {
        let (head, left) = tracker.place();
        Self {
            begun: head.to_vec(),
            under_way: (left > 0).then_some(UnderWay {
                head: FrameHead::whole(crate::Opcode::Binary, left),
                head_size: 0,
                left,
                message: None,
                is_kept: false,
            }),
            messages: tracker.messages(),
            ..Self::default()
        }
    }

    /// So many bytes after what has passed follows a frame of this size that was made by hand. It ends there, whatever its
    /// head says.
    pub fn expect_hand_made(&mut self, after: u64, size: u64) {
        self.hand_made = Some((self.position.saturating_add(after), size));
    }

    /// Reads on. With `keeps`, `on_frame` is told of each frame when all of it has passed; without, it is only followed.
    pub fn cut(&mut self, mut bytes: &[u8], keeps: bool, mut on_frame: impl FnMut(CutFrame<'_>)) {
        while !bytes.is_empty() {
            let taken = match self.under_way.take() {
                Some(under_way) => self.go_on(under_way, bytes, &mut on_frame),
                None => self.begin(bytes, keeps, &mut on_frame),
            };
            self.position = self.position.saturating_add(taken as u64);
            bytes = &bytes[taken..];
        }
    }

    /// Nothing follows: tells of the frame that is under way, as far as it has come, if its head has.
    pub fn end(&mut self, on_frame: impl FnOnce(CutFrame<'_>)) {
        if let Some(under_way) = self.under_way.take().filter(|frame| frame.is_kept) {
            on_frame(under_way.told(&self.begun));
        }
        self.begun.clear();
    }

    /// The beginning of a frame. Returns how many of the bytes it has.
    fn begin(
        &mut self,
        bytes: &[u8],
        keeps: bool,
        on_frame: &mut impl FnMut(CutFrame<'_>),
    ) -> usize {
        let before = self.begun.len();
        let more = bytes.len().min(FrameHead::MAX_SIZE.saturating_sub(before));
        self.begun.extend_from_slice(&bytes[..more]);
        let Some((head, size)) = FrameHead::parse(&self.begun) else {
            return more;
        };
        self.begun.truncate(size);
        let start = self.position.saturating_sub(before as u64);
        let hand_made = self.hand_made.take_if(|(at, _)| *at == start);
        let under_way = UnderWay {
            head,
            head_size: size,
            left: hand_made.map_or(head.length, |(_, all)| all.saturating_sub(size as u64)),
            message: (hand_made.is_none() && !head.opcode.is_control()).then_some(self.messages),
            is_kept: keeps,
        };
        self.messages += u64::from(under_way.message.is_some() && head.is_final);
        let taken = size - before;
        let rest = usize::try_from(under_way.left).ok();
        let whole = rest.and_then(|left| bytes.get(..taken.checked_add(left)?));
        match whole {
            // All of it is there: it is told without a copy.
            Some(whole) if before == 0 => {
                self.begun.clear();
                if keeps {
                    on_frame(under_way.told(&whole[..whole.len().min(size + MAX_KEPT_PAYLOAD)]));
                }
                whole.len()
            }
            _ if under_way.left == 0 => {
                self.finish(&under_way, on_frame);
                taken
            }
            _ => {
                self.under_way = Some(under_way);
                taken
            }
        }
    }

    /// More of the payload. Returns how many of the bytes it has.
    fn go_on(
        &mut self,
        mut under_way: UnderWay,
        bytes: &[u8],
        on_frame: &mut impl FnMut(CutFrame<'_>),
    ) -> usize {
        let left = usize::try_from(under_way.left).unwrap_or(usize::MAX);
        let taken = left.min(bytes.len());
        if under_way.is_kept {
            let room = (under_way.head_size + MAX_KEPT_PAYLOAD).saturating_sub(self.begun.len());
            self.begun.extend_from_slice(&bytes[..taken.min(room)]);
        }
        under_way.left -= taken as u64;
        if under_way.left == 0 {
            self.finish(&under_way, on_frame);
        } else {
            self.under_way = Some(under_way);
        }
        taken
    }

    fn finish(&mut self, under_way: &UnderWay, on_frame: &mut impl FnMut(CutFrame<'_>)) {
        if under_way.is_kept {
            on_frame(under_way.told(&self.begun));
        }
        self.begun.clear();
        self.begun.shrink_to(MAX_IDLE_CAPACITY);
    }
}

impl UnderWay {
    fn told<'a>(&self, bytes: &'a [u8]) -> CutFrame<'a> {
        CutFrame {
            head: self.head,
            bytes,
            message: self.message,
        }
    }
}

#[cfg(test)]
mod tests;
