//! A frame drawn bit by bit.

use egui::{Align2, FontId, Rect, RichText, Sense, Ui};

use crate::kit::button::name;
use crate::kit::frame_fields::{Field, Meaning};
use crate::kit::language::Language;
use crate::kit::theme::TabColour;

/// Bits in a row of the drawing: the two bytes that every frame begins with.
const BITS_A_ROW: u64 = 16;
/// Rows that are drawn at most: a head of any kind, and enough of the payload to see how it is masked.
const MAX_ROWS: u64 = 12;
/// Space between two names that stand close, in points.
const BETWEEN_NAMES: f32 = 4.0;
/// Height of a row with its names, in points.
const ROW: f32 = 44.0;

/// The beginning of the frame, a box a bit, in the colour of its field. `title` is what a screen reader calls it; `more` says how
/// many bytes are not drawn.
pub fn frame_bits(
    ui: &mut Ui,
    language: Language,
    bytes: &[u8],
    fields: &[Field],
    title: &str,
    more: impl Fn(u64) -> String,
) {
    let all = bytes.len() as u64 * 8;
    let shown = all.min(MAX_ROWS * BITS_A_ROW);
    let rows = shown.div_ceil(BITS_A_ROW);
    let width = ui.available_width().min(BITS_A_ROW as f32 * 36.0);
    let size = egui::vec2(width, rows as f32 * ROW);
    let (area, response) = ui.allocate_exact_size(size, Sense::hover());
    name(&response, title);
    let drawing = Drawing {
        area,
        cell: egui::vec2(width / BITS_A_ROW as f32, ROW - 18.0),
    };
    // Where the last name ends: the next one may stand in a box that is too narrow for it.
    let mut named = Rect::NOTHING;
    for field in fields {
        let colour = colour(&field.meaning).shown();
        for bit in field.bits.start..field.bits.end.min(shown) {
            let byte = bytes[(bit / 8) as usize];
            let is_set = byte >> (7 - bit % 8) & 1 == 1;
            let place = drawing.place(bit);
            ui.painter()
                .rect_filled(place.shrink(1.0), 2.0, colour.gamma_multiply(0.25));
            ui.painter().text(
                place.center(),
                Align2::CENTER_CENTER,
                if is_set { "1" } else { "0" },
                FontId::monospace(13.0),
                ui.visuals().text_color(),
            );
            // Its name, where it begins, and again in each row that it goes on in.
            if bit == field.bits.start || bit % BITS_A_ROW == 0 {
                let mut at = place.left_bottom() + egui::vec2(2.0, 1.0);
                if (named.top() - at.y).abs() < BETWEEN_NAMES {
                    at.x = at.x.max(named.right() + BETWEEN_NAMES);
                }
                named = ui.painter().text(
                    at,
                    Align2::LEFT_TOP,
                    short_name(&field.meaning, language),
                    FontId::monospace(10.0),
                    colour,
                );
            }
        }
    }
    if shown < all {
        let rest = (all - shown) / 8;
        ui.label(RichText::new(more(rest)).small());
    }
}

struct Drawing {
    area: Rect,
    /// Size of a bit.
    cell: egui::Vec2,
}

impl Drawing {
    fn place(&self, bit: u64) -> Rect {
        let column = (bit % BITS_A_ROW) as f32;
        let row = (bit / BITS_A_ROW) as f32;
        let corner = self.area.left_top() + egui::vec2(column * self.cell.x, row * ROW);
        Rect::from_min_size(corner, self.cell)
    }
}

/// The same for a field in every frame, whatever stands before it.
fn colour(meaning: &Meaning) -> TabColour {
    match meaning {
        Meaning::Fin(_) => TabColour::Blue,
        Meaning::Reserved(_) => TabColour::Green,
        Meaning::Opcode(_) => TabColour::Amber,
        Meaning::Mask(_) => TabColour::Red,
        Meaning::ShortLength(_) => TabColour::Violet,
        Meaning::LongLength(_) => TabColour::Blue,
        Meaning::MaskingKey(_) => TabColour::Red,
        Meaning::Payload { .. } => TabColour::Green,
    }
}

/// As the standard calls it: the flags alike in every language.
pub fn short_name(meaning: &Meaning, language: Language) -> &'static str {
    let (zh, en) = match meaning {
        Meaning::Fin(_) => return "FIN",
        Meaning::Reserved(_) => return "RSV",
        Meaning::Mask(_) => return "MASK",
        Meaning::Opcode(_) => ("操作码", "opcode"),
        Meaning::ShortLength(_) => ("长度", "length"),
        Meaning::LongLength(_) => ("扩展长度", "extended length"),
        Meaning::MaskingKey(_) => ("掩码密钥", "masking key"),
        Meaning::Payload { .. } => ("载荷", "payload"),
    };
    match language {
        Language::SimplifiedChinese => zh,
        Language::English => en,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kit::frame_fields::{Opcode, Way, fields_of, frame};

    /// The flags of the standard are no words.
    #[test]
    fn names_of_fields_are_told_in_the_language_of_the_window() {
        let payload = vec![0; 300];
        let bytes = frame(Opcode::Text, &payload, Way::ToServer, [1; 4]);
        for field in fields_of(&bytes).unwrap() {
            let [zh, en] = [Language::SimplifiedChinese, Language::English]
                .map(|language| short_name(&field.meaning, language));
            let is_flag = zh.bytes().all(|byte| byte.is_ascii_uppercase());
            assert_eq!(zh.is_ascii(), is_flag, "{zh}");
            assert_eq!(zh == en, is_flag, "{zh} {en}");
        }
    }
}
