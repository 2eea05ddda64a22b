//! What of the log is not in memory.

use std::ops::Range;
use std::sync::Arc;
use std::sync::atomic::Ordering;

use super::{LOADED_SHARE, MessageLog};
use crate::archive::{Archive, ArchiveId, ArchivedPage, Stub};
use crate::{PageView, Seq};

/// What can be read back.
impl<E> MessageLog<E> {
    /// Says where messages may lie that are not in memory.
    pub fn attach(&mut self, archive: Arc<dyn Archive<E>>) -> ArchiveId {
        self.archives.push(archive);
        ArchiveId(self.archives.len() as u32 - 1)
    }

    /// Whether what is not in an archive yet must be kept, budget or not, because somebody is writing it there. Who appends has
    /// to wait for that: [`oldest_after`](Self::oldest_after).
    pub fn hold_unarchived(&mut self, holds: bool) {
        self.holds_unarchived = holds;
        if holds {
            // So that an archive begins with a page.
            self.seal();
        }
        self.forget_oldest();
    }

    /// The first message that lies in no archive, and none after it does.
    pub fn archived_to(&self) -> Seq {
        self.stubs
            .last()
            .map_or(self.first, Stub::end)
            .max(self.first)
    }

    /// These messages were appended before and lie in an archive now, so that they may leave memory: the first of them, and how
    /// many events the log had before it. They come after all that were told of before.
    pub fn set_archived(
        &mut self,
        archive: ArchiveId,
        first: Seq,
        earlier_events: u64,
        page: ArchivedPage,
    ) {
        let is_next = self.stubs.last().is_none_or(|last| last.end() <= first);
        if is_next && !page.is_empty() {
            self.stubs
                .push(Stub::new(first, earlier_events, archive, page));
        }
    }

    /// Lets go of what was read back and is looked at no more, if it is more than its share of the budget. To be called now and
    /// then, as once a frame.
    pub fn trim(&mut self) {
        let share = self.budget_bytes / LOADED_SHARE;
        if *self.loaded_bytes.get_mut() > share {
            let used = |(index, stub): (usize, &Stub<E>)| Some((stub.used()?, index));
            let mut loaded: Vec<_> = self.stubs.iter().enumerate().filter_map(used).collect();
            loaded.sort_unstable();
            // What was looked at last may be larger than all of the share, and is looked at again.
            loaded.pop();
            for (_, index) in loaded {
                if *self.loaded_bytes.get_mut() <= share {
                    break;
                }
                *self.loaded_bytes.get_mut() -= self.stubs[index].unload();
            }
        }
        self.forget_oldest();
    }

    /// Lets go of all that was read back.
    pub(super) fn unload_all(&mut self) {
        for stub in &mut self.stubs {
            stub.unload();
        }
        *self.loaded_bytes.get_mut() = 0;
    }

    /// Whether [`trim`](Self::trim) has something to do.
    pub fn has_much_loaded(&self) -> bool {
        self.loaded_bytes.load(Ordering::Relaxed) > self.budget_bytes / LOADED_SHARE
    }

    /// Appends messages that lie in an archive. Gives them back if they cannot be told of in this way, because messages are in
    /// memory or an archive is being written: they come after those.
    ///
    /// # Errors
    /// With what was to be appended.
    pub fn append_archived(
        &mut self,
        archive: ArchiveId,
        page: ArchivedPage,
    ) -> Result<Range<Seq>, ArchivedPage> {
        let is_in_memory = self.open.is_some() || !self.sealed.is_empty();
        if is_in_memory || self.holds_unarchived || page.is_empty() {
            return Err(page);
        }
        self.counters += page.counts().counters();
        self.began.get_or_insert(page.base());
        let (first, events) = (self.next, page.events());
        self.next = first.plus(page.len());
        self.set_archived(archive, first, self.events, page);
        self.events += events;
        Ok(first..self.next)
    }

    /// Whether all of these lie in an archive.
    pub(super) fn is_archived(&self, seqs: &Range<Seq>) -> bool {
        let mut next = seqs.start;
        let after = self.stubs.partition_point(|stub| stub.first <= next);
        let Some(index) = after.checked_sub(1) else {
            return false;
        };
        for stub in &self.stubs[index..] {
            if next >= seqs.end || !stub.contains(next) {
                break;
            }
            next = stub.end();
        }
        next >= seqs.end
    }

    pub(super) fn archive(&self, stub: &Stub<E>) -> Option<&Arc<dyn Archive<E>>> {
        self.archives.get(stub.archive.0 as usize)
    }

    /// What a stub stands for, read if it is not in memory.
    pub(super) fn load<'a>(&'a self, stub: &'a Stub<E>) -> Option<&'a PageView<E>> {
        let now = self.looks.fetch_add(1, Ordering::Relaxed);
        stub.load(self.archive(stub)?, now, |bytes| {
            self.loaded_bytes.fetch_add(bytes, Ordering::Relaxed);
        })
    }

    /// How much of what was appended may be in memory, in bytes.
    pub(super) fn memory_limit(&self) -> u64 {
        if self.stubs.is_empty() && !self.holds_unarchived {
            return self.budget_bytes;
        }
        let loaded = self.loaded_bytes.load(Ordering::Relaxed);
        let share = loaded.max(self.budget_bytes / LOADED_SHARE);
        self.budget_bytes.saturating_sub(share)
    }

    /// Counts all that is kept before the end of the first page as dropped. Of that page, only a part may be in an archive.
    pub(super) fn count_dropped(&mut self, seqs: &Range<Seq>) {
        let mut rest = self.first;
        let before = self.stubs.partition_point(|stub| stub.first < seqs.end);
        for mut stub in self.stubs.drain(..before) {
            if stub.first >= self.first {
                self.counters.drop_all(&stub.page.counts().counters());
                rest = stub.end();
            }
            *self.loaded_bytes.get_mut() -= stub.unload();
        }
        if let Some(view) = self.sealed.front() {
            let part = view.page().counters_from(rest.since(seqs.start));
            self.counters.drop_all(&part);
        }
    }
}
