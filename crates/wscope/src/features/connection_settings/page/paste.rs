//! Many lines at once, instead of one after the other.

use egui::{Align, Button, Layout, Margin, TextEdit, Ui};

use super::super::form::MAX_FIELD;
use super::super::texts::Text as T;
use super::Page;
use super::fields::Fields;
use crate::kit::button::name;
use crate::kit::dialog::focus_when_it_appears;
use crate::kit::field::{note_typing, steady};
use crate::kit::icon::Icon;
use crate::kit::theme::{data, strong};

/// How many lines the field shows.
const ROWS: usize = 8;

/// Shows the heading of a table with *Paste many…*, or the field for what is pasted. Returns the text once it is to be added.
pub(super) fn show(
    page: &mut Page<'_>,
    fields: &Fields,
    ui: &mut Ui,
    heading: T<'_>,
    hint: T<'_>,
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
            .char_limit(8 * MAX_FIELD)
            .margin(Margin::symmetric(8, 6))
            .desired_rows(ROWS)
            .desired_width(f32::INFINITY);
        ui.add(edit)
    });
    name(&response, &fields.say(T::PasteMany));
    note_typing(&response, text);
    focus_when_it_appears(&response);
    let mut added = None;
    let mut is_over = false;
    ui.horizontal(|ui| {
        let add = Button::new(fields.say(T::PasteAdd));
        if ui.add_enabled(!text.trim().is_empty(), add).clicked() {
            added = Some(std::mem::take(text));
        }
        if ui.button(fields.say(T::PasteCancel)).clicked() {
            is_over = true;
        }
    });
    if is_over || added.is_some() {
        page.state.paste = None;
    }
    added
}
