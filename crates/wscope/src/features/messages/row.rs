//! One row of the list.

mod flow;

use egui::{FontId, Rangef, Rect, Stroke, Ui};
use message_log::search::Pattern;
use message_log::{Direction, Kind, Timestamp};
use payload::decoders;
use payload::visible::Line;
use session::{Fold, LogMessage, RecordedEvent, Severity};
use virtual_list::VisibleRow;

use super::columns::{Column, Columns};
use super::flow::Way;
use super::fold::{FoldMark, is_heartbeat};
use super::texts::Text;
use super::words;
use crate::kit::format::size;
use crate::kit::language::Language;
use crate::kit::list_row::{PADDING, Side, paint_arrow, paint_cell, paint_ground};
use crate::kit::marked_line::layout;
use crate::kit::theme::{Palette, type_size};
use crate::kit::times::{Times, delta};

/// Radius of the dot of an event, in points.
const DOT: f32 = 4.0;
/// Width of the line of a ring, in points.
const RING: f32 = 1.5;

/// What is said beside a message about where it stands.
#[derive(Clone, Copy, Debug)]
pub(super) struct Standing {
    /// Its number among the messages; events have none.
    pub(super) number: Option<u64>,
    /// When the row before happened, if there is one.
    pub(super) before: Option<Timestamp>,
    /// When the list began.
    pub(super) began: Option<Timestamp>,
    /// What the column of times shows.
    pub(super) times: Times,
    /// Whether there is little room.
    pub(super) is_narrow: bool,
    /// Whether it is presented, in large type.
    pub(super) presents: bool,
}

/// What a row shows, copied out of the log.
pub(super) struct Row {
    number: Option<u64>,
    direction: Direction,
    severity: Severity,
    /// Whether the connection was closed as it should be.
    is_closed: bool,
    is_placeholder: bool,
    time: String,
    delta: String,
    size: String,
    preview: Line,
    /// What it is for in its protocol, if that is shown.
    kind: Option<decoders::Kind>,
    /// The size of its type, in points.
    type_size: f32,
    /// From whom to whom its arrow leads in the diagram.
    way: Way,
    /// How many rows it stands for, if these are folded into it.
    fold: Option<FoldMark>,
}

/// What of a row was painted.
pub(super) struct Painted {
    /// Whether all that is shown of the message has room.
    pub(super) has_room: bool,
    /// Where a click shows what is folded into it.
    pub(super) fold: Option<Rect>,
}

impl Row {
    /// Copies what is needed of a message, with the matches of a search in what is shown of it.
    pub(super) fn new(
        message: &LogMessage<'_>,
        standing: Standing,
        language: Language,
        pattern: Option<&Pattern>,
        said: Option<(decoders::Kind, String)>,
    ) -> Self {
        let Standing { times, began, .. } = standing;
        let before = standing.before.filter(|_| !standing.is_narrow);
        let event = message.event;
        let (preview, kind) = words::decoded(message, language, pattern, said);
        Self {
            number: standing.number,
            direction: message.direction,
            severity: event.map_or(Severity::Quiet, RecordedEvent::severity),
            is_closed: matches!(
                event,
                Some(RecordedEvent::ClosedByUs { .. } | RecordedEvent::ClosedByPeer { .. })
            ),
            is_placeholder: event.is_none() && message.payload.is_empty(),
            time: times.written(message.at, began, standing.is_narrow),
            delta: before.map_or_else(String::new, |before| delta(before, message.at)),
            // What was said to nobody has no size.
            size: match event {
                Some(_) => String::new(),
                None => size(message.payload.len() as u64),
            },
            preview,
            kind,
            type_size: if standing.presents {
                type_size::PRESENTED
            } else {
                type_size::BODY
            },
            way: Way::of(message.direction, event),
            fold: None,
        }
    }

    /// With what is folded into it.
    pub(super) fn folded(mut self, fold: Option<Fold>, kind: Kind, language: Language) -> Self {
        let is_heartbeat = is_heartbeat(self.kind, kind);
        self.fold = fold.map(|fold| FoldMark::new(fold, is_heartbeat, language));
        self
    }

