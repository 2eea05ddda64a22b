//! The field for what is to be sent, or what is attached instead.

use std::sync::Arc;

use egui::text_edit::{TextEditOutput, TextEditState};
use egui::{
    Align2, Button, FontId, Frame, Galley, Id, Key, Label, Margin, Modifiers, Rect, RichText,
    ScrollArea, Stroke, TextBuffer, TextEdit, Ui, UiBuilder,
};
use payload::typed::Form;
use payload::visible::text_preview;

use super::command::Command;
use super::texts::Text;
use super::view::{Composer, Room};
use crate::kit::attach::Source;
use crate::kit::button::{name, styled_button};
use crate::kit::cut_label::cut_label;
use crate::kit::field::{
    MAX_TYPED, composer_field, field_edge, field_ground, is_long, note_typing, take_text,
};
use crate::kit::format::size;
use crate::kit::json_colours::coloured;
use crate::kit::theme::{Palette, type_size};

/// Width of the column of line numbers, in points: four digits.
const NUMBERS: f32 = 32.0;
/// Space around the text.
const MARGIN: Margin = Margin::symmetric(12, 8);

impl Composer<'_> {
    /// The field's id: that of the tab.
    pub(super) fn field_id(&self) -> Id {
        composer_field(self.tab)
    }

    /// Shows the field in its place.
    pub(super) fn field(&mut self, ui: &mut Ui, place: Rect, commands: &mut Vec<Command>) {
        field_ground(ui, place);
        let inner = place.shrink(1.0);
        let builder = UiBuilder::new().id_salt("field").max_rect(inner);
        let has_focus = ui
            .scope_builder(builder, |ui| {
                ui.shrink_clip_rect(inner);
                if self.compose.attachment.is_some() {
                    self.attachment(ui, commands);
                    false
                } else {
                    self.text(ui, inner, commands)
                }
            })
            .inner;
        field_edge(ui, place, has_focus);
    }

    /// Shows the text. Says whether it has the focus.
    fn text(&mut self, ui: &mut Ui, place: Rect, commands: &mut Vec<Command>) -> bool {
        let label = Text::MessageToSend.say(self.language).into_owned();
        let id = self.field_id();
        let room = place.size();
        let area = ScrollArea::vertical()
            .id_salt("composer")
            .max_height(room.y)
            .min_scrolled_height(room.y)
            .auto_shrink(false);
        let is_json = self.compose.draft.form == Form::Json;
        let palette = Palette::of(ui);
        let font = self.font();
        let shown = area.show(ui, |ui| {
            self.walk_history(ui, id, commands);
            self.take_long_paste(ui, id);
            let mut colours = |ui: &Ui, text: &dyn TextBuffer, width: f32| -> Arc<Galley> {
                let mut job = coloured(text.as_str(), &palette, &font);
                job.wrap.max_width = width;
                ui.fonts_mut(|fonts| fonts.layout_job(job))
            };
            let has_numbers = is_json && self.room == Room::Wide;
            let mut margin = MARGIN;
            if has_numbers {
                margin.left = (NUMBERS + 9.0) as i8;
            }
            let lines_id = id.with("lines");
            let lines = ui.data(|data| data.get_temp::<usize>(lines_id));
            margin.right = margin.right.max(self.menu_in_field(ui).ceil() as i8);
            margin.top = top_margin(ui, room.y, &font, lines.unwrap_or(1));
            margin.bottom = margin.top.min(margin.bottom);
            let mut edit = TextEdit::multiline(&mut self.compose.draft.text)
                .id(id)
                .hint_text(label.as_str())
                .font(font.clone())
                .frame(Frame::NONE.inner_margin(margin))
                .margin(margin)
                .desired_rows(1)
                .min_size(egui::vec2(0.0, room.y))
                .char_limit(MAX_TYPED)
                .desired_width(f32::INFINITY);
            if is_json {
                edit = edit.layouter(&mut colours);
            }
            let output = edit.show(ui);
            if has_numbers {
                numbers(ui, &output, &palette);
            }
            let shown = output.galley.rows.len();
            if lines != Some(shown) {
                ui.data_mut(|data| data.insert_temp(lines_id, shown));
                ui.ctx().request_repaint();
            }
            output.response.response
        });
        let response = shown.inner;
        name(&response, &label);
        note_typing(&response, &self.compose.draft.text);
        response.has_focus()
    }

    /// The font of what is typed.
    fn font(&self) -> FontId {
        let size = if self.room.is_presented() {
            type_size::PRESENTED
        } else {
            type_size::BODY
        };
        FontId::monospace(size)
    }

    /// The arrows lead through what was sent, where they could not lead through the text.
    fn walk_history(&mut self, ui: &Ui, id: Id, commands: &mut Vec<Command>) {
        if !ui.memory(|memory| memory.has_focus(id)) {
            return;
        }
        let (up, down) = ui.input(|input| {
            let is_plain = input.modifiers.is_none();
            let pressed = |key| is_plain && input.key_pressed(key);
            (pressed(Key::ArrowUp), pressed(Key::ArrowDown))
        });
        if !up && !down {
            return;
        }
        let state = TextEditState::load(ui.ctx(), id);
        let cursor = state.and_then(|state| state.cursor.char_range());
        let at: usize = cursor.map_or(0, |range| range.primary.index.into());
        let draft = &self.compose.draft;
        let mut before = draft.text.chars().take(at);
        let mut after = draft.text.chars().skip(at);
        let (key, found) = if up && !before.any(|c| c == '\n') {
            (Key::ArrowUp, self.compose.history.older(draft))
        } else if down && !after.any(|c| c == '\n') {
            (Key::ArrowDown, self.compose.history.newer(draft))
        } else {
            return;
        };
        if let Some(found) = found {
            ui.input_mut(|input| input.consume_key(Modifiers::NONE, key));
            commands.push(Command::Recall(found));
        }
    }

    /// A text that is too long for the field never reaches it.
    fn take_long_paste(&mut self, ui: &Ui, id: Id) {
        if !ui.memory(|memory| memory.has_focus(id)) {
            return;
        }
        let typed = self.compose.draft.text.chars().count();
        let is_too_long = |text: &str| is_long(text) || typed + text.chars().count() > MAX_TYPED;
        let Some(pasted) = take_text(ui, is_too_long) else {
            return;
        };
        let state = TextEditState::load(ui.ctx(), id);
        let cursor = state.and_then(|state| state.cursor.char_range());
        let replaced = cursor.map_or(typed..typed, |range| {
            let [from, to] = range.sorted_cursors().map(|cursor| cursor.index.into());
            from..to
        });
        self.compose.paste(&pasted, replaced);
    }

    fn attachment(&mut self, ui: &mut Ui, commands: &mut Vec<Command>) {
        // There is no field that could take it. A dialog that closes gives the focus back to the one that was there.
        let focused = ui.memory(egui::Memory::focused);
        if focused.is_none_or(|field| field == self.field_id())
            && let Some(pasted) = take_text(ui, |_| true)
        {
            self.compose.draft.text.clear();
            self.compose.paste(&pasted, 0..0);
        }
        let Some(attachment) = &self.compose.attachment else {
            return;
        };
        let size = &size(attachment.bytes.len() as u64);
        let (label, detach) = match &attachment.source {
            Source::File(name) => {
                let file = text_preview(name.as_bytes(), &[]).text;
                let name = file.as_str();
                (self.say(Text::Attached { name, size }), Text::Detach)
            }
            Source::Text => (self.say(Text::AttachedText { size }), Text::DetachText),
        };
        let is_text = attachment.is_text();
        let room = ui.available_size();
        let layout = egui::Layout::right_to_left(egui::Align::Center);
        ui.allocate_ui_with_layout(room, layout, |ui| {
            ui.add_space(4.0);
            // From right to left, so that the label takes what is left.
            let button = Button::new(self.say(detach));
            styled_button(ui, self.language, Command::Detach, button, Ok(()), commands);
            let button = Button::new(self.say(Text::ViewAttachment));
            let view = Command::ViewAttachment;
            styled_button(ui, self.language, view, button, Ok(()), commands);
            ui.with_layout(egui::Layout::left_to_right(egui::Align::Center), |ui| {
                ui.add_space(f32::from(MARGIN.left));
                let more = match is_text {
                    true => self.say(Text::AttachedTextTooltip),
                    false => String::new(),
                };
                cut_label(ui, Label::new(RichText::new(&label)), &label, &more);
            });
        });
    }
}

