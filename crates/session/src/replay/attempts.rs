//! To which attempt to connect an entry of a file belongs.

use crate::files::{EntryContent, FileEntry};
use crate::recorded_event::RecordedEvent;

/// Counts attempts: each session of a file begins one, and so does each event that says so.
#[derive(Debug, Default)]
pub(super) struct Attempts {
    count: u64,
    /// Whether nothing belongs to the current one yet.
    is_fresh: bool,
}

impl Attempts {
    /// A session begins.
    pub(super) fn begin(&mut self) {
        self.count += 1;
        self.is_fresh = true;
    }

    /// The attempt to which this belongs, from 1 on.
    pub(super) fn place_of(&mut self, entry: &FileEntry) -> u64 {
        let (begins, is_used) = match &entry.content {
            EntryContent::Event(event) => (
                matches!(**event, RecordedEvent::Connecting { .. }),
                matches!(**event, RecordedEvent::Opened),
            ),
            EntryContent::Message { .. } => (false, true),
        };
        self.count += u64::from(begins && !self.is_fresh);
        self.is_fresh &= !begins && !is_used;
        self.count
    }
}
