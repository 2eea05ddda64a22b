//! How a payload reads: lines of a long text, JSON indented without a change to any token, hex, and characters made visible.
//! And the way back: what a typed text becomes as the payload of a message.
//!
//! # The decision that shaped it
//!
//! A payload may have 64 MiB, and a window has a few milliseconds a frame to show it. So nothing here is done at once: an index
//! of lines ([`lines`]) and an indented text ([`json`]) grow piece by piece, by as much as the caller asks for, and what is
//! shown of a row is bounded ([`visible`]).
//!
//! # What was rejected
//!
//! *A JSON value.* Parsed and printed again, numbers lose digits, keys their order, and characters the way they were
//! escaped: just what a person may be looking for.

pub mod decoders;
pub mod diff;
pub mod folds;
pub mod gzip;
pub mod json;
pub mod json_error;
pub mod json_path;
pub mod json_tokens;
pub mod lines;
pub mod object;
#[cfg(any(test, feature = "fuzzing"))]
pub mod properties;
pub mod schema;
pub mod typed;
pub mod visible;
#[cfg(feature = "zstd")]
pub mod zstandard;
