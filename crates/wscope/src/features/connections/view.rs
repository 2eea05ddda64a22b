//! How saved connections are drawn: rows of a tree that can be dragged, renamed in place, and opened.

use egui::{Key, Popup, Pos2, Response, Stroke, TextEdit, Ui};
use payload::visible::shortened;

use super::command::Command;
use super::saved::{Item, Kind, MAX_NAME, Place, Saved, TOP};
use super::texts::Text as T;
use crate::kit::button::{icon_style, name};
use crate::kit::command::Command as _;
use crate::kit::icon::Icon;
use crate::kit::language::Language;
use crate::kit::theme::{Palette, TabColour, sizes};
use crate::kit::tree::{FIRST_INDENT, INDENT, Mark, TreeRow, remark, row_height};

/// How much of a name is shown, in characters.
const MAX_SHOWN: usize = 80;
/// How much of a folder's height, at its upper and at its lower edge, means beside it and not in it.
const BESIDE: f32 = 0.25;

/// What is being renamed.
#[derive(Debug, Default)]
pub struct View {
    renamed: Option<Renamed>,
}

#[derive(Debug)]
struct Renamed {
    id: u64,
    text: String,
    /// Whether its field has had the keyboard.
    is_begun: bool,
}

impl View {
    /// Lets the person call it otherwise, in its place.
    pub fn rename(&mut self, id: u64, name: &str) {
        self.renamed = Some(Renamed {
            id,
            text: name.to_owned(),
            is_begun: false,
        });
    }
}

/// Whether a saved connection is used by a tab.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Use {
    /// Whether a tab with it is connected.
    pub is_open: bool,
    /// Whether it is that of the tab that is looked at.
    pub is_current: bool,
}

/// The tree.
pub struct List<'a> {
    /// The language to speak.
    pub language: Language,
    /// What was saved.
    pub saved: &'a Saved,
    /// What is being renamed.
    pub view: &'a mut View,
    /// What is looked for.
    pub search: &'a str,
}

