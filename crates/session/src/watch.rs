//! Values that are watched: what a `JSONPath` selects in the messages of a session, as they come.
//!
//! A message is read as the inspector shows it: as what it says in the protocol of its connection, where that is known, or else as the
//! JSON that it is. Each path is looked for beside the window, by a thread of its own, a page of the log at a time: it can be added and
//! removed without a change to the others. What is kept of it does not grow: the latest value, counts, and a series for a plot.

mod beginning;
mod exact;
mod job;
mod measure;
mod path;
mod reading;
mod series;
mod table;

use std::sync::Arc;

use message_log::Seq;
use parking_lot::Mutex;

pub use beginning::Beginning;
pub use measure::{Latest, Measure, Place};
pub use path::{MAX_PATH_BYTES, PathError, Side, WatchedPath};
pub use series::{Point, Series};
pub use table::WatchTable;

use crate::search::Runner;
use crate::session::Session;
use job::{Job, State};

/// What a path selects in the messages of a session. Dropping it ends the work.
pub struct Watch {
    path: WatchedPath,
    state: Arc<Mutex<State>>,
    job: Arc<Job>,
    runner: Runner,
}

impl Watch {
    /// Begins with the oldest message that is kept, of which `beginning` tells.
    pub fn new(session: &Session, path: WatchedPath, beginning: Beginning) -> Self {
        let state = Arc::new(Mutex::new(State::default()));
        let job = Job::new(
            path.clone(),
            beginning,
            session.recorder(),
            Arc::clone(&state),
        );
        let job = Arc::new(job);
        let runner = Runner::start(Arc::clone(&job) as _, session.waker());
        Self {
            path,
            state,
            job,
            runner,
        }
    }

    /// Once a frame: looks on where something has arrived. Says whether it must be called again though nothing arrives.
    pub fn poll(&self) -> bool {
        self.runner.poll(&*self.job)
    }

    /// What is watched.
    pub fn path(&self) -> &WatchedPath {
        &self.path
    }

    /// The first message that was not looked at.
    pub fn next(&self) -> Seq {
        self.state.lock().next
    }

    /// What is known of its values, if that is more than when this was the first message that was not looked at.
    pub fn measure_since(&self, next: Option<Seq>) -> Option<(Seq, Measure)> {
        let state = self.state.lock();
        (next != Some(state.next)).then(|| (state.next, state.measure.clone()))
    }

    /// Counts anew: the rows before this one are gone.
    pub fn clear(&self, from: Seq) {
        self.state.lock().clear(from);
    }
}

#[cfg(test)]
mod tests;
