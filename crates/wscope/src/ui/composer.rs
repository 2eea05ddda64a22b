//! What is to be sent, and the button that sends it: 点击请求.

use egui::text_edit::TextEditState;
use egui::{
    Button, ComboBox, DragValue, Key, Label, Modifiers, Rect, RichText, ScrollArea, Sense,
    TextEdit, Ui, UiBuilder,
};

use crate::attach::Source;
use crate::command::Command;
use crate::compose::{Compose, MAX_NAME, SavedDraft};
use crate::history::Draft;
use crate::kit::button::{command_button, name, styled_button};
use crate::kit::command::Usable;
use crate::kit::field::{MAX_TYPED, is_entered, is_long};
use crate::kit::field::{
    composer_field, note_above, note_typing, number_in, renew_note, steady, take_text,
};
use crate::kit::format::size;
use crate::kit::language::Language;
use crate::kit::tab_id::TabId;
use crate::kit::theme::{Palette, sign};
use crate::kit::tool_row::{ToolRow, button_width, menu};
use crate::repeat::MAX_EVERY_MS;
use crate::texts::{ComposeText as T, Text};
use payload::typed::{Form, Malformed};
use payload::visible::{text_preview, visible};

/// Height of the field, in points: three lines. It scrolls, and does not grow: that would move the list.
const FIELD_HEIGHT: f32 = 62.0;

/// The same in lines.
const ROWS: usize = 3;

/// Width of the button 点击请求, in points.
const BUTTON_WIDTH: f32 = 124.0;

/// Width of the box with the kinds of a text, in points.
const FORM_WIDTH: f32 = 90.0;

/// How many of those that were sent the menu shows.
const MAX_SHOWN: usize = 10;

/// How much of a text the menu shows, in bytes.
const MAX_PREVIEW: usize = 48;

/// Width and height of the menu of drafts, in points, if the window has so much.
const MENU_SIZE: egui::Vec2 = egui::vec2(320.0, 360.0);

/// What the composer needs to know.
pub struct Composer<'a> {
    /// The tab that it belongs to.
    pub tab: TabId,
    /// The language to speak.
    pub language: Language,
    /// What is about to be sent.
    pub compose: &'a mut Compose,
    /// What is kept under a name.
    pub saved: &'a [SavedDraft],
    /// Whether it can be sent, or why not.
    pub usable: Usable,
}

/// The composer and what it emits, as the parts of its row share them.
type Parts<'a, 'c> = (Composer<'a>, &'c mut Vec<Command>);

impl<'a> Composer<'a> {
    /// Shows the field and the button, and below them what else can be done with it. All of it keeps its height.
    pub fn show(mut self, ui: &mut Ui, commands: &mut Vec<Command>) {
        self.compose.hold_long_text();
        let flaw = self.compose.flaw().cloned();
        let usable = match &flaw {
            Some(flaw) if self.usable.is_ok() => Err(self.say(T::Malformed(flaw)).into()),
            _ => self.usable.clone(),
        };
        let size = egui::vec2(ui.available_width(), FIELD_HEIGHT);
        let (area, _) = ui.allocate_exact_size(size, Sense::hover());
        let gap = ui.spacing().item_spacing.x;
        let (left, right) = area.split_left_right_at_x(area.right() - BUTTON_WIDTH);
        let field = left.with_max_x(left.right() - gap);
        steady(ui, "composer-top", |ui| {
            ui.scope_builder(UiBuilder::new().id_salt("field").max_rect(field), |ui| {
                if self.compose.attachment.is_some() {
                    self.attachment(ui, flaw.as_ref(), commands);
                } else {
                    self.field(ui, flaw.as_ref(), commands);
                }
            });
            self.send_button(ui, right, usable.clone(), commands);
        });
        let language = self.language;
        let row = self.tools(ui, usable);
        row.show(ui, language, &mut (self, commands));
    }

    fn say(&self, text: T<'_>) -> String {
        self.language.say(Text::Compose(text)).into_owned()
    }

    fn send_button(&self, ui: &mut Ui, place: Rect, usable: Usable, commands: &mut Vec<Command>) {
        let palette = Palette::of(ui);
        let caption = RichText::new(self.language.say(Text::Send)).strong();
        let button = if usable.is_ok() {
            Button::new(caption.color(palette.on_accent)).fill(palette.accent)
        } else {
            Button::new(caption)
        };
        let layout = egui::Layout::centered_and_justified(egui::Direction::LeftToRight);
        let builder = UiBuilder::new()
            .id_salt("send")
            .max_rect(place)
            .layout(layout);
        ui.scope_builder(builder, |ui| {
            styled_button(ui, self.language, Command::Send, button, usable, commands);
        });
    }

