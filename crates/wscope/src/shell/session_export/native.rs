//! On a thread of its own, into a file of the system.

use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use egui::Context;
use session::files::export;

use super::state::SessionExport;
use super::writing::{format_of, remark_on};
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

pub(super) fn percent(this: &SessionExport) -> u64 {
    this.source.percent()
}

impl SessionExport {
    /// Writes it in the format that the name of the file tells.
    fn write(&self, path: &Path, out: &mut dyn Write) -> io::Result<()> {
        let lost = self.source.lost_fields();
        let (_, left_out) = export(&self.source, format_of(path), BufWriter::new(out))?;
        *self.remark.lock() = remark_on(left_out, lost, self.language);
        Ok(())
    }
}
