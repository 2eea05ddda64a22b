//! The buffers of the fast echo that no connection of a thread needs at the moment. A connection that is idle has none, and
//! what the last one used is still in the processor's cache when the next one needs it.

use std::cell::RefCell;

use crate::limits;

thread_local! {
    static SPARE: RefCell<Vec<Box<[u8]>>> = const { RefCell::new(Vec::new()) };
}

/// A buffer of [`limits::FAST_ECHO_BUFFER_SIZE`], with anything in it.
pub(crate) fn take() -> Box<[u8]> {
    let spare = SPARE.with_borrow_mut(Vec::pop);
    spare.unwrap_or_else(|| vec![0; limits::FAST_ECHO_BUFFER_SIZE].into())
}

/// Keeps a buffer for the next connection, if it is one of that size and there is room.
pub(crate) fn give(bytes: Box<[u8]>) {
    if bytes.len() == limits::FAST_ECHO_BUFFER_SIZE {
        // The thread may be ending; then the memory just goes.
        let given = SPARE.try_with(|spare| {
            let mut spare = spare.borrow_mut();
            if spare.len() < limits::MAX_SPARE_BUFFERS {
                spare.push(bytes);
            }
        });
        given.ok();
    }
}

/// Gives back the memory of all that this thread keeps.
pub(crate) fn release() {
    SPARE.take();
}

/// How many this thread keeps.
#[cfg(test)]
pub(crate) fn count() -> usize {
    SPARE.with_borrow(Vec::len)
}
