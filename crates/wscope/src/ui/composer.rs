//! What is to be sent, and the button that sends it: 点击请求.

use egui::{Button, RichText, ScrollArea, TextEdit, Ui};

use super::{name, styled_button};
use crate::command::Command;
use crate::language::{Language, Text};
use crate::theme::Palette;

/// How many characters the field holds: the text layout runs over all of them at each change, and
/// beyond a million that is felt.
pub const MAX_CHARACTERS: usize = 1 << 20;

/// Height of the field before it scrolls, in points.
const MAX_HEIGHT: f32 = 120.0;

/// Size of the button 点击请求, in points.
const BUTTON_SIZE: egui::Vec2 = egui::vec2(124.0, 44.0);

/// What the composer needs to know.
pub struct Composer<'a> {
    /// The language to speak.
    pub language: Language,
    /// What the person typed.
    pub text: &'a mut String,
    /// Whether it can be sent, or why not.
    pub usable: Result<(), Text<'a>>,
}

impl Composer<'_> {
    /// Shows the field and the button.
    pub fn show(self, ui: &mut Ui, commands: &mut Vec<Command>) {
        let Self {
            language,
            text,
            usable,
        } = self;
        // Bytes bound characters from above, and are known without counting.
        let is_full = text.len() >= MAX_CHARACTERS && text.chars().count() >= MAX_CHARACTERS;
        ui.with_layout(egui::Layout::right_to_left(egui::Align::Min), |ui| {
            let palette = Palette::of(ui);
            let caption = RichText::new(language.say(Text::Send)).strong();
            let button = if usable.is_ok() {
                Button::new(caption.color(palette.on_accent)).fill(palette.accent)
            } else {
                Button::new(caption)
            };
            // In a room of its own the caption stands in the middle, however tall the field gets.
            let layout = egui::Layout::centered_and_justified(egui::Direction::LeftToRight);
            ui.allocate_ui_with_layout(BUTTON_SIZE, layout, |ui| {
                styled_button(ui, language, Command::Send, button, usable, commands);
            });
            field(ui, language, text);
        });
        if is_full {
            let limit = MAX_CHARACTERS;
            let note = language.say(Text::ComposerIsFull { limit });
            ui.label(RichText::new(note).color(Palette::of(ui).caution));
        }
    }
}

fn field(ui: &mut Ui, language: Language, text: &mut String) {
    ScrollArea::vertical()
        .id_salt("composer")
        .max_height(MAX_HEIGHT)
        .show(ui, |ui| {
            let edit = TextEdit::multiline(text)
                .id_salt("composer-field")
                .hint_text(language.say(Text::MessageToSend).into_owned())
                .font(egui::TextStyle::Monospace)
                .margin(egui::vec2(8.0, 6.0))
                .desired_rows(2)
                .char_limit(MAX_CHARACTERS)
                .desired_width(f32::INFINITY);
            let response = ui.add(edit);
            name(&response, &language.say(Text::MessageToSend));
        });
}
