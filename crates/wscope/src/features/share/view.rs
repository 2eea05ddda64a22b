//! The dialog: what is saved, what of that is replaced, and how it will read; afterwards, what was replaced.

use std::ops::Range;

use egui::{Button, Checkbox, Label, Layout, RichText, ScrollArea, TextWrapMode, Ui, UiBuilder};
use message_log::{Direction, Kind};
use payload::visible::text_preview;
use session::files::redact::{FieldName, MAX_NAMES};
use session::files::{FileCompression, FileKind};

use super::Shared;
use super::command::Command;
use super::expressions::{PATHS, PATTERNS, first_problem, lines};
use super::heading::heading;
use super::state::ShareForm;
use super::survey::{Found, Replaced, Row};
use super::texts::Text as T;
use crate::kit::button::{command_button, name};
use crate::kit::command::Usable;
use crate::kit::dialog::{confirm_button, focus_when_it_appears};
use crate::kit::field::steady;
use crate::kit::icon::Icon;
use crate::kit::language::Language;
use crate::kit::marked_line;
use crate::kit::room::follow_focus;
use crate::kit::segments::{Segment, segments, segments_width};
use crate::kit::theme::{Palette, data, sizes, strong};
use crate::kit::tool_row::text_width;

/// How wide the dialog is where there is room, in points.
const WIDTH: f32 = 640.0;
/// What stays free beside and above it, in points: the padding of the dialog, and some of the window.
const MARGINS: egui::Vec2 = egui::vec2(56.0, 64.0);
/// Height of the title and of the buttons below what scrolls, in points.
const AROUND: f32 = 84.0;
/// So many fields are in sight at once; the others are scrolled to.
const FIELD_ROWS: usize = 6;
/// So many kinds of secrets.
const SECRET_ROWS: usize = 3;
/// With less width than this, the longest sentence takes two lines, in points.
const NARROW: f32 = 400.0;
/// What the bar of a scroll area takes, in points.
const ROOM: f32 = 12.0;
/// So many rows of the preview, where at least so much height is left for what is chosen, in points.
const PREVIEW_ROWS: [(usize, f32); 2] = [(8, 300.0), (4, 160.0)];
/// Space around them.
const PREVIEW_MARGIN: i8 = 6;
/// Width of the icons before a row of the preview, in points.
const ICONS: f32 = 22.0;

impl ShareForm {
    /// Shows it.
    pub fn show(&mut self, ui: &mut Ui, language: Language, commands: &mut Vec<Command>) {
        let screen = ui.ctx().content_rect().size() - MARGINS;
        let width = WIDTH.min(screen.x);
        ui.set_width(width);
        let shared = self.shared().lock().clone();
        if let Some(shared) = shared {
            result(ui, language, &shared, screen.y - AROUND, commands);
            return;
        }
        self.poll(ui.ctx());
        ui.label(RichText::new(T::Title.say(language)).heading());
        // The preview stays in sight below what is chosen, as long as some of that is in sight as well.
        let rest = |rows| screen.y - AROUND - preview_height(ui, rows);
        let rows = PREVIEW_ROWS
            .into_iter()
            .find(|(rows, least)| rest(*rows) >= *least);
        let height = rows.map_or(screen.y - AROUND, |(rows, _)| rest(rows));
        ScrollArea::vertical()
            .max_height(height.max(sizes::control(ui)))
            .auto_shrink(false)
            .show(ui, |ui| {
                ui.set_max_width(ui.available_width() - ROOM);
                self.kept(ui, language);
                self.format(ui, language);
                self.secrets(ui, language, rows.is_none(), commands);
                self.fields(ui, language);
                let wanted = first_problem(&self.draft, language).filter(|_| self.shows_problem);
                let wanted = wanted.map(|(kinds, index, _)| (kinds.salt(), index));
                lines(ui, language, &PATTERNS, &mut self.draft.patterns, wanted);
                lines(ui, language, &PATHS, &mut self.draft.paths, wanted);
                self.shows_problem = false;
                if rows.is_none() {
                    self.preview(ui, language, PREVIEW_ROWS[0].0);
                }
                follow_focus(ui);
            });
        if let Some((rows, _)) = rows {
            self.preview(ui, language, rows);
        }
        ui.horizontal(|ui| {
            let usable = self.usable(language);
            let save = confirm_button(ui, &T::Save.say(language), usable.is_ok());
            if save.clicked() {
                commands.push(Command::Save);
            }
            save.on_hover_text(T::SaveTooltip.say(language));
            command_button(ui, language, Command::Close, Ok(()), commands);
            // That a search goes on is told where its result will be.
            let colour = Palette::of(ui).error;
            if let Some((_, _, text)) = first_problem(&self.draft, language) {
                let text = RichText::new(text).color(colour);
                let button = Button::new(text).frame_when_inactive(false).truncate();
                if ui.add(button).clicked() {
                    self.shows_problem = true;
                }
            } else if let Err(why) = usable
                && self.survey.found().is_some()
            {
                ui.add(Label::new(RichText::new(why).color(colour)).truncate());
            }
        });
    }

