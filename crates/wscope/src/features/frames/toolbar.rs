//! What stands above the list of frames.

use egui::{Align, Checkbox, Layout, PopupCloseBehavior, Ui};

use super::command::Command;
use super::texts::Text;
use crate::IN_BROWSER;
use crate::kit::button::{command_button, icon_padding, icon_style, styled_button};
use crate::kit::icon::Icon;
use crate::kit::icon_menu::{icon_menu, with_edges};
use crate::kit::language::Language;
use crate::kit::list_mode::ListMode;
use crate::kit::theme::Palette;

/// What the toolbar needs to know.
pub struct Toolbar {
    /// The language to speak.
    pub language: Language,
    /// Whether the switch has its words, as above messages.
    pub has_words: bool,
    /// Whether frames are to be recorded.
    pub records: bool,
    /// Whether a frame is selected.
    pub has_selected: bool,
}

impl Toolbar {
    /// Shows the toolbar: one row. The switch stands where it stands above messages.
    pub fn show(&self, ui: &mut Ui, commands: &mut Vec<Command>) {
        let language = self.language;
        ui.spacing_mut().item_spacing.x = 0.0;
        ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
            let chosen = ListMode::Frames.switch(ui, language, self.has_words);
            commands.extend(chosen.map(Command::Switch));
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                let title = Text::More.say(language);
                let icon = (Icon::More, Palette::of(ui).muted);
                let close = PopupCloseBehavior::CloseOnClickOutside;
                icon_menu(ui, icon, &title, close, |ui| self.menu(ui, commands));
                icon_padding(ui);
                let icon = Icon::Clear.text().color(Palette::of(ui).muted);
                let button = icon_style(ui, icon);
                styled_button(ui, language, Command::Clear, button, Ok(()), commands);
            });
        });
    }

    fn menu(&self, ui: &mut Ui, commands: &mut Vec<Command>) {
        let before = commands.len();
        let can_copy = if self.has_selected {
            Ok(())
        } else {
            Err(Text::NoneSelected.say(self.language))
        };
        command_button(ui, self.language, Command::Copy, can_copy, commands);
        if commands.len() > before {
            ui.close();
        }
        if IN_BROWSER {
            return;
        }
        ui.separator();
        with_edges(ui, |ui| {
            let mut is_on = self.records;
            let text = Text::Record.say(self.language).into_owned();
            let response = ui
                .add(Checkbox::new(&mut is_on, text))
                .on_hover_text(Text::RecordTooltip.say(self.language).into_owned());
            if response.changed() {
                commands.push(Command::Record(is_on));
            }
        });
    }
}
