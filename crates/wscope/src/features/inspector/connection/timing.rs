//! How long each step of the way took, as a waterfall: the position says in which order, the length how long.

use connection::Step;
use egui::{Align2, FontId, Rect, RichText, Sense, Stroke, Ui};
use session::ConnectionRecord;

use super::parts::section;
use super::texts::Text;
use crate::kit::format::short_duration;
use crate::kit::language::Language;
use crate::kit::theme::{Palette, data, sizes, type_size};

/// Width of the names, and of the times, in points.
const SIDE: f32 = 72.0;
/// Height of a bar.
const BAR: f32 = 8.0;
/// The narrowest bar: one that took no time is seen.
const MIN_BAR: f32 = 2.0;

/// A step of the way: when it began and ended, in microseconds since the attempt began.
pub(super) struct Stretch {
    /// What it is called.
    pub name: String,
    pub start: u64,
    pub end: u64,
    /// How long it took, as it was told.
    pub micros: u64,
}

/// The steps of which it is known how long they took.
pub(super) fn stretches(record: &ConnectionRecord, language: Language) -> Vec<Stretch> {
    let began = record.began.as_micros();
    let steps = record.steps.iter().filter_map(|(at, step)| {
        let (name, micros) = match step {
            Step::Resolved { micros, .. } => ("DNS".to_owned(), micros),
            Step::Reached { micros, .. } => ("TCP".to_owned(), micros),
            Step::Tunnelled { micros, .. } => (Text::Proxy.say(language), micros),
            Step::Secured {
                version, micros, ..
            } => (version.replace("TLSv1_", "TLS 1."), micros),
            Step::Answered { micros, .. } => ("HTTP".to_owned(), micros),
            Step::Hidden { micros } => (Text::Whole.say(language), micros),
            _ => return None,
        };
        let end = at.as_micros().saturating_sub(began);
        let start = end.saturating_sub(*micros);
        let micros = *micros;
        Some(Stretch {
            name,
            start,
            end,
            micros,
        })
    });
    steps.collect()
}

/// Shows the waterfall.
pub(super) fn show(ui: &mut Ui, language: Language, record: &ConnectionRecord) {
    let stretches = stretches(record, language);
    let Some(all) = stretches.iter().map(|stretch| stretch.end).max() else {
        return;
    };
    section(ui, &Text::Timing.say(language), |ui| {
        let all = RichText::new(short_duration(all)).font(data());
        ui.label(all.color(Palette::of(ui).muted));
    });
    ui.scope(|ui| {
        ui.spacing_mut().item_spacing.y = 0.0;
        for stretch in &stretches {
            bar(ui, stretch, all.max(1));
        }
    });
}

fn bar(ui: &mut Ui, stretch: &Stretch, all: u64) {
    let palette = Palette::of(ui);
    let size = egui::vec2(ui.available_width(), sizes::row(ui));
    let (row, response) = ui.allocate_exact_size(size, Sense::hover());
    let time = short_duration(stretch.micros);
    crate::kit::button::name(&response, &format!("{}: {time}", stretch.name));
    let painter = ui.painter();
    let middle = row.center().y;
    let at = egui::pos2(row.left(), middle);
    let font = FontId::proportional(type_size::BODY);
    painter.text(at, Align2::LEFT_CENTER, &stretch.name, font, palette.text);
    let at = egui::pos2(row.right(), middle);
    painter.text(at, Align2::RIGHT_CENTER, time, data(), palette.text);
    let track = row.shrink2(egui::vec2(SIDE, 0.0));
    let edge = Stroke::new(1.0, palette.line);
    painter.vline(track.left(), track.y_range(), edge);
    painter.vline(track.right(), track.y_range(), edge);
    let place = |micros: u64| track.left() + track.width() * (micros as f64 / all as f64) as f32;
    let (left, right) = (place(stretch.start), place(stretch.end));
    let right = right.max(left + MIN_BAR);
    let bar = Rect::from_x_y_ranges(left..=right, middle - BAR / 2.0..=middle + BAR / 2.0);
    painter.rect_filled(bar, 2.0, palette.sent);
}
