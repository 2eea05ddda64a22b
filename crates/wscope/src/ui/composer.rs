//! What is to be sent, and the button that sends it: 点击请求.

use connection::MAX_MESSAGE_BYTES;
use egui::containers::menu::{MenuButton, MenuConfig};
use egui::text_edit::TextEditState;
use egui::{
    Button, ComboBox, DragValue, Key, Modifiers, PopupCloseBehavior, RichText, ScrollArea,
    TextEdit, Ui,
};

use super::{command_button, name, styled_button};
use crate::command::Command;
use crate::compose::{Compose, SavedDraft};
use crate::format::{count, size};
use crate::history::Draft;
use crate::language::{ComposeText as T, Language, Text};
use crate::payload::Form;
use crate::repeat::MAX_EVERY_MS;
use crate::theme::{Palette, sign};
use crate::visible::{text_preview, visible};

/// How many characters the field holds: the text layout runs over all of them at each change, and
/// beyond a million that is felt.
pub const MAX_CHARACTERS: usize = 1 << 20;

/// Height of the field before it scrolls, in points.
const MAX_HEIGHT: f32 = 120.0;

/// Size of the button 点击请求, in points.
const BUTTON_SIZE: egui::Vec2 = egui::vec2(124.0, 44.0);

/// How many of those that were sent the menu shows.
const MAX_SHOWN: usize = 10;

/// How much of a text the menu shows, in bytes.
const MAX_PREVIEW: usize = 48;

/// Width and height of the menu of drafts, in points, if the window has so much.
const MENU_SIZE: egui::Vec2 = egui::vec2(320.0, 360.0);

/// Longest name of a draft, in characters.
const MAX_NAME: usize = 60;

/// What the composer needs to know.
pub struct Composer<'a> {
    /// The language to speak.
    pub language: Language,
    /// What is about to be sent.
    pub compose: &'a mut Compose,
    /// What is kept under a name.
    pub saved: &'a [SavedDraft],
    /// Whether it can be sent, or why not.
    pub usable: Result<(), Text<'a>>,
}

