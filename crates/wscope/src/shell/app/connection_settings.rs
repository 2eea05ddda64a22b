//! What the commands of the connection settings do.

use connection::Phase;

use crate::features::connection_settings::{Command, RecordDetails};
use crate::shell::app::App;
use crate::shell::notice::Notice;
use crate::texts::Text;

impl App {
    /// Does what was asked of the connection settings.
    pub(super) fn run_connection_settings(&mut self, command: Command, context: &egui::Context) {
        let tab = self.tabs.current_mut();
        match command {
            Command::RecordDetails(details) => self.record_details(details),
            Command::ReconnectNow => {
                self.dialogs.close();
                self.connect();
            }
            Command::Reset => tab.settings.reset(&mut tab.form),
            Command::UndoReset => tab.settings.undo_reset(&mut tab.form),
            Command::Browse(field) => tab.settings.browse(field, context),
        }
    }

    /// What is open goes on as it began: a connection is not cut for being looked at.
    pub(super) fn record_details(&mut self, details: RecordDetails) {
        self.settings.record_details = details;
        if self.tabs.current().phase() != Phase::Idle {
            self.notice = Some(Notice::good(self.language.say(Text::InspectNext)));
        }
    }
}
