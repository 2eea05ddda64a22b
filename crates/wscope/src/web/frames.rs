//! When the page is to be painted. eframe asks the browser for the next animation frame in each one, 60 times a second,
//! whether there is anything to paint or not; `loader.js` holds those requests back until egui wants to paint. This is
//! where egui says when.

use std::time::Duration;

use egui::{Context, FullOutput, Plugin, ViewportId};

use super::surroundings;

/// Tells the page what egui asks for.
#[derive(Default)]
pub(super) struct Frames;

impl Plugin for Frames {
    fn debug_name(&self) -> &'static str {
        "frames"
    }

    fn setup(&mut self, context: &Context) {
        // Also what is asked for outside of a frame: a message has come, a file was read.
        context.set_repaint_observer(|asked| surroundings::want_frame(millis(asked.delay)));
    }

    fn output_hook(&mut self, _context: &Context, output: &mut FullOutput) {
        // What was asked for before is done; what was asked for in the frame is in here.
        let root = output.viewport_output.get(&ViewportId::ROOT);
        let delay = root.map_or(Duration::MAX, |root| root.repaint_delay);
        surroundings::painted(millis(delay));
    }
}

/// As JavaScript counts time. `Duration::MAX`, egui's word for never, becomes a time that never comes.
fn millis(delay: Duration) -> f64 {
    delay.as_secs_f64() * 1e3
}