    fn field(&mut self, ui: &mut Ui, flaw: Option<&Malformed>, commands: &mut Vec<Command>) {
        let label = self.language.say(Text::MessageToSend).into_owned();
        let id = composer_field(self.tab);
        // Bytes bound characters from above, and are known without counting.
        let text = &self.compose.draft.text;
        let is_full = text.len() >= MAX_TYPED && text.chars().count() >= MAX_TYPED;
        let area = ScrollArea::vertical()
            .id_salt("composer")
            .max_height(FIELD_HEIGHT)
            .min_scrolled_height(FIELD_HEIGHT)
            .auto_shrink(false);
        let response = area
            .show(ui, |ui| {
                self.walk_history(ui, id, commands);
                self.take_long_paste(ui, id);
                let edit = TextEdit::multiline(&mut self.compose.draft.text)
                    .id(id)
                    .hint_text(label.as_str())
                    .font(egui::TextStyle::Monospace)
                    .margin(egui::vec2(8.0, 6.0))
                    .desired_rows(ROWS)
                    .min_size(egui::vec2(0.0, FIELD_HEIGHT))
                    .char_limit(MAX_TYPED)
                    .desired_width(f32::INFINITY);
                ui.add(edit)
            })
            .inner;
        name(&response, &label);
        let is_typed = note_typing(&response);
        if response.changed() {
            renew_note(&response);
        }
        let palette = Palette::of(ui);
        if is_full {
            let limit = MAX_TYPED;
            let note = self.language.say(Text::ComposerIsFull { limit });
            note_above(ui, &response, &note, palette.warning);
        } else if let Some(flaw) = flaw.filter(|_| !is_typed) {
            let note = self.say(T::Malformed(flaw));
            note_above(ui, &response, &note, palette.error);
        }
    }

    /// The arrows lead through what was sent, where they could not lead through the text.
    fn walk_history(&mut self, ui: &Ui, id: egui::Id, commands: &mut Vec<Command>) {
        if !ui.memory(|memory| memory.has_focus(id)) {
            return;
        }
        let (up, down) = ui.input(|input| {
            let is_plain = input.modifiers.is_none();
            let pressed = |key| is_plain && input.key_pressed(key);
            (pressed(Key::ArrowUp), pressed(Key::ArrowDown))
        });
        if !up && !down {
            return;
        }
        let state = TextEditState::load(ui.ctx(), id);
        let cursor = state.and_then(|state| state.cursor.char_range());
        let at: usize = cursor.map_or(0, |range| range.primary.index.into());
        let draft = &self.compose.draft;
        let mut before = draft.text.chars().take(at);
        let mut after = draft.text.chars().skip(at);
        let (key, found) = if up && !before.any(|c| c == '\n') {
            (Key::ArrowUp, self.compose.history.older(draft))
        } else if down && !after.any(|c| c == '\n') {
            (Key::ArrowDown, self.compose.history.newer(draft))
        } else {
            return;
        };
        if let Some(found) = found {
            ui.input_mut(|input| input.consume_key(Modifiers::NONE, key));
            commands.push(Command::Recall(found));
        }
    }

    /// A text that is too long for the field never reaches it.
    fn take_long_paste(&mut self, ui: &Ui, id: egui::Id) {
        if !ui.memory(|memory| memory.has_focus(id)) {
            return;
        }
        let typed = self.compose.draft.text.chars().count();
        let is_too_long = |text: &str| is_long(text) || typed + text.chars().count() > MAX_TYPED;
        let Some(pasted) = take_text(ui, is_too_long) else {
            return;
        };
        let state = TextEditState::load(ui.ctx(), id);
        let cursor = state.and_then(|state| state.cursor.char_range());
        let replaced = cursor.map_or(typed..typed, |range| {
            let [from, to] = range.sorted_cursors().map(|cursor| cursor.index.into());
            from..to
        });
        self.compose.paste(&pasted, replaced);
    }

