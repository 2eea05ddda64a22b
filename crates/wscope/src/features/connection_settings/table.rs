//! A table of names and values: a switch for each line, an empty line at the end to type into, and nothing that moves while
//! something is typed.

mod columns;
mod mask;

use std::borrow::Cow;

use connection::{Part, ShownPart};
use egui::accesskit::Role;
use egui::text_edit::TextEditState;
use egui::{
    Button, Checkbox, Color32, FontId, Frame, Id, Margin, Rect, Response, Sense, Stroke,
    StrokeKind, TextBuffer, TextEdit, Ui, UiBuilder, Vec2,
};

use self::columns::{Columns, EDGES};
use self::mask::masked;
use super::form::{MAX_FIELD, MAX_LINES};
use super::texts::Text as T;
use crate::kit::button::name;
use crate::kit::field::{is_being_typed, is_entered, note_typing, take_text};
use crate::kit::icon::Icon;
use crate::kit::language::Language;
use crate::kit::theme::{Palette, data, sizes, type_size};

/// Space beside what is in a cell.
const PADDING: i8 = 8;
/// Size of the icons in a line.
const SMALL_ICON: f32 = 14.0;

/// What of a table belongs to the tab.
#[derive(Default)]
pub(super) struct TableState {
    /// What is being typed into a cell. It is not decoded anew with each character.
    draft: Option<(Id, ShownPart)>,
    /// The line that was the empty one, until it is left: only then there is another empty one.
    adding: Option<usize>,
    /// The line that has the focus.
    focused: Option<(usize, Part)>,
    /// The cell that gets the focus.
    wanted: Option<(usize, Part)>,
    /// The line whose secret is shown.
    revealed: Option<usize>,
}

impl TableState {
    /// Gives a cell the focus.
    pub(super) fn focus_on(&mut self, line: usize, part: Part) {
        self.wanted = Some((line, part));
    }

    /// Shows no secret any more.
    pub(super) fn hide(&mut self) {
        self.revealed = None;
    }
}

/// A line.
pub(super) struct Line {
    pub is_on: bool,
    pub name: ShownPart,
    pub value: ShownPart,
    /// Whether the value is shown only when it is asked for.
    pub is_secret: bool,
    pub is_wrong: bool,
}

/// What a person did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Edit {
    Text(usize, Part, ShownPart),
    /// The first character of the empty line.
    Add(Part, String),
    Switch(usize),
    Remove(usize),
    /// A line was left: it goes if nothing is in it.
    Left(usize),
    /// Several lines at once.
    Paste(String),
}

impl Edit {
    fn moves_lines(&self) -> bool {
        matches!(self, Self::Remove(_) | Self::Left(_))
    }
}

/// A table under construction.
pub(super) struct Table<'a> {
    pub language: Language,
    /// Tells it from others.
    pub salt: &'static str,
    pub lines: &'a [Line],
    /// What it is called, for screen readers.
    pub title: T<'static>,
    /// What stands in the empty line.
    pub hint: T<'static>,
    pub state: &'a mut TableState,
}

/// A line of the table, as it is shown: the last one may be empty.
struct Shown<'a> {
    table: Id,
    index: usize,
    line: Option<&'a Line>,
}

