//! The frame of the inspector: its tabs, and what leads away from it. On a phone, a sheet over the whole window.

use egui::{Align2, Button, FontId, Layout, Margin, Rect, RichText, Ui};
use message_log::search::Pattern;
use session::OnWire;
use session::conversation::Partner;

use super::Inspector;
use super::command::{Command, Neighbour, Page};
use super::connection::{self, ConnectionFacts, parameter_table::ParameterTable};
use super::message::{MessagePage, Shown};
use super::speaking::Speaking;
use super::texts::Text;
use crate::IN_BROWSER;
use crate::kit::button::{icon_button, name, primary_style, styled_button};
use crate::kit::icon::Icon;
use crate::kit::language::Language;
use crate::kit::room::{line_above, line_below, part};
use crate::kit::tabs::{Tab, tabs};
use crate::kit::theme::{Palette, medium, sizes, type_size};

/// Height of the row of tabs, in points.
const TABS: f32 = 36.0;
/// Space above and below the controls of a sheet.
const SHEET_PADDING: f32 = 8.0;
/// Height of the rows above and below a sheet.
const SHEET_ROW: f32 = 52.0;

/// What the inspector needs to know.
pub struct Frame<'a> {
    /// The language to speak.
    pub language: Language,
    /// What it shows.
    pub inspector: &'a mut Inspector,
    /// What is looked for in messages.
    pub pattern: Option<&'a Pattern>,
    /// What is known of the connection, if there was one.
    pub connection: Option<&'a ConnectionFacts>,
    /// What other parameters of compression would have given.
    pub parameters: &'a ParameterTable,
    /// How the message that is shown went over the wire, if that is known.
    pub on_wire: Option<OnWire>,
    /// The call that the message answers, or its answer.
    pub partner: Option<Partner>,
    /// How the protocol of the connection is spoken.
    pub speaking: Speaking,
    /// The number of the newest message.
    pub newest: u64,
    /// Whether a frame is shown, and not a message.
    pub shows_frame: bool,
    /// Whether it covers the whole window.
    pub is_sheet: bool,
}

/// A page that another feature draws.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Foreign {
    /// How the connection is set up.
    Settings,
    /// What is said over it as a whole.
    Conversation,
    /// One frame.
    Frame,
}

