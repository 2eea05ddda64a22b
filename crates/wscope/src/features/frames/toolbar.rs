//! What stands above the list of frames: what is looked for, which frames are shown, and what is done with them.

use std::borrow::Cow;

use egui::containers::menu::{MenuConfig, SubMenuButton};
use egui::{Checkbox, PopupCloseBehavior, Rect, Ui};
use message_log::Direction;
use message_log::search::{Directions, Fallback};
use session::{FrameKind, FrameQuery, Progress};

use super::command::Command;
use super::texts::Text;
use crate::IN_BROWSER;
use crate::kit::button::{command_button, icon_style, styled_button};
use crate::kit::find_field::{Asked, FindField};
use crate::kit::icon::Icon;
use crate::kit::icon_menu::{icon_menu, with_edges};
use crate::kit::language::Language;
use crate::kit::list_mode::ListMode;
use crate::kit::list_tools::{GAP, Room, Switch, at};
use crate::kit::segments::{Segment, segments, segments_width};
use crate::kit::tab_id::TabId;
use crate::kit::theme::{Palette, sizes};

/// Menus in which something is ticked stay open.
const STAYS: PopupCloseBehavior = PopupCloseBehavior::CloseOnClickOutside;

/// What the toolbar needs to know.
pub struct Toolbar<'a> {
    /// The tab that it belongs to.
    pub tab: TabId,
    /// The language to speak.
    pub language: Language,
    /// What has room above messages: the same stands at the same place here.
    pub room: Room,
    /// What is looked for.
    pub query: &'a FrameQuery,
    /// How the search stands.
    pub progress: Option<Progress>,
    /// Why the expression is searched for as a text, if it is.
    pub fallback: Option<&'a Fallback>,
    /// Whether frames are to be recorded.
    pub records: bool,
    /// Whether a frame is selected.
    pub has_selected: bool,
}

