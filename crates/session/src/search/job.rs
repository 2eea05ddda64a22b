//! What a search does, a page at a time.

use message_log::search::{Matches, Scan};
use message_log::{PageSource, Seq};
use parking_lot::Mutex;

use crate::recorded_event::RecordedEvent;
use crate::recorder::SharedRecorder;

/// What is searched for in a session: which rows a person wants to see.
pub type Filter = message_log::search::Filter<RecordedEvent>;

/// What was found so far.
#[derive(Debug)]
pub(crate) struct Found {
    /// The messages that pass the filter.
    pub matches: Matches,
    /// The first message that was not looked at.
    pub next: Seq,
}

/// What a runner works on.
pub(super) struct Job {
    pub(super) filter: Filter,
    pub(super) recorder: SharedRecorder,
    pub(super) found: Mutex<Found>,
}

/// How far a step has led.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Step {
    /// A page was looked at, and there is more.
    More,
    /// A page was looked at, and it was the last.
    Last,
    /// There was nothing to look at.
    Nothing,
}

impl Job {
    /// Looks at one page.
    pub(super) fn step(&self) -> Step {
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