impl Table<'_> {
    /// Shows it. Returns what the person did.
    pub(super) fn show(mut self, ui: &mut Ui) -> Vec<Edit> {
        let count = self.lines.len();
        let has_empty = self.state.adding.is_none() && count < MAX_LINES;
        let rows = count + usize::from(has_empty);
        let size = Vec2::new(
            ui.available_width(),
            sizes::table_row(ui) * (rows + 1) as f32,
        );
        let (area, _) = ui.allocate_exact_size(size, Sense::hover());
        let palette = Palette::of(ui);
        ui.painter()
            .rect_filled(area, sizes::RADIUS, palette.background);
        let ui = &mut self.table(ui, area, rows);
        self.header(ui, row_at(ui, area, 0), &palette);
        let mut edits = Vec::new();
        let mut focused = None;
        for index in 0..rows {
            let row = row_at(ui, area, index + 1);
            ui.painter()
                .hline(row.x_range(), row.top(), Stroke::new(1.0, palette.line));
            let shown = Shown {
                table: ui.scope_id(),
                index,
                line: self.lines.get(index),
            };
            let name = shown.line.map_or("", |line| line.name.text.as_str());
            let ui = &mut self.row(ui, row, index + 1, name.to_owned());
            focused = focused.or(self.line(ui, row, &shown, &mut edits));
        }
        let edge = Stroke::new(1.0, palette.field_border);
        ui.painter()
            .rect_stroke(area, sizes::RADIUS, edge, StrokeKind::Inside);
        self.follow_focus(focused, &mut edits);
        if edits.iter().any(Edit::moves_lines) {
            Self::forget_undo(ui, rows);
        }
        edits
    }

    /// The table as a part of its own in the tree of a screen reader, which leads to its rows.
    fn table(&self, ui: &mut Ui, area: Rect, rows: usize) -> Ui {
        let builder = UiBuilder::new()
            .scope_id(ui.make_persistent_id(self.salt))
            .max_rect(area)
            .accessibility_role(Role::Table)
            .accessibility_label(self.title.say(self.language));
        let table = ui.new_child(builder);
        table
            .ctx()
            .accesskit_node_builder(table.unique_id(), |node| {
                node.set_row_count(rows + 1);
                node.set_column_count(2);
            });
        table
    }

    /// A row of it; the header is the first.
    fn row(&self, table: &mut Ui, place: Rect, index: usize, name: String) -> Ui {
        let builder = UiBuilder::new()
            .scope_id(table.make_persistent_id((self.salt, index, "row")))
            .max_rect(place)
            .accessibility_role(Role::Row)
            .accessibility_label(name);
        let row = table.new_child(builder);
        row.ctx().accesskit_node_builder(row.unique_id(), |node| {
            node.set_row_index(index);
        });
        row
    }

    /// What a cell could undo belongs to a line that is elsewhere now.
    fn forget_undo(ui: &Ui, rows: usize) {
        for index in 0..=rows {
            for part in [Part::Name, Part::Value] {
                let id = cell_id(ui.scope_id(), index, part);
                TextEdit::store_state(ui.ctx(), id, TextEditState::default());
            }
        }
    }

    fn header(&self, table: &mut Ui, row: Rect, palette: &Palette) {
        let columns = Columns::of(table, row, 1);
        let ui = &mut self.row(table, row, 0, String::new());
        let captions = [(columns.name, T::QueryName), (columns.value, T::QueryValue)];
        for (index, (place, text)) in captions.into_iter().enumerate() {
            let at = place.left_center() + Vec2::new(PADDING.into(), 0.0);
            let font = FontId::proportional(type_size::SMALL);
            let text = text.say(self.language);
            ui.painter()
                .text(at, egui::Align2::LEFT_CENTER, &text, font, palette.muted);
            let id = ui.make_persistent_id((self.salt, index, "caption"));
            let caption = ui.interact(place, id, Sense::hover());
            caption.ctx.accesskit_node_builder(id, |node| {
                node.set_role(Role::ColumnHeader);
                node.set_label(&*text);
                node.set_column_index(index);
            });
        }
        Self::columns(ui, &columns, palette);
    }

    fn columns(ui: &Ui, columns: &Columns, palette: &Palette) {
        let line = Stroke::new(1.0, palette.line);
        for x in [columns.name.left(), columns.value.left()] {
            ui.painter().vline(x, columns.name.y_range(), line);
        }
    }

    /// Shows a line. Returns the cell of it that has the focus.
    fn line(
        &mut self,
        ui: &mut Ui,
        row: Rect,
        shown: &Shown<'_>,
        edits: &mut Vec<Edit>,
    ) -> Option<(usize, Part)> {
        let palette = Palette::of(ui);
        let is_secret = shown.line.is_some_and(|line| line.is_secret);
        let columns = Columns::of(ui, row, if is_secret { 2 } else { 1 });
        Self::columns(ui, &columns, &palette);
        if let Some(line) = shown.line {
            self.switch(ui, columns.switch, shown.index, line.is_on, edits);
        }
        let mut focused = None;
        for (part, place) in [(Part::Name, columns.name), (Part::Value, columns.value)] {
            let response = self.cell(ui, place, shown, part, edits);
            if response.has_focus() {
                focused = Some((shown.index, part));
            }
        }
        if shown.line.is_some() {
            self.buttons(ui, &columns, shown.index, is_secret, edits);
        }
        focused
    }

    fn switch(&self, ui: &mut Ui, place: Rect, index: usize, is_on: bool, edits: &mut Vec<Edit>) {
        let mut checked = is_on;
        let place = Rect::from_center_size(place.center(), Vec2::new(18.0, place.height()));
        let mut child = child_at(ui, (self.salt, index, "switch"), place);
        let response = child.put(place, Checkbox::without_text(&mut checked));
        let title = T::UseLine(index + 1).say(self.language);
        name(&response, &title);
        response.on_hover_text(title);
        if checked != is_on {
            edits.push(Edit::Switch(index));
        }
    }

    fn cell(
        &mut self,
        ui: &mut Ui,
        place: Rect,
        shown: &Shown<'_>,
        part: Part,
        edits: &mut Vec<Edit>,
    ) -> Response {
        let index = shown.index;
        let id = cell_id(shown.table, index, part);
        let is_focused = ui.memory(|memory| memory.has_focus(id));
        if is_focused && let Some(text) = take_text(ui, |text| text.trim().lines().count() > 1) {
            edits.push(Edit::Paste(text));
        }
        let stored = shown.line.map(|line| match part {
            Part::Name => line.name.clone(),
            Part::Value => line.value.clone(),
        });
        let draft = self.state.draft.take_if(|(cell, _)| *cell == id);
        let draft = draft.filter(|_| is_focused).map(|(_, text)| text);
        let mut text = draft.or(stored).unwrap_or_else(|| ShownPart::text(""));
        let response = self.edit(ui, place, id, shown, part, &mut text.text);
        let label = match part {
            Part::Name => T::QueryName,
            Part::Value => T::QueryValue,
        };
        let label = label.say(self.language);
        name(&response, &format!("{label} {}", index + 1));
        note_typing(&response, &text.text);
        if response.changed() {
            edits.push(match shown.line {
                Some(_) => Edit::Text(index, part, text.clone()),
                None => {
                    self.state.adding = Some(index);
                    Edit::Add(part, text.text.clone())
                }
            });
        }
        if response.has_focus() {
            self.state.draft = Some((id, text));
            let ring = Palette::of(ui).ring();
            ui.painter()
                .rect_stroke(place, 2.0, ring, StrokeKind::Inside);
        }
        self.step(ui, &response, index, part);
        response
    }

    /// Enter leads from cell to cell: a cell that is wanted gets the keyboard.
    fn step(&mut self, ui: &Ui, response: &Response, index: usize, part: Part) {
        if is_entered(response) {
            self.state.wanted = Some(match part {
                Part::Name => (index, Part::Value),
                Part::Value => (index + 1, Part::Name),
            });
        }
        let wanted = self.state.wanted;
        if self
            .state
            .wanted
            // What has just opened takes no focus yet.
            .take_if(|cell| ui.is_enabled() && *cell == (index, part))
            .is_some()
        {
            response.request_focus();
        } else if wanted.is_some_and(|(row, _)| row >= MAX_LINES) {
            self.state.wanted = None;
        }
    }

    fn edit(
        &self,
        ui: &mut Ui,
        place: Rect,
        id: Id,
        shown: &Shown<'_>,
        part: Part,
        text: &mut String,
    ) -> Response {
        let palette = Palette::of(ui);
        let line = shown.line;
        let is_typed = is_being_typed(ui.ctx(), id);
        let colour = if line.is_some_and(|line| line.is_wrong && line.is_on) && !is_typed {
            palette.error
        } else if line.is_some_and(|line| !line.is_on) {
            palette.muted
        } else {
            palette.text
        };
        let hint = match (line, part) {
            (None, Part::Name) => self.hint.say(self.language),
            (None, Part::Value) => T::QueryValue.say(self.language),
            (Some(_), _) => Cow::Borrowed(""),
        };
        let is_hidden = part == Part::Value
            && line.is_some_and(|line| line.is_secret)
            && self.state.revealed != Some(shown.index);
        let header = line.map_or("", |line| line.name.text.as_str());
        let mut layouter = |ui: &Ui, text: &dyn TextBuffer, _width: f32| {
            let text = if is_hidden {
                masked(header, text.as_str())
            } else {
                text.as_str().to_owned()
            };
            ui.painter().layout_no_wrap(text, data(), colour)
        };
        let edit = TextEdit::singleline(text)
            .id(id)
            .frame(Frame::NONE.inner_margin(Margin::symmetric(PADDING, 0)))
            .font(data())
            .hint_text(hint.into_owned())
            .char_limit(MAX_FIELD)
            .password(is_hidden)
            .align(egui::Align2::LEFT_CENTER)
            .desired_width(place.width())
            .min_size(place.size())
            .layouter(&mut layouter);
        let mut cell = child_at(ui, (self.salt, shown.index, part, "cell"), place);
        cell.shrink_clip_rect(place);
        cell.put(place, edit)
    }

    fn buttons(
        &mut self,
        ui: &mut Ui,
        columns: &Columns,
        index: usize,
        is_secret: bool,
        edits: &mut Vec<Edit>,
    ) {
        let n = index + 1;
        if is_secret {
            let is_shown = self.state.revealed == Some(index);
            let (icon, title) = if is_shown {
                (Icon::Hide, T::HideValue(n))
            } else {
                (Icon::Show, T::ShowValue(n))
            };
            if self.button(ui, columns.button(1), (index, "show"), icon, title) {
                self.state.revealed = (!is_shown).then_some(index);
            }
        }
        if self.button(
            ui,
            columns.button(0),
            (index, "remove"),
            Icon::Close,
            T::RemoveLine(n),
        ) {
            self.state.revealed = None;
            self.state.adding = None;
            edits.push(Edit::Remove(index));
        }
    }

    fn button(
        &self,
        ui: &mut Ui,
        place: Rect,
        salt: (usize, &str),
        icon: Icon,
        title: T<'_>,
    ) -> bool {
        let muted = Palette::of(ui).muted;
        small_button(
            ui,
            place,
            (self.salt, salt),
            icon,
            &title.say(self.language),
            muted,
        )
        .clicked()
    }

    /// What comes of that another line has the focus now.
    fn follow_focus(&mut self, focused: Option<(usize, Part)>, edits: &mut Vec<Edit>) {
        let before = self.state.focused.map(|(line, _)| line);
        let left = before.filter(|line| focused.map(|(line, _)| line) != Some(*line));
        self.state.focused = focused;
        let Some(left) = left else { return };
        if self.state.adding == Some(left) {
            self.state.adding = None;
        }
        let is_empty = |line: &Line| line.name.text.is_empty() && line.value.text.is_empty();
        if self.lines.get(left).is_some_and(is_empty) && edits.is_empty() {
            edits.push(Edit::Left(left));
            // What follows comes one line further up, and the focus with it.
            let follows = focused.filter(|(line, _)| *line > left);
            let up = follows.map(|(line, part)| (line - 1, part));
            self.state.wanted = up.or(self.state.wanted.take());
        }
    }
}

