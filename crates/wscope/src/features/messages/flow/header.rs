//! What stands above the diagram: who is on which side.

use egui::{Align2, FontId, Rect, Stroke, StrokeKind, Ui};

use super::lifelines::Lifelines;
use crate::features::messages::texts::Text;
use crate::kit::language::Language;
use crate::kit::list_row::PADDING;
use crate::kit::theme::{Palette, medium, type_size};

/// Space within the box of a side, in points.
const INSET: egui::Vec2 = egui::vec2(8.0, 2.0);

/// Space between a box and the edge of the window, in points.
const EDGE: f32 = 4.0;

/// The header above the diagram.
pub struct FlowHeader {
    /// The language to speak.
    pub language: Language,
    /// Whether the window is as narrow as a phone.
    pub is_narrow: bool,
}

impl FlowHeader {
    /// Shows it in all of `ui`.
    pub fn show(&self, ui: &Ui) {
        let palette = Palette::of(ui);
        let area = ui.max_rect();
        let lines = Lifelines::new(area.x_range(), self.is_narrow, false);
        let time = Text::Time.say(self.language);
        let small = FontId::proportional(type_size::SMALL);
        let at = area.left_center() + PADDING;
        ui.painter()
            .text(at, Align2::LEFT_CENTER, time, small, palette.muted);
        for (x, text) in [(lines.client, Text::Client), (lines.server, Text::Server)] {
            let font = medium(type_size::SMALL);
            let words = text.say(self.language).into_owned();
            let words = ui.painter().layout_no_wrap(words, font, palette.text);
            let middle = egui::pos2(x, area.center().y);
            let edge = Rect::from_center_size(middle, words.size() + 2.0 * INSET);
            // The server may be near the edge.
            let left = (area.right() - EDGE - edge.right()).min(0.0);
            let edge = edge.translate(egui::vec2(left, 0.0));
            let line = Stroke::new(1.0, palette.field_border);
            ui.painter()
                .rect(edge, 4.0, palette.surface, line, StrokeKind::Inside);
            ui.painter().galley(edge.min + INSET, words, palette.text);
        }
    }
}
