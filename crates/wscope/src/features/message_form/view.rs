//! The form that is shown: its fields, what is wrong with each, and what can be done with it.

use egui::containers::menu::is_in_menu;
use egui::{
    Button, Key, KeyboardShortcut, Label, Modifiers, Popup, Response, RichText, ScrollArea,
    TextEdit, TextStyle, Ui,
};
use payload::decoders::{Field, FieldKind, Form, Protocol, protocol_named};

use super::command::Command;
use super::state::{FilledField, FormId, MessageForms, encode, problems};
use super::texts::Text as T;
use crate::kit::button::{name, styled_button};
use crate::kit::choice::Choice;
use crate::kit::command::Usable;
use crate::kit::cut_label::cut_label;
use crate::kit::dialog::{confirm_button, focus_when_it_appears};
use crate::kit::field::{MAX_TYPED, is_entered, note_typing, steady};
use crate::kit::icon::Icon;
use crate::kit::language::Language;
use crate::kit::room::follow_focus;
use crate::kit::secret::eye;
use crate::kit::theme::{Palette, data, sizes};
use crate::kit::tool_row::menu;

/// How wide the form is where there is room, in points.
const WIDTH: f32 = 520.0;
/// What stays free beside and above it, in points: the padding of the dialog, and some of the window.
const MARGINS: egui::Vec2 = egui::vec2(56.0, 64.0);
/// Height of what stands above and below the fields, in points: the title, the choice and the buttons.
const OUTER: f32 = 120.0;
/// The longest text of one line, in characters: longer ones have a field of several lines.
const MAX_LINE: usize = 4096;
/// How many lines a field of several lines has at first.
const ROWS: usize = 4;
/// What hands in the form from any field, as the composer sends.
const HAND_IN: KeyboardShortcut = KeyboardShortcut::new(Modifiers::COMMAND, Key::Enter);

impl MessageForms {
    /// Shows the form that is open. `usable` says whether anything can be sent now.
    pub fn show(
        &mut self,
        ui: &mut Ui,
        language: Language,
        usable: &Usable,
        commands: &mut Vec<Command>,
    ) {
        // Before a field of several lines takes it for a new line.
        let is_handed_in = ui.input_mut(|input| input.consume_shortcut(&HAND_IN));
        let Some((id, form, fields)) = self.shown() else {
            return;
        };
        let screen = ui.ctx().content_rect().size() - MARGINS;
        ui.set_width(WIDTH.min(screen.x));
        let title = protocol_named(id.protocol).map_or(id.protocol, |protocol| protocol.name());
        ui.label(RichText::new(title).heading());
        choose_form(ui, language, id, commands);
        let problems = problems(form, fields);
        let mut is_entered = false;
        ScrollArea::vertical()
            .id_salt(id.form)
            .max_height((screen.y - OUTER).max(sizes::control(ui)))
            .show(ui, |ui| {
                if form.fields.is_empty() {
                    ui.label(T::NoFields.say(language));
                }
                let all = form.fields.iter().zip(fields.iter_mut()).zip(&problems);
                for (index, ((field, filled), problem)) in all.enumerate() {
                    let told = problem
                        .as_ref()
                        .map(|problem| T::Problem(problem).say(language));
                    let shown = FieldOf {
                        id,
                        field,
                        language,
                        problem: told.as_deref().unwrap_or_default(),
                        is_first: index == 0,
                    };
                    is_entered |= shown.show(ui, filled);
                }
                follow_focus(ui);
            });
        let wants_to_send = is_handed_in || is_entered;
        buttons(
            ui,
            language,
            (form, fields),
            usable,
            wants_to_send,
            commands,
        );
    }
}

/// A button with a menu of the forms of a protocol.
pub fn forms_menu(
    ui: &mut Ui,
    language: Language,
    protocol: &'static dyn Protocol,
    commands: &mut Vec<Command>,
) {
    let mut caption = T::Offer.say(language).into_owned();
    // In a menu egui paints an arrow of its own.
    if !is_in_menu(ui) {
        caption = format!("{caption} {}", Icon::Down.glyph());
    }
    let title = T::OfferTooltip {
        protocol: protocol.name(),
    };
    let title = title.say(language);
    let button = menu(ui, &caption, &title, |ui| {
        for id in FormId::of(protocol) {
            let words = id.find().map(|(_, form)| T::Of(form.name).say(language));
            let button = Button::new(format!("{}…", words.unwrap_or_default()));
            let open = Command::Open(id);
            if styled_button(ui, language, open, button, Ok(()), commands).clicked() {
                // Also the menu in which it may be.
                Popup::close_all(ui.ctx());
            }
        }
    });
    button.on_hover_text(title);
}

/// The other forms of the protocol.
fn choose_form(ui: &mut Ui, language: Language, id: FormId, commands: &mut Vec<Command>) {
    let Some(protocol) = protocol_named(id.protocol) else {
        return;
    };
    let words = |form: FormId| form.find().map(|(_, form)| T::Of(form.name).say(language));
    let choice = Choice {
        salt: "message-form",
        name: &T::Form.say(language),
        shown: &words(id).unwrap_or_default(),
        width: None,
    };
    let offered = FormId::of(protocol);
    let offered = offered.map(|form| (form, words(form).unwrap_or_default().into_owned()));
    let (_, chosen) = choice.show(ui, offered, |form| *form == id);
    commands.extend(chosen.map(Command::Open));
}

