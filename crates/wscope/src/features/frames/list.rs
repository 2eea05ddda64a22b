//! The list: every frame, one line each.

use egui::{Event, Rect, Ui, UiBuilder};
use session::Session;
use virtual_list::{ListResponse, VirtualList};

use super::columns::Columns;
use super::command::Command;
use super::menu::Asked;
use super::recording::Recording;
use super::row::{Row, Style};
use super::state::{State, kept};
use super::texts::Text;
use crate::kit::empty_state::{Height, empty_state, remedy_button};
use crate::kit::language::Language;
use crate::kit::list_foot::{foot_size, list_foot};
use crate::kit::row_menu::row_menu;
use crate::kit::row_numbers::RowNumbers;
use crate::kit::theme::sizes;
use crate::kit::times::Times;
use message_log::Seq;

/// What the list needs to know.
pub struct FrameList<'a> {
    /// The language to speak.
    pub language: Language,
    /// Where the frames are.
    pub session: &'a Session,
    /// Where the person is in them.
    pub state: &'a mut State,
    /// Whether they are recorded.
    pub recording: Recording,
    /// What the column of times shows.
    pub times: Times,
    /// Whether there is as little room as on a phone.
    pub is_narrow: bool,
    /// Whether what is shown of a frame covers the list.
    pub opens_sheet: bool,
}

impl FrameList<'_> {
    /// Shows the list and what belongs to it.
    pub fn show(mut self, ui: &mut Ui, commands: &mut Vec<Command>) {
        let kept = kept(self.session);
        if kept.is_empty() {
            return self.empty(ui, commands);
        }
        let view = std::mem::take(&mut self.state.view);
        view.with_rows(kept, |rows| {
            if rows.is_empty() {
                self.no_match(ui, commands);
            } else {
                self.rows(ui, &RowNumbers(rows), commands);
            }
        });
        self.state.view = view;
    }

    fn rows(&mut self, ui: &mut Ui, rows: &RowNumbers<'_>, commands: &mut Vec<Command>) {
        let area = ui.available_rect_before_wrap();
        let follows = self.state.list.is_at_tail();
        let foot = if follows { 0.0 } else { sizes::control(ui) };
        let (list, foot) = area.split_top_bottom_at_y((area.bottom() - foot).max(area.top()));
        ui.scope_builder(UiBuilder::new().max_rect(list), |ui| {
            self.list(ui, rows, commands);
        });
        if !follows {
            self.foot(ui, foot, rows, commands);
        }
        if follows != self.state.list.is_at_tail() {
            ui.ctx().request_repaint();
        }
    }

    fn no_match(&self, ui: &mut Ui, commands: &mut Vec<Command>) {
        let title = Text::NothingMatches.say(self.language);
        let hint = Text::NothingMatchesHint.say(self.language);
        empty_state(ui, Height::Middle, &title, &hint, |ui| {
            remedy_button(ui, self.language, Command::ClearFilters, commands);
        });
    }

    /// What is the case where there are no frames, and what helps.
    fn empty(&self, ui: &mut Ui, commands: &mut Vec<Command>) {
        let (title, hint) = self.recording.words();
        let (title, hint) = (title.say(self.language), hint.say(self.language));
        empty_state(ui, Height::Middle, &title, &hint, |ui| {
            if let Some(remedy) = self.recording.remedy() {
                remedy_button(ui, self.language, remedy, commands);
            }
        });
    }

    fn list(&mut self, ui: &mut Ui, rows: &RowNumbers<'_>, commands: &mut Vec<Command>) {
        let (language, session, is_narrow) = (self.language, self.session, self.is_narrow);
        let name = Text::Frames.say(language).into_owned();
        let before = self.state.list.selected();
        let style = Style {
            language,
            times: self.times,
            began: session.with_log(session::Log::began),
            is_narrow,
        };
        let mut lead = None;
        let response = VirtualList::new("frames", sizes::row(ui))
            .as_table()
            .accessible_name(name)
            .show(ui, &mut self.state.list, rows, |ui, row| {
                lead = row.is_lead.then_some(row.rect).or(lead);
                // It may be dropped since the frame began; the next frame knows.
                let Some(shown) = Row::read(session, Seq::new(row.id), &style) else {
                    return String::new();
                };
                shown.paint(ui, &row, &Columns::new(row.rect.x_range(), is_narrow));
                if row.wants_label {
                    shown.describe(language)
                } else {
                    String::new()
                }
            });
        self.act(ui, &response, before, commands);
        self.menu(ui, &response, rows, lead, commands);
    }

    /// What a click or a key does to a row.
    fn act(
        &self,
        ui: &Ui,
        response: &ListResponse,
        before: Option<u64>,
        commands: &mut Vec<Command>,
    ) {
        let list = &self.state.list;
        let selected = list.selected();
        let is_empty = list.selection().is_empty();
        let is_other =
            response.selection_changed && selected != before && (selected.is_some() || is_empty);
        // A sheet was closed over the row that is selected still.
        let is_clicked = self.opens_sheet && response.clicked.is_some();
        // It would cover the menu that was asked for.
        let is_asked = self.opens_sheet && response.secondary_clicked.is_some();
        if (is_other && !is_asked) || is_clicked {
            commands.push(Command::Show(selected));
        } else if let Some(id) = response.activated {
            commands.push(Command::Show(Some(id)));
        }
        let is_copied = ui.input(|input| input.events.contains(&Event::Copy));
        if response.response.has_focus() && !is_empty && is_copied {
            commands.push(Command::Copy);
        }
    }

    fn menu(
        &self,
        ui: &Ui,
        response: &ListResponse,
        rows: &RowNumbers<'_>,
        lead: Option<Rect>,
        commands: &mut Vec<Command>,
    ) {
        let list = &self.state.list;
        let is_clicked = response.secondary_clicked.is_some();
        let asked = || Asked::of(self.session, list.selected()?, list.selection().count(rows));
        let list = &response.response;
        row_menu(ui, list, lead, is_clicked, asked, |ui, asked| {
            asked.items(ui, self.language, commands)
        });
    }

    fn foot(&self, ui: &mut Ui, place: Rect, rows: &RowNumbers<'_>, commands: &mut Vec<Command>) {
        let new = self.state.list.new_below(rows);
        let text = Text::NewBelow(new).say(self.language).into_owned();
        let shown = (text, new > 0, foot_size(false));
        list_foot(
            ui,
            place,
            self.language,
            shown,
            Command::FollowNewest,
            commands,
        );
    }
}
