//! Calls a function when something was recorded, once until it is reset.

use std::sync::atomic::{AtomicBool, Ordering};

/// A function that is called when something was recorded.
pub(crate) struct Waker {
    is_pending: AtomicBool,
    wake: Box<dyn Fn() + Send + Sync>,
}

impl Waker {
    pub(crate) fn new(wake: impl Fn() + Send + Sync + 'static) -> Self {
        Self {
            is_pending: AtomicBool::new(false),
            wake: Box::new(wake),
        }
    }

    /// Calls the function, unless it was called since the last [`Self::reset`].
    pub(crate) fn wake(&self) {
        if !self.is_pending.swap(true, Ordering::AcqRel) {
            (self.wake)();
        }
    }

    /// From here on the next record calls the function again. To be called before anything is read, so that nothing can
    /// be recorded unseen.
    pub(crate) fn reset(&self) {
        self.is_pending.store(false, Ordering::Release);
    }
}