    fn usable(&self, language: Language) -> Usable {
        if let Some((_, _, text)) = first_problem(&self.draft, language) {
            return Err(text.into());
        }
        let why_not = match self.survey.found() {
            // Which fields are replaced by themselves is not known yet.
            None => T::LookFirst,
            Some(found) if found.is_too_much => T::TooMuch,
            Some(_) => return Ok(()),
        };
        Err(why_not.say(language))
    }

    fn kept(&mut self, ui: &mut Ui, language: Language) {
        heading(ui, &T::Kept.say(language));
        let keep = &mut self.draft.keep;
        ui.horizontal_wrapped(|ui| {
            let sent = ui.checkbox(&mut keep.sent, T::Sent.say(language));
            focus_when_it_appears(&sent);
            ui.checkbox(&mut keep.received, T::Received.say(language));
            ui.checkbox(&mut keep.control, T::Control.say(language));
            ui.checkbox(&mut keep.events, T::Events.say(language));
            ui.checkbox(&mut keep.binary, T::Binary.say(language))
                .on_hover_text(T::BinaryTooltip.say(language));
        });
        let muted = Palette::of(ui).muted;
        ui.label(RichText::new(T::NoFrames.say(language)).color(muted));
    }

    /// What was found, and in how much of the session.
    fn secrets(&self, ui: &mut Ui, language: Language, is_low: bool, commands: &mut Vec<Command>) {
        heading(ui, &T::Secrets.say(language)).on_hover_text(T::SecretsTooltip.say(language));
        let palette = Palette::of(ui);
        ui.horizontal(|ui| {
            // It is as high whether it says something or not; narrow, it says that in two lines.
            let lines = if ui.available_width() < NARROW {
                2.0
            } else {
                1.0
            };
            let text = lines * ui.text_style_height(&egui::TextStyle::Body);
            ui.set_min_height(sizes::control(ui).max(text));
            if let Some(percent) = self.survey.percent() {
                ui.spinner();
                ui.label(T::Looking { percent }.say(language));
                command_button(ui, language, Command::Stop, Ok(()), commands);
            } else if let Some(found) = self.survey.found() {
                let (rows, all) = (found.looked_at, self.survey.rows());
                let text = match rows < all {
                    true => T::LookedAt { rows, all },
                    false => T::LookedAtAll(rows),
                };
                let text = RichText::new(text.say(language)).color(palette.muted);
                ui.add(Label::new(text).wrap());
            }
        });
        // A tick that changes what is found moves no other.
        let line = ui.text_style_height(&egui::TextStyle::Body) + ui.spacing().item_spacing.y;
        let height = line * SECRET_ROWS as f32;
        let content = |ui: &mut Ui| {
            if let Some(found) = self.survey.found() {
                secrets_found(ui, language, found);
            }
        };
        if is_low {
            // What scrolls in a low window has nothing else in it that scrolls.
            ui.scope(|ui| {
                ui.set_min_height(height);
                content(ui);
            });
        } else {
            steady_area(ui, "share-secrets", height, content);
        }
    }

