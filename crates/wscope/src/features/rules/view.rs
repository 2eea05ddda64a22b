//! Where rules are edited: when a message matches, another one is sent.

use egui::{Checkbox, Label, RichText, ScrollArea, TextEdit, TextStyle, Ui};
use payload::typed::Form;

use super::command::Command;
use super::texts::Text as T;
use crate::kit::button::{icon_style, name};
use crate::kit::choice::Choice;
use crate::kit::dialog::{confirm_button, focus_when_it_appears};
use crate::kit::field::{note_typing, steady};
use crate::kit::icon::Icon;
use crate::kit::language::Language;
use crate::kit::room::follow_focus;
use crate::kit::rule_line::{MAX_RULES, MatchBy, RuleLine};
use crate::kit::theme::{Palette, data, sizes};
use crate::kit::variables::Variables;

/// How wide the dialog is where there is room, in points.
const WIDTH: f32 = 640.0;
/// What stays free beside it, and above and below the rules, in points.
const MARGINS: egui::Vec2 = egui::vec2(56.0, 220.0);
/// Below this width, what is looked for stands below how.
const NARROW: f32 = 480.0;
/// Width of a choice.
const CHOICE: f32 = 120.0;
/// The longest text of a field, in characters: longer messages are sent by hand.
const MAX_FIELD: usize = 8 * 1024;
/// The least width of a field.
const FIELD: f32 = 90.0;

/// What is being edited.
#[derive(Default)]
pub struct RulesForm {
    lines: Vec<Edited>,
    next: u64,
}

/// A rule that is being edited.
struct Edited {
    /// Tells its fields from those of others, also when one is removed.
    id: u64,
    line: RuleLine,
    is_new: bool,
}

/// What the dialog shows beside what it owns.
pub struct Known<'a> {
    /// What variables stand for.
    pub variables: &'a Variables,
    /// How often a rule fired, and whether it was stopped.
    pub fired: &'a dyn Fn(&RuleLine) -> Option<(u64, bool)>,
}

impl RulesForm {
    /// Begins with these.
    pub fn open(&mut self, rules: &[RuleLine]) {
        self.lines.clear();
        for line in rules {
            self.add(line.clone(), false);
        }
        if self.lines.is_empty() {
            self.add(RuleLine::default(), true);
        }
    }

    /// Whether something is filled in that is not in these yet.
    pub fn differs_from(&self, rules: &[RuleLine]) -> bool {
        !self.rules().eq(rules)
    }

    fn rules(&self) -> impl Iterator<Item = &RuleLine> {
        let rules = self.lines.iter().map(|edited| &edited.line);
        rules.filter(|line| !line.is_empty())
    }

    fn add(&mut self, line: RuleLine, is_new: bool) {
        let id = self.next;
        self.next += 1;
        self.lines.push(Edited { id, line, is_new });
    }

    /// Shows it, and says what the rules are once nothing is being typed.
    pub fn show(
        &mut self,
        ui: &mut Ui,
        language: Language,
        known: &Known<'_>,
        current: &[RuleLine],
        commands: &mut Vec<Command>,
    ) {
        let screen = ui.ctx().content_rect().size() - MARGINS;
        ui.set_width(WIDTH.min(screen.x));
        ui.label(RichText::new(T::Rules.say(language)).heading());
        let muted = Palette::of(ui).muted;
        let hint = RichText::new(T::Hint.say(language)).small();
        ui.add(Label::new(hint.color(muted)).wrap());
        let mut is_typed = false;
        let mut removed = None;
        ScrollArea::vertical()
            .max_height(screen.y.max(sizes::control(ui)))
            .show(ui, |ui| {
                for (index, edited) in self.lines.iter_mut().enumerate() {
                    let rule = Rule {
                        number: index + 1,
                        language,
                        known,
                    };
                    steady(ui, ("rule", edited.id), |ui| {
                        let shown = rule.show(ui, edited);
                        is_typed |= shown.is_typed;
                        removed = removed.or(shown.is_removed.then_some(index));
                    });
                }
                follow_focus(ui);
            });
        if let Some(index) = removed {
            self.lines.remove(index);
        }
        let rules: Vec<RuleLine> = self.rules().cloned().collect();
        let has_room = self.lines.len() < MAX_RULES;
        let is_done = ui
            .horizontal_wrapped(|ui| {
                let add = egui::Button::new(T::Add.say(language));
                if ui.add_enabled(has_room, add).clicked() {
                    self.add(RuleLine::default(), true);
                }
                confirm_button(ui, &T::Done.say(language), true).clicked()
            })
            .inner;
        // Half of what is looked for would match too much.
        if (is_done || !is_typed) && rules != current {
            commands.push(Command::Set(rules));
        }
        if is_done {
            commands.push(Command::Close);
        }
    }
}

/// What a person does to a rule.
#[derive(Default)]
struct Shown {
    is_typed: bool,
    is_removed: bool,
}

/// A rule as it is shown.
struct Rule<'a> {
    number: usize,
    language: Language,
    known: &'a Known<'a>,
}

