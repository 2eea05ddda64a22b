//! How scenarios are drawn: groups with their titles, what the chosen one does, and the line that leads through its
//! messages.

use connection::{Endpoint, Trust};
use egui::{FontId, Galley, Label, RichText, TextWrapMode, Ui, WidgetText};
use payload::visible::{shortened, visible};
use std::sync::Arc;

use crate::kit::button::{icon_button, icon_style, styled_button};
use crate::kit::icon::Icon;
use crate::kit::language::Language;
use crate::kit::theme::{Palette, sizes, strong, type_size};
use crate::kit::tree::{FIRST_INDENT, INDENT, TreeRow, remark};

use super::command::{Choice, Command};
use super::examples::Examples;
use super::offer::{Entry, Offer, Scenarios};
use super::texts::Text as T;

/// How much of a title that a server tells is shown, in characters.
const MAX_TITLE: usize = 80;
/// The same of its path.
const MAX_EXAMPLE: usize = 60;
/// The same of its sentence.
const MAX_SENTENCE: usize = 200;
/// Space around the description, in points.
const PADDING: f32 = 12.0;

/// Which groups are open.
#[derive(Debug)]
pub struct Groups(Vec<String>);

impl Default for Groups {
    fn default() -> Self {
        Self(vec!["basics".to_owned()])
    }
}

impl Groups {
    fn shows(&self, group: &str) -> bool {
        self.0.iter().any(|open| open == group)
    }

    /// Opens a group, or folds it.
    pub fn toggle(&mut self, group: &str) {
        if self.shows(group) {
            self.0.retain(|open| open != group);
        } else {
            self.0.push(group.to_owned());
        }
    }
}

/// The scenarios of one server, in groups.
pub struct List<'a> {
    /// The language to speak.
    pub language: Language,
    /// The server.
    pub endpoint: &'a Endpoint,
    /// What it offers.
    pub scenarios: &'a mut Scenarios,
    /// Which groups are open.
    pub groups: &'a mut Groups,
    /// The address of the tab: one of the scenarios may be there.
    pub current: &'a str,
    /// Whether the tab is connected.
    pub is_connected: bool,
    /// Whose certificates the server may have.
    pub trust: Trust,
    /// Whether something is looked for: then all groups are open.
    pub is_searching: bool,
}

impl List<'_> {
    /// Shows those that `finds` lets through. Says whether there were any.
    pub fn show(
        self,
        ui: &mut Ui,
        finds: impl Fn(&[&str]) -> bool,
        commands: &mut Vec<Command>,
    ) -> bool {
        let language = self.language;
        self.scenarios
            .ask(self.endpoint, self.is_connected, self.trust, ui.ctx());
        let entries = match self.scenarios.offer(self.endpoint) {
            Offer::Unasked | Offer::Asked => {
                remark(ui, &T::Asking.say(language));
                return false;
            }
            Offer::None => return none(ui, language, T::None, commands),
            Offer::Unreached => return none(ui, language, T::Unreached, commands),
            Offer::There(entries) => entries,
        };
        let origin = self.endpoint.origin();
        let mut has_any = false;
        for group in groups(entries) {
            let of_group = entries.iter().filter(|entry| entry.group == group);
            let found: Vec<&Entry> = of_group.filter(|entry| finds(&entry.words())).collect();
            if found.is_empty() {
                continue;
            }
            has_any = true;
            let title = T::Group(group).say(language);
            let is_open = self.is_searching || self.groups.shows(group);
            let mut row = TreeRow::new(ui, group, shortened(&title, MAX_TITLE));
            row.colour = Palette::of(ui).muted;
            row.is_open = Some(is_open);
            row.end = found.len().to_string().into();
            if row.show(ui).clicked() && !self.is_searching {
                self.groups.toggle(group);
            }
            for entry in found.into_iter().filter(|_| is_open) {
                entry_row(ui, language, &origin, self.current, entry, commands);
            }
        }
        has_any
    }
}

/// Says why there are none, and asks again when that is wanted.
fn none(ui: &mut Ui, language: Language, why: T<'_>, commands: &mut Vec<Command>) -> bool {
    remark(ui, &why.say(language));
    let mut again = TreeRow::new(ui, "ask-again", T::AskAgain.say(language));
    again.indent = FIRST_INDENT + INDENT;
    if again.show(ui).clicked() {
        commands.push(Command::AskAgain);
    }
    false
}

/// The groups, in the order in which the server tells them.
fn groups(entries: &[Entry]) -> Vec<&str> {
    let mut groups = Vec::new();
    for entry in entries {
        if !groups.contains(&&*entry.group) {
            groups.push(&*entry.group);
        }
    }
    groups
}

