//! What each choice of parameters would have made of the messages of a session (RFC 7692, section 7.1).

#[cfg(not(target_arch = "wasm32"))]
mod compute;

use wire::deflate::{MAX_WINDOW_BITS, MIN_WINDOW_BITS};

#[cfg(not(target_arch = "wasm32"))]
pub use compute::compression_table;

/// How much is compressed for the table in each direction, in bytes: each byte is compressed fourteen times, and so much takes
/// some seconds.
pub const MAX_COMPARED: u64 = 8 << 20;

/// What the messages of one direction come to, in bytes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Column {
    /// How many messages were compressed.
    pub messages: u64,
    /// Their payloads.
    pub payload: u64,
    /// With each window, from the smallest to the largest: with the context of earlier messages, and without.
    pub sizes: Vec<(u64, u64)>,
}

/// A table with a row for each window, from [`MIN_WINDOW_BITS`] bits on.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CompressionTable {
    /// What was sent.
    pub sent: Column,
    /// What was received.
    pub received: Column,
    /// Whether there was more than [`MAX_COMPARED`] in a direction, and the table is about the first part of it.
    pub is_partial: bool,
}

impl CompressionTable {
    /// The windows of the rows, in bits.
    pub fn windows() -> impl Iterator<Item = u8> {
        MIN_WINDOW_BITS..=MAX_WINDOW_BITS
    }
}
