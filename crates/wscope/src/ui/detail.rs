//! One message, whole.

mod body;

use connection::Endpoint;
use data_encoding::{BASE64, HEXLOWER};
use egui::{RichText, Ui};
use message_log::search::Pattern;
use message_log::{Direction, Kind, Timestamp};
use session::LogMessage;
use session::SharedLogMessage;

pub use self::body::Body;
use crate::command::{Command, CopyAs, Format};
use crate::compare::{Comparison, Sameness};
use crate::kit::button::{command_button, name};
use crate::kit::format::{date_and_time, duration, size};
use crate::kit::language::Language;
use crate::kit::theme::{Palette, sign};
use crate::kit::tool_row::{ToolRow, button_width};
use crate::save::Content;
use crate::texts::Text;
use crate::words;
use payload::json::looks_like_json;
use session::RecordedEvent;

/// The message that is open in the detail pane. It stays readable after the list has dropped it.
pub struct Detail {
    message: SharedLogMessage,
    body: Body,
    /// Time since the message before, in microseconds, if that is known.
    since_previous: Option<u64>,
    /// The message it is compared with, and how they compare.
    comparison: Option<(u64, Comparison)>,
}

impl Detail {
    /// Opens a message. `previous` is when the one before it was recorded.
    pub fn new(message: SharedLogMessage, previous: Option<Timestamp>, language: Language) -> Self {
        let at = message.message().at.as_micros();
        let since_previous = previous.and_then(|previous| at.checked_sub(previous.as_micros()));
        let body = match message.message().kind {
            Kind::Event => Body::sentence(words::whole(&message.message(), language)),
            Kind::Text => Body::message(message.clone(), Format::Text),
            Kind::Binary | Kind::Ping | Kind::Pong => Body::message(message.clone(), Format::Hex),
        };
        Self {
            body,
            since_previous,
            comparison: None,
            message,
        }
    }

    /// Shows it in another form. A line of ours has one form only.
    pub fn show_as(&mut self, format: Format) {
        if self.body.format().is_some() {
            self.body = Body::message(self.message.clone(), format);
        }
    }

    /// Folds every part of a JSON text but the outermost, or unfolds all.
    pub fn fold_all(&mut self, is_folded: bool) {
        self.body.fold_all(is_folded);
    }

    /// Compares it with a message that is held, or no longer does.
    pub fn compare_with(&mut self, held: Option<&SharedLogMessage>) {
        let compare = |held: &SharedLogMessage| {
            let number = held.message().seq.get();
            (number, Comparison::new(held, &self.message))
        };
        self.comparison = held.map(compare);
    }

    /// The message itself.
    pub fn message(&self) -> &SharedLogMessage {
        &self.message
    }

    /// The number of the message.
    pub fn number(&self) -> u64 {
        self.message.message().seq.get()
    }

    /// The message in the form in which it is to be copied.
    pub fn copy(&self, form: CopyAs) -> String {
        let bytes = self.body.bytes();
        match form {
            CopyAs::Text => String::from_utf8_lossy(bytes).into_owned(),
            CopyAs::Hex => HEXLOWER.encode(bytes),
            CopyAs::Base64 => BASE64.encode(bytes),
        }
    }

    /// A name for the file to which it is saved.
    pub fn file_name(&self) -> String {
        let extension = match self.message.message().kind {
            Kind::Text if looks_like_json(&self.message) => "json",
            Kind::Text | Kind::Event => "txt",
            Kind::Binary | Kind::Ping | Kind::Pong => "bin",
        };
        format!("message-{}.{extension}", self.number())
    }

    /// What is saved: the message as it arrived, not as it is shown.
    pub fn content(&self) -> Content {
        self.body.content()
    }

    /// Shows the pane.
    pub fn show(
        &mut self,
        ui: &mut Ui,
        language: Language,
        pattern: Option<&Pattern>,
        commands: &mut Vec<Command>,
    ) {
        self.facts(ui, language, commands);
        self.compared(ui, language);
        self.actions(ui, language).show(ui, language, commands);
        if let Some(shown) = self.body.format() {
            self.formats(ui, language, shown)
                .show(ui, language, commands);
        }
        self.redirect(ui, language, commands);
        ui.separator();
        self.body.read_on(ui);
        if let Some(percent) = self.body.percent_read() {
            ui.label(language.say(Text::IndexingLines { percent }));
            ui.ctx().request_repaint();
        }
        self.body.show(ui, language, pattern);
    }

