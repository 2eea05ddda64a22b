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
        let first = recorder.log.kept().end;
        if let Err(place) = recorder.log.append_archived(file.id, page.place) {
            drop(recorder);
            self.append(file.archive.entries(place.place()));
            let mut recorder = self.0.write();
            for known in page.known {
                if let Known::Frame(before, frame) = known {
                    self.restore_frame(&mut recorder, frame, Seq::new(first.get() + before as u64));
                }
            }
            return;
        }
        let seq_after = |before: usize| Seq::new(first.get() + before as u64);
        for known in page.known {
            match known {
                Known::Event(at, before, event) => {
                    recorder.restore(&event);
                    recorder.learn(&event, at, seq_after(before));
                }
                Known::Messages(direction, amount) => {
                    recorder.connections.count(direction, amount);
                }
                Known::Frame(before, frame) => {
                    self.restore_frame(&mut recorder, frame, seq_after(before));
                }
                Known::Fields(before, fields) => self.1.lock().keep(seq_after(before), fields),
            }
        }
    }
}
