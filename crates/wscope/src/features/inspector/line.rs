//! One line of a message, laid out.

use std::sync::Arc;

use egui::text::{LayoutJob, TextFormat, TextWrapping};
use egui::{Color32, FontId, Galley, Ui};

use crate::kit::theme::Palette;
use payload::visible::Line;

/// Pieces of a line, each in its colour.
#[derive(Default)]
pub(super) struct Pieces(Vec<(Line, Color32)>);

impl Pieces {
    /// Adds a piece, with what is marked in it.
    pub(super) fn push(&mut self, line: Line, colour: Color32) {
        self.0.push((line, colour));
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
