//! What is shown of a message, line by line.

use std::ops::Range;
use std::sync::Arc;
use std::time::Duration;

use egui::{Align2, FontId, Ui};
use message_log::search::Pattern;
use session::SharedLogMessage;
use virtual_list::{ListState, Position, VirtualList, VisibleRow};
use web_time::Instant;

use crate::kit::attach::Attachment;
use crate::kit::icon::Icon;
use crate::kit::language::Language;
use crate::kit::save::Content;
use crate::kit::theme::{Palette, data, sign, sizes};

use super::command::Format;
use super::line::Pieces;
use super::texts::Text;
use payload::json::Indenter;
use payload::json_path::PathFinder;
use payload::lines::{Cut, Lines, Source};
use payload::visible::{hex_columns, hex_row};

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
/// Size of that sign, in points.
const FOLD_SIGN: f32 = 14.0;
/// How much around a row is searched with it, in bytes, so that matches which a row's end cuts are found too.
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
    /// The first byte of the row that was chosen.
    chosen: Option<usize>,
    path: Path,
}

/// The `JSONPath` of the row that is chosen.
#[derive(Default)]
enum Path {
    /// None is chosen.
    #[default]
    None,
    /// It is followed.
    Sought(PathFinder),
    /// It is known; `None` where a place has none.
    Found(Option<String>),
}

/// What is shown.
enum Shown {
    /// The message as it is.
    Message(SharedLogMessage),
    /// A line of ours, in words.
    Sentence(String),
    /// What is about to be sent.
    Attachment(Arc<[u8]>),
    /// What was compressed of the message.
    Compressed(Arc<[u8]>),
    /// The message, or what it says in its protocol, indented.
    Json(JsonMessage, Indenter),
}

/// A message as a JSON text.
struct JsonMessage {
    message: SharedLogMessage,
    /// What it says in its protocol, if it was decoded.
    tree: Option<Arc<[u8]>>,
}

impl JsonMessage {
    fn text(&self) -> &[u8] {
        self.tree.as_deref().unwrap_or(&self.message)
    }
}