    fn attachment(&mut self, ui: &mut Ui, flaw: Option<&Malformed>, commands: &mut Vec<Command>) {
        // There is no field that could take it. A dialog that closes gives the focus back to the one that was there.
        let focused = ui.memory(egui::Memory::focused);
        if focused.is_none_or(|field| field == composer_field(self.tab))
            && let Some(pasted) = take_text(ui, |_| true)
        {
            self.compose.draft.text.clear();
            self.compose.paste(&pasted, 0..0);
        }
        let Some(attachment) = &self.compose.attachment else {
            return;
        };
        let room = ui.available_size();
        let layout = egui::Layout::left_to_right(egui::Align::Center);
        ui.allocate_ui_with_layout(room, layout, |ui| {
            let size = &size(attachment.bytes.len() as u64);
            let (label, detach) = match &attachment.source {
                Source::File(name) => {
                    let file = text_preview(name.as_bytes(), &[]).text;
                    let name = file.as_str();
                    (self.say(T::Attached { name, size }), T::Detach)
                }
                Source::Text => (self.say(T::AttachedText { size }), T::DetachText),
            };
            let label = ui.label(label);
            if attachment.is_text() {
                label.on_hover_text(self.say(T::AttachedTextTooltip));
            }
            command_button(ui, self.language, Command::ViewAttachment, Ok(()), commands);
            let button = Button::new(self.say(detach));
            styled_button(ui, self.language, Command::Detach, button, Ok(()), commands);
            if let Some(flaw) = flaw {
                let note = self.say(T::Malformed(flaw));
                let text = RichText::new(&note).color(Palette::of(ui).error);
                ui.add(Label::new(text).truncate()).on_hover_text(note);
            }
        });
    }

    fn tools<'r, 'c>(&self, ui: &Ui, usable: Usable) -> ToolRow<'r, Parts<'a, 'c>>
    where
        'a: 'r,
        'c: 'r,
    {
        let say = |text| self.say(text);
        let button = |text| button_width(ui, &say(text));
        let mut row = ToolRow::new("composer-tools");
        let padding = 2.0 * ui.spacing().button_padding.x;
        row.pin(
            "form",
            FORM_WIDTH + padding,
            |ui, (composer, _): &mut Parts<'a, 'c>| {
                composer.forms(ui);
            },
        );
        row.add(
            "format",
            button(T::FormatJson),
            |ui, (composer, commands)| {
                composer.format_button(ui, commands);
            },
        );
        row.add("attach", button(T::Attach), |ui, (composer, commands)| {
            composer.attach_button(ui, commands);
        });
        row.add("drafts", button(T::Drafts), |ui, (composer, commands)| {
            composer.drafts_menu(ui, commands);
        });
        let width = button(T::Repeat).max(button(T::Stop));
        row.add("repeat", width, move |ui, (composer, commands)| {
            composer.repeat_button(ui, usable, commands);
        });
        row.fill("repeated", 0.0, |ui, (composer, _)| composer.repeated(ui));
        row
    }

    fn forms(&mut self, ui: &mut Ui) {
        let forms = ComboBox::from_id_salt("form")
            .selected_text(self.say(T::FormNamed(self.compose.draft.form)))
            .width(FORM_WIDTH)
            .show_ui(ui, |ui| {
                for form in Form::ALL {
                    let text = self.say(T::FormNamed(form));
                    ui.selectable_value(&mut self.compose.draft.form, form, text);
                }
            });
        name(&forms.response, &self.say(T::Form));
        forms.response.on_hover_text(self.say(T::FormTooltip));
    }

    fn format_button(&self, ui: &mut Ui, commands: &mut Vec<Command>) {
        let usable = if self.compose.draft.form == Form::Json {
            Ok(())
        } else {
            Err(self.say(T::NotJson).into())
        };
        command_button(ui, self.language, Command::FormatJson, usable, commands);
    }

    fn attach_button(&self, ui: &mut Ui, commands: &mut Vec<Command>) {
        if self.compose.attaching.is_some() {
            ui.spinner();
        } else {
            command_button(ui, self.language, Command::Attach, Ok(()), commands);
        }
    }

    fn drafts_menu(&mut self, ui: &mut Ui, commands: &mut Vec<Command>) {
        let caption = self.say(T::Drafts);
        let button = menu(ui, &caption, &caption, |ui| self.drafts(ui, commands));
        button.on_hover_text(self.say(T::DraftsTooltip));
    }

    fn drafts(&mut self, ui: &mut Ui, commands: &mut Vec<Command>) {
        ui.set_width(MENU_SIZE.x.min(ui.ctx().content_rect().width() - 40.0));
        ScrollArea::vertical()
            .max_height(MENU_SIZE.y)
            .show(ui, |ui| {
                self.saved(ui, commands);
                self.sent(ui, commands);
            });
        ui.separator();
        ui.horizontal(|ui| {
            let hint = self.say(T::DraftName);
            let edit = TextEdit::singleline(&mut self.compose.name)
                .id_salt("draft-name")
                .char_limit(MAX_NAME)
                .hint_text(hint.as_str())
                .desired_width(180.0);
            let field = ui.add(edit);
            name(&field, &hint);
            let usable = if self.compose.name.trim().is_empty() {
                Err(self.say(T::NamelessDraft).into())
            } else {
                Ok(())
            };
            let before = commands.len();
            if is_entered(&field) {
                if usable.is_ok() {
                    commands.push(Command::KeepDraft);
                } else {
                    field.request_focus();
                }
            }
            command_button(ui, self.language, Command::KeepDraft, usable, commands);
            if commands.len() > before {
                ui.close();
            }
        });
    }

