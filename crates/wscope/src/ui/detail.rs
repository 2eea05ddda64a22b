//! One message, whole.

use std::time::Duration;

use data_encoding::{BASE64, HEXLOWER};
use egui::{Align2, FontId, RichText, Ui};
use message_log::{Direction, Kind, Message, SharedMessage};
use virtual_list::{ListState, Position, VirtualList};
use web_time::Instant;

use super::{command_button, name};
use crate::command::{Command, CopyAs};
use crate::format::{date_and_time, size};
use crate::language::{Language, Text};
use crate::lifecycle::Lifecycle;
use crate::lines::{Cut, Lines, hex_columns, hex_row, text_row};
use crate::theme::{LINE_HEIGHT, Palette, sign};

/// How long a frame may read on in a long message.
const READING_TIME: Duration = Duration::from_millis(6);
/// How much is read between two looks at the clock, in bytes.
const READING_PIECE: usize = 128 * 1024;

/// The message that is open in the detail pane. It stays readable after the list has dropped it.
pub struct Detail {
    message: SharedMessage,
    /// What the pane shows of it: the message, or for a line of ours its sentence and its detail.
    shown: Shown,
    /// `None` until the pane knows how wide it is.
    lines: Option<Lines>,
    list: ListState,
    /// The byte that stood at the top when the pane got another width, until its row is found again.
    top: Option<usize>,
}

enum Shown {
    Message,
    Sentence(String),
}

impl Detail {
    /// Opens a message.
    pub fn new(message: SharedMessage, language: Language) -> Self {
        let shown = match message.message().kind {
            Kind::Lifecycle => Shown::Sentence(explain(&message, language)),
            Kind::Text | Kind::Binary | Kind::Ping | Kind::Pong => Shown::Message,
        };
        Self {
            shown,
            lines: None,
            list: at_top(),
            top: None,
            message,
        }
    }

    /// The number of the message.
    pub fn number(&self) -> u64 {
        self.message.message().seq.get()
    }

    /// The message in the form in which it is to be copied.
    pub fn copy(&self, form: CopyAs) -> String {
        let bytes = bytes_of(&self.shown, &self.message);
        match form {
            CopyAs::Text => String::from_utf8_lossy(bytes).into_owned(),
            CopyAs::Hex => HEXLOWER.encode(bytes),
            CopyAs::Base64 => BASE64.encode(bytes),
        }
    }

    /// Shows the pane.
    pub fn show(&mut self, ui: &mut Ui, language: Language, commands: &mut Vec<Command>) {
        self.facts(ui, language, commands);
        ui.horizontal_wrapped(|ui| {
            for form in [CopyAs::Text, CopyAs::Hex, CopyAs::Base64] {
                command_button(ui, language, Command::Copy(form), Ok(()), commands);
            }
        });
        ui.separator();
        self.read_on(ui);
        if let Some(lines) = self.lines.as_ref().filter(|lines| !lines.is_complete()) {
            let percent = lines.percent();
            ui.label(language.say(Text::IndexingLines { percent }));
            ui.ctx().request_repaint();
        }
        self.body(ui, language);
    }

