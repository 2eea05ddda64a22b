//! One value that is watched.

use std::time::Duration;

use egui::accesskit::Role;
use egui::{Align, Color32, Frame, Label, Layout, Margin, RichText, Ui};
use message_log::Seq;
use payload::visible::{shortened, visible};
use session::watch::Side;

use super::command::Command;
use super::plot::plot;
use super::state::Watched;
use super::texts::Text;
use crate::kit::button::{icon_style, name};
use crate::kit::format::time_of_day;
use crate::kit::icon::Icon;
use crate::kit::language::Language;
use crate::kit::theme::{Palette, data, sizes, type_size};

/// How much of a value is shown, in characters: as much as the widest page has room for.
const MAX_SHOWN: usize = 400;
/// How much of a value is looked at to show that, in bytes: it may have megabytes.
const MAX_LOOKED_AT: usize = 4 * MAX_SHOWN;
/// When so many messages were not looked at, it is told how far that is.
const MUCH_UNREAD: u64 = 100_000;

/// One value that is watched.
pub(super) struct WatchedRow<'a> {
    pub(super) language: Language,
    pub(super) watched: &'a Watched,
    /// Its place among those that are watched.
    pub(super) index: usize,
    pub(super) now_s: f64,
    /// The message that comes next.
    pub(super) end: Seq,
}

impl WatchedRow<'_> {
    /// Shows it.
    pub(super) fn show(&self, ui: &mut Ui, commands: &mut Vec<Command>) {
        let row = ui.scope(|ui| {
            ui.spacing_mut().item_spacing.y = 2.0;
            self.head(ui, commands);
            self.value(ui);
            self.facts(ui, commands);
            let measure = &self.watched.measure;
            if measure.series.points().nth(1).is_some() {
                let title = self.watched.path().text();
                plot(ui, title, &measure.series);
            }
        });
        let label = format!(
            "{}: {}{}{}",
            self.watched.path().text(),
            self.written(),
            self.language.pick("，", ", "),
            self.counts()
        );
        ui.ctx().accesskit_node_builder(row.response.id, |node| {
            node.set_role(Role::ListItem);
            node.set_label(label);
        });
        ui.separator();
    }

    /// The path, and what removes it.
    fn head(&self, ui: &mut Ui, commands: &mut Vec<Command>) {
        let right = Layout::right_to_left(Align::Center);
        ui.horizontal(|ui| {
            ui.with_layout(right, |ui| {
                self.remove(ui, commands);
                let left = Layout::left_to_right(Align::Center);
                ui.with_layout(left, |ui| self.path(ui));
            });
        });
    }

    fn remove(&self, ui: &mut Ui, commands: &mut Vec<Command>) {
        let size = egui::Vec2::splat(sizes::control(ui));
        let remove = ui.add(icon_style(ui, Icon::Close.text()).min_size(size));
        let text = Text::Remove(self.watched.path().text()).say(self.language);
        name(&remove, &text);
        if remove.on_hover_text(text).clicked() {
            commands.push(Command::Remove(self.index));
        }
    }

    fn path(&self, ui: &mut Ui) {
        let palette = Palette::of(ui);
        let path = self.watched.path();
        let side = match path.side() {
            Side::Both => None,
            Side::Sent => Some((Icon::Sent, palette.sent, Text::Sent)),
            Side::Received => Some((Icon::Received, palette.received, Text::Received)),
        };
        if let Some((icon, colour, text)) = side {
            let icon = ui.label(icon.text().color(colour));
            icon.on_hover_text(text.say(self.language));
        }
        let text = RichText::new(path.text()).font(data());
        ui.add(Label::new(text.color(palette.muted)).truncate());
    }

    /// The latest value. When it changes, its ground is another for a moment.
    fn value(&self, ui: &mut Ui) {
        let palette = Palette::of(ui);
        let mut ground = Color32::TRANSPARENT;
        if let Some(rest) = self.watched.marked_for(self.now_s) {
            ground = palette.selection;
            ui.ctx()
                .request_repaint_after(Duration::from_secs_f64(rest));
        }
        let has_value = self.watched.measure.latest.is_some();
        let colour = if has_value {
            palette.text
        } else {
            palette.muted
        };
        let frame = Frame::new().fill(ground).corner_radius(sizes::RADIUS);
        frame.inner_margin(Margin::symmetric(4, 2)).show(ui, |ui| {
            let font = egui::FontId::new(type_size::PRIMARY, data().family);
            let text = RichText::new(self.written()).font(font).color(colour);
            ui.add(Label::new(text).truncate());
        });
    }

    /// The latest value as it is shown.
    fn written(&self) -> String {
        let Some(latest) = &self.watched.measure.latest else {
            return Text::NoValue.say(self.language).into_owned();
        };
        let end = latest.text.floor_char_boundary(MAX_LOOKED_AT);
        let begin = &latest.text[..end];
        let shown = shortened(&visible(begin), MAX_SHOWN);
        if end < latest.text.len() && !shown.ends_with('…') {
            return format!("{shown}…");
        }
        shown
    }

    fn counts(&self) -> String {
        let measure = &self.watched.measure;
        let text = Text::Counts {
            values: measure.values,
            changes: measure.changes,
        };
        text.say(self.language).into_owned()
    }

    /// How many values there were, and where the latest is.
    fn facts(&self, ui: &mut Ui, commands: &mut Vec<Command>) {
        let muted = Palette::of(ui).muted;
        let small = |text: String| RichText::new(text).size(type_size::SMALL);
        let measure = &self.watched.measure;
        ui.horizontal(|ui| {
            ui.spacing_mut().interact_size.y = sizes::LINE;
            ui.label(small(self.counts()).color(muted));
            if let Some(latest) = &measure.latest {
                let place = latest.place;
                let link = ui.link(small(format!("#{}", place.number)));
                let tooltip = Text::ToLatest.say(self.language);
                if link.on_hover_text(tooltip).clicked() {
                    commands.push(Command::ShowRow(place.seq.get()));
                }
                ui.label(small(time_of_day(place.at)).color(muted));
            }
            if measure.missed > 0 {
                let text = Text::Missed(measure.missed).say(self.language);
                let warning = Palette::of(ui).warning;
                ui.add(Label::new(small(text.into_owned()).color(warning)).truncate());
            } else if let Some(percent) = self.percent_read() {
                let text = Text::Reading { percent }.say(self.language);
                ui.add(Label::new(small(text.into_owned()).color(muted)).truncate());
            }
        });
    }

    /// How far the messages are looked at, while that takes long.
    fn percent_read(&self) -> Option<u64> {
        let (end, next) = (self.end.get(), self.watched.next.map_or(0, Seq::get));
        let is_long = end > next + MUCH_UNREAD;
        is_long.then(|| (next * 100).checked_div(end)).flatten()
    }
}
