//! What is attached, and why a file cannot be.

use std::sync::Arc;

use connection::MAX_MESSAGE_BYTES;

use crate::kit::format::size;

/// What came of a file that was to be attached; `None` if none was chosen.
pub(super) type Outcome = Option<Result<Attachment, AttachError>>;

/// What is sent instead of the text in the field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attachment {
    /// Where it is from.
    pub source: Source,
    /// What is in it.
    pub bytes: Arc<[u8]>,
}

/// Where what is attached is from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Source {
    /// A file by this name, without its folder, read whole.
    File(String),
    /// A text that is too long for the field.
    Text,
}

impl Attachment {
    /// A text that is too long for the field.
    pub fn text(text: String) -> Self {
        Self {
            source: Source::Text,
            bytes: text.into_bytes().into(),
        }
    }

    /// Whether it is a text, which becomes a message as one that was typed would.
    pub fn is_text(&self) -> bool {
        self.source == Source::Text
    }
}

/// Why a file cannot be sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AttachError {
    /// It is larger than a message may be.
    TooLarge {
        /// Its size, in bytes.
        bytes: u64,
    },
    /// It cannot be read, in the system's words.
    Unreadable(String),
    /// None could be chosen: the system showed no dialog.
    NoDialog,
}

/// The largest file that can be sent, in words.
pub fn largest() -> String {
    size(MAX_MESSAGE_BYTES as u64)
}

pub(super) fn check(name: String, bytes: Vec<u8>) -> Result<Attachment, AttachError> {
    if bytes.len() > MAX_MESSAGE_BYTES {
        let bytes = bytes.len() as u64;
        return Err(AttachError::TooLarge { bytes });
    }
    Ok(Attachment {
        source: Source::File(name),
        bytes: bytes.into(),
    })
}
