//! The fields of the page, as each section uses them.

use std::cell::Cell;
use std::mem::discriminant;

use egui::{Checkbox, DragValue, Id, Margin, RadioButton, Response, RichText, TextEdit, Ui};

use super::super::form::MAX_FIELD;
use super::super::texts::Text as T;
use crate::kit::button::name;
use crate::kit::field::{is_being_typed, is_entered, note_typing, steady};
use crate::kit::language::Language;
use crate::kit::secret::eye;
use crate::kit::theme::{Palette, data, sizes, strong};

/// Width of a field with a number, in points.
const NUMBER: f32 = 96.0;
/// Space before a heading that follows something.
const BEFORE: f32 = 12.0;

/// Shows fields.
pub(super) struct Fields {
    pub language: Language,
    /// The field in which Enter was pressed.
    pub entered: Cell<Option<Id>>,
}

/// A text to be typed.
pub(super) struct Typed<'a> {
    pub label: T<'a>,
    pub text: &'a mut String,
    pub hint: &'a str,
    pub is_wrong: bool,
    pub limit: usize,
}

impl<'a> Typed<'a> {
    pub(super) fn new(label: T<'a>, text: &'a mut String, is_wrong: bool) -> Self {
        Self {
            label,
            text,
            hint: "",
            is_wrong,
            limit: MAX_FIELD,
        }
    }

    pub(super) fn hint(self, hint: &'a str) -> Self {
        Self { hint, ..self }
    }
}

impl Fields {
    pub(super) fn say(&self, text: T<'_>) -> String {
        text.say(self.language).into_owned()
    }

    /// What the fields below it are about.
    pub(super) fn heading(&self, ui: &mut Ui, text: T<'_>) {
        if ui.cursor().top() > ui.min_rect().top() + 1.0 {
            ui.add_space(BEFORE);
        }
        ui.label(strong(self.say(text)));
    }

    /// The space before what stands in a part of its own.
    pub(super) fn gap(ui: &mut Ui) {
        ui.add_space(BEFORE);
    }

    /// A remark in small type.
    pub(super) fn remark(&self, ui: &mut Ui, text: T<'_>) {
        let muted = Palette::of(ui).muted;
        ui.label(RichText::new(self.say(text)).small().color(muted));
    }

    /// The name of a field, and the field, in so much of the width.
    pub(super) fn text(&self, ui: &mut Ui, typed: Typed<'_>) -> Response {
        self.heading(ui, typed.label);
        self.field(ui, typed, false, ui.available_width())
    }

    /// A field alone.
    pub(super) fn field(
        &self,
        ui: &mut Ui,
        typed: Typed<'_>,
        is_hidden: bool,
        width: f32,
    ) -> Response {
        let label = self.say(typed.label);
        steady(ui, discriminant(&typed.label), |ui| {
            let id = ui.make_persistent_id("text");
            let is_typed = is_being_typed(ui.ctx(), id);
            let bad = Palette::of(ui).error;
            let edit = TextEdit::singleline(typed.text)
                .id(id)
                .font(data())
                .char_limit(typed.limit)
                .password(is_hidden)
                .hint_text(typed.hint.to_owned())
                .margin(Margin::symmetric(8, 4))
                .align(egui::Align2::LEFT_CENTER)
                .text_color_opt((typed.is_wrong && !is_typed).then_some(bad))
                .desired_width(width)
                .min_size(egui::vec2(0.0, sizes::control(ui)));
            let response = ui.add(edit);
            name(&response, &label);
            note_typing(&response, typed.text);
            if is_entered(&response) {
                self.entered.set(Some(response.id));
            }
            response
        })
    }

    /// A field whose text is shown only when it is asked for.
    pub(super) fn secret(&self, ui: &mut Ui, typed: Typed<'_>, is_shown: &mut bool) -> Response {
        self.heading(ui, typed.label);
        ui.horizontal(|ui| {
            let gap = ui.spacing().item_spacing.x;
            let width = ui.available_width() - sizes::control(ui) - gap;
            let field = self.field(ui, typed, !*is_shown, width);
            eye(ui, self.language, is_shown);
            field
        })
        .inner
    }

    /// One of a few, a line each.
    pub(super) fn choice<C: Copy + PartialEq>(
        &self,
        ui: &mut Ui,
        label: T<'_>,
        current: &mut C,
        all: &[(C, T<'static>)],
    ) {
        self.heading(ui, label);
        for (choice, text) in all {
            let button = RadioButton::new(current == choice, self.say(*text));
            if ui.add(button).clicked() {
                *current = *choice;
            }
        }
    }

    pub(super) fn tick(&self, ui: &mut Ui, label: T<'_>, tooltip: T<'_>, is_on: &mut bool) {
        ui.add(Checkbox::new(is_on, self.say(label)))
            .on_hover_text(self.say(tooltip));
    }

    /// A number, with its name before it.
    pub(super) fn number(&self, ui: &mut Ui, label: T<'_>, drag: DragValue<'_>) {
        let text = self.say(label);
        ui.horizontal(|ui| {
            let rest = (ui.available_width() - NUMBER - ui.spacing().item_spacing.x).max(0.0);
            let size = egui::vec2(rest, sizes::control(ui));
            let layout = egui::Layout::left_to_right(egui::Align::Center);
            ui.allocate_ui_with_layout(size, layout, |ui| {
                ui.set_min_width(rest);
                ui.add(egui::Label::new(&text).truncate());
            });
            steady(ui, discriminant(&label), |ui| {
                let size = egui::vec2(NUMBER, sizes::control(ui));
                let response = ui.add_sized(size, drag.update_while_editing(false));
                name(&response, &text);
            });
        });
    }
}
