//! The list: every frame, one line each.

use egui::{Event, Margin, Rect, RichText, Ui, UiBuilder};
use session::Session;
use virtual_list::{ListResponse, VirtualList};

use super::columns::Columns;
use super::command::Command;
use super::recording::Recording;
use super::row::{Row, Style};
use super::state::{State, kept};
use super::texts::Text;
use crate::kit::button::command_button;
use crate::kit::language::Language;
use crate::kit::list_foot::{foot_size, list_foot};
use crate::kit::theme::{Palette, sizes};
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
        if kept(self.session).is_empty() {
            return self.empty(ui, commands);
        }
        let area = ui.available_rect_before_wrap();
        let follows = self.state.list.is_at_tail();
        let foot = if follows { 0.0 } else { sizes::control(ui) };
        let (list, foot) = area.split_top_bottom_at_y((area.bottom() - foot).max(area.top()));
        ui.scope_builder(UiBuilder::new().max_rect(list), |ui| {
            self.list(ui, commands);
        });
        if !follows {
            self.foot(ui, foot, commands);
        }
        if follows != self.state.list.is_at_tail() {
            ui.ctx().request_repaint();
        }
    }

    /// What is the case where there are no frames, and what helps.
    fn empty(&self, ui: &mut Ui, commands: &mut Vec<Command>) {
        let palette = Palette::of(ui);
        let (title, hint) = self.recording.words();
        let margin = Margin::symmetric(16, 0);
        egui::Frame::new().inner_margin(margin).show(ui, |ui| {
            ui.vertical_centered(|ui| {
                ui.add_space((ui.available_height() / 2.0 - 48.0).max(0.0));
                ui.label(RichText::new(title.say(self.language)).heading());
                ui.label(RichText::new(hint.say(self.language)).color(palette.muted));
                if let Some(remedy) = self.recording.remedy() {
                    ui.add_space(8.0);
                    command_button(ui, self.language, remedy, Ok(()), commands);
                }
            });
        });
    }

    fn list(&mut self, ui: &mut Ui, commands: &mut Vec<Command>) {
        let (language, session, is_narrow) = (self.language, self.session, self.is_narrow);
        let name = Text::Frames.say(language).into_owned();
        let before = self.state.list.selected();
        let style = Style {
            language,
            times: self.times,
            began: session.with_log(session::Log::began),
            is_narrow,
        };
        let response = VirtualList::new("frames", sizes::row(ui))
            .as_table()
            .accessible_name(name)
            .show(ui, &mut self.state.list, &kept(session), |ui, row| {
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
        if is_other || is_clicked {
            commands.push(Command::Show(selected));
        } else if let Some(id) = response.activated {
            commands.push(Command::Show(Some(id)));
        }
        let is_copied = ui.input(|input| input.events.contains(&Event::Copy));
        if response.response.has_focus() && !is_empty && is_copied {
            commands.push(Command::Copy);
        }
    }

    fn foot(&self, ui: &mut Ui, place: Rect, commands: &mut Vec<Command>) {
        let new = self.state.list.new_below(&kept(self.session));
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
