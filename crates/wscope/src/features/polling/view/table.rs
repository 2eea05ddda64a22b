//! All figures of both sides, and how many times as much polling takes.

use egui::{Align, Label, Layout, RichText, Sense, Stroke, Ui, UiBuilder};

use crate::features::polling::plan::Method;
use crate::features::polling::run_state::Figures;
use crate::features::polling::texts::Text as T;
use crate::kit::cut_label::cut_label;
use crate::kit::format::{count, duration, size};
use crate::kit::language::Language;
use crate::kit::theme::{Palette, sizes};

/// Width of the table, in points.
pub(super) const TABLE: f32 = 400.0;
/// Widths of the columns of figures.
const WIDTHS: [f32; 3] = [104.0, 104.0, 48.0];

/// Shows the figures of both sides: polling first.
pub(super) fn show(ui: &mut Ui, language: Language, method: Method, sides: &[Figures; 2]) {
    let [polling, push] = sides;
    let palette = Palette::of(ui);
    ui.spacing_mut().item_spacing.y = 0.0;
    let say = |text: T<'_>| text.say(language).into_owned();
    let head = |text, colour| RichText::new(text).small().color(colour);
    table_row(
        ui,
        head(String::new(), palette.muted),
        [
            head(say(T::Polling(method)), palette.polling),
            head(say(T::Push), palette.websocket),
            head("×".to_owned(), palette.muted),
        ],
        "",
    );
    for row in ROWS {
        let [one, two] = [polling, push].map(row.value);
        let shown = |value: Option<u64>| value.map_or_else(|| "–".to_owned(), row.format);
        let data = |text: String| RichText::new(text).monospace();
        let tooltip = row.tooltip.map(say);
        table_row(
            ui,
            RichText::new(say(row.text)),
            [
                data(shown(one)),
                data(shown(two)),
                data(times(one, two)).color(palette.muted),
            ],
            &tooltip.unwrap_or_default(),
        );
    }
    ui.add_space(8.0);
    let note = RichText::new(say(T::HeadersTooltip)).small();
    ui.label(note.color(palette.muted));
}

/// A row of the table: a figure of each side.
struct Row {
    text: T<'static>,
    tooltip: Option<T<'static>>,
    value: fn(&Figures) -> Option<u64>,
    format: fn(u64) -> String,
}

const fn row(
    text: T<'static>,
    value: fn(&Figures) -> Option<u64>,
    format: fn(u64) -> String,
) -> Row {
    Row {
        text,
        tooltip: None,
        value,
        format,
    }
}

/// The rows of the table.
const ROWS: [Row; 12] = [
    row(T::Total, |f| Some(f.cost.bytes()), size),
    row(T::HeadersUp, |f| Some(f.cost.received.headers), size),
    row(T::HeadersDown, |f| Some(f.cost.sent.headers), size),
    row(T::Payload, |f| Some(f.cost.payload()), size),
    row(T::Requests, |f| Some(f.cost.requests), count),
    row(T::Empty, |f| Some(f.cost.empty), count),
    row(T::TokenChecks, |f| Some(f.cost.token_checks), count),
    Row {
        tooltip: Some(T::ConnectionsTooltip),
        ..row(T::Connections, |f| Some(f.cost.connections), count)
    },
    row(T::Arrived, |f| Some(f.cost.events), count),
    Row {
        tooltip: Some(T::MissedTooltip),
        ..row(T::Missed, |f| Some(f.missed), count)
    },
    Row {
        tooltip: Some(T::DelayTooltip),
        ..row(T::DelayMedian, |f| f.median, duration)
    },
    Row {
        tooltip: Some(T::DelayTooltip),
        ..row(T::DelayP95, |f| f.p95, duration)
    },
];

/// How many times as much one is as the other.
fn times(one: Option<u64>, other: Option<u64>) -> String {
    match (one, other) {
        (Some(one), Some(other)) if other > 0 => {
            let ratio = one as f64 / other as f64;
            if ratio >= 10.0 {
                format!("{ratio:.0}")
            } else {
                format!("{ratio:.1}")
            }
        }
        _ => "–".to_owned(),
    }
}

/// A line of the table, with a line below it.
fn table_row(ui: &mut Ui, label: RichText, cells: [RichText; 3], tooltip: &str) {
    let width = ui.available_width().min(TABLE);
    let size = egui::vec2(width, sizes::table_row(ui));
    let (area, _) = ui.allocate_exact_size(size, Sense::hover());
    let mut right = area.right();
    let mut places = [area; 3];
    for (place, width) in places.iter_mut().zip(WIDTHS).rev() {
        *place = area.with_max_x(right).with_min_x(right - width);
        right -= width;
    }
    let name = area.with_max_x(right).with_min_x(area.left() + 8.0);
    let left = Layout::left_to_right(Align::Center);
    let mut cell = ui.new_child(UiBuilder::new().max_rect(name).layout(left));
    let whole = label.text().to_owned();
    cut_label(&mut cell, Label::new(label), &whole, tooltip);
    for (place, text) in places.into_iter().zip(cells) {
        let layout = Layout::right_to_left(Align::Center);
        let place = place.shrink2(egui::vec2(4.0, 0.0));
        let mut cell = ui.new_child(UiBuilder::new().max_rect(place).layout(layout));
        cell.add(Label::new(text).truncate());
    }
    let line = Stroke::new(1.0, Palette::of(ui).line);
    ui.painter()
        .hline(area.x_range(), area.bottom() - 0.5, line);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn how_many_times_as_much_is_told_where_it_can_be() {
        #[track_caller]
        fn check(one: Option<u64>, other: Option<u64>, expected: &str) {
            assert_eq!(times(one, other), expected);
        }
        check(Some(38), Some(1), "38");
        check(Some(160), Some(160), "1.0");
        check(Some(28), Some(0), "–");
        check(None, Some(1), "–");
        check(Some(5), Some(2), "2.5");
    }
}
