//! A whole session on its way into a file.

#[cfg_attr(target_arch = "wasm32", path = "session_export/web.rs")]
#[cfg_attr(not(target_arch = "wasm32"), path = "session_export/native.rs")]
mod platform;
mod source;
mod state;
mod writing;

use std::path::PathBuf;
use std::sync::Arc;

use egui::Context;

use crate::kit::language::Language;
use crate::kit::save::Outcome;
use crate::kit::task::Task;
use crate::shell::pending_export::{PendingExport, Remark};
#[cfg(target_arch = "wasm32")]
pub(crate) use platform::write_beside;
#[cfg(not(target_arch = "wasm32"))]
pub(crate) use source::SessionSource;
pub(crate) use state::SessionExport;

/// How a file is called that nobody has named.
pub(crate) const FILE_NAME: &str = "session.wscope.jsonl";

impl PendingExport for SessionExport {
    fn begin(self: Arc<Self>, path: PathBuf, replaces: bool, context: &Context) -> Task<Outcome> {
        platform::begin(self, path, replaces, context)
    }

    fn percent(&self) -> u64 {
        platform::percent(self)
    }

    fn cancel(&self) {
        self.source.cancel();
    }

    fn remark(&self, _language: Language) -> Option<Remark> {
        self.remark.lock().clone()
    }
}
