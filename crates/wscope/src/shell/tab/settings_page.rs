//! The settings of a connection, for the tab that is looked at.

use connection::Phase;
use egui::Ui;

use crate::command::Command;
use crate::features::connection_settings::Page;
use crate::kit::language::Language;
use crate::shell::tab::Tab;

/// Shows the page in all the room there is. What is changed holds from the next connection on.
pub fn connection_settings(
    ui: &mut Ui,
    language: Language,
    tab: &mut Tab,
    commands: &mut Vec<Command>,
) {
    let title = tab.title();
    let is_connected = tab.phase() != Phase::Idle;
    let page = Page {
        language,
        form: &mut tab.form,
        address: &mut tab.address,
        name: &mut tab.name,
        title,
        colour: &mut tab.colour,
        state: &mut tab.settings,
        is_connected,
    };
    let mut emitted = Vec::new();
    page.show(ui, &mut emitted);
    commands.extend(emitted.into_iter().map(Command::ConnectionSettings));
}
