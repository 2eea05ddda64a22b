//! Buttons for commands, and the names by which screen readers call widgets.

use egui::{Button, Response, Ui};

use crate::kit::command::{Command, Usable};
use crate::kit::language::Language;

/// A button for a command: its text, its tooltip with the shortcut, and why it is disabled if it is.
pub fn command_button<C: Command>(
    ui: &mut Ui,
    language: Language,
    command: C,
    usable: Usable,
    commands: &mut Vec<C>,
) {
    let text = command.about(language).map(|about| about.text);
    let button = Button::new(text.unwrap_or_default());
    styled_button(ui, language, command, button, usable, commands);
}

/// Like [`command_button`], with a button of another look.
pub fn styled_button<C: Command>(
    ui: &mut Ui,
    language: Language,
    command: C,
    button: Button<'_>,
    usable: Usable,
    commands: &mut Vec<C>,
) {
    let mut response = ui.add_enabled(usable.is_ok(), button);
    if let Some(about) = command.about(language) {
        name_sign(&response, &about.text);
        let mut tooltip = about.tooltip.into_owned();
        if let Some(shortcut) = about.shortcut {
            let keys = ui.ctx().format_shortcut(&shortcut);
            tooltip = format!("{tooltip} ({keys})");
        }
        response = response.on_hover_text(tooltip);
    }
    if let Err(why) = usable {
        response = response.on_disabled_hover_text(why.into_owned());
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
