//! What is shown of a message, line by line.

use std::ops::Range;
use std::sync::Arc;
use std::time::Duration;

use egui::Ui;
use message_log::search::Pattern;
use session::SharedLogMessage;
use virtual_list::{ListState, Position, VirtualList, VisibleRow};
use web_time::Instant;

use crate::attach::Attachment;
use crate::kit::language::Language;
use crate::kit::theme::{Palette, data, sign, sizes};
use crate::save::Content;

use super::command::Format;
use super::line::Pieces;
use super::texts::Text;
use payload::json::Indenter;
use payload::lines::{Cut, Lines, Source};
use payload::visible::{Line, hex_columns, hex_row, text_row};

/// How long a frame may read on in a long message.
const READING_TIME: Duration = Duration::from_millis(6);
/// How much is read between two looks at the clock, in bytes.
const READING_PIECE: usize = 128 * 1024;
/// Width that the list keeps for its scrollbar, in points.
const SCROLLBAR: f32 = 16.0;
/// Space before a line, in points.
const INSET: f32 = 8.0;
/// Columns before a line of JSON, for the sign that folds it.
const FOLD_COLUMNS: usize = 2;
/// How much around a row is searched with it, in bytes, so that hits which a row's end cuts are found too.
const CONTEXT: usize = 256;

/// A message in one form, and where the person is in it.
pub struct Body {
    shown: Shown,
    format: Format,
    /// `None` until the pane knows how wide it is.
    lines: Option<Lines>,
    list: ListState,
    /// The byte that stood at the top when the pane got another width, until its row is found again.
    top: Option<usize>,
}

/// What is shown.
enum Shown {
    /// The message as it is.
    Message(SharedLogMessage),
    /// A line of ours, in words.
    Sentence(String),
    /// What is about to be sent.
    Attachment(Arc<[u8]>),
    /// The message, indented.
    Json(SharedLogMessage, Indenter),
}

impl Body {
    /// Shows a message in this form, from its first line on.
    pub fn message(message: SharedLogMessage, format: Format) -> Self {
        Self::new(
            match format {
                Format::Json => Shown::Json(message, Indenter::default()),
                Format::Text | Format::Hex => Shown::Message(message),
            },
            format,
        )
    }

    /// Shows what is about to be sent: a text as it reads, a file as a hex dump.
    pub fn attachment(attachment: &Attachment) -> Self {
        let format = if attachment.is_text() {
            Format::Text
        } else {
            Format::Hex
        };
        Self::new(Shown::Attachment(Arc::clone(&attachment.bytes)), format)
    }

    /// Shows a line of ours.
    pub fn sentence(sentence: String) -> Self {
        Self::new(Shown::Sentence(sentence), Format::Text)
    }

    fn new(shown: Shown, format: Format) -> Self {
        let mut list = ListState::default();
        list.go_to(0);
        Self {
            shown,
            format,
            lines: None,
            list,
            top: None,
        }
    }

    /// The form in which a message is shown. `None` for a line of ours, which has one form only.
    pub fn format(&self) -> Option<Format> {
        (!matches!(self.shown, Shown::Sentence(_))).then_some(self.format)
    }

    /// What is to be copied or saved: the message as it arrived, not as it is shown.
    pub fn bytes(&self) -> &[u8] {
        match &self.shown {
            Shown::Message(message) | Shown::Json(message, _) => message,
            Shown::Attachment(bytes) => bytes,
            Shown::Sentence(sentence) => sentence.as_bytes(),
        }
    }

    /// The same, to be kept.
    pub fn content(&self) -> Content {
        match &self.shown {
            Shown::Message(message) | Shown::Json(message, _) => Box::new(message.clone()),
            Shown::Attachment(bytes) => Box::new(Arc::clone(bytes)),
            Shown::Sentence(sentence) => Box::new(sentence.clone().into_bytes()),
        }
    }

    /// How much of a long message is read, while it is not read to its end.
    pub fn percent_read(&self) -> Option<u32> {
        if let Shown::Json(message, indenter) = &self.shown
            && indenter.read() < message.len()
        {
            return Some((indenter.read() as u64 * 100 / message.len() as u64) as u32);
        }
        let lines = self.lines.as_ref().filter(|lines| !lines.is_complete())?;
        Some(lines.percent())
    }

    /// Whether there is something to fold.
    pub fn can_fold(&self) -> bool {
        self.indenter()
            .is_some_and(|indenter| !indenter.folds().is_empty())
    }

    /// Folds every part of a JSON text but the outermost, or unfolds all.
    pub fn fold_all(&mut self, is_folded: bool) {
        if let Shown::Json(_, indenter) = &mut self.shown {
            indenter.folds_mut().set_all(is_folded);
            self.lines = None;
            self.list.go_to(0);
        }
    }

    fn indenter(&self) -> Option<&Indenter> {
        match &self.shown {
            Shown::Json(_, indenter) => Some(indenter),
            Shown::Message(_) | Shown::Attachment(_) | Shown::Sentence(_) => None,
        }
    }

