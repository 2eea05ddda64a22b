//! A piece of a payload on one line, with what was found in it marked.

use std::sync::Arc;

use egui::text::{LayoutJob, TextFormat, TextWrapping};
use egui::{Color32, FontId, Galley, Ui};
use payload::visible::Line;

use crate::kit::theme::Palette;

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
