//! Many lines at once, instead of one after the other.

use egui::{Align, Button, Layout, Margin, RichText, TextEdit, Ui};

use super::super::form::{MAX_FIELD, PairFault};
use super::super::texts::Text as T;
use super::Page;
use super::fields::Fields;
use crate::kit::button::name;
use crate::kit::dialog::focus_when_it_appears;
use crate::kit::field::{end_typing, note_typing, steady};
use crate::kit::icon::Icon;
use crate::kit::theme::{Palette, data, strong};

/// How many lines the field shows.
const ROWS: usize = 8;
/// How many characters it takes: eight of the longest lines.
const MAX_PASTED: usize = 8 * MAX_FIELD;
/// How many lines are told that could not be read: what else there is, is seen when these are mended.
const MAX_TOLD: usize = 3;

/// Shows the heading of a table with *Paste many…*, or the field for what is pasted, and which of its lines cannot be read, and why
/// (`fault_of`). Returns the text once it is to be added.
pub(super) fn show(
    page: &mut Page<'_>,
    fields: &Fields,
    ui: &mut Ui,
    (heading, hint): (T<'_>, T<'_>),
    fault_of: impl Fn(&str) -> Option<PairFault>,
) -> Option<String> {
    ui.horizontal(|ui| {
        ui.label(strong(fields.say(heading)));
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            let caption = (Icon::Paste.text().size(14.0), fields.say(T::PasteMany));
            let button = Button::new(caption).selected(page.state.paste.is_some());
            let response = ui.add(button);
            name(&response, &fields.say(T::PasteMany));
            if response.clicked() {
                page.state.paste = match page.state.paste.take() {
                    Some(_) => None,
                    None => Some(String::new()),
                };
            }
        });
    });
    let text = page.state.paste.as_mut()?;
    fields.remark(ui, hint);
    let response = steady(ui, "paste", |ui| {
        let id = ui.make_persistent_id("lines");
        let edit = TextEdit::multiline(text)
            .id(id)
            .font(data())
            .char_limit(MAX_PASTED)
            .margin(Margin::symmetric(8, 6))
            .desired_rows(ROWS)
            .desired_width(f32::INFINITY);
        ui.add(edit)
    });
    name(&response, &fields.say(T::PasteMany));
    let is_typed = note_typing(&response, text);
    focus_when_it_appears(&response);
    let mut added = None;
    let mut is_over = false;
    ui.horizontal(|ui| {
        let add = Button::new(fields.say(T::PasteAdd));
        if ui.add_enabled(!text.trim().is_empty(), add).clicked() {
            added = Some(std::mem::take(text));
            end_typing(&response);
        }
        if ui.button(fields.say(T::PasteCancel)).clicked() {
            is_over = true;
        }
    });
    // Below the buttons, which would move under the pointer: the field is left when one of them is pressed.
    if !is_typed && let Some(text) = &page.state.paste {
        tell_faults(fields, ui, text, fault_of);
    }
    if is_over || added.is_some() {
        page.state.paste = None;
    }
    added
}

/// Which lines cannot be read, and whether some were cut off.
fn tell_faults(
    fields: &Fields,
    ui: &mut Ui,
    text: &str,
    fault_of: impl Fn(&str) -> Option<PairFault>,
) {
    let error = Palette::of(ui).error;
    let mut tell = |text: T<'_>| ui.label(RichText::new(fields.say(text)).small().color(error));
    // Bytes bound characters from above, and are known without counting.
    if text.len() >= MAX_PASTED && text.chars().count() >= MAX_PASTED {
        tell(T::PasteIsFull { limit: MAX_PASTED });
    }
    let lines = text.lines().enumerate();
    let lines = lines.filter(|(_, line)| !line.trim().is_empty());
    let wrong = lines.filter_map(|(index, line)| Some((index + 1, fault_of(line)?)));
    for (line, fault) in wrong.take(MAX_TOLD) {
        tell(T::PasteFault { line, fault });
    }
}
