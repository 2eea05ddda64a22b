//! A session that is saved, and how far that has come.

use std::sync::atomic::AtomicU64;

use parking_lot::Mutex;

use super::source::SessionSource;
use crate::kit::language::Language;
use crate::shell::pending_export::Remark;
use crate::shell::tab::Tab;

/// A session that is saved, and how far that has come.
pub(crate) struct SessionExport {
    pub(crate) source: SessionSource,
    /// Whether credentials are taken out.
    pub(super) is_shared: bool,
    /// For what is told of the file.
    pub(super) language: Language,
    /// How much of what follows the first reading is done, in percent.
    pub(super) percent_after: AtomicU64,
    pub(super) remark: Mutex<Option<Remark>>,
}

impl SessionExport {
    /// All that a tab has now, with its credentials or without.
    pub(crate) fn of(tab: &Tab, is_shared: bool, language: Language) -> Self {
        Self {
            source: SessionSource::of(tab),
            is_shared,
            language,
            percent_after: AtomicU64::new(0),
            remark: Mutex::new(None),
        }
    }
}
