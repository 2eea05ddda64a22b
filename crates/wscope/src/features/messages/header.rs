//! The header of the columns, whose edges can be dragged.

use egui::accesskit::Role;
use egui::{Align2, Color32, CursorIcon, FontId, Rangef, Rect, Sense, Stroke, Ui};

use super::columns::{Column, Columns, Widths};
use super::command::Command;
use super::texts::Text;
use crate::kit::icon::Icon;
use crate::kit::language::Language;
use crate::kit::list_row::PADDING;
use crate::kit::theme::{Palette, type_size};

/// How far beside an edge it can still be taken hold of, in points.
const GRIP: f32 = 4.0;
/// Height of the line between two captions, in points.
const SEPARATOR: f32 = 16.0;
/// Size of the icon over the directions, in points.
const ICON: f32 = 14.0;

/// The header above the rows.
pub struct Header {
    /// The language to speak.
    pub language: Language,
    /// How wide the columns are.
    pub widths: Widths,
    /// The number that the next message will have.
    pub next_number: u64,
}

impl Header {
    /// Shows the header in all of `ui`.
    pub fn show(&self, ui: &Ui, commands: &mut Vec<Command>) {
        let area = ui.max_rect();
        let columns = Columns::new(area.x_range(), self.widths, false, self.next_number);
        for column in Column::ALL {
            if let Some(place) = columns.place(column) {
                self.caption(ui, Rect::from_x_y_ranges(place, area.y_range()), column);
                if column != Column::Data {
                    self.edge(ui, area, column, place, commands);
                }
            }
        }
    }

    fn caption(&self, ui: &Ui, place: Rect, column: Column) {
        let (text, name) = match column {
            Column::Number => ("#".into(), Text::Number),
            Column::Direction => (Icon::BothWays.glyph().into(), Text::Direction),
            Column::Delta => ("Δ".into(), Text::Delta),
            Column::Time => (Text::Time.say(self.language), Text::Time),
            Column::Size => (Text::Size.say(self.language), Text::Size),
            Column::Data => (Text::Data.say(self.language), Text::Data),
        };
        let (align, at) = match column {
            Column::Number | Column::Delta | Column::Size => {
                (Align2::RIGHT_CENTER, place.right_center() - PADDING)
            }
            Column::Direction => (Align2::CENTER_CENTER, place.center()),
            Column::Time | Column::Data => (Align2::LEFT_CENTER, place.left_center() + PADDING),
        };
        let size = match column {
            Column::Direction => ICON,
            _ => type_size::SMALL,
        };
        let painter = ui.painter().with_clip_rect(place.intersect(ui.clip_rect()));
        let muted = Palette::of(ui).muted;
        painter.text(at, align, text, FontId::proportional(size), muted);
        let id = ui.make_persistent_id(("caption", column as u8));
        let name = name.say(self.language);
        let response = ui.interact(place, id, Sense::hover());
        response.ctx.accesskit_node_builder(id, |node| {
            node.set_role(Role::ColumnHeader);
            node.set_bounds(bounds(place));
            node.set_label(&*name);
            node.set_column_index(column as usize);
        });
        if matches!(column, Column::Number | Column::Direction | Column::Delta) {
            response.on_hover_text(name);
        }
    }

    /// The right edge of a column: dragged it makes the column wider or narrower, and a double click as wide as usual.
    fn edge(
        &self,
        ui: &Ui,
        area: Rect,
        column: Column,
        place: Rangef,
        commands: &mut Vec<Command>,
    ) {
        let right = place.max;
        let grip = Rangef::point(right).expand(GRIP);
        let id = ui.make_persistent_id(("edge", column as u8));
        let response = ui.interact(
            Rect::from_x_y_ranges(grip, area.y_range()),
            id,
            Sense::click_and_drag(),
        );
        let palette = Palette::of(ui);
        let colour = edge_colour(&palette, response.dragged(), response.hovered());
        let line = Rangef::point(area.center().y).expand(SEPARATOR / 2.0);
        ui.painter()
            .vline(right - 0.5, line, Stroke::new(1.0, colour));
        if response.hovered() || response.dragged() {
            ui.ctx().set_cursor_icon(CursorIcon::ResizeColumn);
        }
        let usual = Widths::default().of(column);
        let wanted = if response.double_clicked() {
            Some(f32::from(usual))
        } else {
            // Where the pointer is, not how far it went: at a bound the edge waits for it.
            let pointer = response.interact_pointer_pos();
            let dragged = pointer.filter(|_| response.dragged());
            dragged.map(|pointer| pointer.x - place.min)
        };
        let Some(wanted) = wanted else {
            return;
        };
        let widths = self.widths.with(column, wanted);
        if widths != self.widths {
            commands.push(Command::SetWidths(widths));
        }
    }
}

fn bounds(place: Rect) -> egui::accesskit::Rect {
    let [x0, y0, x1, y1] = [place.min.x, place.min.y, place.max.x, place.max.y].map(f64::from);
    egui::accesskit::Rect { x0, y0, x1, y1 }
}

fn edge_colour(palette: &Palette, is_dragged: bool, is_hovered: bool) -> Color32 {
    if is_dragged {
        palette.accent
    } else if is_hovered {
        palette.field_border
    } else {
        palette.line
    }
}
