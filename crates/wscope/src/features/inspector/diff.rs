//! Two messages side by side.

use std::ops::Range;
use std::task::Poll;
use std::time::Duration;

use egui::{Align2, Margin, Rect, RichText, Ui};
use message_log::Kind;
use payload::diff::{By, Diff, Row, Side, differing};
#[cfg(not(target_arch = "wasm32"))]
use payload::visible::visible;
use payload::visible::{hex_columns, hex_row};
use session::SharedLogMessage;
use virtual_list::{ListState, VirtualList, VisibleRow};
use web_time::Instant;

use super::below::{Below, Which};
use super::comparison::Comparison;
use super::diff_around::{Compared, SIDE_BY_SIDE, label, names_above, summary};
use super::line::Pieces;
use super::texts::Text;
use crate::IN_BROWSER;
use crate::kit::format::{limit, short_duration};
use crate::kit::language::Language;
use crate::kit::room::{line_above, line_below, part};
use crate::kit::task::Task;
use crate::kit::theme::{Palette, data, sizes};

/// The largest message that is compared, in bytes. A page does it on its only thread.
const MAX_BYTES: usize = if IN_BROWSER { 512 << 10 } else { 8 << 20 };
/// How long it may take: after that, what is left counts as changed.
const MAX_TIME: Duration = Duration::from_millis(if IN_BROWSER { 300 } else { 3000 });
/// Height of the row that names the messages, in points.
const HEAD: f32 = 28.0;
/// The same where they stand below each other.
const STACKED_HEAD: f32 = 20.0;
/// Height of the row with the number of differences.
const FOOT: f32 = 36.0;
/// Room for the sign before a cell.
const SIGN: f32 = 14.0;
/// Space before a cell.
const INSET: f32 = 4.0;
/// How much of a line is shown, in bytes: as much as the widest pane has room for.
const MAX_CELL: usize = 1024;
/// How much is shown at least before the first difference and from it on, where a line is cut, in bytes.
const CONTEXT: usize = 8;
/// Bytes of a row, from the widest on.
const HEX_WIDTHS: [usize; 3] = [16, 8, 4];

/// A message that others are compared with.
#[derive(Clone, Debug)]
pub struct Held {
    /// The message.
    pub message: SharedLogMessage,
    /// Its number.
    pub number: Option<u64>,
}

/// Two messages that are compared, or will have been.
pub(super) struct Comparing {
    /// Which they are.
    pair: [u64; 2],
    /// How far apart they are, and where they begin to differ.
    comparison: Comparison,
    /// Bytes of a row, for what is compared by bytes.
    width: usize,
    state: State,
    list: ListState,
    /// The difference that was gone to last.
    at: usize,
    /// How far lines without room are scrolled to the right, in characters.
    along: isize,
}

enum State {
    Waiting(Task<Compared>),
    Done(Compared),
    /// One of them is larger than the limit.
    TooLarge,
    /// The system had no thread for it.
    Failed,
}

impl Comparing {
    /// Goes on with what is compared, or begins with another pair.
    pub(super) fn of(
        before: Option<Self>,
        ui: &Ui,
        held: &SharedLogMessage,
        shown: &SharedLogMessage,
    ) -> Self {
        let pair = [held, shown].map(|message| message.message().seq.get());
        let width = hex_width(ui);
        match before {
            Some(mut before) if before.pair == pair && before.fits(width) => {
                before.poll();
                before
            }
            _ => Self {
                pair,
                comparison: Comparison::new(held, shown),
                width,
                state: State::begin(ui, held.clone(), shown.clone(), width),
                list: top(),
                at: 0,
                along: 0,
            },
        }
    }

    /// Whether rows of bytes are as wide as the pane has room for.
    fn fits(&self, width: usize) -> bool {
        match &self.state {
            State::Done(Compared { diff, .. }) if diff.by() == By::Bytes => self.width == width,
            _ => true,
        }
    }

