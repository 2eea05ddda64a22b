//! Frames that are cleared before they are written into a file: they stay until that has happened.

use std::collections::VecDeque;

use message_log::{Message, MessageLog, PageView, Seq};

/// The pages of such frames, in order.
#[derive(Debug, Default)]
pub(super) struct Unwritten(VecDeque<PageView>);

impl Unwritten {
    /// The frames of this log are about to be cleared. Those from this one on are still to be written.
    pub(super) fn keep(&mut self, log: &MessageLog, from: Seq) {
        // What was put back is kept here already.
        let kept = self.0.back().map(|last| last.seqs().end);
        let mut next = kept.map_or(from, |end| end.max(from));
        while let Some(page) = log.page_from(next) {
            next = page.seqs().end;
            self.0.push_back(page);
        }
    }

    /// One of these frames.
    pub(super) fn get(&self, seq: Seq) -> Option<Message<'_>> {
        self.0.iter().find_map(|page| page.get(seq))
    }

    /// The first of them, if there are any.
    pub(super) fn first(&self) -> Option<Seq> {
        Some(self.0.front()?.seqs().start)
    }

    /// Whether there are some that come before this one.
    #[cfg(not(target_arch = "wasm32"))]
    pub(super) fn has_before(&self, end: Seq) -> bool {
        let first = self.0.front();
        first.is_some_and(|page| page.seqs().end <= end)
    }

    /// Those before this one are written.
    #[cfg(not(target_arch = "wasm32"))]
    pub(super) fn forget_before(&mut self, end: Seq) {
        while self.has_before(end) {
            self.0.pop_front();
        }
    }

    /// Nobody writes them any more.
    #[cfg(not(target_arch = "wasm32"))]
    pub(super) fn forget_all(&mut self) {
        self.0.clear();
    }
}
