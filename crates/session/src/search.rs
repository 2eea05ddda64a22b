//! A filter at work on the log: looks at every message once, a page at a time, and goes on as messages arrive.
//!
//! On native a thread does it, in the browser a slice of each frame. Pages are looked through without the lock of the
//! record; what was found is added under a lock of its own, which is held for as long as it takes to note the numbers.

use std::sync::Arc;

use message_log::Seq;
use message_log::search::{Hits, Scan};
use parking_lot::{Mutex, MutexGuard};

use crate::recorded_event::RecordedEvent;
use crate::recorder::SharedRecorder;
use crate::waker::Waker;

/// What is searched for in a session.
pub(crate) type Filter = message_log::search::Filter<RecordedEvent>;

#[cfg_attr(target_arch = "wasm32", path = "search/runner_web.rs")]
#[cfg_attr(not(target_arch = "wasm32"), path = "search/runner_native.rs")]
mod runner;

use runner::Runner;

/// What was found so far.
#[derive(Debug)]
pub(crate) struct Found {
    /// The messages that pass the filter.
    pub hits: Hits,
    /// The first message that was not looked at.
    pub next: Seq,
}

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
                hits: Hits::default(),
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

/// What a runner works on.
struct Job {
    filter: Filter,
    recorder: SharedRecorder,
    found: Mutex<Found>,
}

/// How far a step has led.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Step {
    /// A page was looked at, and there is more.
    More,
    /// A page was looked at, and it was the last.
    Last,
    /// There was nothing to look at.
    Nothing,
}

impl Job {
    /// Looks at one page.
    fn step(&self) -> Step {
        let next = self.found.lock().next;
        let (kept, page) = {
            let recorder = self.recorder.read();
            (recorder.log.kept(), recorder.log.page_from(next))
        };
        let Some(page) = page else {
            self.found.lock().hits.drop_before(kept.start);
            return Step::Nothing;
        };
        let mut scan = Scan::new(self.filter.clone(), next);
        scan.advance(&page);
        self.note(&scan, kept.start);
        if scan.next() >= kept.end {
            Step::Last
        } else {
            Step::More
        }
    }

    fn note(&self, scan: &Scan<RecordedEvent>, oldest: Seq) {
        let mut found = self.found.lock();
        let hits = scan.hits();
        (0..hits.len())
            .filter_map(|index| hits.nth(index))
            .for_each(|seq| found.hits.push(seq));
        found.hits.drop_before(oldest);
        found.next = scan.next();
    }
}
