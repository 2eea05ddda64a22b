//! Both sides of a comparison over time, in one plot: their names stand at the ends of the lines.

use egui::{Align2, RichText, Ui};
use egui_plot::{Line, LineStyle, Plot, PlotPoint, Text as PlotText, uniform_grid_spacer};

use crate::features::polling::plan::Measure;
use crate::features::polling::run_state::{Figures, Sample, Side};
use crate::features::polling::texts::Text as T;
use crate::kit::format::{count, duration, size};
use crate::kit::language::Language;
use crate::kit::room::nothing;
use crate::kit::theme::{Palette, medium, type_size};

/// Seconds that a plot shows at least: a run that has just begun fills it from the left.
const MIN_SECONDS: f64 = 20.0;
/// How much higher the plot is than its highest line: the names have room.
const HEADROOM: f64 = 1.15;
/// How much of the colour of polling fills the area below its line.
const FILL: f32 = 0.14;

/// What the plot shows.
pub(super) struct Plots<'a> {
    pub(super) language: Language,
    pub(super) samples: &'a [Sample],
    /// In points.
    pub(super) height: f32,
}

/// A figure of a side, and how it is written.
struct Shown {
    value: fn(&Figures) -> Option<u64>,
    format: fn(u64) -> String,
    is_binary: bool,
}

impl Shown {
    fn of(measure: Measure) -> Self {
        let counted = |value| Self {
            value,
            format: count,
            is_binary: false,
        };
        match measure {
            // Sizes are written in powers of two.
            Measure::Bytes => Self {
                value: |f| Some(f.cost.bytes()),
                format: size,
                is_binary: true,
            },
            Measure::Requests => counted(|f| Some(f.cost.requests)),
            Measure::TokenChecks => counted(|f| Some(f.cost.token_checks)),
            Measure::Events => counted(|f| Some(f.cost.events)),
            Measure::Delay => Self {
                value: |f| f.median,
                format: duration,
                is_binary: false,
            },
        }
    }
}

impl Plots<'_> {
    pub(super) fn show(&self, ui: &mut Ui, measure: Measure) {
        let shown = Shown::of(measure);
        let values = self.samples.iter().flat_map(|sample| &sample.sides);
        let Some(highest) = values.filter_map(shown.value).max() else {
            return nothing(ui, self.height, &T::NothingToDraw.say(self.language));
        };
        let last = self.samples.last().map_or(0, |sample| sample.at_us);
        let last = last as f64 / 1e6;
        let (format, is_binary) = (shown.format, shown.is_binary);
        let palette = Palette::of(ui);
        let grid = palette.field_border;
        // The lines of the grid and the words of the axes stand back.
        ui.visuals_mut().override_text_color = Some(palette.muted);
        Plot::new(("comparison", measure as usize))
            .height(self.height)
            .include_x(0.0)
            .include_x(last.max(MIN_SECONDS))
            .include_y(0.0)
            .include_y((highest as f64 * HEADROOM).max(1.0))
            .set_margin_fraction(egui::Vec2::ZERO)
            .y_grid_spacer(uniform_grid_spacer(move |input| {
                let (low, high) = input.bounds;
                let step = step(high - low, is_binary);
                [step, 10.0 * step, 100.0 * step]
            }))
            .grid_color(grid)
            .show_grid([false, true])
            .y_axis_min_width(64.0)
            // Where both axes begin the other one has its zero.
            .x_axis_formatter(|mark, _range| match mark.value {
                0.0 => String::new(),
                seconds => format!("{seconds} s"),
            })
            .y_axis_formatter(move |mark, _range| format(mark.value.max(0.0) as u64))
            .show_x(false)
            .show_y(false)
            .allow_drag(false)
            .allow_zoom(false)
            .allow_scroll(false)
            .allow_boxed_zoom(false)
            .show(ui, |plot| {
                for side in Side::BOTH {
                    self.line(plot, &palette, side, &shown);
                }
            });
    }

    fn line(&self, plot: &mut egui_plot::PlotUi<'_>, palette: &Palette, side: Side, shown: &Shown) {
        let (title, colour) = match side {
            Side::Polling => (T::Method, palette.polling),
            Side::Push => (T::Push, palette.websocket),
        };
        let points = self.samples.iter().filter_map(|sample| {
            let value = (shown.value)(&sample.sides[side as usize])?;
            Some([sample.at_us as f64 / 1e6, value as f64])
        });
        let points: Vec<[f64; 2]> = points.collect();
        let Some([x, y]) = points.last().copied() else {
            return;
        };
        let title = title.say(self.language);
        let line = Line::new(title.clone(), points)
            .color(colour)
            .width(2.0)
            .style(LineStyle::Solid)
            .allow_hover(false);
        let line = if side == Side::Polling {
            line.fill(0.0).fill_alpha(FILL)
        } else {
            line
        };
        plot.line(line);
        let text = format!("{title} {}", (shown.format)(y as u64));
        let font = medium(type_size::BODY);
        let text = RichText::new(text).font(font).color(colour);
        let name = PlotText::new("name", PlotPoint::new(x, y), text);
        plot.text(name.anchor(Align2::RIGHT_BOTTOM));
    }
}

/// The distance of two lines across the plot: a round number, of which about four fit.
fn step(span: f64, is_binary: bool) -> f64 {
    let rough = (span / 4.0).max(1.0);
    if is_binary {
        return rough.log2().ceil().exp2();
    }
    let power = 10_f64.powf(rough.log10().floor());
    let round = [1.0, 2.0, 5.0].map(|first| first * power);
    round
        .into_iter()
        .find(|step| *step >= rough)
        .unwrap_or(10.0 * power)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_a_round_number_apart() {
        for (span, decimal, binary) in [
            (0.0, 1.0, 1.0),
            (-1.0, 1.0, 1.0),
            (4.0, 1.0, 1.0),
            (5.0, 2.0, 2.0),
            (7_000.0, 2_000.0, 2_048.0),
            (10_000.0, 5_000.0, 4_096.0),
            (30_000.0, 10_000.0, 8_192.0),
        ] {
            assert_eq!(
                (step(span, false), step(span, true)),
                (decimal, binary),
                "{span}"
            );
        }
    }
}