    fn fields(&mut self, ui: &mut Ui, language: Language) {
        heading(ui, &T::Fields.say(language));
        let fields = self.survey.fields().to_vec();
        let height = sizes::control(ui);
        let line = height + ui.spacing().item_spacing.y;
        let is_more = fields.len() >= MAX_NAMES;
        let rows = fields.len() + usize::from(is_more);
        let room = line * rows.clamp(1, FIELD_ROWS) as f32;
        let size = egui::vec2(ui.available_width(), room);
        let (place, _) = ui.allocate_exact_size(size, egui::Sense::hover());
        let id = ui.make_persistent_id("share-fields");
        let mut ui = ui.new_child(UiBuilder::new().scope_id(id).max_rect(place));
        if fields.is_empty() && self.survey.is_current() {
            let text = T::NoFields.say(language);
            ui.label(RichText::new(text).color(Palette::of(&ui).muted));
        }
        let mut show = |ui: &mut Ui, rows: Range<usize>| {
            // The bar lies over no number.
            ui.set_max_width(ui.available_width() - ROOM);
            for index in rows {
                match fields.get(index) {
                    Some(field) => self.field(ui, language, field, height),
                    None => {
                        let text = T::MoreFields.say(language);
                        ui.label(RichText::new(text).color(Palette::of(ui).muted));
                    }
                }
            }
            follow_focus(ui);
        };
        if rows <= FIELD_ROWS {
            return show(&mut ui, 0..rows);
        }
        ScrollArea::vertical()
            .max_height(room)
            .auto_shrink(false)
            .show_rows(&mut ui, height, rows, show);
    }

    fn field(&mut self, ui: &mut Ui, language: Language, field: &FieldName, height: f32) {
        // A name is chosen by the peer.
        let shown = text_preview(field.name.as_bytes(), &[]).text;
        let mut is_ticked = self.is_ticked(field);
        steady(ui, ("share-field", &field.name), |ui| {
            ui.horizontal(|ui| {
                ui.set_min_height(height);
                let count = RichText::new(T::FieldCount(field.count).say(language));
                let count = count.color(Palette::of(ui).muted);
                let right = Layout::right_to_left(egui::Align::Center);
                ui.with_layout(right, |ui| {
                    ui.label(count);
                    ui.with_layout(Layout::left_to_right(egui::Align::Center), |ui| {
                        ui.style_mut().wrap_mode = Some(TextWrapMode::Truncate);
                        let text = RichText::new(&shown).font(data());
                        let ticked = ui.add(Checkbox::new(&mut is_ticked, text));
                        name(&ticked, &shown);
                        if ticked.changed() {
                            self.tick(&field.name, is_ticked);
                        }
                    });
                });
            });
        });
    }

    fn format(&mut self, ui: &mut Ui, language: Language) {
        heading(ui, &T::Format.say(language));
        let kinds = [
            (FileKind::Session, T::FormatSession.say(language)),
            (FileKind::Har, "HAR".into()),
            (FileKind::Csv, "CSV".into()),
        ];
        let compressions = [
            (FileCompression::None, T::Uncompressed.say(language)),
            (FileCompression::Gzip, "gzip".into()),
            (FileCompression::Zstd, "zstd".into()),
        ];
        ui.horizontal_wrapped(|ui| {
            let height = sizes::control(ui);
            let kinds = kinds.map(|(value, name)| segment(value, name));
            let title = T::Format.say(language);
            let kind = self.draft.format.kind;
            let chosen = segments(ui, "share-format", &title, height, kind, &kinds);
            self.draft.format.kind = chosen.unwrap_or(kind);
            let title = T::Compression.say(language);
            let compressions = compressions.map(|(value, name)| segment(value, name));
            // What it is called stays beside it.
            let label = text_width(ui, &title, egui::TextStyle::Body);
            let width = label + ui.spacing().item_spacing.x + segments_width(ui, &compressions);
            if ui.available_size_before_wrap().x < width {
                ui.end_row();
            }
            ui.label(title.clone());
            let compression = self.draft.format.compression;
            let chosen = segments(
                ui,
                "share-compression",
                &title,
                height,
                compression,
                &compressions,
            );
            self.draft.format.compression = chosen.unwrap_or(compression);
        });
    }

