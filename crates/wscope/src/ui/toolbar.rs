//! What is looked for, and what is done with the list as a whole.

use egui::containers::menu::{MenuButton, MenuConfig};
use egui::{Checkbox, DragValue, Id, Key, PopupCloseBehavior, RichText, TextEdit, Ui};
use message_log::search::Fallback;
use message_log::{Direction, Kind};

use super::detail::{direction_text, kind_text};
use super::{command_button, name};
use crate::IN_BROWSER;
use crate::command::Command;
use crate::format::count;
use crate::language::{Language, Text};
use crate::query::{Query, explain};
use crate::theme::Palette;
use crate::view::{Jump, View};

/// How many characters the find field holds: more than anybody types, and less than would slow an engine down.
const MAX_FIND_CHARACTERS: usize = 4096;

/// The id of the find field, for those who want to put the cursor there.
pub fn find_field() -> Id {
    Id::unique("find-field")
}

/// What the toolbar needs to know.
pub struct Toolbar<'a> {
    /// The language to speak.
    pub language: Language,
    /// What is looked for.
    pub query: &'a Query,
    /// Whether connections are inspected.
    pub inspects: bool,
    /// Whether a ping could be sent now.
    pub can_ping: bool,
    /// Whether the connection could be ended with a close frame of one's own.
    pub can_close_with: bool,
    /// Whether the panel of the probe is shown.
    pub shows_probe: bool,
    /// How the search stands.
    pub progress: Option<crate::view::Progress>,
    /// What is shown.
    pub view: &'a View,
    /// How many rows came since the pause began.
    pub held_back: u64,
}

