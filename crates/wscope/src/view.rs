//! Which rows of the log the list shows.

use std::ops::Range;
use std::sync::MutexGuard;

use message_log::search::Filter;
use message_log::{Direction, Seq};
use virtual_list::Rows;

use crate::search::{Found, Search};
use crate::session::Session;

/// All rows, or those that a filter lets through.
#[derive(Default)]
pub struct View {
    /// What is shown: `None` for everything.
    shown: Option<Search>,
    /// What will be shown once it has seen all that was there when it began. Until then the person keeps what they
    /// have: a list that fills from the top would carry them away from where they are.
    coming: Option<Coming>,
}

struct Coming {
    search: Search,
    goal: Seq,
}

/// The rows of a view as they are in this frame.
pub enum RowsOfFrame<'a> {
    /// All that is kept: the ids are the numbers themselves.
    All(Range<u64>),
    /// What a filter lets through.
    Found(MutexGuard<'a, Found>),
}

impl View {
    /// Shows only what was received, or everything.
    pub fn show_received_only(&mut self, only: bool, session: &Session) {
        *self = Self {
            shown: self.shown.take().filter(|_| only),
            coming: only.then(|| Coming::new(session)),
        };
    }

    /// Once a frame: looks at what has arrived. Says whether it must be called again though nothing arrives.
    pub fn go_on(&mut self) -> bool {
        let searches = self
            .shown
            .iter()
            .chain(self.coming.as_ref().map(|coming| &coming.search));
        let has_more = searches.fold(false, |more, search| search.go_on() | more);
        if let Some(ready) = self.coming.take_if(|coming| coming.is_ready()) {
            self.shown = Some(ready.search);
        }
        has_more
    }

    /// The rows in this frame.
    pub fn rows(&self, kept: Range<Seq>) -> RowsOfFrame<'_> {
        match &self.shown {
            None => RowsOfFrame::All(kept.start.get()..kept.end.get()),
            Some(search) => RowsOfFrame::Found(search.found()),
        }
    }
}

impl Coming {
    fn new(session: &Session) -> Self {
        let filter = Filter {
            directions: [Direction::Received].into_iter().collect(),
            ..Filter::default()
        };
        Self {
            goal: session.recorder().log.kept().end,
            search: Search::new(filter, session),
        }
    }

    fn is_ready(&self) -> bool {
        self.search.found().next >= self.goal
    }
}

impl Rows for RowsOfFrame<'_> {
    fn len(&self) -> u64 {
        match self {
            Self::All(kept) => kept.len(),
            Self::Found(found) => found.hits.len(),
        }
    }

    fn id_at(&self, index: u64) -> u64 {
        match self {
            Self::All(kept) => kept.id_at(index),
            Self::Found(found) => found.hits.nth(index).map_or(0, Seq::get),
        }
    }

    fn index_of(&self, id: u64) -> u64 {
        match self {
            Self::All(kept) => kept.index_of(id),
            Self::Found(found) => found.hits.rank(Seq::new(id)),
        }
    }
}
