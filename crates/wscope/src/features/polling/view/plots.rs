//! One side of a comparison over time. Both sides have the same scale, so that their heights can be compared.

use egui::{Color32, Ui};
use egui_plot::{Corner, FilledArea, Legend, Line, LineStyle, Plot, PlotUi, uniform_grid_spacer};

use crate::features::polling::plan::Measure;
use crate::features::polling::run_state::{Figures, Sample, Side};
use crate::features::polling::texts::Text as T;
use crate::kit::format::{count, duration, size};
use crate::kit::language::Language;
use crate::kit::theme::Palette;

/// Height of a plot, in points.
const HEIGHT: f32 = 140.0;
/// Seconds that a plot shows at least: a run that has just begun fills it from the left.
const MIN_SECONDS: f64 = 20.0;

/// The plots of bytes.
const BYTES: &str = "bytes";

/// What the plots show.
pub(super) struct Plots<'a> {
    pub(super) language: Language,
    pub(super) samples: &'a [Sample],
    pub(super) side: Side,
}

/// Something that is drawn above what was drawn before it.
type Layer = (T<'static>, Color32, fn(&Figures) -> u64);

impl Plots<'_> {
    pub(super) fn show(&self, ui: &mut Ui, measure: Measure) {
        let palette = Palette::of(ui);
        let (good, bad) = (palette.received, palette.warning);
        match measure {
            Measure::Bytes => {
                let payload: Layer = (T::Payload, good, |f| f.cost.payload());
                let down: Layer = (T::HeadersDown, palette.sent, |f| f.cost.sent.headers);
                let up: Layer = (T::HeadersUp, bad, |f| f.cost.received.headers);
                self.stack(ui, BYTES, size, &[payload, down, up]);
            }
            Measure::Requests => {
                let useful: Layer = (T::WithEvent, good, |f| {
                    f.cost.requests.saturating_sub(f.cost.empty)
                });
                let empty: Layer = (T::Empty, bad, |f| f.cost.empty);
                self.stack(ui, "requests", count, &[useful, empty]);
            }
            Measure::TokenChecks => {
                let checks: Layer = (T::TokenChecks, bad, |f| f.cost.token_checks);
                self.stack(ui, "token checks", count, &[checks]);
            }
            Measure::Events => {
                let arrived: Layer = (T::Arrived, good, |f| f.cost.events);
                let missed: Layer = (T::Missed, palette.error, |f| f.missed);
                self.stack(ui, "events", count, &[arrived, missed]);
            }
            Measure::Delay => self.delays(ui, palette),
        }
    }

    fn say(&self, text: T<'_>) -> String {
        text.say(self.language).into_owned()
    }

    fn seconds(&self) -> Vec<f64> {
        let micros = self.samples.iter().map(|sample| sample.at_us);
        micros.map(|micros| micros as f64 / 1e6).collect()
    }

    fn plot(
        &self,
        ui: &mut Ui,
        id: &str,
        highest: f64,
        is_binary: bool,
        label: impl Fn(u64) -> String + 'static,
        draw: impl FnOnce(&mut PlotUi<'_>),
    ) {
        let last = self.seconds().last().copied().unwrap_or_default();
        Plot::new((id, self.side as usize))
            .height(HEIGHT)
            .legend(
                Legend::default()
                    .position(Corner::LeftTop)
                    .follow_insertion_order(true),
            )
            .include_x(0.0)
            .include_x(last.max(MIN_SECONDS))
            .include_y(0.0)
            .include_y(highest.max(1.0))
            .y_grid_spacer(uniform_grid_spacer(move |input| {
                let (low, high) = input.bounds;
                let step = step(high - low, is_binary);
                [step, 10.0 * step, 100.0 * step]
            }))
            .y_axis_min_width(64.0)
            .x_axis_formatter(|mark, _range| format!("{} s", mark.value))
            .y_axis_formatter(move |mark, _range| label(mark.value.max(0.0) as u64))
            .show_x(false)
            .show_y(false)
            .allow_drag(false)
            .allow_zoom(false)
            .allow_scroll(false)
            .allow_boxed_zoom(false)
            .show(ui, draw);
    }

    /// Layers above each other.
    fn stack(&self, ui: &mut Ui, id: &str, label: fn(u64) -> String, layers: &[Layer]) {
        let sides = self.samples.iter().flat_map(|sample| &sample.sides);
        let height = |figures| layers.iter().map(|layer| (layer.2)(figures) as f64).sum();
        let highest = sides.map(height).fold(0.0, f64::max);
        let xs = self.seconds();
        // Sizes are written in powers of two.
        self.plot(ui, id, highest, id == BYTES, label, |plot| {
            let mut floor = vec![0.0; xs.len()];
            for (text, colour, part) in layers {
                let figures = self.samples.iter().map(|s| &s.sides[self.side as usize]);
                let parts = figures.map(|figures| part(figures) as f64);
                let ceiling: Vec<f64> = floor.iter().zip(parts).map(|(y, part)| y + part).collect();
                let area = FilledArea::new(self.say(*text), &xs, &floor, &ceiling)
                    .fill_color(colour.gamma_multiply(0.7))
                    .allow_hover(false);
                plot.add(area);
                floor = ceiling;
            }
        });
    }

    fn delays(&self, ui: &mut Ui, palette: Palette) {
        let sides = self.samples.iter().flat_map(|sample| &sample.sides);
        let highest = sides.filter_map(|figures| figures.p95).max();
        let highest = highest.unwrap_or_default() as f64;
        let line = |text, colour, style, value: fn(&Figures) -> Option<u64>| {
            let points = self.samples.iter().filter_map(|sample| {
                let micros = value(&sample.sides[self.side as usize])?;
                Some([sample.at_us as f64 / 1e6, micros as f64])
            });
            Line::new(self.say(text), points.collect::<Vec<_>>())
                .color(colour)
                .width(2.0)
                .style(style)
        };
        let median = line(T::Median, palette.received, LineStyle::Solid, |f| f.median);
        let p95 = line(T::P95, palette.warning, LineStyle::dashed_loose(), |f| {
            f.p95
        });
        // The lines pass below the legend.
        self.plot(ui, "delay", highest * 2.0, false, duration, |plot| {
            plot.line(median);
            plot.line(p95);
        });
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
