//! Calls a function when something was recorded, once until it is reset.

use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::Thread;

use parking_lot::RwLock;

/// A function that is called when something was recorded.
pub(crate) struct Waker {
    is_pending: AtomicBool,
    wake: Box<dyn Fn() + Send + Sync>,
    /// What follows the record by itself, whether a window looks or not.
    threads: RwLock<Vec<Thread>>,
}

impl Waker {
    pub(crate) fn new(wake: impl Fn() + Send + Sync + 'static) -> Self {
        Self {
            is_pending: AtomicBool::new(false),
            wake: Box::new(wake),
            threads: RwLock::default(),
        }
    }

    /// From now on this thread is unparked whenever something was recorded.
    #[cfg(not(target_arch = "wasm32"))]
    pub(crate) fn add_thread(&self, thread: Thread) {
        self.threads.write().push(thread);
    }

    /// No longer.
    #[cfg(not(target_arch = "wasm32"))]
    pub(crate) fn remove_thread(&self, thread: &Thread) {
        self.threads.write().retain(|it| it.id() != thread.id());
    }

    /// Calls the function, unless it was called since the last [`Self::reset`].
    pub(crate) fn wake(&self) {
        self.threads.read().iter().for_each(Thread::unpark);
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
