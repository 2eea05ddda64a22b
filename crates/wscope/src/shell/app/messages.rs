//! What the commands of the list do.

use crate::features::messages::Command;
use crate::shell::app::App;

impl App {
    pub(super) fn run_messages(&mut self, command: Command) {
        match command {
            Command::SetWidths(widths) => self.settings.columns = widths,
            Command::SetTimes(times) => self.settings.times = times,
        }
    }
}
