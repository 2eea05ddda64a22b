//! Polling beside WebSocket: what is compared, what has come of it, and one sentence that says it.

mod plots;

use std::borrow::Cow;

use egui::{
    Align, Button, DragValue, Frame, Grid, Layout, RichText, ScrollArea, Slider, TextEdit,
    TextStyle, Ui,
};

use super::results::Summary;
use super::run_state::{Ending, Figures, RunState, Sample, Side, Stage};
use crate::kit::button::{command_button, name, primary_style, styled_button};
use crate::kit::field::steady;
use crate::kit::format::{count, duration, size};
use crate::kit::language::Language;
use crate::kit::theme::{MARGIN, Palette, sizes, type_size};
use crate::kit::tool_row::text_width;
use session::RecordedEvent;

use super::command::{Command, Results};
use super::comparison::PollingComparison;
use super::plan::{INTERVALS, Measure, Method, RATES, SIZES};
use super::texts::Text as T;

/// Width of the window below which the sides stand above each other, in points.
const NARROW: f32 = 560.0;
/// Longer addresses and tokens are pasted by mistake.
const MAX_CHARACTERS: usize = 1_000;

/// What the view needs to know.
pub struct ComparisonView<'a> {
    /// The language to speak.
    pub language: Language,
    /// What is compared.
    pub comparison: &'a mut PollingComparison,
    /// Where the results are, in points: a picture shows this part. Written here.
    pub results: &'a mut egui::Rect,
    /// The words for what happened to the WebSocket.
    pub event_words: fn(&RecordedEvent, Language) -> Cow<'static, str>,
    /// Whether a run is under way: then nothing can be chosen.
    pub is_running: bool,
}

/// Width of the button that starts and stops, in points.
const RUN: f32 = 112.0;
/// Width of the number beside a slider, in points.
const SLIDER_VALUE: f32 = 64.0;

