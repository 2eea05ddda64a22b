//! A session without credentials on its way into a file that is to be shared.

use std::fs::File;
use std::io::{self, BufWriter, Seek as _, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use egui::Context;
use parking_lot::Mutex;
use session::files::redact::{Keep, Redactor, Rules, SecretSearch};
use session::files::{Compressor, ExportSource as _, FileEntry, FileProgress, FileWriter, Format};

use crate::features::share::{Replaced, ShareForm, Shared};
use crate::kit::language::Language;
use crate::kit::save::{Fill, Outcome, fill};
use crate::kit::task::Task;
use crate::shell::pending_export::{PendingExport, Remark};
use crate::shell::session_export::SessionSource;
use crate::shell::tab::Tab;
use crate::shell::texts::Text;

/// It is read once to learn what is secret, and once to be written.
const PASSES: u64 = 2;

/// A session that is saved without credentials, and how far that has come.
pub(crate) struct ShareExport {
    pub(super) source: SessionSource,
    /// For why it was not written.
    language: Language,
    /// How often it was read.
    passes: AtomicU64,
    /// The format that was chosen, for a file whose name tells none.
    format: Format,
    /// What goes into the file.
    keep: Keep,
    /// What of that is secret.
    rules: Rules,
    /// How many rows went there.
    rows: AtomicU64,
    /// Where the form finds what has become of it.
    shared: Arc<Mutex<Option<Shared>>>,
}

impl ShareExport {
    /// Of all that a tab has now, what is chosen.
    pub(crate) fn of(tab: &Tab, language: Language, form: &ShareForm) -> Self {
        let choices = form.choices();
        Self {
            source: SessionSource::of(tab),
            language,
            passes: AtomicU64::new(0),
            format: form.chosen_format(),
            keep: choices.keep,
            rules: choices.rules(),
            rows: AtomicU64::new(0),
            shared: Arc::clone(form.shared()),
        }
    }

    /// Writes it in the format that the name of the file tells, or else in the chosen one, once it is known that no credential is left.
    fn write(&self, path: &Path, out: &mut dyn Write) -> io::Result<()> {
        let format = Format::of(path).unwrap_or(self.format);
        let mut redactor = self.search()?;
        self.passes.store(1, Ordering::Relaxed);
        // Nobody finds it until it was searched.
        let (mut file, left_out) = self.write_into(tempfile::tempfile()?, format, &mut redactor)?;
        let again = || {
            let mut file = file.try_clone()?;
            file.rewind()?;
            Ok(file)
        };
        let leftover = redactor.check(format, again, &FileProgress::default());
        let leftover = leftover.map_err(|error| io::Error::other(error.to_string()))?;
        if !leftover.is_none() {
            let places = leftover.values + leftover.found;
            let text = Text::ShareLeft { places }.say(self.language);
            return Err(io::Error::other(text.into_owned()));
        }
        let findings = redactor.findings();
        *self.shared.lock() = Some(Shared {
            rows: self.rows.load(Ordering::Relaxed),
            replaced: Replaced::by(&self.rules, &redactor),
            short: findings.short,
            unsearched: findings.unsearched,
            left_out,
        });
        file.rewind()?;
        io::copy(&mut file, out)?;
        Ok(())
    }

    /// Learns what is secret.
    fn search(&self) -> io::Result<Redactor> {
        let mut search = SecretSearch::new(self.rules.clone()).decoding(self.source.protocol);
        search.header(&self.source.header);
        self.source.each(&mut |message, unknown| {
            search.entry(&FileEntry::of(message, unknown));
            Ok(())
        })?;
        search.into_redactor().map_err(io::Error::other)
    }

    fn write_into(
        &self,
        file: File,
        format: Format,
        redactor: &mut Redactor,
    ) -> io::Result<(File, u64)> {
        let out = Compressor::new(format.compression, BufWriter::new(file));
        let header = redactor.header(self.source.header.clone());
        let mut writer = FileWriter::new(format.kind, out, header)?;
        self.source.each(&mut |message, unknown| {
            let entry = FileEntry::of(message, unknown);
            if !self.keep.takes(&entry) {
                return Ok(());
            }
            self.rows.fetch_add(1, Ordering::Relaxed);
            let entry = redactor.entry(self.keep.part_of(entry));
            writer.write(&entry.message(message.seq), Some(&entry.unknown))
        })?;
        let (compressor, left_out) = writer.finish()?;
        let out = compressor.finish()?;
        let file = out.into_inner().map_err(io::IntoInnerError::into_error)?;
        Ok((file, left_out))
    }
}

impl PendingExport for ShareExport {
    fn begin(self: Arc<Self>, path: PathBuf, replaces: bool, context: &Context) -> Task<Outcome> {
        let named = path.clone();
        let write: Fill = Box::new(move |out| self.write(&named, out));
        fill(path, write, replaces, context)
    }

    fn percent(&self) -> u64 {
        let passes = self.passes.load(Ordering::Relaxed);
        (passes * 100 + self.source.percent()) / PASSES
    }

    fn cancel(&self) {
        self.source.cancel();
    }

    fn remark(&self, language: Language) -> Option<Remark> {
        let shared = self.shared.lock().clone()?;
        let (unsearched, left_out) = (shared.unsearched, shared.left_out);
        let replaced = shared.replaced.iter();
        let (values, places) = replaced.fold((0, 0), |(values, places), by| {
            (values + by.values, places + by.places)
        });
        let shared = Text::Shared {
            values,
            places,
            unsearched,
        };
        let mut text = shared.say(language).into_owned();
        if left_out > 0 {
            text += &Text::SavedWithout { left_out, lost: 0 }.say(language);
        }
        let is_bad = unsearched > 0 || left_out > 0;
        Some(Remark { text, is_bad })
    }
}
