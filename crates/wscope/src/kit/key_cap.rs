//! Keys of the keyboard, drawn as caps.

use egui::{Align2, FontId, Sense, Stroke, StrokeKind, TextStyle, Ui};

use crate::kit::theme::{Palette, type_size};
use crate::kit::tool_row::text_width;

/// How large caps are: height, space beside the word, and its size, in points.
#[derive(Clone, Copy, Debug)]
pub struct CapSize {
    height: f32,
    padding: f32,
    font: f32,
}

/// In a line of hints.
const SMALL: CapSize = CapSize {
    height: 18.0,
    padding: 5.0,
    font: type_size::SMALL,
};

/// In a presentation.
pub const LARGE: CapSize = CapSize {
    height: 32.0,
    padding: 12.0,
    font: type_size::TITLE,
};

/// Space between two caps.
const GAP: f32 = 4.0;
/// Radius of its corners.
const RADIUS: u8 = 4;

/// How wide the caps of these keys are, in points.
pub fn caps_width(ui: &Ui, keys: &[String]) -> f32 {
    width_of(ui, keys, SMALL)
}

fn cap_width(ui: &Ui, key: &str, size: CapSize) -> f32 {
    // The small font is the one that is measured.
    let scale = size.font / type_size::SMALL;
    text_width(ui, key, TextStyle::Small) * scale + 2.0 * size.padding
}

fn width_of(ui: &Ui, keys: &[String], size: CapSize) -> f32 {
    let width = |key: &String| cap_width(ui, key, size);
    let gaps = keys.len().saturating_sub(1) as f32 * GAP;
    keys.iter().map(width).sum::<f32>() + gaps
}

/// Shows the caps of these keys.
pub fn key_caps(ui: &mut Ui, keys: &[String]) {
    caps_of(ui, keys, SMALL);
}

/// The same, as large as this.
pub fn caps_of(ui: &mut Ui, keys: &[String], cap: CapSize) {
    let size = egui::vec2(width_of(ui, keys, cap), cap.height);
    let (area, _) = ui.allocate_exact_size(size, Sense::hover());
    let palette = Palette::of(ui);
    let mut left = area.left();
    for key in keys {
        let width = cap_width(ui, key, cap);
        let place = area.with_min_x(left).with_max_x(left + width);
        let edge = Stroke::new(1.0, palette.field_border);
        ui.painter()
            .rect_stroke(place, RADIUS, edge, StrokeKind::Inside);
        let font = FontId::proportional(cap.font);
        ui.painter().text(
            place.center(),
            Align2::CENTER_CENTER,
            key,
            font,
            palette.muted,
        );
        left += width + GAP;
    }
}
