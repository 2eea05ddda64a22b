//! The buffer in which messages become answers.

use tokio::io::ReadBuf;
use wire::{FrameHead, Opcode, apply_mask};

use crate::limits;
use crate::spare_buffers;

/// What was read and not answered yet, and before it the answers that were not written yet:
///
/// ```text
/// 0 … written │ answers │ answered … parsed │ unanswered │ filled … length
/// ```
///
/// An answer is shorter than its message, so answers never reach what is unanswered.
#[derive(Debug, Default)]
pub(super) struct Buffer {
    bytes: Box<[u8]>,
    written: usize,
    answered: usize,
    parsed: usize,
    filled: usize,
    /// How much of the first unanswered payload is unmasked already, while the rest has not come.
    unmasked: usize,
    /// How much of that is known to be UTF-8, if it is text.
    checked: usize,
}

/// What was done about the first unanswered frame.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Front {
    /// It is answered. Its payload has so many bytes.
    Answered { payload: usize },
    /// It has not come in full, or not at all.
    Incomplete,
    /// It is anything but a whole message in one sound frame of a moderate size.
    NotSimple,
}

impl Buffer {
    /// What was read so far.
    pub(super) fn new(read: &[u8]) -> Self {
        Self {
            bytes: read.into(),
            filled: read.len(),
            ..Self::default()
        }
    }

    /// The head of the next frame, and its size; `None` if it has not come in full.
    #[inline]
    pub(super) fn next_head(&self) -> Option<(FrameHead, usize)> {
        FrameHead::parse(&self.bytes[self.parsed..self.filled])
    }

    /// Answers the first frame, if it is simple.
    pub(super) fn answer_front(&mut self, max_payload: usize) -> Front {
        let Some((head, head_size)) = self.next_head() else {
            return Front::Incomplete;
        };
        let length = usize::try_from(head.length).unwrap_or(usize::MAX);
        let Some(key) = simple_key(&head, head_size).filter(|_| length <= max_payload) else {
            return Front::NotSimple;
        };
        let start = self.parsed + head_size;
        let is_text = head.opcode == Opcode::Text;
        let Some(payload) = self.bytes[..self.filled].get_mut(start..start + length) else {
            return self.prepare_part(start, key, is_text);
        };
        // While the processor's cache still holds it.
        unmask(payload, self.unmasked, key);
        if is_text && std::str::from_utf8(&payload[self.checked..]).is_err() {
            self.unmasked = length;
            self.mask_again();
            return Front::NotSimple;
        }
        self.answer(head.opcode, start, length);
        Front::Answered { payload: length }
    }

    /// Unmasks the part of the payload that has come, and looks whether it may be the beginning of a text, if it is one.
    #[cold]
    fn prepare_part(&mut self, start: usize, key: [u8; 4], is_text: bool) -> Front {
        let part = &mut self.bytes[start..self.filled];
        unmask(part, self.unmasked, key);
        self.unmasked = part.len();
        if is_text && let Err(error) = std::str::from_utf8(&part[self.checked..]) {
            self.checked += error.valid_up_to();
            if error.error_len().is_some() {
                self.mask_again();
                return Front::NotSimple;
            }
            // The rest of the last character is still to come.
        } else {
            self.checked = part.len();
        }
        Front::Incomplete
    }

    /// Masks again what was unmasked of the first frame: tungstenite has to read it as it came.
    pub(super) fn mask_again(&mut self) {
        let count = std::mem::take(&mut self.unmasked);
        self.checked = 0;
        if let Some((
            FrameHead {
                mask: Some(key), ..
            },
            head_size,
        )) = self.next_head()
        {
            let start = self.parsed + head_size;
            apply_mask(&mut self.bytes[start..start + count], key);
        }
    }

