//! The sequence that is open, and what the window knows of its file.

use std::path::PathBuf;

use crate::features::sequences::Sequence;
use crate::kit::attach::Attaching;

/// So many sequences that were not saved are kept when others are opened: of the longest a few megabytes.
const MAX_REPLACED: usize = 20;

/// The sequence that is open, and what the window knows of its file.
#[derive(Default)]
pub(super) struct SequenceState {
    pub(super) sequence: Sequence,
    /// Those that were not saved, instead of which others were opened: what was typed can be brought back, the last one first.
    pub(super) replaced: Vec<Sequence>,
    /// The file that is being chosen and read.
    pub(super) opening: Option<OpeningScript>,
    /// The text that is on its way into a file.
    pub(super) being_saved: Option<String>,
    /// Whether the person wants to quit when it has arrived there.
    pub(super) quits_when_saved: bool,
    /// Whether the person quits although it is not saved.
    pub(super) may_be_lost: bool,
}

impl SequenceState {
    /// Opens a sequence. Says whether the one before has something that is in no file, and is kept.
    pub(super) fn open(&mut self, sequence: Sequence) -> bool {
        let Some(before) = self.exchange(sequence) else {
            return false;
        };
        if self.replaced.len() == MAX_REPLACED {
            self.replaced.remove(0);
        }
        self.replaced.push(before);
        true
    }

    /// Brings back the one that was replaced last. What it replaces in turn comes back after all others. Says whether there was one.
    pub(super) fn put_back(&mut self) -> bool {
        let Some(sequence) = self.replaced.pop() else {
            return false;
        };
        let before = self.exchange(sequence);
        self.replaced.splice(0..0, before);
        true
    }

    /// What is saved now is something else, or nothing.
    pub(super) fn forget_saving(&mut self) {
        self.being_saved = None;
        self.quits_when_saved = false;
    }

    fn exchange(&mut self, sequence: Sequence) -> Option<Sequence> {
        let mut before = std::mem::replace(&mut self.sequence, sequence);
        before.reset();
        (before.is_changed() && !before.is_empty()).then_some(before)
    }
}

/// A script that is being chosen and read.
pub(super) struct OpeningScript {
    pub(super) attaching: Attaching,
    /// Where it lies, if that is known.
    pub(super) path: Option<PathBuf>,
}
