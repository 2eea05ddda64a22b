//! The list: every message, one line each.

use std::sync::{Arc, MutexGuard};

use egui::text::{LayoutJob, TextWrapping};
use egui::{Align2, Button, Checkbox, Color32, FontId, Galley, Rect, RichText, Ui};
use message_log::{Direction, Kind, Message, Seq};
use virtual_list::{ListState, Rows, VirtualList, VisibleRow};

use super::{command_button, styled_button};
use crate::command::Command;
use crate::format::{size, time_of_day};
use crate::language::{Language, Text};
use crate::lifecycle::Lifecycle;
use crate::recorder::Recorder;
use crate::theme::{Palette, ROW_HEIGHT, sign};
use crate::view::RowsOfFrame;
use crate::visible::{hex_preview, text_preview};

/// What the list needs to know.
pub struct MessageList<'a> {
    /// The language to speak.
    pub language: Language,
    /// Which rows there are.
    pub rows: RowsOfFrame<'a>,
    /// Where the person is in them.
    pub state: &'a mut ListState,
    /// Whether only received messages are shown.
    pub received_only: bool,
    /// The record, to copy what a visible row shows.
    pub recorder: &'a dyn Fn() -> MutexGuard<'a, Recorder>,
}

impl MessageList<'_> {
    /// Shows the list and what belongs to it.
    pub fn show(mut self, ui: &mut Ui, commands: &mut Vec<Command>) {
        self.toolbar(ui, commands);
        if self.rows.len() == 0 {
            self.empty(ui);
            return;
        }
        let area = ui.available_rect_before_wrap();
        self.list(ui, commands);
        self.chip(ui, area, commands);
    }

    fn toolbar(&self, ui: &mut Ui, commands: &mut Vec<Command>) {
        let say = |text| self.language.say(text).into_owned();
        ui.horizontal(|ui| {
            let mut only = self.received_only;
            let checkbox = ui
                .add(Checkbox::new(&mut only, say(Text::ReceivedOnly)))
                .on_hover_text(say(Text::ReceivedOnlyTooltip));
            if checkbox.changed() {
                commands.push(Command::ShowReceivedOnly(only));
            }
            ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
                command_button(ui, self.language, Command::OpenSettings, Ok(()), commands);
                command_button(ui, self.language, Command::AskClear, Ok(()), commands);
            });
        });
    }

    fn empty(&self, ui: &mut Ui) {
        let palette = Palette::of(ui);
        let (title, hint) = if self.received_only {
            (Text::NothingReceivedYet, Text::ReceivedOnlyTooltip)
        } else {
            (Text::NoMessagesYet, Text::NoMessagesYetHint)
        };
        ui.vertical_centered(|ui| {
            ui.add_space((ui.available_height() / 2.0 - 30.0).max(0.0));
            ui.label(RichText::new(self.language.say(title)).heading());
            ui.label(RichText::new(self.language.say(hint)).color(palette.quiet));
        });
    }

    fn list(&mut self, ui: &mut Ui, commands: &mut Vec<Command>) {
        let (language, recorder) = (self.language, self.recorder);
        let name = language.say(Text::Messages).into_owned();
        let response = VirtualList::new("messages", ROW_HEIGHT)
            .accessible_name(name)
            .show(ui, self.state, &self.rows, |ui, row| {
                let shown = recorder()
                    .log
                    .get(Seq::new(row.id))
                    .map(|message| Shown::new(&message, language));
                let Some(shown) = shown else {
                    // Dropped since the frame began; the next frame knows.
                    return String::new();
                };
                shown.paint(ui, &row);
                if row.wants_label {
                    shown.describe(row.id, language)
                } else {
                    String::new()
                }
            });
        if response.selection_changed {
            commands.push(Command::ShowDetail(self.state.selected()));
        }
    }

    /// Leads back to the newest row.
    fn chip(&self, ui: &mut Ui, area: Rect, commands: &mut Vec<Command>) {
        let new = self.state.new_below(&self.rows);
        if self.state.is_at_tail() || new == 0 {
            return;
        }
        let palette = Palette::of(ui);
        let text = self.language.say(Text::NewBelow(new)).into_owned();
        let button = Button::new(RichText::new(text).color(palette.on_accent))
            .fill(palette.accent)
            .corner_radius(14.0);
        let bottom = area.center_bottom() - egui::vec2(0.0, 26.0);
        let place = Rect::from_center_size(bottom, egui::vec2(160.0, 30.0));
        ui.scope_builder(egui::UiBuilder::new().max_rect(place), |ui| {
            ui.vertical_centered(|ui| {
                let command = Command::FollowNewest;
                styled_button(ui, self.language, command, button, Ok(()), commands);
            });
        });
    }
}

