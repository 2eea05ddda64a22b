//! One line of a message, laid out.

use std::ops::Range;
use std::sync::Arc;

use egui::text::{LayoutJob, TextFormat, TextWrapping};
use egui::{Color32, FontId, Galley, Ui};

use crate::kit::theme::Palette;
use payload::json_tokens::{Token, tokens};
use payload::visible::{Line, text_row};

/// Pieces of a line, each in its colour.
#[derive(Default)]
pub(super) struct Pieces(Vec<(Line, Color32)>);

impl Pieces {
    /// Adds a piece, with what is marked in it.
    pub(super) fn push(&mut self, line: Line, colour: Color32) {
        self.0.push((line, colour));
    }

    /// Adds words of ours.
    pub(super) fn push_text(&mut self, text: impl Into<String>, colour: Color32) {
        let line = Line {
            text: text.into(),
            marks: Vec::new(),
        };
        self.push(line, colour);
    }

    /// Adds a row of a text.
    pub(super) fn push_row(&mut self, bytes: &[u8], marks: &[Range<usize>], colour: Color32) {
        self.push(text_row(bytes, marks), colour);
    }

    /// Adds the tokens of a part of a JSON text. The marks are counted from its start.
    pub(super) fn push_tokens(
        &mut self,
        text: &[u8],
        range: Range<usize>,
        marks: &[Range<usize>],
        palette: &Palette,
    ) {
        let row = range.start;
        for (token, kind) in tokens(text, range) {
            let (start, end) = (token.start - row, token.end - row);
            let touching = marks
                .iter()
                .filter(|mark| mark.start < end && mark.end > start);
            let marks: Vec<_> = touching
                .map(|mark| mark.start.max(start) - start..mark.end.min(end) - start)
                .collect();
            self.push_row(&text[token], &marks, colour_of(kind, palette));
        }
    }

    /// What is shown.
    pub(super) fn text(&self) -> String {
        self.0.iter().map(|(line, _)| line.text.as_str()).collect()
    }

    /// Lays the line out, with a ground behind its marks, and `…` where it is wider than `width`, in points.
    pub(super) fn layout(&self, ui: &Ui, font: &FontId, width: f32) -> Arc<Galley> {
        let marked = Palette::of(ui).marked;
        let mut job = LayoutJob::default();
        for (line, colour) in &self.0 {
            let plain = TextFormat::simple(font.clone(), *colour);
            let mut done = 0;
            for mark in &line.marks {
                job.append(&line.text[done..mark.start], 0.0, plain.clone());
                let background = marked;
                let format = TextFormat {
                    background,
                    ..plain.clone()
                };
                job.append(&line.text[mark.clone()], 0.0, format);
                done = mark.end;
            }
            job.append(&line.text[done..], 0.0, plain);
        }
        job.break_on_newline = false;
        job.wrap = TextWrapping::truncate_at_width(width.max(0.0));
        ui.ctx().fonts_mut(|fonts| fonts.layout_job(job))
    }
}

fn colour_of(token: Token, palette: &Palette) -> Color32 {
    match token {
        Token::Key | Token::Other => palette.text,
        Token::String => palette.received,
        Token::Number => palette.warning,
        Token::Literal => palette.literal,
        Token::Punctuation => palette.muted,
    }
}
