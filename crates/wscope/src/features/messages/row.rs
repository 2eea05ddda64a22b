//! One row of the list.

use egui::{Align2, Color32, FontId, Rangef, Rect, Stroke, Ui, Vec2};
use message_log::search::Pattern;
use message_log::{Direction, Timestamp};
use payload::visible::Line;
use session::{LogMessage, RecordedEvent, Severity};
use virtual_list::VisibleRow;

use super::columns::{Column, Columns};
use super::texts::Text;
use super::times::{Times, delta};
use super::words;
use crate::kit::format::size;
use crate::kit::icon::{ICON_SIZE, Icon};
use crate::kit::language::Language;
use crate::kit::marked_line::layout;
use crate::kit::theme::{Palette, type_size};

/// Space between the edge of a column and what is in it, in points.
pub(super) const PADDING: Vec2 = Vec2::new(8.0, 0.0);
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
    /// The size of its type, in points.
    type_size: f32,
}

impl Row {
    /// Copies what is needed of a message, with the matches of a search in what is shown of it.
    pub(super) fn new(
        message: &LogMessage<'_>,
        standing: Standing,
        language: Language,
        pattern: Option<&Pattern>,
    ) -> Self {
        let Standing { times, began, .. } = standing;
        let before = standing.before.filter(|_| !standing.is_narrow);
        let event = message.event;
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
            preview: words::shown(message, language, pattern),
            type_size: if standing.presents {
                type_size::PRESENTED
            } else {
                type_size::BODY
            },
        }
    }

    /// Paints it into its place. Says whether all that is shown of the message has room there.
    pub(super) fn paint(&self, ui: &Ui, row: &VisibleRow, columns: &Columns) -> bool {
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
                paint_cell(ui, row.rect, place, column, (text, font), palette.muted);
            }
        }
        if let Some(place) = columns.place(Column::Direction) {
            self.paint_mark(
                ui,
                egui::pos2(place.center(), row.rect.center().y),
                &palette,
            );
        }
        columns
            .place(Column::Data)
            .is_none_or(|place| self.paint_data(ui, row, place, &palette))
    }

    fn paint_data(&self, ui: &Ui, row: &VisibleRow, place: Rangef, palette: &Palette) -> bool {
        let is_event = self.direction == Direction::Local;
        let colour = match self.severity {
            Severity::Bad => palette.error,
            Severity::Warning => palette.warning,
            _ if (is_event && !row.selected) || self.is_placeholder => palette.muted,
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
        let arrow = |icon: Icon, colour| {
            let font = FontId::proportional(ICON_SIZE.max(self.type_size));
            ui.painter()
                .text(middle, Align2::CENTER_CENTER, icon.glyph(), font, colour);
        };
        match self.direction {
            Direction::Sent => arrow(Icon::Sent, palette.sent),
            Direction::Received => arrow(Icon::Received, palette.received),
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
        text.say(language).into_owned()
    }
}

fn paint_ground(ui: &Ui, row: &VisibleRow, palette: &Palette) {
    if row.is_lead && !row.selected {
        // Keys with Ctrl lead here without selecting it.
        let edge = Stroke::new(1.0, palette.field_border);
        let inside = egui::StrokeKind::Inside;
        ui.painter().rect_stroke(row.rect, 0.0, edge, inside);
    }
    let fill = if row.selected {
        palette.selection
    } else if row.hovered {
        palette.hover
    } else {
        return;
    };
    ui.painter().rect_filled(row.rect, 0.0, fill);
}

/// The smallest part of its size to which the type of a cell shrinks.
const LEAST_TYPE: f32 = 0.6;

/// Paints a text into its cell, smaller where it would not fit: half a number would be another one.
fn paint_cell(
    ui: &Ui,
    row: Rect,
    place: Rangef,
    column: Column,
    (text, mut font): (String, FontId),
    colour: Color32,
) {
    let cell = Rect::from_x_y_ranges(place, row.y_range());
    let glyph = ui.ctx().fonts_mut(|fonts| fonts.glyph_width(&font, '0'));
    let width = glyph * text.chars().count() as f32;
    let room = cell.width() - PADDING.x;
    font.size *= (room / width.max(1.0)).clamp(LEAST_TYPE, 1.0);
    let (align, at) = match column {
        Column::Time => (Align2::LEFT_CENTER, cell.left_center() + PADDING),
        _ => (Align2::RIGHT_CENTER, cell.right_center() - PADDING),
    };
    let painter = ui.painter().with_clip_rect(cell.intersect(ui.clip_rect()));
    painter.text(at, align, text, font, colour);
}