impl Composer<'_> {
    /// Shows the field and the button, and below them what else can be done with it.
    pub fn show(mut self, ui: &mut Ui, commands: &mut Vec<Command>) {
        let flaw = self.compose.flaw().cloned();
        let usable = match &flaw {
            Some(flaw) if self.usable.is_ok() => Err(Text::Compose(T::Malformed(flaw))),
            _ => self.usable,
        };
        // Bytes bound characters from above, and are known without counting.
        let text = &self.compose.draft.text;
        let is_full = text.len() >= MAX_CHARACTERS && text.chars().count() >= MAX_CHARACTERS;
        ui.with_layout(egui::Layout::right_to_left(egui::Align::Min), |ui| {
            self.send_button(ui, usable, commands);
            if self.compose.attachment.is_some() {
                self.attachment(ui, commands);
            } else {
                self.field(ui, commands);
            }
        });
        if is_full {
            let limit = MAX_CHARACTERS;
            let note = self.language.say(Text::ComposerIsFull { limit });
            ui.label(RichText::new(note).color(Palette::of(ui).caution));
        }
        if let Some(flaw) = &flaw {
            let note = self.say(T::Malformed(flaw));
            ui.label(RichText::new(note).color(Palette::of(ui).bad));
        }
        ui.horizontal_wrapped(|ui| self.tools(ui, usable, commands));
    }

    fn say(&self, text: T<'_>) -> String {
        self.language.say(Text::Compose(text)).into_owned()
    }

    fn send_button(&self, ui: &mut Ui, usable: Result<(), Text<'_>>, commands: &mut Vec<Command>) {
        let palette = Palette::of(ui);
        let caption = RichText::new(self.language.say(Text::Send)).strong();
        let button = if usable.is_ok() {
            Button::new(caption.color(palette.on_accent)).fill(palette.accent)
        } else {
            Button::new(caption)
        };
        // In a room of its own the caption stands in the middle, however tall the field gets.
        let layout = egui::Layout::centered_and_justified(egui::Direction::LeftToRight);
        ui.allocate_ui_with_layout(BUTTON_SIZE, layout, |ui| {
            styled_button(ui, self.language, Command::Send, button, usable, commands);
        });
    }

    fn field(&mut self, ui: &mut Ui, commands: &mut Vec<Command>) {
        let label = self.language.say(Text::MessageToSend).into_owned();
        ScrollArea::vertical()
            .id_salt("composer")
            .max_height(MAX_HEIGHT)
            .show(ui, |ui| {
                let id = ui.scope_id().with("composer-field");
                self.walk_history(ui, id, commands);
                let edit = TextEdit::multiline(&mut self.compose.draft.text)
                    .id(id)
                    .hint_text(label.as_str())
                    .font(egui::TextStyle::Monospace)
                    .margin(egui::vec2(8.0, 6.0))
                    .desired_rows(2)
                    .char_limit(MAX_CHARACTERS)
                    .desired_width(f32::INFINITY);
                let response = ui.add(edit);
                name(&response, &label);
            });
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

    fn attachment(&self, ui: &mut Ui, commands: &mut Vec<Command>) {
        let Some(attachment) = &self.compose.attachment else {
            return;
        };
        let room = egui::vec2(ui.available_width(), BUTTON_SIZE.y);
        let layout = egui::Layout::left_to_right(egui::Align::Center);
        ui.allocate_ui_with_layout(room, layout, |ui| {
            let size = &size(attachment.bytes.len() as u64);
            let file = text_preview(attachment.name.as_bytes(), &[]).text;
            let name = file.as_str();
            ui.label(self.say(T::Attached { name, size }));
            command_button(ui, self.language, Command::Detach, Ok(()), commands);
        });
    }

    fn tools(&mut self, ui: &mut Ui, usable: Result<(), Text<'_>>, commands: &mut Vec<Command>) {
        let language = self.language;
        let forms = ComboBox::from_id_salt("form")
            .selected_text(self.say(T::FormNamed(self.compose.draft.form)))
            .width(90.0)
            .show_ui(ui, |ui| {
                for form in Form::ALL {
                    let text = self.say(T::FormNamed(form));
                    ui.selectable_value(&mut self.compose.draft.form, form, text);
                }
            });
        name(&forms.response, &self.say(T::Form));
        forms.response.on_hover_text(self.say(T::FormTooltip));
        if self.compose.draft.form == Form::Json {
            command_button(ui, language, Command::FormatJson, Ok(()), commands);
        }
        if self.compose.attaching.is_some() {
            ui.spinner();
        } else {
            command_button(ui, language, Command::Attach, Ok(()), commands);
        }
        let caption = self.say(T::Drafts);
        let (button, _) = MenuButton::new(caption)
            .config(stays_open())
            .ui(ui, |ui| self.drafts(ui, commands));
        button.on_hover_text(self.say(T::DraftsTooltip));
        self.repeating(ui, usable, commands);
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
                .char_limit(MAX_NAME)
                .hint_text(hint.as_str())
                .desired_width(180.0);
            name(&ui.add(edit), &hint);
            let usable = if self.compose.name.trim().is_empty() {
                Err(Text::Compose(T::NamelessDraft))
            } else {
                Ok(())
            };
            command_button(ui, self.language, Command::KeepDraft, usable, commands);
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
                ui.label(RichText::new(preview(&saved.draft)).color(Palette::of(ui).quiet));
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
            ui.label(text.color(Palette::of(ui).quiet));
        }
    }

    fn repeating(
        &mut self,
        ui: &mut Ui,
        usable: Result<(), Text<'_>>,
        commands: &mut Vec<Command>,
    ) {
        let Some(repeat) = &self.compose.repeat else {
            self.repeat_menu(ui, usable, commands);
            return;
        };
        let sent = &count(repeat.sent().into());
        let text = match repeat.left() {
            Some(left) => {
                let all = &count(u64::from(repeat.sent()) + u64::from(left));
                self.say(T::SentOf { sent, all })
            }
            None => self.say(T::SentSoFar { sent }),
        };
        ui.label(RichText::new(text).color(Palette::of(ui).caution));
        if self.usable.is_err() {
            let waits = RichText::new(self.say(T::Waits));
            ui.label(waits.color(Palette::of(ui).quiet));
        }
        command_button(ui, self.language, Command::StopRepeat, Ok(()), commands);
    }

    fn repeat_menu(
        &mut self,
        ui: &mut Ui,
        usable: Result<(), Text<'_>>,
        commands: &mut Vec<Command>,
    ) {
        let [every, times, for_ever] = [T::Every, T::Times, T::UntilStopped].map(|t| self.say(t));
        let caption = self.say(T::Repeat);
        let form = &mut self.compose.repeat_form;
        MenuButton::new(caption).config(stays_open()).ui(ui, |ui| {
            ui.horizontal(|ui| {
                ui.label(&every);
                let drag = DragValue::new(&mut form.every_ms)
                    .range(1..=MAX_EVERY_MS)
                    .suffix(" ms");
                name(&ui.add(drag), &every);
            });
            ui.horizontal(|ui| {
                ui.label(&times);
                let drag = DragValue::new(&mut form.times).custom_formatter(move |times, _| {
                    if times < 1.0 {
                        for_ever.clone()
                    } else {
                        format!("{times:.0}")
                    }
                });
                name(&ui.add(drag), &times);
            });
            let before = commands.len();
            command_button(ui, self.language, Command::Repeat, usable, commands);
            if commands.len() > before {
                ui.close();
            }
        });
    }
}

/// Of a menu with fields in it.
fn stays_open() -> MenuConfig {
    MenuConfig::new().close_behavior(PopupCloseBehavior::CloseOnClickOutside)
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

/// The largest file that can be sent, in words.
pub fn largest() -> String {
    size(MAX_MESSAGE_BYTES as u64)
}