    fn facts(&self, ui: &mut Ui, language: Language, commands: &mut Vec<Command>) {
        let say = |text| language.say(text).into_owned();
        let message: Message<'_> = self.message.message();
        ui.horizontal(|ui| {
            ui.label(RichText::new(say(Text::Number(message.seq.get()))).strong());
            ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
                let close = ui.button(sign::CLOSE).on_hover_text(say(Text::CloseDetail));
                name(&close, &say(Text::CloseDetail));
                if close.clicked() {
                    commands.push(Command::ShowDetail(None));
                }
            });
        });
        let facts = [
            say(direction_text(message.direction)),
            say(kind_text(message.kind)),
            size(message.payload.len() as u64),
            date_and_time(message.at),
        ];
        let facts = RichText::new(facts.join(" · ")).small();
        ui.label(facts.color(Palette::of(ui).quiet));
    }

    /// Keeps the rows in step with the width of the pane, and reads a piece of a long message.
    fn read_on(&mut self, ui: &Ui) {
        let cut = self.cut(ui);
        let bytes = bytes_of(&self.shown, &self.message);
        if let Some(old) = self.lines.take_if(|lines| lines.cut() != cut) {
            let first = match self.list.position() {
                Position::Row { id, .. } => id as usize,
                Position::Tail => old.count().saturating_sub(1),
            };
            self.top = self.top.or(Some(old.row(bytes, first).start));
        }
        let lines = self
            .lines
            .get_or_insert_with(|| Lines::new(cut, bytes.len()));
        let start = Instant::now();
        while !lines.is_complete() && start.elapsed() < READING_TIME {
            lines.advance(bytes, READING_PIECE);
        }
        if let Some(top) = self.top.take_if(|top| lines.has_read(*top)) {
            self.list.go_to(lines.row_at(bytes, top) as u64);
        }
    }

    fn cut(&self, ui: &Ui) -> Cut {
        let glyph = ui.ctx().fonts_mut(|fonts| fonts.glyph_width(&font(), '0'));
        // The scrollbar takes its share of the width.
        let columns = ((ui.available_width() - SCROLLBAR) / glyph.max(1.0)).max(16.0) as usize;
        if self.is_text() {
            Cut::Text { columns }
        } else {
            let fits = |bytes: &usize| hex_columns(*bytes) <= columns;
            let bytes = [16, 8].into_iter().find(fits).unwrap_or(4);
            Cut::Hex { bytes }
        }
    }

    fn body(&mut self, ui: &mut Ui, language: Language) {
        let bytes = bytes_of(&self.shown, &self.message);
        let Some(lines) = &self.lines else { return };
        let colour = ui.visuals().text_color();
        VirtualList::new("detail-lines", LINE_HEIGHT)
            .accessible_name(language.say(Text::Detail).into_owned())
            .show(ui, &mut self.list, &(0..lines.count() as u64), |ui, row| {
                let range = lines.row(bytes, row.index as usize);
                let text = match lines.cut() {
                    Cut::Text { .. } => text_row(&bytes[range]),
                    Cut::Hex { bytes: width } => hex_row(range.start, &bytes[range], width),
                };
                let place = row.rect.left_center();
                ui.painter()
                    .text(place, Align2::LEFT_CENTER, &text, font(), colour);
                text
            });
    }

    fn is_text(&self) -> bool {
        matches!(self.message.message().kind, Kind::Text | Kind::Lifecycle)
    }
}

fn bytes_of<'a>(shown: &'a Shown, message: &'a SharedMessage) -> &'a [u8] {
    match shown {
        Shown::Message => message,
        Shown::Sentence(sentence) => sentence.as_bytes(),
    }
}

/// Width that the list keeps for its scrollbar, in points.
const SCROLLBAR: f32 = 16.0;

fn at_top() -> ListState {
    let mut list = ListState::default();
    list.go_to(0);
    list
}

fn font() -> FontId {
    FontId::monospace(13.0)
}

fn explain(message: &SharedMessage, language: Language) -> String {
    let Some(line) = Lifecycle::from_payload(message) else {
        return language.say(Text::LifeUnknown).into_owned();
    };
    let mut text = line.say(language).into_owned();
    if let Some(detail) = line.detail() {
        let title = language.say(Text::TechnicalDetail);
        text = format!("{text}\n\n{title}\n{detail}");
    }
    text
}

fn kind_text(kind: Kind) -> Text<'static> {
    match kind {
        Kind::Text => Text::KindText,
        Kind::Binary => Text::KindBinary,
        Kind::Ping => Text::KindPing,
        Kind::Pong => Text::KindPong,
        Kind::Lifecycle => Text::KindLifecycle,
    }
}

fn direction_text(direction: Direction) -> Text<'static> {
    match direction {
        Direction::Sent => Text::DirectionSent,
        Direction::Received => Text::DirectionReceived,
        Direction::Local => Text::DirectionLocal,
    }
}
