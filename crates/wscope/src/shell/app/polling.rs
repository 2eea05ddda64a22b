//! The view that compares polling and WebSocket, within the window.

use crate::features::address;
use crate::features::polling::{self, PollingComparison, Results, to_csv};
use crate::kit::completion::completed;
use crate::kit::page::Page;
use crate::shell::app::App;
use crate::shell::notice::Notice;

impl App {
    /// The comparison of polling and WebSocket.
    pub fn polling(&self) -> &PollingComparison {
        &self.polling.comparison
    }

    /// The same, to choose what is compared.
    pub fn polling_mut(&mut self) -> &mut PollingComparison {
        &mut self.polling.comparison
    }

    /// Does what was asked of the comparison.
    pub(super) fn run_polling(&mut self, command: polling::Command, context: &egui::Context) {
        match command {
            polling::Command::Show(is_shown) => self.show_page(Page::Polling, is_shown),
            polling::Command::Start => self.start_polling(context),
            polling::Command::Stop => self.polling.comparison.stop(),
            polling::Command::Save(results) => self.ask_save_polling(results, context),
            polling::Command::ExplainProtocol => self.pages.show(Page::Protocol),
        }
    }

    fn start_polling(&mut self, context: &egui::Context) {
        let comparison = &mut self.polling.comparison;
        comparison.server = completed(&comparison.server, self.is_secure_page).into_owned();
        if let Err(error) = comparison.start(context) {
            let error = &address::Text::Why(&error).say(self.language);
            let text = polling::Text::BadServer { error };
            self.notice = Some(Notice::bad(text.say(self.language)));
        }
    }

    /// Asks where to save what the comparison has come to.
    fn ask_save_polling(&mut self, results: Results, context: &egui::Context) {
        let Some(state) = self.polling.comparison.state() else {
            return;
        };
        match results {
            Results::Table => {
                let table = to_csv(state.samples());
                drop(state);
                self.ask_save_results("polling-or-websocket.csv", table.into_bytes());
            }
            Results::Picture => {
                drop(state);
                self.take_picture(vec![self.polling.area], "polling-or-websocket.png", context);
            }
        }
    }
}
