//! What the commands of the inspector do.

use egui::Context;

use crate::features::connection_settings::{self, Setting};
use crate::features::inspector::{Command, MessagePage};
use crate::features::messages;
use crate::shell::app::App;
use crate::shell::command::Command as Whole;

impl App {
    pub(super) fn run_inspector(&mut self, command: Command, context: &Context) {
        let language = self.language;
        let tab = self.tabs.current_mut();
        match command {
            Command::Show(page) => tab.show_page(Some(page), language),
            Command::Close => tab.show_page(None, language),
            Command::Step(way) => tab.step_row(way, language),
            Command::ShowAs(format) => tab.inspector.show_as(format),
            Command::ShowDiff => tab.show_diff(),
            Command::CompareBoth { held, shown } => tab.compare_both(held, shown, language),
            Command::Compare(holds) => tab.inspector.compare(holds),
            Command::FoldAll(is_folded) => tab.inspector.fold_all(is_folded),
            Command::Copy(form) => {
                let notice = tab.copy(form, language, context);
                self.say_copied(notice, context);
            }
            Command::CopyPath => {
                let notice = tab.copy_path(language, context);
                self.say_copied(notice, context);
            }
            #[cfg(not(target_arch = "wasm32"))]
            Command::WatchValue => self.watch_value(),
            #[cfg(target_arch = "wasm32")]
            Command::WatchValue => {}
            Command::CopyConnection => {
                let notice = tab.copy_connection(language, context);
                self.say_copied(notice, context);
            }
            Command::ShowHandshake(form) => tab.inspector.show_handshake(form),
            Command::ReconnectWithDetails => {
                // What comes of it is to be seen, not what was before.
                tab.inspector.forget_message();
                tab.list.clear_selection();
                self.run(Whole::ReconnectWithDetails, context);
            }
            Command::CompareParameters => tab.compare_parameters(context),
            Command::ShowNewest => tab.look_at_newest_connection(),
            Command::ShowFrames(first) => tab.open_frame(first),
            Command::ShowRow(row) => tab.select(row, language),
            Command::DecodeAs(choice) => {
                let set = connection_settings::Command::Set(Setting::Protocol(choice));
                self.run(Whole::ConnectionSettings(set), context);
            }
            Command::AnswerHeartbeats(is_on) => {
                let set = connection_settings::Command::Set(Setting::AnswersHeartbeats(is_on));
                self.run(Whole::ConnectionSettings(set), context);
            }
            Command::ExplainFrames => {
                self.dialogs.protocol().show_frame();
                self.run(Whole::ExplainProtocol, context);
            }
            Command::Edit => {
                if let Some(seq) = tab.inspector.message().map(MessagePage::seq) {
                    // On a phone the composer is below the sheet.
                    tab.show_page(None, language);
                    self.run(Whole::Messages(messages::Command::Edit(seq)), context);
                }
            }
            Command::Save => self.ask_save(),
            Command::Follow(to) => self.follow(&to),
        }
    }
}
