//! What is told of the .proto files that messages are decoded with.

use egui::{Label, RichText, Ui};

use super::command::Command;
use super::speaking::Speaking;
use super::texts::Text;
use crate::kit::language::Language;
use crate::kit::proto_files::say_fault;
use crate::kit::protocol_choice::ProtocolChoice;
use crate::kit::theme::{Palette, type_size};

/// What leads to the files, and below it what is wrong with them. To be shown in a row that wraps.
pub(super) fn show(
    ui: &mut Ui,
    language: Language,
    speaking: &Speaking,
    commands: &mut Vec<Command>,
) {
    if speaking.protocol != ProtocolChoice::ProtoFiles {
        return;
    }
    let edit = RichText::new(Text::EditProtoFiles.say(language)).size(type_size::SMALL);
    let link = egui::Button::new(edit.color(ui.visuals().hyperlink_color))
        .frame(false)
        .wrap_mode(egui::TextWrapMode::Extend);
    let link = ui.add(link).on_hover_cursor(egui::CursorIcon::PointingHand);
    if link.clicked() {
        // It is asked for again which files.
        commands.push(Command::DecodeAs(ProtocolChoice::ProtoFiles));
    }
    if let Some(fault) = &speaking.schema_fault {
        ui.end_row();
        let text = RichText::new(say_fault(fault, language)).size(type_size::SMALL);
        ui.add(Label::new(text.color(Palette::of(ui).error)).wrap());
    }
}
