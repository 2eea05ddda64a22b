//! What stands above the list: what is looked for, which rows are shown, and what is done with all of them.

use std::borrow::Cow;
use std::mem::discriminant;

use egui::containers::menu::{MenuConfig, SubMenuButton};
use egui::{Checkbox, DragValue, PopupCloseBehavior, Rect, Response, RichText, Stroke, Ui};
use message_log::search::Directions;
use message_log::{Direction, Kind};
use session::{Progress, Query, View};

use super::action::Action;
use super::command::{Command, Picture};
use super::form::Form;
use super::texts::Text;
use crate::IN_BROWSER;
use crate::kit::button::{command_button, icon_style, name, styled_button};
use crate::kit::command::Command as _;
use crate::kit::field::{number_in, steady};
use crate::kit::find_field::{Asked, FindField};
use crate::kit::icon::Icon;
use crate::kit::icon_menu::{icon_menu, with_edges};
use crate::kit::language::Language;
use crate::kit::list_mode::ListMode;
use crate::kit::list_tools::{GAP, Room, SEPARATOR, Switch, Widths, at};
use crate::kit::segments::{Segment, segments, segments_width};
use crate::kit::tab_id::TabId;
use crate::kit::theme::{Palette, sizes};
use crate::kit::times::Times;

/// Instead of a size that no message has.
const ANY_SIZE: &str = "∞";

/// Space beside boxes in the menu: their words are not at its edge.
const BESIDE: egui::Margin = egui::Margin::symmetric(4, 0);

/// Menus in which something is typed or ticked stay open.
const STAYS: PopupCloseBehavior = PopupCloseBehavior::CloseOnClickOutside;

/// What the toolbar needs to know.
pub struct Toolbar<'a> {
    /// The tab that it belongs to.
    pub tab: TabId,
    /// How wide it is beside the inspector, in points: the find field does not move when that opens.
    pub least_width: f32,
    /// The language to speak.
    pub language: Language,
    /// What is looked for.
    pub query: &'a Query,
    /// Whether connections are inspected.
    pub inspects: bool,
    /// Whether a message is shown that could be saved.
    pub can_save: bool,
    /// What the column of times shows.
    pub times: Times,
    /// Whether messages are rows or arrows.
    pub mode: ListMode,
    /// Which rows are folded.
    pub folding: Folding,
    /// How the search stands.
    pub progress: Option<Progress>,
    /// What is shown.
    pub view: &'a View,
}

/// Which rows that follow each other are one.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Folding {
    /// Heartbeats.
    pub heartbeats: bool,
    /// Messages that are alike.
    pub alike: bool,
}

/// Which rows are shown, by the way they went.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Shown {
    All,
    Only(Direction),
    /// Some other choice, which an earlier version could make.
    Some,
}

