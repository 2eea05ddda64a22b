//! How much a decoder does for a payload that a stranger sent.

/// So many units of one message are told apart: a batch of calls is longer only when it is made to be.
pub const MAX_UNITS: usize = 1000;
/// Summaries are cut at so many bytes: as much as a row of the list shows of a payload.
pub const MAX_SUMMARY: usize = 256;
/// So many messages are taken for one: attachments of one event, pieces of one packet. What claims more is not joined.
pub const MAX_JOINED: usize = 256;
/// Values within values are decoded so deep: what reads them calls itself, and a stack ends.
pub const MAX_DEPTH: usize = 64;
/// Bytes that are neither text nor anything that is known are shown up to so many: more is looked at as hex.
pub(super) const MAX_SHOWN_BYTES: usize = 1024;
