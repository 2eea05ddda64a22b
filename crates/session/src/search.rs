//! A filter at work on the log: looks at every message once, a page at a time, and goes on as messages arrive.
//!
//! On native a thread does it, in the browser a slice of each frame. Pages are looked through without the lock of the
//! record; what was found is added under a lock of its own, which is held for as long as it takes to note the numbers.

use std::sync::Arc;

use message_log::Seq;
use message_log::search::Matches;
use parking_lot::{Mutex, MutexGuard};

use crate::recorder::SharedRecorder;
use crate::waker::Waker;

mod job;
#[cfg_attr(target_arch = "wasm32", path = "search/runner_web.rs")]
#[cfg_attr(not(target_arch = "wasm32"), path = "search/runner_native.rs")]
mod runner;

pub use job::Filter;
pub(crate) use job::Found;
use job::Job;
use runner::Runner;

/// A search that grows by itself. Dropping it ends it.
pub(crate) struct Search {
    job: Arc<Job>,
    runner: Runner,
}

impl Search {
    /// Begins to look for what passes the filter, from the oldest message on.
    pub(crate) fn new(filter: Filter, recorder: SharedRecorder, waker: Arc<Waker>) -> Self {
        let job = Arc::new(Job {
            filter,
            recorder,
            found: Mutex::new(Found {
                matches: Matches::default(),
                next: Seq::FIRST,
            }),
        });
        let runner = Runner::start(Arc::clone(&job), waker);
        Self { job, runner }
    }

    /// Once a frame: looks on where something has arrived. Says whether it must be called again though nothing arrives.
    pub(crate) fn poll(&self) -> bool {
        self.runner.poll(&self.job)
    }

    /// What was found. Hold it for a frame at most: the search waits meanwhile.
    pub(crate) fn found(&self) -> MutexGuard<'_, Found> {
        self.job.found.lock()
    }
}