impl List<'_> {
    /// Shows those that `finds` lets through, each with its use. Says whether there were any.
    pub fn show(
        mut self,
        ui: &mut Ui,
        finds: impl Fn(&[&str]) -> bool,
        used: impl Fn(&Item) -> Use,
        commands: &mut Vec<Command>,
    ) -> bool {
        if self.saved.items.is_empty() {
            if self.search.trim().is_empty() {
                remark(ui, &T::Empty.say(self.language));
            }
            return false;
        }
        let is_searching = !self.search.trim().is_empty();
        let rows = rows(self.saved, is_searching, &finds);
        for (depth, item) in &rows {
            if self
                .view
                .renamed
                .as_ref()
                .is_some_and(|renamed| renamed.id == item.id)
            {
                self.name_field(ui, *depth, commands);
            } else {
                self.row(ui, *depth, item, used(item), commands);
            }
        }
        !rows.is_empty()
    }

    fn row(
        &mut self,
        ui: &mut Ui,
        depth: usize,
        item: &Item,
        used: Use,
        commands: &mut Vec<Command>,
    ) {
        let palette = Palette::of(ui);
        let mut row = TreeRow::new(ui, item.id, shortened(&item.name, MAX_SHOWN));
        row.indent = FIRST_INDENT + 12.0 + depth as f32 * INDENT;
        row.is_selected = used.is_current;
        let own = (item.colour != TabColour::None).then(|| item.colour.shown());
        row.mark = match item.kind {
            Kind::Folder if item.is_folded => {
                Mark::Icon(Icon::Folder, own.unwrap_or(palette.muted))
            }
            Kind::Folder => Mark::Icon(Icon::FolderOpen, own.unwrap_or(palette.muted)),
            Kind::Connection if used.is_open => Mark::Dot(own.unwrap_or(palette.received)),
            Kind::Connection => Mark::Ring(own.unwrap_or(palette.muted)),
        };
        if item.kind == Kind::Folder {
            row.end = self.saved.children(item.id).count().to_string().into();
        }
        let response = row.show(ui);
        if item.kind == Kind::Folder {
            response.ctx.accesskit_node_builder(response.id, |node| {
                node.set_expanded(!item.is_folded);
            });
        }
        take_pointer(ui, item, &response, commands);
        self.take_keys(ui, item, &response, commands);
        drag(ui, item, &response, commands);
        response.context_menu(|ui| self.menu(ui, item, commands));
    }

    fn take_keys(
        &mut self,
        ui: &Ui,
        item: &Item,
        response: &Response,
        commands: &mut Vec<Command>,
    ) {
        if !response.has_focus() {
            return;
        }
        let (renames, deletes) =
            ui.input(|input| (input.key_pressed(Key::F2), input.key_pressed(Key::Delete)));
        if renames {
            self.view.rename(item.id, &item.name);
        }
        if deletes {
            commands.push(Command::Delete(item.id));
        }
    }

    fn menu(&mut self, ui: &mut Ui, item: &Item, commands: &mut Vec<Command>) {
        let language = self.language;
        if item.kind == Kind::Connection {
            entry(ui, language, Command::Connect(item.id), commands);
            entry(ui, language, Command::OpenInTab(item.id), commands);
            ui.separator();
        }
        if ui.button(T::Rename.say(language)).clicked() {
            self.view.rename(item.id, &item.name);
            ui.close();
        }
        entry(ui, language, Command::Delete(item.id), commands);
        ui.menu_button(T::Colour.say(language), |ui| {
            for colour in TabColour::ALL {
                let text = T::ColourNamed(colour).say(language);
                if ui.radio(item.colour == colour, text).clicked() {
                    commands.push(Command::SetColour(item.id, colour));
                    ui.close();
                }
            }
        });
    }

    /// The name, as it is being typed. Enter takes it, Escape leaves it as it was.
    fn name_field(&mut self, ui: &mut Ui, depth: usize, commands: &mut Vec<Command>) {
        let Some(renamed) = &mut self.view.renamed else {
            return;
        };
        let size = egui::vec2(ui.available_width(), row_height(ui));
        let (place, _) = ui.allocate_exact_size(size, egui::Sense::hover());
        let left = place.left() + FIRST_INDENT + 12.0 + depth as f32 * INDENT;
        let place = place.with_min_x(left).with_max_x(place.right() - 8.0);
        let id = ui.make_persistent_id(("rename", renamed.id));
        let edit = TextEdit::singleline(&mut renamed.text)
            .id(id)
            .char_limit(MAX_NAME)
            .margin(egui::Margin::symmetric(6, 2));
        let response = ui.put(place, edit);
        name(&response, &T::Name.say(self.language));
        if !renamed.is_begun {
            renamed.is_begun = true;
            response.request_focus();
            crate::kit::field::select_all(ui.ctx(), id, &renamed.text);
            return;
        }
        if response.lost_focus() {
            let is_escaped = ui.input(|input| input.key_pressed(Key::Escape));
            let text = renamed.text.trim();
            if !is_escaped && !text.is_empty() {
                commands.push(Command::Rename(renamed.id, text.to_owned()));
            }
            self.view.renamed = None;
        }
    }
}

/// The rows that are shown, each with how deep it lies.
fn rows<'a>(
    saved: &'a Saved,
    is_searching: bool,
    finds: &impl Fn(&[&str]) -> bool,
) -> Vec<(usize, &'a Item)> {
    let mut rows = Vec::new();
    let mut add = |item: &'a Item, depth| rows.push((depth, item));
    walk(saved, TOP, 0, is_searching, &mut add);
    if !is_searching {
        return rows;
    }
    let is_found = |item: &Item| finds(&[&item.name, &item.address]);
    let found = rows
        .iter()
        .filter(|(_, item)| item.kind == Kind::Connection && is_found(item));
    // What is found is shown where it is: with its folders.
    let mut shown: std::collections::HashSet<u64> = found.map(|(_, item)| item.id).collect();
    for (_, item) in rows.iter().rev() {
        if shown.contains(&item.id) {
            shown.insert(item.parent);
        }
    }
    rows.retain(|(_, item)| shown.contains(&item.id));
    rows
}

fn walk<'a>(
    saved: &'a Saved,
    parent: u64,
    depth: usize,
    opens_all: bool,
    add: &mut impl FnMut(&'a Item, usize),
) {
    for item in saved.children(parent) {
        add(item, depth);
        if item.kind == Kind::Folder && (opens_all || !item.is_folded) {
            walk(saved, item.id, depth + 1, opens_all, add);
        }
    }
}

