//! Where to connect to, and whether it is.

use std::time::Duration;

use connection::{Endpoint, Phase};
use egui::{Key, RichText, ScrollArea, TextEdit, Ui};
use web_time::Instant;

use super::{command_button, name};
use crate::command::Command;
use crate::language::{Language, OptionsText, Text};
use crate::scenarios::{Entry, Offer, Scenarios};
use crate::settings::MAX_ADDRESS_BYTES;
use crate::theme::{Palette, phase_colour, sign};
use crate::visible::{shortened, visible};

/// What the bar needs to know.
pub struct AddressBar<'a> {
    /// The language to speak.
    pub language: Language,
    /// What the person typed.
    pub address: &'a mut String,
    /// Where the connection is.
    pub phase: Phase,
    /// Whether the certificate of the server is not checked.
    pub trusts_anyone: bool,
    /// Addresses to choose from.
    pub recent: &'a [String],
    /// What the server can be asked to do.
    pub scenarios: &'a mut Scenarios,
    /// Whether the browser forbids unencrypted connections.
    pub is_secure_page: bool,
}

/// Width below which the state has no words, in points.
const NARROW: f32 = 480.0;
/// Height of the list of scenarios, in points, if the window has so much.
const MENU_HEIGHT: f32 = 460.0;
/// Width of the same.
const MENU_WIDTH: f32 = 460.0;
/// How much of what a server tells is shown, in characters.
const MAX_EXAMPLE: usize = 60;
/// The same for its sentence.
const MAX_SENTENCE: usize = 160;

impl AddressBar<'_> {
    /// Shows the bar.
    pub fn show(mut self, ui: &mut Ui, commands: &mut Vec<Command>) {
        let endpoint = Endpoint::parse(self.address);
        let is_narrow = ui.available_width() < NARROW;
        let is_forbidden = self.is_secure_page && endpoint.as_ref().is_ok_and(Endpoint::is_exposed);
        let problem = endpoint.as_ref().err().cloned();
        ui.horizontal(|ui| {
            ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
                self.state(ui, is_narrow);
                self.main_button(ui, problem.is_none(), commands);
                if matches!(self.phase, Phase::Waiting { .. }) {
                    command_button(ui, self.language, Command::Retry, Ok(()), commands);
                }
                if let Ok(endpoint) = &endpoint {
                    self.scenario_menu(ui, endpoint, commands);
                }
                self.recent_menu(ui, commands);
                self.field(ui, problem.is_none(), commands);
            });
        });
        if self.trusts_anyone {
            let text = self.language.say(Text::Options(OptionsText::Unverified));
            let palette = Palette::of(ui);
            let badge = RichText::new(format!(" {text} ")).strong();
            ui.label(
                badge
                    .color(palette.on_alarm)
                    .background_color(palette.alarm),
            );
        }
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
                if ui.button(visible(address)).clicked() {
                    commands.push(Command::UseAddress(address.clone()));
                }
            }
        });
        name(&menu.response, &title);
        menu.response.on_hover_text(title);
    }

    /// What the server can be asked to do.
    fn scenario_menu(&mut self, ui: &mut Ui, endpoint: &Endpoint, commands: &mut Vec<Command>) {
        let language = self.language;
        let title = language.say(Text::Try).into_owned();
        let menu = ui.menu_button(title, |ui| {
            self.scenarios.ask(endpoint, ui.ctx());
            match self.scenarios.offer(endpoint) {
                Offer::Unasked | Offer::Asked => {
                    ui.spinner();
                }
                Offer::None => {
                    ui.label(language.say(Text::NothingToTry));
                }
                Offer::There(entries) => {
                    if let Some(entry) = pick(ui, language, entries) {
                        let address = format!("{}{}", endpoint.origin(), entry.example);
                        commands.push(Command::UseAddress(address));
                        ui.close();
                    }
                }
            }
        });
        let tooltip = language.say(Text::TryTooltip).into_owned();
        menu.response.on_hover_text(tooltip);
    }

    fn main_button(&self, ui: &mut Ui, is_valid: bool, commands: &mut Vec<Command>) {
        let command = match self.phase {
            Phase::Idle => Command::Connect,
            Phase::Connecting { .. } | Phase::Waiting { .. } => Command::Cancel,
            Phase::Open { .. } => Command::Disconnect,
        };
        let usable = if is_valid || command != Command::Connect {
            Ok(())
        } else {
            Err(Text::AddressTooltip)
        };
        command_button(ui, self.language, command, usable, commands);
    }

    /// The state in words and colour, or in colour alone where there is no room for words.
    fn state(&self, ui: &mut Ui, is_narrow: bool) {
        let palette = Palette::of(ui);
        let colour = phase_colour(&palette, self.phase);
        let text = self.language.say(Text::State(self.phase)).into_owned();
        if let Phase::Waiting { until, .. } = self.phase {
            // A label of its own: the node below would be spoken every second.
            let seconds = seconds_until(until, ui);
            let wait = self.language.say(Text::AgainIn { seconds });
            ui.label(RichText::new(wait).color(colour));
        }
        let is_waiting = matches!(self.phase, Phase::Waiting { .. });
        let shown = if is_narrow || is_waiting {
            sign::STATE.to_owned()
        } else {
            format!("{} {text}", sign::STATE)
        };
        let response = ui.label(RichText::new(shown).color(colour));
        // The one node of the window that speaks when it changes.
        ui.ctx().accesskit_node_builder(response.id, |node| {
            node.set_role(egui::accesskit::Role::Status);
            node.set_live(egui::accesskit::Live::Polite);
            node.set_value(text);
        });
    }
}

/// The rest of a wait, in begun seconds. The window is painted anew when it changes.
fn seconds_until(until: Instant, ui: &Ui) -> u64 {
    let rest = until.saturating_duration_since(Instant::now());
    let begun = Duration::from_nanos(u64::from(rest.subsec_nanos()));
    ui.ctx()
        .request_repaint_after(begun.max(Duration::from_millis(1)));
    rest.as_secs() + u64::from(!begun.is_zero())
}

/// The scenario that the person picks from the list.
fn pick<'a>(ui: &mut Ui, language: Language, entries: &'a [Entry]) -> Option<&'a Entry> {
    let screen = ui.ctx().content_rect().size();
    ui.set_width(MENU_WIDTH.min(screen.x - 40.0));
    let mut picked = None;
    let height = MENU_HEIGHT.min(screen.y - 100.0);
    // A popup is as small as its content lets it be, and a list lets it be a few rows: it was opened before they came.
    let list = ScrollArea::vertical()
        .max_height(height)
        .min_scrolled_height(height);
    list.show(ui, |ui| {
        let mut group = "";
        for entry in entries {
            if !group.is_empty() && entry.group != group {
                ui.separator();
            }
            group = &entry.group;
            let example = RichText::new(shortened(&entry.example, MAX_EXAMPLE)).monospace();
            let does = shortened(entry.does(language), MAX_SENTENCE);
            let button = ui.button(example);
            name(&button, &format!("{} {does}", visible(&entry.example)));
            ui.label(RichText::new(does).small().color(Palette::of(ui).quiet));
            if button.clicked() {
                picked = Some(entry);
            }
        }
    });
    picked
}
