//! What comes in, as tungstenite can read it: without compression, and in frames of a bounded size.

use std::{fmt, io};

use super::scratch::{self, Scratch};
use crate::deflate::{InflateFault, Inflated, Inflater};
use crate::fault::FrameFault;
use crate::head::FrameHead;
use crate::mask::apply_mask;
use crate::opcode::Opcode;
use crate::rules::{COMPRESSED, Rules};
use crate::stream::whole::{Front, WholeMessages, may_be_message};

/// The largest payload of a frame that is handed on, in bytes. A larger frame is cut, so that nothing is reserved for what
/// has only been announced.
pub const MAX_PIECE: usize = 64 * 1024;

/// So many bytes are unmasked at a time: what they decompress to may fill many pieces, and each begins with that again.
const MAX_UNMASKED: usize = 4 * 1024;

/// What is compressed may be larger than what it decompresses to: by five bytes for each stored block, of which the smallest that
/// zlib makes has some kilobytes (RFC 1951, section 3.2.4).
const fn compressed_bound(bytes: u64) -> u64 {
    bytes.saturating_add(bytes / 256).saturating_add(64)
}

thread_local! {
    /// The piece that is being made. Nothing else, as all of its capacity is filled.
    static PIECE: Scratch = const { Scratch::new(Vec::new()) };
}

/// Why reading has to end, where tungstenite would not end it by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum InboundFault {
    /// A message cannot be decompressed.
    Inflate,
    /// A rule that tungstenite does not check is broken.
    Frame(FrameFault),
}

impl std::error::Error for InboundFault {}

impl fmt::Display for InboundFault {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Inflate => "a message cannot be decompressed",
            Self::Frame(_) => "a frame breaks the rules",
        })
    }
}

impl From<InboundFault> for io::Error {
    fn from(fault: InboundFault) -> Self {
        Self::new(io::ErrorKind::InvalidData, fault)
    }
}

impl From<InflateFault> for InboundFault {
    fn from(InflateFault: InflateFault) -> Self {
        Self::Inflate
    }
}

/// Rewrites the frames that come in.
#[derive(Debug)]
pub(super) struct Inbound {
    rules: Rules,
    inflater: Option<Inflater>,
    /// A frame that announces more than this is handed on as it is, to be refused.
    max_frame_size: u64,
    /// What has come in of the next head.
    head: Vec<u8>,
    frame: Option<Frame>,
    /// Whether the last frame of a message is still to come, and whether that message is compressed.
    message: Option<Message>,
    /// Whether a frame has broken a rule. Nothing after it is read.
    is_broken: bool,
    has_worked_long: bool,
    /// Whether a close frame has come in. What follows it is no message.
    is_closed: bool,
    /// The largest payload of a message in one frame that is left where it is; `None` if all are read.
    max_lent: Option<u64>,
}

/// The frame whose payload comes in.
#[derive(Debug)]
struct Frame {
    head: FrameHead,
    /// So much of the payload is still to come.
    left: u64,
    treatment: Treatment,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Treatment {
    /// The head has been handed on already.
    Copy,
    Cut,
    Inflate,
}

/// A message of which a frame has come in.
#[derive(Debug)]
struct Message {
    /// The opcode of the next piece: that of the message for the first one.
    opcode: Opcode,
    is_text: bool,
    is_compressed: bool,
}

impl Frame {
    /// The key, beginning with the byte that belongs to the next byte of the payload.
    fn key(&self) -> Option<[u8; 4]> {
        self.head.mask_from(self.head.length - self.left)
    }
}

impl Inbound {
    pub(super) fn new(
        is_from_client: bool,
        inflater: Option<Inflater>,
        max_frame_size: u64,
    ) -> Self {
        Self {
            rules: Rules {
                is_from_client,
                allows_compression: inflater.is_some(),
            },
            inflater,
            max_frame_size,
            head: Vec::new(),
            frame: None,
            message: None,
            is_broken: false,
            has_worked_long: false,
            is_closed: false,
            max_lent: None,
        }
    }

    /// From now on whole messages in one frame are left where they are, if they need not be unmasked or decompressed.
    pub(super) fn lend_messages(&mut self) {
        let is_plain = self.inflater.is_none() && !self.rules.is_from_client;
        // A larger one is cut.
        let most = self.max_frame_size.min(MAX_PIECE as u64);
        self.max_lent = is_plain.then_some(most);
    }