    fn facts(&self, ui: &mut Ui, language: Language, commands: &mut Vec<Command>) {
        let say = |text| language.say(text).into_owned();
        let message: LogMessage<'_> = self.message.message();
        ui.horizontal(|ui| {
            let title = self.message.number().map_or(Text::KindEvent, Text::Number);
            ui.label(RichText::new(say(title)).strong());
            ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
                let close = ui.button(sign::CLOSE).on_hover_text(say(Text::CloseDetail));
                name(&close, &say(Text::CloseDetail));
                if close.clicked() {
                    commands.push(Command::ShowDetail(None));
                }
            });
        });
        let mut facts = vec![
            say(direction_text(message.direction)),
            say(kind_text(message.kind)),
        ];
        // How a line about the connection is stored was never said.
        if message.kind != Kind::Event {
            facts.push(size(message.payload.len() as u64));
        }
        facts.push(date_and_time(message.at));
        if let Some(micros) = self.since_previous {
            facts.push(say(Text::SincePrevious(&duration(micros))));
        }
        let facts = RichText::new(facts.join(" · ")).small();
        ui.label(facts.color(Palette::of(ui).muted));
    }

    /// What can be done with it.
    fn actions<'r>(&self, ui: &Ui, language: Language) -> ToolRow<'r, Vec<Command>> {
        let mut row = ToolRow::new("detail-actions");
        for (salt, command) in [
            ("copy-text", Command::Copy(CopyAs::Text)),
            ("copy-hex", Command::Copy(CopyAs::Hex)),
            ("copy-base64", Command::Copy(CopyAs::Base64)),
            ("save", Command::AskSave),
            ("compare", Command::Compare(self.comparison.is_none())),
        ] {
            row.command(ui, language, salt, command, Ok(()));
        }
        row
    }

    /// The forms in which it can be shown.
    fn formats<'r>(&self, ui: &Ui, language: Language, shown: Format) -> ToolRow<'r, Vec<Command>> {
        let mut row = ToolRow::new("detail-formats");
        for (salt, format, text) in [
            ("text", Format::Text, Text::ShowText),
            ("json", Format::Json, Text::ShowJson),
            ("hex", Format::Hex, Text::ShowHex),
        ] {
            if format == Format::Json && !looks_like_json(&self.message) {
                continue;
            }
            let label = language.say(text);
            row.add(
                salt,
                button_width(ui, &label),
                move |ui, commands: &mut Vec<Command>| {
                    if ui.selectable_label(format == shown, label).clicked() {
                        commands.push(Command::ShowAs(format));
                    }
                },
            );
        }
        if self.body.can_fold() {
            for (salt, is_folded) in [("fold", true), ("unfold", false)] {
                row.command(ui, language, salt, Command::FoldAll(is_folded), Ok(()));
            }
        }
        row
    }

    /// The way to where the server asks to go, and what it means to go there.
    fn redirect(&self, ui: &mut Ui, language: Language, commands: &mut Vec<Command>) {
        let event = self.message.message().event;
        let Some((from, to)) = event.and_then(RecordedEvent::redirect) else {
            return;
        };
        let (Ok(old), Ok(new)) = (Endpoint::parse(from), Endpoint::parse(to.shown())) else {
            return;
        };
        let (old, new) = (old.origin(), new.origin());
        let caution = |ui: &mut Ui, text| {
            ui.label(RichText::new(language.say(text)).color(Palette::of(ui).warning));
        };
        if old != new {
            caution(ui, Text::FollowElsewhere { origin: &new });
        }
        if old.starts_with("wss:") && new.starts_with("ws:") {
            caution(ui, Text::FollowUnencrypted);
        }
        let follow = Command::Follow(to.clone());
        command_button(ui, language, follow, Ok(()), commands);
    }

    fn compared(&self, ui: &mut Ui, language: Language) {
        let Some((number, comparison)) = self
            .comparison
            .filter(|(number, _)| *number != self.number())
        else {
            return;
        };
        let apart = &duration(comparison.apart_micros);
        let sameness = match comparison.content {
            Sameness::NotCompared => None,
            Sameness::Equal => Some(language.say(Text::BytesEqual)),
            Sameness::DiffersFrom(offset) => Some(language.say(Text::BytesDifferFrom { offset })),
        };
        let apart = language.say(Text::ComparedWith { number, apart });
        let parts: Vec<_> = std::iter::once(apart).chain(sameness).collect();
        ui.label(RichText::new(parts.join(" · ")).strong());
    }
}

/// What a kind is called.
pub fn kind_text(kind: Kind) -> Text<'static> {
    match kind {
        Kind::Text => Text::KindText,
        Kind::Binary => Text::KindBinary,
        Kind::Ping => Text::KindPing,
        Kind::Pong => Text::KindPong,
        Kind::Event => Text::KindEvent,
    }
}

/// What a direction is called.
pub fn direction_text(direction: Direction) -> Text<'static> {
    match direction {
        Direction::Sent => Text::DirectionSent,
        Direction::Received => Text::DirectionReceived,
        Direction::Local => Text::DirectionLocal,
    }
}