    fn poll(&mut self) {
        if let State::Waiting(task) = &self.state
            && let Poll::Ready(result) = task.poll()
        {
            self.state = result.map_or(State::Failed, State::Done);
        }
    }

    /// Shows the two, with the name of each above it.
    pub(super) fn show(&mut self, ui: &mut Ui, language: Language, names: [String; 2]) {
        let (place, surface) = (ui.max_rect(), Palette::of(ui).surface);
        let (fact, rest) = place.split_top_bottom_at_y(place.top() + HEAD);
        let is_beside = place.width() >= SIDE_BY_SIDE;
        let heads = if is_beside { HEAD } else { 2.0 * STACKED_HEAD };
        let (head, rest) = rest.split_top_bottom_at_y(rest.top() + heads);
        let (rows, foot) = rest.split_top_bottom_at_y(rest.bottom() - FOOT);
        self.fact(ui, fact, language);
        names_above(ui, head, &names, is_beside);
        line_below(ui, head);
        let compared = match &self.state {
            State::Done(compared) => compared,
            State::Waiting(_) => return tell(ui, &Text::Comparing.say(language)),
            State::TooLarge => {
                let limit = &limit(MAX_BYTES as u64);
                return tell(ui, &Text::TooLargeToCompare { limit }.say(language));
            }
            State::Failed => return tell(ui, &Text::NotCompared.say(language)),
        };
        let list = &mut self.list;
        part(ui, "diff-rows", rows, surface, Margin::ZERO, |ui| {
            show_rows(ui, language, compared, list, (self.width, self.along));
        });
        let columns = columns(ui);
        let (at, along) = (&mut self.at, &mut self.along);
        part(
            ui,
            "diff-foot",
            foot,
            surface,
            Margin::symmetric(12, 0),
            |ui| {
                summary(ui, language, compared, list, (at, along), columns);
            },
        );
        line_above(ui, foot);
    }

    /// How far apart they are, and whether they are the same.
    fn fact(&self, ui: &mut Ui, place: Rect, language: Language) {
        let sameness = match self.comparison.content {
            None => Text::BytesEqual,
            Some(offset) => Text::BytesDifferFrom { offset },
        };
        let apart = &short_duration(self.comparison.apart_micros);
        let texts = [Text::Apart(apart), sameness].map(|text| text.say(language));
        label(ui, place, &texts.join(" · "), Palette::of(ui).text);
    }
}

impl State {
    fn begin(ui: &Ui, held: SharedLogMessage, shown: SharedLogMessage, width: usize) -> Self {
        if held.len().max(shown.len()) > MAX_BYTES {
            return Self::TooLarge;
        }
        Self::Waiting(Task::spawn("wscope-diff", ui.ctx(), async move {
            let deadline = Instant::now() + MAX_TIME;
            let diff = Diff::new(side(&held), side(&shown), width, deadline);
            let below = Below::of(diff.rows());
            let sides =
                |row: &Row| [row.left(), row.right()].map(|side| side.map_or(0, |it| it.len()));
            let longest = diff.rows().iter().flat_map(sides).max();
            Compared {
                longest: longest.unwrap_or_default(),
                diff,
                below,
            }
        }))
    }
}

/// A message as it is compared.
fn side(message: &SharedLogMessage) -> Side<'_> {
    Side {
        bytes: message,
        is_text: message.message().kind == Kind::Text,
    }
}

fn top() -> ListState {
    let mut list = ListState::default();
    list.go_to(0);
    list
}

/// What is said where nothing can be shown.
pub(super) fn tell(ui: &mut Ui, text: &str) {
    ui.add_space(HEAD + 12.0);
    let muted = Palette::of(ui).muted;
    egui::Frame::new()
        .inner_margin(Margin::symmetric(12, 0))
        .show(ui, |ui| ui.label(RichText::new(text).color(muted)));
}

/// How many bytes have room in a row.
fn hex_width(ui: &Ui) -> usize {
    let columns = columns(ui);
    let fits = |bytes: &usize| hex_columns(*bytes) <= columns;
    HEX_WIDTHS.into_iter().find(fits).unwrap_or(4)
}