fn entry_row(
    ui: &mut Ui,
    language: Language,
    origin: &str,
    current: &str,
    entry: &Entry,
    commands: &mut Vec<Command>,
) {
    let title = shortened(entry.title(language), MAX_TITLE);
    let mut row = TreeRow::new(ui, (&entry.group, &entry.example), title);
    row.indent = FIRST_INDENT + INDENT;
    row.is_selected = current.strip_prefix(origin) == Some(&*entry.example);
    let response = row.show(ui);
    if response.clicked() {
        commands.push(Command::Choose(Choice::new(origin, language, entry)));
    }
    response.on_hover_ui(|ui| {
        let does = shortened(entry.does(language), MAX_SENTENCE);
        ui.label(RichText::new(shortened(&entry.example, MAX_EXAMPLE)).monospace());
        ui.label(does);
    });
}

impl Choice {
    /// A scenario of the server at this origin.
    pub fn new(origin: &str, language: Language, entry: &Entry) -> Self {
        Self {
            address: format!("{origin}{}", entry.example),
            title: shortened(entry.title(language), MAX_TITLE),
            examples: entry.examples.clone(),
        }
    }
}

/// What the scenario of the tab does, and what else can be done with it.
pub struct Description<'a> {
    language: Language,
    origin: &'a str,
    entry: &'a Entry,
}

impl<'a> Description<'a> {
    /// The description of the scenario at this address, if it is one.
    pub fn new(language: Language, scenarios: &'a Scenarios, current: &str) -> Option<Self> {
        let entry = scenarios.at(current)?;
        let origin = scenarios.origin();
        Some(Self {
            language,
            origin,
            entry,
        })
    }

    fn sentence(&self, ui: &Ui) -> Arc<Galley> {
        let text = shortened(self.entry.does(self.language), MAX_SENTENCE);
        let font = FontId::proportional(type_size::SMALL);
        let text = WidgetText::from(RichText::new(text).color(Palette::of(ui).muted));
        let width = ui.available_width() - 2.0 * PADDING;
        text.into_galley(ui, Some(TextWrapMode::Wrap), width, font)
    }

    /// How high it is, in points.
    pub fn height(&self, ui: &Ui) -> f32 {
        8.0 + sizes::control(ui) + 20.0 + self.sentence(ui).size().y + PADDING
    }

    /// Shows it.
    pub fn show(&self, ui: &mut Ui, commands: &mut Vec<Command>) {
        let language = self.language;
        let sentence = self.sentence(ui);
        let title = shortened(self.entry.title(language), MAX_TITLE);
        ui.spacing_mut().item_spacing = egui::vec2(0.0, 0.0);
        ui.add_space(8.0);
        let height = egui::vec2(ui.available_width(), sizes::control(ui));
        let right_to_left = egui::Layout::right_to_left(egui::Align::Center);
        ui.allocate_ui_with_layout(height, right_to_left, |ui| {
            ui.add_space(PADDING - 4.0);
            let choice = || Choice::new(self.origin, language, self.entry);
            let saves = Command::Save(choice());
            icon_button(ui, language, Icon::Bookmark, saves, Ok(()), commands);
            let opens = Command::OpenInTab(choice());
            icon_button(ui, language, Icon::Add, opens, Ok(()), commands);
            let left = egui::Layout::left_to_right(egui::Align::Center);
            ui.with_layout(left, |ui| {
                ui.add_space(PADDING);
                ui.add(Label::new(strong(title)).truncate());
            });
        });
        let indented = |ui: &mut Ui, label: Label| {
            ui.horizontal(|ui| {
                ui.add_space(PADDING);
                ui.add(label);
            });
        };
        let path = RichText::new(visible(&shortened(&self.entry.example, MAX_EXAMPLE)));
        let path = path.monospace().color(Palette::of(ui).muted);
        ui.scope(|ui| {
            ui.spacing_mut().interact_size.y = 20.0;
            indented(ui, Label::new(path).truncate());
        });
        indented(ui, Label::new(sentence));
    }
}

/// The line that leads through the messages of a scenario.
pub fn examples_line(
    ui: &mut Ui,
    language: Language,
    examples: &Examples,
    commands: &mut Vec<Command>,
) {
    let palette = Palette::of(ui);
    let (number, count) = examples.position();
    let note = examples.current().note(language);
    let text = T::Example {
        number,
        count,
        note: &shortened(note, MAX_SENTENCE),
    };
    ui.horizontal_centered(|ui| {
        ui.label(Icon::Scenarios.text().color(palette.muted));
        let steps = if count > 1 {
            2.0 * (sizes::control(ui) + ui.spacing().item_spacing.x)
        } else {
            0.0
        };
        let text = RichText::new(text.say(language))
            .small()
            .color(palette.muted);
        let width = (ui.available_width() - steps).max(0.0);
        ui.scope(|ui| {
            ui.set_max_width(width);
            ui.add(Label::new(text).truncate());
        });
        if count > 1 {
            for (icon, command) in [
                (Icon::Left, Command::PreviousExample),
                (Icon::Right, Command::NextExample),
            ] {
                let size = egui::Vec2::splat(sizes::row(ui));
                let button = icon_style(ui, icon.text().color(palette.muted)).min_size(size);
                styled_button(ui, language, command, button, Ok(()), commands);
            }
        }
    });
}
