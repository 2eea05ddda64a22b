//! The list: every message, one line each.

#[cfg(not(target_arch = "wasm32"))]
use std::borrow::Cow;
use std::time::Duration;

use egui::{Event, InputState, Rangef, Rect, Ui, UiBuilder};
use message_log::search::Pattern;
use message_log::{Direction, Seq, Timestamp};
use virtual_list::{ListResponse, ListState, Rows, VirtualList};
use web_time::Instant;

use super::texts::Text;
use super::words;
use crate::kit::command::Usable;
use crate::kit::empty_state::{Height, empty_state, remedy_button};
use crate::kit::language::Language;
use crate::kit::list_foot::{foot_size, list_foot};
use crate::kit::row_numbers::RowNumbers;
use crate::kit::standing;
use crate::kit::theme::sizes;
use crate::kit::times::Times;

use super::action::Action;
use super::columns::{Columns, Widths};
use super::command::Command;
use super::flow::{FLOW_ROW, Lifelines, PRESENTED_FLOW_ROW};
use super::form::Form;
use super::menu::{Asked, Menu};
use super::row::{Row, Standing};
use session::conversation::Conversation;
use session::{LogMessage, Session, ViewRows};

/// What the list needs to know.
pub struct MessageList<'a> {
    /// The language to speak.
    pub language: Language,
    /// Which rows there are.
    pub rows: &'a ViewRows<'a>,
    /// Whether some rows are left out.
    pub is_filtered: bool,
    /// That the file of the tab could not be opened, and why, if that is so.
    #[cfg(not(target_arch = "wasm32"))]
    pub unopened: Option<[Cow<'static, str>; 2]>,
    /// How the connection stands: for what is told where there are no rows.
    pub standing: standing::Standing,
    /// How wide the columns are.
    pub widths: Widths,
    /// What the column of times shows.
    pub times: Times,
    /// Whether messages can be sent now.
    pub can_send: Usable,
    /// Whether there is as little room as on a phone.
    pub is_narrow: bool,
    /// Whether what is shown of a row covers the list.
    pub opens_sheet: bool,
    /// Whether it is presented, in large type.
    pub presents: bool,
    /// Whether the rows are arrows of a diagram.
    pub is_flow: bool,
    /// What is marked in the rows.
    pub pattern: Option<&'a Pattern>,
    /// Where the person is in them.
    pub state: &'a mut ListState,
    /// Where the rows are that are seen whole.
    pub whole_rows: &'a mut Rect,
    /// What messages say in the protocol of their connection.
    pub conversation: &'a Conversation,
    /// Where what a visible row shows is copied from.
    pub session: &'a Session,
}

/// So much of a frame may be spent on reading rows from a file, of the sixteen milliseconds that it has: where rows lie far apart,
/// as with a filter, each may be in another part of it. Those that are left are read in the next frame.
const READING_TIME: Duration = Duration::from_millis(6);

/// Reads the rows of a frame, from the first that is visible to the last.
struct Reader<'a> {
    rows: &'a ViewRows<'a>,
    session: &'a Session,
    widths: Widths,
    /// The number that the next message will have.
    next_number: u64,
    times: Times,
    is_narrow: bool,
    presents: bool,
    began: Option<Timestamp>,
    /// The row that was read last, and when that happened.
    last: Option<(u64, Timestamp)>,
    /// For how long rows were read that are in a file.
    reading: Duration,
    /// Whether there was no time left for some.
    is_behind: bool,
}

impl<'a> Reader<'a> {
    fn of(list: &MessageList<'a>) -> Self {
        Self {
            rows: list.rows,
            session: list.session,
            widths: list.widths,
            next_number: list.session.with_log(session::Log::numbers).end,
            times: list.times,
            is_narrow: list.is_narrow,
            presents: list.presents,
            began: list.session.with_log(session::Log::began),
            last: None,
            reading: Duration::ZERO,
            is_behind: false,
        }
    }

    fn columns(&self, all: Rangef) -> Columns {
        if self.presents {
            return Columns::presented(all, self.next_number);
        }
        Columns::new(all, self.widths, self.is_narrow, self.next_number)
    }

