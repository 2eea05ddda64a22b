//! Close frames (RFC 6455, section 5.5.1), and which of them may be sent.

use serde::{Deserialize, Serialize};
use wire::{MAX_CLOSE_REASON_BYTES, is_close_code};

/// What was in a close frame (RFC 6455, section 5.5.1).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CloseFrame {
    /// Why, as a number; `None` in an empty frame.
    pub code: Option<u16>,
    /// Why, as a text that the peer chose. May be empty.
    pub reason: String,
}

/// Why a close frame cannot be sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CloseFrameError {
    /// The code may not be in a frame: it stands for what a peer cannot say, such as that it is gone (RFC 6455, section 7.4.1).
    #[error("{0} is never sent: it stands for an ending without such a frame")]
    NeverSent(u16),
    /// The code may not be used yet, or ever (RFC 6455, section 7.4.2).
    #[error("{0} is no code that may be sent: 1000 to 1003, 1007 to 1014, and 3000 to 4999 are")]
    Unassigned(u16),
    /// A browser lets its pages send 1000 and 3000 to 4999 only.
    #[error("a browser lets its pages send 1000 and 3000 to 4999 only, not {0}")]
    NotFromPage(u16),
    /// The reason is over [`MAX_CLOSE_REASON_BYTES`].
    #[error("the reason has {0} bytes; 123 fit into a close frame")]
    LongReason(usize),
    /// A reason follows a code: without one there is no place for it.
    #[error("a reason needs a code")]
    ReasonAlone,
}

impl CloseFrame {
    /// Whether it may be sent from here.
    ///
    /// # Errors
    /// The rule that forbids it.
    pub fn check_sendable(&self) -> Result<(), CloseFrameError> {
        let length = self.reason.len();
        match self.code {
            None if length > 0 => return Err(CloseFrameError::ReasonAlone),
            Some(code @ (1004..=1006 | 1015)) => return Err(CloseFrameError::NeverSent(code)),
            Some(code) if !is_close_code(code) => {
                return Err(CloseFrameError::Unassigned(code));
            }
            Some(code) if cfg!(target_arch = "wasm32") && matches!(code, 1001..=2999) => {
                return Err(CloseFrameError::NotFromPage(code));
            }
            _ => {}
        }
        if length > MAX_CLOSE_REASON_BYTES {
            return Err(CloseFrameError::LongReason(length));
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests;