impl ComparisonView<'_> {
    /// Shows what is compared.
    pub fn form(mut self, ui: &mut Ui, commands: &mut Vec<Command>) {
        ui.horizontal_wrapped(|ui| {
            self.run_button(ui, commands);
            self.events(ui);
            self.polling(ui);
            self.server(ui);
        });
    }

    /// Shows what came of it.
    pub fn body(mut self, ui: &mut Ui, commands: &mut Vec<Command>) {
        ScrollArea::vertical().auto_shrink(false).show(ui, |ui| {
            let state = self.comparison.state();
            let seen = state.as_ref().map(|state| Seen::of(state));
            drop(state);
            match seen {
                None => {
                    ui.label(RichText::new(self.say(T::Hint)).color(Palette::of(ui).muted));
                }
                Some(seen) => self.outcome(ui, &seen, commands),
            }
        });
    }

    fn say(&self, text: T<'_>) -> String {
        text.say(self.language).into_owned()
    }

    fn run_button(&self, ui: &mut Ui, commands: &mut Vec<Command>) {
        let palette = Palette::of(ui);
        let (command, text) = if self.is_running {
            (Command::Stop, T::Stop)
        } else {
            (Command::Start, T::Start)
        };
        let text = RichText::new(self.say(text))
            .size(type_size::PRIMARY)
            .color(palette.on_accent);
        let size = egui::vec2(RUN, sizes::PRIMARY);
        let button = primary_style(&palette, text, true).min_size(size);
        styled_button(ui, self.language, command, button, Ok(()), commands);
    }

    fn events(&mut self, ui: &mut Ui) {
        let [rate, size] = [T::Rate, T::Size].map(|text| self.say(text));
        let plan = &mut self.comparison.plan;
        keep_slider_together(ui, &rate);
        ui.label(&rate);
        let slider = Slider::new(&mut plan.rate, RATES)
            .logarithmic(true)
            .max_decimals(1)
            .suffix(" /s");
        let is_usable = !self.is_running;
        let slider = steady(ui, "rate", |ui| ui.add_enabled(is_usable, slider));
        name(&slider, &rate);
        ui.label(&size);
        let drag = DragValue::new(&mut plan.size).range(SIZES).suffix(" B");
        let drag = steady(ui, "size", |ui| ui.add_enabled(is_usable, drag));
        name(&drag, &size);
    }

    fn polling(&mut self, ui: &mut Ui) {
        let [method, at_intervals, long, interval] =
            [T::Method, T::AtIntervals, T::Long, T::Interval].map(|text| self.say(text));
        let plan = &mut self.comparison.plan;
        ui.label(method);
        for (of, text) in [
            (Method::Interval, at_intervals),
            (Method::LongPolling, long),
        ] {
            let button = Button::selectable(plan.method == of, text);
            if ui.add_enabled(!self.is_running, button).clicked() {
                plan.method = of;
            }
        }
        // Always there: the fields behind it keep their places.
        let is_usable = !self.is_running && plan.method == Method::Interval;
        keep_slider_together(ui, &interval);
        ui.label(&interval);
        let slider = Slider::new(&mut plan.interval, INTERVALS)
            .logarithmic(true)
            .max_decimals(1)
            .suffix(" s");
        let slider = steady(ui, "interval", |ui| ui.add_enabled(is_usable, slider));
        name(&slider, &interval);
    }

    fn server(&mut self, ui: &mut Ui) {
        let [server, token] = [T::Server, T::Token].map(|text| self.say(text));
        let is_usable = !self.is_running;
        let field = |ui: &mut Ui, label: &str, text: &mut String, width: f32, is_secret| {
            ui.label(label);
            let salt = if is_secret { "token" } else { "server" };
            let edit = TextEdit::singleline(text)
                .id_salt(salt)
                .char_limit(MAX_CHARACTERS)
                .password(is_secret)
                .desired_width(width);
            name(&ui.add_enabled(is_usable, edit), label);
        };
        field(ui, &server, &mut self.comparison.server, 170.0, false);
        field(ui, &token, &mut self.comparison.token, 70.0, true);
    }

    fn outcome(&mut self, ui: &mut Ui, seen: &Seen, commands: &mut Vec<Command>) {
        self.choices(ui, seen, commands);
        let drawn = Frame::new().inner_margin(MARGIN).show(ui, |ui| {
            self.sentence(ui, seen);
            let method = seen.method;
            if ui.available_width() < NARROW {
                for side in Side::BOTH {
                    self.side(ui, seen, side, method);
                }
            } else {
                ui.columns(2, |columns| {
                    for (side, ui) in Side::BOTH.into_iter().zip(columns) {
                        ui.with_layout(Layout::top_down(Align::Min), |ui| {
                            self.side(ui, seen, side, method);
                        });
                    }
                });
            }
        });
        *self.results = drawn.response.rect.intersect(ui.clip_rect());
    }

    /// How the run stands, what the plots show, and where the figures may go.
    fn choices(&mut self, ui: &mut Ui, seen: &Seen, commands: &mut Vec<Command>) {
        ui.horizontal_wrapped(|ui| {
            for (measure, text) in [
                (Measure::Bytes, T::MeasureBytes),
                (Measure::Requests, T::MeasureRequests),
                (Measure::TokenChecks, T::TokenChecks),
                (Measure::Events, T::MeasureEvents),
                (Measure::Delay, T::MeasureDelay),
            ] {
                let text = self.say(text);
                ui.selectable_value(&mut self.comparison.measure, measure, text);
            }
            ui.separator();
            let usable = if seen.summary.is_some() {
                Ok(())
            } else {
                Err(T::NothingYet.say(self.language))
            };
            for results in [Results::Picture, Results::Table] {
                let save = Command::Save(results);
                command_button(ui, self.language, save, usable.clone(), commands);
            }
            ui.separator();
            self.stage(ui, seen);
        });
    }

    fn stage(&self, ui: &mut Ui, seen: &Seen) {
        let palette = Palette::of(ui);
        let (text, colour, detail) = match &seen.stage {
            Stage::Beginning => (T::Beginning, palette.warning, None),
            Stage::Running if seen.summary.is_none() => (T::FirstEvent, palette.warning, None),
            Stage::Running => (T::Running { left: seen.left_us }, palette.muted, None),
            Stage::Ended(ending) => {
                let colour = match ending {
                    Ending::Stopped | Ending::TimeUp => palette.muted,
                    Ending::Gone(_) | Ending::Silent | Ending::BadToken | Ending::NoEvents(_) => {
                        palette.error
                    }
                };
                let detail = match ending {
                    Ending::Gone(why) => Some(why),
                    _ => None,
                };
                (T::Ended(ending), colour, detail)
            }
        };
        let label = ui.label(RichText::new(self.say(text)).color(colour));
        if let Some(detail) = detail {
            label.on_hover_text(detail);
        }
        let mut warn = |text| {
            let text = RichText::new(self.say(text)).color(palette.warning);
            ui.label(text)
        };
        if seen.failed_polls > 0 {
            warn(T::FailedPolls(seen.failed_polls));
        }
        if seen.has_jumped {
            warn(T::ClockJumped);
        }
        if let (Some(line), Stage::Running) = (&seen.web_socket_ended, &seen.stage) {
            warn(T::PushEnded).on_hover_text((self.event_words)(line, self.language).into_owned());
        }
    }

    fn sentence(&self, ui: &mut Ui, seen: &Seen) {
        if let Some(summary) = &seen.summary {
            let text = self.say(T::Summary(summary));
            ui.label(RichText::new(text).size(16.0));
            ui.add_space(6.0);
        }
    }

    /// One way to fetch: how it works, its plot and its figures.
    fn side(&self, ui: &mut Ui, seen: &Seen, side: Side, method: Method) {
        let (title, how) = match side {
            Side::Polling => (T::Polling(method), T::PollingHow(method)),
            Side::Push => (T::Push, T::PushHow),
        };
        ui.label(RichText::new(self.say(title)).heading());
        ui.label(RichText::new(self.say(how)).color(Palette::of(ui).muted));
        let plot = plots::Plots {
            language: self.language,
            samples: &seen.samples,
            side,
        };
        plot.show(ui, self.comparison.measure);
        let figures = seen
            .samples
            .last()
            .map(|sample| sample.sides[side as usize]);
        self.figures(ui, side, &figures.unwrap_or_default());
    }

    fn figures(&self, ui: &mut Ui, side: Side, figures: &Figures) {
        let cost = &figures.cost;
        let delay = |micros: Option<u64>| micros.map_or_else(|| "–".to_owned(), duration);
        let rows = [
            (T::Arrived, None, count(cost.events)),
            (T::Missed, Some(T::MissedTooltip), count(figures.missed)),
            (T::Requests, None, count(cost.requests)),
            (T::Empty, None, count(cost.empty)),
            (T::TokenChecks, None, count(cost.token_checks)),
            (
                T::Connections,
                Some(T::ConnectionsTooltip),
                count(cost.connections),
            ),
            (
                T::HeadersUp,
                Some(T::HeadersTooltip),
                size(cost.received.headers),
            ),
            (
                T::HeadersDown,
                Some(T::HeadersTooltip),
                size(cost.sent.headers),
            ),
            (T::Payload, None, size(cost.payload())),
            (T::Total, None, size(cost.bytes())),
            (
                T::Delay,
                Some(T::DelayTooltip),
                format!("{} / {}", delay(figures.median), delay(figures.p95)),
            ),
        ];
        Grid::new(("figures", side as usize))
            .num_columns(2)
            .striped(true)
            .min_row_height(18.0)
            .spacing([16.0, 2.0])
            .show(ui, |ui| {
                for (text, tooltip, value) in rows {
                    let label = ui.label(self.say(text));
                    if let Some(tooltip) = tooltip {
                        label.on_hover_text(self.say(tooltip));
                    }
                    ui.label(RichText::new(value).monospace());
                    ui.end_row();
                }
            });
    }
}

/// What a frame shows of a state, so that those who fetch need not wait for it.
struct Seen {
    method: Method,
    stage: Stage,
    /// How much time is left, in microseconds.
    left_us: u64,
    summary: Option<Summary>,
    samples: Vec<Sample>,
    failed_polls: u64,
    has_jumped: bool,
    web_socket_ended: Option<RecordedEvent>,
}

impl Seen {
    fn of(state: &RunState) -> Self {
        Self {
            method: state.plan().method,
            stage: state.stage().clone(),
            left_us: state.left_us(),
            summary: Summary::of(state),
            samples: state.samples().to_vec(),
            failed_polls: state.failed_polls(),
            has_jumped: state.clock_jumps() > 0,
            web_socket_ended: state.web_socket_ended().cloned(),
        }
    }
}

/// Begins a new line where a slider with this label would not fit on what is left of it. A slider does not wrap by itself.
fn keep_slider_together(ui: &mut Ui, label: &str) {
    let spacing = ui.spacing();
    let slider = spacing.slider_width + 2.0 * spacing.item_spacing.x + SLIDER_VALUE;
    if ui.available_size_before_wrap().x < text_width(ui, label, TextStyle::Body) + slider {
        ui.end_row();
    }
}
