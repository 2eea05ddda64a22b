//! A session without credentials on its way into a file that is to be shared.

use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use egui::Context;
use parking_lot::Mutex;
use session::files::Format;
use session::files::redact::{ShareError, Sharing, share};

use crate::features::share::{Choices, Replaced, ShareForm, Shared};
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
    choices: Choices,
    /// Where the form finds what has become of it.
    shared: Arc<Mutex<Option<Shared>>>,
}

impl ShareExport {
    /// Of all that a tab has now, what is chosen.
    pub(crate) fn of(tab: &Tab, language: Language, form: &ShareForm) -> Self {
        Self {
            source: SessionSource::of(tab),
            language,
            passes: AtomicU64::new(0),
            format: form.chosen_format(),
            choices: form.choices(),
            shared: Arc::clone(form.shared()),
        }
    }

    /// Writes it in the format that the name of the file tells, or else in the chosen one, once it is known that no credential is left.
    fn write(&self, path: &Path, out: &mut dyn Write) -> io::Result<()> {
        let how = Sharing {
            keep: self.choices.keep,
            rules: self.choices.rules(),
            protocol: self.source.protocol,
            format: Format::of(path).unwrap_or(self.format),
        };
        // Nobody finds it until it was searched.
        let mut file = tempfile::tempfile()?;
        let passed = || self.passes.store(1, Ordering::Relaxed);
        let written = share(&self.source, &how, &mut file, passed);
        let written = written.map_err(|error| self.told(error))?;
        let findings = written.redactor.findings();
        *self.shared.lock() = Some(Shared {
            rows: written.rows,
            replaced: Replaced::by(&how.rules, &written.redactor),
            short: findings.short,
            unsearched: findings.unsearched,
            left_out: written.left_out,
        });
        io::copy(&mut file, out)?;
        Ok(())
    }

    /// Why nothing was written, in the language of the window where it is not the system that says so.
    fn told(&self, error: ShareError) -> io::Error {
        match error {
            ShareError::Io(error) => error,
            ShareError::Left(places) => {
                let text = Text::ShareLeft { places }.say(self.language);
                io::Error::other(text.into_owned())
            }
            other => io::Error::other(other.to_string()),
        }
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
