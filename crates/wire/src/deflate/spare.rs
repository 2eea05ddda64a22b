//! Contexts of zlib that no message needs at the moment.
//!
//! One of a connection whose messages do not refer to each other is needed only while a message is read or sent. Kept until the
//! connection rests, they would be as many as connections: spread over the memory, so that an allocator cannot give it back.

use std::cell::RefCell;
use std::thread::LocalKey;

/// So many of a kind are kept by a thread: each message has one at a time, and few are under way.
const MAX_SPARE: usize = 2;

/// The contexts of a thread, each with the bits of its window.
pub(super) type Spare<T> = RefCell<Vec<(u8, T)>>;

/// A context with such a window, if there is one to spare.
pub(super) fn take<T>(spare: &'static LocalKey<Spare<T>>, window_bits: u8) -> Option<T> {
    // The thread may be ending.
    spare
        .try_with(|spare| {
            let mut spare = spare.borrow_mut();
            let index = spare.iter().position(|(bits, _)| *bits == window_bits)?;
            Some(spare.swap_remove(index).1)
        })
        .ok()
        .flatten()
}

/// Keeps a context for the next message, if there is room. It must have been reset.
pub(super) fn give<T>(spare: &'static LocalKey<Spare<T>>, window_bits: u8, context: T) {
    let given = spare.try_with(|spare| {
        let mut spare = spare.borrow_mut();
        // The oldest goes: windows may be asked for that nobody needs again.
        if spare.len() == MAX_SPARE {
            spare.remove(0);
        }
        spare.push((window_bits, context));
    });
    given.ok();
}
