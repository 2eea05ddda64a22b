//! Where to save a message, and what became of it.

use egui::{Button, Key, TextEdit, Ui};

use crate::features::messages;
use crate::kit::button::{command_button, name};
use crate::kit::field::problem_line;
use crate::kit::format::size;
use crate::kit::language::Language;
use crate::shell::command::Command;
use crate::shell::texts::Text;

/// Longer paths than any system takes are not typed, only pasted by mistake.
const MAX_PATH: usize = 4096;
/// A page has no such dialog: the browser asks by itself.
const CAN_BROWSE: bool = cfg!(not(target_arch = "wasm32"));
/// Width of the dialog, in points: most paths can be read whole.
const WIDTH: f32 = 440.0;

/// The file that is being chosen.
#[derive(Debug, Default)]
pub struct SaveForm {
    /// Its path, as it is typed.
    pub path: String,
    /// How large it will be, in bytes.
    pub bytes: u64,
    /// How many rows of the list it will have, if it is not for a message: how large it will be is not known then.
    pub rows: Option<u64>,
    /// How much of it is written, in percent, if that takes long.
    pub percent: Option<u64>,
    /// How far it has come.
    pub stage: Stage,
}

/// How far saving has come.
#[derive(Debug, Default, PartialEq, Eq)]
pub enum Stage {
    /// The person chooses.
    #[default]
    Choosing,
    /// The system's dialog is open, or the file is being written.
    Busy,
    /// There is a file by this name: it is replaced if the person says so again.
    Exists,
    /// The file could not be written, for this reason.
    Failed(String),
}

impl SaveForm {
    /// Shows the dialog.
    pub fn show(&mut self, ui: &mut Ui, language: Language, commands: &mut Vec<Command>) {
        ui.set_width(WIDTH.min(ui.available_width()));
        let size = &size(self.bytes);
        let label = ui.label(match self.rows {
            Some(rows) => messages::Text::ExportQuestion { rows }.say(language),
            None => Text::SaveQuestion { size }.say(language),
        });
        let path = TextEdit::singleline(&mut self.path)
            .id_salt("save-path")
            .char_limit(MAX_PATH)
            .desired_width(f32::INFINITY);
        let response = ui.add(path).labelled_by(label.id);
        name(&response, &Text::SaveFile.say(language));
        if response.changed() {
            // It is another file now.
            self.stage = Stage::Choosing;
        }
        let is_entered = response.lost_focus() && ui.input(|input| input.key_pressed(Key::Enter));
        if !is_entered && ui.memory(|memory| memory.focused().is_none()) {
            response.request_focus();
        }
        self.say_stage(ui, language);
        ui.horizontal(|ui| {
            let replaces = self.stage == Stage::Exists;
            let confirm = if replaces {
                Text::SaveReplaceConfirm
            } else {
                Text::SaveConfirm
            };
            let is_usable = self.stage != Stage::Busy && !self.path.trim().is_empty();
            let button = ui.add_enabled(is_usable, Button::new(confirm.say(language)));
            if is_usable && (button.clicked() || (is_entered && !replaces)) {
                commands.push(Command::Save { replaces });
            }
            if CAN_BROWSE {
                command_button(ui, language, Command::Browse, Ok(()), commands);
            }
            if ui.button(Text::Cancel.say(language)).clicked() {
                commands.push(Command::CloseDialog);
            }
        });
    }

    fn say_stage(&self, ui: &mut Ui, language: Language) {
        // One line in every stage, so that nothing moves.
        match &self.stage {
            Stage::Choosing => problem_line(ui, ""),
            Stage::Busy => {
                let size = egui::vec2(ui.available_width(), ui.spacing().interact_size.y);
                let layout = egui::Layout::left_to_right(egui::Align::Center);
                ui.allocate_ui_with_layout(size, layout, |ui| {
                    ui.set_min_size(size);
                    ui.spinner();
                    ui.label(match self.percent {
                        Some(percent) => messages::Text::Exporting { percent }.say(language),
                        None => Text::Saving.say(language),
                    });
                });
            }
            Stage::Exists => problem_line(ui, &Text::SaveReplaces.say(language)),
            Stage::Failed(error) => {
                problem_line(ui, &Text::SaveFailed { error }.say(language));
            }
        }
    }
}
