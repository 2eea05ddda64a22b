//! A session that is saved, and how far that has come.

#[cfg(target_arch = "wasm32")]
use std::sync::atomic::AtomicU64;

use parking_lot::Mutex;

use super::source::SessionSource;
use crate::kit::language::Language;
use crate::shell::pending_export::Remark;
use crate::shell::tab::Tab;

/// A session that is saved, and how far that has come.
pub(crate) struct SessionExport {
    pub(crate) source: SessionSource,
    /// For what is told of the file.
    pub(super) language: Language,
    /// How much of what follows the first reading is done, in percent.
    #[cfg(target_arch = "wasm32")]
    pub(super) percent_after: AtomicU64,
    pub(super) remark: Mutex<Option<Remark>>,
}

impl SessionExport {
    /// All that a tab has now.
    pub(crate) fn of(tab: &Tab, language: Language) -> Self {
        Self {
            source: SessionSource::of(tab),
            language,
            #[cfg(target_arch = "wasm32")]
            percent_after: AtomicU64::new(0),
            remark: Mutex::new(None),
        }
    }
}