    /// Lends a row, and tells where it stands. `None` if it was dropped since the frame began.
    fn read<R>(
        &mut self,
        id: u64,
        index: u64,
        look: impl FnOnce(&LogMessage<'_>, Standing) -> R,
    ) -> Option<R> {
        let known = self
            .last
            .filter(|(last, _)| last.checked_add(1) == Some(index));
        let before = index.checked_sub(1);
        self.session.with_log(|log| {
            let is_at_hand = log.is_in_memory(Seq::new(id));
            if !is_at_hand && self.reading >= READING_TIME {
                self.is_behind = true;
                return None;
            }
            let since = (!is_at_hand).then(Instant::now);
            let message = log.get(Seq::new(id))?;
            self.reading += since.map_or(Duration::ZERO, |since| since.elapsed());
            let at = |index: u64| Some(log.get(Seq::new(self.rows.number_at(index)))?.at);
            let standing = Standing {
                number: log.number_of(message.seq),
                before: match known {
                    Some((_, at)) => Some(at),
                    None => before.and_then(at),
                },
                began: self.began,
                times: self.times,
                is_narrow: self.is_narrow,
                presents: self.presents,
            };
            self.last = Some((index, message.at));
            Some(look(&message, standing))
        })
    }
}

/// The row of which what is folded into it is to be shown, or no longer: it was clicked on its mark, or activated.
fn toggled(response: &ListResponse, folds: &[(u64, Rect)]) -> Option<u64> {
    let has_mark = |row: &u64| folds.iter().any(|(id, _)| id == row);
    if response.activated.is_some() {
        // The first click of two may have done it already.
        let is_key = response.clicked.is_none();
        return response.activated.filter(|row| is_key && has_mark(row));
    }
    let clicked = response.clicked?;
    let at = response.response.interact_pointer_pos()?;
    let is_on = |(id, mark): &&(u64, Rect)| *id == clicked && mark.contains(at);
    folds.iter().find(is_on).map(|(id, _)| *id)
}

impl MessageList<'_> {
    /// Shows the list and what belongs to it.
    pub fn show(mut self, ui: &mut Ui, commands: &mut Vec<Action>) {
        if self.rows.is_empty() {
            self.empty(ui, commands);
            return;
        }
        let area = ui.available_rect_before_wrap();
        let follows = self.state.is_at_tail();
        let foot = if follows { 0.0 } else { self.foot_height(ui) };
        let (list, foot) = area.split_top_bottom_at_y((area.bottom() - foot).max(area.top()));
        ui.scope_builder(UiBuilder::new().max_rect(list), |ui| {
            self.list(ui, commands);
        });
        if !follows {
            self.foot(ui, foot, commands);
        }
        if follows != self.state.is_at_tail() {
            ui.ctx().request_repaint();
        }
    }

    fn empty(&self, ui: &mut Ui, commands: &mut Vec<Action>) {
        #[cfg(not(target_arch = "wasm32"))]
        if let Some([title, why]) = &self.unopened {
            return empty_state(ui, Height::Middle, title, why, |ui| {
                let again = Action::List(Command::ReadAgain);
                remedy_button(ui, self.language, again, commands);
            });
        }
        let (title, hint) = if self.is_filtered {
            (Text::NothingMatches, Text::NothingMatchesHint)
        } else {
            (Text::NoMessagesYet, Text::NoMessagesYetHint(self.standing))
        };
        let (title, hint) = (title.say(self.language), hint.say(self.language));
        empty_state(ui, Height::Middle, &title, &hint, |ui| {
            if self.is_filtered {
                let clear = Action::List(Command::ClearFilters);
                remedy_button(ui, self.language, clear, commands);
            }
        });
    }

    fn list(&mut self, ui: &mut Ui, commands: &mut Vec<Action>) {
        let (language, pattern) = (self.language, self.pattern);
        let conversation = self.conversation;
        let name = Text::Messages.say(language).into_owned();
        let before = self.state.selected();
        let (mut tooltip, mut lead) = (None, None);
        let mut folds = Vec::new();
        let mut places = Vec::new();
        let rows = self.rows;
        let mut reader = Reader::of(self);
        let is_flow = self.is_flow;
        let height = match (self.presents, is_flow) {
            (true, true) => PRESENTED_FLOW_ROW,
            (false, true) => FLOW_ROW,
            (true, false) => sizes::PRESENTED_ROW,
            (false, false) => sizes::row(ui),
        };
        let response = VirtualList::new("messages", height)
            .as_table()
            .accessible_name(name)
            .show(ui, self.state, &RowNumbers(rows), |ui, row| {
                lead = row.is_lead.then_some(row.rect).or(lead);
                places.push(row.rect);
                let fold = rows.fold_at(row.index);
                let copied = reader.read(row.id, row.index, |message, standing| {
                    let whole = row.hovered.then(|| words::hover(message, language));
                    let said = words::said(message, language, |seq| conversation.protocol(seq));
                    let row = Row::new(message, standing, language, pattern, said);
                    (row.folded(fold, message.kind, language), whole)
                });
                let Some((shown, whole)) = copied else {
                    // Dropped since the frame began, or still to be read; the next frame knows.
                    return String::new();
                };
                let all = row.rect.x_range();
                let painted = if is_flow {
                    let lines = Lifelines::new(all, reader.is_narrow, reader.presents);
                    shown.paint_flow(ui, &row, &lines)
                } else {
                    shown.paint(ui, &row, &reader.columns(all))
                };
                folds.extend(painted.fold.map(|mark| (row.id, mark)));
                tooltip = whole
                    .filter(|whole| !painted.has_room || whole.len() > shown.text().len())
                    .or(tooltip.take());
                if row.wants_label {
                    shown.describe(language)
                } else {
                    String::new()
                }
            });
        if reader.is_behind {
            ui.ctx().request_repaint();
        }
        // What is computed in floating point may be off by a little.
        let seen = response.response.rect.expand(0.5);
        let whole = places
            .into_iter()
            .filter(|place| seen.contains_rect(*place));
        *self.whole_rows = whole.fold(Rect::NOTHING, |all, place| all | place);
        if let Some(folded) = toggled(&response, &folds) {
            commands.push(Action::List(Command::ToggleFold(folded)));
        } else {
            self.act(ui, &response, before, commands);
        }
        self.menu(ui, &response, before, lead, commands);
        if let Some(whole) = tooltip {
            response.response.on_hover_text_at_pointer(whole);
        }
    }

