//! The runs of a server.

use std::collections::HashMap;
use std::sync::Arc;

use parking_lot::Mutex;
use tokio::time::Instant;

use super::run::{Plan, Run};
use crate::limits;

/// The runs of a server.
pub(crate) struct Runs {
    /// For clients that name none. It has no end.
    shared: Arc<Run>,
    by_name: Mutex<HashMap<String, Arc<Run>>>,
}

/// There is no run of this name.
#[derive(Debug)]
pub(crate) struct UnknownRun;

impl Runs {
    pub(crate) fn new() -> Self {
        Self {
            shared: Arc::new(Run::new(String::new(), Plan::default(), None)),
            by_name: Mutex::default(),
        }
    }

    /// Begins a run. `None` if there are as many as there may be.
    pub(crate) fn begin(&self, plan: Plan) -> Option<Arc<Run>> {
        let mut runs = self.by_name.lock();
        runs.retain(|_, run| !run.is_abandoned());
        if runs.len() >= limits::MAX_RUNS {
            return None;
        }
        let name = format!("{:016x}", fastrand::u64(..));
        let run = Arc::new(Run::new(name.clone(), plan, Some(limits::MAX_RUN_TIME)));
        runs.insert(name, run.clone());
        Some(run)
    }

    /// The run of this name, or the one that everybody shares.
    pub(crate) fn find(&self, name: Option<&str>) -> Result<Arc<Run>, UnknownRun> {
        let run = match name {
            None | Some("") => Some(self.shared.clone()),
            Some(name) => self.by_name.lock().get(name).cloned(),
        };
        let run = run.ok_or(UnknownRun)?;
        run.counters.lock().last_used = Instant::now();
        Ok(run)
    }
}