impl Toolbar<'_> {
    /// Shows the toolbar: one row, whatever it says.
    pub fn show(&self, ui: &mut Ui, commands: &mut Vec<Action>) {
        let area = ui.max_rect();
        let choices = self.choices(ui);
        let room = self.room(ui);
        let (choices_width, control) = (room.widths.segments, room.widths.icon);
        let mut left = area.left();
        let mut place = |width: f32| {
            let place =
                Rect::from_min_size(egui::pos2(left, area.top()), egui::vec2(width, control));
            left += width;
            place
        };
        if room.switch != Switch::Item {
            at(ui, "mode", place(room.switch_width()), |ui| {
                let has_room = room.switch == Switch::Words;
                let chosen = self.mode.switch(ui, self.language, has_room);
                commands.extend(chosen.map(Action::Switch));
            });
            place(GAP);
        }
        let find = place(room.find);
        at(ui, "find", find, |ui| self.find(ui, commands));
        let rest = area.width() - room.left() - room.find - room.right();
        place(rest.max(0.0));
        let shown = place(choices_width);
        at(ui, "shown", shown, |ui| self.shown(ui, &choices, commands));
        place(GAP);
        if room.filter {
            at(ui, "filter", place(control), |ui| {
                let title = self.filter_title();
                let palette = Palette::of(ui);
                let colour = if self.query.is_narrowed() {
                    palette.sent
                } else {
                    palette.muted
                };
                let icon = (Icon::Filter, colour);
                icon_menu(ui, icon, &title, STAYS, |ui| self.filters(ui, commands));
            });
        }
        if room.pause {
            place(GAP);
            let middle = place(1.0);
            let line = Stroke::new(1.0, Palette::of(ui).line);
            let height = egui::Rangef::point(area.center().y).expand(SEPARATOR / 2.0);
            ui.painter().vline(middle.center().x, height, line);
            at(ui, "pause", place(control), |ui| {
                self.icon(ui, self.pause_icon(), self.pause(), commands);
            });
        }
        if room.clear {
            at(ui, "clear", place(control), |ui| {
                self.icon(ui, Icon::Clear, Action::Clear, commands);
            });
        }
        at(ui, "more", place(control), |ui| {
            let title = self.language.pick("更多", "More");
            let icon = (Icon::More, Palette::of(ui).muted);
            icon_menu(ui, icon, &title, STAYS, |ui| self.menu(ui, room, commands));
        });
    }

    fn icon(&self, ui: &mut Ui, icon: Icon, command: Action, commands: &mut Vec<Action>) {
        let button = icon_style(ui, icon.text().color(Palette::of(ui).muted));
        styled_button(ui, self.language, command, button, Ok(()), commands);
    }

    fn find(&self, ui: &mut Ui, commands: &mut Vec<Action>) {
        let field = FindField {
            tab: self.tab,
            language: self.language,
            text: &self.query.text,
            is_regex: self.query.is_regex,
            hint: None,
            progress: self.progress,
            fallback: self.view.pattern().and_then(|pattern| pattern.fallback()),
        };
        let mut asked = Vec::new();
        field.show(ui, &mut asked);
        for asked in asked {
            match asked {
                Asked::LookFor { text, is_regex } => self.look_for(commands, |query| {
                    query.text = text;
                    query.is_regex = is_regex;
                }),
                Asked::Jump(way) => commands.push(Action::Jump(way)),
                Asked::FocusRows => commands.push(Action::FocusRows),
            }
        }
    }

    /// What has room in all of `ui`. Above frames the same stands where it stands above messages.
    pub fn room(&self, ui: &Ui) -> Room {
        let widths = widths(ui, self.language, &self.choices(ui));
        let mut room = Room::new(ui.max_rect().width(), widths);
        let least = Room::new(self.least_width, widths);
        // The field does not move when the inspector opens, so what stands before it is as wide as beside that.
        room.switch = least.switch;
        room.find = room.find.min(least.find);
        room
    }

    fn choices(&self, ui: &Ui) -> [Segment<Shown>; 4] {
        let palette = Palette::of(ui);
        let segment = |shown, icon, name: Text<'_>| Segment {
            value: shown,
            icon,
            name: name.say(self.language),
        };
        let way = |direction, icon, colour, name| {
            segment(Shown::Only(direction), Some((icon, colour)), name)
        };
        [
            segment(Shown::All, None, Text::All),
            way(
                Direction::Sent,
                Icon::Sent,
                Some(palette.sent),
                Text::SentOnly,
            ),
            way(
                Direction::Received,
                Icon::Received,
                Some(palette.received),
                Text::ReceivedOnly,
            ),
            way(Direction::Local, Icon::Events, None, Text::EventsOnly),
        ]
    }

    fn shown(&self, ui: &mut Ui, choices: &[Segment<Shown>], commands: &mut Vec<Action>) {
        let only = |direction: &Direction| Directions::from_iter([*direction]);
        let directions = self.query.directions;
        let current = if directions.is_all() {
            Shown::All
        } else {
            let mut all = Direction::ALL.into_iter();
            let one = all.find(|direction| directions == only(direction));
            one.map_or(Shown::Some, Shown::Only)
        };
        let title = Text::ShownRows.say(self.language);
        let height = sizes::control(ui);
        let Some(chosen) = segments(ui, "shown", &title, height, current, choices) else {
            return;
        };
        self.look_for(commands, |query| {
            query.directions = match chosen {
                Shown::Only(direction) => only(&direction),
                Shown::All | Shown::Some => Directions::all(),
            };
        });
    }

    fn pause(&self) -> Action {
        Action::Pause(!self.view.is_paused())
    }

    fn pause_icon(&self) -> Icon {
        if self.view.is_paused() {
            Icon::Continue
        } else {
            Icon::Pause
        }
    }

    /// What has no room, and what is rarely needed.
    fn menu(&self, ui: &mut Ui, room: Room, commands: &mut Vec<Action>) {
        let before = commands.len();
        let mut closes = false;
        if !room.filter {
            let config = MenuConfig::new().close_behavior(PopupCloseBehavior::CloseOnClickOutside);
            let title = self.filter_title().into_owned();
            SubMenuButton::new(title)
                .config(config)
                .ui(ui, |ui| self.filters(ui, commands));
        }
        let mut item = |ui: &mut Ui, salt, command, usable| {
            let before = commands.len();
            steady(ui, salt, |ui| {
                command_button(ui, self.language, command, usable, commands);
            });
            closes |= commands.len() > before;
        };
        if room.switch == Switch::Item {
            for mode in ListMode::ALL {
                if mode != self.mode && mode.is_offered() {
                    item(ui, mode_salt(mode), Action::Switch(mode), Ok(()));
                }
            }
        }
        if !room.pause {
            item(ui, "pause", self.pause(), Ok(()));
        }
        if !room.clear {
            item(ui, "clear", Action::Clear, Ok(()));
        }
        item(ui, "go-to", Action::AskGoTo, Ok(()));
        let can_save = if self.can_save {
            Ok(())
        } else {
            Err(Text::NothingToSave.say(self.language))
        };
        item(ui, "save", Action::AskSave, can_save);
        for (salt, form) in [("save-text", Form::Text), ("save-json", Form::Json)] {
            item(ui, salt, Action::List(Command::Export(form)), Ok(()));
        }
        if self.mode == ListMode::Flow {
            for (salt, picture) in [("svg", Picture::Svg), ("png", Picture::Png)] {
                item(ui, salt, Action::List(Command::SaveFlow(picture)), Ok(()));
            }
        }
        ui.separator();
        let boxes = egui::Frame::new().inner_margin(BESIDE);
        boxes.show(ui, |ui| {
            with_edges(ui, |ui| {
                self.only_hits(ui, commands);
                self.inspect(ui, commands);
                if !IN_BROWSER {
                    self.folding(ui, commands);
                }
                ui.separator();
                self.times(ui, commands);
            });
        });
        if closes && commands.len() > before {
            ui.close();
        }
    }

    fn only_hits(&self, ui: &mut Ui, commands: &mut Vec<Action>) {
        let (text, tooltip) = (Text::MatchesOnly, Text::MatchesOnlyTooltip);
        let is_on = self.query.hides_others;
        self.tick(ui, text, tooltip, is_on, commands, |query, is_on| {
            query.hides_others = is_on;
        });
    }

    fn inspect(&self, ui: &mut Ui, commands: &mut Vec<Action>) {
        let mut is_on = self.inspects;
        let checkbox = Checkbox::new(
            &mut is_on,
            Text::RecordDetails.say(self.language).into_owned(),
        );
        let response = ui
            .add(checkbox)
            .on_hover_text(Text::RecordDetailsTooltip.say(self.language).into_owned());
        if response.changed() {
            commands.push(Action::RecordDetails(is_on));
        }
    }

    fn folding(&self, ui: &mut Ui, commands: &mut Vec<Action>) {
        let Folding { heartbeats, alike } = self.folding;
        self.fold_box(ui, heartbeats, Command::FoldHeartbeats, commands);
        self.fold_box(ui, alike, Command::FoldAlike, commands);
    }

    fn fold_box(
        &self,
        ui: &mut Ui,
        mut is_on: bool,
        command: fn(bool) -> Command,
        commands: &mut Vec<Action>,
    ) {
        let Some(about) = command(true).about(self.language) else {
            return;
        };
        let response = ui.add(Checkbox::new(&mut is_on, about.text.into_owned()));
        let response = response.on_hover_text(about.tooltip.into_owned());
        if response.changed() {
            commands.push(Action::List(command(is_on)));
        }
    }

    fn times(&self, ui: &mut Ui, commands: &mut Vec<Action>) {
        let title = Text::Times.say(self.language);
        ui.label(RichText::new(title).small().color(Palette::of(ui).muted));
        for (times, text) in [
            (Times::Absolute, Text::AbsoluteTimes),
            (Times::Relative, Text::RelativeTimes),
        ] {
            let text = text.say(self.language).into_owned();
            if ui.radio(self.times == times, text).clicked() {
                commands.push(Action::List(Command::SetTimes(times)));
            }
        }
    }

    /// A box that changes the query.
    fn tick(
        &self,
        ui: &mut Ui,
        text: Text<'_>,
        tooltip: Text<'_>,
        mut is_on: bool,
        commands: &mut Vec<Action>,
        change: impl FnOnce(&mut Query, bool),
    ) -> Response {
        let checkbox = Checkbox::new(&mut is_on, text.say(self.language).into_owned());
        let response = ui
            .add(checkbox)
            .on_hover_text(tooltip.say(self.language).into_owned());
        if response.changed() {
            self.look_for(commands, |query| change(query, is_on));
        }
        response
    }

    fn look_for(&self, commands: &mut Vec<Action>, change: impl FnOnce(&mut Query)) {
        let mut query = self.query.clone();
        change(&mut query);
        commands.push(Action::LookFor(Box::new(query)));
    }

    fn filter_title(&self) -> Cow<'static, str> {
        (if self.query.is_narrowed() {
            Text::FilterOn
        } else {
            Text::Filter
        })
        .say(self.language)
    }

    /// Which kinds and sizes are shown.
    fn filters(&self, ui: &mut Ui, commands: &mut Vec<Action>) {
        with_edges(ui, |ui| self.conditions(ui, commands));
    }

    fn conditions(&self, ui: &mut Ui, commands: &mut Vec<Action>) {
        for kind in Kind::ALL {
            let is_on = self.query.kinds.contains(kind);
            let (text, tooltip) = (kind_text(kind), Text::FilterTooltip);
            self.tick(ui, text, tooltip, is_on, commands, |query, is_on| {
                query.set_kind(kind, is_on);
            });
        }
        ui.separator();
        self.sizes(ui, commands);
        if !IN_BROWSER {
            let groups = Action::ShowConversation;
            command_button(ui, self.language, groups, Ok(()), commands);
        }
        if ui.button(Text::FilterReset.say(self.language)).clicked() {
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

    fn sizes(&self, ui: &mut Ui, commands: &mut Vec<Action>) {
        let (mut least, mut most) = (self.query.min_bytes, self.query.max_bytes);
        let field = |ui: &mut Ui, text: Text<'_>, value: &mut u64| {
            ui.horizontal(|ui| {
                ui.label(text.say(self.language));
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
                let response = steady(ui, discriminant(&text), |ui| ui.add(drag));
                name(&response, &text.say(self.language));
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

/// Names the item of a menu that leads to it.
fn mode_salt(mode: ListMode) -> &'static str {
    match mode {
        ListMode::Messages => "mode-messages",
        ListMode::Flow => "mode-flow",
        ListMode::Frames => "mode",
    }
}

fn widths(ui: &Ui, language: Language, choices: &[Segment<Shown>]) -> Widths {
    Widths {
        words: ListMode::switch_width(ui, language, true),
        icons: ListMode::switch_width(ui, language, false),
        segments: segments_width(ui, choices),
        icon: sizes::control(ui),
    }
}

/// What a kind is called.
fn kind_text(kind: Kind) -> Text<'static> {
    match kind {
        Kind::Text => Text::KindText,
        Kind::Binary => Text::KindBinary,
        Kind::Ping => Text::KindPing,
        Kind::Pong => Text::KindPong,
        Kind::Event => Text::KindEvent,
    }
}
