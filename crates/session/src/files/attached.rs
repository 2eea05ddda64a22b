//! A file of which a record has pages.

use std::sync::Arc;

use message_log::{ArchiveId, Seq};

use super::archive::FileArchive;
use super::index::{FilePage, Known};
use super::record::Record;

/// A file of which pages may be appended to a record.
#[derive(Clone, Debug)]
pub struct AttachedFile {
    archive: Arc<FileArchive>,
    id: ArchiveId,
}

impl Record {
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
        let seq_after = |before: usize| Seq::new(seqs.start.get() + before as u64);
        for known in page.known {
            match known {
                Known::Event(at, before, event) => {
                    recorder.learn(&event, at, seq_after(before));
                }
                Known::Messages(direction, amount) => {
                    recorder.connections.count(direction, amount);
                }
                Known::Fields(before, fields) => self.1.lock().keep(seq_after(before), fields),
            }
        }
    }
}