    fn preview(&mut self, ui: &mut Ui, language: Language, rows: usize) {
        let choices = [
            segment(false, T::FirstRows.say(language)),
            segment(true, T::ReplacedRows.say(language)),
        ];
        let title = T::Preview.say(language);
        let height = sizes::control(ui);
        let only_replaced = self.only_replaced;
        ui.horizontal(|ui| {
            ui.label(strong(&*title));
            let chosen = segments(ui, "share-preview", &title, height, only_replaced, &choices);
            self.only_replaced = chosen.unwrap_or(only_replaced);
        });
        let room = preview_line(ui) * rows as f32;
        let rows = self.survey.found().map_or(&[][..], |found| {
            let Found {
                first,
                first_replaced,
                ..
            } = found;
            if self.only_replaced {
                first_replaced
            } else {
                first
            }
        });
        let line = preview_line(ui);
        egui::Frame::new()
            .fill(Palette::of(ui).background)
            .corner_radius(sizes::RADIUS)
            .inner_margin(PREVIEW_MARGIN)
            .show(ui, |ui| {
                ui.set_height(room);
                ui.set_width(ui.available_width());
                if rows.is_empty() && self.survey.is_current() {
                    let text = match self.only_replaced {
                        true => T::NothingReplaced,
                        false => T::NothingKept,
                    };
                    let text = text.say(language);
                    ui.label(RichText::new(text).color(Palette::of(ui).muted));
                    return;
                }
                ui.spacing_mut().item_spacing.y = 0.0;
                // A row of widgets would be as high as a button.
                ui.spacing_mut().interact_size.y = line;
                ScrollArea::vertical()
                    .id_salt("share-preview-rows")
                    .auto_shrink(false)
                    .show_rows(ui, line, rows.len(), |ui, range| {
                        for row in &rows[range] {
                            preview_row(ui, language, row, line);
                        }
                    });
            });
    }
}

/// Height of a row of the preview, in points.
fn preview_line(ui: &Ui) -> f32 {
    ui.text_style_height(&egui::TextStyle::Monospace) + 4.0
}

/// Height of the preview with so many rows, and of the space above it.
fn preview_height(ui: &Ui, rows: usize) -> f32 {
    let around = sizes::control(ui) + 2.0 * ui.spacing().item_spacing.y;
    around + preview_line(ui) * rows as f32 + 2.0 * f32::from(PREVIEW_MARGIN)
}

/// Something that has a height of its own, whatever is in it.
fn steady_area(ui: &mut Ui, salt: &str, height: f32, add: impl FnOnce(&mut Ui)) {
    let size = egui::vec2(ui.available_width(), height);
    let (place, _) = ui.allocate_exact_size(size, egui::Sense::hover());
    let id = ui.make_persistent_id(salt);
    let mut ui = ui.new_child(UiBuilder::new().scope_id(id).max_rect(place));
    ScrollArea::vertical()
        .max_height(height)
        .auto_shrink(false)
        .show(&mut ui, add);
}

