//! A message, or what a comparison has come to, on its way into a file.

use std::path::PathBuf;
use std::sync::Arc;
use std::task::Poll;
use std::time::Duration;

use crate::features::messages::{Export, Form};
use crate::kit::save::{self, Content, Outcome};
use crate::kit::task::Task;
use crate::shell::app::App;
use crate::shell::dialogs::Dialog;
use crate::shell::dialogs::save_form::{Purpose, Stage};
use crate::shell::notice::Notice;
use crate::shell::pending_export::PendingExport;
use crate::shell::texts::Text;

/// How often it is told how much of a file is written.
const PROGRESS_TIME: Duration = Duration::from_millis(100);

impl App {
    pub(super) fn ask_save(&mut self) {
        let tab = self.tabs.current();
        let Some(message) = tab.inspector.message().filter(|_| tab.shows_message()) else {
            return;
        };
        let (name, bytes) = (message.file_name(), message.content().len());
        self.results = None;
        self.export = None;
        self.ask_where(&name, bytes);
    }

    /// Asks where to save the selected rows.
    pub(super) fn ask_export(&mut self, form: Form) {
        let (rows, count) = self.tabs.current().rows_to_save();
        let export = Export::new(rows, form, self.language);
        self.ask_where_rows(export.file_name(), count, export);
    }

    /// Asks where to save so many rows.
    pub(super) fn ask_where_rows(
        &mut self,
        name: &str,
        count: u64,
        export: impl PendingExport + 'static,
    ) {
        self.results = None;
        self.ask_where(name, 0);
        self.dialogs.save.purpose = Purpose::SaveRows(count);
        self.export = Some(Arc::new(export));
    }

    /// Writes no more of the selected rows: the person does not want them any more.
    pub(super) fn cancel_export(&mut self) {
        self.sequences.forget_saving();
        if let Some(export) = self.export.take() {
            export.cancel();
        }
    }

    /// Asks where to save something that is no message.
    pub(super) fn ask_save_results(&mut self, name: &str, results: Vec<u8>) {
        let bytes = results.len();
        self.results = Some(results.into());
        self.export = None;
        self.ask_where(name, bytes);
    }

    pub(super) fn ask_where(&mut self, name: &str, bytes: usize) {
        self.sequences.forget_saving();
        // Into the folder where the last one went.
        let last = PathBuf::from(&self.dialogs.save.path);
        let path = if self.dialogs.save.path.is_empty() {
            save::default_path(name)
        } else {
            last.with_file_name(name)
        };
        let ending = save::ending_of(name);
        self.dialogs.save.offer(&path, ending, bytes as u64);
        self.dialogs.open(Dialog::Save);
    }

    pub(super) fn browse(&mut self, context: &egui::Context) {
        self.dialogs.save.stage = Stage::Busy;
        self.saving = Some(save::browse(&self.chosen_path(), context));
    }

    pub(super) fn save_chosen(&mut self, replaces: bool, context: &egui::Context) {
        // It was asked for another name whether it may be replaced.
        let is_completed = self.dialogs.save.complete();
        let replaces = replaces && !is_completed;
        #[cfg(not(target_arch = "wasm32"))]
        match self.dialogs.save.purpose {
            Purpose::Record { .. } => return self.record_chosen(replaces),
            Purpose::Open => return self.open_chosen(),
            Purpose::Save { .. } | Purpose::SaveRows(_) => {}
        }
        let message = self.tabs.current().inspector.message();
        if let Some(export) = self.export.clone() {
            self.dialogs.save.stage = Stage::Busy;
            self.dialogs.save.percent = Some(0);
            self.saving = Some(export.begin(self.chosen_path(), replaces, context));
            return;
        }
        let content: Content = match (&self.results, message) {
            (Some(results), _) => Box::new(Arc::clone(results)),
            (None, Some(message)) => message.content(),
            (None, None) => return,
        };
        self.dialogs.save.stage = Stage::Busy;
        let path = self.chosen_path();
        self.saving = Some(save::write(path, content, replaces, context));
    }

    /// Once a frame: tells what became of a file.
    pub(super) fn end_saving(&mut self, context: &egui::Context) {
        if let (Some(export), Some(percent)) = (&self.export, &mut self.dialogs.save.percent) {
            *percent = export.percent();
            context.request_repaint_after(PROGRESS_TIME);
        }
        let Some(Poll::Ready(outcome)) = self.saving.as_ref().map(Task::poll) else {
            return;
        };
        // Where the system has no thread left nothing was done.
        let outcome = outcome.unwrap_or(Outcome::NoneChosen);
        self.saving = None;
        self.dialogs.save.stage = Stage::Choosing;
        self.dialogs.save.percent = None;
        match outcome {
            Outcome::NoneChosen => {}
            Outcome::NoDialog => self.dialogs.save.stage = Stage::NoDialog,
            Outcome::Chosen(path) => {
                self.dialogs.save.path = path.display().to_string();
                // Its dialog has asked whether it may replace a file.
                self.save_chosen(true, context);
            }
            Outcome::Saved(path) => {
                if self.dialogs.current() == Some(Dialog::Save) {
                    self.dialogs.close();
                }
                self.note_sequence_saved(&path);
                let path = &path.display().to_string();
                let saved = Text::Saved { path }.say(self.language);
                let export = self.export.as_ref();
                let remark = export.and_then(|export| export.remark(self.language));
                self.notice = Some(match remark {
                    Some(remark) => Notice {
                        is_bad: remark.is_bad,
                        ..Notice::good(format!("{saved}{}", remark.text))
                    },
                    None => Notice::good(saved),
                });
            }
            Outcome::Exists => self.dialogs.save.stage = Stage::Exists,
            Outcome::Failed(error) => {
                self.dialogs.save.stage = Stage::Failed(error);
                // A sequence is saved to its file without a question.
                self.dialogs.open(Dialog::Save);
            }
        }
    }

    pub(super) fn chosen_path(&self) -> PathBuf {
        PathBuf::from(self.dialogs.save.path.trim())
    }
}
