//! How a sequence is drawn: its script at the left, what came of it and its messages at the right.

use egui::{Label, Rect, RichText, ScrollArea, Sense, Ui, UiBuilder};
use payload::visible::shortened;
use script::{DiffLine, Failure, Problem, Sign};

use crate::kit::button::{command_button, name, primary_style, styled_button};
use crate::kit::field::is_being_typed;
use crate::kit::language::Language;
use crate::kit::room::follow_focus;
use crate::kit::segments::{Segment, segments};
use crate::kit::theme::{Palette, sizes, strong, type_size};
use crate::kit::tool_row::{ToolRow, widest_button};

use super::command::Command;
use super::editor::{self, put_caret};
use super::example::Example;
use super::messages::MessageLines;
use super::state::Sequence;
use super::texts::{self, Text as T};
use super::trouble::Trouble;

/// Width of the button that runs and stops, in points.
const RUN: f32 = 112.0;
/// From this width on the result stands beside the script.
const WIDE: f32 = 760.0;
/// How much of the width the script takes there.
const SCRIPT_SHARE: f32 = 0.55;
/// How much of the height what came of it takes above the messages.
const RESULT_SHARE: f32 = 0.45;
/// Height of what is below a script that was not carried out yet.
const UNTRIED: f32 = 160.0;
/// Height of one line that says how far it is.
const ONE_LINE: f32 = 36.0;
/// The least height of everything where the whole page is scrolled.
const SCROLLED_HEIGHT: f32 = 560.0;
/// Space between the parts.
const GAP: f32 = 12.0;
/// The longest line of a failure, in characters: what a screen has room for.
const MAX_LINE: usize = 2000;

/// The view and what it needs.
pub struct View<'a> {
    /// The language to speak.
    pub language: Language,
    /// What is edited and carried out.
    pub sequence: &'a mut Sequence,
    /// Whether it is shown to many people.
    pub presents: bool,
    /// Whether the whole page is scrolled, on a phone.
    pub is_narrow: bool,
    /// Whether the program has an echo server that is not started. A page has none.
    #[cfg(not(target_arch = "wasm32"))]
    pub can_start_server: bool,
}

