//! What is saved piece by piece, and how far that has come.

use std::path::PathBuf;
use std::sync::Arc;

use egui::Context;

use crate::features::messages::Export;
use crate::kit::language::Language;
use crate::kit::save::{Fill, Outcome, fill};
use crate::kit::task::Task;

/// Something that is saved piece by piece, beside the window.
pub(crate) trait PendingExport: Send + Sync {
    /// Begins to write it into this file.
    fn begin(self: Arc<Self>, path: PathBuf, replaces: bool, context: &Context) -> Task<Outcome>;

    /// How much of it is written.
    fn percent(&self) -> u64;

    /// Ends the writing: nothing is saved then.
    fn cancel(&self);

    /// What a person has to know of the file that was written, if something.
    fn remark(&self, _language: Language) -> Option<Remark> {
        None
    }
}

/// What a person has to know of a file.
#[derive(Clone)]
pub(crate) struct Remark {
    /// It goes on after what is told of every file.
    pub(crate) text: String,
    /// Whether something is missing in it.
    pub(crate) is_bad: bool,
}

impl PendingExport for Export {
    fn begin(self: Arc<Self>, path: PathBuf, replaces: bool, context: &Context) -> Task<Outcome> {
        let write: Fill = Box::new(move |out| self.write(out));
        fill(path, write, replaces, context)
    }

    fn percent(&self) -> u64 {
        Self::percent(self)
    }

    fn cancel(&self) {
        Self::cancel(self);
    }
}
