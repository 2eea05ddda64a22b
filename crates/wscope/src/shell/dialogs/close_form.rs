//! The close frame with which a connection is to be ended, as a form.

use connection::CloseFrame;
use egui::{Align2, Grid, Response, RichText, TextEdit, TextStyle, Ui};

use crate::kit::button::name;
use crate::kit::choice::Choice;
use crate::kit::dialog::{confirm_button, focus_when_it_appears};
use crate::kit::event_texts::{self, close_name};
use crate::kit::field::{is_entered, note_typing, problem_lines, select_all};
use crate::kit::language::Language;
use crate::kit::tool_row::text_width;
use crate::shell::command::Command;
use crate::shell::texts::Text;

/// Codes to choose from; any other can be typed.
const OFFERED: [u16; 8] = [1000, 1001, 1003, 1008, 1011, 3000, 3003, 4000];

/// Longest reason that can be typed, in characters: more than a frame takes, so that it is said and not cut.
const MAX_REASON: usize = 200;

/// How wide the form is where there is room, in points.
const WIDTH: f32 = 420.0;

/// What stays free beside it in a narrow window, in points: the padding of the dialog, and some of the window.
const MARGINS: f32 = 56.0;
/// Width of the field for the code.
const CODE: f32 = 60.0;
/// Space between a field and its name.
const GAP: f32 = 16.0;

/// A close frame as it is being typed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CloseForm {
    code: String,
    reason: String,
}

impl Default for CloseForm {
    fn default() -> Self {
        Self {
            code: "1000".to_owned(),
            reason: String::new(),
        }
    }
}

impl CloseForm {
    /// The frame; `None` where the code is no number. An empty code stands for a frame without one.
    fn frame(&self) -> Option<CloseFrame> {
        let code = match self.code.trim() {
            "" => None,
            code => Some(code.parse().ok()?),
        };
        Some(CloseFrame {
            code,
            reason: self.reason.clone(),
        })
    }

    /// Shows the form.
    pub fn show(&mut self, ui: &mut Ui, language: Language, commands: &mut Vec<Command>) {
        let screen = ui.ctx().content_rect().width();
        let whole = WIDTH.min(screen - MARGINS);
        ui.set_max_width(whole);
        let say = |text: Text<'_>| text.say(language).into_owned();
        let labels = [Text::CloseCode, Text::CloseReason];
        let labels = labels.map(|text| text_width(ui, &say(text), TextStyle::Body));
        let fields = whole - GAP - labels[0].max(labels[1]);
        ui.label(RichText::new(say(Text::CloseWith)).heading());
        let (mut is_typed, mut entered) = (false, None);
        let mut note = |response: Response, text: &str| {
            is_typed |= note_typing(&response, text);
            if is_entered(&response) {
                entered = Some(response);
            }
        };
        Grid::new("close")
            .num_columns(2)
            .spacing([GAP, 8.0])
            .show(ui, |ui| {
                ui.label(say(Text::CloseCode));
                ui.horizontal(|ui| {
                    let code = self.code(ui, language, fields);
                    note(code.clone(), &self.code);
                    if focus_when_it_appears(&code) {
                        // Another code takes the place of the usual one.
                        select_all(ui.ctx(), code.id, &self.code);
                    }
                });
                ui.end_row();
                ui.label(say(Text::CloseReason));
                let edit = TextEdit::singleline(&mut self.reason)
                    .id_salt("close-reason")
                    .align(Align2::LEFT_CENTER)
                    .desired_width(fields);
                let response = ui.add(edit.char_limit(MAX_REASON));
                name(&response, &say(Text::CloseReason));
                note(response, &self.reason);
                ui.end_row();
            });
        let frame = self.frame();
        let problem = match &frame {
            None => Some(say(Text::CloseCodeIsNoNumber)),
            Some(frame) => frame
                .check_sendable()
                .err()
                .map(|error| event_texts::refused_close(error, language)),
        };
        let told = problem.as_deref().filter(|_| !is_typed);
        problem_lines(ui, told.unwrap_or_default());
        ui.horizontal(|ui| {
            let confirm = say(Text::CloseConfirm);
            let is_pressed = confirm_button(ui, &confirm, problem.is_none()).clicked();
            let is_meant = is_pressed || (entered.is_some() && problem.is_none());
            if let Some(frame) = frame.filter(|_| is_meant) {
                commands.extend([Command::CloseWith(frame), Command::CloseDialog]);
            } else if let Some(field) = &entered {
                // What is wrong with it can be mended at once.
                field.request_focus();
            }
            if ui.button(say(Text::Cancel)).clicked() {
                commands.push(Command::CloseDialog);
            }
        });
    }

    /// Shows the code, to be typed or chosen, in this width; answers with the field.
    fn code(&mut self, ui: &mut Ui, language: Language, width: f32) -> Response {
        // Five digits hold every code there is.
        let edit = TextEdit::singleline(&mut self.code)
            .id_salt("close-code-field")
            .char_limit(5)
            .align(Align2::LEFT_CENTER)
            .desired_width(CODE);
        let response = ui.add(edit);
        name(&response, &Text::CloseCode.say(language));
        let code = self.code.trim().parse().ok();
        let shown = code.map_or_else(String::new, |code| close_name(code, language).to_owned());
        let choice = Choice {
            salt: "close-code",
            name: &Text::CloseCodes.say(language),
            shown: &shown,
            // It is that of the field below, whatever the code is called.
            width: Some(width - CODE - ui.spacing().item_spacing.x),
        };
        let text = |offered: u16| format!("{offered} {}", close_name(offered, language));
        let offered = OFFERED.map(|offered| (offered, text(offered)));
        let (_, chosen) = choice.show(ui, offered, |offered| code == Some(*offered));
        if let Some(chosen) = chosen {
            self.code = chosen.to_string();
        }
        response
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_typed_is_a_frame_or_nothing() {
        #[track_caller]
        fn check(code: &str, reason: &str, expected: Option<Option<u16>>) {
            let form = CloseForm {
                code: code.to_owned(),
                reason: reason.to_owned(),
            };
            assert_eq!(form.frame().map(|frame| frame.code), expected, "{code}");
        }
        check("1000", "", Some(Some(1000)));
        check(" 4321 ", "x", Some(Some(4321)));
        check("", "", Some(None));
        check("70000", "", None);
        check("1e3", "", None);
    }
}