impl View<'_> {
    /// Shows the buttons and the name, in one row.
    pub fn form(self, ui: &mut Ui, commands: &mut Vec<Command>) {
        let language = self.language;
        ui.spacing_mut().interact_size.y = sizes::primary(ui);
        let is_running = self.sequence.is_running();
        let has_text = !self.sequence.is_empty();
        let usable = |is_usable: bool, why: T<'_>| match is_usable {
            true => Ok(()),
            false => Err(why.say(language)),
        };
        let mut row = ToolRow::new("sequence-form");
        let width = widest_button(
            ui,
            [T::Run, T::Stop]
                .map(|text| text.say(language))
                .iter()
                .map(|text| &**text),
        )
        .max(RUN);
        row.pin("run", width, move |ui, commands| {
            let palette = Palette::of(ui);
            let (command, text) = if is_running {
                (Command::Stop, T::Stop)
            } else {
                (Command::Run, T::Run)
            };
            let is_usable = usable(is_running || has_text, T::NothingToRun);
            let text = RichText::new(text.say(language)).size(type_size::PRIMARY);
            let text = if is_usable.is_ok() {
                text.color(palette.on_accent)
            } else {
                text
            };
            let button = primary_style(&palette, text, is_usable.is_ok());
            let button = button.min_size(egui::vec2(width, sizes::primary(ui)));
            styled_button(ui, language, command, button, is_usable, commands);
        });
        let can_step = usable(has_text && !is_running, T::NothingToRun);
        row.command(ui, language, "step", Command::Step, can_step);
        let can_reset = usable(self.sequence.run.is_some(), T::NothingToReset);
        row.command(ui, language, "reset", Command::Reset, can_reset);
        // On a phone it is told beside the title of the page, where it has room.
        let title = match self.is_narrow {
            true => String::new(),
            false => self.sequence.shown_title(language),
        };
        row.fill("title", 0.0, move |ui, _: &mut Vec<Command>| {
            let muted = Palette::of(ui).muted;
            ui.add(Label::new(RichText::new(title).color(muted)).truncate());
        });
        for (salt, command) in [
            ("new", Command::New),
            ("open", Command::Open),
            ("save", Command::Save),
            ("save-as", Command::SaveAs),
        ] {
            let is_saving = matches!(command, Command::Save | Command::SaveAs);
            let usable = usable(!is_saving || has_text, T::NothingToSave);
            row.command(ui, language, salt, command, usable);
        }
        row.show(ui, language, commands);
    }

    /// Shows the script, and what came of it.
    pub fn body(self, ui: &mut Ui, commands: &mut Vec<Command>) {
        if !is_being_typed(ui.ctx(), editor::editor()) {
            self.sequence.check();
        }
        let room = ui.available_rect_before_wrap();
        let height = if self.is_narrow {
            SCROLLED_HEIGHT.max(ui.clip_rect().height() - 2.0 * GAP)
        } else {
            room.height()
        };
        let size = egui::vec2(room.width(), height);
        let (place, _) = ui.allocate_exact_size(size, Sense::hover());
        let (script, rest) = if place.width() >= WIDE {
            let (script, rest) =
                place.split_left_right_at_x(place.left() + place.width() * SCRIPT_SHARE);
            (script, rest.with_min_x(rest.left() + GAP))
        } else {
            let half = place.height() / 2.0;
            // Below an empty script are the examples.
            let is_untried = self.sequence.run.is_none() && !self.sequence.is_empty();
            let below = if is_untried { UNTRIED.min(half) } else { half };
            let (script, rest) = place.split_top_bottom_at_y(place.bottom() - below);
            (script, rest.with_min_y(rest.top() + GAP))
        };
        editor::show(ui, script, self.language, self.sequence, self.presents);
        let run = self.sequence.run.as_ref();
        let has_messages = run.is_some_and(|run| run.shown().is_some());
        let has_failed = run.is_some_and(|run| run.failure().is_some());
        let height = match (has_messages, has_failed) {
            (false, _) => rest.height(),
            (true, true) => rest.height() * RESULT_SHARE,
            (true, false) => ONE_LINE.min(rest.height()),
        };
        let (result, messages) = rest.split_top_bottom_at_y(rest.top() + height);
        scoped(ui, "sequence-result", result, |ui| {
            let area = ScrollArea::vertical().auto_shrink(false);
            area.show(ui, |ui| {
                self.result(ui, commands);
                #[cfg(not(target_arch = "wasm32"))]
                self.server_offer(ui, commands);
                follow_focus(ui);
            });
        });
        if has_messages {
            scoped(ui, "sequence-list", messages, |ui| self.messages(ui));
        }
    }

    /// What is wrong with the script, or what came of it.
    fn result(&self, ui: &mut Ui, commands: &mut Vec<Command>) {
        let troubles = self.sequence.troubles();
        if self.sequence.run.is_none() && !troubles.is_empty() {
            ui.label(strong(T::Troubles(troubles.len()).say(self.language)));
            for trouble in troubles {
                self.trouble(ui, trouble, commands);
            }
            return;
        }
        let Some(run) = &self.sequence.run else {
            return self.examples(ui, commands);
        };
        let palette = Palette::of(ui);
        let passed = run.passed();
        let (text, colour) = if let Some(failure) = run.failure() {
            let line = failure.fault.line().unwrap_or(failure.line);
            (T::FailedAt(line), palette.error)
        } else if let Some(reason) = run.skipped() {
            (T::Skipped(&self.mask(reason)), palette.warning)
        } else if run.has_passed() {
            (T::Passed(passed), palette.received)
        } else if run.is_stopped() {
            (T::Stopped(passed), palette.warning)
        } else {
            let line = run.line().unwrap_or_default();
            let text = match run.is_running() {
                true => T::Running { passed, line },
                false => T::Waiting { passed, line },
            };
            (text, palette.text)
        };
        let size = if self.presents {
            type_size::RESULT
        } else {
            type_size::PRIMARY
        };
        let text = text.say(self.language);
        ui.add(Label::new(strong(text).size(size).color(colour)).wrap());
        if let Some(failure) = run.failure() {
            self.failure(ui, failure, commands);
        }
    }

    /// A script that goes to the echo server of the program needs one that runs.
    #[cfg(not(target_arch = "wasm32"))]
    fn server_offer(&self, ui: &mut Ui, commands: &mut Vec<Command>) {
        let uses = |name: &str| self.sequence.text.contains(&format!("{{{{{name}}}}}"));
        let is_wanted = self.can_start_server && (uses("server") || uses("host"));
        if is_wanted && !self.sequence.is_running() {
            ui.add_space(8.0);
            command_button(ui, self.language, Command::StartServer, Ok(()), commands);
        }
    }

    fn trouble(&self, ui: &mut Ui, trouble: &Trouble, commands: &mut Vec<Command>) {
        let palette = Palette::of(ui);
        let (line, column) = trouble.place();
        let words = self.mask(&texts::trouble(trouble, self.language));
        let words = format!("{line}:{column} {words}");
        let label = Label::new(RichText::new(&words).color(palette.error))
            .wrap()
            .sense(Sense::click());
        let response = ui.add(label);
        name(&response, &words);
        let tooltip = T::GoToLine.say(self.language).into_owned();
        if response.on_hover_text(tooltip).clicked() {
            commands.push(Command::GoTo(line, column));
        }
        if let Trouble::Script(error) = trouble {
            let excerpt = RichText::new(self.mask(&error.excerpt())).monospace();
            ui.add(Label::new(excerpt.color(palette.muted)).extend());
            if let Problem::Unset { name, .. } = &error.problem {
                let set = Command::SetVariable(name.clone());
                command_button(ui, self.language, set, Ok(()), commands);
            }
        }
        ui.add_space(6.0);
    }

    fn failure(&self, ui: &mut Ui, failure: &Failure, commands: &mut Vec<Command>) {
        let words = self.mask(&texts::fault(&failure.fault, self.language));
        let line = failure.fault.line().unwrap_or(failure.line);
        let label = Label::new(shortened(&words, MAX_LINE)).wrap();
        let response = ui.add(label.sense(Sense::click()));
        let tooltip = T::GoToLine.say(self.language).into_owned();
        if response.on_hover_text(tooltip).clicked() {
            commands.push(Command::GoTo(line, 1));
        }
        let difference = failure.fault.difference();
        if difference.is_empty() {
            return;
        }
        ui.add_space(6.0);
        let palette = Palette::of(ui);
        ui.horizontal_wrapped(|ui| {
            let legend = |text: T<'_>, sign: &str, colour| {
                RichText::new(format!("{sign} {}", text.say(self.language)))
                    .small()
                    .color(colour)
            };
            ui.label(legend(T::Expected, "−", palette.error));
            ui.label(legend(T::Came, "+", palette.received));
        });
        ui.spacing_mut().item_spacing.y = 1.0;
        for line in difference {
            self.difference(ui, line);
        }
    }

    fn difference(&self, ui: &mut Ui, line: &DiffLine) {
        let palette = Palette::of(ui);
        let (sign, colour) = match line.sign {
            Sign::Same => (' ', palette.muted),
            Sign::Expected => ('−', palette.error),
            Sign::Found => ('+', palette.received),
            Sign::Gap => ('…', palette.muted),
        };
        let size = if self.presents {
            type_size::PRESENTED
        } else {
            type_size::BODY
        };
        let text = format!("{sign} {}", self.mask(&line.text));
        let text = RichText::new(text).monospace().size(size).color(colour);
        ui.add(Label::new(text).wrap());
    }

    /// What there is to begin with.
    fn examples(&self, ui: &mut Ui, commands: &mut Vec<Command>) {
        let muted = Palette::of(ui).muted;
        ui.add(Label::new(RichText::new(T::Hint.say(self.language)).color(muted)).wrap());
        if !self.sequence.is_empty() {
            return;
        }
        ui.add_space(8.0);
        ui.label(strong(T::Examples.say(self.language)));
        for example in Example::ALL {
            let title = example.title().say(self.language);
            let about = example.about().say(self.language);
            if ui.button(title).on_hover_text(about).clicked() {
                commands.push(Command::OpenExample(example));
            }
        }
        ui.add_space(8.0);
        command_button(ui, self.language, Command::Open, Ok(()), commands);
    }

    /// The messages of one of its connections.
    fn messages(self, ui: &mut Ui) {
        let (language, presents) = (self.language, self.presents);
        let Sequence { run, secrets, .. } = self.sequence;
        let Some(run) = run else { return };
        let Some(shown) = run.shown() else { return };
        let names: Vec<Option<String>> = run
            .sessions()
            .map(|(name, _)| name.map(str::to_owned))
            .collect();
        let current = names.iter().position(|name| *name == shown);
        if let (Some(current), true) = (current, names.len() > 1) {
            let choices = names.iter().enumerate().map(|(index, name)| {
                let name = name
                    .clone()
                    .unwrap_or_else(|| T::Unnamed.say(language).into_owned());
                Segment {
                    value: index,
                    icon: None,
                    name: name.into(),
                }
            });
            let choices: Vec<_> = choices.collect();
            let title = T::Connection.say(language);
            let height = sizes::control(ui);
            ScrollArea::horizontal().id_salt("names").show(ui, |ui| {
                let chosen = segments(ui, "names", &title, height, current, &choices);
                if let Some(index) = chosen {
                    run.chosen = names.get(index).cloned();
                }
            });
        }
        let mut lists = std::mem::take(&mut run.lists);
        let found = run.sessions().find(|(name, _)| *name == shown.as_deref());
        if let Some((_, session)) = found {
            let lines = MessageLines {
                language,
                session,
                secrets,
                presents,
            };
            let salt = shown.clone().unwrap_or_default();
            lines.show(ui, &salt, lists.entry(shown).or_default());
        }
        run.lists = lists;
    }

    fn mask(&self, text: &str) -> String {
        self.sequence.secrets.mask(text)
    }
}

fn scoped(ui: &mut Ui, salt: &str, place: Rect, add: impl FnOnce(&mut Ui)) {
    let id = ui.make_persistent_id(salt);
    let mut child = ui.new_child(UiBuilder::new().scope_id(id).max_rect(place));
    child.shrink_clip_rect(place);
    add(&mut child);
}

/// Puts the caret where somebody wants to look.
pub fn go_to(context: &egui::Context, sequence: &mut Sequence, line: u32, column: u32) {
    put_caret(context, &sequence.text, line, column);
    sequence.wanted_line = Some(line);
}
