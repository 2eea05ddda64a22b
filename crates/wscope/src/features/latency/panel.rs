//! Latency and integrity of an echoing connection: what is to be probed, and what came of it.

use egui::{Color32, DragValue, Label, RichText, TextStyle, Ui};
use egui_plot::{Bar, BarChart, Plot, uniform_grid_spacer};

use crate::kit::button::{name, primary_style, styled_button};
use crate::kit::command::Usable;
use crate::kit::format::{count, duration};
use crate::kit::language::Language;
use crate::kit::room::nothing;
use crate::kit::theme::{Palette, sizes, type_size};
use crate::kit::tool_row::{ToolRow, button_width, text_width};

use super::command::Command;
use super::texts::Text as T;
use session::{MAX_COUNT, MAX_RATE, MAX_SIZE, MIN_SIZE, Plan, ProbeSnapshot};

/// Least height of the histogram, in points.
const HEIGHT: f32 = 90.0;

/// Width of the button that starts and stops, in points.
const RUN: f32 = 112.0;
/// Width of a field with a number, in points.
const NUMBER: f32 = 76.0;

/// As wide as a latency gets in words.
const WIDEST_LATENCY: &str = "99 min 59 s";

/// A field of the plan.
type Field = fn(&mut Panel<'_>, &mut Ui);

/// The fields of the plan: what each is, and how it is shown.
const FIELDS: [(&str, T, Field); 3] = [
    ("rate", T::Rate, rate),
    ("size", T::Size, bytes),
    ("count", T::Count, messages),
];

/// What the panel needs to know.
pub struct Panel<'a> {
    /// The language to speak.
    pub language: Language,
    /// What is to be probed next.
    pub plan: &'a mut Plan,
    /// The run, if there was one.
    pub probe: Option<&'a ProbeSnapshot>,
    /// Whether there is a connection to probe, or why not.
    pub usable: Usable,
}

/// The panel and what it emits, as the parts of its row share them.
type Parts<'a, 'c> = (Panel<'a>, &'c mut Vec<Command>);

impl<'a> Panel<'a> {
    /// Shows what is to be measured, in one row.
    pub fn form(self, ui: &mut Ui, commands: &mut Vec<Command>) {
        let language = self.language;
        ui.spacing_mut().interact_size.y = sizes::primary(ui);
        let mut parts = (self, commands);
        parts.0.head(ui).show(ui, language, &mut parts);
    }

    /// Shows what came of it. The plot takes the height that there is.
    pub fn body(self, ui: &mut Ui, commands: &mut Vec<Command>, title: RichText) {
        let language = self.language;
        let palette = Palette::of(ui);
        ui.label(title.color(palette.muted));
        // Before the first run there are no figures, and their room all the same.
        let none = ProbeSnapshot::default();
        let probe = self.probe.unwrap_or(&none);
        self.tally(ui, probe).show(ui, language, commands);
        let mut row = Self::quantiles(ui, probe);
        if self.probe.is_none() {
            let hint = RichText::new(self.say(T::Hint)).color(palette.muted);
            row.fill("hint", 0.0, |ui, _| {
                drop(ui.add(Label::new(hint).truncate()));
            });
        }
        row.show(ui, language, commands);
        // Axes without bars would look like a result.
        if self.probe.is_some() {
            self.histogram(ui, probe);
        }
    }

    /// What is to be probed, and the buttons.
    fn head<'r, 'c>(&self, ui: &Ui) -> ToolRow<'r, Parts<'a, 'c>>
    where
        'a: 'r,
        'c: 'r,
    {
        let is_running = self.probe.is_some_and(|probe| !probe.is_over);
        let button = |text| button_width(ui, &self.say(text));
        let label = |text| text_width(ui, &self.say(text), TextStyle::Body);
        let gap = ui.spacing().item_spacing.x;
        let mut row = ToolRow::new("probe-head");
        for (salt, text, field) in FIELDS {
            let width = label(text) + gap + NUMBER;
            row.add(salt, width, move |ui, (panel, _)| {
                if is_running {
                    ui.disable();
                }
                field(panel, ui);
            });
        }
        row.fill("space", 0.0, |_, _: &mut Parts<'a, 'c>| {});
        let width = button(T::Start).max(button(T::Stop)).max(RUN);
        row.pin("run", width, move |ui, (panel, commands)| {
            let (command, usable) = if is_running {
                (Command::Stop, Ok(()))
            } else {
                (Command::Start, panel.usable.clone())
            };
            panel.run_button(ui, command, usable, commands);
        });
        row
    }

    fn run_button(
        &self,
        ui: &mut Ui,
        command: Command,
        usable: Usable,
        commands: &mut Vec<Command>,
    ) {
        let text = if command == Command::Start {
            T::Start
        } else {
            T::Stop
        };
        let palette = Palette::of(ui);
        let is_primary = command == Command::Start && usable.is_ok();
        let text = RichText::new(self.say(text)).size(type_size::PRIMARY);
        let text = if is_primary {
            text.color(palette.on_accent)
        } else {
            text
        };
        let size = egui::vec2(ui.available_width(), sizes::primary(ui));
        let button = primary_style(&palette, text, is_primary).min_size(size);
        styled_button(ui, self.language, command, button, usable, commands);
    }