    /// What stands at the beginning of what comes next; `None` if it is to be read in any case.
    pub(super) fn front<'a>(&self, bytes: &'a [u8]) -> Option<Front<'a>> {
        let max_payload = self.max_lent.filter(|_| self.is_between_messages())?;
        Some(Front::of(bytes, max_payload))
    }

    /// The messages at the beginning of what comes next that are left where they are.
    pub(super) fn messages<'a>(&self, bytes: &'a [u8]) -> WholeMessages<'a> {
        let max_payload = self.max_lent.filter(|_| self.is_between_messages());
        max_payload.map_or_else(WholeMessages::default, |most| {
            WholeMessages::new(bytes, most)
        })
    }

    /// Whether what comes next is left where it is, or may be.
    fn has_to_stop(&self, bytes: &[u8]) -> bool {
        self.max_lent
            .is_some_and(|most| self.is_between_messages() && may_be_message(bytes, most))
    }

    /// Whether a message may begin with what is read next.
    fn is_between_messages(&self) -> bool {
        let is_within = self.frame.is_some() || self.message.is_some() || !self.head.is_empty();
        !(is_within || self.is_broken || self.is_closed)
    }

    /// Reads on, until something is in `output`, all has been read, or what is next is to be left. Returns how much was read.
    pub(super) fn read(
        &mut self,
        bytes: &[u8],
        output: &mut Vec<u8>,
    ) -> Result<usize, InboundFault> {
        let mut read = 0;
        while output.len() < MAX_PIECE && !self.is_broken && !self.has_worked_long {
            let rest = &bytes[read..];
            read += match self.frame.take() {
                Some(frame) => match self.read_payload(frame, rest, output)? {
                    Some(count) => count,
                    None => break,
                },
                None if rest.is_empty() => break,
                None => self.read_head(rest, output)?,
            };
            if self.has_to_stop(&bytes[read..]) {
                break;
            }
        }
        Ok(if self.is_broken { bytes.len() } else { read })
    }

    /// Whether so much was done that others have to have a turn; asked once for each time.
    pub(super) fn take_worked_long(&mut self) -> bool {
        std::mem::take(&mut self.has_worked_long)
    }

    /// Whether more has to be handed on although nothing more comes in.
    pub(super) fn has_more(&self) -> bool {
        let inflates = |frame: &Frame| frame.treatment == Treatment::Inflate;
        self.frame
            .as_ref()
            .is_some_and(|frame| inflates(frame) && frame.left == 0)
    }

    /// Gives back what is needed only while something comes in. Between two messages only.
    pub(super) fn release(&mut self) {
        if self.frame.is_none() && self.message.is_none() {
            self.inflater.iter_mut().for_each(Inflater::release);
            // The next frame may have begun.
            self.head.shrink_to_fit();
        }
    }

    fn read_head(&mut self, bytes: &[u8], output: &mut Vec<u8>) -> Result<usize, InboundFault> {
        let before = self.head.len();
        let room = FrameHead::MAX_SIZE - before;
        self.head.extend_from_slice(&bytes[..bytes.len().min(room)]);
        let Some((head, size)) = FrameHead::parse(&self.head) else {
            return Ok(self.head.len() - before);
        };
        self.head.truncate(size);
        let here = bytes.len() - (size - before);
        self.begin(head, here as u64, output)?;
        self.head.clear();
        Ok(size - before)
    }

    /// Begins a frame, of whose payload so many bytes have come in.
    fn begin(
        &mut self,
        head: FrameHead,
        here: u64,
        output: &mut Vec<u8>,
    ) -> Result<(), InboundFault> {
        let size = self.head.len();
        if let Some(fault) = self.rules.fault(&head, size, self.message.is_some()) {
            return self.refuse(&head, fault, output);
        }
        let is_data = !head.opcode.is_control();
        self.is_closed |= head.opcode == Opcode::Close;
        if is_data && head.opcode != Opcode::Continuation {
            self.message = Some(Message {
                opcode: head.opcode,
                is_text: head.opcode == Opcode::Text,
                is_compressed: head.reserved & COMPRESSED != 0,
            });
        }
        let is_compressed = match &self.message {
            Some(message) => is_data && message.is_compressed,
            None => false,
        };
        if is_compressed && head.length > compressed_bound(self.max_frame_size) {
            self.pass_too_large(&head, output);
            return Ok(());
        }
        let treatment = match &self.message {
            Some(_) if is_compressed => Treatment::Inflate,
            Some(message) if is_data && self.is_to_be_cut(message, &head, here) => Treatment::Cut,
            _ => Treatment::Copy,
        };
        if treatment == Treatment::Copy {
            output.extend_from_slice(&self.head);
            if is_data {
                self.pass_frame(head.is_final);
            }
        }
        let left = head.length;
        // An empty frame that is not compressed is over with its head.
        let is_over = treatment == Treatment::Copy && left == 0;
        self.frame = (!is_over).then_some(Frame {
            head,
            left,
            treatment,
        });
        Ok(())
    }

    /// The reader refuses a frame that is larger than it may be, and this one is made here.
    fn max_piece(&self) -> usize {
        usize::try_from(self.max_frame_size).map_or(MAX_PIECE, |most| most.clamp(1, MAX_PIECE))
    }

    /// A text that has not come in full is cut so that it is refused at its first byte that is not UTF-8.
    fn is_to_be_cut(&self, message: &Message, head: &FrameHead, here: u64) -> bool {
        let is_large = head.length > MAX_PIECE as u64;
        let is_slow = message.is_text && here < head.length;
        (is_large || is_slow) && head.length <= self.max_frame_size
    }

    /// Notes that a frame of the message has been handed on.
    fn pass_frame(&mut self, is_last: bool) {
        if is_last {
            self.message = None;
        } else if let Some(message) = &mut self.message {
            message.opcode = Opcode::Continuation;
        }
    }

    /// Nothing is read after a frame that breaks a rule.
    fn refuse(
        &mut self,
        head: &FrameHead,
        fault: FrameFault,
        output: &mut Vec<u8>,
    ) -> Result<(), InboundFault> {
        let abridged = self.rules.abridged(head, fault);
        output.extend(abridged.ok_or(InboundFault::Frame(fault))?);
        self.is_broken = true;
        Ok(())
    }

    /// The reader refuses it by its head, in which it must not find that it is compressed.
    fn pass_too_large(&mut self, head: &FrameHead, output: &mut Vec<u8>) {
        let head = FrameHead {
            reserved: 0,
            ..*head
        };
        output.extend_from_slice(&head.encode());
        self.is_broken = true;
    }

    /// Returns how much was read, or `None` if more has to come in.
    fn read_payload(
        &mut self,
        mut frame: Frame,
        bytes: &[u8],
        output: &mut Vec<u8>,
    ) -> Result<Option<usize>, InboundFault> {
        let most = usize::try_from(frame.left).unwrap_or(usize::MAX);
        let here = &bytes[..bytes.len().min(most).min(MAX_PIECE)];
        if here.is_empty() && frame.left > 0 {
            self.frame = Some(frame);
            return Ok(None);
        }
        let read = match frame.treatment {
            Treatment::Copy => {
                output.extend_from_slice(here);
                frame.left -= here.len() as u64;
                here.len()
            }
            Treatment::Cut => {
                self.cut(&mut frame, here, output);
                here.len()
            }
            Treatment::Inflate => return self.inflate(frame, here, output).map(Some),
        };
        if frame.left > 0 {
            self.frame = Some(frame);
        }
        Ok(Some(read))
    }

    /// Hands on what has come in as a frame of its own.
    fn cut(&mut self, frame: &mut Frame, here: &[u8], output: &mut Vec<u8>) {
        let mask = frame.key();
        frame.left -= here.len() as u64;
        let is_last = frame.left == 0 && frame.head.is_final;
        self.put_head(is_last, mask, here.len(), output);
        output.extend_from_slice(here);
    }

    /// Hands on what this decompresses to, as frames of their own. Returns how much was read.
    fn inflate(
        &mut self,
        mut frame: Frame,
        here: &[u8],
        output: &mut Vec<u8>,
    ) -> Result<usize, InboundFault> {
        let max_piece = self.max_piece();
        let Some(inflater) = &mut self.inflater else {
            return Err(InboundFault::Inflate);
        };
        let mut unmasked = Vec::new();
        let here = match frame.key() {
            Some(key) => {
                unmasked.extend_from_slice(&here[..here.len().min(MAX_UNMASKED)]);
                apply_mask(&mut unmasked, key);
                &unmasked
            }
            None => here,
        };
        let ends_message = frame.head.is_final && frame.left == here.len() as u64;
        let mut piece = scratch::take(&PIECE);
        if piece.capacity() > max_piece {
            piece = Vec::new();
        }
        piece.reserve_exact(max_piece);
        let Inflated {
            read,
            is_done,
            has_paused,
        } = inflater.inflate(here, ends_message, &mut piece)?;
        self.has_worked_long = has_paused;
        frame.left -= read as u64;
        let has_all = match frame.head.is_final {
            true => is_done,
            false => piece.len() < piece.capacity(),
        };
        let is_over = has_all && frame.left == 0;
        // An empty fragment too: the reader has to know that a message is under way.
        if !piece.is_empty() || is_over {
            // Zeros: there is nothing left to be hidden.
            let mask = self.rules.is_from_client.then_some([0; 4]);
            self.put_head(is_done, mask, piece.len(), output);
            output.extend_from_slice(&piece);
        }
        scratch::give(&PIECE, piece);
        self.frame = (!is_over).then_some(frame);
        Ok(read)
    }

    fn put_head(
        &mut self,
        is_final: bool,
        mask: Option<[u8; 4]>,
        length: usize,
        output: &mut Vec<u8>,
    ) {
        let opcode = self
            .message
            .as_ref()
            .map_or(Opcode::Continuation, |message| message.opcode);
        let head = FrameHead {
            is_final,
            mask,
            ..FrameHead::whole(opcode, length as u64)
        };
        output.extend_from_slice(&head.encode());
        self.pass_frame(is_final);
    }
}
