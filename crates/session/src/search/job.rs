//! Looks for messages and events.

use message_log::search::Scan;
use message_log::{PageSource, Seq};
use parking_lot::Mutex;

use crate::recorded_event::RecordedEvent;
use crate::recorder::SharedRecorder;

use super::work::{Found, SearchWork, Step, Work};

/// What is searched for in a session: which rows a person wants to see.
pub type Filter = message_log::search::Filter<RecordedEvent>;

/// Looks for messages and events.
pub(crate) struct Job {
    filter: Filter,
    recorder: SharedRecorder,
    found: Mutex<Found>,
}

impl Job {
    /// Looks for messages.
    pub(crate) fn new(filter: Filter, recorder: SharedRecorder) -> Self {
        Self {
            filter,
            recorder,
            found: Found::nothing(),
        }
    }

    fn note(&self, scan: &Scan<RecordedEvent>, oldest: Seq) {
        let mut found = self.found.lock();
        let matches = scan.matches();
        (0..matches.len())
            .filter_map(|index| matches.nth(index))
            .for_each(|seq| found.matches.push(seq));
        found.matches.drop_before(oldest);
        found.next = scan.next();
    }
}

impl Work for Job {
    fn step(&self) -> Step {
        let next = self.found.lock().next;
        let (kept, found) = {
            let recorder = self.recorder.read();
            (recorder.log.kept(), recorder.log.locate(next))
        };
        let Some(page) = found.and_then(PageSource::read) else {
            self.found.lock().matches.drop_before(kept.start);
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
}

impl SearchWork for Job {
    fn found(&self) -> &Mutex<Found> {
        &self.found
    }
}
