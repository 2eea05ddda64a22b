//! The messages of a connection of a sequence, one line each, as they arrive.

use egui::{FontId, Ui};
use message_log::{Direction, Kind, Seq, Timestamp};
use payload::visible::{Line, hex_preview, text_preview};
use session::{LogMessage, Session};
use virtual_list::{ListState, VirtualList};

use crate::kit::event_texts::event;
use crate::kit::language::Language;
use crate::kit::list_row::{PADDING, Side, paint_arrow, paint_cell, paint_ground};
use crate::kit::marked_line::layout;
use crate::kit::theme::{Palette, sizes, type_size};
use crate::kit::times::Times;
use connection::SecretValues;

use super::texts::Text;

/// Width of the column with the arrow, in points.
const ARROW: f32 = 28.0;
/// How many digits wide the column of times is: `10:02.123`.
const TIME_DIGITS: f32 = 9.0;

/// The list and what it needs.
pub(super) struct MessageLines<'a> {
    pub(super) language: Language,
    pub(super) session: &'a Session,
    pub(super) secrets: &'a SecretValues,
    pub(super) presents: bool,
}

/// What a row shows, copied out of the log.
struct Row {
    direction: Direction,
    time: String,
    line: Line,
    is_event: bool,
}

impl MessageLines<'_> {
    /// Shows them.
    pub(super) fn show(&self, ui: &mut Ui, salt: &str, state: &mut ListState) {
        let (kept, began) = self.session.with_log(|log| (log.kept(), log.began()));
        let rows = kept.start.get()..kept.end.get();
        let (height, size) = if self.presents {
            (sizes::PRESENTED_ROW, type_size::PRESENTED)
        } else {
            (sizes::row(ui), type_size::BODY)
        };
        let list = VirtualList::new(("sequence-messages", salt), height).as_table();
        let list = list.accessible_name(Text::Messages.say(self.language));
        list.show(ui, state, &rows, |ui, visible| {
            // It may be dropped since the frame began; the next frame knows.
            let Some(row) = self.row(Seq::new(visible.id), began) else {
                return String::new();
            };
            paint_ground(ui, &visible, &Palette::of(ui));
            paint(ui, visible.rect, &row, size);
            if visible.wants_label {
                self.describe(&row)
            } else {
                String::new()
            }
        });
    }

    fn row(&self, seq: Seq, began: Option<Timestamp>) -> Option<Row> {
        self.session.with_log(|log| {
            let message = log.get(seq)?;
            let mut line = self.line(&message);
            // Marks would stand elsewhere; there are none.
            line.text = self.secrets.mask(&line.text);
            Some(Row {
                direction: message.direction,
                time: Times::Relative.written(message.at, began, false),
                line,
                is_event: message.kind == Kind::Event,
            })
        })
    }

    fn line(&self, message: &LogMessage<'_>) -> Line {
        match message.kind {
            Kind::Text => text_preview(message.payload, &[]),
            Kind::Binary => hex_preview(message.payload, &[]),
            Kind::Ping => control("ping", message.payload),
            Kind::Pong => control("pong", message.payload),
            Kind::Event => {
                let words = message.event.map(|said| event(said, self.language));
                text_preview(words.unwrap_or_default().as_bytes(), &[])
            }
        }
    }

    fn describe(&self, row: &Row) -> String {
        let text = &row.line.text;
        match row.direction {
            Direction::Sent => Text::SentRow(text).say(self.language).into_owned(),
            Direction::Received => Text::ReceivedRow(text).say(self.language).into_owned(),
            Direction::Local => text.clone(),
        }
    }
}

fn control(word: &str, payload: &[u8]) -> Line {
    let mut line = hex_preview(payload, &[]);
    line.text = format!("{word} {}", line.text).trim_end().to_owned();
    line
}

fn paint(ui: &Ui, place: egui::Rect, row: &Row, size: f32) {
    let palette = Palette::of(ui);
    let data = FontId::monospace(size);
    let digit = ui.ctx().fonts_mut(|fonts| fonts.glyph_width(&data, '0'));
    let time = egui::Rangef::new(
        place.left(),
        place.left() + TIME_DIGITS * digit + 2.0 * PADDING.x,
    );
    let written = (row.time.clone(), data.clone());
    paint_cell(ui, place, time, Side::Right, written, palette.muted);
    let middle = egui::pos2(time.max + ARROW / 2.0, place.center().y);
    paint_arrow(ui, middle, row.direction, size);
    let (font, colour) = if row.is_event {
        (FontId::proportional(size), palette.muted)
    } else {
        (data, palette.text)
    };
    let left = time.max + ARROW;
    let width = place.right() - left - PADDING.x;
    let line = layout(ui, &row.line, &font, colour, width);
    let at = egui::pos2(left, place.center().y - line.size().y / 2.0);
    ui.painter().galley(at, line, colour);
}
