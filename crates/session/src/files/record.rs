//! A record that is filled from a file, beside what shows it.

use std::collections::BTreeMap;
use std::sync::Arc;

use message_log::{Entry, Seq};
use parking_lot::{Mutex, RwLock};

use super::fields::Fields;
use super::frame_line::FileFrame;
use super::line::{Content, FileEntry};
use crate::frames::RestoredFrame;
use crate::recorded_event::RecordedEvent;
use crate::recorder::{Recorder, SharedRecorder};

/// A record that a session may be given, and that is filled from elsewhere, as from a file. Cheap to clone: all are the same.
#[derive(Clone)]
pub struct Record(pub(crate) SharedRecorder, pub(super) Arc<Mutex<KeptFields>>);

/// How much is kept of what this version does not know, in bytes as JSON: files of this version have none of it, and those of a later one
/// some in few lines.
const MAX_KEPT_FIELDS: usize = 16 << 20;

/// What this version does not know of the entries of a file, to be written again.
#[derive(Default)]
pub(super) struct KeptFields {
    fields: BTreeMap<Seq, Fields>,
    /// Of frames, by their names.
    of_frames: BTreeMap<Seq, Fields>,
    bytes: usize,
    /// Of so many entries it was not kept.
    lost: u64,
}

impl KeptFields {
    pub(super) fn keep(&mut self, seq: Seq, fields: Fields) {
        if self.has_room(&fields) {
            self.fields.insert(seq, fields);
        }
    }

    fn keep_of_frame(&mut self, frame: Seq, fields: Fields) {
        if self.has_room(&fields) {
            self.of_frames.insert(frame, fields);
        }
    }

    fn has_room(&mut self, fields: &Fields) -> bool {
        let bytes = serde_json::to_string(fields).map_or(usize::MAX, |json| json.len());
        let bytes = self.bytes.saturating_add(bytes);
        let has_room = bytes <= MAX_KEPT_FIELDS;
        if has_room {
            self.bytes = bytes;
        } else {
            self.lost += 1;
        }
        has_room
    }
}

impl Record {
    /// An empty one, which keeps at most `budget_bytes`.
    pub fn new(budget_bytes: u64) -> Self {
        Self(
            Arc::new(RwLock::new(Recorder::new(budget_bytes))),
            Arc::default(),
        )
    }

    /// Appends what a file has. Those who read wait meanwhile, so many entries should come in several parts.
    pub fn append(&self, entries: impl IntoIterator<Item = FileEntry>) {
        let mut recorder = self.0.write();
        for entry in entries {
            let FileEntry {
                at,
                content,
                unknown,
            } = entry;
            let seq = recorder.log.kept().end;
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
                    event => {
                        recorder.restore(&event);
                        recorder.note(event, at);
                    }
                },
            }
            if !unknown.is_empty() {
                self.1.lock().keep(seq, unknown);
            }
        }
    }

    /// Appends a frame that a file has, behind what was appended so far.
    pub fn append_frame(&self, frame: FileFrame) {
        let mut recorder = self.0.write();
        let behind = recorder.log.kept().end;
        self.restore_frame(&mut recorder, frame, behind);
    }

    /// The same, behind the entry of the file before this name.
    pub(super) fn restore_frame(&self, recorder: &mut Recorder, frame: FileFrame, behind: Seq) {
        let message = frame.message.and_then(|between| {
            let message = behind.get().checked_sub(between + 1)?;
            (message >= Seq::FIRST.get()).then(|| Seq::new(message))
        });
        let restored = RestoredFrame {
            at: frame.at,
            direction: frame.direction,
            bytes: &frame.bytes,
            message,
            is_hand_made: frame.is_hand_made,
        };
        if let Some(seq) = recorder.frames.restore(&restored)
            && !frame.unknown.is_empty()
        {
            self.1.lock().keep_of_frame(seq, frame.unknown);
        }
    }

    /// What this version does not know of a frame, to be written again.
    pub fn unknown_fields_of_frame(&self, frame: Seq) -> Option<Fields> {
        self.1.lock().of_frames.get(&frame).cloned()
    }

    /// What this version does not know of an entry, to be written again.
    pub fn unknown_fields(&self, seq: Seq) -> Option<Fields> {
        self.1.lock().fields.get(&seq).cloned()
    }

    /// Of how many entries that was too much to be kept.
    pub fn lost_fields(&self) -> u64 {
        self.1.lock().lost
    }
}