/// How many digits have room in a cell.
fn columns(ui: &Ui) -> usize {
    let glyph = ui.ctx().fonts_mut(|fonts| fonts.glyph_width(&data(), '0'));
    (cell_width(ui.available_width()) / glyph.max(1.0)) as usize
}

fn cell_width(width: f32) -> f32 {
    let half = if width >= SIDE_BY_SIDE {
        width / 2.0
    } else {
        width
    };
    half - SIGN - 2.0 * INSET
}

fn show_rows(
    ui: &mut Ui,
    language: Language,
    Compared { diff, below, .. }: &Compared,
    list: &mut ListState,
    (width, along): (usize, isize),
) {
    let is_beside = ui.available_width() >= SIDE_BY_SIDE;
    let lines = below.lines.len();
    let count = if is_beside { diff.rows().len() } else { lines } as u64;
    #[cfg(not(target_arch = "wasm32"))]
    let (mut whole, columns) = (None, columns(ui));
    #[cfg_attr(
        target_arch = "wasm32",
        expect(unused_variables, reason = "a page has no tooltip for it")
    )]
    let list = VirtualList::new("diff", sizes::LINE)
        .accessible_name(Text::SideBySide.say(language).into_owned())
        .show(ui, list, &(0..count), |ui, shown| {
            let index = shown.index as usize;
            let (row, which) = match is_beside {
                true => (index, None),
                false => match below.lines.get(index) {
                    Some((row, which)) => (*row as usize, Some(*which)),
                    None => return String::new(),
                },
            };
            let Some(row) = diff.rows().get(row) else {
                return String::new();
            };
            let cells = Cells {
                diff,
                row,
                width,
                along,
                is_beside,
                palette: Palette::of(ui),
            };
            #[cfg(not(target_arch = "wasm32"))]
            if shown.hovered {
                whole = cells.whole(which, columns);
            }
            match which {
                None => cells.paint_both(ui, &shown),
                Some(which) => cells.paint_one(ui, shown.rect, which),
            }
        });
    #[cfg(not(target_arch = "wasm32"))]
    if let Some(whole) = whole {
        list.response.on_hover_text_at_pointer(whole);
    }
}

/// What one row shows.
struct Cells<'a> {
    diff: &'a Diff,
    row: &'a Row,
    width: usize,
    along: isize,
    is_beside: bool,
    palette: Palette,
}

