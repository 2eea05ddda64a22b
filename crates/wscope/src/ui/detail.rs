//! One message, whole.

use std::ops::Range;
use std::time::Duration;

use data_encoding::{BASE64, HEXLOWER};
use egui::{FontId, RichText, Ui};
use message_log::search::Pattern;
use message_log::{Direction, Kind, Message, SharedMessage, Timestamp};
use virtual_list::{ListState, Position, VirtualList};
use web_time::Instant;

use super::{command_button, name};
use crate::command::{Command, CopyAs, Format};
use crate::compare::Comparison;
use crate::format::{count, date_and_time, duration, size};
use crate::json::{Indenter, looks_like_json};
use crate::language::{Language, Text};
use crate::lifecycle::Lifecycle;
use crate::lines::{Cut, Lines};
use crate::theme::{LINE_HEIGHT, Palette, sign};
use crate::ui::row::layout;
use crate::visible::{hex_columns, hex_row, text_row};

/// How long a frame may read on in a long message.
const READING_TIME: Duration = Duration::from_millis(6);
/// How much is read between two looks at the clock, in bytes.
const READING_PIECE: usize = 128 * 1024;

/// The message that is open in the detail pane. It stays readable after the list has dropped it.
pub struct Detail {
    message: SharedMessage,
    /// What the pane shows of it: the message, or for a line of ours its sentence and its detail.
    shown: Shown,
    format: Format,
    /// `None` until the pane knows how wide it is.
    lines: Option<Lines>,
    list: ListState,
    /// The byte that stood at the top when the pane got another width, until its row is found again.
    top: Option<usize>,
    /// Time since the message before, in microseconds, if that is known.
    since_previous: Option<u64>,
    /// The message it is compared with, and how they compare.
    comparison: Option<(u64, Comparison)>,
}

enum Shown {
    Message,
    Sentence(String),
    Json(Indenter),
}

impl Detail {
    /// Opens a message. `previous` is when the one before it was recorded.
    pub fn new(message: SharedMessage, previous: Option<Timestamp>, language: Language) -> Self {
        let at = message.message().at.as_micros();
        let since_previous = previous.and_then(|previous| at.checked_sub(previous.as_micros()));
        let shown = match message.message().kind {
            Kind::Lifecycle => Shown::Sentence(explain(&message, language)),
            Kind::Text | Kind::Binary | Kind::Ping | Kind::Pong => Shown::Message,
        };
        let format = match message.message().kind {
            Kind::Text | Kind::Lifecycle => Format::Text,
            Kind::Binary | Kind::Ping | Kind::Pong => Format::Hex,
        };
        Self {
            shown,
            format,
            lines: None,
            list: at_top(),
            top: None,
            since_previous,
            comparison: None,
            message,
        }
    }

    /// Shows it in another form. A line of ours has one form only.
    pub fn show_as(&mut self, format: Format) {
        if matches!(self.shown, Shown::Sentence(_)) {
            return;
        }
        self.shown = match format {
            Format::Json => Shown::Json(Indenter::default()),
            Format::Text | Format::Hex => Shown::Message,
        };
        self.format = format;
        self.lines = None;
        self.top = None;
        self.list = at_top();
    }

    /// Compares it with a message that is held, or no longer does.
    pub fn compare_with(&mut self, held: Option<&SharedMessage>) {
        let compare = |held: &SharedMessage| {
            let number = held.message().seq.get();
            (number, Comparison::new(held, &self.message))
        };
        self.comparison = held.map(compare);
    }

    /// The message itself.
    pub fn message(&self) -> &SharedMessage {
        &self.message
    }

    /// The number of the message.
    pub fn number(&self) -> u64 {
        self.message.message().seq.get()
    }

    /// The message in the form in which it is to be copied.
    pub fn copy(&self, form: CopyAs) -> String {
        let bytes: &[u8] = match &self.shown {
            Shown::Sentence(sentence) => sentence.as_bytes(),
            Shown::Message | Shown::Json(_) => &self.message,
        };
        match form {
            CopyAs::Text => String::from_utf8_lossy(bytes).into_owned(),
            CopyAs::Hex => HEXLOWER.encode(bytes),
            CopyAs::Base64 => BASE64.encode(bytes),
        }
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
        ui.horizontal_wrapped(|ui| {
            for form in [CopyAs::Text, CopyAs::Hex, CopyAs::Base64] {
                command_button(ui, language, Command::Copy(form), Ok(()), commands);
            }
            let compare = Command::Compare(self.comparison.is_none());
            command_button(ui, language, compare, Ok(()), commands);
        });
        self.formats(ui, language, commands);
        ui.separator();
        self.read_on(ui);
        if let Some(percent) = self.percent_read() {
            ui.label(language.say(Text::IndexingLines { percent }));
            ui.ctx().request_repaint();
        }
        self.body(ui, language, pattern);
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
        let mut facts = vec![
            say(direction_text(message.direction)),
            say(kind_text(message.kind)),
            size(message.payload.len() as u64),
            date_and_time(message.at),
        ];
        if let Some(micros) = self.since_previous {
            facts.push(say(Text::SincePrevious(&duration(micros))));
        }
        let facts = RichText::new(facts.join(" · ")).small();
        ui.label(facts.color(Palette::of(ui).quiet));
    }

