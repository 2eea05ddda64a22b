//! Close frames (RFC 6455, section 5.5.1), and which of them may be sent.

use std::ops::RangeInclusive;

use serde::{Deserialize, Serialize};
use wire::{MAX_CLOSE_REASON_BYTES, is_close_code};

/// The codes that a browser lets its pages send (<https://websockets.spec.whatwg.org/#dom-websocket-close>).
pub const PAGE_CLOSE_CODES: [RangeInclusive<u16>; 2] = [1000..=1000, 3000..=4999];

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
    #[error("close code {0} must not be sent: it is reserved for connections that end without it")]
    NeverSent(u16),
    /// The code may not be used yet, or ever (RFC 6455, section 7.4.2).
    #[error("close code {0} must not be sent (RFC 6455, section 7.4.2)")]
    Unassigned(u16),
    /// A browser lets its pages send [`PAGE_CLOSE_CODES`] only.
    #[error("browsers do not let pages send close code {0}")]
    NotFromPage(u16),
    /// The reason is over [`MAX_CLOSE_REASON_BYTES`].
    #[error("the reason has {0} bytes; a close frame holds at most {MAX_CLOSE_REASON_BYTES}")]
    LongReason(usize),
    /// A reason follows a code: without one there is no place for it.
    #[error("a reason requires a close code")]
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
            Some(code) if cfg!(target_arch = "wasm32") && !is_page_code(code) => {
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

fn is_page_code(code: u16) -> bool {
    PAGE_CLOSE_CODES.iter().any(|codes| codes.contains(&code))
}

#[cfg(test)]
mod tests;
