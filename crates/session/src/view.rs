//! Which rows of the log the list shows, and which of them match.

mod rows;

use std::collections::BTreeSet;
use std::ops::Range;

use message_log::Seq;
use message_log::search::{Matches, Pattern, Words};
use parking_lot::MutexGuard;

use crate::frame_query::{FrameFilter, FrameQuery, OpcodeWords};
use crate::log::LogMessage;
use crate::query::Query;
use crate::recorded_event::RecordedEvent;
use crate::search::{Filter, Found, Search, Sieve};
use crate::session::Session;

pub use rows::{Fold, ViewRows};

use rows::AllRows;

/// So many folded rows are unfolded by hand at most, the oldest first folded again: the place of each is looked up in each frame.
const MAX_UNFOLDED: usize = 256;

/// All rows, or those that a query lets through; and the matches of its text. Of messages and events; or, with another filter, of
/// frames.
#[derive(Default)]
pub struct View<F = Filter> {
    /// What is shown: `None` for everything.
    shown: Option<Search>,
    /// What will be shown once it has seen all that was there when it began. Until then the person keeps what they
    /// have: a list that fills from the top would carry them away from where they are.
    pending: Option<Pending>,
    /// The matches, where the other rows are shown as well.
    marked: Option<Search>,
    pattern: Option<Pattern>,
    /// Whether a text is looked for.
    has_text: bool,
    /// What the rows have to fulfil.
    filter: F,
    /// What leaves rows out besides, by what they say.
    sieve: Option<Sieve>,
    /// The rows that others are folded into and are unfolded.
    unfolded: BTreeSet<Seq>,
    /// While paused, the first message that is not shown.
    frozen: Option<Seq>,
    /// Whether other rows are shown since somebody asked.
    has_changed: bool,
}

/// The same of frames.
pub type FrameView = View<FrameFilter>;

struct Pending {
    search: Search,
    goal: Seq,
}

/// How a search for a text stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Progress {
    /// Messages with the text, so far.
    pub matches: u64,
    /// Which of them is selected, counted from 1, if one is.
    pub selected: Option<u64>,
    /// How much of the log was looked at.
    pub percent: u64,
}

/// Which way to jump from match to match.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Jump {
    /// To the next newer match.
    Newer,
    /// To the next older match.
    Older,
}

impl View {
    /// Looks for something else. `words` are those with which control frames and events are shown; `sieve` leaves rows out by what
    /// they say, or folds them.
    pub fn look_for(
        &mut self,
        query: &Query,
        sieve: Option<Sieve>,
        session: &Session,
        words: Words<RecordedEvent>,
    ) {
        self.pattern = query.pattern();
        self.has_text = self.pattern.is_some();
        let hidden_by = self.pattern.clone().filter(|_| query.hides_others);
        let marks = self.pattern.clone().filter(|_| !query.hides_others);
        let filter = |pattern| Filter {
            words: Some(words.clone()),
            ..query.filter(pattern)
        };
        self.marked = marks.map(|pattern| session.search(filter(Some(pattern)), sieve.clone()));
        let rows = filter(hidden_by);
        self.filter = rows.clone();
        self.sieve.clone_from(&sieve);
        let goal = session.with_log(|log| log.kept().end);
        let shows_all = rows.is_everything() && sieve.is_none();
        let search = (!shows_all).then(|| session.search(rows, sieve));
        self.show(search, goal);
    }

    /// What leaves rows out by what they say.
    pub fn sieve(&self) -> Option<&Sieve> {
        self.sieve.as_ref()
    }

    /// Whether the same must be looked for anew: what rows say turned out to be something else.
    pub fn is_outdated(&self) -> bool {
        self.sieve.as_ref().is_some_and(Sieve::is_outdated)
    }

    /// Unfolds what is folded into a row, or folds it again.
    pub fn toggle_fold(&mut self, row: u64) {
        if !self.unfolded.remove(&Seq::new(row)) {
            self.unfold(Seq::new(row));
        }
    }

    /// Folds all that was unfolded by hand.
    pub fn fold_all(&mut self) {
        self.unfolded.clear();
    }

    /// Unfolds the row into which another one is folded, so that it is shown.
    pub fn uncover(&mut self, row: u64) {
        let seq = Seq::new(row);
        let head = self.shown.as_ref().and_then(|search| {
            let found = search.found();
            let matches = &found.matches;
            let is_folded = is_in(found.all(), seq) && !is_in(matches, seq);
            is_folded.then(|| rows::head(&found, seq)).flatten()
        });
        if let Some(head) = head {
            self.unfold(head);
        }
    }

    fn unfold(&mut self, head: Seq) {
        self.unfolded.insert(head);
        if self.unfolded.len() > MAX_UNFOLDED {
            self.unfolded.pop_first();
        }
    }

    /// Freezes the rows, or lets them flow again.
    pub fn pause(&mut self, is_paused: bool, session: &Session) {
        self.frozen = is_paused.then(|| session.with_log(|log| log.kept().end));
    }

