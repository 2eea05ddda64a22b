//! Looks for messages and events.

use message_log::search::Scan;
use message_log::{PageSource, Seq};
use parking_lot::Mutex;

use crate::conversation::Sieve;
use crate::recorded_event::RecordedEvent;
use crate::recorder::SharedRecorder;

use super::work::{Found, SearchWork, Step, Work};

/// What is searched for in a session: which rows a person wants to see.
pub type Filter = message_log::search::Filter<RecordedEvent>;

/// Looks for messages and events.
pub(crate) struct Job {
    filter: Filter,
    recorder: SharedRecorder,
    /// What is left out of what passes the filter.
    sieve: Option<Sifting>,
    found: Mutex<Found>,
}

/// Leaves rows out by their group.
struct Sifting {
    sieve: Sieve,
    /// Whether the last row that was looked at was folded.
    is_in_run: Mutex<bool>,
}

impl Job {
    /// Looks for messages.
    pub(crate) fn new(filter: Filter, sieve: Option<Sieve>, recorder: SharedRecorder) -> Self {
        Self {
            filter,
            recorder,
            sieve: sieve.map(|sieve| Sifting {
                sieve,
                is_in_run: Mutex::new(false),
            }),
            found: Found::nothing(),
        }
    }

    /// Notes what was found, and returns up to where everything is known.
    fn note(&self, scan: &Scan<RecordedEvent>, oldest: Seq) -> Seq {
        let matches = scan.matches();
        let all = (0..matches.len()).filter_map(|index| matches.nth(index));
        let mut rows: Vec<Seq> = all.collect();
        let known = match &self.sieve {
            Some(sifting) => sifting.sieve.sift(&mut rows, &mut sifting.is_in_run.lock()),
            None => scan.next(),
        };
        let mut found = self.found.lock();
        rows.into_iter().for_each(|seq| found.matches.push(seq));
        found.matches.drop_before(oldest);
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
            self.found.lock().matches.drop_before(kept.start);
            return Step::Nothing;
        };
        let mut scan = Scan::new(self.filter.clone(), next);
        scan.advance(&page);
        let known = self.note(&scan, kept.start);
        if known == next {
            // What these rows say is not known yet.
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
