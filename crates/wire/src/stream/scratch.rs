//! Memory that is needed while a message is compressed or decompressed, and not between two.
//!
//! It belongs to the thread: that of each connection would lie between what connections hold for long, where an allocator
//! cannot give it back.

use std::cell::RefCell;
use std::thread::LocalKey;

/// What is larger than most messages need is not kept, in bytes.
const MAX_KEPT: usize = 256 * 1024;

/// Memory for one purpose.
pub(super) type Scratch = RefCell<Vec<u8>>;

/// An empty vector, mostly with the capacity that it had when it was given back.
pub(super) fn take(scratch: &'static LocalKey<Scratch>) -> Vec<u8> {
    // The thread may be ending.
    scratch.try_with(RefCell::take).unwrap_or_default()
}

/// Keeps it for the next message, without what is in it.
pub(super) fn give(scratch: &'static LocalKey<Scratch>, mut bytes: Vec<u8>) {
    bytes.clear();
    // One that was never used must not take the place of one that was.
    if (1..=MAX_KEPT).contains(&bytes.capacity()) {
        scratch.try_with(|scratch| scratch.replace(bytes)).ok();
    }
}
