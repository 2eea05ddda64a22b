//! A row as an arrow of the diagram.

use egui::{FontId, Pos2, Rect, Shape, Stroke, StrokeKind, Ui};
use message_log::Direction;
use payload::decoders;
use payload::visible::Line;
use session::Severity;
use virtual_list::VisibleRow;

use super::{Painted, Row};
use crate::features::messages::flow::{Lifelines, Way};
use crate::kit::list_row::{Side, paint_cell, paint_ground};
use crate::kit::marked_line::layout;
use crate::kit::theme::Palette;

/// Length and half the width of the head of an arrow, in points.
const HEAD: egui::Vec2 = egui::vec2(9.0, 4.0);
/// Space between an arrow and the edge below it.
const BELOW: f32 = 8.0;
/// Space between the text and the sides.
const INSET: f32 = 10.0;
/// Space around the text of a note.
const NOTE: egui::Vec2 = egui::vec2(6.0, 2.0);
/// Width of the line of an arrow.
const LINE: f32 = 1.5;
/// Lengths of the pieces of an arrow that is no message, and of what is between them.
const DASH: f32 = 5.0;
const DASH_GAP: f32 = 4.0;

impl Row {
    /// Paints it into its place as an arrow between the two sides, or as a note over them.
    pub(in super::super) fn paint_flow(
        &self,
        ui: &Ui,
        row: &VisibleRow,
        lines: &Lifelines,
    ) -> Painted {
        let palette = Palette::of(ui);
        paint_ground(ui, row, &palette);
        let font = FontId::monospace(self.type_size - 1.0);
        let time = Rect::from_x_y_ranges(lines.times, row.rect.y_range());
        let (upper, lower) = time.split_top_bottom_at_y(time.center().y);
        // On a narrow window the time stands alone.
        let upper = if self.delta.is_empty() { time } else { upper };
        for (place, text) in [(upper, &self.time), (lower, &self.delta)] {
            let text = (text.clone(), font.clone());
            paint_cell(ui, place, lines.times, Side::Left, text, palette.muted);
        }
        for x in [lines.client, lines.server] {
            let line = Stroke::new(1.0, palette.field_border);
            ui.painter().vline(x, row.rect.y_range(), line);
        }
        match self.way {
            Way::Nowhere => self.note(ui, row, lines, &palette),
            way => self.arrow(ui, row, lines, way, &palette),
        }
    }

    /// What stands over an arrow: what is folded into it, and what the row says.
    fn words(&self) -> Line {
        let mut line = self.preview.clone();
        if let Some(fold) = &self.fold {
            line.prepend(&format!("{} · ", fold.words()));
        }
        line
    }

    fn colour(&self, palette: &Palette) -> egui::Color32 {
        match (self.severity, self.direction) {
            (Severity::Bad, _) => palette.error,
            (Severity::Warning, _) => palette.warning,
            _ if self.kind == Some(decoders::Kind::Error) => palette.error,
            (_, Direction::Sent) => palette.sent,
            (_, Direction::Received) => palette.received,
            (_, Direction::Local) => palette.muted,
        }
    }

    fn arrow(
        &self,
        ui: &Ui,
        row: &VisibleRow,
        lines: &Lifelines,
        way: Way,
        palette: &Palette,
    ) -> Painted {
        let colour = self.colour(palette);
        let y = row.rect.bottom() - BELOW;
        let (from, to) = match way {
            Way::ToServer => (lines.client, lines.server),
            Way::ToClient | Way::Nowhere => (lines.server, lines.client),
        };
        let forward = (to - from).signum();
        let (tail, tip) = (Pos2::new(from, y), Pos2::new(to - forward, y));
        let end = tip - egui::vec2(forward * HEAD.x, 0.0);
        let stroke = Stroke::new(LINE, colour);
        if self.direction == Direction::Local {
            // It is no message of the connection.
            let dashes = Shape::dashed_line(&[tail, end], stroke, DASH, DASH_GAP);
            ui.painter().extend(dashes);
        } else {
            ui.painter().line_segment([tail, end], stroke);
        }
        let side = egui::vec2(0.0, HEAD.y);
        let head = vec![tip, end - side, end + side];
        ui.painter()
            .add(Shape::convex_polygon(head, colour, Stroke::NONE));
        let text = if self.severity == Severity::Quiet && self.kind != Some(decoders::Kind::Error) {
            palette.text
        } else {
            colour
        };
        let place = lines.between().shrink(INSET);
        let galley = layout(ui, &self.words(), &self.font(), text, place.span());
        let left = place.center() - galley.size().x / 2.0;
        let middle = f32::midpoint(row.rect.top(), y);
        let at = egui::pos2(left, middle - galley.size().y / 2.0);
        let shown = Rect::from_min_size(at, galley.size());
        let has_room = !galley.elided;
        ui.painter().galley(at, galley, text);
        Painted {
            has_room,
            fold: self.fold.is_some().then_some(shown),
        }
    }

    fn note(&self, ui: &Ui, row: &VisibleRow, lines: &Lifelines, palette: &Palette) -> Painted {
        let colour = self.colour(palette);
        let place = lines.between().shrink(INSET);
        let galley = layout(ui, &self.words(), &self.font(), colour, place.span());
        let middle = egui::pos2(place.center(), row.rect.center().y);
        let shown = Rect::from_center_size(middle, galley.size());
        let line = Stroke::new(1.0, palette.line);
        ui.painter().rect(
            shown.expand2(NOTE),
            4.0,
            palette.surface,
            line,
            StrokeKind::Inside,
        );
        let has_room = !galley.elided;
        ui.painter().galley(shown.min, galley, colour);
        Painted {
            has_room,
            fold: None,
        }
    }

    fn font(&self) -> FontId {
        if self.direction == Direction::Local {
            FontId::proportional(self.type_size)
        } else {
            FontId::monospace(self.type_size)
        }
    }
}
