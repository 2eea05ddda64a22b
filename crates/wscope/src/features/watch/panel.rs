//! The page: what to watch, and below it what is watched.

use egui::{Align, Layout, Margin, ScrollArea, TextEdit, Ui};
use message_log::Seq;
use session::watch::Side;

use super::command::Command;
use super::row::WatchedRow;
use super::state::State;
use super::texts::Text;
use crate::kit::button::{command_button, name};
use crate::kit::empty_state::{Height, empty_state};
use crate::kit::field::{end_typing, is_entered, note_below, note_typing, renew_note, steady};
use crate::kit::icon::Icon;
use crate::kit::language::Language;
use crate::kit::segments::{Segment, segments, segments_width};
use crate::kit::theme::{Palette, sizes};
use crate::kit::tool_row::button_width;

/// Space around the page, in points.
const PADDING: Margin = Margin::symmetric(12, 0);
/// The longest path that can be typed, in characters.
const MAX_TYPED: usize = session::watch::MAX_PATH_BYTES;
/// The narrowest field, in points: a short path is seen whole.
const FIELD: f32 = 80.0;

/// The page.
pub struct WatchPanel<'a> {
    /// The language to speak.
    pub language: Language,
    /// What is watched.
    pub state: &'a mut State,
    /// The first message of the list, and the one after the last.
    pub kept: std::ops::Range<Seq>,
}

impl WatchPanel<'_> {
    /// Shows the page.
    pub fn show(mut self, ui: &mut Ui, commands: &mut Vec<Command>) {
        egui::Frame::new().inner_margin(PADDING).show(ui, |ui| {
            self.form(ui, commands);
            ui.add_space(4.0);
            if self.state.paths().next().is_none() {
                return self.nothing(ui);
            }
            ui.horizontal(|ui| {
                let right = Layout::right_to_left(Align::Center);
                ui.with_layout(right, |ui| {
                    command_button(ui, self.language, Command::Save, Ok(()), commands);
                });
            });
            self.rows(ui, commands);
        });
    }

    /// What is to be watched.
    fn form(&mut self, ui: &mut Ui, commands: &mut Vec<Command>) {
        let language = self.language;
        let sides = [
            (Side::Both, Icon::BothWays, Text::Both),
            (Side::Sent, Icon::Sent, Text::Sent),
            (Side::Received, Icon::Received, Text::Received),
        ];
        let sides = sides.map(|(value, icon, text)| Segment {
            value,
            icon: Some((icon, None)),
            name: text.say(language),
        });
        ui.horizontal(|ui| {
            let beside = segments_width(ui, &sides) + button_width(ui, &Text::Add.say(language));
            let gaps = 3.0 * ui.spacing().item_spacing.x;
            let width = (ui.available_width() - beside - gaps).max(FIELD);
            let is_entered = steady(ui, "path", |ui| self.field(ui, width));
            let title = Text::Sides.say(language);
            let height = sizes::control(ui);
            let chosen = segments(ui, "sides", &title, height, self.state.side, &sides);
            self.state.side = chosen.unwrap_or(self.state.side);
            let add = Command::Add {
                path: self.state.typed.clone().into(),
                side: self.state.side,
            };
            if is_entered {
                commands.push(add.clone());
            }
            command_button(ui, language, add, Ok(()), commands);
        });
    }

    /// Where the path is typed. Says whether Enter was pressed in it.
    fn field(&mut self, ui: &mut Ui, width: f32) -> bool {
        let edit = TextEdit::singleline(&mut self.state.typed)
            .id_salt("field")
            .char_limit(MAX_TYPED)
            .font(egui::TextStyle::Monospace)
            .hint_text("$.price")
            .min_size(egui::vec2(0.0, sizes::control(ui)))
            .desired_width(width);
        let field = ui.add(edit);
        name(&field, "JSONPath");
        if field.changed() {
            self.state.problem = None;
        }
        // Who presses the button again wants to know it again.
        if std::mem::take(&mut self.state.is_told_anew) || field.changed() {
            renew_note(&field);
        }
        let is_entered = is_entered(&field);
        if is_entered {
            end_typing(&field);
            // The next one is typed here.
            field.request_focus();
        }
        note_typing(&field, &self.state.typed);
        if let Some(problem) = &self.state.problem {
            let text = Text::Problem(problem, &self.state.typed).say(self.language);
            note_below(ui, &field, &text, Palette::of(ui).error);
        }
        is_entered
    }

    fn nothing(&self, ui: &mut Ui) {
        let title = Text::Nothing.say(self.language);
        let hint = Text::NothingHint.say(self.language);
        empty_state(ui, Height::Top, &title, &hint, |_| {});
    }

    fn rows(&mut self, ui: &mut Ui, commands: &mut Vec<Command>) {
        let now_s = ui.input(|input| input.time);
        let (language, end) = (self.language, self.kept.end);
        let watched = self.state.refresh(now_s);
        ScrollArea::vertical()
            .id_salt("watched")
            .auto_shrink(false)
            .show(ui, |ui| {
                for (index, watched) in watched.iter().enumerate() {
                    let path = watched.path();
                    let salt = ("watched", path.text(), path.side());
                    steady(ui, salt, |ui| {
                        let row = WatchedRow {
                            language,
                            watched,
                            index,
                            now_s,
                            end,
                        };
                        row.show(ui, commands);
                    });
                }
            });
    }
}