/// Takes hold of a row, and shows where one that is held would go.
fn drag(ui: &Ui, item: &Item, response: &Response, commands: &mut Vec<Command>) {
    response.dnd_set_drag_payload(item.id);
    let Some(held) = response.dnd_hover_payload::<u64>() else {
        return;
    };
    let Some(pointer) = ui.input(|input| input.pointer.interact_pos()) else {
        return;
    };
    if *held == item.id {
        return;
    }
    let place = response.rect;
    let share = (pointer.y - place.top()) / place.height();
    let palette = Palette::of(ui);
    let line = Stroke::new(2.0, palette.accent);
    let is_into = item.kind == Kind::Folder && (BESIDE..1.0 - BESIDE).contains(&share);
    let is_before = share < 0.5;
    if is_into {
        let edge = egui::StrokeKind::Inside;
        ui.painter().rect_stroke(
            place.shrink2(egui::vec2(4.0, 0.0)),
            sizes::RADIUS,
            line,
            edge,
        );
    } else {
        let y = if is_before {
            place.top()
        } else {
            place.bottom()
        };
        let left = Pos2::new(place.left() + 12.0, y);
        ui.painter()
            .line_segment([left, Pos2::new(place.right() - 8.0, y)], line);
    }
    if response.dnd_release_payload::<u64>().is_some() {
        let to = if is_into {
            Place::In(item.id)
        } else if is_before {
            Place::Before(item.id)
        } else {
            Place::After(item.id)
        };
        commands.push(Command::Move(*held, to));
    }
}

/// Opens what is clicked.
fn take_pointer(ui: &Ui, item: &Item, response: &Response, commands: &mut Vec<Command>) {
    let is_pointed = response.clicked_by(egui::PointerButton::Primary);
    // The click that selected it may have been the first of three.
    let is_twice = response.double_clicked() || response.triple_clicked();
    match item.kind {
        Kind::Folder if response.clicked() => {
            commands.push(Command::Fold(item.id, !item.is_folded));
        }
        Kind::Folder => {}
        // By the keyboard once, by the pointer twice.
        Kind::Connection if is_twice || (response.clicked() && !is_pointed) => {
            commands.push(Command::Connect(item.id));
        }
        Kind::Connection if is_pointed => {
            ui.memory_mut(|memory| memory.request_focus(response.id));
        }
        Kind::Connection => {}
    }
}

/// Which environment is used, with a menu of the others; nothing while there are none.
pub fn environment_row(
    ui: &mut Ui,
    language: Language,
    saved: &Saved,
    commands: &mut Vec<Command>,
) {
    if saved.environments.is_empty() {
        return;
    }
    let title = T::Environment.say(language);
    let none = T::NoEnvironment.say(language);
    let chosen = saved
        .chosen()
        .map_or(&*none, |environment| &environment.name);
    let mut row = TreeRow::new(ui, "environment", &*title);
    row.indent = FIRST_INDENT + 12.0;
    row.mark = Mark::Icon(Icon::Filter, Palette::of(ui).muted);
    row.end = shortened(chosen, 16).into();
    let response = row.show(ui);
    response.ctx.accesskit_node_builder(response.id, |node| {
        node.set_role(egui::accesskit::Role::Button);
        node.set_value(chosen);
    });
    Popup::menu(&response).show(|ui| {
        let mut choice = |ui: &mut Ui, id, name: &str| {
            if ui.radio(saved.environment == id, name).clicked() {
                commands.push(Command::ChooseEnvironment(id));
                ui.close();
            }
        };
        choice(ui, 0, &none);
        for environment in &saved.environments {
            choice(ui, environment.id, &environment.name);
        }
        ui.separator();
        entry(ui, language, Command::EditEnvironments, commands);
    });
}

/// What is rarely asked of all of them.
pub fn more_menu(ui: &mut Ui, language: Language, size: f32, commands: &mut Vec<Command>) {
    let title = T::Manage.say(language);
    let muted = Palette::of(ui).muted;
    let button = icon_style(ui, Icon::More.text().color(muted)).min_size(egui::Vec2::splat(size));
    let response = ui.add(button);
    name(&response, &title);
    Popup::menu(&response).show(|ui| {
        for command in [Command::EditEnvironments, Command::Import, Command::Export] {
            entry(ui, language, command, commands);
        }
    });
    response.on_hover_text(title);
}

/// A command in a menu.
fn entry(ui: &mut Ui, language: Language, command: Command, commands: &mut Vec<Command>) {
    let text = command.about(language).map(|about| about.text);
    if ui.button(text.unwrap_or_default()).clicked() {
        commands.push(command);
        ui.close();
    }
}
