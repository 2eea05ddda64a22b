//! Buttons for commands, and the names by which screen readers call widgets.

use egui::{Button, IntoAtoms, Response, RichText, Stroke, Ui};

use crate::kit::command::{Command, Usable};
use crate::kit::icon::{ICON_SIZE, Icon};
use crate::kit::language::Language;
use crate::kit::shortcut::keys_text;
use crate::kit::theme::{Palette, sizes};

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
) -> Response {
    let mut response = ui.add_enabled(usable.is_ok(), button);
    if let Some(about) = command.about(language) {
        name_sign(&response, &about.text);
        let mut tooltip = about.tooltip.into_owned();
        if let Some(shortcut) = about.shortcut {
            let keys = keys_text(ui.ctx(), &shortcut);
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
    response
}

/// A button that is an icon: no frame until the pointer is over it, its words in the tooltip.
pub fn icon_button<C: Command>(
    ui: &mut Ui,
    language: Language,
    icon: Icon,
    command: C,
    usable: Usable,
    commands: &mut Vec<C>,
) {
    ui.scope(|ui| {
        icon_padding(ui);
        let button = icon_style(ui, icon.text());
        styled_button(ui, language, command, button, usable, commands);
    });
}

/// Makes buttons that are icons as wide as they are high.
pub fn icon_padding(ui: &mut Ui) {
    ui.spacing_mut().button_padding.x = (sizes::control(ui) - ICON_SIZE) / 2.0;
}

/// A button without a frame until the pointer is over it, as large as a control is high.
pub fn icon_style(ui: &Ui, icon: RichText) -> Button<'static> {
    let size = egui::Vec2::splat(sizes::control(ui));
    Button::new(icon).frame_when_inactive(false).min_size(size)
}

/// The one button in the accent colour, or the same without it while it cannot be pressed.
pub fn primary_style<'a>(
    palette: &Palette,
    content: impl IntoAtoms<'a>,
    is_primary: bool,
) -> Button<'a> {
    let button = Button::new(content);
    if is_primary {
        button.fill(palette.accent).stroke(Stroke::NONE)
    } else {
        button
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
