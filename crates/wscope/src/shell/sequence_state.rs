//! The sequence that is open, and what the window knows of its file.

use std::path::PathBuf;

use crate::features::sequences::Sequence;
use crate::kit::attach::Attaching;

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
    /// Whether the person quits although it is not saved.
    pub(super) may_be_lost: bool,
}

/// A script that is being chosen and read.
pub(super) struct OpeningScript {
    pub(super) attaching: Attaching,
    /// Where it lies, if that is known.
    pub(super) path: Option<PathBuf>,
}