/// A button that is an icon, in a place.
pub(super) fn small_button(
    ui: &mut Ui,
    place: Rect,
    salt: impl egui::AsIdSalt,
    icon: Icon,
    title: &str,
    colour: Color32,
) -> Response {
    let icon = icon.text().size(SMALL_ICON).color(colour);
    let button = Button::new(icon).frame_when_inactive(false);
    let size = Vec2::new(place.width() - EDGES, place.height() - 2.0 * EDGES);
    let place = Rect::from_center_size(place.center(), size);
    let mut child = child_at(ui, salt, place);
    child.spacing_mut().button_padding = Vec2::ZERO;
    let response = child.put(place, button);
    name(&response, title);
    response.on_hover_text(title)
}

/// The field for a part of a line. It depends on nothing but the line.
fn cell_id(table: Id, index: usize, part: Part) -> Id {
    table.with((index, part))
}

/// A place of its own, with ids of its own, that takes no room from what follows.
fn child_at(ui: &mut Ui, salt: impl egui::AsIdSalt, place: Rect) -> Ui {
    let id = ui.make_persistent_id(salt);
    ui.new_child(UiBuilder::new().scope_id(id).max_rect(place))
}

fn row_at(ui: &Ui, area: Rect, index: usize) -> Rect {
    let height = sizes::table_row(ui);
    let top = area.top() + height * index as f32;
    Rect::from_min_size(
        egui::pos2(area.left(), top),
        Vec2::new(area.width(), height),
    )
}
