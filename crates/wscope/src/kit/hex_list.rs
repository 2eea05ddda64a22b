//! Bytes as a hex dump, of which only what is visible costs anything.

use egui::{Align2, FontId, Ui};
use payload::visible::{hex_columns, hex_row};
use virtual_list::{ListState, VirtualList};

use crate::kit::theme::{Palette, data, sizes};

/// Width that the list keeps for its scrollbar, in points.
const SCROLLBAR: f32 = 16.0;
/// Space before a row, in points.
const INSET: f32 = 8.0;

/// How many bytes a row may have, and how many it has where there is no room.
const WIDTHS: [usize; 2] = [16, 8];
const LEAST_WIDTH: usize = 4;

/// Where the person is in a hex dump.
pub struct HexList {
    list: ListState,
    /// How many bytes a row had.
    width: usize,
}

impl Default for HexList {
    fn default() -> Self {
        let mut list = ListState::default();
        list.go_to(0);
        Self { list, width: 0 }
    }
}

impl HexList {
    /// Shows the bytes in all of `ui`. `name` is what a screen reader calls the list.
    pub fn show(&mut self, ui: &mut Ui, name: &str, bytes: &[u8]) {
        let font: FontId = data();
        let glyph = ui.ctx().fonts_mut(|fonts| fonts.glyph_width(&font, '0'));
        let room = (ui.available_width() - SCROLLBAR - INSET).max(glyph);
        let columns = (room / glyph) as usize;
        let fits = |bytes: &&usize| hex_columns(**bytes) <= columns;
        let width = WIDTHS.iter().find(fits).copied().unwrap_or(LEAST_WIDTH);
        if width != self.width {
            *self = Self {
                width,
                ..Self::default()
            };
        }
        let colour = Palette::of(ui).text;
        let rows = 0..bytes.len().div_ceil(width) as u64;
        VirtualList::new("hex", sizes::LINE)
            .accessible_name(name)
            .show(ui, &mut self.list, &rows, |ui, row| {
                let start = row.id as usize * width;
                let end = bytes.len().min(start + width);
                let line = hex_row(start, &bytes[start.min(end)..end], width, &[]);
                let at = row.rect.left_center() + egui::vec2(INSET, 0.0);
                let painter = ui.painter();
                painter.text(at, Align2::LEFT_CENTER, &line.text, font.clone(), colour);
                if row.wants_label {
                    line.text
                } else {
                    String::new()
                }
            });
    }
}
