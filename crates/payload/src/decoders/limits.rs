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
/// A summary has the beginning of a message up to so many bytes, and says beside what it is.
pub(super) const MAX_PREVIEW: usize = 160;
/// All compressed parts of a message together are decompressed up to so many bytes: a few bytes may stand for gigabytes.
pub(super) const MAX_DECOMPRESSED: usize = 16 * 1024 * 1024;
/// For a row only so much is decompressed: what it has room for.
pub(super) const MAX_DECOMPRESSED_PREVIEW: usize = 4096;
/// Encodings within encodings are looked for so deep: each level reads the bytes again.
pub(super) const MAX_LAYERS: usize = 4;
/// A string of JSON that is shorter is not taken for Base64: words, ids and keys are of the same letters.
pub(super) const MIN_BASE64: usize = 24;
/// So many strings of a message are looked at for Base64: each is decoded for that, and nobody looks at more.
pub(super) const MAX_BASE64_STRINGS: usize = 10_000;
/// A map with more keys is shown as pairs: whether none comes twice is found out by sorting them.
pub(super) const MAX_KEYS: usize = 65_536;
/// A tree has so many bytes, and the last value that begins before: as many as a message may have. A message that is made for it
/// has millions of values of a byte each, which take thirty times as much in JSON.
pub(super) const MAX_TREE: usize = 64 * 1024 * 1024;