impl Frame<'_> {
    /// Shows the inspector in `place`. Of a page that is drawn by another feature it says in which place.
    pub fn show(
        &mut self,
        ui: &mut Ui,
        place: Rect,
        commands: &mut Vec<Command>,
    ) -> Option<(Foreign, Rect)> {
        let mut rest = place;
        if self.is_sheet {
            let sheet_row = SHEET_ROW.max(sizes::control(ui) + 2.0 * SHEET_PADDING);
            let (head, below) = rest.split_top_bottom_at_y(rest.top() + sheet_row);
            rest = below;
            self.sheet_head(ui, head, commands);
            // How to connect has no neighbours, and what is said as a whole has none.
            if !matches!(self.inspector.page, Page::Settings | Page::Conversation) {
                let (above, foot) = below.split_top_bottom_at_y(below.bottom() - sheet_row);
                rest = above;
                self.sheet_foot(ui, foot, commands);
            }
        }
        let tabs = rest.top() + TABS.max(sizes::target(ui));
        let (tabs, page) = rest.split_top_bottom_at_y(tabs);
        self.tabs(ui, tabs, commands);
        let surface = Palette::of(ui).surface;
        match self.inspector.page {
            Page::Settings => return Some((Foreign::Settings, page)),
            Page::Conversation => return Some((Foreign::Conversation, page)),
            Page::Message if self.shows_frame => return Some((Foreign::Frame, page)),
            Page::Message | Page::Connection => {}
        }
        part(ui, "page", page, surface, Margin::ZERO, |ui| {
            match self.inspector.page {
                Page::Message | Page::Conversation | Page::Settings => {
                    self.message(ui, commands);
                }
                Page::Connection => self.connection(ui, commands),
            }
        });
        None
    }

    fn tabs(&self, ui: &mut Ui, place: Rect, commands: &mut Vec<Command>) {
        let surface = Palette::of(ui).surface;
        line_below(ui, place);
        let margin = Margin::symmetric(8, 0);
        part(ui, "tabs", place, surface, margin, |ui| {
            let first = if self.shows_frame {
                Text::Frame
            } else {
                Text::Message
            };
            let all = [
                (Page::Message, first),
                (Page::Connection, Text::Connection),
                (Page::Conversation, Text::Conversation),
                (Page::Settings, Text::Settings),
            ];
            let all = all.into_iter();
            let all = all.filter(|(page, _)| *page != Page::Conversation || !IN_BROWSER);
            let all: Vec<_> = all
                .map(|(value, text)| Tab {
                    value,
                    name: text.say(self.language),
                    count: None,
                    fault: None,
                })
                .collect();
            let title = Text::Title.say(self.language);
            ui.with_layout(Layout::left_to_right(egui::Align::Center), |ui| {
                let height = place.height();
                let chosen = tabs(ui, "pages", &title, height, self.inspector.page, &all);
                commands.extend(chosen.map(Command::Show));
                if self.is_sheet {
                    return;
                }
                let right = Layout::right_to_left(egui::Align::Center);
                ui.with_layout(right, |ui| {
                    icon_button(
                        ui,
                        self.language,
                        Icon::Close,
                        Command::Close,
                        Ok(()),
                        commands,
                    );
                });
            });
        });
        line_below(ui, place);
    }

    fn message(&mut self, ui: &mut Ui, commands: &mut Vec<Command>) {
        let inspector = &mut *self.inspector;
        match &mut inspector.message {
            Some(message) => {
                let shown = Shown {
                    language: self.language,
                    pattern: self.pattern,
                    on_wire: self.on_wire,
                    partner: self.partner,
                    speaking: &self.speaking,
                    is_sheet: self.is_sheet,
                    held: inspector.held.as_ref(),
                    shows_diff: inspector.shows_diff,
                    comparing: &mut inspector.comparing,
                };
                message.show(ui, shown, commands);
            }
            None => nothing(ui, &Text::NothingSelected.say(self.language)),
        }
    }

    fn connection(&self, ui: &mut Ui, commands: &mut Vec<Command>) {
        let Some(facts) = self.connection else {
            return nothing(ui, &Text::NoConnection.say(self.language));
        };
        let selected = self.inspector.message.as_ref();
        let page = connection::Page {
            language: self.language,
            facts,
            parameters: self.parameters,
            selected: selected.filter(|selected| selected.usual_page() == Page::Connection),
            form: self.inspector.handshake,
            speaking: &self.speaking,
        };
        page.show(ui, commands);
    }

    /// The way back, and what the sheet is about.
    fn sheet_head(&self, ui: &mut Ui, place: Rect, commands: &mut Vec<Command>) {
        let surface = Palette::of(ui).surface;
        let margin = Margin::symmetric(4, 8);
        part(ui, "sheet-head", place, surface, margin, |ui| {
            ui.horizontal_centered(|ui| {
                ui.spacing_mut().interact_size.y = sizes::primary(ui);
                let back = Button::new(Icon::Back.text())
                    .frame_when_inactive(false)
                    .min_size(egui::Vec2::splat(sizes::primary(ui)));
                let response = ui.add(back);
                name(&response, &Text::Close.say(self.language));
                if response.clicked() {
                    commands.push(Command::Close);
                }
                let message = self.inspector.message.as_ref();
                let message = message.filter(|_| !self.shows_frame);
                match (self.inspector.page, message) {
                    (Page::Message, Some(message)) => {
                        message.title(ui, self.language, type_size::PRIMARY);
                    }
                    (page, _) => {
                        let text = match page {
                            Page::Message if self.shows_frame => Text::Frame,
                            Page::Message => Text::Message,
                            Page::Connection => Text::Connection,
                            Page::Conversation => Text::Conversation,
                            Page::Settings => Text::Settings,
                        };
                        let text = text.say(self.language);
                        ui.label(RichText::new(text).font(medium(type_size::PRIMARY)));
                    }
                }
            });
        });
        line_below(ui, place);
    }

    /// The way to the neighbours.
    fn sheet_foot(&self, ui: &mut Ui, place: Rect, commands: &mut Vec<Command>) {
        let surface = Palette::of(ui).surface;
        part(ui, "sheet-foot", place, surface, Margin::same(8), |ui| {
            ui.horizontal_centered(|ui| {
                for (icon, way) in [
                    (Icon::Sent, Neighbour::Previous),
                    (Icon::Received, Neighbour::Next),
                ] {
                    let button =
                        Button::new(icon.text()).min_size(egui::Vec2::splat(sizes::primary(ui)));
                    let response = ui.add(button);
                    let text = match way {
                        Neighbour::Previous => Text::Previous,
                        Neighbour::Next => Text::Next,
                    };
                    name(&response, &text.say(self.language));
                    if response.clicked() {
                        commands.push(Command::Step(way));
                    }
                }
                let message = self.inspector.message.as_ref();
                let message = message.filter(|_| !self.shows_frame);
                let can_be_edited = message.is_some_and(MessagePage::can_be_edited);
                let Some(number) = message.and_then(MessagePage::number) else {
                    return;
                };
                let palette = Palette::of(ui);
                let place = RichText::new(format!("{number} / {}", self.newest));
                ui.label(place.size(type_size::SMALL).color(palette.muted));
                if !can_be_edited {
                    return;
                }
                let right = Layout::right_to_left(egui::Align::Center);
                ui.with_layout(right, |ui| {
                    // What sends is below the sheet: this is the one primary button.
                    let text = Text::Edit.say(self.language);
                    let text = RichText::new(text)
                        .font(medium(type_size::PRIMARY))
                        .color(palette.on_accent);
                    let button = primary_style(&palette, text, true);
                    let button = button.min_size(egui::vec2(0.0, sizes::primary(ui)));
                    let (edit, usable) = (Command::Edit, Ok(()));
                    styled_button(ui, self.language, edit, button, usable, commands);
                });
            });
        });
        line_above(ui, place);
    }
}

/// What is said where there is nothing to show.
fn nothing(ui: &Ui, text: &str) {
    let muted = Palette::of(ui).muted;
    let font = FontId::proportional(type_size::BODY);
    let middle = ui.max_rect().center();
    ui.painter()
        .text(middle, Align2::CENTER_CENTER, text, font, muted);
}
