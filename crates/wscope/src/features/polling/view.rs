//! Polling beside WebSocket: what is compared, what has come of it, and one sentence that says it.

mod plots;
mod table;

use std::borrow::Cow;
use std::mem::discriminant;

use egui::{
    Direction, DragValue, Frame, Layout, RichText, ScrollArea, TextEdit, TextStyle, Ui, UiBuilder,
};

use super::results::Summary;
use super::run_state::{Ending, RunState, Sample, Stage};
use crate::kit::button::{command_button, name, primary_style, styled_button};
use crate::kit::choice::Choice;
use crate::kit::field::{is_entered, steady};
use crate::kit::language::Language;
use crate::kit::room::follow_focus;
use crate::kit::segments::{Segment, segments, segments_width};
use crate::kit::theme::{Palette, medium, sizes, type_size};
use crate::kit::tool_row::{ToolRow, text_width};
use session::RecordedEvent;

use super::command::{Command, Results};
use super::comparison::PollingComparison;
use super::plan::{INTERVALS, Measure, Method, RATES, SIZES};
use super::texts::Text as T;

/// Width below which the form has several rows, in points.
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
    /// Whether Enter was pressed in a field. Written here.
    pub is_entered: bool,
}

/// Width of the button that starts and stops, in points.
const RUN: f32 = 112.0;
/// Width of a field with a number, in points.
const NUMBER: f32 = 72.0;
/// Width of the field of the server.
const SERVER: f32 = 150.0;
/// Width of the field of the token.
const TOKEN: f32 = 80.0;
/// From this width on the table stands beside the plot.
const WIDE: f32 = 840.0;
/// Least height of the plot.
const PLOT: f32 = 200.0;

/// The view and what it emits, as the parts of its row share them.
type Parts<'a, 'c> = (ComparisonView<'a>, &'c mut Vec<Command>);

impl<'a> ComparisonView<'a> {
    /// Shows what is compared: in one row, or on a phone in several.
    pub fn form(self, ui: &mut Ui, commands: &mut Vec<Command>) {
        let language = self.language;
        ui.spacing_mut().interact_size.y = sizes::primary(ui);
        if ui.available_width() < NARROW {
            let (mut view, commands) = (self, commands);
            let names = FIELDS.map(|(salt, _, _)| view.name_width(ui, salt));
            let names = names.into_iter().fold(0.0, f32::max);
            for (_, _, show) in FIELDS {
                ui.horizontal(|ui| show(&mut view, ui, names));
            }
            view.start_if_entered(commands);
            let size = egui::vec2(ui.available_width(), sizes::primary(ui));
            let layout = Layout::centered_and_justified(Direction::LeftToRight);
            ui.allocate_ui_with_layout(size, layout, |ui| view.run_button(ui, commands));
            return;
        }
        let row = self.row(ui);
        let mut parts = (self, commands);
        row.show(ui, language, &mut parts);
        let (view, commands) = parts;
        view.start_if_entered(commands);
    }

    /// Enter in a field does what the button does.
    fn start_if_entered(&self, commands: &mut Vec<Command>) {
        if self.is_entered && !self.is_running {
            commands.push(Command::Start);
        }
    }

    fn row<'r, 'c>(&self, ui: &Ui) -> ToolRow<'r, Parts<'a, 'c>>
    where
        'a: 'r,
        'c: 'r,
    {
        let mut row = ToolRow::new("comparison-form");
        for (salt, width, show) in FIELDS {
            let width = match self.name_width(ui, salt) {
                0.0 => segments_width(ui, &self.methods()),
                name => name + ui.spacing().item_spacing.x + width,
            };
            row.add(salt, width, move |ui, (view, _): &mut Parts<'a, 'c>| {
                show(view, ui, 0.0);
            });
        }
        row.fill("space", 0.0, |_, _: &mut Parts<'a, 'c>| {});
        row.pin("run", RUN, |ui, (view, commands)| {
            view.run_button(ui, commands);
        });
        row
    }

    /// How wide the words of a field are.
    fn name_width(&self, ui: &Ui, salt: &str) -> f32 {
        let text = match salt {
            "rate" => T::Rate,
            "size" => T::Size,
            "interval" => T::Interval,
            "server" => T::Server,
            "token" => T::Token,
            _ => return 0.0,
        };
        text_width(ui, &self.say(text), TextStyle::Body)
    }

