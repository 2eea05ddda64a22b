use std::ops::Range;
use std::sync::Arc;

use crate::page::{Page, VIEW_BYTES};
use crate::{Message, Seq};

/// Consecutive messages that can be read without the log: cheap to clone, and they stay as long as
/// the view does, even if the log forgets them.
#[derive(Debug)]
pub struct PageView<E = ()> {
    first: Seq,
    page: Arc<Page<E>>,
}

const _: () = assert!(size_of::<PageView>() == VIEW_BYTES);

// Derived, it would ask `E` to be `Clone`.
impl<E> Clone for PageView<E> {
    fn clone(&self) -> Self {
        Self {
            first: self.first,
            page: Arc::clone(&self.page),
        }
    }
}

impl<E> PageView<E> {
    pub(crate) fn new(first: Seq, page: Page<E>) -> Self {
        Self {
            first,
            page: Arc::new(page),
        }
    }

    /// The names of the messages inside. Never empty.
    pub fn seqs(&self) -> Range<Seq> {
        self.first..self.first.plus(self.page.len())
    }

    /// A message, or `None` if it is not in this view.
    pub fn get(&self, seq: Seq) -> Option<Message<'_, E>> {
        let contains = self.seqs().contains(&seq);
        contains.then(|| self.page.message(seq.since(self.first), seq))
    }

    /// The messages from `seq` on that are in this view, in order.
    pub fn messages_from(&self, seq: Seq) -> impl Iterator<Item = Message<'_, E>> {
        let indices = seq.since(self.first)..self.page.len();
        indices.map(|index| self.page.message(index, self.first.plus(index)))
    }

    /// The number of a message, as [`MessageLog::number_of`](crate::MessageLog::number_of) says it.
    pub fn number_of(&self, seq: Seq) -> Option<u64> {
        let contains = self.seqs().contains(&seq);
        let number = || self.page.number(seq, seq.since(self.first));
        contains.then(number).flatten()
    }

    /// How many events the log had before this message, which must be in this view.
    pub fn events_before(&self, seq: Seq) -> u64 {
        let index = seq.since(self.first).min(self.page.len() - 1);
        self.page.all_events_before(index)
    }

    /// What a message or an event takes, as the log counts it: its payload, or what was told of the event.
    pub fn bytes_of(&self, seq: Seq) -> u64 {
        let index = seq.since(self.first).min(self.page.len() - 1);
        self.page.bytes_counted(index)
    }

    pub(crate) fn first(&self) -> Seq {
        self.first
    }

    pub(crate) fn page(&self) -> &Arc<Page<E>> {
        &self.page
    }
}
