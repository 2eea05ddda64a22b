//! Whose certificates are accepted, and the certificate of this side.

use egui::{Button, RichText, Ui};

use super::super::command::Command;
use super::super::form::TrustChoice;
use super::super::state::FileField;
use super::super::texts::Text as T;
use super::Page;
use super::fields::{Fields, Typed};
use crate::kit::button::name;
use crate::kit::theme::Palette;
use crate::kit::tool_row::button_width;

pub(super) fn show(page: &mut Page<'_>, fields: &Fields, ui: &mut Ui, commands: &mut Vec<Command>) {
    let all = [
        (TrustChoice::System, T::TrustSystem),
        (TrustChoice::Also, T::TrustAlso),
        (TrustChoice::Anyone, T::TrustAnyone),
    ];
    fields.choice(ui, T::Trust, &mut page.form.trust, &all);
    if page.form.trust == TrustChoice::Anyone {
        let text = RichText::new(fields.say(T::TrustAnyoneWarning));
        ui.label(text.small().color(Palette::of(ui).error));
    }
    let needs_authority = page.form.trust == TrustChoice::Also;
    Fields::gap(ui);
    ui.add_enabled_ui(needs_authority, |ui| {
        file(page, fields, ui, FileField::Authority, false, commands);
    });
    let is_wrong = page.form.read_identity().is_err();
    file(page, fields, ui, FileField::Certificate, is_wrong, commands);
    file(page, fields, ui, FileField::Key, is_wrong, commands);
    fields.remark(ui, T::KeyFileHint);
}

fn file(
    page: &mut Page<'_>,
    fields: &Fields,
    ui: &mut Ui,
    field: FileField,
    is_wrong: bool,
    commands: &mut Vec<Command>,
) {
    let label = match field {
        FileField::Authority => T::AuthorityFile,
        FileField::Certificate => T::CertificateFile,
        FileField::Key => T::KeyFile,
    };
    fields.heading(ui, label);
    ui.horizontal(|ui| {
        let caption = fields.say(T::Browse);
        let gap = ui.spacing().item_spacing.x;
        let width = ui.available_width() - button_width(ui, &caption) - gap;
        let typed = Typed::new(label, page.form.file_mut(field), is_wrong);
        if fields.field(ui, typed, false, width).changed() {
            // It is for the person who looked for a dialog.
            page.state.has_no_dialog = None;
        }
        let browse = ui.add(Button::new(caption));
        name(
            &browse,
            &format!("{} {}", fields.say(T::Browse), fields.say(label)),
        );
        if browse.clicked() {
            commands.push(Command::Browse(field));
        }
    });
}