    fn formats(&self, ui: &mut Ui, language: Language, commands: &mut Vec<Command>) {
        if matches!(self.shown, Shown::Sentence(_)) {
            return;
        }
        ui.horizontal(|ui| {
            for (format, text) in [
                (Format::Text, Text::ShowText),
                (Format::Json, Text::ShowJson),
                (Format::Hex, Text::ShowHex),
            ] {
                let is_offered = format != Format::Json || looks_like_json(&self.message);
                let label = language.say(text);
                if is_offered && ui.selectable_label(format == self.format, label).clicked() {
                    commands.push(Command::ShowAs(format));
                }
            }
        });
    }

    /// How much of a long message is read, while it is not read to its end.
    fn percent_read(&self) -> Option<u32> {
        if let Shown::Json(indenter) = &self.shown
            && indenter.read() < self.message.len()
        {
            return Some((indenter.read() as u64 * 100 / self.message.len() as u64) as u32);
        }
        let lines = self.lines.as_ref().filter(|lines| !lines.is_complete())?;
        Some(lines.percent())
    }

    fn compared(&self, ui: &mut Ui, language: Language) {
        let Some((number, comparison)) = self
            .comparison
            .filter(|(number, _)| *number != self.number())
        else {
            return;
        };
        let apart = &duration(comparison.apart_micros);
        let sameness = match comparison.first_difference {
            None => language.say(Text::BytesEqual),
            Some(offset) => language.say(Text::BytesDifferFrom {
                offset: &count(offset as u64),
            }),
        };
        let apart = language.say(Text::ComparedWith { number, apart });
        ui.label(RichText::new(format!("{apart} · {sameness}")).strong());
    }

    /// Keeps the rows in step with the width of the pane, and reads a piece of a long message.
    fn read_on(&mut self, ui: &Ui) {
        let cut = self.cut(ui);
        let start = Instant::now();
        if let Shown::Json(indenter) = &mut self.shown {
            while indenter.read() < self.message.len() {
                if start.elapsed() >= READING_TIME {
                    // Its lines are counted when all of them are there.
                    return;
                }
                indenter.advance(&self.message, READING_PIECE);
            }
        }
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
        if self.format != Format::Hex {
            Cut::Text { columns }
        } else {
            let fits = |bytes: &usize| hex_columns(*bytes) <= columns;
            let bytes = [16, 8].into_iter().find(fits).unwrap_or(4);
            Cut::Hex { bytes }
        }
    }

    fn body(&mut self, ui: &mut Ui, language: Language, pattern: Option<&Pattern>) {
        let bytes = bytes_of(&self.shown, &self.message);
        let Some(lines) = &self.lines else { return };
        let colour = ui.visuals().text_color();
        VirtualList::new("detail-lines", LINE_HEIGHT)
            .accessible_name(language.say(Text::Detail).into_owned())
            .show(ui, &mut self.list, &(0..lines.count() as u64), |ui, row| {
                let range = lines.row(bytes, row.index as usize);
                let marks = marks_in(bytes, range.clone(), pattern);
                let shown = &bytes[range.clone()];
                let line = match lines.cut() {
                    Cut::Text { .. } => text_row(shown, &marks),
                    Cut::Hex { bytes: width } => hex_row(range.start, shown, width, &marks),
                };
                let galley = layout(ui, &line, &font(), colour, f32::INFINITY);
                let top = row.rect.center().y - galley.size().y / 2.0;
                ui.painter()
                    .galley(egui::pos2(row.rect.left(), top), galley, colour);
                line.text
            });
    }
}

fn bytes_of<'a>(shown: &'a Shown, message: &'a SharedMessage) -> &'a [u8] {
    match shown {
        Shown::Message => message,
        Shown::Sentence(sentence) => sentence.as_bytes(),
        Shown::Json(indenter) => indenter.text(),
    }
}

/// Width that the list keeps for its scrollbar, in points.
const SCROLLBAR: f32 = 16.0;

/// How much around a row is searched with it, in bytes, so that hits which a row's end cuts are found too.
const CONTEXT: usize = 256;

/// Where the pattern is in a row, counted from its start.
fn marks_in(bytes: &[u8], row: Range<usize>, pattern: Option<&Pattern>) -> Vec<Range<usize>> {
    let Some(pattern) = pattern else {
        return Vec::new();
    };
    let start = row.start.saturating_sub(CONTEXT);
    let around = &bytes[start..bytes.len().min(row.end + CONTEXT)];
    let absolute = pattern
        .find_iter(around)
        .map(|hit| hit.start + start..hit.end + start);
    let visible = absolute.filter(|hit| hit.start < row.end && hit.end > row.start);
    visible
        .map(|hit| hit.start.saturating_sub(row.start)..hit.end - row.start)
        .collect()
}

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

/// What a kind is called.
pub fn kind_text(kind: Kind) -> Text<'static> {
    match kind {
        Kind::Text => Text::KindText,
        Kind::Binary => Text::KindBinary,
        Kind::Ping => Text::KindPing,
        Kind::Pong => Text::KindPong,
        Kind::Lifecycle => Text::KindLifecycle,
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
