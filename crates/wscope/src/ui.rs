//! The window, a room a file. Each reads the state and emits commands; none touches a socket or
//! changes the log.

pub mod address_bar;
pub mod anatomy_dialog;
pub mod chart;
pub mod close_form;
pub mod composer;
pub mod detail;
pub mod dialogs;
pub mod field;
pub mod lesson_view;
pub mod message_list;
pub mod options_dialog;
pub mod probe_panel;
pub mod room;
pub mod row;
pub mod save_form;
pub mod status_bar;
pub mod tab_strip;
pub mod tool_row;
pub mod toolbar;

use egui::{Button, Response, Ui};

use crate::command::Command;
use crate::language::{Language, Text};

/// A button for a command: its text, its tooltip with the shortcut, and why it is disabled if it is.
pub fn command_button(
    ui: &mut Ui,
    language: Language,
    command: Command,
    usable: Result<(), Text<'_>>,
    commands: &mut Vec<Command>,
) {
    let text = command
        .about()
        .map(|about| language.say(about.text).into_owned());
    let button = Button::new(text.unwrap_or_default());
    styled_button(ui, language, command, button, usable, commands);
}

/// Like [`command_button`], with a button of another look.
pub fn styled_button(
    ui: &mut Ui,
    language: Language,
    command: Command,
    button: Button<'_>,
    usable: Result<(), Text<'_>>,
    commands: &mut Vec<Command>,
) {
    let mut response = ui.add_enabled(usable.is_ok(), button);
    if let Some(about) = command.about() {
        name_sign(&response, &language.say(about.text));
        let mut tooltip = language.say(about.tooltip).into_owned();
        if let Some(shortcut) = about.shortcut {
            let keys = ui.ctx().format_shortcut(&shortcut);
            tooltip = format!("{tooltip} ({keys})");
        }
        response = response.on_hover_text(tooltip);
    }
    if let Err(why) = usable {
        response = response.on_disabled_hover_text(language.say(why).into_owned());
    }
    if response.clicked() {
        commands.push(command);
    }
}

/// Gives a widget whose caption is a sign the name by which screen readers call it.
fn name_sign(response: &Response, name: &str) {
    response.ctx.accesskit_node_builder(response.id, |node| {
        let has_words = node
            .label()
            .is_some_and(|label| label.contains(char::is_alphabetic));
        if !has_words {
            node.set_label(name);
        }
    });
}

/// Gives a widget the name by which screen readers call it.
pub fn name(response: &Response, name: &str) {
    response
        .ctx
        .accesskit_node_builder(response.id, |node| node.set_label(name));
}
