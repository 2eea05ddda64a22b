//! The text of a sequence, with the number of each line and what came of it.

use std::sync::Arc;

use egui::text::{CCursor, CCursorRange, LayoutJob, TextFormat};
use egui::text_edit::{TextEditOutput, TextEditState};
use egui::{
    Align, Align2, Context, FontId, Frame, Galley, Id, Margin, Rect, ScrollArea, Shape, Stroke,
    TextBuffer, TextEdit, Ui, UiBuilder,
};

use crate::kit::button::name;
use crate::kit::field::{field_edge, field_ground, note_typing};
use crate::kit::format::short_duration;
use crate::kit::icon::Icon;
use crate::kit::language::Language;
use crate::kit::theme::{Palette, type_size};

use super::run::{Mark, Run};
use super::state::{MAX_SEQUENCE, Sequence};
use super::texts::Text;

/// Room for the time that a line took, in points: `1.23 ms` in small type.
const TIME: f32 = 54.0;
/// Room for what came of a line.
const SIGN: f32 = 22.0;
/// Room for the number of a line: as wide as four digits are, and as many in large type have room for.
const NUMBER: f32 = 40.0;
/// Space between that and the text.
const GAP: f32 = 8.0;
/// Space above the first line.
const TOP: i8 = 8;

/// The field of the script.
pub fn editor() -> Id {
    Id::unique("sequence-editor")
}

/// Puts the caret at a line and a column, both from 1 on, and gives the field the keyboard.
pub(super) fn put_caret(context: &Context, text: &str, line: u32, column: u32) {
    let before = text
        .split_inclusive('\n')
        .take(line.saturating_sub(1) as usize)
        .map(|line| line.chars().count())
        .sum::<usize>();
    let at = before + column.saturating_sub(1) as usize;
    let at = CCursor::new(at.min(text.chars().count()));
    let mut state = TextEditState::load(context, editor()).unwrap_or_default();
    state.cursor.set_char_range(Some(CCursorRange::one(at)));
    state.store(context, editor());
    context.memory_mut(|memory| memory.request_focus(editor()));
}

/// Shows the field in its place.
pub(super) fn show(
    ui: &mut Ui,
    place: Rect,
    language: Language,
    sequence: &mut Sequence,
    presents: bool,
) {
    field_ground(ui, place);
    let inner = place.shrink(1.0);
    let builder = UiBuilder::new()
        .scope_id(Id::unique("sequence-text"))
        .max_rect(inner);
    let has_focus = ui.scope_builder(builder, |ui| {
        ui.shrink_clip_rect(inner);
        let area = ScrollArea::vertical()
            .id_salt("script")
            .max_height(inner.height())
            .min_scrolled_height(inner.height())
            .auto_shrink(false);
        let shown = area.show(ui, |ui| text(ui, inner, language, sequence, presents));
        shown.inner
    });
    field_edge(ui, place, has_focus.inner);
}

/// Shows the text. Says whether it has the focus.
fn text(
    ui: &mut Ui,
    place: Rect,
    language: Language,
    sequence: &mut Sequence,
    presents: bool,
) -> bool {
    let palette = Palette::of(ui);
    let font = FontId::monospace(if presents {
        type_size::PRESENTED
    } else {
        type_size::BODY
    });
    let mut layouter = |ui: &Ui, text: &dyn TextBuffer, width: f32| -> Arc<Galley> {
        let mut job = coloured(text.as_str(), &palette, &font);
        job.wrap.max_width = width;
        ui.fonts_mut(|fonts| fonts.layout_job(job))
    };
    let margin = Margin {
        left: (TIME + SIGN + NUMBER + GAP) as i8,
        right: 12,
        top: TOP,
        bottom: TOP,
    };
    let ground = ui.painter().add(Shape::Noop);
    let is_editable = sequence.is_editable();
    let output = TextEdit::multiline(&mut sequence.text)
        .id(editor())
        .font(font.clone())
        .frame(Frame::NONE.inner_margin(margin))
        .margin(margin)
        .desired_rows(1)
        .min_size(place.size())
        .char_limit(MAX_SEQUENCE)
        .desired_width(f32::INFINITY)
        .interactive(is_editable)
        .layouter(&mut layouter)
        .show(ui);
    let response = output.response.response.clone();
    name(&response, &Text::Script.say(language));
    note_typing(&response, &sequence.text);
    if response.changed() {
        sequence.edited();
    }
    let gutter = Gutter {
        font,
        palette,
        ground,
    };
    gutter.show(ui, &output, sequence);
    response.has_focus()
}

/// What stands before the lines.
struct Gutter {
    font: FontId,
    palette: Palette,
    /// Where the ground of the line is painted that is under way.
    ground: egui::layers::ShapeIdx,
}

