//! The accessibility tree, which eframe makes no use of in a page. Scripts find by it where a button is.

use parking_lot::Mutex;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use egui::accesskit::Node;
use egui::{Context, FullOutput};
use js_sys::Array;

use super::object::object;

/// What was there to see in the last frame. It costs nothing until somebody asks.
#[derive(Clone, Default)]
pub(super) struct Widgets {
    is_wanted: Arc<AtomicBool>,
    seen: Arc<Mutex<Seen>>,
}

#[derive(Default)]
struct Seen {
    context: Option<Context>,
    nodes: Vec<Node>,
    points_to_pixels: f64,
}

impl Widgets {
    /// The widgets of the last frame. The first call asks for the frames to come.
    pub(super) fn read(&self) -> Array {
        let seen = self.seen.lock();
        if !self.is_wanted.swap(true, Ordering::Relaxed)
            && let Some(context) = &seen.context
        {
            context.enable_accesskit();
            context.request_repaint();
        }
        let told = seen.nodes.iter().filter_map(|node| {
            let bounds = node.bounds()?;
            let scale = seen.points_to_pixels;
            let described = object(&[
                ("role", format!("{:?}", node.role()).into()),
                ("name", node.label().unwrap_or_default().into()),
                ("value", node.value().unwrap_or_default().into()),
                ("isDisabled", node.is_disabled().into()),
                ("x", (bounds.x0 * scale).into()),
                ("y", (bounds.y0 * scale).into()),
                ("width", ((bounds.x1 - bounds.x0) * scale).into()),
                ("height", ((bounds.y1 - bounds.y0) * scale).into()),
            ]);
            Some(described)
        });
        told.collect()
    }

    /// Asks for a frame.
    pub(super) fn repaint(&self) {
        let context = self.seen.lock().context.clone();
        if let Some(context) = context {
            context.request_repaint();
        }
    }

    /// How many frames there have been.
    pub(super) fn frames(&self) -> f64 {
        let seen = self.seen.lock();
        let number = seen
            .context
            .as_ref()
            .map_or(0, Context::cumulative_frame_nr);
        // A number of JavaScript counts exactly to 2^53.
        number as f64
    }
}

impl egui::Plugin for Widgets {
    fn debug_name(&self) -> &'static str {
        "widgets"
    }

    fn setup(&mut self, context: &Context) {
        // A cycle, but the context lives as long as the page.
        self.seen.lock().context = Some(context.clone());
    }

    fn output_hook(&mut self, context: &Context, output: &mut FullOutput) {
        if let Some(tree) = output.platform_output.accesskit_update.take() {
            let mut seen = self.seen.lock();
            seen.nodes = tree.nodes.into_iter().map(|(_, node)| node).collect();
            // Points of egui are CSS pixels, unless somebody zooms egui itself.
            seen.points_to_pixels = f64::from(context.zoom_factor());
        }
    }
}
