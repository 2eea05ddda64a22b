//! The dialog: the files, the folders of what they import, and the types.

use egui::{Label, RichText, ScrollArea, TextEdit, TextStyle, Ui};

use super::command::Command;
use super::state::{Picks, ProtoForm, Stage};
use super::texts::Text as T;
use crate::kit::button::name;
use crate::kit::command::Usable;
use crate::kit::dialog::{confirm_button, focus_when_it_appears};
use crate::kit::field::note_typing;
use crate::kit::filtered_choice::FilteredChoice;
use crate::kit::language::Language;
use crate::kit::proto_files::say_fault;
use crate::kit::room::follow_focus;
use crate::kit::theme::{Palette, data, sizes};

/// How wide the dialog is where there is room, in points.
const WIDTH: f32 = 560.0;
/// What stays free beside and above it, in points: the padding of the dialog, and some of the window.
const MARGINS: egui::Vec2 = egui::vec2(56.0, 64.0);
/// Height of the buttons below what scrolls, and of the title, in points.
const AROUND: f32 = 96.0;
/// So many lines of paths are in sight.
const FILE_ROWS: usize = 3;
const FOLDER_ROWS: usize = 2;
/// So many lines have room for what is told of the files.
const TOLD_ROWS: f32 = 3.0;
/// The longest text of a field, in characters: as many paths as anybody types.
const MAX_PATHS: usize = 8 * 1024;
/// What the bar of a scroll area takes, in points.
const ROOM: f32 = 12.0;

impl ProtoForm {
    /// Shows it.
    pub fn show(&mut self, ui: &mut Ui, language: Language, commands: &mut Vec<Command>) {
        let screen = ui.ctx().content_rect().size() - MARGINS;
        ui.set_width(WIDTH.min(screen.x));
        ui.label(RichText::new(T::Title.say(language)).heading());
        let is_typed = ScrollArea::vertical()
            .max_height((screen.y - AROUND).max(sizes::control(ui)))
            .show(ui, |ui| {
                ui.set_max_width(ui.available_width() - ROOM);
                let is_typed = self.paths(ui, language);
                self.told(ui, language);
                self.choices(ui, language);
                follow_focus(ui);
                is_typed
            })
            .inner;
        self.poll(ui.ctx(), is_typed);
        ui.add_space(8.0);
        ui.horizontal(|ui| {
            let usable = self.usable(language);
            let decode = confirm_button(ui, &T::Use.say(language), usable.is_ok());
            if decode.clicked() {
                commands.push(Command::Use(self.draft.clone()));
            }
            decode.on_disabled_hover_text(usable.err().unwrap_or_default().into_owned());
            if ui.button(T::Cancel.say(language)).clicked() {
                commands.push(Command::Close);
            }
        });
    }

    fn usable(&self, language: Language) -> Usable {
        let why_not = match self.types() {
            None => T::AddFirst,
            Some(_) if self.draft.sent.is_empty() && self.draft.received.is_empty() => {
                T::ChooseFirst
            }
            Some(_) => return Ok(()),
        };
        Err(why_not.say(language))
    }

    /// Says whether something is being typed.
    fn paths(&mut self, ui: &mut Ui, language: Language) -> bool {
        let files = paths(
            ui,
            language,
            T::Files,
            None,
            FILE_ROWS,
            &mut self.draft.files,
        );
        focus_when_it_appears(&files);
        if ui.button(T::AddFiles.say(language)).clicked() {
            self.pick(Picks::Files, ui.ctx());
        }
        ui.add_space(4.0);
        let hint = Some(T::FoldersHint);
        let lines = &mut self.draft.folders;
        let folders = paths(ui, language, T::Folders, hint, FOLDER_ROWS, lines);
        if ui.button(T::AddFolder.say(language)).clicked() {
            self.pick(Picks::Folder, ui.ctx());
        }
        if files.changed() || folders.changed() {
            let (now_s, is_line) =
                ui.input(|input| (input.time, input.key_pressed(egui::Key::Enter)));
            self.note_typed(now_s, is_line);
        }
        note_typing(&files, &self.draft.files) | note_typing(&folders, &self.draft.folders)
    }

    /// What is known of the files. There is room for it whether it says something or not.
    fn told(&self, ui: &mut Ui, language: Language) {
        let palette = Palette::of(ui);
        let (text, colour) = match &self.stage {
            _ if self.has_no_dialog => (T::NoDialog.say(language), palette.warning),
            Stage::Empty => (T::NoFiles.say(language), palette.muted),
            Stage::Reading(..) => (T::Reading.say(language), palette.muted),
            Stage::Read(_, Ok(types)) => {
                let (files, types) = (self.files_read(), types.len());
                (T::Types { files, types }.say(language), palette.muted)
            }
            Stage::Read(_, Err(fault)) => (say_fault(fault, language).into(), palette.error),
        };
        let height = TOLD_ROWS * ui.text_style_height(&TextStyle::Body);
        let size = egui::vec2(ui.available_width(), height);
        let layout = egui::Layout::top_down(egui::Align::Min);
        ui.allocate_ui_with_layout(size, layout, |ui| {
            ui.set_min_size(size);
            ScrollArea::vertical().max_height(height).show(ui, |ui| {
                ui.add(Label::new(RichText::new(text).color(colour)).wrap());
            });
        });
    }

    /// The type of each direction.
    fn choices(&mut self, ui: &mut Ui, language: Language) {
        let hint = RichText::new(T::Hint.say(language)).small();
        let muted = Palette::of(ui).muted;
        ui.add(Label::new(hint.color(muted)).wrap());
        let types = match &self.stage {
            Stage::Read(_, Ok(types)) => &types[..],
            _ => &[],
        };
        let [sent, received] = &mut self.filters;
        let sides = [
            (T::Sent, sent, &mut self.draft.sent),
            (T::Received, received, &mut self.draft.received),
        ];
        ui.add_enabled_ui(!types.is_empty(), |ui| {
            for (side, filter, chosen) in sides {
                ui.label(side.say(language));
                let choice = FilteredChoice {
                    salt: &format!("type-{side:?}"),
                    name: &side.say(language),
                    filter_name: &T::Filter.say(language),
                    nothing: &T::NoType.say(language),
                    width: ui.available_width(),
                };
                choice.show(ui, filter, types, chosen);
            }
        });
    }
}

/// A field with a path on each line.
fn paths(
    ui: &mut Ui,
    language: Language,
    title: T,
    hint: Option<T>,
    rows: usize,
    lines: &mut String,
) -> egui::Response {
    let title = title.say(language);
    ui.label(&*title);
    let hint = hint.map(|hint| hint.say(language)).unwrap_or_default();
    let width = ui.available_width();
    // Long paths are scrolled sideways, not wrapped: a line is a path.
    let edit = TextEdit::multiline(lines)
        .id_salt(&*title)
        .font(data())
        .char_limit(MAX_PATHS)
        .hint_text(hint.into_owned())
        .desired_rows(rows)
        .desired_width(width);
    let field = ScrollArea::vertical()
        .id_salt((&*title, "lines"))
        .max_height(rows as f32 * ui.text_style_height(&TextStyle::Monospace) + 12.0)
        .show(ui, |ui| ui.add(edit))
        .inner;
    name(&field, &title);
    field
}
