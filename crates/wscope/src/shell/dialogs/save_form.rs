//! Which file to save to, to record to or to open, and what became of it.

use std::path::{Path, is_separator};

use egui::{TextEdit, Ui, UiBuilder};

use crate::features::connection_settings::Text::NoFileDialog;
use crate::features::messages;
use crate::kit::button::{command_button, name};
use crate::kit::dialog::{confirm_button, focus_when_it_appears};
use crate::kit::field::{
    is_entered, note_typing, problem_lines, problem_place, select_all, select_from,
};
use crate::kit::format::size;
use crate::kit::language::Language;
use crate::kit::save::with_ending;
use crate::shell::command::Command;
use crate::shell::texts::Text;

/// Longer paths than any system takes are not typed, only pasted by mistake.
const MAX_PATH: usize = 4096;
/// A page has no such dialog: the browser asks by itself.
const CAN_BROWSE: bool = cfg!(not(target_arch = "wasm32"));
/// Width of the dialog, in points: most paths can be read whole.
const WIDTH: f32 = 440.0;
/// What stays free beside it, in points: its padding, and some of the window.
const MARGIN: f32 = 56.0;

/// The file that is being chosen.
#[derive(Debug, Default)]
pub struct SaveForm {
    /// Its path, as it is typed.
    pub path: String,
    /// The path that was offered.
    offered: String,
    /// What a name gets that is typed without an ending; empty where it gets none.
    pub ending: String,
    /// What it is chosen for.
    pub purpose: Purpose,
    /// How much of it is written, in percent, if that takes long.
    pub percent: Option<u64>,
    /// How far it has come.
    pub stage: Stage,
    /// Whether the field was given the keyboard since it was said what is wrong with the path.
    is_mended: bool,
}

/// What a file is chosen for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// A message or the like is saved to it.
    Save {
        /// How large it will be.
        bytes: u64,
    },
    /// So many rows of the list are saved to it: how large it will be is not known.
    SaveRows(u64),
    /// Everything is written into it from now on.
    Record {
        /// How many rows of the list another file has: they are not written again.
        elsewhere: u64,
    },
    /// It is opened, where the system has no dialog for that.
    Open,
}

impl Default for Purpose {
    fn default() -> Self {
        Self::Save { bytes: 0 }
    }
}

/// How far saving has come.
#[derive(Debug, Default, PartialEq, Eq)]
pub enum Stage {
    /// The person chooses.
    #[default]
    Choosing,
    /// The system's dialog is open, or the file is being written.
    Busy,
    /// The system could not show its dialog.
    NoDialog,
    /// There is a file by this name: it is replaced if the person says so again.
    Exists,
    /// The file could not be written, for this reason.
    Failed(String),
}

impl SaveForm {
    /// Begins with this path for something of so many bytes. A name without an ending gets this one.
    pub fn offer(&mut self, path: &Path, ending: &str, bytes: u64) {
        self.path = path.display().to_string();
        self.offered.clone_from(&self.path);
        ending.clone_into(&mut self.ending);
        self.purpose = Purpose::Save { bytes };
        self.percent = None;
        self.stage = Stage::Choosing;
    }

    /// Gives a name that is typed without an ending that of what is saved. Says whether it is another name by that: whether such a file may
    /// be replaced was not asked.
    pub fn complete(&mut self) -> bool {
        if self.purpose == Purpose::Open {
            return false;
        }
        let Some(path) = with_ending(Path::new(self.path.trim()), &self.ending) else {
            return false;
        };
        self.path = path.display().to_string();
        true
    }

    /// Whether closing the dialog would lose what was typed, or end what is being written.
    pub fn would_lose(&self) -> bool {
        self.path != self.offered || self.stage == Stage::Busy
    }

    /// Shows the dialog.
    pub fn show(&mut self, ui: &mut Ui, language: Language, commands: &mut Vec<Command>) {
        ui.set_width(WIDTH.min(ui.ctx().content_rect().width() - MARGIN));
        let label = ui.label(match self.purpose {
            Purpose::Record { elsewhere } => Text::RecordQuestion { elsewhere }.say(language),
            Purpose::Open => Text::OpenQuestion.say(language),
            Purpose::SaveRows(rows) => messages::Text::ExportQuestion { rows }.say(language),
            Purpose::Save { bytes } => Text::SaveQuestion { size: &size(bytes) }.say(language),
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
        note_typing(&response, &self.path);
        if focus_when_it_appears(&response) {
            // What is offered to be opened is where the last file was saved. Else the folder stays while another name is typed.
            let folder = match self.purpose {
                Purpose::Open => 0,
                _ => self.path.rfind(is_separator).map_or(0, |at| at + 1),
            };
            select_from(ui.ctx(), response.id, &self.path, folder);
        }
        let is_entered = is_entered(&response);
        let is_wrong = matches!(self.stage, Stage::Exists | Stage::Failed(_));
        if is_wrong && !std::mem::replace(&mut self.is_mended, is_wrong) {
            // Another path takes its place.
            response.request_focus();
            select_all(ui.ctx(), response.id, &self.path);
        }
        self.say_stage(ui, language);
        ui.horizontal(|ui| {
            let replaces = self.stage == Stage::Exists;
            let confirm = if replaces {
                Text::SaveReplaceConfirm
            } else {
                match self.purpose {
                    Purpose::Record { .. } => Text::RecordConfirm,
                    Purpose::Open => Text::OpenConfirm,
                    Purpose::Save { .. } | Purpose::SaveRows(_) => Text::SaveConfirm,
                }
            };
            let is_usable = self.stage != Stage::Busy && !self.path.trim().is_empty();
            let button = confirm_button(ui, &confirm.say(language), is_usable);
            if is_usable && (button.clicked() || (is_entered && !replaces)) {
                self.is_mended = false;
                commands.push(Command::Save { replaces });
            } else if is_entered {
                // The path can be mended at once.
                response.request_focus();
            }
            if CAN_BROWSE && self.purpose != Purpose::Open {
                command_button(ui, language, Command::Browse, Ok(()), commands);
            }
            if ui.button(Text::Cancel.say(language)).clicked() {
                commands.push(Command::CloseDialog);
            }
        });
    }

    fn say_stage(&self, ui: &mut Ui, language: Language) {
        // The same room in every stage, so that nothing moves.
        match &self.stage {
            Stage::Choosing => problem_lines(ui, ""),
            Stage::Busy => {
                let (place, _) = problem_place(ui);
                let layout = egui::Layout::left_to_right(egui::Align::Center);
                let builder = UiBuilder::new().id_salt("busy").max_rect(place);
                let mut line = ui.new_child(builder.layout(layout));
                line.spinner();
                line.label(match self.percent {
                    Some(percent) => messages::Text::Exporting { percent }.say(language),
                    None => Text::Saving.say(language),
                });
            }
            Stage::NoDialog => problem_lines(ui, &NoFileDialog.say(language)),
            Stage::Exists => problem_lines(ui, &Text::SaveReplaces.say(language)),
            Stage::Failed(error) => {
                let text = match self.purpose {
                    Purpose::Record { .. } => Text::RecordFailed { error },
                    Purpose::Open => Text::OpenFailed { error },
                    Purpose::Save { .. } | Purpose::SaveRows(_) => Text::SaveFailed { error },
                };
                problem_lines(ui, &text.say(language));
            }
        }
    }
}
