//! Which rows of the log the list shows, and which of them are hits.

use std::ops::Range;
use std::sync::MutexGuard;

use message_log::search::{Filter, Pattern};
use message_log::{Message, Seq};
use virtual_list::Rows;

use crate::language::Language;
use crate::query::Query;
use crate::search::{Found, Search};
use crate::session::Session;
use crate::words;

/// All rows, or those that a query lets through; and the hits of its text.
#[derive(Default)]
pub struct View {
    /// What is shown: `None` for everything.
    shown: Option<Search>,
    /// What will be shown once it has seen all that was there when it began. Until then the person keeps what they
    /// have: a list that fills from the top would carry them away from where they are.
    coming: Option<Coming>,
    /// The hits, where the other rows are shown as well.
    marked: Option<Search>,
    pattern: Option<Pattern>,
    /// What the rows have to fulfil.
    filter: Filter,
    /// While paused, the first message that is not shown.
    frozen: Option<Seq>,
    /// Whether other rows are shown since somebody asked.
    has_changed: bool,
}

struct Coming {
    search: Search,
    goal: Seq,
}

/// How a search for a text stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Progress {
    /// Messages with the text, so far.
    pub hits: u64,
    /// How much of the log was looked at.
    pub percent: u64,
}

/// Which way to jump from hit to hit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Jump {
    /// To the next newer hit.
    Newer,
    /// To the next older hit.
    Older,
}

impl View {
    /// Looks for something else, in the words of this language.
    pub fn look_for(&mut self, query: &Query, session: &Session, language: Language) {
        self.pattern = query.pattern();
        let hidden_by = self.pattern.clone().filter(|_| query.hides_others);
        let marks = self.pattern.clone().filter(|_| !query.hides_others);
        let filter = |pattern| Filter {
            words: Some(words::searched(language)),
            ..query.filter(pattern)
        };
        self.marked = marks.map(|pattern| Search::new(filter(Some(pattern)), session));
        let rows = filter(hidden_by);
        self.filter = rows.clone();
        if rows.is_everything() {
            self.has_changed |= self.shown.is_some();
            self.shown = None;
            self.coming = None;
        } else {
            self.coming = Some(Coming::new(rows, session));
        }
    }

    /// Freezes the rows, or lets them flow again.
    pub fn pause(&mut self, is_paused: bool, session: &Session) {
        self.frozen = is_paused.then(|| session.recorder().log.kept().end);
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
        self.shown.is_some() || self.coming.is_some()
    }

    /// Whether this message is among the rows, or would be.
    pub fn shows(&self, message: &Message<'_>) -> bool {
        self.filter.is_match(message)
    }

    /// What is looked for in the payloads.
    pub fn pattern(&self) -> Option<&Pattern> {
        self.pattern.as_ref()
    }

    /// Once a frame: looks at what has arrived. Says whether it must be called again though nothing arrives.
    pub fn go_on(&mut self) -> bool {
        let coming = self.coming.as_ref().map(|coming| &coming.search);
        let searches = self.shown.iter().chain(coming).chain(&self.marked);
        let has_more = searches.fold(false, |more, search| search.go_on() | more);
        if let Some(ready) = self.coming.take_if(|coming| coming.is_ready()) {
            self.shown = Some(ready.search);
            self.has_changed = true;
        }
        has_more
    }

    /// Whether other rows are shown since this was asked last.
    pub fn take_change(&mut self) -> bool {
        std::mem::take(&mut self.has_changed)
    }

    /// The rows in this frame.
    pub fn rows(&self, kept: Range<Seq>) -> RowsOfFrame<'_> {
        let all = match &self.shown {
            None => AllRows::Kept(kept.start.get()..kept.end.get()),
            Some(search) => AllRows::Found(search.found()),
        };
        let len = self.frozen.map_or(all.len(), |end| all.index_of(end.get()));
        RowsOfFrame { all, len }
    }

    /// How the search for the text stands, if there is one.
    pub fn progress(&self, kept: &Range<Seq>) -> Option<Progress> {
        let found = self.hits()?;
        let total = kept.end.get().saturating_sub(kept.start.get());
        let done = found.next.get().saturating_sub(kept.start.get());
        Some(Progress {
            hits: found.hits.len(),
            percent: (done * 100).checked_div(total).unwrap_or(100),
        })
    }

    /// The hit to go to from `number`, or from the end that is nearer to the way it goes.
    pub fn jump(&self, from: Option<u64>, way: Jump) -> Option<u64> {
        let found = self.hits()?;
        let hits = &found.hits;
        let rank = |number: u64| hits.rank(Seq::new(number));
        let index = match (way, from) {
            (Jump::Newer, Some(from)) => rank(from.saturating_add(1)),
            (Jump::Newer, None) => 0,
            (Jump::Older, Some(from)) => rank(from).checked_sub(1)?,
            (Jump::Older, None) => hits.len().checked_sub(1)?,
        };
        hits.nth(index).map(Seq::get)
    }

    fn hits(&self) -> Option<MutexGuard<'_, Found>> {
        self.pattern.as_ref()?;
        let coming = self.coming.as_ref().map(|coming| &coming.search);
        let search = self.marked.as_ref().or(coming).or(self.shown.as_ref())?;
        Some(search.found())
    }
}

impl Coming {
    fn new(filter: Filter, session: &Session) -> Self {
        Self {
            goal: session.recorder().log.kept().end,
            search: Search::new(filter, session),
        }
    }

    fn is_ready(&self) -> bool {
        self.search.found().next >= self.goal
    }
}

/// The rows of a view as they are in this frame. While it is alive, a search behind it waits.
pub struct RowsOfFrame<'a> {
    all: AllRows<'a>,
    /// Fewer than all while paused.
    len: u64,
}

enum AllRows<'a> {
    /// All that is kept: the ids are the numbers themselves.
    Kept(Range<u64>),
    /// What a filter lets through.
    Found(MutexGuard<'a, Found>),
}

impl RowsOfFrame<'_> {
    /// How many rows came since the pause began.
    pub fn held_back(&self) -> u64 {
        self.all.len() - self.len
    }
}

impl Rows for RowsOfFrame<'_> {
    fn len(&self) -> u64 {
        self.len
    }

    fn id_at(&self, index: u64) -> u64 {
        self.all.id_at(index)
    }

    fn index_of(&self, id: u64) -> u64 {
        self.all.index_of(id).min(self.len)
    }
}

impl Rows for AllRows<'_> {
    fn len(&self) -> u64 {
        match self {
            Self::Kept(kept) => kept.len(),
            Self::Found(found) => found.hits.len(),
        }
    }

    fn id_at(&self, index: u64) -> u64 {
        match self {
            Self::Kept(kept) => kept.id_at(index),
            Self::Found(found) => found.hits.nth(index).map_or(0, Seq::get),
        }
    }

    fn index_of(&self, id: u64) -> u64 {
        match self {
            Self::Kept(kept) => kept.index_of(id),
            Self::Found(found) => found.hits.rank(Seq::new(id)),
        }
    }
}
