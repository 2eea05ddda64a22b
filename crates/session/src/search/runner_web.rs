//! In the browser each frame gives the search a slice of its time.

use std::sync::Arc;
use std::time::Duration;

use web_time::Instant;

use super::work::{Step, Work};
use crate::waker::Waker;

/// How much of a frame the search may take: a quarter of what 60 frames a second leave.
const SLICE: Duration = Duration::from_millis(4);

/// Nothing runs by itself here.
pub(crate) struct Runner;

impl Runner {
    pub(crate) fn start(_work: Arc<dyn Work>, _waker: Arc<Waker>) -> Self {
        Self
    }

    #[expect(clippy::unused_self, reason = "the same interface as on native")]
    pub(crate) fn poll(&self, work: &dyn Work) -> bool {
        let start = Instant::now();
        while work.step() == Step::More {
            if start.elapsed() >= SLICE {
                return true;
            }
        }
        false
    }
}
