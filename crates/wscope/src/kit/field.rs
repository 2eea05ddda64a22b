//! What every field for typing has in common.

use egui::text::{CCursor, CCursorRange, LayoutJob, TextFormat};
use egui::text_edit::TextEditState;
use egui::{
    Align2, Area, Color32, Context, Event, Frame, Id, ImeEvent, InputState, Key, Label, Modifiers,
    Order, Pos2, Rect, Response, RichText, Sense, Stroke, StrokeKind, TextStyle, Ui, UiBuilder,
};

use crate::kit::tab_id::TabId;
use crate::kit::theme::{Palette, sizes};

/// How many characters are edited in the field: at each change egui lays all of them out and copies them, which takes
/// seconds for a million. A longer text is attached.
pub const MAX_TYPED: usize = 64 * 1024;

/// The widest note, in points: a line that long is read without losing it.
const NOTE_WIDTH: f32 = 460.0;
/// Space between a field and its note, in points.
const NOTE_GAP: f32 = 2.0;
/// Instead of the frame since which a note is shown: a person has closed it.
const CLOSED: u64 = u64::MAX;

/// How many lines of a dialog tell what is wrong: the longest of the sentences has room.
const PROBLEM_ROWS: usize = 2;
/// Below this width, in points, the longest takes one more.
const NARROW_PROBLEM: f32 = 400.0;

/// Whether a text is too long for the field. Bytes bound characters from above, and are known without counting.
pub fn is_long(text: &str) -> bool {
    text.len() > MAX_TYPED && text.chars().count() > MAX_TYPED
}

/// Shows `add` where the ids of its widgets depend on `salt` alone. egui names most widgets by how many stand before
/// them: one that comes or goes would take the focus from all that follow, in the middle of a word.
pub fn steady<R>(ui: &mut Ui, salt: impl egui::AsIdSalt, add: impl FnOnce(&mut Ui) -> R) -> R {
    let id = ui.make_persistent_id(salt);
    ui.scope_builder(UiBuilder::new().scope_id(id), add).inner
}

/// The address field of a tab.
pub fn address_field(tab: TabId) -> Id {
    Id::unique(("address-field", tab.0))
}

/// The find field of a tab.
pub fn find_field(tab: TabId) -> Id {
    Id::unique(("find-field", tab.0))
}

/// The field of a tab for what is to be sent.
pub fn composer_field(tab: TabId) -> Id {
    Id::unique(("composer-field", tab.0))
}

/// Selects the whole text of a field, so that what is typed next takes its place.
pub fn select_all(context: &Context, field: Id, text: &str) {
    select_from(context, field, text, 0);
}

/// The same of what follows so many bytes of it.
pub fn select_from(context: &Context, field: Id, text: &str, start: usize) {
    let mut state = TextEditState::load(context, field).unwrap_or_default();
    let end = CCursor::new(text.chars().count());
    let start = text.get(..start).map_or(0, |before| before.chars().count());
    let all = CCursorRange::two(CCursor::new(start), end);
    state.cursor.set_char_range(Some(all));
    state.store(context, field);
}

/// Paints the ground of a field that is drawn by itself, before what is in it.
pub fn field_ground(ui: &Ui, place: Rect) {
    let ground = Palette::of(ui).background;
    ui.painter().rect_filled(place, sizes::RADIUS, ground);
}

/// Paints its edge, after what is in it: a ring where it has the keyboard.
pub fn field_edge(ui: &Ui, place: Rect, has_focus: bool) {
    let palette = Palette::of(ui);
    let edge = if has_focus {
        palette.ring()
    } else {
        Stroke::new(1.0, palette.field_border)
    };
    ui.painter()
        .rect_stroke(place, sizes::RADIUS, edge, StrokeKind::Inside);
}

/// Whether the person is in the middle of typing into a field. What is wrong with it is told on Enter, or after it was
/// left, never in the middle of a word.
pub fn is_being_typed(context: &Context, field: Id) -> bool {
    let has_focus = context.memory(|memory| memory.has_focus(field));
    has_focus && context.data(|data| data.get_temp(typed(field)).unwrap_or(false))
}