impl Body {
    /// Shows a message in this form, from its first line on. `tree` is what it says in its protocol.
    pub fn message(message: SharedLogMessage, tree: Option<Arc<[u8]>>, format: Format) -> Self {
        Self::new(
            match format {
                Format::Json => Shown::Json(JsonMessage { message, tree }, Indenter::default()),
                Format::Text | Format::Hex => Shown::Message(message),
                // It is put in when it is known.
                Format::Compressed => Shown::Compressed(Arc::default()),
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

    /// Shows what was compressed of a message.
    pub fn compressed(bytes: Vec<u8>) -> Self {
        Self::new(Shown::Compressed(bytes.into()), Format::Compressed)
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
            chosen: None,
            path: Path::None,
        }
    }

    /// The form in which a message is shown. `None` for a line of ours, which has one form only.
    pub fn format(&self) -> Option<Format> {
        (!matches!(self.shown, Shown::Sentence(_))).then_some(self.format)
    }

    /// What is to be copied or saved: the message as it arrived, not as it is shown.
    pub fn bytes(&self) -> &[u8] {
        match &self.shown {
            Shown::Message(message) | Shown::Json(JsonMessage { message, .. }, _) => message,
            Shown::Attachment(bytes) | Shown::Compressed(bytes) => bytes,
            Shown::Sentence(sentence) => sentence.as_bytes(),
        }
    }

    /// The same, to be kept.
    pub fn content(&self) -> Content {
        match &self.shown {
            Shown::Message(message) | Shown::Json(JsonMessage { message, .. }, _) => {
                Box::new(message.clone())
            }
            Shown::Attachment(bytes) | Shown::Compressed(bytes) => Box::new(Arc::clone(bytes)),
            Shown::Sentence(sentence) => Box::new(sentence.clone().into_bytes()),
        }
    }

    /// How much of a long message is read, while it is not read to its end.
    pub fn percent_read(&self) -> Option<u32> {
        if let Shown::Json(message, indenter) = &self.shown
            && indenter.read() < message.text().len()
        {
            let all = message.text().len() as u64;
            return Some((indenter.read() as u64 * 100 / all) as u32);
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
            self.choose(None);
        }
    }

    /// The `JSONPath` of the row that is chosen, as far as it is followed; `None` where none is chosen or there is none.
    pub fn path(&self) -> Option<&str> {
        match &self.path {
            Path::None | Path::Found(None) => None,
            Path::Sought(_) => Some("…"),
            Path::Found(Some(path)) => Some(path),
        }
    }

    /// The same, to be copied.
    pub fn whole_path(&self) -> Option<&str> {
        match &self.path {
            Path::Found(path) => path.as_deref(),
            Path::None | Path::Sought(_) => None,
        }
    }

    /// The row of this byte is the chosen one.
    fn choose(&mut self, byte: Option<usize>) {
        self.chosen = byte;
        self.path = match (byte, &self.shown) {
            (Some(byte), Shown::Json(_, indenter)) => {
                let text = indenter.text();
                let rest = text.get(byte..).unwrap_or_default();
                let blanks = rest.iter().take_while(|byte| **byte == b' ').count();
                Path::Sought(PathFinder::new(byte + blanks))
            }
            _ => Path::None,
        };
        if byte.is_none() {
            self.list.clear_selection();
        }
    }

    fn follow_path(&mut self, start: Instant) {
        let Shown::Json(_, indenter) = &self.shown else {
            return;
        };
        let text = indenter.text();
        let Path::Sought(finder) = &mut self.path else {
            return;
        };
        while !finder.is_done() && start.elapsed() < READING_TIME {
            finder.advance(text, READING_PIECE);
        }
        if finder.is_done() {
            self.path = Path::Found(finder.clone().path(text));
        }
    }

    /// Whether something is still worked on.
    pub fn is_busy(&self) -> bool {
        self.percent_read().is_some() || matches!(self.path, Path::Sought(_))
    }

    fn indenter(&self) -> Option<&Indenter> {
        match &self.shown {
            Shown::Json(_, indenter) => Some(indenter),
            Shown::Message(_)
            | Shown::Attachment(_)
            | Shown::Compressed(_)
            | Shown::Sentence(_) => None,
        }
    }

    /// Keeps the rows in step with the width of the pane, and reads a piece of a long message.
    pub fn read_on(&mut self, ui: &Ui) {
        let cut = self.cut(ui);
        let start = Instant::now();
        if let Shown::Json(message, indenter) = &mut self.shown {
            while indenter.read() < message.text().len() {
                if start.elapsed() >= READING_TIME {
                    // Its lines are counted when all of them are there.
                    return;
                }
                indenter.advance(message.text(), READING_PIECE);
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
        if let Some(chosen) = self.chosen.filter(|byte| lines.has_read(*byte)) {
            self.list.select(lines.row_at(source, chosen) as u64);
        }
        self.follow_path(start);
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
            Format::Hex | Format::Compressed => {
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
                let index = row.index as usize;
                let line = line(lines, source, index, pattern, language, &Palette::of(ui));
                line.paint(ui, &row);
                line.label()
            });
        if response.selection_changed {
            let row = self.list.selected();
            let start = row.map(|row| lines.row(source, row as usize).start);
            self.choose(start);
        }
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
        Shown::Attachment(bytes) | Shown::Compressed(bytes) => Source::from(&**bytes),
        Shown::Sentence(sentence) => Source::from(sentence.as_bytes()),
        Shown::Json(_, indenter) => Source {
            bytes: indenter.text(),
            folds: Some(indenter.folds()),
        },
    }
}

/// A row as it is shown.
fn line(
    lines: &Lines,
    source: Source<'_>,
    row: usize,
    pattern: Option<&Pattern>,
    language: Language,
    palette: &Palette,
) -> ShownLine {
    let range = lines.row(source, row);
    let shown = &source.bytes[range.clone()];
    let marks = marks_in(source.bytes, range.clone(), pattern);
    let mut line = ShownLine::default();
    let columns = match lines.cut() {
        Cut::Text { columns } => columns,
        Cut::Hex { bytes } => {
            let row = hex_row(range.start, shown, bytes, &marks);
            line.pieces.push(row, palette.text);
            return line;
        }
    };
    let Some(folds) = source.folds else {
        line.pieces.push_row(shown, &marks, palette.text);
        return line;
    };
    line.columns_before = FOLD_COLUMNS;
    line.pieces
        .push_tokens(source.bytes, range.clone(), &marks, palette);
    let indent = shown.iter().take_while(|byte| **byte == b' ').count();
    let state = source
        .bracket(&range)
        .and_then(|bracket| folds.state(bracket));
    line.fold = state.map(|is_folded| (is_folded, indent));
    if let Some((items, rest)) = source.folded(&range, columns) {
        let items = format!(" {} ", Text::Items(items).say(language));
        line.pieces.push_text(items, palette.muted);
        line.pieces.push_tokens(source.bytes, rest, &[], palette);
    }
    line
}

/// What is shown of a row.
#[derive(Default)]
struct ShownLine {
    pieces: Pieces,
    /// Whether a part begins at its end that is folded, or could be, and by how many columns it is indented.
    fold: Option<(bool, usize)>,
    /// Columns that stay free before it.
    columns_before: usize,
}

impl ShownLine {
    fn paint(&self, ui: &Ui, row: &VisibleRow) {
        let palette = Palette::of(ui);
        if row.selected {
            ui.painter().rect_filled(row.rect, 0.0, palette.selection);
        }
        let font = data();
        let glyph = ui.ctx().fonts_mut(|fonts| fonts.glyph_width(&font, '0'));
        let mut left = row.rect.left() + INSET;
        if let Some((is_folded, indent)) = self.fold {
            let icon = if is_folded { Icon::Right } else { Icon::Down };
            let middle = left + (indent as f32 + 0.5 * FOLD_COLUMNS as f32) * glyph;
            let at = egui::pos2(middle, row.rect.center().y);
            let (glyph, font) = (icon.glyph(), FontId::proportional(FOLD_SIGN));
            ui.painter()
                .text(at, Align2::CENTER_CENTER, glyph, font, palette.muted);
        }
        left += self.columns_before as f32 * glyph;
        let galley = self.pieces.layout(ui, &font, f32::INFINITY);
        let top = row.rect.center().y - galley.size().y / 2.0;
        ui.painter()
            .galley(egui::pos2(left, top), galley, palette.text);
    }

    /// What a screen reader says of it.
    fn label(&self) -> String {
        let text = self.pieces.text();
        match self.fold {
            Some((true, _)) => format!("{} {text}", sign::FOLDED),
            Some((false, _)) => format!("{} {text}", sign::UNFOLDED),
            None => text,
        }
    }
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
        .map(|found| found.start + start..found.end + start);
    let visible = absolute.filter(|found| found.start < row.end && found.end > row.start);
    visible
        .map(|found| found.start.saturating_sub(row.start)..found.end - row.start)
        .collect()
}
