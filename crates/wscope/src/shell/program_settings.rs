//! The settings of the program.

use egui::{Align, DragValue, Label, Layout, RichText, ScrollArea, Ui};
use payload::visible::visible;

use crate::IN_BROWSER;
use crate::features::connection_settings::Text as ConnectionText;
use crate::kit::button::{command_button, name};
use crate::kit::dialog::confirm_button;
use crate::kit::field::steady;
use crate::kit::language::Language;
use crate::kit::room::follow_focus;
use crate::kit::theme::{Palette, data, sizes};
use crate::shell::choices;
use crate::shell::command::Command;
use crate::shell::settings::{MAX_BUDGET_MIB, MIN_BUDGET_MIB, Settings};
use crate::shell::texts::Text;

/// Width of the dialog, in points, if the window has so much.
const WIDTH: f32 = 440.0;
/// What stands beside it, in points.
const AROUND: f32 = 56.0;
/// Height of the title, of the buttons and of what stands around, in points.
const REST: f32 = 140.0;
/// Width below which what is chosen stands below its name.
const NARROW: f32 = 400.0;
/// Width of a field with a number.
const NUMBER: f32 = 110.0;

/// What the dialog needs to know.
pub(super) struct ProgramSettings<'a> {
    pub(super) language: Language,
    pub(super) settings: &'a Settings,
    /// The file in which they are kept, where there is one.
    pub(super) file: Option<&'a str>,
    /// The memory limit that is being typed, in MiB.
    pub(super) budget_mib: &'a mut u32,
}

impl ProgramSettings<'_> {
    pub(super) fn show(self, ui: &mut Ui, commands: &mut Vec<Command>) {
        let language = self.language;
        let width = WIDTH
            .min(ui.ctx().content_rect().width() - AROUND)
            .max(100.0);
        ui.set_width(width);
        ui.label(RichText::new(Text::Settings.say(language)).heading());
        ui.add_space(8.0);
        let height = ui.ctx().content_rect().height() - REST;
        ScrollArea::vertical()
            .max_height(height.max(80.0))
            .show(ui, |ui| {
                self.rows(ui, commands);
                follow_focus(ui);
            });
        ui.add_space(12.0);
        ui.horizontal(|ui| {
            if !IN_BROWSER {
                // Only the browser closes its tabs.
                command_button(ui, language, Command::Quit, Ok(()), commands);
            }
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                if confirm_button(ui, &Text::Done.say(language), true).clicked() {
                    commands.push(Command::CloseDialog);
                }
            });
        });
    }
}

impl ProgramSettings<'_> {
    fn rows(self, ui: &mut Ui, commands: &mut Vec<Command>) {
        let language = self.language;
        row(ui, &Text::LanguageLabel.say(language), |ui| {
            choices::language(ui, language, commands);
        });
        row(ui, &Text::Theme.say(language), |ui| {
            choices::theme(ui, language, self.settings.theme, commands);
        });
        row(ui, &Text::Zoom.say(language), |ui| {
            ui.spacing_mut().item_spacing.x = 2.0;
            choices::zoom(ui, language, self.settings.zoom_percent, commands);
        });
        row(ui, &Text::MemoryBudget.say(language), |ui| {
            budget_choice(ui, language, self.budget_mib, commands);
        });
        row(ui, &ConnectionText::Details.say(language), |ui| {
            choices::details(ui, language, self.settings.record_details, commands);
        });
        remark(ui, &ConnectionText::DetailsTooltip.say(language));
        if let Some(file) = self.file {
            ui.add_space(8.0);
            ui.label(ConnectionText::SettingsFile.say(language));
            let muted = Palette::of(ui).muted;
            // It may be any name that the system allows.
            let path = RichText::new(visible(file)).font(data()).color(muted);
            ui.add(Label::new(path).wrap().selectable(true));
        }
    }
}

/// A name, and what is chosen at the right; or below it where there is little room.
fn row(ui: &mut Ui, label: &str, add: impl FnOnce(&mut Ui)) {
    if ui.available_width() < NARROW {
        ui.label(label);
        ui.horizontal(|ui| {
            ui.set_min_height(sizes::control(ui));
            add(ui);
        });
        return;
    }
    ui.horizontal(|ui| {
        ui.set_min_height(sizes::control(ui));
        ui.label(label);
        ui.with_layout(Layout::right_to_left(Align::Center), add);
    });
}

fn remark(ui: &mut Ui, text: &str) {
    let muted = Palette::of(ui).muted;
    ui.add(Label::new(RichText::new(text).small().color(muted)).wrap());
}

fn budget_choice(ui: &mut Ui, language: Language, budget: &mut u32, commands: &mut Vec<Command>) {
    let drag = DragValue::new(budget)
        .range(MIN_BUDGET_MIB..=MAX_BUDGET_MIB)
        .update_while_editing(false)
        .suffix(" MiB");
    let size = egui::vec2(NUMBER, sizes::control(ui));
    let response = steady(ui, "budget", |ui| ui.add_sized(size, drag));
    name(&response, &Text::MemoryBudget.say(language));
    let response = response.on_hover_text(Text::MemoryBudgetTooltip.say(language).into_owned());
    // On the way to it, neither `1` before `1024` nor a drag may drop anything.
    if response.drag_stopped() || response.lost_focus() {
        commands.push(Command::SetBudgetMib(*budget));
    }
}
