//! The numbers of channels.

/// What a channel is for. Forwarded ports have numbers without names.
pub(super) const CHANNELS: [&str; 5] = ["stdin", "stdout", "stderr", "error", "resize"];
pub(super) const ERROR: u8 = 3;
pub(super) const RESIZE: u8 = 4;
/// Closes the channel whose number follows, since version 5.
pub(super) const CLOSE: u8 = 255;
