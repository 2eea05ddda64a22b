//! The menu beside the button: again and again, from a file, what was sent before and what is kept under a name.

use egui::containers::menu::{MenuButton, MenuConfig};
use egui::{Button, DragValue, PopupCloseBehavior, Response, RichText, ScrollArea, TextEdit, Ui};
use payload::typed::Form;
use payload::visible::{text_preview, visible};

use super::command::Command;
use super::compose::MAX_NAME;
use super::history::Draft;
use super::repeat::MAX_EVERY_MS;
use super::texts::Text;
use super::view::Composer;
use crate::kit::button::{command_button, name};
use crate::kit::command::Usable;
use crate::kit::dialog::focus_when_it_appears;
use crate::kit::field::{is_entered, note_typing, number_in, steady};
use crate::kit::icon_menu::with_edges;
use crate::kit::room::follow_focus;
use crate::kit::theme::{Palette, sign, sizes};
use crate::kit::tool_row::menu;

/// How many of those that were sent the menu shows.
const MAX_SHOWN: usize = 10;
/// How much of a text the menu shows, in bytes.
const MAX_PREVIEW: usize = 48;
/// Width of a field with a number, in points: "until stopped" has room.
const NUMBER_WIDTH: f32 = 112.0;
/// Width and height of the menu of drafts, in points, if the window has so much.
const MENU_SIZE: egui::Vec2 = egui::vec2(320.0, 360.0);

impl Composer<'_> {
    /// A button that opens the menu. It stays open while something is typed into it.
    pub(super) fn menu_button(
        &mut self,
        ui: &mut Ui,
        button: Button<'_>,
        usable: Usable,
        commands: &mut Vec<Command>,
    ) -> Response {
        let config = MenuConfig::new().close_behavior(PopupCloseBehavior::CloseOnClickOutside);
        let button = MenuButton::from_button(button).config(config);
        let (response, _) = button.ui(ui, |ui| self.menu(ui, usable, commands));
        name(&response, &Text::More.say(self.language));
        response
    }

    fn menu(&mut self, ui: &mut Ui, usable: Usable, commands: &mut Vec<Command>) {
        let before = commands.len();
        if self.room.is_narrow() {
            self.kinds_of_menu(ui);
            ui.separator();
        }
        let language = self.language;
        if self.compose.repeat.is_some() {
            command_button(ui, language, Command::StopRepeat, Ok(()), commands);
        } else {
            self.repeat_menu(ui, usable, commands);
        }
        if self.compose.attaching.is_some() {
            ui.spinner();
        } else {
            command_button(ui, language, Command::Attach, Ok(()), commands);
        }
        let caption = Text::SaveSnippet.say(language);
        menu(ui, &caption, &caption, |ui| self.save_form(ui, commands));
        let caption = self.say(Text::Drafts);
        let drafts = menu(ui, &caption, &caption, |ui| self.drafts(ui, commands));
        drafts.on_hover_text(self.say(Text::DraftsTooltip));
        let usable = if self.compose.draft.form == Form::Json {
            Ok(())
        } else {
            Err(self.say(Text::NotJson).into())
        };
        command_button(ui, language, Command::FormatJson, usable, commands);
        if let Some(forms) = self.forms.filter(|_| !self.room.is_wide()) {
            forms(ui);
        }
        command_button(ui, language, Command::MakeFrame, Ok(()), commands);
        command_button(ui, language, Command::AddToSequence, Ok(()), commands);
        if commands.len() > before {
            ui.close();
        }
    }

    /// The kinds, where there is no room for them in the row.
    fn kinds_of_menu(&mut self, ui: &mut Ui) {
        for form in Form::ALL {
            let text = self.say(Text::FormNamed(form));
            let is_chosen = self.compose.draft.form == form;
            if ui.radio(is_chosen, text).clicked() {
                self.compose.draft.form = form;
                ui.close();
            }
        }
    }

    fn save_form(&mut self, ui: &mut Ui, commands: &mut Vec<Command>) {
        ui.horizontal(|ui| {
            let hint = self.say(Text::DraftName);
            let edit = TextEdit::singleline(&mut self.compose.name)
                .id_salt("draft-name")
                .char_limit(MAX_NAME)
                .hint_text(hint.as_str())
                .desired_width(180.0);
            let field = with_edges(ui, |ui| ui.add(edit));
            name(&field, &hint);
            note_typing(&field, &self.compose.name);
            let is_entered = is_entered(&field);
            // The menu opens under the pointer, and the click that follows takes the keyboard away.
            let is_idle = ui.memory(|memory| memory.focused().is_none());
            if !focus_when_it_appears(&field) && is_idle {
                field.request_focus();
            }
            let usable = if self.compose.name.trim().is_empty() {
                Err(self.say(Text::NamelessDraft).into())
            } else {
                Ok(())
            };
            let before = commands.len();
            if is_entered && usable.is_ok() {
                commands.push(Command::KeepDraft);
            }
            command_button(ui, self.language, Command::KeepDraft, usable, commands);
            if commands.len() > before {
                ui.close();
            }
        });
    }

    fn drafts(&self, ui: &mut Ui, commands: &mut Vec<Command>) {
        ui.set_width(MENU_SIZE.x.min(ui.ctx().content_rect().width() - 40.0));
        ScrollArea::vertical()
            .max_height(MENU_SIZE.y)
            .show(ui, |ui| {
                self.saved(ui, commands);
                self.sent(ui, commands);
                follow_focus(ui);
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
                name(&forget, &self.say(Text::Forget(&saved.name)));
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
            let text = RichText::new(self.say(Text::NothingSentYet));
            ui.label(text.color(Palette::of(ui).muted));
        }
    }

    fn repeat_menu(&mut self, ui: &mut Ui, usable: Usable, commands: &mut Vec<Command>) {
        let [every, times, for_ever] =
            [Text::Every, Text::Times, Text::UntilStopped].map(|t| self.say(t));
        let caption = self.say(Text::Repeat);
        let form = &mut self.compose.repeat_form;
        menu(ui, &caption, &caption, |ui| {
            let drag = DragValue::new(&mut form.every_ms)
                .range(1..=MAX_EVERY_MS)
                .suffix(" ms");
            number_field(ui, &every, drag);
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
            number_field(ui, &times, drag);
            let before = commands.len();
            command_button(ui, self.language, Command::Repeat, usable, commands);
            if commands.len() > before {
                ui.close();
            }
        });
    }
}

/// A number with its name before it, in a menu.
fn number_field(ui: &mut Ui, title: &str, drag: DragValue<'_>) {
    ui.horizontal(|ui| {
        ui.label(title);
        let size = egui::vec2(NUMBER_WIDTH, sizes::control(ui));
        let field = with_edges(ui, |ui| steady(ui, title, |ui| ui.add_sized(size, drag)));
        name(&field, title);
    });
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
