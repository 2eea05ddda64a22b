//! What was called, and how long its answers took: a table that is sorted by a click.

use egui::accesskit::Role;
use egui::{
    Align, Label, Layout, Rect, Response, RichText, ScrollArea, Sense, StrokeKind, Ui, UiBuilder,
    WidgetInfo,
};
use session::conversation::Method;

use super::command::Command;
use super::method_order::Column;
use super::state::State;
use super::texts::Text;
use crate::kit::cut_label::{self, is_cut, without_tooltip};
use crate::kit::empty_state::{Height, empty_state};
use crate::kit::format::{count, short_duration};
use crate::kit::language::Language;
use crate::kit::theme::{Palette, medium, sizes, type_size};

/// Height of a line of a row, in points.
const LINE: f32 = 20.0;
/// From this width on a row is one line, in points; else the numbers stand below the name.
const WIDE: f32 = 560.0;
/// The width of a number where a row is one line, in points.
const NUMBER: f32 = 56.0;
/// How much wider a time is than a count where the numbers stand below the name.
const MORE_FOR_TIMES: f32 = 2.0;
/// Space between two columns.
const GAP: f32 = 2.0;

/// The table.
pub(super) struct MethodTable<'a> {
    pub(super) language: Language,
    pub(super) state: &'a mut State,
}

/// Where the columns of a row are.
struct Cells {
    name: Rect,
    numbers: [Rect; Column::NUMBERS.len()],
}

impl Cells {
    fn of(row: Rect) -> Self {
        let many = Column::NUMBERS.len() as f32;
        let is_wide = row.width() >= WIDE;
        let (name, numbers) = if is_wide {
            row.split_left_right_at_x(row.right() - many * NUMBER)
        } else {
            row.split_top_bottom_at_y(row.center().y)
        };
        // Without room to spare, times take more of it than counts.
        let more = if is_wide { 0.0 } else { MORE_FOR_TIMES };
        let times = Column::NUMBERS.iter().filter(|it| it.is_time()).count() as f32;
        let width = (numbers.width() - times * more) / many;
        let mut left = numbers.left();
        let numbers = Column::NUMBERS.map(|column| {
            let width = if column.is_time() {
                width + more
            } else {
                width
            };
            let cell = numbers.with_min_x(left + GAP).with_max_x(left + width);
            left += width;
            cell
        });
        Self { name, numbers }
    }
}

