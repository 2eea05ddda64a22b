//! The view that compares polling and WebSocket, within the window.

use parking_lot::Mutex;
use std::sync::Arc;

use egui::{Button, CentralPanel, ColorImage, Frame, Panel, Rect, Ui};

use super::{App, StartOptions};
use crate::command::{Command, Results};
use crate::completion::completed;
use crate::language::{LessonText, Text};
use crate::lesson::Lesson;
use crate::lesson::results::{to_csv, to_png};
use crate::theme::MARGIN;
use crate::ui::lesson_view::LessonView;
use crate::ui::status_bar::Notice;
use crate::ui::styled_button;
use crate::ui::tool_row::{ToolRow, button_width};

/// The comparison, and what the window knows of it.
pub(super) struct LessonRoom {
    /// Whether it is looked at, instead of messages.
    pub(super) is_shown: bool,
    pub(super) lesson: Lesson,
    /// Where its results are, in points.
    area: Rect,
    /// The window as it was when a picture of the results was asked for.
    picture: Arc<Mutex<Option<Arc<ColorImage>>>>,
}

impl LessonRoom {
    /// About this program's own server if it has one, else about the one that it connects to.
    pub(super) fn new(options: &StartOptions) -> Self {
        let server = options.built_in_server.as_ref().or(options.link.as_ref());
        Self {
            is_shown: false,
            lesson: Lesson::new(server.unwrap_or(&options.address)),
            area: Rect::NOTHING,
            picture: Arc::default(),
        }
    }
}

impl App {
    /// The comparison of polling and WebSocket.
    pub fn lesson(&self) -> &Lesson {
        &self.lesson.lesson
    }

    /// The same, to choose what is compared.
    pub fn lesson_mut(&mut self) -> &mut Lesson {
        &mut self.lesson.lesson
    }

    pub(super) fn lesson_view(&mut self, ui: &mut Ui) {
        Panel::bottom("notice").show(ui, |ui| self.lesson_status(ui));
        let frame = Frame::central_panel(ui.style()).inner_margin(MARGIN);
        let view = LessonView {
            language: self.language,
            is_running: self.lesson.lesson.is_running(),
            lesson: &mut self.lesson.lesson,
            results: &mut self.lesson.area,
        };
        CentralPanel::default()
            .frame(frame)
            .show(ui, |ui| view.show(ui, &mut self.commands));
    }

    /// What tabs that are hidden send by themselves, and the notice: one row, whether there is something to say or not.
    fn lesson_status(&mut self, ui: &mut Ui) {
        let language = self.language;
        let mut row = ToolRow::new("lesson-status");
        if let Some(notice) = &self.notice {
            row.fill("notice", 0.0, |ui, _| notice.show(ui));
        }
        for tab in self.tabs.iter().filter(|tab| tab.sends_by_itself()) {
            let text = language.say(Text::StopSendingOf(&tab.title())).into_owned();
            let stop = Command::StopSending(tab.id);
            let width = button_width(ui, &text);
            row.add(
                ("stop-sending", tab.id),
                width,
                move |ui, commands: &mut Vec<Command>| {
                    styled_button(ui, language, stop, Button::new(text), Ok(()), commands);
                },
            );
        }
        row.show(ui, language, &mut self.commands);
    }

    pub(super) fn start_lesson(&mut self, context: &egui::Context) {
        let lesson = &mut self.lesson.lesson;
        lesson.server = completed(&lesson.server, self.is_secure_page).into_owned();
        if let Err(error) = lesson.start(context) {
            let error = &self.language.say(Text::Why(&error));
            let text = Text::Lesson(LessonText::BadServer { error });
            self.notice = Some(Notice::bad(self.language.say(text)));
        }
    }

    /// Asks where to save what the comparison has come to.
    pub(super) fn ask_save_lesson(&mut self, results: Results, context: &egui::Context) {
        let Some(board) = self.lesson.lesson.board() else {
            return;
        };
        match results {
            Results::Table => {
                let table = to_csv(board.samples());
                drop(board);
                self.ask_save_results("polling-or-websocket.csv", table.into_bytes());
            }
            Results::Picture => {
                drop(board);
                let picture = Arc::clone(&self.lesson.picture);
                let waker = context.clone();
                context.request_screenshot(move |image| {
                    *picture.lock() = Some(image);
                    waker.request_repaint();
                });
            }
        }
    }

    /// Once a frame: asks where to save the picture that was taken.
    pub(super) fn take_picture(&mut self, context: &egui::Context) {
        let Some(image) = self.lesson.picture.lock().take() else {
            return;
        };
        match to_png(&image, self.lesson.area, context.pixels_per_point()) {
            Ok(picture) => self.ask_save_results("polling-or-websocket.png", picture),
            Err(error) => {
                let error = &error.to_string();
                let text = Text::Lesson(LessonText::NoPicture { error });
                self.notice = Some(Notice::bad(self.language.say(text)));
            }
        }
    }
}