/// Once a frame, after a field was shown with this text: remembers whether it is being typed into, and says so. Where the
/// text is another than in the frame before, and nobody typed it, the caret goes to its end: it stood in what was there.
pub fn note_typing(response: &Response, text: &str) -> bool {
    let (context, field) = (&response.ctx, response.id);
    let is_typed = response.has_focus() && (response.changed() || is_being_typed(context, field));
    let seen = egui::util::hash(text);
    let before = context.data_mut(|data| {
        data.insert_temp(typed(field), is_typed);
        let last = data.get_temp_mut_or_insert_with(field.with("text"), || seen);
        std::mem::replace(last, seen)
    });
    if before != seen && !response.changed() {
        caret_to_end(context, field, text);
    }
    is_typed
}

/// What was typed into a field was handed in: what is wrong with what is left is told at once.
pub fn end_typing(field: &Response) {
    let id = typed(field.id);
    field.ctx.data_mut(|data| data.insert_temp(id, false));
}

fn caret_to_end(context: &Context, field: Id, text: &str) {
    let mut state = TextEditState::load(context, field).unwrap_or_default();
    let end = CCursorRange::one(CCursor::new(text.chars().count()));
    state.cursor.set_char_range(Some(end));
    state.store(context, field);
    // The caret has been painted where it was.
    context.request_repaint();
}

/// Whether the person has pressed Enter in a field of one line.
pub fn is_entered(response: &Response) -> bool {
    let is_pressed = |input: &InputState| input.key_pressed(Key::Enter);
    response.lost_focus() && response.ctx.input(is_pressed)
}

fn typed(field: Id) -> Id {
    field.with("is-typed")
}

/// A note below a field, or above where there is more room, over what is there: nothing moves. It goes with `Esc`, with a press
/// anywhere but in the field, and with what is typed elsewhere, and comes back when the field gets the keyboard or another text.
pub fn note_below(ui: &Ui, field: &Response, text: &str, colour: Color32) {
    let (context, id) = (ui.ctx(), field.id.with("note"));
    if field.gained_focus() {
        renew_note(field);
    }
    let is_behind_dialog = !context.memory(|memory| memory.is_above_modal_layer(ui.layer_id()));
    let now = context.cumulative_frame_nr();
    let (told, since): (String, u64) = context.data(|data| data.get_temp(id)).unwrap_or_default();
    let is_new = told != text;
    if is_behind_dialog || (!is_new && since == CLOSED) {
        return;
    }
    let since = if is_new { now } else { since };
    let is_left = now > since && is_left(context, field);
    let since = if is_left { CLOSED } else { since };
    context.data_mut(|data| data.insert_temp(id, (text.to_owned(), since)));
    if is_left {
        return;
    }
    let left = field.rect.left();
    let width = NOTE_WIDTH.min(context.content_rect().right() - left - 24.0);
    let shown = context.memory(|memory| memory.area_rect(id));
    let height = NOTE_GAP + shown.map_or(sizes::CONTROL, |shown| shown.height());
    let part = ui.clip_rect();
    let has_room_below = field.rect.bottom() + height <= part.bottom();
    let (pivot, y) = if !has_room_below && field.rect.top() - height >= part.top() {
        (Align2::LEFT_BOTTOM, field.rect.top() - NOTE_GAP)
    } else {
        (Align2::LEFT_TOP, field.rect.bottom() + NOTE_GAP)
    };
    Area::new(id)
        .order(Order::Foreground)
        .pivot(pivot)
        .fixed_pos(Pos2::new(left, y))
        .sense(Sense::click())
        .show(context, |ui| {
            Frame::popup(ui.style()).show(ui, |ui| {
                ui.set_max_width(width.max(120.0));
                // A text that could be selected would take the click.
                ui.add(Label::new(RichText::new(text).color(colour)).selectable(false));
            });
        });
}

