//! What is looked for, and what is done with the list as a whole.

use std::borrow::Cow;

use egui::{Button, Checkbox, DragValue, Key, Label, Response, RichText, TextEdit, Ui};
use message_log::search::Fallback;
use message_log::{Direction, Kind};

use super::detail::{direction_text, kind_text};
use crate::IN_BROWSER;
use crate::command::Command;
use crate::features::{latency, polling};
use crate::kit::button::{command_button, name, styled_button};
use crate::kit::command::Usable;
use crate::kit::field::{
    find_field, is_being_typed, note_below, note_typing, number_in, renew_note, steady,
};
use crate::kit::language::Language;
use crate::kit::tab_id::TabId;
use crate::kit::theme::{Palette, sign};
use crate::kit::tool_row::{
    ToolRow, button_width, checkbox_width, menu, text_width, widest_button,
};
use crate::texts::Text;
use session::{Jump, View};
use session::{Query, explain};

/// How many characters the find field holds: more than anybody types, and less than would slow an engine down.
const MAX_FIND_CHARACTERS: usize = 4096;

/// Instead of a size that no message has.
const ANY_SIZE: &str = "∞";

/// A number of matches as wide as most.
const WIDEST_HITS: u64 = 99_999;
/// The narrowest find field, in points: a word can be read in it.
const MIN_FIELD: f32 = 84.0;

/// What the toolbar needs to know.
pub struct Toolbar<'a> {
    /// The tab that it belongs to.
    pub tab: TabId,
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
    pub progress: Option<session::Progress>,
    /// What is shown.
    pub view: &'a View,
}

