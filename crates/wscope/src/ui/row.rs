//! One row of the list.

use std::sync::Arc;

use egui::text::{LayoutJob, TextFormat, TextWrapping};
use egui::{Align2, Color32, FontId, Galley, Ui};
use message_log::Direction;
use message_log::search::Pattern;
use session::LogMessage;

use virtual_list::VisibleRow;

use crate::kit::format::{size, time_of_day};
use crate::kit::language::Language;
use crate::kit::theme::{Palette, sign};
use crate::texts::Text;
use crate::words;
use payload::visible::Line;
use session::Severity;

/// What a row shows, copied out of the log.
pub struct Row {
    direction: Direction,
    severity: Severity,
    is_placeholder: bool,
    time: String,
    size: String,
    preview: Line,
}

impl Row {
    /// Copies what is needed of a message, with the hits of a search in what is shown of it.
    pub fn new(message: &LogMessage<'_>, language: Language, pattern: Option<&Pattern>) -> Self {
        let mut shown = Self {
            direction: message.direction,
            severity: Severity::Quiet,
            is_placeholder: false,
            time: time_of_day(message.at),
            size: size(message.payload.len() as u64),
            preview: words::line(message, language, pattern),
        };
        if let Some(event) = message.event {
            // What was said to nobody has no size.
            shown.size = String::new();
            shown.severity = event.severity();
        } else if message.payload.is_empty() {
            shown.is_placeholder = true;
            let empty = language.say(Text::EmptyMessage);
            shown.preview.text.push_str(&empty);
        }
        shown
    }

    /// Paints it into its place. Says whether all that is shown of the message has room there.
    pub fn paint(&self, ui: &Ui, row: &VisibleRow) -> bool {
        let palette = Palette::of(ui);
        paint_ground(ui, row, &palette);
        let font = FontId::monospace(13.0);
        let painter = ui
            .painter()
            .with_clip_rect(row.rect.intersect(ui.clip_rect()));
        let middle = row.rect.center().y;
        let at = |x: f32| egui::pos2(row.rect.left() + x, middle);
        let (mark, colour) = self.mark(&palette);
        painter.text(at(16.0), Align2::CENTER_CENTER, mark, font.clone(), colour);
        painter.text(
            at(32.0),
            Align2::LEFT_CENTER,
            &self.time,
            font.clone(),
            palette.muted,
        );
        let mut x = 140.0;
        // On a narrow window the message matters more than its size.
        if row.rect.width() > 420.0 {
            painter.text(
                at(216.0),
                Align2::RIGHT_CENTER,
                &self.size,
                font.clone(),
                palette.muted,
            );
            x = 230.0;
        }
        let colour = match self.severity {
            Severity::Bad => palette.error,
            Severity::Warning => palette.warning,
            Severity::Good | Severity::Quiet
                if self.direction == Direction::Local || self.is_placeholder =>
            {
                palette.muted
            }
            Severity::Good | Severity::Quiet => ui.visuals().text_color(),
        };
        let preview = layout(ui, &self.preview, &font, colour, row.rect.width() - x);
        let top = middle - preview.size().y / 2.0;
        let is_whole = !preview.elided;
        painter.galley(egui::pos2(row.rect.left() + x, top), preview, colour);
        is_whole
    }

    /// What is shown of the message.
    pub fn text(&self) -> &str {
        &self.preview.text
    }

    fn mark(&self, palette: &Palette) -> (&'static str, Color32) {
        match self.direction {
            Direction::Sent => (sign::SENT, palette.sent),
            Direction::Received => (sign::RECEIVED, palette.received),
            Direction::Local => {
                let colour = match self.severity {
                    Severity::Bad => palette.error,
                    Severity::Warning => palette.warning,
                    Severity::Good => palette.received,
                    Severity::Quiet => palette.muted,
                };
                (sign::STATE, colour)
            }
        }
    }

    /// What a screen reader says of it.
    pub fn describe(&self, number: u64, language: Language) -> String {
        let Self { time, size, .. } = self;
        let preview = &self.preview.text;
        let text = match self.direction {
            Direction::Sent => Text::RowSent {
                number,
                time,
                size,
                preview,
            },
            Direction::Received => Text::RowReceived {
                number,
                time,
                size,
                preview,
            },
            Direction::Local => Text::RowLocal {
                number,
                time,
                preview,
            },
        };
        language.say(text).into_owned()
    }
}

fn paint_ground(ui: &Ui, row: &VisibleRow, palette: &Palette) {
    let fill = if row.selected {
        palette.selection
    } else if row.hovered {
        palette.hover
    } else if row.id % 2 == 1 {
        palette.surface
    } else {
        return;
    };
    ui.painter().rect_filled(row.rect, 0.0, fill);
}

/// Lays a line out, with a ground behind its marks, and `…` where it is wider than `width`, in points.
pub fn layout(ui: &Ui, line: &Line, font: &FontId, colour: Color32, width: f32) -> Arc<Galley> {
    let plain = TextFormat::simple(font.clone(), colour);
    let marked = TextFormat {
        background: Palette::of(ui).marked,
        ..plain.clone()
    };
    let mut job = LayoutJob::default();
    let mut done = 0;
    for mark in &line.marks {
        job.append(&line.text[done..mark.start], 0.0, plain.clone());
        job.append(&line.text[mark.clone()], 0.0, marked.clone());
        done = mark.end;
    }
    job.append(&line.text[done..], 0.0, plain);
    job.break_on_newline = false;
    job.wrap = TextWrapping::truncate_at_width(width.max(0.0));
    ui.ctx().fonts_mut(|fonts| fonts.layout_job(job))
}