impl Rule<'_> {
    fn say(&self, text: T<'_>) -> String {
        text.say(self.language).into_owned()
    }

    fn show(&self, ui: &mut Ui, edited: &mut Edited) -> Shown {
        let mut shown = Shown::default();
        let line = &mut edited.line;
        let is_new = std::mem::take(&mut edited.is_new);
        if ui.available_width() >= NARROW {
            ui.horizontal(|ui| {
                self.by(ui, line);
                let button = sizes::control(ui) + ui.spacing().item_spacing.x;
                let room = ui.available_width() - button;
                self.looks_for(ui, line, room, is_new, &mut shown);
                self.remove(ui, &mut shown);
            });
        } else {
            ui.horizontal(|ui| {
                self.by(ui, line);
                self.remove(ui, &mut shown);
            });
            ui.horizontal(|ui| {
                let room = ui.available_width();
                self.looks_for(ui, line, room, is_new, &mut shown);
            });
        }
        ui.horizontal(|ui| self.sends(ui, line, &mut shown));
        self.told(ui, line, shown.is_typed);
        shown
    }

    /// Whether it is on, and how it is told which messages match.
    fn by(&self, ui: &mut Ui, line: &mut RuleLine) {
        let mut is_on = !line.is_off;
        let size = egui::Vec2::splat(sizes::control(ui));
        let tick = ui.add_sized(size, Checkbox::without_text(&mut is_on));
        name(&tick, &self.say(T::IsOn(self.number)));
        line.is_off = !is_on;
        let title = self.say(T::By(self.number));
        self.choose(ui, "by", &title, &mut line.by, MatchBy::ALL, T::MatchBy);
    }

    /// What is looked for, and what a `JSONPath` has to find.
    fn looks_for(
        &self,
        ui: &mut Ui,
        line: &mut RuleLine,
        room: f32,
        is_new: bool,
        shown: &mut Shown,
    ) {
        // Its margin is beside what is typed.
        let half = room / 2.0 - ui.spacing().item_spacing.x - 8.0;
        let title = self.say(T::LooksFor(self.number));
        let field = typed_field(ui, "look-for", &title, &mut line.look_for, half);
        shown.is_typed |= note_typing(&field, &line.look_for);
        if is_new {
            field.request_focus();
            field.scroll_to_me(None);
        } else if self.number == 1 {
            focus_when_it_appears(&field);
        }
        ui.add_enabled_ui(line.by == MatchBy::JsonPath, |ui| {
            let title = self.say(T::Equals(self.number));
            let field = typed_field(ui, "equals", &title, &mut line.equals, half);
            shown.is_typed |= note_typing(&field, &line.equals);
        });
    }

    fn remove(&self, ui: &mut Ui, shown: &mut Shown) {
        let size = egui::Vec2::splat(sizes::control(ui));
        let remove = ui.add(icon_style(ui, Icon::Close.text()).min_size(size));
        let text = self.say(T::Remove(self.number));
        name(&remove, &text);
        shown.is_removed = remove.on_hover_text(text).clicked();
    }

    fn sends(&self, ui: &mut Ui, line: &mut RuleLine, shown: &mut Shown) {
        ui.label(self.say(T::Sends));
        let title = self.say(T::Form(self.number));
        self.choose(ui, "form", &title, &mut line.form, Form::ALL, T::FormNamed);
        let title = self.say(T::Answer(self.number));
        let width = ui.available_width() - 16.0;
        let field = typed_field(ui, "answer", &title, &mut line.answer, width);
        shown.is_typed |= note_typing(&field, &line.answer);
    }

    fn choose<V: Copy + PartialEq>(
        &self,
        ui: &mut Ui,
        salt: &str,
        title: &str,
        current: &mut V,
        all: impl IntoIterator<Item = V>,
        words: fn(V) -> T<'static>,
    ) {
        let choice = Choice {
            salt,
            name: title,
            shown: &self.say(words(*current)),
            width: Some(CHOICE),
        };
        let offered = all.into_iter().map(|value| (value, self.say(words(value))));
        let (_, chosen) = choice.show(ui, offered, |value| value == current);
        *current = chosen.unwrap_or(*current);
    }

    /// What is wrong, or how often it fired. Its lines are there whether they say something or not: the longest sentence has room.
    fn told(&self, ui: &mut Ui, line: &RuleLine, is_typed: bool) {
        let palette = Palette::of(ui);
        let fault = line.read(self.known.variables).err();
        let fault = fault.filter(|_| !is_typed && !line.is_empty());
        let (text, colour) = match (fault, (self.known.fired)(line)) {
            (Some(fault), _) => (self.say(T::Wrong(&fault)), palette.error),
            (None, Some((_, true))) => (self.say(T::Stopped), palette.warning),
            (None, Some((count, false))) => (self.say(T::Fired(count)), palette.muted),
            (None, None) => (String::new(), palette.muted),
        };
        let lines = if ui.available_width() < NARROW {
            3.0
        } else {
            2.0
        };
        let height = lines * ui.text_style_height(&TextStyle::Small);
        let size = egui::vec2(ui.available_width(), height);
        let layout = egui::Layout::left_to_right(egui::Align::Min);
        ui.allocate_ui_with_layout(size, layout, |ui| {
            ui.set_min_size(size);
            ui.add_space(sizes::control(ui));
            let label = RichText::new(&text).small().color(colour);
            ui.add(Label::new(label).wrap()).on_hover_text(text);
        });
    }
}

fn typed_field(
    ui: &mut Ui,
    salt: &str,
    title: &str,
    text: &mut String,
    width: f32,
) -> egui::Response {
    let edit = TextEdit::singleline(text)
        .id_salt(salt)
        .font(data())
        .char_limit(MAX_FIELD)
        .hint_text(title.to_owned())
        .align(egui::Align2::LEFT_CENTER)
        .min_size(egui::vec2(0.0, sizes::control(ui)))
        .desired_width(width.max(FIELD));
    let field = ui.add(edit);
    name(&field, title);
    field
}
