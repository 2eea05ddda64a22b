//! A filter at work on the log: looks at every message, or every frame, once, a page at a time, and goes on as they arrive.
//!
//! On native a thread does it, in the browser a slice of each frame. Pages are looked through without the lock of the
//! record; what was found is added under a lock of its own, which is held for as long as it takes to note the numbers.

use std::sync::Arc;

use parking_lot::MutexGuard;

use crate::waker::Waker;

mod frames;
mod job;
#[cfg_attr(target_arch = "wasm32", path = "search/runner_web.rs")]
#[cfg_attr(not(target_arch = "wasm32"), path = "search/runner_native.rs")]
mod runner;
mod sieve;
mod work;

pub(crate) use frames::FrameJob;
pub use job::Filter;
pub(crate) use job::Job;
pub(crate) use runner::Runner;
pub use sieve::Sieve;
pub(crate) use sieve::{Rows, Run, Sift};
pub(crate) use work::Found;
use work::SearchWork;
pub(crate) use work::{Step, Work};

/// A search that grows by itself. Dropping it ends it.
pub(crate) struct Search {
    work: Arc<dyn SearchWork>,
    runner: Runner,
}

impl Search {
    /// Begins to look, from the oldest message or frame on.
    pub(crate) fn new(work: impl SearchWork + 'static, waker: Arc<Waker>) -> Self {
        let work: Arc<dyn SearchWork> = Arc::new(work);
        let runner = Runner::start(Arc::clone(&work) as _, waker);
        Self { work, runner }
    }

    /// Once a frame: looks on where something has arrived. Says whether it must be called again though nothing arrives.
    pub(crate) fn poll(&self) -> bool {
        self.runner.poll(&*self.work)
    }

    /// What was found. Hold it for a frame at most: the search waits meanwhile.
    pub(crate) fn found(&self) -> MutexGuard<'_, Found> {
        self.work.found().lock()
    }
}
