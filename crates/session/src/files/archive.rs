//! A file that holds what is not in memory.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};
use std::path::Path;
use std::sync::Arc;

use message_log::{Archive, Entry, PageBuilder, Place, Seq};
use parking_lot::Mutex;

use super::fault::LineFault;
use super::line::{FileEntry, LentContent, LentEntry, LentLine};
use crate::read_fault::{FirstFault, ReadFault};
use crate::recorded_event::RecordedEvent;

/// A file of lines from which messages and events are read that are not in memory.
#[derive(Debug)]
pub struct FileArchive {
    file: Mutex<File>,
    fault: Arc<FirstFault>,
}

impl FileArchive {
    /// Reads from this file, which was opened for reading and lies at this path.
    pub(crate) fn new(path: &Path, file: File) -> Self {
        Self {
            file: Mutex::new(file),
            fault: Arc::new(FirstFault::new(path)),
        }
    }

    /// What goes wrong with it.
    pub(crate) fn fault(&self) -> Arc<FirstFault> {
        Arc::clone(&self.fault)
    }

    /// The messages and events at this place, as far as they can be read.
    pub(super) fn entries(&self, place: Place) -> Vec<FileEntry> {
        let bytes = self.bytes(place);
        let entries = entries(&bytes).filter_map(Result::ok);
        entries.map(LentEntry::into_owned).collect()
    }

    /// What stands there, as far as it can be read.
    fn bytes(&self, place: Place) -> Vec<u8> {
        let mut bytes = Vec::new();
        if let Err(error) = self.read_into(place, &mut bytes) {
            self.fault.note(ReadFault::Io(error.to_string()));
        }
        bytes
    }

    fn read_into(&self, place: Place, bytes: &mut Vec<u8>) -> io::Result<()> {
        let mut file = self.file.lock();
        file.seek(SeekFrom::Start(place.offset))?;
        (&mut *file).take(place.bytes).read_to_end(bytes)?;
        Ok(())
    }
}

impl Archive<RecordedEvent> for FileArchive {
    fn read(&self, place: Place, page: &mut PageBuilder<RecordedEvent>) {
        let bytes = self.bytes(place);
        // Where each line is an entry, one that cannot be read keeps its place. Elsewhere there were others between them.
        let entries: Vec<_> = entries(&bytes).collect();
        let is_each = entries.len() == page.missing();
        for entry in entries {
            let is_read = entry.is_ok_and(|entry| push(page, entry));
            if !is_read && is_each {
                let (event, bytes) = self.unreadable();
                page.push_unreadable(event, bytes);
                self.fault.note(ReadFault::Changed);
            }
        }
        if page.missing() > 0 {
            self.fault.note(ReadFault::Changed);
        }
    }

    fn unreadable(&self) -> (RecordedEvent, u64) {
        (RecordedEvent::Unreadable, 0)
    }
}

/// The lines that are not empty.
fn lines(bytes: &[u8]) -> impl Iterator<Item = &[u8]> {
    let lines = bytes.split(|byte| *byte == b'\n').map(<[u8]>::trim_ascii);
    lines.filter(|line| !line.is_empty())
}

/// What lines have that are no frames: those are not among messages.
fn entries(bytes: &[u8]) -> impl Iterator<Item = Result<LentEntry<'_>, LineFault>> {
    lines(bytes).filter_map(|line| match LentLine::parse(line) {
        Ok(LentLine::Entry(entry)) => Some(Ok(entry)),
        Ok(LentLine::Frame(_)) => None,
        Err(fault) => Some(Err(fault)),
    })
}

fn push(page: &mut PageBuilder<RecordedEvent>, entry: LentEntry<'_>) -> bool {
    match entry.content {
        LentContent::Message {
            direction,
            kind,
            payload,
        } => {
            let at = entry.at;
            let new = Entry {
                direction,
                kind,
                at,
            };
            page.push(new, &payload)
        }
        LentContent::Event(event) => {
            let event = renamed(*event, entry.number, page);
            let bytes = event.bytes();
            page.push_event(entry.at, event, bytes)
        }
    }
}

/// A message that is named by its place in the record from which the file was written, by its place in this one.
fn renamed(
    event: RecordedEvent,
    written: Option<u64>,
    page: &PageBuilder<RecordedEvent>,
) -> RecordedEvent {
    let RecordedEvent::Fragments {
        number: Some(number),
        count,
        ..
    } = event
    else {
        return event;
    };
    // It lies so many places before the event.
    let distance = written.and_then(|written| written.checked_sub(number));
    let number = distance.and_then(|distance| page.next().get().checked_sub(distance));
    let message = number.map(|number| page.messages_before(Seq::new(number)) + 1);
    RecordedEvent::Fragments {
        number,
        message,
        count,
    }
}