    /// Shows what came of it.
    pub fn body(mut self, ui: &mut Ui, commands: &mut Vec<Command>) {
        let state = self.comparison.state();
        let seen = state.as_ref().map(|state| Seen::of(state));
        drop(state);
        match seen {
            None => {
                ui.label(RichText::new(self.say(T::Hint)).color(Palette::of(ui).muted));
            }
            Some(seen) => self.outcome(ui, &seen, commands),
        }
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
        let size = egui::vec2(RUN, sizes::primary(ui));
        let button = primary_style(&palette, text, true).min_size(size);
        styled_button(ui, self.language, command, button, Ok(()), commands);
    }

    fn methods(&self) -> [Segment<Method>; 2] {
        [
            (Method::Interval, T::AtIntervals),
            (Method::LongPolling, T::Long),
        ]
        .map(|(value, text)| Segment {
            value,
            icon: None,
            name: self.say(text).into(),
        })
    }

    fn method(&mut self, ui: &mut Ui) {
        let methods = self.methods();
        let (title, current) = (self.say(T::Method), self.comparison.plan.method);
        ui.add_enabled_ui(!self.is_running, |ui| {
            let height = sizes::control(ui);
            if let Some(method) = segments(ui, "method", &title, height, current, &methods) {
                self.comparison.plan.method = method;
            }
        });
    }

