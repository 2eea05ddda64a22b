//! Looks for messages and events.

use message_log::search::{Matches, Scan};
use message_log::{PageSource, Seq};
use parking_lot::Mutex;

use crate::recorded_event::RecordedEvent;
use crate::recorder::SharedRecorder;

use super::sieve::{Run, Sieve};
use super::work::{Found, SearchWork, Step, Work};

/// What is searched for in a session: which rows a person wants to see.
pub type Filter = message_log::search::Filter<RecordedEvent>;

/// Looks for messages and events.
pub(crate) struct Job {
    filter: Filter,
    recorder: SharedRecorder,
    /// What leaves rows out of what passes the filter, and with what the last row was folded.
    sieve: Option<(Sieve, Mutex<Run>)>,
    found: Mutex<Found>,
}

impl Job {
    /// Looks for messages.
    pub(crate) fn new(filter: Filter, sieve: Option<Sieve>, recorder: SharedRecorder) -> Self {
        let found = Found::nothing();
        if sieve.as_ref().is_some_and(Sieve::folds) {
            found.lock().unfolded = Some(Matches::default());
        }
        Self {
            filter,
            recorder,
            sieve: sieve.map(|sieve| (sieve, Mutex::default())),
            found,
        }
    }

    /// Notes what was found, and returns up to where it is known what is shown.
    fn note(&self, scan: &Scan<RecordedEvent>, oldest: Seq) -> Seq {
        let matches = scan.matches();
        let all = (0..matches.len()).filter_map(|index| matches.nth(index));
        let Some((sieve, run)) = &self.sieve else {
            let mut found = self.found.lock();
            all.for_each(|seq| found.matches.push(seq));
            found.drop_before(oldest);
            found.next = scan.next();
            return found.next;
        };
        let all: Vec<Seq> = all.collect();
        let (rows, known) = sieve.sift(&all, &mut run.lock());
        let mut found = self.found.lock();
        rows.shown
            .into_iter()
            .for_each(|seq| found.matches.push(seq));
        if let Some(unfolded) = &mut found.unfolded {
            rows.unfolded.into_iter().for_each(|seq| unfolded.push(seq));
        }
        found.drop_before(oldest);
        found.next = found.next.max(scan.next().min(known));
        found.next
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
            self.found.lock().drop_before(kept.start);
            return Step::Nothing;
        };
        let mut scan = Scan::new(self.filter.clone(), next);
        scan.advance(&page);
        let known = self.note(&scan, kept.start);
        if known == next {
            // What is said in these rows is not known yet. Who finds it out wakes the window, and that this.
            Step::Nothing
        } else if known >= kept.end {
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