fn secrets_found(ui: &mut Ui, language: Language, found: &Found) {
    let palette = Palette::of(ui);
    if found.is_too_much {
        let text = RichText::new(T::TooMuch.say(language)).color(palette.error);
        ui.add(Label::new(text).wrap());
    } else if found.replaced.is_empty() {
        ui.label(T::NoSecrets.say(language));
    }
    replaced(ui, language, &found.replaced);
    if found.unsearched > 0 {
        let text = T::Unsearched(found.unsearched).say(language);
        ui.add(Label::new(RichText::new(text).color(palette.warning)).wrap());
    }
}

fn segment<V>(value: V, name: std::borrow::Cow<'static, str>) -> Segment<V> {
    Segment {
        value,
        icon: None,
        name,
    }
}

/// What was replaced, with its numbers at the right, or below where there is no room.
fn replaced(ui: &mut Ui, language: Language, all: &[Replaced]) {
    let muted = Palette::of(ui).muted;
    for Replaced { by, values, places } in all {
        let (values, places) = (*values, *places);
        let what = T::Known(by).say(language);
        let what = text_preview(what.as_bytes(), &[]).text;
        let numbers = T::ValuesInPlaces { values, places }.say(language);
        ui.horizontal_wrapped(|ui| {
            ui.label(what);
            ui.label(RichText::new(numbers).color(muted));
        });
    }
}

fn preview_row(ui: &mut Ui, language: Language, row: &Row, height: f32) {
    let palette = Palette::of(ui);
    let (icon, colour) = match (row.direction, row.kind) {
        (_, Kind::Event) | (Direction::Local, _) => (Icon::Events, palette.muted),
        (Direction::Sent, _) => (Icon::Sent, palette.sent),
        (Direction::Received, _) => (Icon::Received, palette.received),
    };
    ui.horizontal(|ui| {
        ui.set_height(height);
        ui.spacing_mut().item_spacing.x = 6.0;
        ui.label(icon.text().color(colour));
        let (place, lock) =
            ui.allocate_exact_size(egui::vec2(ICONS - 6.0, height), egui::Sense::hover());
        if row.is_replaced {
            let font = egui::FontId::proportional(14.0);
            let middle = place.center();
            let sign = Icon::Lock.glyph();
            ui.painter().text(
                middle,
                egui::Align2::CENTER_CENTER,
                sign,
                font,
                palette.warning,
            );
            let why = match row.line.marks.is_empty() {
                true => T::IsReplacedWithin,
                false => T::IsReplaced,
            };
            let why = why.say(language);
            name(&lock, &why);
            lock.on_hover_text(why);
        }
        let width = ui.available_width();
        let galley = marked_line::layout(ui, &row.line, &data(), palette.text, width);
        ui.add(Label::new(galley).selectable(false));
    });
}

/// What has become of the file.
fn result(
    ui: &mut Ui,
    language: Language,
    shared: &Shared,
    height: f32,
    commands: &mut Vec<Command>,
) {
    let palette = Palette::of(ui);
    ui.label(RichText::new(T::Saved.say(language)).heading());
    ScrollArea::vertical()
        .max_height(height.max(sizes::control(ui)))
        .show(ui, |ui| {
            ui.label(T::SavedRows(shared.rows).say(language));
            if shared.replaced.is_empty() {
                ui.label(T::NotReplaced.say(language));
            }
            replaced(ui, language, &shared.replaced);
            let notes = [
                (shared.short, T::Short(shared.short)),
                (shared.unsearched, T::Unsearched(shared.unsearched)),
                (shared.left_out, T::LeftOut(shared.left_out)),
            ];
            for (_, note) in notes.into_iter().filter(|(number, _)| *number > 0) {
                let text = RichText::new(note.say(language)).color(palette.warning);
                ui.add(Label::new(text).wrap());
            }
            ui.horizontal_wrapped(|ui| {
                ui.label(Icon::Check.text().color(palette.received));
                ui.label(T::SearchedAgain.say(language));
            });
        });
    let done = confirm_button(ui, &T::Done.say(language), true);
    focus_when_it_appears(&done);
    if done.clicked() {
        commands.push(Command::Close);
    }
}
