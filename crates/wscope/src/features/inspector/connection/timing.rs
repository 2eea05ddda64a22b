//! How long each step of the way took, as a waterfall: the position says in which order, the length how long.

use connection::sorted;
use std::ops::Range;

use connection::Step;
use egui::{Align2, Color32, FontId, Rect, Response, RichText, Sense, Stroke, Ui};
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

/// Of the whole time, the part that may be outside the steps without being shown: it would not be seen as a blank.
const SMALL_PART: u64 = 20;

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
            // A HAR may not tell how long that took.
            Step::Answered { micros: 0, .. } => return None,
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

/// The times outside the steps, so that the axis has no blank that nothing explains; none if they are short.
fn between(stretches: &[Stretch], all: u64) -> Vec<Range<u64>> {
    let steps: Vec<_> = stretches.iter().map(|one| (one.start, one.end)).collect();
    let steps = sorted(steps, Ord::cmp);
    let mut outside = Vec::new();
    let mut reached = 0;
    for (start, end) in steps {
        if start > reached {
            outside.push(reached..start);
        }
        reached = reached.max(end);
    }
    let sum: u64 = outside.iter().map(|time| time.end - time.start).sum();
    if sum * SMALL_PART < all {
        outside.clear();
    }
    outside
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
        let all = all.max(1);
        for stretch in &stretches {
            let bar = std::iter::once(stretch.start..stretch.end);
            let colour = Palette::of(ui).sent;
            row(ui, &stretch.name, stretch.micros, (bar, colour), all);
        }
        let outside = between(&stretches, all);
        if !outside.is_empty() {
            let sum = outside.iter().map(|time| time.end - time.start).sum();
            let bars = (outside.into_iter(), Palette::of(ui).muted);
            let other = row(ui, &Text::Between.say(language), sum, bars, all);
            other.on_hover_text(Text::BetweenTooltip.say(language));
        }
    });
}

/// A row with its name, its time, and where on the axis that was.
fn row(
    ui: &mut Ui,
    title: &str,
    micros: u64,
    (bars, colour): (impl Iterator<Item = Range<u64>>, Color32),
    all: u64,
) -> Response {
    let palette = Palette::of(ui);
    let size = egui::vec2(ui.available_width(), sizes::row(ui));
    let (row, response) = ui.allocate_exact_size(size, Sense::hover());
    let time = short_duration(micros);
    crate::kit::button::name(&response, &format!("{title}: {time}"));
    let painter = ui.painter();
    let middle = row.center().y;
    let at = egui::pos2(row.left(), middle);
    let font = FontId::proportional(type_size::BODY);
    painter.text(at, Align2::LEFT_CENTER, title, font, palette.text);
    let at = egui::pos2(row.right(), middle);
    painter.text(at, Align2::RIGHT_CENTER, time, data(), palette.text);
    let track = row.shrink2(egui::vec2(SIDE, 0.0));
    let edge = Stroke::new(1.0, palette.line);
    painter.vline(track.left(), track.y_range(), edge);
    painter.vline(track.right(), track.y_range(), edge);
    let place = |micros: u64| track.left() + track.width() * (micros as f64 / all as f64) as f32;
    for bar in bars {
        let (left, right) = (place(bar.start), place(bar.end));
        let right = right.max(left + MIN_BAR);
        let bar = Rect::from_x_y_ranges(left..=right, middle - BAR / 2.0..=middle + BAR / 2.0);
        painter.rect_filled(bar, 2.0, colour);
    }
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_outside_the_steps_is_known_unless_it_is_short() {
        #[track_caller]
        fn check(steps: &[(u64, u64)], all: u64, expected: &[(u64, u64)]) {
            let stretches: Vec<_> = steps
                .iter()
                .map(|(start, end)| Stretch {
                    name: String::new(),
                    start: *start,
                    end: *end,
                    micros: end - start,
                })
                .collect();
            let found = between(&stretches, all);
            let found: Vec<_> = found.iter().map(|it| (it.start, it.end)).collect();
            assert_eq!(found, expected);
        }
        check(&[(0, 10), (10, 100)], 100, &[]);
        // Certificates are read before the first step.
        check(&[(40, 50), (50, 100)], 100, &[(0, 40)]);
        check(&[(0, 10), (40, 100)], 100, &[(10, 40)]);
        // Steps that overlap, and one within another.
        check(&[(10, 60), (20, 30), (70, 100)], 100, &[(0, 10), (60, 70)]);
        check(&[(1, 50), (51, 100)], 100, &[]);
        check(&[], 100, &[]);
    }
}
