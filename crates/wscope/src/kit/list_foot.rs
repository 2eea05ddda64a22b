//! The way back to the newest row of a list.

use egui::{Button, Margin, Rect, RichText, Ui};

use crate::kit::button::styled_button;
use crate::kit::command::Command;
use crate::kit::language::Language;
use crate::kit::room::{line_above, part};
use crate::kit::theme::{Palette, type_size};

/// Leads back to the newest row, with a text that tells how many came since that was seen. It stands below the rows from
/// when the person scrolls away: over them it would cover what they read, and shown only when a row arrives, move it.
pub fn list_foot<C: Command>(
    ui: &mut Ui,
    place: Rect,
    language: Language,
    (text, has_new, size): (String, bool, f32),
    command: C,
    commands: &mut Vec<C>,
) {
    let palette = Palette::of(ui);
    let colour = if has_new { palette.sent } else { palette.muted };
    let button = Button::new(RichText::new(text).size(size).color(colour))
        .frame_when_inactive(false)
        .min_size(place.size());
    part(ui, "foot", place, palette.surface, Margin::ZERO, |ui| {
        styled_button(ui, language, command, button, Ok(()), commands);
    });
    line_above(ui, place);
}

/// The size of its type.
pub fn foot_size(presents: bool) -> f32 {
    if presents {
        type_size::TITLE
    } else {
        type_size::SMALL
    }
}