impl Gutter {
    fn show(&self, ui: &Ui, output: &TextEditOutput, sequence: &mut Sequence) {
        let clip = ui.clip_rect();
        let width = TIME + SIGN + NUMBER;
        let strip = clip.with_max_x(clip.left() + width);
        let edge = Stroke::new(1.0, self.palette.line);
        ui.painter().vline(strip.right(), clip.y_range(), edge);
        let run = sequence.run.as_ref();
        let current = run.and_then(Run::line);
        let height = ui.fonts_mut(|fonts| fonts.row_height(&self.font));
        let (mut number, mut is_first) = (1, true);
        let mut current_place: Option<Rect> = None;
        for row in &output.galley.rows {
            let top = output.galley_pos.y + row.pos.y;
            let place = Rect::from_x_y_ranges(clip.x_range(), top..=top + height);
            let is_seen = clip.y_range().expand(height).contains(top);
            if current == Some(number) {
                current_place = Some(current_place.map_or(place, |above| above.union(place)));
            }
            // A long line has several rows.
            if is_seen && is_first {
                let mark = run.and_then(|run| run.mark(number));
                let has_trouble = sequence
                    .troubles()
                    .iter()
                    .any(|trouble| trouble.place().0 == number);
                self.line(
                    ui,
                    place,
                    number,
                    mark,
                    has_trouble,
                    current == Some(number),
                );
            }
            if sequence.wanted_line == Some(number) {
                ui.scroll_to_rect(place.with_max_x(clip.right()), Some(Align::Center));
                sequence.wanted_line = None;
            }
            is_first = row.ends_with_newline;
            if is_first {
                number += 1;
            }
        }
        if let Some(place) = current_place {
            let ground = Shape::rect_filled(place, 0.0, self.palette.selection);
            ui.painter().set(self.ground, ground);
        }
        sequence.wanted_line = None;
    }

    fn line(
        &self,
        ui: &Ui,
        place: Rect,
        number: u32,
        mark: Option<Mark>,
        has_trouble: bool,
        is_current: bool,
    ) {
        let palette = &self.palette;
        let middle = place.center().y;
        let (sign, took) = match mark {
            Some(Mark::Passed(took)) => (Some((Icon::Check, palette.received)), Some(took)),
            Some(Mark::Failed(took)) => (Some((Icon::Failed, palette.error)), Some(took)),
            Some(Mark::Running) => (Some((Icon::Timer, palette.warning)), None),
            None if has_trouble => (Some((Icon::Alert, palette.error)), None),
            None if is_current => (Some((Icon::Right, palette.accent)), None),
            None => (None, None),
        };
        // What waits for nothing takes no time that is worth a figure.
        if let Some(took) = took.filter(|took| !took.is_zero()) {
            let micros = u64::try_from(took.as_micros()).unwrap_or(u64::MAX);
            let at = egui::pos2(place.left() + TIME, middle);
            let font = FontId::proportional(type_size::SMALL);
            let text = short_duration(micros);
            ui.painter()
                .text(at, Align2::RIGHT_CENTER, text, font, palette.muted);
        }
        if let Some((icon, colour)) = sign {
            let at = egui::pos2(place.left() + TIME + SIGN / 2.0, middle);
            let font = FontId::proportional(16.0);
            ui.painter()
                .text(at, Align2::CENTER_CENTER, icon.glyph(), font, colour);
        }
        let at = egui::pos2(place.left() + TIME + SIGN + NUMBER - 6.0, middle);
        let font = FontId::monospace(type_size::BODY);
        ui.painter().text(
            at,
            Align2::RIGHT_CENTER,
            number.to_string(),
            font,
            palette.muted,
        );
    }
}

/// Lays a script out: comments are muted, and the word that says what a step does is in a colour.
fn coloured(text: &str, palette: &Palette, font: &FontId) -> LayoutJob {
    let mut job = LayoutJob::default();
    let mut add = |text: &str, colour| {
        job.append(text, 0.0, TextFormat::simple(font.clone(), colour));
    };
    for line in text.split_inclusive('\n') {
        let body = line.trim_start();
        let (blank, rest) = line.split_at(line.len() - body.len());
        if rest.starts_with('#') {
            add(line, palette.muted);
            continue;
        }
        add(blank, palette.text);
        let (prefix, rest) = named(rest);
        add(prefix, palette.websocket);
        let end = rest.find(char::is_whitespace).unwrap_or(rest.len());
        let (word, rest) = rest.split_at(end);
        let is_word = VERBS.contains(&word);
        add(
            word,
            if is_word {
                palette.literal
            } else {
                palette.text
            },
        );
        add(rest, palette.text);
    }
    job
}

/// The words with which steps begin.
const VERBS: [&str; 10] = [
    "connect", "send", "expect", "ignore", "close", "wait", "set", "repeat", "skip", "capture",
];

/// The name of the connection that a line begins with, and the rest.
fn named(line: &str) -> (&str, &str) {
    let is_name = |name: &str| {
        !name.is_empty()
            && name
                .chars()
                .all(|c| c.is_alphanumeric() || matches!(c, '_' | '-' | '.'))
    };
    match line.find(": ") {
        Some(at) if is_name(&line[..at]) => line.split_at(at + 2),
        _ => ("", line),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_character_of_a_script_is_laid_out_once() {
        let palette = Palette::of_theme(egui::Theme::Dark);
        let font = FontId::monospace(13.0);
        for text in [
            "",
            "\n",
            "# 中文\n\nada: send text a: b\n  \t\nexpect",
            "connect ws://a\r\n  header A: b",
            ": x",
        ] {
            assert_eq!(coloured(text, &palette, &font).text, text);
        }
    }

    #[test]
    fn the_caret_goes_to_a_line_and_column() {
        #[track_caller]
        fn check(line: u32, column: u32, expected: usize) {
            let context = Context::default();
            put_caret(&context, "中文\nab\nc", line, column);
            let state = TextEditState::load(&context, editor()).unwrap();
            let range = state.cursor.char_range().unwrap();
            assert_eq!(
                range.primary.index,
                CCursor::new(expected).index,
                "{line}:{column}"
            );
        }
        check(1, 1, 0);
        check(1, 3, 2);
        check(2, 1, 3);
        check(3, 2, 7);
        check(9, 9, 7);
        check(0, 0, 0);
    }
}
