//! Where to connect to, and whether it is.

use connection::{Endpoint, Phase};
use egui::{Key, RichText, TextEdit, Ui};

use super::{command_button, name};
use crate::command::Command;
use crate::language::{Language, Text};
use crate::settings::MAX_ADDRESS_BYTES;
use crate::theme::{Palette, sign};

/// What the bar needs to know.
pub struct AddressBar<'a> {
    /// The language to speak.
    pub language: Language,
    /// What the person typed.
    pub address: &'a mut String,
    /// Where the connection is.
    pub phase: Phase,
    /// Addresses to choose from.
    pub recent: &'a [String],
    /// Whether the browser forbids unencrypted connections.
    pub is_secure_page: bool,
}

impl AddressBar<'_> {
    /// Shows the bar.
    pub fn show(mut self, ui: &mut Ui, commands: &mut Vec<Command>) {
        let endpoint = Endpoint::parse(self.address);
        let is_forbidden = self.is_secure_page && endpoint.as_ref().is_ok_and(Endpoint::is_exposed);
        let problem = endpoint.err();
        ui.horizontal(|ui| {
            ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
                self.state(ui);
                self.main_button(ui, problem.is_none(), commands);
                self.recent_menu(ui, commands);
                self.field(ui, problem.is_none(), commands);
            });
        });
        if let Some(problem) = &problem {
            let text = self.language.say(Text::Why(problem));
            ui.label(RichText::new(text).color(Palette::of(ui).bad));
        } else if is_forbidden {
            let text = self.language.say(Text::AddressIsExposed);
            ui.label(RichText::new(text).color(Palette::of(ui).caution));
        }
    }

    fn field(&mut self, ui: &mut Ui, is_valid: bool, commands: &mut Vec<Command>) {
        let edit = TextEdit::singleline(self.address)
            .hint_text("ws://localhost:4000")
            .font(egui::TextStyle::Monospace)
            .margin(egui::vec2(8.0, 6.0))
            .char_limit(MAX_ADDRESS_BYTES)
            .desired_width(f32::INFINITY);
        let edit = if is_valid {
            edit
        } else {
            edit.text_color(Palette::of(ui).bad)
        };
        let response = ui.add(edit);
        name(&response, &self.language.say(Text::Address));
        if response.lost_focus() && ui.input(|input| input.key_pressed(Key::Enter)) && is_valid {
            commands.push(Command::Connect);
        }
        response.on_hover_text(self.language.say(Text::AddressTooltip).into_owned());
    }

    fn recent_menu(&self, ui: &mut Ui, commands: &mut Vec<Command>) {
        if self.recent.is_empty() {
            return;
        }
        let title = self.language.say(Text::RecentAddresses).into_owned();
        let menu = ui.menu_button(sign::MENU, |ui| {
            for address in self.recent {
                if ui.button(address).clicked() {
                    commands.push(Command::UseAddress(address.clone()));
                }
            }
        });
        name(&menu.response, &title);
        menu.response.on_hover_text(title);
    }

    fn main_button(&self, ui: &mut Ui, is_valid: bool, commands: &mut Vec<Command>) {
        let command = match self.phase {
            Phase::Idle => Command::Connect,
            Phase::Connecting { .. } => Command::Cancel,
            Phase::Open { .. } => Command::Disconnect,
        };
        let usable = if is_valid || command != Command::Connect {
            Ok(())
        } else {
            Err(Text::AddressTooltip)
        };
        command_button(ui, self.language, command, usable, commands);
    }

    /// The state in words and colour.
    fn state(&self, ui: &mut Ui) {
        let palette = Palette::of(ui);
        let colour = match self.phase {
            Phase::Idle => palette.quiet,
            Phase::Connecting { .. } => palette.caution,
            Phase::Open { .. } => palette.good,
        };
        let text = self.language.say(Text::State(self.phase)).into_owned();
        let response = ui.label(RichText::new(format!("{} {text}", sign::STATE)).color(colour));
        // The one node of the window that speaks when it changes.
        ui.ctx().accesskit_node_builder(response.id, |node| {
            node.set_role(egui::accesskit::Role::Status);
            node.set_live(egui::accesskit::Live::Polite);
            node.set_value(text);
        });
    }
}
