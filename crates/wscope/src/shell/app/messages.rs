//! What the commands of the list do.

use egui::Context;

use crate::features::frames;
use crate::features::messages::Command;
use crate::kit::field::composer_field;
use crate::shell::app::App;
use crate::shell::command::Command as Whole;

impl App {
    pub(super) fn run_messages(&mut self, command: Command, context: &Context) {
        let language = self.language;
        let shows_frames = self.shows_frames();
        let tab = self.tabs.current_mut();
        match command {
            Command::SetWidths(widths) => self.settings.columns = widths,
            Command::SetTimes(times) => self.settings.times = times,
            Command::Copy(form) => {
                let notice = tab.copy_rows(form, language, context);
                self.say_copied(notice, context);
            }
            Command::Resend(seq) => self.notice = tab.resend(seq, language),
            Command::Edit(seq) => {
                tab.edit(seq);
                let field = composer_field(tab.id);
                self.focus_on(field);
            }
            Command::Compare { held, shown } => tab.compare_both(held, shown, language),
            Command::Save(seq) => {
                tab.show_detail(Some(seq), language);
                self.ask_save();
            }
            Command::Export(form) => self.ask_export(form),
            #[cfg(not(target_arch = "wasm32"))]
            Command::FoldHeartbeats(folds) => {
                tab.choose_rows(language, |choices| choices.folds_heartbeats = folds);
            }
            #[cfg(not(target_arch = "wasm32"))]
            Command::FoldAlike(folds) => {
                tab.choose_rows(language, |choices| choices.folds_alike = folds);
            }
            #[cfg(target_arch = "wasm32")]
            Command::FoldHeartbeats(_) | Command::FoldAlike(_) => {}
            #[cfg(not(target_arch = "wasm32"))]
            Command::SaveFlow(picture) => self.save_flow(picture, context),
            #[cfg(target_arch = "wasm32")]
            Command::SaveFlow(_) => {}
            #[cfg(not(target_arch = "wasm32"))]
            Command::ReadAgain => self.read_again(),
            Command::ToggleFold(row) => tab.view.toggle_fold(row),
            Command::ClearFilters if shows_frames => {
                self.run_frames(frames::Command::ClearFilters, context);
            }
            Command::ClearFilters => {
                let query = tab.unfiltered();
                self.run(Whole::LookFor(Box::new(query)), context);
            }
            Command::FilterLike(seq) => {
                if let Some(query) = tab.query_like(seq) {
                    self.run(Whole::LookFor(Box::new(query)), context);
                }
            }
        }
    }
}
