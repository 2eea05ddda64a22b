//! What was removed, and is kept for a while.

use session::Taken;
use web_time::Instant;

#[cfg(not(target_arch = "wasm32"))]
use crate::features::watch::Watched;
use crate::kit::tab_id::TabId;
use crate::shell::tab::Tab;

/// What can be brought back. There is one at a time, so no more is kept than one tab may keep.
pub(super) struct Undo {
    pub(super) until: Instant,
    pub(super) removed: Removed,
}

/// What was removed.
pub(super) enum Removed {
    /// The rows of a tab.
    Rows { tab: TabId, log: Box<Taken> },
    /// A tab, where it was. Its connection is closed.
    Tab { place: usize, tab: Box<Tab> },
    /// What was watched in a tab, at this place.
    #[cfg(not(target_arch = "wasm32"))]
    Watched {
        tab: TabId,
        place: usize,
        watched: Box<Watched>,
    },
}
