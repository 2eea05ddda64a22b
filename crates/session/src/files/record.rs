//! A record that is filled from a file, beside what shows it.

use std::sync::Arc;

use message_log::Entry;
use parking_lot::RwLock;

use super::line::{Content, FileEntry};
use crate::recorded_event::RecordedEvent;
use crate::recorder::{Recorder, SharedRecorder};

/// A record that a session may be given, and that is filled from elsewhere, as from a file. Cheap to clone: all are the same.
#[derive(Clone)]
pub struct Record(pub(crate) SharedRecorder);

impl Record {
    /// An empty one, which keeps at most `budget_bytes`.
    pub fn new(budget_bytes: u64) -> Self {
        Self(Arc::new(RwLock::new(Recorder::new(budget_bytes))))
    }

    /// Appends what a file has. Those who read wait meanwhile, so many entries should come in several parts.
    pub fn append(&self, entries: impl IntoIterator<Item = FileEntry>) {
        let mut recorder = self.0.write();
        for FileEntry { at, content, .. } in entries {
            match content {
                Content::Message {
                    direction,
                    kind,
                    payload,
                } => {
                    let entry = Entry {
                        direction,
                        kind,
                        at,
                    };
                    recorder.append_entry(entry, payload.into());
                }
                Content::Event(event) => match *event {
                    // The message has another name here.
                    RecordedEvent::Fragments { count, .. } => recorder.note_fragments(count, at),
                    event => drop(recorder.note(event, at)),
                },
            }
        }
    }
}