impl Toolbar<'_> {
    /// Shows the toolbar: one row.
    pub fn show(&self, ui: &mut Ui, commands: &mut Vec<Command>) {
        let (area, room, control) = (ui.max_rect(), self.room, sizes::control(ui));
        let mut left = area.left();
        let mut place = |width: f32| {
            let size = egui::vec2(width, control);
            let place = Rect::from_min_size(egui::pos2(left, area.top()), size);
            left += width;
            place
        };
        if room.switch != Switch::Item {
            at(ui, "mode", place(room.switch_width()), |ui| {
                let has_words = room.switch == Switch::Words;
                let chosen = ListMode::Frames.switch(ui, self.language, has_words);
                commands.extend(chosen.map(Command::Switch));
            });
            place(GAP);
        }
        at(ui, "find", place(room.find), |ui| self.find(ui, commands));
        let choices = self.choices(ui);
        let icon = |is_shown: bool| if is_shown { control } else { 0.0 };
        let shown = segments_width(ui, &choices);
        let icons = icon(room.filter) + icon(room.clear) + control;
        // At the right edge: there is neither a pause nor a choice of events.
        let rest = area.width() - room.left() - room.find - shown - GAP - icons;
        place(rest.max(0.0));
        at(ui, "shown", place(shown), |ui| {
            self.shown(ui, &choices, commands);
        });
        place(GAP);
        if room.filter {
            at(ui, "filter", place(control), |ui| {
                let palette = Palette::of(ui);
                let colour = if self.query.kind == FrameKind::All {
                    palette.muted
                } else {
                    palette.sent
                };
                let icon = (Icon::Filter, colour);
                let close = PopupCloseBehavior::CloseOnClick;
                icon_menu(ui, icon, &self.filter_title(), close, |ui| {
                    self.kinds(ui, commands);
                });
            });
        }
        if room.clear {
            at(ui, "clear", place(control), |ui| {
                let icon = icon_style(ui, Icon::Clear.text().color(Palette::of(ui).muted));
                styled_button(ui, self.language, Command::Clear, icon, Ok(()), commands);
            });
        }
        at(ui, "more", place(control), |ui| {
            let title = Text::More.say(self.language);
            let icon = (Icon::More, Palette::of(ui).muted);
            icon_menu(ui, icon, &title, STAYS, |ui| self.menu(ui, commands));
        });
    }

    fn find(&self, ui: &mut Ui, commands: &mut Vec<Command>) {
        let hint = Text::FindHint.say(self.language);
        let field = FindField {
            tab: self.tab,
            language: self.language,
            text: &self.query.text,
            is_regex: self.query.is_regex,
            hint: Some(&hint),
            progress: self.progress,
            fallback: self.fallback,
        };
        let mut asked = Vec::new();
        field.show(ui, &mut asked);
        commands.extend(asked.into_iter().map(|asked| match asked {
            Asked::LookFor { text, is_regex } => self.look_for(|query| {
                query.text = text;
                query.is_regex = is_regex;
            }),
            Asked::Jump(way) => Command::Jump(way),
            Asked::FocusRows => Command::FocusRows,
        }));
    }

    fn look_for(&self, change: impl FnOnce(&mut FrameQuery)) -> Command {
        let mut query = self.query.clone();
        change(&mut query);
        Command::LookFor(Box::new(query))
    }

    fn choices(&self, ui: &Ui) -> [Segment<Option<Direction>>; 3] {
        let palette = Palette::of(ui);
        let segment = |value, icon, name: Text<'_>| Segment {
            value,
            icon,
            name: name.say(self.language),
        };
        let sent = Some((Icon::Sent, Some(palette.sent)));
        let received = Some((Icon::Received, Some(palette.received)));
        [
            segment(None, None, Text::AllFrames),
            segment(Some(Direction::Sent), sent, Text::SentOnly),
            segment(Some(Direction::Received), received, Text::ReceivedOnly),
        ]
    }

    fn shown(
        &self,
        ui: &mut Ui,
        choices: &[Segment<Option<Direction>>],
        commands: &mut Vec<Command>,
    ) {
        let only = |direction: Direction| Directions::from_iter([direction]);
        let ways = [Direction::Sent, Direction::Received];
        let current = ways
            .into_iter()
            .find(|way| self.query.directions == only(*way));
        let title = Text::ShownFrames.say(self.language);
        let height = sizes::control(ui);
        let chosen = segments(ui, "shown", &title, height, current, choices);
        commands.extend(chosen.map(|chosen| {
            self.look_for(|query| query.directions = chosen.map_or_else(Directions::all, only))
        }));
    }

    fn filter_title(&self) -> Cow<'static, str> {
        let text = if self.query.kind == FrameKind::All {
            Text::Filter
        } else {
            Text::FilterOn
        };
        text.say(self.language)
    }

    fn kinds(&self, ui: &mut Ui, commands: &mut Vec<Command>) {
        with_edges(ui, |ui| {
            for kind in FrameKind::ALL {
                let text = Text::Kind(kind).say(self.language).into_owned();
                if ui.radio(self.query.kind == kind, text).clicked() {
                    commands.push(self.look_for(|query| query.kind = kind));
                }
            }
        });
    }

    /// What has no room, and what is rarely needed.
    fn menu(&self, ui: &mut Ui, commands: &mut Vec<Command>) {
        let before = commands.len();
        if !self.room.filter {
            let config = MenuConfig::new().close_behavior(STAYS);
            SubMenuButton::new(self.filter_title().into_owned())
                .config(config)
                .ui(ui, |ui| self.kinds(ui, commands));
        }
        let mut item = |ui: &mut Ui, command, usable| {
            command_button(ui, self.language, command, usable, commands);
        };
        if self.room.switch == Switch::Item {
            for mode in [ListMode::Messages, ListMode::Flow] {
                if mode.is_offered() {
                    item(ui, Command::Switch(mode), Ok(()));
                }
            }
        }
        if !self.room.clear {
            item(ui, Command::Clear, Ok(()));
        }
        let can_copy = if self.has_selected {
            Ok(())
        } else {
            Err(Text::NoneSelected.say(self.language))
        };
        item(ui, Command::Copy, can_copy);
        if commands.len() > before {
            ui.close();
        }
        if IN_BROWSER {
            return;
        }
        ui.separator();
        with_edges(ui, |ui| {
            let mut is_on = self.records;
            let text = Text::Record.say(self.language).into_owned();
            let response = ui
                .add(Checkbox::new(&mut is_on, text))
                .on_hover_text(Text::RecordTooltip.say(self.language).into_owned());
            if response.changed() {
                commands.push(Command::Record(is_on));
            }
        });
    }
}
