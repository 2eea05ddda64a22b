//! The selected rows on their way into a file.

use std::io::{self, Write};
use std::ops::ControlFlow;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use super::form::{Copied, Form};
use super::selected::SelectedRows;
use crate::kit::language::Language;

/// Rows that are saved, and how far that has come.
pub struct Export {
    rows: SelectedRows,
    form: Form,
    language: Language,
    progress: Progress,
}

#[derive(Default)]
struct Progress {
    /// How many places were looked at.
    done: AtomicU64,
    is_cancelled: AtomicBool,
}

impl Export {
    /// The rows to save, and in which form.
    pub fn new(rows: SelectedRows, form: Form, language: Language) -> Self {
        Self {
            rows,
            form,
            language,
            progress: Progress::default(),
        }
    }

    /// A name for the file.
    pub fn file_name(&self) -> &'static str {
        match self.form {
            Form::Json => "messages.jsonl",
            Form::Text | Form::Hex | Form::Base64 => "messages.txt",
        }
    }

    /// How much of it is written, in percent.
    pub fn percent(&self) -> u64 {
        let done = self.progress.done.load(Ordering::Relaxed);
        let all = self.rows.places().max(1);
        // The places may be more than a hundredth of what can be counted.
        (u128::from(done) * 100 / u128::from(all)) as u64
    }

    /// Ends the writing: nothing is saved then.
    pub fn cancel(&self) {
        self.progress.is_cancelled.store(true, Ordering::Relaxed);
    }

    /// Writes a row a line.
    ///
    /// # Errors
    /// When `out` takes no more, or the writing was cancelled.
    pub fn write(&self, mut out: &mut dyn Write) -> io::Result<()> {
        let mut result = Ok(());
        let end = self.rows.each(|message, number, done| {
            self.progress.done.store(done, Ordering::Relaxed);
            let row = Copied {
                message,
                number,
                language: self.language,
            };
            result = self.form.write_line(&mut out, &row);
            if result.is_err() || self.progress.is_cancelled.load(Ordering::Relaxed) {
                ControlFlow::Break(())
            } else {
                ControlFlow::Continue(())
            }
        });
        match end {
            ControlFlow::Break(()) if result.is_ok() => Err(io::ErrorKind::Interrupted.into()),
            _ => result,
        }
    }
}