impl Toolbar<'_> {
    /// Shows both lines of the toolbar.
    pub fn show(&self, ui: &mut Ui, commands: &mut Vec<Command>) {
        ui.horizontal_wrapped(|ui| {
            let only = self.query.is_received_only();
            self.tick(
                ui,
                Text::ReceivedOnly,
                Text::ReceivedOnlyTooltip,
                only,
                commands,
                |query, only| {
                    query.set_received_only(only);
                },
            );
            self.inspect(ui, commands);
            self.filter_menu(ui, commands);
            self.pause(ui, commands);
            for command in [
                Command::AskGoTo,
                Command::AskClear,
                Command::ShowProbe(!self.shows_probe),
                Command::OpenAnatomy,
                Command::ShowLesson(true),
                Command::OpenOptions,
                Command::NewTab,
                Command::OpenSettings,
            ] {
                command_button(ui, self.language, command, Ok(()), commands);
            }
        });
        ui.horizontal(|ui| {
            ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
                self.jumps(ui, commands);
                let query = self.query;
                self.tick(
                    ui,
                    Text::OnlyHits,
                    Text::OnlyHitsTooltip,
                    query.hides_others,
                    commands,
                    |query, is_on| {
                        query.hides_others = is_on;
                    },
                );
                self.tick(
                    ui,
                    Text::Regex,
                    Text::RegexTooltip,
                    query.is_regex,
                    commands,
                    |query, is_on| {
                        query.is_regex = is_on;
                    },
                );
                self.field(ui, commands);
            });
        });
        if let Some(fallback) = self.view.pattern().and_then(|pattern| pattern.fallback()) {
            let detail = explain(fallback);
            let note = match fallback {
                Fallback::Broken { .. } => Text::BrokenRegex,
                Fallback::TooLarge { .. } => Text::PatternTooLarge,
            };
            let note = RichText::new(self.language.say(note)).color(Palette::of(ui).caution);
            ui.label(note)
                .on_hover_text(RichText::new(detail).monospace());
        }
    }

    fn inspect(&self, ui: &mut Ui, commands: &mut Vec<Command>) {
        let mut is_on = self.inspects;
        let checkbox = Checkbox::new(&mut is_on, self.language.say(Text::Inspect).into_owned());
        let response = ui
            .add(checkbox)
            .on_hover_text(self.language.say(Text::InspectTooltip).into_owned());
        if response.changed() {
            commands.push(Command::Inspect(is_on));
        }
        if self.inspects {
            // A browser sends pings as it likes, and lets no page do so.
            if !IN_BROWSER {
                let usable = if self.can_ping {
                    Ok(())
                } else {
                    Err(Text::PingNeedsInspect)
                };
                command_button(ui, self.language, Command::Ping, usable, commands);
            }
            let usable = if self.can_close_with {
                Ok(())
            } else {
                Err(Text::CloseNeedsInspect)
            };
            command_button(ui, self.language, Command::AskCloseWith, usable, commands);
        }
    }

    /// A box that changes the query.
    fn tick(
        &self,
        ui: &mut Ui,
        text: Text<'_>,
        tooltip: Text<'_>,
        mut is_on: bool,
        commands: &mut Vec<Command>,
        change: impl FnOnce(&mut Query, bool),
    ) {
        let checkbox = Checkbox::new(&mut is_on, self.language.say(text).into_owned());
        let response = ui
            .add(checkbox)
            .on_hover_text(self.language.say(tooltip).into_owned());
        if response.changed() {
            self.look_for(commands, |query| change(query, is_on));
        }
    }

    fn look_for(&self, commands: &mut Vec<Command>, change: impl FnOnce(&mut Query)) {
        let mut query = self.query.clone();
        change(&mut query);
        commands.push(Command::LookFor(Box::new(query)));
    }

    fn field(&self, ui: &mut Ui, commands: &mut Vec<Command>) {
        let mut text = self.query.text.clone();
        let edit = TextEdit::singleline(&mut text)
            .id(find_field())
            .hint_text(self.language.say(Text::Find).into_owned())
            .char_limit(MAX_FIND_CHARACTERS)
            .margin(egui::vec2(8.0, 5.0))
            .desired_width(f32::INFINITY);
        let response = ui.add(edit);
        name(&response, &self.language.say(Text::Find));
        if response.changed() {
            self.look_for(commands, |query| query.text = text);
        }
        if response.lost_focus() && ui.input(|input| input.key_pressed(Key::Enter)) {
            let is_backwards = ui.input(|input| input.modifiers.shift);
            let way = if is_backwards {
                Jump::Older
            } else {
                Jump::Newer
            };
            commands.push(Command::Jump(way));
            response.request_focus();
        }
    }

    fn jumps(&self, ui: &mut Ui, commands: &mut Vec<Command>) {
        let usable = match self.progress {
            Some(progress) if progress.hits > 0 => Ok(()),
            _ => Err(Text::NothingToJumpTo),
        };
        command_button(
            ui,
            self.language,
            Command::Jump(Jump::Newer),
            usable,
            commands,
        );
        command_button(
            ui,
            self.language,
            Command::Jump(Jump::Older),
            usable,
            commands,
        );
        if let Some(progress) = self.progress {
            let hits = &count(progress.hits);
            let text = if progress.percent < 100 {
                let percent = progress.percent;
                self.language.say(Text::HitsSoFar { hits, percent })
            } else {
                self.language.say(Text::Hits(hits))
            };
            ui.label(RichText::new(text).color(Palette::of(ui).quiet));
        }
    }

    fn pause(&self, ui: &mut Ui, commands: &mut Vec<Command>) {
        let is_paused = self.view.is_paused();
        command_button(
            ui,
            self.language,
            Command::Pause(!is_paused),
            Ok(()),
            commands,
        );
        if is_paused {
            let text = self.language.say(Text::Paused {
                held_back: &count(self.held_back),
            });
            ui.label(RichText::new(text).color(Palette::of(ui).caution));
        }
    }

    fn filter_menu(&self, ui: &mut Ui, commands: &mut Vec<Command>) {
        let title = if self.query.is_narrowed() {
            Text::FilterOn
        } else {
            Text::Filter
        };
        let stays_open = MenuConfig::new().close_behavior(PopupCloseBehavior::CloseOnClickOutside);
        MenuButton::new(self.language.say(title).into_owned())
            .config(stays_open)
            .ui(ui, |ui| self.filters(ui, commands));
    }

    fn filters(&self, ui: &mut Ui, commands: &mut Vec<Command>) {
        for direction in Direction::ALL {
            let is_on = self.query.directions.contains(direction);
            let text = direction_text(direction);
            self.tick(
                ui,
                text,
                Text::FilterTooltip,
                is_on,
                commands,
                |query, is_on| {
                    query.set_direction(direction, is_on);
                },
            );
        }
        ui.separator();
        for kind in Kind::ALL {
            let is_on = self.query.kinds.contains(kind);
            self.tick(
                ui,
                kind_text(kind),
                Text::FilterTooltip,
                is_on,
                commands,
                |query, is_on| {
                    query.set_kind(kind, is_on);
                },
            );
        }
        ui.separator();
        self.sizes(ui, commands);
        if ui.button(self.language.say(Text::FilterReset)).clicked() {
            self.look_for(commands, |query| {
                *query = Query {
                    text: std::mem::take(&mut query.text),
                    is_regex: query.is_regex,
                    hides_others: query.hides_others,
                    ..Query::default()
                };
            });
        }
    }

    fn sizes(&self, ui: &mut Ui, commands: &mut Vec<Command>) {
        let (mut least, mut most) = (self.query.min_bytes, self.query.max_bytes);
        let field = |ui: &mut Ui, text, value: &mut u64| {
            ui.horizontal(|ui| {
                ui.label(self.language.say(text));
                let drag = DragValue::new(value).update_while_editing(false).speed(8);
                let drag = drag.custom_formatter(|bytes, _| {
                    let is_any = bytes >= u64::MAX as f64;
                    if is_any {
                        "∞".to_owned()
                    } else {
                        format!("{bytes:.0} B")
                    }
                });
                let response = ui.add(drag);
                name(&response, &self.language.say(text));
                response.changed()
            })
            .inner
        };
        let is_changed = field(ui, Text::AtLeast, &mut least) | field(ui, Text::AtMost, &mut most);
        if is_changed {
            self.look_for(commands, |query| {
                query.min_bytes = least;
                query.max_bytes = most;
            });
        }
    }
}
