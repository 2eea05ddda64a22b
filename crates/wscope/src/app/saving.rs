//! A message on its way into a file.

use std::path::PathBuf;

use super::App;
use crate::language::Text;
use crate::save::{self, Outcome};
use crate::ui::dialogs::Dialog;
use crate::ui::save_form::Stage;
use crate::ui::status_bar::Notice;

impl App {
    pub(super) fn ask_save(&mut self) {
        let Some(detail) = &self.tabs.current().detail else {
            return;
        };
        // Into the folder where the last one went.
        let last = PathBuf::from(&self.save_form.path);
        let path = if self.save_form.path.is_empty() {
            save::default_path(&detail.file_name())
        } else {
            last.with_file_name(detail.file_name())
        };
        self.save_form.path = path.display().to_string();
        self.save_form.bytes = detail.content().len() as u64;
        self.save_form.stage = Stage::Choosing;
        self.dialog = Some(Dialog::Save);
    }

    pub(super) fn browse(&mut self, context: &egui::Context) {
        self.save_form.stage = Stage::Busy;
        self.saving = Some(save::browse(&self.chosen_path(), context));
    }

    pub(super) fn save_message(&mut self, replaces: bool, context: &egui::Context) {
        let Some(detail) = &self.tabs.current().detail else {
            return;
        };
        self.save_form.stage = Stage::Busy;
        let path = self.chosen_path();
        self.saving = Some(save::write(path, detail.content(), replaces, context));
    }

    /// Once a frame: tells what became of a file.
    pub(super) fn end_saving(&mut self, context: &egui::Context) {
        let Some(outcome) = self.saving.as_ref().and_then(save::Saving::outcome) else {
            return;
        };
        self.saving = None;
        self.save_form.stage = Stage::Choosing;
        match outcome {
            Outcome::NoneChosen => {}
            Outcome::Chosen(path) => {
                self.save_form.path = path.display().to_string();
                // Its dialog has asked whether it may replace a file.
                self.save_message(true, context);
            }
            Outcome::Saved(path) => {
                self.dialog = self.dialog.filter(|dialog| *dialog != Dialog::Save);
                let path = &path.display().to_string();
                self.notice = Some(Notice::good(self.language.say(Text::Saved { path })));
            }
            Outcome::Exists => self.save_form.stage = Stage::Exists,
            Outcome::Failed(error) => self.save_form.stage = Stage::Failed(error),
        }
    }

    fn chosen_path(&self) -> PathBuf {
        PathBuf::from(self.save_form.path.trim())
    }
}
