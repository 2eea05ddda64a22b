//! The settings of a connection, for the tab that is looked at.

use connection::Phase;
use egui::{RichText, Ui, Vec2};

use crate::command::Command;
use crate::features::connection_settings::{Page, Text as T};
use crate::kit::language::Language;
use crate::shell::tab::Tab;
use crate::texts::Text;

/// Size of the page in a dialog, in points, if the window has so much.
const SIZE: Vec2 = Vec2::new(400.0, 520.0);
/// What stands around the page, in points.
const AROUND: Vec2 = Vec2::new(40.0, 130.0);

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

/// The same in a dialog.
pub fn show(ui: &mut Ui, language: Language, tab: &mut Tab, commands: &mut Vec<Command>) {
    let screen = ui.ctx().content_rect().size();
    let size = SIZE.min(screen - AROUND).max(Vec2::splat(100.0));
    ui.set_width(size.x);
    ui.label(RichText::new(T::Title.say(language)).heading());
    let (place, _) = ui.allocate_exact_size(size, egui::Sense::hover());
    let mut page = ui.new_child(
        egui::UiBuilder::new()
            .scope_id(ui.scope_id().with_salt(egui::IdSalt::new("page")))
            .max_rect(place),
    );
    connection_settings(&mut page, language, tab, commands);
    if ui.button(language.say(Text::Done)).clicked() {
        commands.push(Command::CloseDialog);
    }
}