/// Whether a person turned to something else than a field, or pressed `Esc`, which is taken then.
fn is_left(context: &Context, field: &Response) -> bool {
    if !context.any_popup_open()
        && context.input_mut(|input| input.consume_key(Modifiers::NONE, Key::Escape))
    {
        return true;
    }
    let has_focus = field.has_focus();
    let is_elsewhere = |event: &Event| match event {
        Event::PointerButton { pos, pressed, .. } => *pressed && !field.rect.contains(*pos),
        Event::Text(_) | Event::Paste(_) => !has_focus,
        _ => false,
    };
    context.input(|input| input.events.iter().any(is_elsewhere))
}

/// Forgets that the note of a field was closed: its text is another now.
pub fn renew_note(field: &Response) {
    let id = field.id.with("note");
    field.ctx.data_mut(|data| data.remove::<(String, u64)>(id));
}

/// The lines of a dialog that say what is wrong, or nothing: they take the same room. What is longer ends with … and is
/// told whole under the pointer.
pub fn problem_lines(ui: &mut Ui, problem: &str) {
    let (place, rows) = problem_place(ui);
    if problem.is_empty() {
        return;
    }
    let font = TextStyle::Body.resolve(ui.style());
    let format = TextFormat::simple(font, Palette::of(ui).error);
    let mut job = LayoutJob::single_section(problem.to_owned(), format);
    job.wrap.max_width = place.width();
    job.wrap.max_rows = rows;
    let galley = ui.fonts_mut(|fonts| fonts.layout_job(job));
    let id = ui.make_persistent_id("problem");
    // A child takes no room of its own, also not the space between two widgets.
    let mut lines = ui.new_child(UiBuilder::new().scope_id(id).max_rect(place));
    lines.add(Label::new(galley)).on_hover_text(problem);
}

/// The place for what is wrong, or for how far something is, and how many lines it has.
pub fn problem_place(ui: &mut Ui) -> (Rect, usize) {
    let width = ui.available_width();
    let rows = if width < NARROW_PROBLEM {
        PROBLEM_ROWS + 1
    } else {
        PROBLEM_ROWS
    };
    let line = ui.text_style_height(&TextStyle::Body);
    let height = (rows as f32 * line).ceil();
    let (place, _) = ui.allocate_exact_size(egui::vec2(width, height), Sense::hover());
    (place, rows)
}

/// The number that was typed into a field which shows one with a unit, or `word` instead of `number`. `None` for what is
/// no number: then the field keeps what it has.
pub fn number_in(typed: &str, word: &str, number: f64) -> Option<f64> {
    let typed = typed.trim();
    if typed == word {
        return Some(number);
    }
    let unit = typed.trim_end_matches(|c: char| c.is_alphabetic() || c.is_whitespace());
    unit.parse().ok().filter(|number: &f64| number.is_finite())
}

/// Takes a text that is pasted or typed at once out of the input, if it is of this kind.
pub fn take_text(ui: &Ui, is_meant: impl Fn(&str) -> bool) -> Option<String> {
    ui.input_mut(|input| {
        let at = input.events.iter().position(|event| match event {
            Event::Paste(text) => is_meant(text),
            Event::Text(text) | Event::Ime(ImeEvent::Commit(text)) => {
                is_long(text) && is_meant(text)
            }
            _ => false,
        })?;
        match input.events.remove(at) {
            Event::Paste(text) | Event::Text(text) | Event::Ime(ImeEvent::Commit(text)) => {
                Some(text)
            }
            _ => None,
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_read_with_its_unit_or_without() {
        #[track_caller]
        fn check(typed: &str, expected: Option<f64>) {
            assert_eq!(number_in(typed, "never", 0.0), expected, "{typed}");
        }
        check("30", Some(30.0));
        check(" 30 s ", Some(30.0));
        check("30s", Some(30.0));
        check("1.5 秒", Some(1.5));
        check("never", Some(0.0));
        check("", None);
        check("s", None);
        check("1x2", None);
        check("NaN", None);
        check("inf", None);
    }
}