impl MethodTable<'_> {
    /// Shows it in the room that is left.
    pub(super) fn show(mut self, ui: &mut Ui, commands: &mut Vec<Command>) {
        let mut methods = std::mem::take(&mut self.state.known.methods);
        if methods.is_empty() {
            self.empty(ui);
            return;
        }
        let lines = if ui.available_width() >= WIDE {
            1.0
        } else {
            2.0
        };
        let height = lines * LINE.max(sizes::target(ui));
        self.head(ui, height);
        self.state.order.sort(&mut methods);
        ui.separator();
        ScrollArea::vertical()
            .id_salt("methods")
            .auto_shrink(false)
            .show_rows(ui, height, methods.len(), |ui, rows| {
                for method in &methods[rows] {
                    self.row(ui, height, method, commands);
                }
            });
        self.state.known.methods = methods;
    }

    fn empty(&self, ui: &mut Ui) {
        let title = Text::NoCalls.say(self.language);
        let hint = Text::NoCallsHint.say(self.language);
        empty_state(ui, Height::Top, &title, &hint, |_| {});
    }

    fn head(&mut self, ui: &mut Ui, height: f32) {
        let size = egui::vec2(ui.available_width(), height);
        let (row, _) = ui.allocate_exact_size(size, Sense::hover());
        let cells = Cells::of(row);
        self.head_cell(ui, Column::Name, cells.name, Align::Min);
        for (column, cell) in Column::NUMBERS.into_iter().zip(cells.numbers) {
            self.head_cell(ui, column, cell, Align::Max);
        }
    }

    fn head_cell(&mut self, ui: &mut Ui, column: Column, cell: Rect, align: Align) {
        let order = self.state.order;
        let palette = Palette::of(ui);
        let name = Text::Column(column).say(self.language);
        let is_sorted = order.column == column;
        let text = match (is_sorted, order.is_falling) {
            (false, _) => name.into_owned(),
            (true, true) => format!("{name} ↓"),
            (true, false) => format!("{name} ↑"),
        };
        let colour = if is_sorted {
            palette.text
        } else {
            palette.muted
        };
        let text = RichText::new(text).size(type_size::SMALL).color(colour);
        let (response, _) = cell_button(ui, column as usize, cell, align, text);
        let tooltip = Text::ColumnTooltip(column).say(self.language);
        if response.on_hover_text(tooltip).clicked() {
            self.state.order.click(column);
        }
    }

    fn row(&self, ui: &mut Ui, height: f32, method: &Method, commands: &mut Vec<Command>) {
        let size = egui::vec2(ui.available_width(), height);
        let (row, response) = ui.allocate_exact_size(size, Sense::hover());
        let words = Text::Method(method).say(self.language);
        response.ctx.accesskit_node_builder(response.id, |node| {
            node.set_role(Role::ListItem);
            node.set_label(&*words);
        });
        let palette = Palette::of(ui);
        let is_chosen = self.state.choices.method() == Some(&*method.name);
        if is_chosen {
            ui.painter()
                .rect_filled(row.expand(2.0), 4.0, palette.selection);
        }
        let cells = Cells::of(row);
        self.name(ui, cells.name, method, is_chosen, commands);
        for (column, cell) in Column::NUMBERS.into_iter().zip(cells.numbers) {
            let time = |micros: Option<u64>| micros.map_or_else(String::new, short_duration);
            let (text, colour) = match column {
                Column::Name | Column::Slowest => continue,
                Column::Calls => (count(method.calls), palette.text),
                Column::Errors if method.errors > 0 => (count(method.errors), palette.error),
                Column::Errors => (count(method.errors), palette.muted),
                Column::Open => match method.without_answer() {
                    0 => (count(0), palette.muted),
                    calls => (count(calls), palette.warning),
                },
                Column::P50 => (time(method.p50_us), palette.text),
                Column::P95 => (time(method.p95_us), palette.text),
                Column::P99 => (time(method.p99_us), palette.text),
            };
            let text = RichText::new(text).size(type_size::SMALL).color(colour);
            within(ui, cell, Align::Max, |ui| {
                ui.add(Label::new(text).truncate())
            });
        }
        if let (Some((micros, call)), Some(cell)) = (method.slowest, cells.numbers.last()) {
            let text = RichText::new(short_duration(micros)).size(type_size::SMALL);
            let link = within(ui, *cell, Align::Max, |ui| ui.link(text));
            if link
                .on_hover_text(Text::ToSlowest.say(self.language))
                .clicked()
            {
                commands.push(Command::ShowRow(call.get()));
            }
        }
    }

    /// A click shows only what belongs to the method, and another one all again.
    fn name(
        &self,
        ui: &mut Ui,
        cell: Rect,
        method: &Method,
        is_chosen: bool,
        commands: &mut Vec<Command>,
    ) {
        let text = RichText::new(&*method.name).font(medium(type_size::BODY));
        let (response, is_cut) = cell_button(ui, &*method.name, cell, Align::Min, text);
        let (tooltip, chosen) = if is_chosen {
            (Text::AllMethods, None)
        } else {
            (Text::ChooseMethod(&method.name), Some(method.name.clone()))
        };
        let tooltip = tooltip.say(self.language);
        let tooltip = cut_label::tooltip(is_cut, &method.name, &tooltip);
        if response.on_hover_text(tooltip).clicked() {
            commands.push(Command::ChooseMethod(chosen));
        }
    }
}

/// A button that is as large as its cell, with its text at the left or at the right edge; and whether that is cut.
fn cell_button(
    ui: &mut Ui,
    salt: impl egui::AsIdSalt,
    cell: Rect,
    align: Align,
    text: RichText,
) -> (Response, bool) {
    let id = ui.make_persistent_id(salt);
    let response = ui.interact(cell, id, Sense::click());
    let words = text.text().to_owned();
    response.widget_info(|| WidgetInfo::labeled(Role::Button, true, &words));
    let palette = Palette::of(ui);
    if response.hovered() {
        ui.painter().rect_filled(cell, 4.0, palette.hover);
    }
    if response.has_focus() {
        let ring = palette.ring();
        ui.painter()
            .rect_stroke(cell, 4.0, ring, StrokeKind::Inside);
    }
    let label = within(ui, cell, align, |ui| {
        ui.add(without_tooltip(Label::new(text).selectable(false)))
    });
    (response, is_cut(&label))
}

/// Shows something in its cell, at the left or at the right edge.
fn within(
    ui: &mut Ui,
    cell: Rect,
    align: Align,
    add: impl FnOnce(&mut Ui) -> Response,
) -> Response {
    let layout = match align {
        Align::Max => Layout::right_to_left(Align::Center),
        Align::Min | Align::Center => Layout::left_to_right(Align::Center),
    };
    let builder = UiBuilder::new().max_rect(cell).layout(layout);
    add(&mut ui.new_child(builder))
}