    fn saved(&self, ui: &mut Ui, commands: &mut Vec<Command>) {
        for (index, saved) in self.saved.iter().enumerate() {
            ui.horizontal(|ui| {
                if ui
                    .button(RichText::new(visible(&saved.name)).strong())
                    .clicked()
                {
                    commands.push(Command::Recall(saved.draft.clone()));
                    ui.close();
                }
                ui.label(RichText::new(preview(&saved.draft)).color(Palette::of(ui).muted));
                let forget = ui.small_button(sign::CLOSE);
                name(&forget, &self.say(T::Forget(&saved.name)));
                if forget.clicked() {
                    commands.push(Command::ForgetDraft(index));
                }
            });
        }
        if !self.saved.is_empty() {
            ui.separator();
        }
    }

    fn sent(&self, ui: &mut Ui, commands: &mut Vec<Command>) {
        let mut is_empty = true;
        for draft in self.compose.history.iter().take(MAX_SHOWN) {
            is_empty = false;
            if ui.button(preview(draft)).clicked() {
                commands.push(Command::Recall(draft.clone()));
                ui.close();
            }
        }
        if is_empty {
            let text = RichText::new(self.say(T::NothingSentYet));
            ui.label(text.color(Palette::of(ui).muted));
        }
    }

    fn repeat_button(&mut self, ui: &mut Ui, usable: Usable, commands: &mut Vec<Command>) {
        if self.compose.repeat.is_some() {
            command_button(ui, self.language, Command::StopRepeat, Ok(()), commands);
        } else {
            self.repeat_menu(ui, usable, commands);
        }
    }

    /// How often it was sent so far.
    fn repeated(&self, ui: &mut Ui) {
        let Some(repeat) = &self.compose.repeat else {
            return;
        };
        let sent = u64::from(repeat.sent());
        let text = match repeat.left() {
            Some(left) => {
                let all = sent + u64::from(left);
                self.say(T::SentOf { sent, all })
            }
            None => self.say(T::SentSoFar { sent }),
        };
        let text = if self.usable.is_err() {
            format!("{text} · {}", self.say(T::Waits))
        } else {
            text
        };
        let text = RichText::new(text).color(Palette::of(ui).warning);
        ui.add(Label::new(text).truncate());
    }

    fn repeat_menu(&mut self, ui: &mut Ui, usable: Usable, commands: &mut Vec<Command>) {
        let [every, times, for_ever] = [T::Every, T::Times, T::UntilStopped].map(|t| self.say(t));
        let caption = self.say(T::Repeat);
        let form = &mut self.compose.repeat_form;
        menu(ui, &caption, &caption, |ui| {
            ui.horizontal(|ui| {
                ui.label(&every);
                let drag = DragValue::new(&mut form.every_ms)
                    .range(1..=MAX_EVERY_MS)
                    .suffix(" ms");
                name(&steady(ui, "every", |ui| ui.add(drag)), &every);
            });
            ui.horizontal(|ui| {
                ui.label(&times);
                let word = for_ever.clone();
                let drag = DragValue::new(&mut form.times)
                    .custom_formatter(move |times, _| {
                        if times < 1.0 {
                            for_ever.clone()
                        } else {
                            format!("{times:.0}")
                        }
                    })
                    .custom_parser(move |typed| number_in(typed, &word, 0.0));
                name(&steady(ui, "times", |ui| ui.add(drag)), &times);
            });
            let before = commands.len();
            command_button(ui, self.language, Command::Repeat, usable, commands);
            if commands.len() > before {
                ui.close();
            }
        });
    }
}

/// The beginning of a draft, on one line.
fn preview(draft: &Draft) -> String {
    let mut end = draft.text.len().min(MAX_PREVIEW);
    while !draft.text.is_char_boundary(end) {
        end -= 1;
    }
    let mut line = text_preview(&draft.text.as_bytes()[..end], &[]).text;
    if end < draft.text.len() {
        line.push('…');
    }
    line
}