/// The number of each line, at its first row.
fn numbers(ui: &Ui, output: &TextEditOutput, palette: &Palette) {
    let left = output.galley_pos.x - 9.0;
    let edge = Stroke::new(1.0, palette.line);
    ui.painter().vline(left, ui.clip_rect().y_range(), edge);
    let font = FontId::monospace(type_size::BODY);
    let mut number = 0;
    let mut is_first = true;
    for row in &output.galley.rows {
        if is_first {
            number += 1;
            let at = output.galley_pos + egui::vec2(-17.0, row.pos.y);
            // Of many thousand lines only those that are seen are painted.
            if ui.clip_rect().y_range().expand(20.0).contains(at.y) {
                let text = number.to_string();
                ui.painter()
                    .text(at, Align2::RIGHT_TOP, text, font.clone(), palette.muted);
            }
        }
        is_first = row.ends_with_newline;
    }
}

/// Space above the first line. As many whole lines as have room stand in the middle, and no half one below them.
fn top_margin(ui: &Ui, height: f32, font: &FontId, lines: usize) -> i8 {
    let line = ui.fonts_mut(|fonts| fonts.row_height(font));
    // Two lines may take as much as the edges of the field.
    let fitting = ((height + 1.0) / line).floor().max(1.0);
    let shown = fitting.min(lines as f32);
    let middle = ((height - shown * line) / 2.0).floor();
    let most = if fitting > 2.0 {
        f32::from(MARGIN.top)
    } else {
        height / 2.0
    };
    // A window may be too low for any of it.
    middle.clamp(0.0, most.max(0.0)) as i8
}
