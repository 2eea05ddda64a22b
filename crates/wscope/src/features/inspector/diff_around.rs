//! What stands above and below two messages that are compared.

use egui::{Align, Color32, Label, Layout, Rect, RichText, Ui, UiBuilder};
use payload::diff::{By, Diff};
use session::SharedLogMessage;
use virtual_list::ListState;

use super::below::Below;
use super::texts::Text;
use crate::kit::button::{icon_style, name};
use crate::kit::format::size;
use crate::kit::icon::Icon;
use crate::kit::language::Language;
use crate::kit::theme::{Palette, type_size};

/// From this width on the two stand beside each other, in points: a key and a value have room in each half.
pub(super) const SIDE_BY_SIDE: f32 = 380.0;

/// What was compared, and in which order its lines stand below each other.
pub(super) struct Compared {
    pub(super) diff: Diff,
    pub(super) below: Below,
    /// The length of the longest line, in bytes.
    pub(super) longest: usize,
}

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

/// How many differences there are, and the way from one to the next.
pub(super) fn summary(
    ui: &mut Ui,
    language: Language,
    compared: &Compared,
    list: &mut ListState,
    (at, along): (&mut usize, &mut isize),
    columns: usize,
) {
    let Compared { diff, below, .. } = compared;
    let muted = Palette::of(ui).muted;
    let count = diff.changes().len();
    ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
        ui.spacing_mut().item_spacing.x = 2.0;
        let is_beside = ui.max_rect().width() + 24.0 >= SIDE_BY_SIDE;
        let places = if is_beside {
            diff.changes()
        } else {
            &below.changes
        };
        for (icon, text, forward) in [
            (Icon::Received, Text::NextDifference, true),
            (Icon::Sent, Text::PreviousDifference, false),
        ] {
            let response = ui.add_enabled(count > 0, icon_style(ui, icon.text()));
            let text = text.say(language);
            name(&response, &text);
            if response.on_hover_text(text).clicked() {
                *at = if forward { *at + 1 } else { *at + count - 1 } % count;
                let row = u64::from(places[*at]);
                list.select(row);
                list.reveal(row);
                *along = 0;
            }
        }
        scroll_lines(ui, language, compared, columns, along);
        let by = diff.by();
        let mut text = Text::Differences { count, by }.say(language).into_owned();
        if diff.is_coarse() {
            text = format!("{text} · {}", Text::Coarse.say(language));
        }
        let text = RichText::new(text).size(type_size::SMALL).color(muted);
        ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
            ui.add(Label::new(text).truncate());
        });
    });
}

/// Lines that have no room are read to their beginnings and ends.
fn scroll_lines(
    ui: &mut Ui,
    language: Language,
    compared: &Compared,
    columns: usize,
    along: &mut isize,
) {
    let longest = compared.longest;
    if compared.diff.by() == By::Bytes || longest <= columns {
        return;
    }
    let most = isize::try_from(longest).unwrap_or(isize::MAX);
    let step = isize::try_from(columns * 3 / 4).unwrap_or(most).max(1);
    for (icon, text, to) in [
        (Icon::Right, Text::LinesRight, *along + step),
        (Icon::Left, Text::LinesLeft, *along - step),
    ] {
        let to = to.clamp(-most, most);
        let response = ui.add_enabled(to != *along, icon_style(ui, icon.text()));
        let text = text.say(language);
        name(&response, &text);
        if response.on_hover_text(text).clicked() {
            *along = to;
        }
    }
}
