//! The frame that is selected, in the inspector.

use egui::Ui;
use session::Session;

use super::command::Command;
use super::state::State;
use super::texts::Text;
use crate::kit::language::Language;
use crate::kit::room::nothing;

/// Shows the page of the frame that is selected, or says that none is.
pub fn show_page(
    ui: &mut Ui,
    language: Language,
    state: &mut State,
    session: &Session,
    commands: &mut Vec<Command>,
) {
    match state.page() {
        Some(page) => page.show(ui, language, session, commands),
        None => nothing(ui, ui.available_height(), &Text::SelectOne.say(language)),
    }
}
