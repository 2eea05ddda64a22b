//! Messages that came in whole, each in one frame, where they were read to.

use crate::head::FrameHead;
use crate::opcode::Opcode;
use crate::rules::Rules;

/// What a server has to keep to, where nothing was agreed on.
const RULES: Rules = Rules {
    is_from_client: false,
    allows_compression: false,
};

/// A message that came in one frame, in the buffer that it was read to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WholeMessage<'a> {
    /// A text message.
    Text(&'a str),
    /// A binary message.
    Binary(&'a [u8]),
}

/// The messages at the beginning of what has come in, each whole and in one frame, up to the first frame that is anything else.
/// Those that it gives are taken.
#[derive(Debug, Default)]
pub struct WholeMessages<'a> {
    bytes: &'a [u8],
    /// So many of the bytes belong to messages that were given.
    taken: usize,
    max_payload: u64,
}

/// What stands at the beginning of what has come in.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Front<'a> {
    /// A whole message, in a frame of so many bytes.
    Message(WholeMessage<'a>, usize),
    /// It may become one when more has come in.
    Incomplete,
    /// A frame that is anything else, or breaks a rule.
    Other,
}

impl<'a> Front<'a> {
    /// Where frames of a server come in, and one with a larger payload than this is anything else.
    #[inline]
    pub(super) fn of(bytes: &'a [u8], max_payload: u64) -> Self {
        let Some((head, size)) = FrameHead::parse(bytes) else {
            return Self::Incomplete;
        };
        if !is_message(&head, size) || head.length > max_payload {
            return Self::Other;
        }
        let rest = &bytes[size..];
        let payload = usize::try_from(head.length)
            .ok()
            .and_then(|length| rest.get(..length));
        let Some(payload) = payload else {
            // A text is refused at its first byte that is not UTF-8.
            let is_wrong = head.opcode == Opcode::Text
                && str::from_utf8(rest).is_err_and(|error| error.error_len().is_some());
            return if is_wrong {
                Self::Other
            } else {
                Self::Incomplete
            };
        };
        let message = match head.opcode {
            Opcode::Binary => WholeMessage::Binary(payload),
            _ => match str::from_utf8(payload) {
                Ok(text) => WholeMessage::Text(text),
                Err(_) => return Self::Other,
            },
        };
        Self::Message(message, size + payload.len())
    }
}

impl<'a> WholeMessages<'a> {
    pub(super) fn new(bytes: &'a [u8], max_payload: u64) -> Self {
        Self {
            bytes,
            taken: 0,
            max_payload,
        }
    }

    /// How many bytes their frames have.
    pub(super) fn taken(&self) -> usize {
        self.taken
    }
}

impl<'a> Iterator for WholeMessages<'a> {
    type Item = WholeMessage<'a>;

    #[inline]
    fn next(&mut self) -> Option<WholeMessage<'a>> {
        match Front::of(&self.bytes[self.taken..], self.max_payload) {
            Front::Message(message, size) => {
                self.taken += size;
                Some(message)
            }
            Front::Incomplete | Front::Other => None,
        }
    }
}

/// Whether a message in one frame may begin with these bytes, with at most so large a payload.
pub(super) fn may_be_message(bytes: &[u8], max_payload: u64) -> bool {
    FrameHead::parse(bytes)
        .is_none_or(|(head, size)| is_message(&head, size) && head.length <= max_payload)
}

/// Whether a frame is all of a message, and breaks no rule.
#[inline]
fn is_message(head: &FrameHead, size: usize) -> bool {
    matches!(head.opcode, Opcode::Text | Opcode::Binary)
        && head.is_final
        && RULES.fault(head, size, false).is_none()
}

#[cfg(test)]
mod tests;