/// A field as it is shown.
struct FieldOf<'a> {
    id: FormId,
    field: &'static Field,
    language: Language,
    /// What is wrong with it; empty if nothing is.
    problem: &'a str,
    is_first: bool,
}

impl FieldOf<'_> {
    /// Shows it with its name above and what is wrong below. Says whether the form is handed in with it.
    fn show(&self, ui: &mut Ui, filled: &mut FilledField) -> bool {
        let label = T::Of(self.field.label).say(self.language);
        steady(ui, (self.id.protocol, self.id.form, self.field.id), |ui| {
            if let FieldKind::Switch = self.field.kind {
                let mut is_on = filled.text == "true";
                let field = ui.checkbox(&mut is_on, &*label);
                filled.text = is_on.to_string();
                self.focus(&field);
                return false;
            }
            ui.label(&*label);
            if let FieldKind::Choice(offered) = self.field.kind {
                let choice = Choice {
                    salt: self.field.id,
                    name: &label,
                    shown: &filled.text,
                    width: None,
                };
                let offered = offered.iter().map(|value| (*value, (*value).to_owned()));
                let (field, chosen) = choice.show(ui, offered, |value| *value == filled.text);
                if let Some(value) = chosen {
                    value.clone_into(&mut filled.text);
                }
                self.focus(&field);
                return false;
            }
            let field = self.text_field(ui, filled);
            name(&field, &label);
            let is_typed = note_typing(&field, &filled.text);
            filled.is_left |= field.lost_focus();
            self.problem(ui, filled.is_left && !is_typed);
            self.focus(&field);
            self.field.kind != FieldKind::Text && is_entered(&field)
        })
    }

    /// A line, its characters hidden until somebody asks for them.
    fn secret_field(&self, ui: &mut Ui, filled: &mut FilledField) -> Response {
        ui.horizontal(|ui| {
            let width =
                ui.available_width() - 1.5 * sizes::control(ui) - ui.spacing().item_spacing.x;
            let field = line(
                ui,
                TextEdit::singleline(&mut filled.text).password(!filled.is_shown),
                width,
            );
            eye(ui, self.language, &mut filled.is_shown);
            field
        })
        .inner
    }

    fn text_field(&self, ui: &mut Ui, filled: &mut FilledField) -> Response {
        if self.field.kind == FieldKind::Secret {
            return self.secret_field(ui, filled);
        }
        let has_lines = matches!(self.field.kind, FieldKind::Text | FieldKind::Json);
        let width = ui.available_width() - sizes::control(ui) / 2.0;
        if !has_lines {
            return line(ui, TextEdit::singleline(&mut filled.text), width);
        }
        let id = ui.make_persistent_id("text");
        let edit = TextEdit::multiline(&mut filled.text);
        let edit = edit.desired_rows(ROWS).char_limit(MAX_TYPED);
        ui.add(edit.id(id).font(data()).desired_width(width))
    }

    fn focus(&self, field: &Response) {
        if self.is_first {
            focus_when_it_appears(field);
        }
    }

    /// Its line is there whether it says something or not: nothing moves when it does.
    fn problem(&self, ui: &mut Ui, is_told: bool) {
        let height = ui.text_style_height(&TextStyle::Small);
        let size = egui::vec2(ui.available_width(), height);
        let layout = egui::Layout::left_to_right(egui::Align::Center);
        ui.allocate_ui_with_layout(size, layout, |ui| {
            ui.set_min_size(size);
            if is_told && !self.problem.is_empty() {
                let text = RichText::new(self.problem).small();
                let label = Label::new(text.color(Palette::of(ui).error));
                cut_label(ui, label, self.problem, "");
            }
        });
    }
}

/// A field of one line.
fn line(ui: &mut Ui, edit: TextEdit<'_>, width: f32) -> Response {
    let id = ui.make_persistent_id("text");
    let size = egui::vec2(0.0, sizes::control(ui));
    let edit = edit.align(egui::Align2::LEFT_CENTER).min_size(size);
    let edit = edit.char_limit(MAX_LINE);
    ui.add(edit.id(id).font(data()).desired_width(width))
}

fn buttons(
    ui: &mut Ui,
    language: Language,
    (form, fields): (&Form, &mut Vec<FilledField>),
    usable: &Usable,
    wants_to_send: bool,
    commands: &mut Vec<Command>,
) {
    let messages = encode(form, fields).map_or(0, |messages| messages.len());
    ui.horizontal_wrapped(|ui| {
        let send = confirm_button(ui, &T::Send.say(language), usable.is_ok());
        let send = send.on_hover_text(T::SendTooltip.say(language));
        let send = match usable {
            Ok(()) => send,
            Err(why) => send.on_disabled_hover_text(&**why),
        };
        if send.clicked() || (wants_to_send && usable.is_ok()) {
            commands.push(Command::Send);
        }
        let insert = Button::new(T::Insert.say(language));
        let is_one = match messages {
            0 | 1 => Ok(()),
            several => Err(T::Several(several).say(language)),
        };
        styled_button(ui, language, Command::Insert, insert, is_one, commands);
        let close = Button::new(T::Close.say(language));
        styled_button(ui, language, Command::Close, close, Ok(()), commands);
    });
    if wants_to_send {
        // What is wrong is told also where nothing can be sent.
        fields.iter_mut().for_each(|field| field.is_left = true);
    }
}
