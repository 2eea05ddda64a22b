//! How the connection came about, how it ended, and what went over it: the newest fact first.

mod compression;
mod facts;
mod handshake;
pub(super) mod parameter_table;
mod parts;
mod protocol;
pub(super) mod report;
mod texts;
mod timing;

use egui::{Label, Margin, RichText, ScrollArea, Sense, Stroke, Ui};
use session::RecordedEvent;

pub use self::facts::ConnectionFacts;

use self::facts::{Line, explanation, negotiated, shortened_lines, statistics, title};
use self::parameter_table::ParameterTable;
use self::parts::{pairs, remark, section, separator};
use self::texts::Text;
use super::command::{Command, HandshakeForm};
use super::message::MessagePage;
use super::speaking::Speaking;
use crate::IN_BROWSER;
use crate::kit::button::icon_button;
use crate::kit::format::time_of_day;
use crate::kit::icon::Icon;
use crate::kit::language::Language;
use crate::kit::room::follow_focus;
use crate::kit::theme::{Palette, data, medium, type_size};

/// Space beside the page, in points.
const PADDING: i8 = 16;
/// Radius of the dot before the title.
const DOT: f32 = 4.0;

/// What the page shows.
pub(super) struct Page<'a> {
    pub language: Language,
    pub facts: &'a ConnectionFacts,
    /// What other parameters of compression would have given.
    pub parameters: &'a ParameterTable,
    /// The row that is selected, if it is an event.
    pub selected: Option<&'a MessagePage>,
    pub form: HandshakeForm,
    /// How its protocol is spoken.
    pub speaking: &'a Speaking,
}

impl Page<'_> {
    /// Shows the page.
    pub(super) fn show(&self, ui: &mut Ui, commands: &mut Vec<Command>) {
        ScrollArea::vertical()
            .id_salt("connection")
            .auto_shrink(false)
            .show(ui, |ui| {
                let margin = Margin {
                    top: 6,
                    bottom: 16,
                    ..Margin::symmetric(PADDING, 0)
                };
                egui::Frame::new().inner_margin(margin).show(ui, |ui| {
                    // Lines to read stand closer than buttons.
                    ui.spacing_mut().item_spacing.y = 4.0;
                    self.sections(ui, commands);
                });
                follow_focus(ui);
            });
    }

    fn sections(&self, ui: &mut Ui, commands: &mut Vec<Command>) {
        let record = &self.facts.record;
        self.head(ui, commands);
        self.selected(ui, commands);
        timing::show(ui, self.language, record);
        self.negotiated(ui);
        handshake::show(ui, self.language, record, self.form, commands);
        self.statistics(ui);
        protocol::show(
            ui,
            self.language,
            self.facts.spoken,
            self.speaking,
            commands,
        );
        if self.facts.is_newest {
            let compression = self.facts.compression.as_ref();
            parameter_table::show(ui, self.language, compression, self.parameters, commands);
        }
        separator(ui);
        let frames = Command::ExplainFrames;
        crate::kit::button::command_button(ui, self.language, frames, Ok(()), commands);
    }

    /// How it stands, or how it ended, and what that means.
    fn head(&self, ui: &mut Ui, commands: &mut Vec<Command>) {
        let palette = Palette::of(ui);
        let (title, colour, is_filled) = title(&self.facts.record, self.language, &palette);
        ui.horizontal(|ui| {
            ui.spacing_mut().interact_size.y = 32.0;
            let size = egui::vec2(2.0 * DOT, 32.0);
            let (place, _) = ui.allocate_exact_size(size, Sense::hover());
            if is_filled {
                ui.painter().circle_filled(place.center(), DOT, colour);
            } else {
                let ring = Stroke::new(1.5, colour);
                ui.painter().circle_stroke(place.center(), DOT - 0.5, ring);
            }
            let right = egui::Layout::right_to_left(egui::Align::Center);
            ui.with_layout(right, |ui| {
                ui.spacing_mut().button_padding.x = 6.0;
                let copy = Command::CopyConnection;
                icon_button(ui, self.language, Icon::Copy, copy, Ok(()), commands);
                let left = egui::Layout::left_to_right(egui::Align::Center);
                ui.with_layout(left, |ui| {
                    let title = RichText::new(title).font(medium(type_size::BODY));
                    ui.add(Label::new(title).truncate());
                });
            });
        });
        if !self.facts.is_newest {
            remark(
                ui,
                Text::Earlier(self.facts.record.began).say(self.language),
            );
            let newest = Command::ShowNewest;
            crate::kit::button::command_button(ui, self.language, newest, Ok(()), commands);
        }
        for line in explanation(self.facts, self.language) {
            match line {
                Line::Quote(text) => ui.label(text),
                Line::Remark(text) => remark(ui, text),
                Line::Raw(text) => ui.add(Label::new(RichText::new(text).font(data())).wrap()),
            };
        }
        let has_hidden = !self.facts.record.has_details() || self.facts.is_unexplained;
        if has_hidden && !IN_BROWSER {
            if !self.facts.record.has_details() {
                remark(ui, Text::NotRecorded.say(self.language));
            }
            if self.facts.is_newest {
                let again = Command::ReconnectWithDetails;
                crate::kit::button::command_button(ui, self.language, again, Ok(()), commands);
            }
        }
    }

    /// The event that was selected, where the page does not begin with it.
    fn selected(&self, ui: &mut Ui, commands: &mut Vec<Command>) {
        let Some(selected) = self.selected else {
            return;
        };
        selected.redirect(ui, self.language, commands);
        let message = selected.message().message();
        let record = &self.facts.record;
        let is_head = record.ended.as_ref().is_some_and(|(at, event)| {
            *at == message.at && message.event.is_some_and(|shown| shown == event)
        });
        let is_told = match message.event {
            Some(RecordedEvent::Connecting { .. } | RecordedEvent::Opened) => true,
            // They are in the handshake.
            Some(RecordedEvent::Step(step)) => handshake::is_shown(record, step),
            _ => is_head,
        };
        if is_told {
            return;
        }
        section(ui, &Text::SelectedEvent.say(self.language), |ui| {
            let at = RichText::new(time_of_day(message.at)).font(data());
            ui.label(at.color(Palette::of(ui).muted));
        });
        let sentence = String::from_utf8_lossy(selected.bytes());
        let shown: Vec<_> = shortened_lines(&sentence).collect();
        for (index, line) in shown.iter().enumerate() {
            // The sentence itself; below it is what was on the wire, or what the library said.
            if index == 0 {
                ui.add(Label::new(line).wrap());
            } else if !line.is_empty() {
                ui.add(Label::new(RichText::new(line).font(data())).wrap());
            }
        }
    }

    fn negotiated(&self, ui: &mut Ui) {
        let rows = negotiated(self.facts, self.language);
        if rows.is_empty() {
            return;
        }
        section(ui, &Text::Negotiated.say(self.language), |_| {});
        pairs(ui, &rows);
    }

    fn statistics(&self, ui: &mut Ui) {
        let rows = statistics(&self.facts.record, self.language);
        section(ui, &Text::Statistics.say(self.language), |_| {});
        pairs(ui, &rows);
    }
}
