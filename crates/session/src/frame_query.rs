//! Which frames a person looks for.

use std::borrow::Cow;

use data_encoding::HEXLOWER_PERMISSIVE;
use message_log::Message;
use message_log::search::{Directions, Pattern, PatternSyntax};
use wire::{FrameHead, Opcode, apply_mask};

/// What an opcode is called where frames are looked for.
pub type OpcodeWords = fn(Opcode) -> String;

/// Which frames are shown, by what they are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum FrameKind {
    /// Any.
    #[default]
    All,
    /// Ping, pong, close, and the opcodes that are reserved for more of the kind.
    Control,
    /// Parts of messages that come in several frames.
    Fragments,
    /// Those that break a rule.
    Broken,
}

impl FrameKind {
    /// All of them, in the order in which they are offered.
    pub const ALL: [Self; 4] = [Self::All, Self::Control, Self::Fragments, Self::Broken];
}

/// Which frames a person looks for, as they typed and ticked it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FrameQuery {
    /// An opcode by its name, `#` and the number of a message, bytes of the payload as hexadecimal digits, or a part of it as text;
    /// empty for any frame.
    pub text: String,
    /// Whether the text is a regular expression.
    pub is_regex: bool,
    /// Frames that went one of these ways.
    pub directions: Directions,
    /// Frames of this kind.
    pub kind: FrameKind,
}

impl Default for FrameQuery {
    fn default() -> Self {
        Self {
            text: String::new(),
            is_regex: false,
            directions: Directions::all(),
            kind: FrameKind::All,
        }
    }
}

impl FrameQuery {
    pub(crate) fn filter(&self, words: OpcodeWords) -> FrameFilter {
        FrameFilter {
            directions: self.directions,
            kind: self.kind,
            wanted: self.wanted(words),
        }
    }

    fn wanted(&self, words: OpcodeWords) -> Option<Wanted> {
        let text = self.text.trim();
        if self.text.is_empty() {
            return None;
        }
        let number = text
            .strip_prefix('#')
            .and_then(|number| number.parse().ok());
        if let Some(number) = number.filter(|_| !self.is_regex) {
            return Some(Wanted::Message(number));
        }
        let syntax = if self.is_regex {
            PatternSyntax::Regex
        } else {
            // As rows show what has no form of its own.
            PatternSyntax::Escaped
        };
        let digits: String = text.split_whitespace().collect();
        let bytes = HEXLOWER_PERMISSIVE.decode(digits.as_bytes()).ok();
        let bytes = bytes.filter(|bytes| !bytes.is_empty() && !self.is_regex);
        Some(Wanted::Text {
            pattern: Pattern::compile(&self.text, syntax),
            bytes,
            words,
        })
    }
}

/// What frames have to fulfil.
#[derive(Clone, Debug)]
pub struct FrameFilter {
    directions: Directions,
    kind: FrameKind,
    wanted: Option<Wanted>,
}

#[derive(Clone, Debug)]
enum Wanted {
    /// The frames of the message with this number.
    Message(u64),
    Text {
        pattern: Pattern,
        /// The same as bytes, if these are digits.
        bytes: Option<Vec<u8>>,
        words: OpcodeWords,
    },
}

impl Default for FrameFilter {
    fn default() -> Self {
        Self {
            directions: Directions::all(),
            kind: FrameKind::All,
            wanted: None,
        }
    }
}

impl FrameFilter {
    /// Whether any frame passes.
    pub fn is_everything(&self) -> bool {
        self.directions.is_all() && self.kind == FrameKind::All && self.wanted.is_none()
    }

    /// What is looked for in the payloads.
    pub(crate) fn pattern(&self) -> Option<&Pattern> {
        match &self.wanted {
            Some(Wanted::Text { pattern, .. }) => Some(pattern),
            Some(Wanted::Message(_)) | None => None,
        }
    }

    /// The number of the message of which frames are looked for, if it is that.
    pub(crate) fn message(&self) -> Option<u64> {
        match self.wanted {
            Some(Wanted::Message(number)) => Some(number),
            Some(Wanted::Text { .. }) | None => None,
        }
    }

    /// Whether a frame passes, but for the message to which it belongs. `is_compressed` if it is a part of what was compressed.
    pub(crate) fn is_match(
        &self,
        frame: &Message<'_>,
        is_compressed: bool,
        is_broken: bool,
    ) -> bool {
        let Some((head, size)) = FrameHead::parse(frame.payload) else {
            return false;
        };
        let is_control = head.opcode.is_control();
        let is_of_kind = match self.kind {
            FrameKind::All => true,
            FrameKind::Control => is_control,
            FrameKind::Fragments => {
                !is_control && (!head.is_final || head.opcode == Opcode::Continuation)
            }
            FrameKind::Broken => is_broken,
        };
        is_of_kind
            && self.directions.contains(frame.direction)
            && self.says(&head, &frame.payload[size..], is_compressed)
    }

    fn says(&self, head: &FrameHead, payload: &[u8], is_compressed: bool) -> bool {
        let Some(Wanted::Text {
            pattern,
            bytes,
            words,
        }) = &self.wanted
        else {
            return true;
        };
        if pattern.is_match(words(head.opcode).as_bytes()) {
            return true;
        }
        let mut payload = Cow::Borrowed(payload);
        if let Some(key) = head.mask {
            apply_mask(payload.to_mut(), key);
        }
        let has_bytes = |bytes: &Vec<u8>| {
            let mut places = payload.windows(bytes.len());
            places.any(|place| place == &bytes[..])
        };
        if bytes.as_ref().is_some_and(has_bytes) {
            return true;
        }
        if head.opcode == Opcode::Close
            && let Some((code, reason)) = payload.split_first_chunk::<2>()
        {
            let code = u16::from_be_bytes(*code).to_string();
            return pattern.is_match(code.as_bytes()) || pattern.is_match(reason);
        }
        // By chance, what is compressed has many a short text.
        !is_compressed && pattern.is_match(&payload)
    }
}
