//! What a close frame may carry.

use std::ops::RangeInclusive;

/// As many bytes a control frame carries at most (RFC 6455, section 5.5).
pub const MAX_CONTROL_PAYLOAD: usize = 125;

/// The longest reason in a close frame, in bytes: what a control frame carries, without the two bytes of the code.
pub const MAX_CLOSE_REASON_BYTES: usize = MAX_CONTROL_PAYLOAD - 2;

/// The codes that a close frame may carry: the others are reserved, or stand for an ending without such a frame (RFC 6455,
/// section 7.4, and the registry of IANA).
pub const CLOSE_CODES: [RangeInclusive<u16>; 3] = [1000..=1003, 1007..=1014, 3000..=4999];

/// Whether a close frame may carry the code, as [`CLOSE_CODES`] says.
pub fn is_close_code(code: u16) -> bool {
    CLOSE_CODES.iter().any(|codes| codes.contains(&code))
}
