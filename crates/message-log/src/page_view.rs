use std::ops::Range;
use std::sync::Arc;

use crate::page::{Page, VIEW_BYTES};
use crate::{Message, Seq};

/// Consecutive messages that can be read without the log: cheap to clone, and they stay as long as
/// the view does, even if the log forgets them.
#[derive(Clone, Debug)]
pub struct PageView {
    first: Seq,
    page: Arc<Page>,
}

const _: () = assert!(size_of::<PageView>() == VIEW_BYTES);

impl PageView {
    pub(crate) fn new(first: Seq, page: Page) -> Self {
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
    pub fn get(&self, seq: Seq) -> Option<Message<'_>> {
        let contains = self.seqs().contains(&seq);
        contains.then(|| self.page.message(seq.since(self.first), seq))
    }

    /// The messages from `seq` on that are in this view, in order.
    pub fn messages_from(&self, seq: Seq) -> impl Iterator<Item = Message<'_>> {
        let indices = seq.since(self.first)..self.page.len();
        indices.map(|index| self.page.message(index, self.first.plus(index)))
    }

    pub(crate) fn first(&self) -> Seq {
        self.first
    }

    pub(crate) fn page(&self) -> &Arc<Page> {
        &self.page
    }
}
