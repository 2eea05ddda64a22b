//! The whole window without a screen: laid out and tessellated, as eframe would have it painted.

use std::path::PathBuf;
use std::time::{Duration, Instant};

use egui::{Context, Event, Pos2, RawInput, Rect, Vec2};
use wscope::kit::language::Language;
use wscope::{App, StartOptions};

/// Size of the window, in points: that of the program when it is first opened.
const SIZE: Vec2 = Vec2::new(1000.0, 680.0);

/// A window and the clock of its frames.
pub(crate) struct Window {
    pub context: Context,
    pub app: App,
    start: Instant,
}

impl Window {
    /// Opens a window that connects to `address`, if that is one, or shows a file instead.
    pub(crate) fn open(address: &str, file: Option<PathBuf>) -> Self {
        let context = Context::default();
        let options = StartOptions {
            address: address.to_owned(),
            file,
            language: Some(Language::English),
            ..StartOptions::default()
        };
        let app = App::new(&context, None, options);
        let start = Instant::now();
        Self {
            context,
            app,
            start,
        }
    }

    /// One frame: how long it takes to lay out and tessellate everything.
    pub(crate) fn frame(&mut self, events: Vec<Event>) -> Duration {
        let input = RawInput {
            screen_rect: Some(Rect::from_min_size(Pos2::ZERO, SIZE)),
            time: Some(self.start.elapsed().as_secs_f64()),
            events,
            ..RawInput::default()
        };
        let start = Instant::now();
        let mut output = self.context.run_ui(input, |ui| {
            self.app.begin_frame(ui.ctx());
            self.app.show(ui);
        });
        let primitives = self
            .context
            .tessellate(output.shapes, output.pixels_per_point);
        let elapsed = start.elapsed();
        output.textures_delta.clear();
        std::hint::black_box(primitives);
        elapsed
    }
}

/// The time below which `share` of the frames stay, in milliseconds.
pub(crate) fn quantile(times: &mut [Duration], share: f64) -> f64 {
    times.sort_unstable();
    let index = (times.len() as f64 * share) as usize;
    times[index.min(times.len() - 1)].as_secs_f64() * 1e3
}