    /// Keeps the rows in step with the width of the pane, and reads a piece of a long message.
    pub fn read_on(&mut self, ui: &Ui) {
        let cut = self.cut(ui);
        let start = Instant::now();
        if let Shown::Json(message, indenter) = &mut self.shown {
            while indenter.read() < message.len() {
                if start.elapsed() >= READING_TIME {
                    // Its lines are counted when all of them are there.
                    return;
                }
                indenter.advance(message, READING_PIECE);
            }
        }
        let source = source(&self.shown);
        if let Some(old) = self.lines.take_if(|lines| lines.cut() != cut) {
            let first = match self.list.position() {
                Position::Row { id, .. } => id as usize,
                Position::Tail => old.count().saturating_sub(1),
            };
            self.top = self.top.or(Some(old.row(source, first).start));
        }
        let lines = self
            .lines
            .get_or_insert_with(|| Lines::new(cut, source.bytes.len()));
        while !lines.is_complete() && start.elapsed() < READING_TIME {
            lines.advance(source, READING_PIECE);
        }
        if let Some(top) = self.top.take_if(|top| lines.has_read(*top)) {
            self.list.go_to(lines.row_at(source, top) as u64);
        }
    }

    fn cut(&self, ui: &Ui) -> Cut {
        let glyph = ui.ctx().fonts_mut(|fonts| fonts.glyph_width(&data(), '0'));
        let columns =
            ((ui.available_width() - INSET - SCROLLBAR) / glyph.max(1.0)).max(16.0) as usize;
        match self.format {
            Format::Text => Cut::Text { columns },
            Format::Json => Cut::Text {
                columns: columns - FOLD_COLUMNS,
            },
            Format::Hex => {
                let fits = |bytes: &usize| hex_columns(*bytes) <= columns;
                let bytes = [16, 8].into_iter().find(fits).unwrap_or(4);
                Cut::Hex { bytes }
            }
        }
    }

    /// Shows the visible lines.
    pub fn show(&mut self, ui: &mut Ui, language: Language, pattern: Option<&Pattern>) {
        let Some(lines) = &self.lines else { return };
        let source = source(&self.shown);
        let response = VirtualList::new("detail-lines", sizes::LINE)
            .accessible_name(Text::Selected.say(language).into_owned())
            .show(ui, &mut self.list, &(0..lines.count() as u64), |ui, row| {
                let line = line(lines, source, row.index as usize, pattern);
                paint(ui, &row, &line);
                line.text
            });
        if let Some(row) = response.clicked.or(response.activated) {
            self.toggle(row as usize);
        }
    }

    /// Folds what begins at the end of a row, or unfolds it.
    fn toggle(&mut self, row: usize) {
        let Some(lines) = &mut self.lines else { return };
        let range = lines.row(source(&self.shown), row);
        let Some(bracket) = source(&self.shown).bracket(&range) else {
            return;
        };
        if let Shown::Json(_, indenter) = &mut self.shown {
            indenter.folds_mut().toggle(bracket);
            lines.forget_from(source(&self.shown), range.start);
        }
    }
}

fn source(shown: &Shown) -> Source<'_> {
    match shown {
        Shown::Message(message) => Source::from(&**message),
        Shown::Attachment(bytes) => Source::from(&**bytes),
        Shown::Sentence(sentence) => Source::from(sentence.as_bytes()),
        Shown::Json(_, indenter) => Source {
            bytes: indenter.text(),
            folds: Some(indenter.folds()),
        },
    }
}

/// A row as it is shown.
fn line(lines: &Lines, source: Source<'_>, row: usize, pattern: Option<&Pattern>) -> Line {
    let range = lines.row(source, row);
    let shown = &source.bytes[range.clone()];
    let marks = marks_in(source.bytes, range.clone(), pattern);
    let columns = match lines.cut() {
        Cut::Text { columns } => columns,
        Cut::Hex { bytes } => return hex_row(range.start, shown, bytes, &marks),
    };
    let mut line = text_row(shown, &marks);
    if let Some(folds) = source.folds {
        let state = source
            .bracket(&range)
            .and_then(|bracket| folds.state(bracket));
        let sign = match state {
            Some(true) => sign::FOLDED,
            Some(false) => sign::UNFOLDED,
            None => " ",
        };
        line.prepend(&format!("{sign} "));
        if let Some((items, rest)) = source.folded(&range, columns) {
            let rest = text_row(&source.bytes[rest], &[]);
            line.text.push_str(&format!("…{items}…{}", rest.text));
        }
    }
    line
}

fn paint(ui: &Ui, row: &VisibleRow, line: &Line) {
    let palette = Palette::of(ui);
    if row.selected {
        ui.painter().rect_filled(row.rect, 0.0, palette.selection);
    }
    let mut pieces = Pieces::default();
    pieces.push(line.clone(), palette.text);
    let galley = pieces.layout(ui, &data(), f32::INFINITY);
    let top = row.rect.center().y - galley.size().y / 2.0;
    ui.painter().galley(
        egui::pos2(row.rect.left() + INSET, top),
        galley,
        palette.text,
    );
}

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
