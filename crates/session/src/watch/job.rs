//! Looks for what a path selects, a page at a time.

use std::sync::Arc;

use message_log::{PageSource, Seq};
use parking_lot::Mutex;

use super::beginning::Beginning;
use super::measure::Measure;
use super::path::WatchedPath;
use super::reading::{Document, Reading};
use crate::recorder::SharedRecorder;
use crate::search::{Step, Work};

pub(super) struct Job {
    path: WatchedPath,
    recorder: SharedRecorder,
    reading: Mutex<(Reading, Seq)>,
    state: Arc<Mutex<State>>,
}

/// What is known so far.
pub(super) struct State {
    pub(super) measure: Measure,
    /// As it was before messages that may be told once more.
    before_early: Option<Measure>,
    /// The first message that was not looked at.
    pub(super) next: Seq,
    /// Messages before this one do not count.
    from: Seq,
}

impl Default for State {
    fn default() -> Self {
        Self {
            measure: Measure::default(),
            before_early: None,
            next: Seq::FIRST,
            from: Seq::FIRST,
        }
    }
}

impl State {
    pub(super) fn clear(&mut self, from: Seq) {
        *self = Self {
            from,
            // Who asks what is new gets the empty measure.
            next: from,
            ..Self::default()
        };
    }

    fn note(&mut self, document: &Document<'_>, path: &WatchedPath) {
        if document.is_early {
            let measure = &self.measure;
            self.before_early.get_or_insert_with(|| measure.clone());
        } else if let Some(before) = self.before_early.take() {
            self.measure = before;
        }
        if document.place.seq < self.from || !path.side().has(document.direction) {
            return;
        }
        for selected in document.select(path) {
            self.measure.note(document.place, &selected);
        }
    }
}

impl Job {
    pub(super) fn new(
        path: WatchedPath,
        beginning: Beginning,
        recorder: SharedRecorder,
        state: Arc<Mutex<State>>,
    ) -> Self {
        Self {
            path,
            recorder,
            reading: Mutex::new((Reading::new(beginning), Seq::FIRST)),
            state,
        }
    }
}

impl Work for Job {
    fn step(&self) -> Step {
        let mut reading = self.reading.lock();
        let (reading, next) = &mut *reading;
        let (end, found) = {
            let recorder = self.recorder.read();
            (recorder.log.kept().end, recorder.log.locate(*next))
        };
        let Some(page) = found.and_then(PageSource::read) else {
            return Step::Nothing;
        };
        let first = page.seqs().start;
        let mut missed = 0;
        if *next > Seq::FIRST {
            let from = self.state.lock().from.max(*next);
            missed += first.get().saturating_sub(from.get());
        }
        let too_large = reading.too_large;
        for message in page.messages_from(*next) {
            reading.read(&message, page.number_of(message.seq), &mut |document| {
                self.state.lock().note(document, &self.path);
            });
        }
        missed += reading.too_large - too_large;
        *next = page.seqs().end;
        let mut state = self.state.lock();
        state.measure.missed += missed;
        state.next = *next;
        if *next >= end { Step::Last } else { Step::More }
    }
}