    fn field(
        &self,
        ui: &mut Ui,
        text: T,
        value: &mut u32,
        range: std::ops::RangeInclusive<u32>,
        suffix: &str,
    ) {
        let label = self.say(text);
        ui.label(&label);
        ui.spacing_mut().interact_size = egui::vec2(NUMBER, sizes::control(ui));
        let drag = DragValue::new(value).range(range).suffix(suffix);
        name(&ui.add(drag), &label);
    }

    fn say(&self, text: T) -> String {
        text.say(self.language).into_owned()
    }

    /// What became of the messages, each figure in a place that does not grow with it.
    fn tally<'r>(&self, ui: &Ui, probe: &ProbeSnapshot) -> ToolRow<'r, Vec<Command>> {
        let palette = Palette::of(ui);
        let tally = probe.tally;
        let fault = |number: u32| {
            if number > 0 {
                palette.error
            } else {
                palette.muted
            }
        };
        let texts: [(T, u32, Color32); 7] = [
            (T::Sent, tally.sent, palette.sent),
            (T::Back, tally.back, palette.received),
            (T::Pending, tally.pending, palette.muted),
            (T::Lost, tally.lost, fault(tally.lost)),
            (T::Duplicated, tally.duplicated, fault(tally.duplicated)),
            (T::Reordered, tally.reordered, fault(tally.reordered)),
            (T::Altered, tally.altered, fault(tally.altered)),
        ];
        let mut row = ToolRow::new("probe-tally");
        let width = |widest: String| text_width(ui, &widest, TextStyle::Body);
        let salts = [
            "sent",
            "back",
            "pending",
            "lost",
            "duplicated",
            "reordered",
            "altered",
        ];
        for (salt, (text, number, colour)) in salts.into_iter().zip(texts) {
            let label = self.say(text);
            let widest = width(format!("{label} {}", count(MAX_COUNT.into())));
            let text = RichText::new(format!("{label} {}", count(number.into()))).color(colour);
            row.add(salt, widest, |ui, _| drop(ui.label(text)));
        }
        row
    }

    /// How long they took.
    fn quantiles<'r>(ui: &Ui, probe: &ProbeSnapshot) -> ToolRow<'r, Vec<Command>> {
        let mut row = ToolRow::new("probe-quantiles");
        let width = |widest: String| text_width(ui, &widest, TextStyle::Body);
        for (label, micros) in ["p50", "p95", "p99", "max"]
            .into_iter()
            .zip(probe.quantiles)
        {
            if let Some(micros) = micros {
                let widest = width(format!("{label} {WIDEST_LATENCY}"));
                let text = format!("{label} {}", duration(micros));
                row.add(label, widest, |ui, _| drop(ui.label(text)));
            }
        }
        row
    }

    /// How many came back after how long, in steps that grow by a quarter.
    fn histogram(&self, ui: &mut Ui, probe: &ProbeSnapshot) {
        let bars = &probe.bars;
        let height = ui.available_height().max(HEIGHT);
        if bars.is_empty() {
            return nothing(ui, height, &self.say(T::NothingToDraw));
        }
        let limits: Vec<u64> = bars.iter().map(|bar| bar.to).collect();
        let bars = bars
            .iter()
            .enumerate()
            .map(|(index, bar)| {
                let range = format!("{} – {}", duration(bar.from), duration(bar.to));
                Bar::new(index as f64 + 0.5, bar.count as f64).name(range)
            })
            .collect();
        ui.visuals_mut().override_text_color = Some(Palette::of(ui).muted);
        // So much of the range has no label at its end: it would stand half outside.
        let edge = text_width(ui, WIDEST_LATENCY, TextStyle::Body) / ui.available_width();
        let chart = BarChart::new(self.say(T::Latency), bars).color(Palette::of(ui).received);
        Plot::new("latency")
            .height(height)
            .include_y(0.0)
            .include_y(1.0)
            .x_axis_formatter(move |mark, range| {
                let left = range.end() - mark.value;
                if left < f64::from(edge) * (range.end() - range.start()) {
                    return String::new();
                }
                // A mark stands between two bars.
                let index = mark.value as usize;
                let limit = index.checked_sub(1).and_then(|index| limits.get(index));
                limit.map_or_else(String::new, |micros| duration(*micros))
            })
            .x_grid_spacer(uniform_grid_spacer(|_| [1.0, 2.0, 4.0]))
            .grid_color(Palette::of(ui).field_border)
            .show_grid([false, true])
            .allow_drag(false)
            .allow_zoom(false)
            .allow_scroll(false)
            .allow_boxed_zoom(false)
            .show(ui, |plot| plot.bar_chart(chart));
    }
}

fn rate(panel: &mut Panel<'_>, ui: &mut Ui) {
    let mut rate = panel.plan.rate;
    panel.field(ui, T::Rate, &mut rate, 1..=MAX_RATE, " /s");
    panel.plan.rate = rate;
}

fn bytes(panel: &mut Panel<'_>, ui: &mut Ui) {
    let mut size = panel.plan.size;
    panel.field(ui, T::Size, &mut size, MIN_SIZE..=MAX_SIZE, " B");
    panel.plan.size = size;
}

fn messages(panel: &mut Panel<'_>, ui: &mut Ui) {
    let mut count = panel.plan.count;
    panel.field(ui, T::Count, &mut count, 1..=MAX_COUNT, "");
    panel.plan.count = count;
}
