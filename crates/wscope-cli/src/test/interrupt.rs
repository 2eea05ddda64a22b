//! A signal ends all scripts.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::{self, Thread};

use parking_lot::Mutex;

/// Whether a signal came, for all threads that carry out scripts.
#[derive(Clone, Default)]
pub(super) struct Interrupt(Arc<State>);

#[derive(Default)]
struct State {
    is_set: AtomicBool,
    threads: Mutex<Vec<Thread>>,
}

impl Interrupt {
    /// Wakes the thread that calls this when a signal comes.
    pub(super) fn register(&self) {
        self.0.threads.lock().push(thread::current());
    }

    /// A signal came.
    pub(super) fn interrupt(&self) {
        self.0.is_set.store(true, Ordering::Release);
        self.0.threads.lock().iter().for_each(Thread::unpark);
    }

    pub(super) fn is_interrupted(&self) -> bool {
        self.0.is_set.load(Ordering::Acquire)
    }
}
