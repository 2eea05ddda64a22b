//! On native a thread searches, and parks at the end of the log.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::Thread;

use super::work::{Step, Work};
use crate::waker::Waker;

/// The thread of one search. Dropping it ends the thread after the page it is at.
pub(crate) struct Runner {
    /// `None` if the system has no thread left: then frames do the work.
    thread: Option<Thread>,
    is_over: Arc<AtomicBool>,
}

impl Runner {
    pub(crate) fn start(work: Arc<dyn Work>, waker: Arc<Waker>) -> Self {
        let is_over = Arc::new(AtomicBool::new(false));
        let ends = Arc::clone(&is_over);
        let thread = std::thread::Builder::new()
            .name("wscope-search".to_owned())
            .spawn(move || {
                while !ends.load(Ordering::Acquire) {
                    let step = work.step();
                    // Only after progress: a window that is woken for nothing would wake this thread in turn.
                    if step != Step::Nothing {
                        waker.wake();
                    }
                    if step != Step::More {
                        // `poll` ends the rest, also if it is called before it begins.
                        std::thread::park();
                    }
                }
            });
        Self {
            thread: thread.ok().map(|handle| handle.thread().clone()),
            is_over,
        }
    }

    pub(crate) fn poll(&self, work: &dyn Work) -> bool {
        match &self.thread {
            Some(thread) => {
                thread.unpark();
                false
            }
            None => work.step() == Step::More,
        }
    }
}

impl Drop for Runner {
    fn drop(&mut self) {
        self.is_over.store(true, Ordering::Release);
        if let Some(thread) = &self.thread {
            thread.unpark();
        }
    }
}