impl Toolbar<'_> {
    /// Shows both lines of the toolbar. Each is one row high, whatever it says.
    pub fn show(&self, ui: &mut Ui, commands: &mut Vec<Command>) {
        self.actions(ui).show(ui, self.language, commands);
        self.search(ui).show(ui, self.language, commands);
    }

    /// What is done most often comes first: the rest is in the menu when there is no room.
    fn actions<'r>(&'r self, ui: &Ui) -> ToolRow<'r, Vec<Command>> {
        let say = |text| self.language.say(text);
        let tick = |text| checkbox_width(ui, &say(text));
        let mut row = ToolRow::new("actions");
        row.add("received-only", tick(Text::ReceivedOnly), |ui, commands| {
            self.received_only(ui, commands);
        });
        row.add("inspect", tick(Text::Inspect), |ui, commands| {
            self.inspect(ui, commands);
        });
        let filter = [say(Text::Filter), say(Text::FilterOn)];
        let width = widest_button(ui, filter.iter().map(|text| &**text));
        row.add("filter", width, |ui, commands| {
            self.filter_menu(ui, commands);
        });
        let pause = [say(Text::Pause), say(Text::Continue)];
        let width = widest_button(ui, pause.iter().map(|text| &**text));
        let pause = Command::Pause(!self.view.is_paused());
        row.add("pause", width, |ui, commands| {
            command_button(ui, self.language, pause, Ok(()), commands);
        });
        for (salt, command) in [
            ("go-to", Command::AskGoTo),
            ("clear", Command::AskClear),
            ("options", Command::OpenOptions),
            ("new-tab", Command::NewTab),
            ("settings", Command::OpenSettings),
        ] {
            row.command(ui, self.language, salt, command, Ok(()));
        }
        let latency = [latency::Text::Open, latency::Text::Close];
        let latency = latency.map(|text| text.say(self.language));
        let width = widest_button(ui, latency.iter().map(|text| &**text));
        let show = Command::Latency(latency::Command::Show(!self.shows_probe));
        row.add("latency", width, |ui, commands| {
            command_button(ui, self.language, show, Ok(()), commands);
        });
        // A browser sends pings as it likes, and lets no page do so.
        if !IN_BROWSER {
            let usable = usable(self.can_ping, say(Text::PingNeedsInspect));
            row.command(ui, self.language, "ping", Command::Ping, usable);
        }
        let usable = usable(self.can_close_with, say(Text::CloseNeedsInspect));
        let close_with = Command::AskCloseWith;
        row.command(ui, self.language, "close-with", close_with, usable);
        for (salt, command) in [
            ("protocol", Command::ExplainProtocol),
            ("polling", Command::Polling(polling::Command::Show(true))),
        ] {
            row.command(ui, self.language, salt, command, Ok(()));
        }
        row
    }

    /// The field, how the search stands, and the way from hit to hit.
    fn search<'r>(&'r self, ui: &Ui) -> ToolRow<'r, Vec<Command>> {
        let say = |text| self.language.say(text);
        let tick = |text| checkbox_width(ui, &say(text));
        let mut row = ToolRow::new("search");
        row.fill("find", MIN_FIELD, |ui, commands| self.field(ui, commands));
        row.add("regex", tick(Text::Regex), |ui, commands| {
            self.regex(ui, commands);
        });
        row.add("only-hits", tick(Text::OnlyHits), |ui, commands| {
            self.only_hits(ui, commands);
        });
        let hits = WIDEST_HITS;
        let [all, so_far] = [Text::Hits(hits), Text::HitsSoFar { hits, percent: 99 }]
            .map(|text| text_width(ui, &say(text), egui::TextStyle::Body));
        row.pin("hits", all.max(so_far), |ui, _| self.hits(ui));
        let usable = match self.progress {
            Some(progress) if progress.hits > 0 => Ok(()),
            _ => Err(say(Text::NothingToJumpTo)),
        };
        for (salt, caption, way) in [
            ("previous", sign::SENT, Jump::Older),
            ("next", sign::RECEIVED, Jump::Newer),
        ] {
            let usable = usable.clone();
            row.pin(salt, button_width(ui, caption), move |ui, commands| {
                let (button, jump) = (Button::new(caption), Command::Jump(way));
                styled_button(ui, self.language, jump, button, usable, commands);
            });
        }
        row
    }

    fn received_only(&self, ui: &mut Ui, commands: &mut Vec<Command>) {
        let only = self.query.is_received_only();
        let tooltip = Text::ReceivedOnlyTooltip;
        let (ui, text) = (ui, Text::ReceivedOnly);
        self.tick(ui, text, tooltip, only, commands, |query, only| {
            query.set_received_only(only);
        });
    }

    fn only_hits(&self, ui: &mut Ui, commands: &mut Vec<Command>) {
        let (text, tooltip) = (Text::OnlyHits, Text::OnlyHitsTooltip);
        let is_on = self.query.hides_others;
        self.tick(ui, text, tooltip, is_on, commands, |query, is_on| {
            query.hides_others = is_on;
        });
    }

    fn regex(&self, ui: &mut Ui, commands: &mut Vec<Command>) {
        let (text, tooltip) = (Text::Regex, Text::RegexTooltip);
        let is_on = self.query.is_regex;
        let response = self.tick(ui, text, tooltip, is_on, commands, |query, is_on| {
            query.is_regex = is_on;
        });
        name(&response, &self.language.say(tooltip));
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
    ) -> Response {
        let checkbox = Checkbox::new(&mut is_on, self.language.say(text).into_owned());
        let response = ui
            .add(checkbox)
            .on_hover_text(self.language.say(tooltip).into_owned());
        if response.changed() {
            self.look_for(commands, |query| change(query, is_on));
        }
        response
    }

    fn look_for(&self, commands: &mut Vec<Command>, change: impl FnOnce(&mut Query)) {
        let mut query = self.query.clone();
        change(&mut query);
        commands.push(Command::LookFor(Box::new(query)));
    }

    fn field(&self, ui: &mut Ui, commands: &mut Vec<Command>) {
        let mut text = self.query.text.clone();
        let id = find_field(self.tab);
        let fallback = self.view.pattern().and_then(|pattern| pattern.fallback());
        let is_told = fallback.is_some() && !is_being_typed(ui.ctx(), id);
        let palette = Palette::of(ui);
        let edit = TextEdit::singleline(&mut text)
            .id(id)
            .hint_text(self.language.say(Text::Find).into_owned())
            .char_limit(MAX_FIND_CHARACTERS)
            .margin(egui::vec2(8.0, 5.0))
            .text_color_opt(is_told.then_some(palette.warning))
            .desired_width(f32::INFINITY);
        let response = ui.add(edit);
        name(&response, &self.language.say(Text::Find));
        let is_typed = note_typing(&response);
        if response.changed() {
            renew_note(&response);
            self.look_for(commands, |query| query.text = text);
        } else if let Some(fallback) = fallback.filter(|_| !is_typed) {
            let note = match fallback {
                Fallback::Broken { .. } => Text::BrokenRegex,
                Fallback::TooLarge { .. } => Text::PatternTooLarge,
            };
            let note = format!("{}\n{}", self.language.say(note), explain(fallback));
            note_below(ui, &response, &note, palette.warning);
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

    /// How many there are, in a place that does not grow with them.
    fn hits(&self, ui: &mut Ui) {
        let Some(progress) = self.progress else {
            return;
        };
        let hits = progress.hits;
        let text = if progress.percent < 100 {
            let percent = progress.percent;
            self.language.say(Text::HitsSoFar { hits, percent })
        } else {
            self.language.say(Text::Hits(hits))
        };
        let text = RichText::new(text).color(Palette::of(ui).muted);
        ui.add(Label::new(text).truncate());
    }

    fn filter_menu(&self, ui: &mut Ui, commands: &mut Vec<Command>) {
        let title = if self.query.is_narrowed() {
            Text::FilterOn
        } else {
            Text::Filter
        };
        let title = self.language.say(title);
        menu(ui, &title, &title, |ui| self.filters(ui, commands));
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
                        ANY_SIZE.to_owned()
                    } else {
                        format!("{bytes:.0} B")
                    }
                });
                let drag = drag.custom_parser(|typed| number_in(typed, ANY_SIZE, u64::MAX as f64));
                let salt = format!("{text:?}");
                let response = steady(ui, salt, |ui| ui.add(drag));
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

fn usable(is_usable: bool, why_not: Cow<'static, str>) -> Usable {
    if is_usable { Ok(()) } else { Err(why_not) }
}
