//! A record that is filled from a file, beside what shows it.

use std::sync::Arc;

use message_log::{ArchiveId, Entry, Seq};
use parking_lot::RwLock;

use super::archive::FileArchive;
use super::index::{FilePage, Known};
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

    /// From now on pages of this file may be appended.
    pub fn attach(&self, archive: Arc<FileArchive>) -> AttachedFile {
        let fault = archive.fault();
        let id = self.0.write().attach(Arc::clone(&archive) as _, fault);
        AttachedFile { archive, id }
    }

    /// Appends what lies in a file, without reading it. Where messages came from elsewhere meanwhile, it is read: it comes after
    /// those, which are in memory.
    pub fn append_page(&self, file: &AttachedFile, page: FilePage) {
        let mut recorder = self.0.write();
        let seqs = match recorder.log.append_archived(file.id, page.place) {
            Ok(seqs) => seqs,
            Err(place) => {
                drop(recorder);
                self.append(file.archive.entries(place.place()));
                return;
            }
        };
        for known in page.known {
            match known {
                Known::Event(at, before, event) => {
                    let seq = Seq::new(seqs.start.get() + before as u64);
                    recorder.learn(&event, at, seq);
                }
                Known::Messages(direction, amount) => {
                    recorder.connections.count(direction, amount);
                }
            }
        }
    }
}

/// A file of which pages may be appended to a record.
#[derive(Clone, Debug)]
pub struct AttachedFile {
    archive: Arc<FileArchive>,
    id: ArchiveId,
}
