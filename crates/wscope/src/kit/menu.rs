//! Entries of a menu: an icon, the words, and the keys at the right.

use egui::{Button, Response, RichText, Ui};

use crate::kit::button::{name, styled_button};
use crate::kit::command::{Command, Usable};
use crate::kit::icon::Icon;
use crate::kit::language::Language;
use crate::kit::theme::{Palette, sizes};

/// How wide a menu is at least, in points.
pub const WIDTH: f32 = 232.0;

/// Shows the entry of a command. The menu closes when it was chosen, if what shows it does so.
pub fn entry<C: Command>(
    ui: &mut Ui,
    language: Language,
    icon: Icon,
    command: C,
    usable: Usable,
    commands: &mut Vec<C>,
) -> Response {
    let about = command.about(language);
    let text = about.as_ref().map(|about| about.text.clone());
    let text = text.unwrap_or_default().into_owned();
    let palette = Palette::of(ui);
    let mut button = Button::new((icon.text().color(palette.muted), RichText::new(&text)))
        .frame_when_inactive(false)
        .min_size(egui::vec2(WIDTH, sizes::control(ui)));
    if let Some(keys) = about.and_then(|about| about.shortcut) {
        let keys = ui.ctx().format_shortcut(&keys);
        button = button.right_text(RichText::new(keys).small().color(palette.muted));
    } else {
        button = button.right_text("");
    }
    let response = styled_button(ui, language, command, button, usable, commands);
    name(&response, &text);
    response
}