/// What a row shows, copied out of the log.
struct Shown {
    direction: Direction,
    is_bad: bool,
    is_opened: bool,
    is_placeholder: bool,
    time: String,
    size: String,
    preview: String,
}

impl Shown {
    fn new(message: &Message<'_>, language: Language) -> Self {
        let mut shown = Self {
            direction: message.direction,
            is_bad: false,
            is_opened: false,
            is_placeholder: false,
            time: time_of_day(message.at),
            size: size(message.payload.len() as u64),
            preview: String::new(),
        };
        match message.kind {
            Kind::Lifecycle => shown.read_lifecycle(message.payload, language),
            Kind::Text => shown.preview = text_preview(message.payload),
            Kind::Binary => shown.preview = hex_preview(message.payload),
            Kind::Ping => shown.preview = format!("ping {}", hex_preview(message.payload)),
            Kind::Pong => shown.preview = format!("pong {}", hex_preview(message.payload)),
        }
        if shown.preview.is_empty() {
            shown.is_placeholder = true;
            shown.preview = language.say(Text::EmptyMessage).into_owned();
        }
        shown
    }

    fn read_lifecycle(&mut self, payload: &[u8], language: Language) {
        self.size = String::new();
        let line = Lifecycle::from_payload(payload);
        self.is_bad = line.as_ref().is_none_or(Lifecycle::is_bad);
        self.is_opened = line == Some(Lifecycle::Opened);
        let sentence = line.map_or_else(
            || language.say(Text::LifeUnknown),
            |line| line.say(language),
        );
        // It may quote an address with anything in it.
        self.preview = text_preview(sentence.as_bytes());
    }

    fn paint(&self, ui: &Ui, row: &VisibleRow) {
        let palette = Palette::of(ui);
        paint_ground(ui, row, &palette);
        let font = FontId::monospace(13.0);
        let painter = ui
            .painter()
            .with_clip_rect(row.rect.intersect(ui.clip_rect()));
        let middle = row.rect.center().y;
        let at = |x: f32| egui::pos2(row.rect.left() + x, middle);
        let (mark, colour) = self.mark(&palette);
        painter.text(at(16.0), Align2::CENTER_CENTER, mark, font.clone(), colour);
        painter.text(
            at(32.0),
            Align2::LEFT_CENTER,
            &self.time,
            font.clone(),
            palette.quiet,
        );
        let mut x = 140.0;
        // On a narrow window the message matters more than its size.
        if row.rect.width() > 420.0 {
            painter.text(
                at(216.0),
                Align2::RIGHT_CENTER,
                &self.size,
                font.clone(),
                palette.quiet,
            );
            x = 230.0;
        }
        let colour = if self.is_bad {
            palette.bad
        } else if self.direction == Direction::Local || self.is_placeholder {
            palette.quiet
        } else {
            ui.visuals().text_color()
        };
        let preview = one_line(ui, &self.preview, font, colour, row.rect.width() - x);
        let top = middle - preview.size().y / 2.0;
        painter.galley(egui::pos2(row.rect.left() + x, top), preview, colour);
    }

    fn mark(&self, palette: &Palette) -> (&'static str, Color32) {
        match self.direction {
            Direction::Sent => (sign::SENT, palette.sent),
            Direction::Received => (sign::RECEIVED, palette.received),
            Direction::Local if self.is_bad => (sign::STATE, palette.bad),
            Direction::Local if self.is_opened => (sign::STATE, palette.good),
            Direction::Local => (sign::STATE, palette.quiet),
        }
    }

    fn describe(&self, number: u64, language: Language) -> String {
        let Self {
            time,
            size,
            preview,
            ..
        } = self;
        let text = match self.direction {
            Direction::Sent => Text::RowSent {
                number,
                time,
                size,
                preview,
            },
            Direction::Received => Text::RowReceived {
                number,
                time,
                size,
                preview,
            },
            Direction::Local => Text::RowLocal {
                number,
                time,
                preview,
            },
        };
        language.say(text).into_owned()
    }
}

fn paint_ground(ui: &Ui, row: &VisibleRow, palette: &Palette) {
    let fill = if row.selected {
        palette.selected
    } else if row.hovered {
        palette.hovered
    } else if row.id % 2 == 1 {
        palette.stripe
    } else {
        return;
    };
    ui.painter().rect_filled(row.rect, 0.0, fill);
}

/// Lays a text out on one line that ends with `…` where it is wider than `width`, in points.
fn one_line(ui: &Ui, text: &str, font: FontId, colour: Color32, width: f32) -> Arc<Galley> {
    let mut job = LayoutJob::simple_singleline(text.to_owned(), font, colour);
    job.wrap = TextWrapping::truncate_at_width(width.max(0.0));
    ui.ctx().fonts_mut(|fonts| fonts.layout_job(job))
}
