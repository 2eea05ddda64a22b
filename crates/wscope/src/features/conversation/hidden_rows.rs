//! Says below the list that rows are left out of it, and shows them again.

use egui::{Label, RichText, Ui};

use super::choices::Choices;
use super::command::{Choice, Command};
use super::texts::Text;
use crate::kit::button::command_button;
use crate::kit::language::Language;
use crate::kit::theme::type_size;

/// Says that rows are left out of the list.
pub struct HiddenRows<'a> {
    /// The language to speak.
    pub language: Language,
    /// Which rows are shown.
    pub choices: &'a Choices,
}

impl HiddenRows<'_> {
    /// Shows it in a row.
    pub fn show(&self, ui: &mut Ui, commands: &mut Vec<Command>) {
        ui.horizontal(|ui| {
            let right = egui::Layout::right_to_left(egui::Align::Center);
            ui.with_layout(right, |ui| {
                command_button(ui, self.language, Command::ShowAll, Ok(()), commands);
                let left = egui::Layout::left_to_right(egui::Align::Center);
                ui.with_layout(left, |ui| {
                    let text = RichText::new(self.text()).size(type_size::SMALL);
                    ui.add(Label::new(text).truncate());
                });
            });
        });
    }

    fn text(&self) -> String {
        let method = self.choices.method().map(Text::OnlyMethod);
        let only: Vec<_> = self.choices.all(Choice::Only).collect();
        let hidden: Vec<_> = self.choices.all(Choice::Hide).collect();
        let only = match only[..] {
            [] => None,
            [group] => Some(Text::OnlyGroup(group)),
            _ => Some(Text::OnlyGroups(only.len())),
        };
        let hidden = match hidden[..] {
            [] => None,
            [group] => Some(Text::HidesGroup(group)),
            _ => Some(Text::HidesGroups(hidden.len())),
        };
        let all = [method, only, hidden].into_iter().flatten();
        let all: Vec<_> = all.map(|text| text.say(self.language)).collect();
        all.join(&self.language.pick("；", "; "))
    }
}
