//! The menu of a field: what a keyboard has keys for, and a finger has not. A long press opens it, or the secondary button.

use egui::{Context, Id, Popup, Ui, ViewportCommand};

use crate::kit::language::Language;

/// What is done with the text of a field.
const ENTRIES: [(&str, &str, ViewportCommand); 3] = [
    ("粘贴", "Paste", ViewportCommand::RequestPaste),
    ("复制", "Copy", ViewportCommand::RequestCopy),
    ("剪切", "Cut", ViewportCommand::RequestCut),
];

/// Shows the menu of the field that has the keyboard, where it is asked for. Once a frame, after all fields.
pub fn show(ui: &Ui, language: Language) {
    let context = ui.ctx();
    let Some(field) = opened(context).or_else(|| edited(context)) else {
        return;
    };
    // The field may be gone.
    let Some(response) = context.read_response(field) else {
        return;
    };
    context
        .data_mut(|data| data.insert_temp(key(), (field, Popup::default_response_id(&response))));
    Popup::context_menu(&response).show(|ui| {
        for (zh_cn, en, command) in ENTRIES {
            if ui.button(language.pick(zh_cn, en)).clicked() {
                // The press has taken the keyboard from the field, which takes the text in the next frame.
                context.memory_mut(|memory| memory.request_focus(field));
                context.send_viewport_cmd(command);
                ui.close();
            }
        }
    });
}

/// The field whose menu is open.
fn opened(context: &Context) -> Option<Id> {
    let (field, menu): (Id, Id) = context.data(|data| data.get_temp(key()))?;
    Popup::is_id_open(context, menu).then_some(field)
}

/// The field that has the keyboard.
fn edited(context: &Context) -> Option<Id> {
    let focused = context.memory(egui::Memory::focused);
    focused.filter(|_| context.text_edit_focused())
}

fn key() -> Id {
    Id::unique("field-menu")
}