    /// A number with its words before it.
    fn number(
        &self,
        ui: &mut Ui,
        (text, least): (T<'_>, f32),
        drag: DragValue<'_>,
        is_usable: bool,
    ) {
        let label = self.say(text);
        words(ui, &label, least);
        ui.spacing_mut().interact_size = egui::vec2(NUMBER, sizes::control(ui));
        let drag = steady(ui, discriminant(&text), |ui| {
            ui.add_enabled(is_usable, drag)
        });
        name(&drag, &label);
    }

    /// A text with its words before it. The field takes the room that there is.
    fn text(&mut self, ui: &mut Ui, (text, least): (T<'_>, f32), edit: TextEdit<'_>) {
        let label = self.say(text);
        words(ui, &label, least);
        ui.spacing_mut().interact_size.y = sizes::control(ui);
        let edit = edit
            .id_salt(discriminant(&text))
            .char_limit(MAX_CHARACTERS)
            .margin(egui::vec2(8.0, 5.0))
            .desired_width(ui.available_width());
        let field = ui.add_enabled(!self.is_running, edit);
        name(&field, &label);
        self.is_entered |= is_entered(&field);
    }

    fn outcome(&mut self, ui: &mut Ui, seen: &Seen, commands: &mut Vec<Command>) {
        let area = ui.available_rect_before_wrap();
        let is_wide = area.width() >= WIDE;
        let drawn = Frame::new().show(ui, |ui| {
            self.sentence(ui, seen);
            let rest = ui.available_rect_before_wrap();
            if is_wide {
                let (left, right) = rest.split_left_right_at_x(rest.right() - table::TABLE);
                let left = left.with_max_x(left.right() - 24.0);
                ui.scope_builder(UiBuilder::new().id_salt("plot").max_rect(left), |ui| {
                    self.choices(ui, seen, commands);
                    self.plot(ui, seen, ui.available_height());
                });
                ui.scope_builder(UiBuilder::new().id_salt("table").max_rect(right), |ui| {
                    ScrollArea::vertical()
                        .auto_shrink(false)
                        .show(ui, |ui| self.table(ui, seen));
                });
            } else {
                self.choices(ui, seen, commands);
                let figures = |ui: &mut Ui| {
                    self.plot(ui, seen, PLOT);
                    self.table(ui, seen);
                    follow_focus(ui);
                };
                if area.width() < NARROW {
                    // The page is scrolled as a whole there.
                    figures(ui);
                } else {
                    let area = ScrollArea::vertical().auto_shrink(false);
                    area.show(ui, figures);
                }
            }
        });
        *self.results = drawn.response.rect.intersect(ui.clip_rect());
    }

    /// What the plot shows, where the figures may go, and how the run stands.
    fn choices(&mut self, ui: &mut Ui, seen: &Seen, commands: &mut Vec<Command>) {
        ui.horizontal_wrapped(|ui| {
            let measures = [
                (Measure::Bytes, T::MeasureBytes),
                (Measure::Requests, T::MeasureRequests),
                (Measure::TokenChecks, T::TokenChecks),
                (Measure::Events, T::MeasureEvents),
                (Measure::Delay, T::MeasureDelay),
            ];
            let measures = measures.map(|(value, text)| Segment {
                value,
                icon: None,
                name: self.say(text).into(),
            });
            let (height, title) = (sizes::control(ui), self.say(T::Title));
            let current = self.comparison.measure;
            let room = ui.available_width();
            let chosen = if segments_width(ui, &measures) <= room {
                segments(ui, "measure", &title, height, current, &measures)
            } else {
                choice(ui, &title, current, &measures)
            };
            if let Some(measure) = chosen {
                self.comparison.measure = measure;
            }
            let usable = if seen.summary.is_some() {
                Ok(())
            } else {
                Err(T::NothingYet.say(self.language))
            };
            for results in [Results::Picture, Results::Table] {
                let save = Command::Save(results);
                command_button(ui, self.language, save, usable.clone(), commands);
            }
            self.stage(ui, seen);
        });
    }

    fn plot(&self, ui: &mut Ui, seen: &Seen, height: f32) {
        let plot = plots::Plots {
            language: self.language,
            samples: &seen.samples,
            height: height.max(PLOT),
        };
        plot.show(ui, self.comparison.measure);
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
                    Ending::Gone(_)
                    | Ending::NoThread
                    | Ending::Silent
                    | Ending::BadToken
                    | Ending::NoEvents(_) => palette.error,
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

    fn table(&self, ui: &mut Ui, seen: &Seen) {
        let sides = seen.samples.last().map(|sample| sample.sides);
        let sides = sides.unwrap_or_default();
        table::show(ui, self.language, seen.method, &sides);
    }

    fn sentence(&self, ui: &mut Ui, seen: &Seen) {
        let palette = Palette::of(ui);
        if let Some(summary) = &seen.summary {
            let text = RichText::new(self.say(T::Summary(summary)));
            ui.label(text.font(medium(type_size::RESULT)));
        }
        let how = self.say(T::PollingHow(seen.method));
        ui.label(RichText::new(how).color(palette.muted));
        ui.add_space(8.0);
    }
}

/// A field of the form: what it is, how wide without its words, and how it is shown, with at least so much room for these.
type Field = (&'static str, f32, fn(&mut ComparisonView<'_>, &mut Ui, f32));

/// The fields of the form.
const FIELDS: [Field; 6] = [
    ("rate", NUMBER, |view, ui, least| {
        let mut rate = view.comparison.plan.rate;
        let drag = DragValue::new(&mut rate).range(RATES).max_decimals(1);
        let drag = drag.speed(0.1).suffix(" /s");
        view.number(ui, (T::Rate, least), drag, !view.is_running);
        view.comparison.plan.rate = rate;
    }),
    ("size", NUMBER, |view, ui, least| {
        let mut size = view.comparison.plan.size;
        let drag = DragValue::new(&mut size).range(SIZES).suffix(" B");
        view.number(ui, (T::Size, least), drag, !view.is_running);
        view.comparison.plan.size = size;
    }),
    ("method", 0.0, |view, ui, _| view.method(ui)),
    ("interval", NUMBER, |view, ui, least| {
        // Always there: the fields behind it keep their places.
        let is_usable = !view.is_running && view.comparison.plan.method == Method::Interval;
        let mut interval = view.comparison.plan.interval;
        let drag = DragValue::new(&mut interval)
            .range(INTERVALS)
            .max_decimals(1);
        let drag = drag.speed(0.1).suffix(" s");
        view.number(ui, (T::Interval, least), drag, is_usable);
        view.comparison.plan.interval = interval;
    }),
    ("server", SERVER, |view, ui, least| {
        let mut server = std::mem::take(&mut view.comparison.server);
        view.text(ui, (T::Server, least), TextEdit::singleline(&mut server));
        view.comparison.server = server;
    }),
    ("token", TOKEN, |view, ui, least| {
        let mut token = std::mem::take(&mut view.comparison.token);
        let edit = TextEdit::singleline(&mut token).password(true);
        view.text(ui, (T::Token, least), edit);
        view.comparison.token = token;
    }),
];

/// The measures as a menu, where they have no room beside each other.
fn choice(
    ui: &mut Ui,
    title: &str,
    current: Measure,
    measures: &[Segment<Measure>],
) -> Option<Measure> {
    let shown = measures.iter().find(|measure| measure.value == current);
    let shown = shown.map(|measure| &*measure.name).unwrap_or_default();
    let choice = Choice {
        salt: "measure",
        name: title,
        shown,
        width: None,
    };
    let offered = measures.iter();
    let offered = offered.map(|measure| (measure.value, measure.name.to_string()));
    choice.show(ui, offered, |value| *value == current).1
}

/// The words before a field, in at least so much room: on a phone the fields stand below each other.
fn words(ui: &mut Ui, text: &str, least: f32) {
    let left = ui.cursor().left();
    ui.label(RichText::new(text).color(Palette::of(ui).muted));
    let gap = ui.spacing().item_spacing.x;
    let rest = left + least + gap - ui.cursor().left();
    ui.add_space(rest.max(0.0));
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