impl Cells<'_> {
    fn paint_both(&self, ui: &Ui, shown: &VisibleRow) -> String {
        let middle = shown.rect.center().x;
        let (left, right) = shown.rect.split_left_right_at_x(middle);
        let before = self.paint_one(ui, left, Which::Left);
        let after = self.paint_one(ui, right, Which::Right);
        let line = egui::Stroke::new(1.0, self.palette.line);
        ui.painter().vline(middle, shown.rect.y_range(), line);
        match (self.row.is_changed, before.is_empty(), after.is_empty()) {
            (false, ..) => before.get(2..).unwrap_or_default().to_owned(),
            (true, false, false) => format!("{before} → {after}"),
            (true, ..) => before + &after,
        }
    }

    /// Paints one cell. Says what is in it.
    fn paint_one(&self, ui: &Ui, place: Rect, which: Which) -> String {
        let (own, other) = match which {
            Which::Left => (self.row.left(), self.row.right()),
            Which::Right => (self.row.right(), self.row.left()),
        };
        let Some(own) = own else {
            return String::new();
        };
        let painter = ui.painter().with_clip_rect(place.intersect(ui.clip_rect()));
        let palette = &self.palette;
        let sign = if self.row.is_changed {
            let (ground, sign) = match (&other, which) {
                (Some(_), _) if self.is_beside => (palette.warning_ground, "~"),
                (_, Which::Left) => (palette.error_ground, "-"),
                (_, Which::Right) => (palette.selection, "+"),
            };
            painter.rect_filled(place, 0.0, ground);
            let at = egui::pos2(place.left() + INSET, place.center().y);
            painter.text(at, Align2::LEFT_CENTER, sign, data(), palette.muted);
            sign
        } else {
            " "
        };
        let width = place.width() - SIGN - INSET;
        let glyph = ui.ctx().fonts_mut(|fonts| fonts.glyph_width(&data(), '0'));
        let columns = (width / glyph.max(1.0)) as usize;
        let pieces = self.pieces(which, own, other, columns);
        let galley = pieces.layout(ui, &data(), width);
        let top = place.center().y - galley.size().y / 2.0;
        let at = egui::pos2(place.left() + SIGN, top);
        painter.galley(at, galley, palette.text);
        format!("{sign} {}", pieces.text())
    }

    #[cfg(not(target_arch = "wasm32"))]
    /// All of it, for the tooltip, if there is more than has room in so many columns.
    fn whole(&self, which: Option<Which>, columns: usize) -> Option<String> {
        if self.diff.by() == By::Bytes {
            return None;
        }
        let is_shown = |side| which.is_none_or(|which| which == side);
        let left = self.row.left().filter(|_| is_shown(Which::Left));
        let right = self.row.right().filter(|_| is_shown(Which::Right));
        let is_same = !self.row.is_changed && left.is_some();
        let right = right.filter(|_| !is_same);
        let texts = [(self.diff.left(), left), (self.diff.right(), right)];
        let texts = texts.into_iter().filter_map(|(text, range)| {
            let text = text.get(range?)?;
            let text = String::from_utf8_lossy(&text[..text.len().min(MAX_CELL)]);
            Some(visible(text.trim_end()))
        });
        let texts: Vec<_> = texts.collect();
        let is_cut = texts.iter().any(|text| text.chars().count() > columns);
        is_cut.then(|| texts.join("\n"))
    }

    fn pieces(
        &self,
        which: Which,
        own: Range<usize>,
        other: Option<Range<usize>>,
        columns: usize,
    ) -> Pieces {
        let (text, others) = match which {
            Which::Left => (self.diff.left(), self.diff.right()),
            Which::Right => (self.diff.right(), self.diff.left()),
        };
        let bytes = &text[own.clone()];
        let other = other.filter(|_| self.row.is_changed);
        let longest = other.as_ref().map_or(0, Range::len).max(bytes.len());
        let marked = other.map(|other| differing(bytes, &others[other]).0);
        let mut pieces = Pieces::default();
        if self.diff.by() == By::Bytes {
            let marks: Vec<_> = marked
                .filter(|marked| !marked.is_empty())
                .into_iter()
                .collect();
            let row = hex_row(own.start, bytes, self.width, &marks);
            pieces.push(row, self.palette.text);
            return pieces;
        }
        // Of a line without room, that part in which it differs: of both, if one of them has none, so that they can be compared.
        // No character is wider than its bytes, so that many bytes have room in any case.
        let columns = columns.min(MAX_CELL);
        let start = marked
            .as_ref()
            .filter(|marked| longest > columns && marked.start + CONTEXT > columns)
            .map_or(0, |marked| {
                marked.start.saturating_sub(CONTEXT.max(columns / 3))
            });
        let start = start.saturating_add_signed(self.along).min(bytes.len());
        let start = (start..bytes.len())
            .find(|at| bytes[*at] & 0xc0 != 0x80)
            .unwrap_or(if self.along > 0 { bytes.len() } else { 0 });
        let end = bytes.len().min(start + MAX_CELL);
        if start > 0 {
            pieces.push_text("…", self.palette.muted);
        }
        let marks: Vec<_> = marked
            .map(|marked| marked.start.max(start) - start..marked.end.min(end).max(start) - start)
            .filter(|marked| marked.start < marked.end)
            .into_iter()
            .collect();
        let range = own.start + start..own.start + end;
        if self.diff.by() == By::Structure {
            pieces.push_tokens(text, range, &marks, &self.palette);
        } else {
            pieces.push_row(&text[range], &marks, self.palette.text);
        }
        pieces
    }
}
