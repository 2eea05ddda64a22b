//! A frame that tungstenite is given otherwise than it came: in pieces, or only as far as it has to see that a rule is broken.

use tokio::io::ReadBuf;
use wire::stream::{InboundFault, MAX_PIECE};
use wire::{FrameHead, Opcode, Rules};

/// What clients have to keep to, where nothing was agreed on.
const RULES: Rules = Rules {
    is_from_client: true,
    allows_compression: false,
};

/// What is done about a frame that is for tungstenite.
#[derive(Debug)]
pub(super) enum Treatment {
    /// It is handed on as it comes.
    Copy,
    /// It is handed on otherwise.
    Rewrite(Rewritten),
    /// Nothing of it is handed on: tungstenite would take it, and it breaks a rule.
    Refuse(InboundFault),
}

impl Treatment {
    /// Of a frame with this head of `size` bytes, and so many bytes `here` of what follows it, after a frame of this
    /// `message` or between two. A frame with a larger payload than `max_payload` is for tungstenite to refuse, which it
    /// does by the head.
    pub(super) fn new(
        (head, size): (&FrameHead, usize),
        here: usize,
        message: Option<Opcode>,
        max_payload: u64,
    ) -> Self {
        if let Some(fault) = RULES.fault(head, size, message.is_some()) {
            return match RULES.abridged(head, fault) {
                Some(bytes) => Self::Rewrite(Rewritten::abridged(bytes)),
                None => Self::Refuse(InboundFault::Frame(fault)),
            };
        }
        // tungstenite would reserve all that a peer has only announced.
        let is_large = head.length > MAX_PIECE as u64;
        // And it would look into a text only when all of the frame is there.
        let is_text = message.unwrap_or(head.opcode) == Opcode::Text && !head.opcode.is_control();
        let is_slow = is_text && head.length > here as u64;
        if (is_large || is_slow) && head.length <= max_payload {
            Self::Rewrite(Rewritten::cut(head))
        } else {
            Self::Copy
        }
    }
}

/// What tungstenite is given instead of a frame.
#[derive(Debug)]
pub(super) struct Rewritten {
    /// What has to be handed on before anything else: a head, mostly.
    bytes: Vec<u8>,
    handed_on: usize,
    /// The frame, if it is cut; nothing more is handed on of one that breaks a rule.
    frame: Option<Frame>,
}

#[derive(Debug)]
struct Frame {
    head: FrameHead,
    /// So much of the payload is in no piece yet.
    left: u64,
    /// The opcode of the next piece.
    opcode: Opcode,
}

impl Rewritten {
    fn abridged(bytes: Vec<u8>) -> Self {
        Self {
            bytes,
            handed_on: 0,
            frame: None,
        }
    }

    fn cut(head: &FrameHead) -> Self {
        Self {
            bytes: Vec::new(),
            handed_on: 0,
            frame: Some(Frame {
                head: *head,
                left: head.length,
                opcode: head.opcode,
            }),
        }
    }

    /// Makes a piece of so many bytes, or of as many as a piece may have. Returns how many it has.
    pub(super) fn begin_piece(&mut self, available: usize) -> u64 {
        let Some(frame) = &mut self.frame else {
            return 0;
        };
        let length = frame.left.min(available.min(MAX_PIECE) as u64);
        if length == 0 {
            return 0;
        }
        let mask = frame.head.mask_from(frame.head.length - frame.left);
        frame.left -= length;
        let head = FrameHead {
            is_final: frame.head.is_final && frame.left == 0,
            mask,
            ..FrameHead::whole(frame.opcode, length)
        };
        frame.opcode = Opcode::Continuation;
        self.bytes = head.encode().to_vec();
        self.handed_on = 0;
        length
    }

    /// Hands on what stands before the payload, and returns how many bytes.
    pub(super) fn pass(&mut self, target: &mut ReadBuf<'_>) -> usize {
        let rest = &self.bytes[self.handed_on..];
        let count = rest.len().min(target.remaining());
        target.put_slice(&rest[..count]);
        self.handed_on += count;
        count
    }

    /// Whether all of the frame is in pieces that have begun.
    pub(super) fn is_over(&self) -> bool {
        self.frame.as_ref().is_some_and(|frame| frame.left == 0)
    }

    /// Whether the frame breaks a rule: nothing can be understood after it.
    pub(super) fn is_broken(&self) -> bool {
        self.frame.is_none()
    }
}
