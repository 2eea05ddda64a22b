//! The parameters of the address.

use egui::Ui;

use super::super::parameters::{ParameterLines, fault_of};
use super::super::table::{Edit, Line, Table};
use super::super::texts::Text as T;
use super::fields::Fields;
use super::{Page, paste};

pub(super) fn show(page: &mut Page<'_>, fields: &Fields, ui: &mut Ui) {
    let texts = (T::Query, T::PasteParametersHint);
    if let Some(text) = paste::show(page, fields, ui, texts, fault_of) {
        paste(page, &text);
    }
    if page.state.paste.is_some() {
        return;
    }
    let lines = ParameterLines::of(page.address, &mut page.state.off).lines();
    let line = |(is_on, name, value)| Line {
        is_on,
        name,
        value,
        is_secret: false,
        is_wrong: false,
    };
    let lines: Vec<_> = lines.into_iter().map(line).collect();
    let table = Table {
        language: page.language,
        salt: "parameters",
        lines: &lines,
        title: T::Query,
        hint: T::AddParameter,
        state: &mut page.state.parameters,
    };
    for edit in table.show(ui) {
        apply(page, edit);
    }
    fields.remark(ui, T::ParametersHint);
}

fn apply(page: &mut Page<'_>, edit: Edit) {
    let mut lines = ParameterLines::of(page.address, &mut page.state.off);
    match edit {
        Edit::Text(line, part, text) => lines.edit(line, part, &text),
        Edit::Add(part, text) => lines.add(part, &text),
        Edit::Switch(line) => lines.switch(line),
        Edit::Remove(line) | Edit::Left(line) => lines.remove(line),
        Edit::Paste(text) => paste(page, &text),
    }
}

/// What could not be read stays in the field.
fn paste(page: &mut Page<'_>, text: &str) {
    let others = ParameterLines::of(page.address, &mut page.state.off).paste(text);
    page.state.paste = (!others.is_empty()).then(|| others.join("\n"));
}
