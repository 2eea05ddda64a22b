//! What stands above two messages that are compared.

use egui::{Align, Color32, Label, Layout, Rect, RichText, Ui, UiBuilder};
use session::SharedLogMessage;

use super::texts::Text;
use crate::kit::format::size;
use crate::kit::language::Language;
use crate::kit::theme::{Palette, type_size};

/// Above its half of each row; or below each other, with the sign of their lines.
pub(super) fn names_above(
    ui: &mut Ui,
    place: Rect,
    [before, after]: &[String; 2],
    is_beside: bool,
) {
    let muted = Palette::of(ui).muted;
    if is_beside {
        let (left, right) = place.split_left_right_at_x(place.center().x);
        label(ui, left, before, muted);
        label(ui, right, after, muted);
    } else {
        let (above, below) = place.split_top_bottom_at_y(place.center().y);
        label(ui, above, &format!("- {before}"), muted);
        label(ui, below, &format!("+ {after}"), muted);
    }
}

/// A caption in its place.
pub(super) fn label(ui: &mut Ui, place: Rect, text: &str, colour: Color32) {
    let text = RichText::new(text).size(type_size::SMALL).color(colour);
    let place = place.shrink2(egui::vec2(12.0, 0.0));
    let layout = Layout::left_to_right(Align::Center);
    let builder = UiBuilder::new().max_rect(place).layout(layout);
    ui.scope_builder(builder, |ui| ui.add(Label::new(text).truncate()));
}

/// A message in few words, for above its half.
pub(super) fn caption(
    number: Option<u64>,
    message: &SharedLogMessage,
    language: Language,
) -> String {
    let name = match number {
        Some(number) => Text::Numbered(number).say(language),
        None => Text::Event.say(language),
    };
    let message = message.message();
    let way = Text::Direction(message.direction).say(language);
    format!("{name} · {way} · {}", size(message.payload.len() as u64))
}
