//! On a thread of its own, into a file of the system.

use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::Ordering;

use egui::Context;
use session::files::export;
use session::files::redact::Scratch as _;

use super::state::SessionExport;
use super::writing::{format_of, remark_on, write_shared};
use crate::kit::save::{Fill, Outcome, fill};
use crate::kit::task::Task;

pub(super) fn begin(
    this: Arc<SessionExport>,
    path: PathBuf,
    replaces: bool,
    context: &Context,
) -> Task<Outcome> {
    let named = path.clone();
    let write: Fill = Box::new(move |out| this.write(&named, out));
    fill(path, write, replaces, context)
}

/// What is shared is read once to learn what is secret, and once to be written.
pub(super) fn percent(this: &SessionExport) -> u64 {
    let done = this.percent_after.load(Ordering::Relaxed);
    let passes = if this.is_shared { 2 } else { 1 };
    (done + this.source.percent()) / passes
}

impl SessionExport {
    /// Writes it in the format that the name of the file tells.
    fn write(&self, path: &Path, out: &mut dyn Write) -> io::Result<()> {
        let (format, language) = (format_of(path), self.language);
        let lost = self.source.lost_fields();
        if self.is_shared {
            // Nobody finds it until it was searched.
            let scratch = tempfile::tempfile()?;
            let passed = || self.percent_after.store(100, Ordering::Relaxed);
            let (file, remark) = write_shared(&self.source, format, language, scratch, passed)?;
            io::copy(&mut file.reopen()?, out)?;
            *self.remark.lock() = Some(remark);
        } else {
            let (_, left_out) = export(&self.source, format, BufWriter::new(out))?;
            *self.remark.lock() = remark_on(left_out, lost, language);
        }
        Ok(())
    }
}
