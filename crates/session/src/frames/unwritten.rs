//! Frames that are cleared before they are written into a file: they stay until that has happened.

use std::collections::VecDeque;

use message_log::{Message, PageView, Seq};

use super::Frames;

/// The pages of such frames, in order.
#[derive(Debug, Default)]
pub(super) struct Unwritten(VecDeque<PageView>);

impl Frames {
    /// The frames are about to be cleared. Those from this one on are still to be written.
    pub(crate) fn keep_unwritten(&mut self, from: Seq) {
        let pages = &mut self.unwritten.0;
        // What was put back is kept here already.
        let kept = pages.back().map(|last| last.seqs().end);
        let mut next = kept.map_or(from, |end| end.max(from));
        while let Some(page) = self.log.page_from(next) {
            next = page.seqs().end;
            pages.push_back(page);
        }
    }

    /// A frame that is kept, or was cleared and is still to be written.
    pub(crate) fn unwritten(&self, seq: Seq) -> Option<Message<'_>> {
        let cleared = self.unwritten.0.iter().find_map(|page| page.get(seq));
        cleared.or_else(|| self.log.get(seq))
    }

    /// The first of those.
    pub(crate) fn first_unwritten(&self) -> Seq {
        let kept = self.log.kept().start;
        let cleared = self.unwritten.0.front();
        cleared.map_or(kept, |page| page.seqs().start.min(kept))
    }

    /// Whether frames are kept for being written that come before this one, and need not be any more.
    #[cfg(not(target_arch = "wasm32"))]
    pub(crate) fn has_written(&self, to: Seq) -> bool {
        let first = self.unwritten.0.front();
        first.is_some_and(|page| page.seqs().end <= to)
    }

    /// Those before this one are written.
    #[cfg(not(target_arch = "wasm32"))]
    pub(crate) fn forget_written(&mut self, to: Seq) {
        while self.has_written(to) {
            self.unwritten.0.pop_front();
        }
    }

    /// Nobody writes them any more.
    #[cfg(not(target_arch = "wasm32"))]
    pub(crate) fn forget_unwritten(&mut self) {
        self.unwritten.0.clear();
    }
}