    /// Paints it into its place.
    pub(super) fn paint(&self, ui: &Ui, row: &VisibleRow, columns: &Columns) -> Painted {
        let palette = Palette::of(ui);
        paint_ground(ui, row, &palette);
        let cells = [
            (Column::Number, self.number.map(|number| number.to_string())),
            (Column::Time, Some(self.time.clone())),
            (Column::Delta, Some(self.delta.clone())),
            (Column::Size, Some(self.size.clone())),
        ];
        for (column, text) in cells {
            if let (Some(place), Some(text)) = (columns.place(column), text) {
                let font = FontId::monospace(self.type_size);
                let side = match column {
                    Column::Time => Side::Left,
                    _ => Side::Right,
                };
                paint_cell(ui, row.rect, place, side, (text, font), palette.muted);
            }
        }
        if let Some(place) = columns.place(Column::Direction) {
            self.paint_mark(
                ui,
                egui::pos2(place.center(), row.rect.center().y),
                &palette,
            );
        }
        let Some(mut place) = columns.place(Column::Data) else {
            return Painted {
                has_room: true,
                fold: None,
            };
        };
        let fold = self
            .fold
            .as_ref()
            .map(|fold| fold.paint(ui, row.rect, place));
        if let Some(mark) = fold {
            place = FoldMark::rest(mark, place);
        }
        Painted {
            has_room: self.paint_data(ui, row, place, &palette),
            fold,
        }
    }

    fn paint_data(&self, ui: &Ui, row: &VisibleRow, place: Rangef, palette: &Palette) -> bool {
        let is_event = self.direction == Direction::Local;
        let colour = match self.severity {
            Severity::Bad => palette.error,
            Severity::Warning => palette.warning,
            _ if self.kind == Some(decoders::Kind::Error) => palette.error,
            _ if (is_event && !row.selected) || self.is_placeholder => palette.muted,
            _ if self.kind == Some(decoders::Kind::Heartbeat) && !row.selected => palette.muted,
            _ => palette.text,
        };
        // Data are in a font whose characters can be told from each other; what we say is prose.
        let font = if is_event {
            FontId::proportional(self.type_size)
        } else {
            FontId::monospace(self.type_size)
        };
        let width = place.span() - 2.0 * PADDING.x;
        let preview = layout(ui, &self.preview, &font, colour, width);
        let top = row.rect.center().y - preview.size().y / 2.0;
        let is_whole = !preview.elided;
        let at = egui::pos2(place.min, top) + PADDING;
        ui.painter().galley(at, preview, colour);
        is_whole
    }

    fn paint_mark(&self, ui: &Ui, middle: egui::Pos2, palette: &Palette) {
        match self.direction {
            Direction::Sent | Direction::Received => {
                paint_arrow(ui, middle, self.direction, self.type_size);
            }
            Direction::Local => {
                let colour = match self.severity {
                    Severity::Bad => palette.error,
                    Severity::Warning => palette.warning,
                    Severity::Good => palette.received,
                    Severity::Quiet => palette.muted,
                };
                if self.is_closed && self.severity == Severity::Quiet {
                    let ring = Stroke::new(RING, colour);
                    ui.painter().circle_stroke(middle, DOT - RING / 2.0, ring);
                } else {
                    ui.painter().circle_filled(middle, DOT, colour);
                }
            }
        }
    }

    /// What is shown of the message.
    pub(super) fn text(&self) -> &str {
        &self.preview.text
    }

    /// What a screen reader says of it.
    pub(super) fn describe(&self, language: Language) -> String {
        let Self { time, size, .. } = self;
        let preview = &self.preview.text;
        // Only events have none.
        let number = self.number.unwrap_or_default();
        let text = match self.direction {
            Direction::Sent => Text::SentRow {
                number,
                time,
                size,
                preview,
            },
            Direction::Received => Text::ReceivedRow {
                number,
                time,
                size,
                preview,
            },
            Direction::Local => Text::EventRow { time, preview },
        };
        let row = text.say(language);
        match &self.fold {
            Some(fold) => {
                let (fold, row) = (fold.words(), &*row);
                Text::FoldedRow { fold, row }.say(language).into_owned()
            }
            None => row.into_owned(),
        }
    }
}