    /// Whether this message is among the rows, even if the search has not reached it yet.
    pub fn shows(&self, message: &LogMessage<'_>) -> bool {
        self.filter.is_match(message)
    }
}

impl FrameView {
    /// Looks for other frames. `words` are what an opcode is called. What does not match is hidden.
    pub fn look_for(&mut self, query: &FrameQuery, session: &Session, words: OpcodeWords) {
        self.filter = query.filter(words);
        self.pattern = self.filter.pattern().cloned();
        // The number of a message is no pattern.
        self.has_text = !query.text.is_empty();
        let goal = session.with_frames(|frames| frames.log().kept().end);
        let filter = self.filter.clone();
        let search = (!filter.is_everything()).then(|| session.search_frames(filter));
        self.show(search, goal);
    }
}

impl<F> View<F> {
    /// Shows what a search finds, or everything. `goal` is what comes after all that is there now.
    fn show(&mut self, search: Option<Search>, goal: Seq) {
        self.pending = search.map(|search| Pending { search, goal });
        if self.pending.is_none() {
            self.has_changed |= self.shown.is_some();
            self.shown = None;
        }
    }

    /// Whether the rows are frozen.
    pub fn is_paused(&self) -> bool {
        self.frozen.is_some()
    }

    /// Whether some rows are left out.
    pub fn is_filtered(&self) -> bool {
        self.shown.is_some()
    }

    /// Whether some rows are left out, or will be.
    pub fn is_filtering(&self) -> bool {
        self.shown.is_some() || self.pending.is_some()
    }

    /// What the rows have to fulfil.
    pub fn filter(&self) -> &F {
        &self.filter
    }

    /// What is looked for in the payloads.
    pub fn pattern(&self) -> Option<&Pattern> {
        self.pattern.as_ref()
    }

    /// Once a frame: looks at what has arrived. Says whether it must be called again though nothing arrives.
    pub fn poll(&mut self) -> bool {
        let pending = self.pending.as_ref().map(|pending| &pending.search);
        let searches = self.shown.iter().chain(pending).chain(&self.marked);
        let has_more = searches.fold(false, |more, search| search.poll() | more);
        if let Some(ready) = self.pending.take_if(|pending| pending.is_ready()) {
            self.shown = Some(ready.search);
            self.has_changed = true;
        }
        has_more
    }

    /// Whether other rows are shown since this was asked last.
    pub fn take_change(&mut self) -> bool {
        std::mem::take(&mut self.has_changed)
    }

    /// Lends the rows as they are in this frame. The search behind them waits meanwhile.
    pub fn with_rows<R>(&self, kept: Range<Seq>, look: impl FnOnce(&ViewRows<'_>) -> R) -> R {
        let all = match &self.shown {
            None => AllRows::Kept(kept.start.get()..kept.end.get()),
            Some(search) => AllRows::found(search.found(), &self.unfolded, self.frozen),
        };
        look(&ViewRows::new(all, self.frozen))
    }

    /// How many rows came since the pause began; `None` if they are not paused.
    pub fn held_back(&self, kept: Range<Seq>) -> Option<u64> {
        self.frozen?;
        Some(self.with_rows(kept, |rows| rows.all_len() - rows.len()))
    }

    /// How the search for the text stands, if there is one, and where in it the selected row is.
    pub fn progress(&self, kept: &Range<Seq>, selected: Option<u64>) -> Option<Progress> {
        let found = self.matches()?;
        let total = kept.end.get().saturating_sub(kept.start.get());
        let done = found.next.get().saturating_sub(kept.start.get());
        let matches = found.all();
        let place = |number: u64| {
            let seq = Seq::new(number);
            is_in(matches, seq).then(|| matches.rank(seq) + 1)
        };
        Some(Progress {
            matches: matches.len(),
            selected: selected.and_then(place),
            percent: (done * 100).checked_div(total).unwrap_or(100),
        })
    }

    /// The match to go to from `from`; without it the oldest match ([`Jump::Newer`]) or the newest ([`Jump::Older`]).
    pub fn jump(&self, from: Option<u64>, way: Jump) -> Option<u64> {
        let found = self.matches()?;
        let matches = found.all();
        let rank = |number: u64| matches.rank(Seq::new(number));
        let index = match (way, from) {
            (Jump::Newer, Some(from)) => rank(from.saturating_add(1)),
            (Jump::Newer, None) => 0,
            (Jump::Older, Some(from)) => rank(from).checked_sub(1)?,
            (Jump::Older, None) => matches.len().checked_sub(1)?,
        };
        matches.nth(index).map(Seq::get)
    }

    fn matches(&self) -> Option<MutexGuard<'_, Found>> {
        if !self.has_text {
            return None;
        }
        let pending = self.pending.as_ref().map(|pending| &pending.search);
        let search = self.marked.as_ref().or(pending).or(self.shown.as_ref())?;
        Some(search.found())
    }
}

impl Pending {
    fn is_ready(&self) -> bool {
        self.search.found().next >= self.goal
    }
}

fn is_in(matches: &Matches, seq: Seq) -> bool {
    matches.nth(matches.rank(seq)) == Some(seq)
}
