//! The rules that the head of a frame has to keep (RFC 6455, sections 5.1 to 5.5; RFC 7692, section 6).

use crate::close::MAX_CONTROL_PAYLOAD;
use crate::fault::FrameFault;
use crate::head::FrameHead;
use crate::opcode::Opcode;

/// The longest payload that a head may tell: the first of the 64 bits must be 0 (RFC 6455, section 5.2).
const MAX_LENGTH: u64 = u64::MAX >> 1;

/// A head that announces so many bytes makes tungstenite refuse a control frame; they have to follow.
const OVER_LONG_CONTROL: usize = 126;

/// RSV1 in [`FrameHead::reserved`]: the message is compressed (RFC 7692, section 6).
pub(crate) const COMPRESSED: u8 = 0b100;

/// Which rules apply. The default are those for a server, without an extension.
#[derive(Clone, Copy, Debug, Default)]
pub struct Rules {
    /// Whether the frames come from a client, which masks.
    pub is_from_client: bool,
    /// Whether messages may be compressed.
    pub allows_compression: bool,
}

impl Rules {
    /// The first rule that a head of so many bytes breaks, in the order in which tungstenite looks; it does not look at how a
    /// length is written.
    #[inline]
    pub fn fault(
        self,
        head: &FrameHead,
        size: usize,
        is_within_message: bool,
    ) -> Option<FrameFault> {
        let is_control = head.opcode.is_control();
        match head.opcode {
            Opcode::Reserved(bits) => Some(FrameFault::Opcode(bits)),
            opcode if head.reserved & !self.meaningful_bits(opcode) != 0 => {
                Some(FrameFault::ReservedBits)
            }
            _ if head.mask.is_some() && !self.is_from_client => Some(FrameFault::Masked),
            _ if head.mask.is_none() && self.is_from_client => Some(FrameFault::NotMasked),
            _ if is_control && !head.is_final => Some(FrameFault::FragmentedControl),
            _ if is_control && head.length > MAX_CONTROL_PAYLOAD as u64 => {
                Some(FrameFault::LongControl)
            }
            _ if head.length > MAX_LENGTH => Some(FrameFault::HighLength),
            _ if head.size() < size => Some(FrameFault::LongLength),
            Opcode::Continuation if !is_within_message => Some(FrameFault::NothingToContinue),
            Opcode::Text | Opcode::Binary if is_within_message => Some(FrameFault::Unfinished),
            Opcode::Continuation
            | Opcode::Text
            | Opcode::Binary
            | Opcode::Close
            | Opcode::Ping
            | Opcode::Pong => None,
        }
    }

    /// What tungstenite has to be given of a frame that breaks a rule, in order to refuse it: the head alone, which says that
    /// nothing follows. tungstenite looks at a frame only when all of it is there, and would reserve all that is announced.
    /// `None` if it would take the frame: it does not look at how a length is written.
    pub fn abridged(self, head: &FrameHead, fault: FrameFault) -> Option<Vec<u8>> {
        let length = match fault {
            FrameFault::LongLength | FrameFault::HighLength => return None,
            FrameFault::LongControl => OVER_LONG_CONTROL,
            _ => 0,
        };
        let head = FrameHead {
            length: length as u64,
            // Not what it is refused for.
            reserved: head.reserved & !self.meaningful_bits(head.opcode),
            ..*head
        };
        let mut bytes = head.encode().to_vec();
        bytes.resize(bytes.len() + length, 0);
        Some(bytes)
    }

    /// The first frame of a message says whether it is compressed.
    #[inline]
    pub(crate) fn meaningful_bits(self, opcode: Opcode) -> u8 {
        match opcode {
            Opcode::Text | Opcode::Binary if self.allows_compression => COMPRESSED,
            _ => 0,
        }
    }
}