    /// Makes an answer of a payload.
    fn answer(&mut self, opcode: Opcode, start: usize, length: usize) {
        let head = FrameHead::whole(opcode, length as u64).encode();
        if self.answers().is_empty() {
            // The payload can stay where it is.
            self.written = start - head.len();
            self.answered = self.written;
        }
        let payload_start = self.answered + head.len();
        self.bytes[self.answered..payload_start].copy_from_slice(&head);
        if payload_start != start {
            self.bytes.copy_within(start..start + length, payload_start);
        }
        self.answered = payload_start + length;
        self.parsed = start + length;
        (self.unmasked, self.checked) = (0, 0);
    }

    /// The answers that are still to be written.
    pub(super) fn answers(&self) -> &[u8] {
        &self.bytes[self.written..self.answered]
    }

    pub(super) fn advance_written(&mut self, count: usize) {
        self.written += count;
    }

    /// Hands on what was read, up to so many bytes, and returns how many there were.
    pub(super) fn pass(&mut self, most: usize, target: &mut ReadBuf<'_>) -> usize {
        let count = most.min(target.remaining()).min(self.filled - self.parsed);
        target.put_slice(&self.bytes[self.parsed..self.parsed + count]);
        self.parsed += count;
        count
    }

    /// How many bytes have been read and not answered.
    pub(super) fn unanswered(&self) -> usize {
        self.filled - self.parsed
    }

    /// Leaves out so many of them.
    pub(super) fn skip(&mut self, count: usize) {
        self.parsed += count;
    }

    /// Whether no more can be read before the answers are written.
    pub(super) fn is_full(&self) -> bool {
        self.filled == self.bytes.len()
    }

    /// Where to read to. There is none if the buffer is full of answers.
    pub(super) fn space(&mut self) -> &mut [u8] {
        if self.answers().is_empty() && (self.is_full() || self.parsed == self.filled) {
            self.move_to_front();
        }
        &mut self.bytes[self.filled..]
    }

    pub(super) fn advance_filled(&mut self, count: usize) {
        self.filled += count;
    }

    /// Makes room behind what is unanswered. No answers may wait.
    fn move_to_front(&mut self) {
        let unanswered = self.parsed..self.filled;
        let count = unanswered.len();
        if self.bytes.len() < limits::FAST_ECHO_BUFFER_SIZE {
            let mut larger = spare_buffers::take();
            larger[..count].copy_from_slice(&self.bytes[unanswered]);
            self.bytes = larger;
        } else {
            self.bytes.copy_within(unanswered, 0);
        }
        (self.written, self.answered, self.parsed, self.filled) = (0, 0, 0, count);
    }

    /// Gives back the memory if there is little or nothing in it: nothing more comes for the moment.
    pub(super) fn settle(&mut self) {
        let count = self.filled - self.parsed;
        if self.answers().is_empty() && count <= limits::MAX_SETTLED_SIZE {
            let kept = self.bytes[self.parsed..self.filled].into();
            spare_buffers::give(std::mem::replace(&mut self.bytes, kept));
            (self.written, self.answered, self.parsed, self.filled) = (0, 0, 0, count);
        }
    }
}

impl Drop for Buffer {
    fn drop(&mut self) {
        spare_buffers::give(std::mem::take(&mut self.bytes));
    }
}

/// The key of its mask, if the frame with this head of so many bytes is all of a message and breaks no rule.
#[inline]
fn simple_key(head: &FrameHead, size: usize) -> Option<[u8; 4]> {
    let is_message = matches!(head.opcode, Opcode::Text | Opcode::Binary);
    head.mask
        .filter(|_| is_message && head.is_final && head.reserved == 0 && head.size() == size)
}

/// Unmasks a payload, of which so many bytes are unmasked already.
#[inline]
fn unmask(payload: &mut [u8], unmasked: usize, key: [u8; 4]) {
    let key = u32::from_be_bytes(key).rotate_left(unmasked as u32 % 4 * 8);
    apply_mask(&mut payload[unmasked..], key.to_be_bytes());
}