    /// What a click or a key does to a row.
    fn act(
        &mut self,
        ui: &Ui,
        response: &ListResponse,
        before: Option<u64>,
        commands: &mut Vec<Action>,
    ) {
        let selected = self.state.selected();
        let is_empty = self.state.selection().is_empty();
        // Of several rows, the one that was selected last is shown.
        let is_other =
            response.selection_changed && selected != before && (selected.is_some() || is_empty);
        if self.opens_sheet {
            // It would cover the menu that was asked for. A click on the row of that menu opens it.
            let is_clicked = response.clicked.is_some() && response.clicked == selected;
            if (is_other && response.secondary_clicked.is_none()) || is_clicked {
                commands.push(Action::Show(selected));
            }
        } else if is_other {
            commands.push(Action::Show(selected));
        }
        if let Some(id) = response.activated {
            let is_sent = self.look(id, |message| message.direction) == Some(Direction::Sent);
            let is_double_click = response.clicked == Some(id);
            if is_sent && is_double_click {
                commands.push(Action::List(Command::Edit(id)));
            } else {
                if selected.is_none() {
                    self.state.select(id);
                }
                commands.push(Action::Show(Some(id)));
            }
        }
        let is_copied = |input: &InputState| input.events.contains(&Event::Copy);
        if response.response.has_focus() && !is_empty && ui.input(is_copied) {
            commands.push(Action::List(Command::Copy(Form::Text)));
        }
    }

    fn menu(
        &self,
        ui: &Ui,
        response: &ListResponse,
        before: Option<u64>,
        lead: Option<Rect>,
        commands: &mut Vec<Action>,
    ) {
        let menu = Menu {
            language: self.language,
            can_send: &self.can_send,
        };
        let is_clicked = response.secondary_clicked.is_some();
        let asked = || {
            let seq = self.state.selected()?;
            Some(Asked {
                seq,
                kind: self.look(seq, |message| message.kind)?,
                is_fold: self.rows.fold_at(self.rows.index_of(seq)).is_some(),
                selected: self.state.selection().count(&RowNumbers(self.rows)),
                other: self.other(seq, before),
            })
        };
        let mut chosen = Vec::new();
        let list = &response.response;
        menu.show(ui, list, lead, is_clicked, asked, &mut chosen);
        commands.extend(chosen.into_iter().map(Action::List));
    }

    /// The row to compare another with: the second of two that are selected, or the one that was selected before.
    fn other(&self, seq: u64, before: Option<u64>) -> Option<u64> {
        let rows = RowNumbers(self.rows);
        let selection = self.state.selection();
        if selection.count(&rows) == 2 {
            let (first, last) = (selection.ranges().first()?, selection.ranges().last()?);
            let first = rows.id_at(rows.index_of(*first.start()));
            let behind = match last.end().checked_add(1) {
                Some(next) => rows.index_of(next),
                None => rows.len(),
            };
            let last = rows.id_at(behind.checked_sub(1)?);
            return [first, last].into_iter().find(|id| *id != seq);
        }
        before.filter(|before| *before != seq)
    }

    fn look<R>(&self, id: u64, look: impl FnOnce(&LogMessage<'_>) -> R) -> Option<R> {
        self.session
            .with_log(|log| log.get(Seq::new(id)).map(|message| look(&message)))
    }

    fn foot_height(&self, ui: &Ui) -> f32 {
        if self.presents {
            sizes::PRESENTED_ROW
        } else {
            sizes::control(ui)
        }
    }

    /// The way back to the newest row.
    fn foot(&self, ui: &mut Ui, place: Rect, commands: &mut Vec<Action>) {
        let new = self.state.new_below(&RowNumbers(self.rows));
        let text = Text::NewBelow(new).say(self.language).into_owned();
        let shown = (text, new > 0, foot_size(self.presents));
        list_foot(
            ui,
            place,
            self.language,
            shown,
            Action::FollowNewest,
            commands,
        );
    }
}
