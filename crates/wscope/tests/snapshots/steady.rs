//! What is another one each time (times, durations, rates) is replaced before it is painted, so that two
//! pictures of the same state are the same.

use std::sync::LazyLock;

use egui::emath::TSTransform;
use egui::epaint::{ClippedShape, TextShape};
use egui::text::ByteIndex;
use egui::{Color32, Context, FullOutput, Plugin, Pos2, Rect, Shape};
use regex::{Captures, Regex};

/// Replaces the texts that change by ones of the same kind that do not.
pub(crate) struct Steady {
    /// Whether durations do not change.
    pub(crate) keeps_durations: bool,
    /// Where all numbers change.
    pub(crate) measured: Rect,
    /// What is drawn of numbers that change: it is covered.
    pub(crate) plot: Rect,
}

impl Plugin for Steady {
    fn debug_name(&self) -> &'static str {
        "steady texts"
    }

    fn output_hook(&mut self, context: &Context, output: &mut FullOutput) {
        for ClippedShape { shape, .. } in &mut output.shapes {
            self.replace(context, shape);
        }
        if self.plot.is_positive() {
            output.shapes.push(ClippedShape {
                clip_rect: self.plot,
                shape: Shape::rect_filled(self.plot, 0.0, Color32::GRAY),
                transform_after_tessellation: TSTransform::IDENTITY,
            });
        }
    }
}

impl Steady {
    fn replace(&self, context: &Context, shape: &mut Shape) {
        match shape {
            Shape::Vec(shapes) => {
                for shape in shapes {
                    self.replace(context, shape);
                }
            }
            Shape::Text(text) => {
                if let Some(steady) = self.steady(text.pos, text.galley.text()) {
                    replace_text(context, text, &steady);
                }
            }
            // How many messages a second had.
            Shape::Rect(bar) if is_second(context, bar.rect) => {
                bar.rect.min.y = bar.rect.max.y - 1.0;
            }
            _ => {}
        }
    }

    /// The text without what changes; `None` if nothing does.
    fn steady(&self, at: Pos2, text: &str) -> Option<String> {
        let mut steady = text.to_owned();
        if self.measured.contains(at) {
            steady = NUMBER.replace_all(text, "12").into_owned();
        }
        for (pattern, replacement) in CHANGES.iter() {
            if self.keeps_durations && *replacement == DURATION {
                continue;
            }
            let replaced = pattern.replace_all(&steady, |found: &Captures<'_>| {
                let rest = found.name("rest").map_or("", |rest| rest.as_str());
                format!("{replacement}{}", &FRACTION[..rest.len()])
            });
            steady = replaced.into_owned();
        }
        (steady != text).then_some(steady)
    }
}

/// A number, with its unit.
static NUMBER: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"\b\d[\d.\u{a0}]*( ([KM]i)?B| (µs|ms|s)\b)?").unwrap());

/// Width of the bar of a second in the status line, in points.
const SECOND: f32 = 3.0;
/// Its greatest height.
const HIGHEST: f32 = 12.0;
/// Height of the status line. What is as narrow elsewhere, such as the mark of a tab, is compared as it is.
const STATUS_LINE: f32 = 24.0;

/// Whether this is the bar of a second: it stands in the middle of the status line.
fn is_second(context: &Context, bar: Rect) -> bool {
    let middle = context.content_rect().bottom() - STATUS_LINE / 2.0;
    let floor = middle + HIGHEST / 2.0;
    let is_there = (bar.bottom() - floor).abs() < 1.0;
    is_there && bar.width() == SECOND && bar.height() <= HIGHEST
}

/// Lays the text out anew. What is a number with a unit keeps its right edge, as in a column of numbers.
fn replace_text(context: &Context, shape: &mut TextShape, steady: &str) {
    let mut job = (*shape.galley.job).clone();
    if let [section] = job.sections.as_mut_slice() {
        section.byte_range = ByteIndex(0)..ByteIndex(steady.len());
        steady.clone_into(&mut job.text);
    } else {
        // Colours within the text would be in wrong places.
        let format = job.sections.first().map(|section| section.format.clone());
        job.sections.clear();
        job.text.clear();
        job.append(steady, 0.0, format.unwrap_or_default());
    }
    let before = shape.galley.rect;
    let galley = context.fonts_mut(|fonts| fonts.layout_job(job));
    if is_quantity(steady) {
        let by = before.right() - galley.rect.right();
        shape.pos = Pos2::new(shape.pos.x + by, shape.pos.y);
    }
    shape.galley = galley;
}

fn is_quantity(text: &str) -> bool {
    let is_duration = text.ends_with(DURATION) && text.len() <= DURATION.len() + 1;
    is_duration || text == "12"
}

/// What stands for each duration.
const DURATION: &str = "1.23 ms";

/// What changes, and what stands for it.
static CHANGES: LazyLock<[(Regex, &str); 9]> = LazyLock::new(|| {
    [
        (r"\d{2}:\d{2}:\d{2}(?P<rest>\.\d+)?", "12:34:56"),
        (r"^\d+:\d{2}\.\d{3}$", "0:00.123"),
        (r"\d+\.\d+ (ms|s)\b|\d{3} ms|\d+ µs", DURATION),
        (r"\d+ 条/秒", "2 条/秒"),
        (r"\d+ msg/s", "2 msg/s"),
        (r"/tmp/wscope\w+", "/tmp/wscope123456"),
        // Of a handshake: when it was answered, its key, and the proof.
        (
            r"[A-Z][a-z]{2}, \d{2} [A-Z][a-z]{2} \d{4}",
            "Sat, 01 Aug 2026",
        ),
        (r"[A-Za-z0-9+/]{22}==", "dGhlIHNhbXBsZSBub25jZQ=="),
        (r"[A-Za-z0-9+/]{27}=", "s3pPLMBiTxaQ9kYGzzhZRbK+xOo="),
    ]
    .map(|(pattern, steady)| (Regex::new(pattern).unwrap(), steady))
});
/// As many digits of a second as there may be.
const FRACTION: &str = ".789123456";
