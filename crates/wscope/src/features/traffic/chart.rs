//! The chart.

use egui::Ui;
use egui_plot::{Bar, BarChart, Corner, Legend, Plot};

use super::texts::Text;
use crate::kit::format::{count, size};
use crate::kit::language::Language;
use crate::kit::theme::Palette;
use session::Second;

/// Height of the chart, in points.
const HEIGHT: f32 = 90.0;

/// Shows messages and bytes a second side by side, oldest second first.
pub fn show(ui: &mut Ui, language: Language, seconds: &[Second]) {
    let palette = Palette::of(ui);
    let messages = seconds.iter().map(|second| second.messages);
    let bytes = seconds.iter().map(|second| second.bytes);
    ui.columns(2, |columns| {
        let name = Text::ChartMessages.say(language).into_owned();
        bars(&mut columns[0], name, messages, palette.received, |value| {
            count(value as u64)
        });
        let name = Text::ChartBytes.say(language).into_owned();
        bars(&mut columns[1], name, bytes, palette.sent, |value| {
            size(value as u64)
        });
    });
}

fn bars(
    ui: &mut Ui,
    name: String,
    values: impl Iterator<Item = u64>,
    colour: egui::Color32,
    label: impl Fn(f64) -> String + 'static,
) {
    let bars = values
        .enumerate()
        .map(|(index, value)| Bar::new(index as f64, value as f64))
        .collect();
    let chart = BarChart::new(name.clone(), bars).color(colour);
    Plot::new(name)
        .height(HEIGHT)
        .legend(Legend::default().position(Corner::LeftTop))
        .include_y(0.0)
        .include_y(1.0)
        .show_x(false)
        .show_axes([false, true])
        .show_grid([false, true])
        .y_axis_formatter(move |mark, _range| label(mark.value))
        .allow_drag(false)
        .allow_zoom(false)
        .allow_scroll(false)
        .allow_boxed_zoom(false)
        .show(ui, |plot| plot.bar_chart(chart));
}
