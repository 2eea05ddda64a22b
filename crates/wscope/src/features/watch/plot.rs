//! The plot of a value over time.

use egui::{Color32, Pos2, Stroke, TextStyle, Ui};
use egui_plot::{GridMark, Line, Plot, PlotPoint};
use session::watch::{Point, Series};

use crate::kit::format::short_duration;
use crate::kit::theme::Palette;
use crate::kit::tool_row::text_width;

/// Height of a plot, in points.
const HEIGHT: f32 = 80.0;
/// Width of its line, in points.
const WIDTH: f32 = 1.5;
/// Width that the numbers beside it have, in points, so that plots below each other begin alike.
const NUMBERS: f32 = 64.0;
/// At least so much of the plot is free beside the last value.
const MARGIN: f32 = 0.04;
/// So many digits a number beside a plot has after the first: more have no room.
const SHORT_DIGITS: usize = 6;
/// A value that stays the same stands in the middle of so much, or of this share of it if that is more: beside a large number one is
/// nothing.
const FLAT: f64 = 1.0;
const FLAT_SHARE: f64 = 1e-6;

/// Shows numbers over time, from the first on.
pub(super) fn plot(ui: &mut Ui, title: &str, series: &Series) {
    let palette = Palette::of(ui);
    let first = series
        .points()
        .next()
        .map_or(0, |point| point.at.as_micros());
    let seconds = |point: Point| {
        // A clock may have been set back.
        (point.at.as_micros() as f64 - first as f64) / 1e6
    };
    let points: Vec<[f64; 2]> = series
        .points()
        .map(|point| [seconds(point), point.value])
        .collect();
    let values = points.iter().map(|[_, value]| *value);
    let low = values.clone().fold(f64::INFINITY, f64::min);
    let high = values.fold(f64::NEG_INFINITY, f64::max);
    let last = points.last().map_or(0.0, |[seconds, _]| *seconds);
    // So low a plot has room for the lowest and the highest number beside it.
    let flat = FLAT.max(low.abs() * FLAT_SHARE);
    let span = if low < high { high - low } else { 2.0 * flat };
    let numbers = [low, high].map(|value| GridMark {
        value,
        step_size: span,
    });
    let times = [GridMark {
        value: last,
        step_size: last,
    }];
    // It gives the plot its range; a line with sharp corners would be filled there.
    let line = Line::new(title.to_owned(), points.clone())
        .color(Color32::TRANSPARENT)
        .allow_hover(false);
    ui.visuals_mut().override_text_color = Some(palette.muted);
    // The time of the last value stands around its place, and may reach beyond the plot.
    let all = ui.available_width();
    let half = text_width(ui, &time(last), TextStyle::Body) / 2.0;
    let beyond = (half - MARGIN * (all - NUMBERS)).max(0.0).ceil();
    let mut plot = Plot::new("plot")
        .height(HEIGHT)
        .width((all - beyond).max(NUMBERS))
        .y_axis_min_width(NUMBERS)
        .x_grid_spacer(move |_| times.to_vec())
        .y_grid_spacer(move |_| numbers.to_vec())
        .x_axis_formatter(|mark, _range| time(mark.value))
        .y_axis_formatter(|mark, _range| short_number(mark.value))
        .grid_color(palette.field_border)
        .show_grid([false, true])
        .show_x(false)
        .show_y(false)
        .allow_drag(false)
        .allow_zoom(false)
        .allow_scroll(false)
        .allow_boxed_zoom(false);
    if low == high {
        plot = plot.include_y(low - flat).include_y(high + flat);
    }
    let shown = plot.show(ui, |plot| plot.line(line));
    let place = |[seconds, value]: [f64; 2]| {
        let point = PlotPoint::new(seconds, value);
        shown.transform.position_from_point(&point)
    };
    let places: Vec<Pos2> = points.into_iter().map(place).collect();
    let stroke = Stroke::new(WIDTH, palette.websocket);
    let painter = ui.painter().with_clip_rect(*shown.transform.frame());
    for pair in places.windows(2) {
        painter.line_segment([pair[0], pair[1]], stroke);
    }
}

/// A time at the axis.
fn time(seconds: f64) -> String {
    match seconds {
        seconds if seconds > 0.0 => short_duration((seconds * 1e6) as u64),
        _ => String::new(),
    }
}

/// A number at an axis, in few characters.
fn short_number(number: f64) -> String {
    let size = number.abs();
    if size >= 1e6 || (size > 0.0 && size < 1e-4) {
        return format!("{number:.2e}");
    }
    let digits_before = size.max(1.0).log10() as usize;
    let text = format!("{number:.*}", SHORT_DIGITS - digits_before);
    if !text.contains('.') {
        return text;
    }
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_at_an_axis_are_short() {
        #[track_caller]
        fn check(number: f64, expected: &str) {
            assert_eq!(short_number(number), expected);
        }
        check(0.0, "0");
        check(97_241.5, "97241.5");
        check(-0.25, "-0.25");
        check(0.1 + 0.2, "0.3");
        check(97_241.123_456, "97241.12");
        check(100.0, "100");
        check(-999_999.9, "-999999.9");
        check(2e7, "2.00e7");
        check(5e-5, "5.00e-5");
    }
}
