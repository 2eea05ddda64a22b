//! Latency and integrity of an echoing connection: what is to be probed, and what came of it.

use egui::{Color32, DragValue, RichText, Ui};
use egui_plot::{Bar, BarChart, Plot, uniform_grid_spacer};

use super::{command_button, name};
use crate::command::Command;
use crate::format::{count, duration};
use crate::language::{Language, ProbeText as T, Text};
use crate::probe::{MAX_COUNT, MAX_RATE, MAX_SIZE, MIN_SIZE, Plan, Probe};
use crate::theme::Palette;

/// Height of the histogram, in points.
const HEIGHT: f32 = 90.0;

/// What the panel needs to know.
pub struct ProbePanel<'a> {
    /// The language to speak.
    pub language: Language,
    /// What is to be probed next.
    pub plan: &'a mut Plan,
    /// The run, if there was one.
    pub probe: Option<&'a Probe>,
    /// Whether there is a connection to probe, or why not.
    pub usable: Result<(), Text<'a>>,
}

impl ProbePanel<'_> {
    /// Shows the panel.
    pub fn show(mut self, ui: &mut Ui, commands: &mut Vec<Command>) {
        let is_running = self.probe.is_some_and(|probe| !probe.is_over());
        ui.horizontal_wrapped(|ui| {
            ui.label(RichText::new(self.say(T::Title)).strong());
            ui.add_enabled_ui(!is_running, |ui| self.form(ui));
            if is_running {
                command_button(ui, self.language, Command::StopProbe, Ok(()), commands);
            } else {
                let start = Command::StartProbe;
                command_button(ui, self.language, start, self.usable, commands);
            }
            let hide = Command::ShowProbe(false);
            command_button(ui, self.language, hide, Ok(()), commands);
        });
        let Some(probe) = self.probe else {
            let hint = RichText::new(self.say(T::Hint));
            ui.label(hint.color(Palette::of(ui).quiet));
            return;
        };
        self.tally(ui, probe);
        self.histogram(ui, probe);
    }

    fn say(&self, text: T) -> String {
        self.language.say(Text::Probe(text)).into_owned()
    }

    fn form(&mut self, ui: &mut Ui) {
        let [rate, size, messages] = [T::Rate, T::Size, T::Count].map(|text| self.say(text));
        let field = |ui: &mut Ui, label: &str, value: &mut u32, range, suffix: &str| {
            ui.label(label);
            let drag = DragValue::new(value).range(range).suffix(suffix);
            name(&ui.add(drag), label);
        };
        let plan = &mut *self.plan;
        field(ui, &rate, &mut plan.rate, 1..=MAX_RATE, " /s");
        field(ui, &size, &mut plan.size, MIN_SIZE..=MAX_SIZE, " B");
        field(ui, &messages, &mut plan.count, 1..=MAX_COUNT, "");
    }

    fn tally(&self, ui: &mut Ui, probe: &Probe) {
        let palette = Palette::of(ui);
        let tally = probe.tally();
        let fault = |number: u32| {
            if number > 0 {
                palette.bad
            } else {
                palette.quiet
            }
        };
        let texts: [(T, u32, Color32); 7] = [
            (T::Sent, tally.sent, palette.sent),
            (T::Back, tally.back, palette.received),
            (T::Pending, tally.pending, palette.quiet),
            (T::Lost, tally.lost, fault(tally.lost)),
            (T::Duplicated, tally.duplicated, fault(tally.duplicated)),
            (T::Reordered, tally.reordered, fault(tally.reordered)),
            (T::Altered, tally.altered, fault(tally.altered)),
        ];
        ui.horizontal_wrapped(|ui| {
            for (text, number, colour) in texts {
                let text = format!("{} {}", self.say(text), count(number.into()));
                ui.label(RichText::new(text).color(colour));
            }
            for (label, share) in [("p50", 0.5), ("p95", 0.95), ("p99", 0.99), ("max", 1.0)] {
                if let Some(micros) = probe.quantile(share) {
                    ui.label(format!("{label} {}", duration(micros)));
                }
            }
        });
    }

    /// How many came back after how long, in steps that grow by a quarter.
    fn histogram(&self, ui: &mut Ui, probe: &Probe) {
        let bars = probe.bars();
        let limits: Vec<u64> = bars.iter().map(|bar| bar.to).collect();
        let bars = bars
            .iter()
            .enumerate()
            .map(|(index, bar)| {
                let range = format!("{} – {}", duration(bar.from), duration(bar.to));
                Bar::new(index as f64 + 0.5, bar.count as f64).name(range)
            })
            .collect();
        let chart = BarChart::new(self.say(T::Latency), bars).color(Palette::of(ui).received);
        Plot::new("latency")
            .height(HEIGHT)
            .include_y(0.0)
            .include_y(1.0)
            .x_axis_formatter(move |mark, _range| {
                // A mark stands between two bars.
                let index = mark.value as usize;
                let limit = index.checked_sub(1).and_then(|index| limits.get(index));
                limit.map_or_else(String::new, |micros| duration(*micros))
            })
            .x_grid_spacer(uniform_grid_spacer(|_| [1.0, 2.0, 4.0]))
            .show_grid([false, true])
            .allow_drag(false)
            .allow_zoom(false)
            .allow_scroll(false)
            .allow_boxed_zoom(false)
            .show(ui, |plot| plot.bar_chart(chart));
    }
}
