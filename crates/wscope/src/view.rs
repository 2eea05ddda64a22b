//! Which rows of the log the list shows.

use std::ops::Range;
use std::time::Duration;

use message_log::search::{Filter, Hits, Scan};
use message_log::{Direction, MessageLog, Seq};
use virtual_list::Rows;
use web_time::Instant;

/// All rows, or those that a filter lets through.
#[derive(Debug, Default)]
pub enum View {
    /// Everything that was recorded.
    #[default]
    All,
    /// What was received.
    ReceivedOnly(Box<Scan>),
}

/// The rows of a view as they are in this frame.
pub enum RowsOfFrame<'a> {
    /// All that is kept: the ids are the numbers themselves.
    All(Range<u64>),
    /// The hits of a filter.
    Hits(&'a Hits),
}

impl View {
    /// A view of everything, or only of what was received.
    pub fn new(received_only: bool) -> Self {
        if !received_only {
            return Self::All;
        }
        let filter = Filter {
            directions: [Direction::Received].into_iter().collect(),
            ..Filter::default()
        };
        Self::ReceivedOnly(Box::new(Scan::new(filter, Seq::FIRST)))
    }

    /// Whether it hides what was sent and what happened to the connection.
    pub fn is_received_only(&self) -> bool {
        matches!(self, Self::ReceivedOnly(_))
    }

    /// Looks through what came since the last call, for at most about `patience`. Says whether it
    /// has seen everything. `next_page` is called with the lock held; the search runs without.
    pub fn catch_up(
        &mut self,
        patience: Duration,
        with_log: impl Fn(&mut dyn FnMut(&MessageLog)),
    ) -> bool {
        let Self::ReceivedOnly(scan) = self else {
            return true;
        };
        let start = Instant::now();
        loop {
            let mut page = None;
            with_log(&mut |log| {
                scan.drop_before(log.kept().start);
                page = log.page_from(scan.next());
            });
            let Some(page) = page else { return true };
            scan.advance(&page);
            if start.elapsed() >= patience {
                return false;
            }
        }
    }

    /// The rows in this frame.
    pub fn rows(&self, kept: Range<Seq>) -> RowsOfFrame<'_> {
        match self {
            Self::All => RowsOfFrame::All(kept.start.get()..kept.end.get()),
            Self::ReceivedOnly(scan) => RowsOfFrame::Hits(scan.hits()),
        }
    }
}

impl Rows for RowsOfFrame<'_> {
    fn len(&self) -> u64 {
        match self {
            Self::All(kept) => kept.end - kept.start,
            Self::Hits(hits) => hits.len(),
        }
    }

    fn id_at(&self, index: u64) -> u64 {
        match self {
            Self::All(kept) => kept.start + index,
            Self::Hits(hits) => hits.nth(index).map_or(0, Seq::get),
        }
    }

    fn index_of(&self, id: u64) -> u64 {
        match self {
            Self::All(kept) => id.clamp(kept.start, kept.end) - kept.start,
            Self::Hits(hits) => hits.rank(Seq::new(id)),
        }
    }
}
