//! The accessibility tree, which eframe makes no use of in a page. Scripts find by it where a button is, and `mirror.js`
//! makes elements of it that screen readers can use.

use parking_lot::Mutex;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use egui::accesskit::{Action, ActionData, ActionRequest, Node, NodeId, Toggled, TreeId};
use egui::{Context, Event, FullOutput, Key, RawInput};
use js_sys::Array;
use wasm_bindgen::prelude::JsValue;

use super::surroundings;
use crate::kit::object::object;

/// What was there to see in the last frame. It costs nothing until somebody asks.
#[derive(Clone, Default)]
pub(super) struct Widgets {
    is_wanted: Arc<AtomicBool>,
    seen: Arc<Mutex<Seen>>,
}

#[derive(Default)]
struct Seen {
    context: Option<Context>,
    nodes: Vec<(NodeId, Node)>,
    /// What was asked for since the last frame.
    wishes: Vec<ActionRequest>,
    /// Whether Tab was pressed in this frame, while something had the focus.
    tabs_on: bool,
    points_to_pixels: f64,
}

impl Widgets {
    /// The widgets of the last frame. The first call asks for the frames to come.
    pub(super) fn read(&self) -> Array {
        self.want();
        let seen = self.seen.lock();
        let told = seen.nodes.iter().filter_map(|(_, node)| {
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

    /// The same as what can be operated, with the numbers by which it is named in [`Self::wish`].
    pub(super) fn controls(&self) -> Array {
        self.want();
        let seen = self.seen.lock();
        let told = seen.nodes.iter().map(|(id, node)| {
            let is_on = node.toggled().map(|toggled| toggled == Toggled::True);
            let is_on = is_on.or(node.is_selected());
            object(&[
                // As a text: JavaScript has no whole numbers of 64 bits.
                ("id", id.0.to_string().into()),
                ("role", format!("{:?}", node.role()).into()),
                ("name", node.label().unwrap_or_default().into()),
                ("value", node.value().unwrap_or_default().into()),
                ("isDisabled", node.is_disabled().into()),
                ("isOn", is_on.map_or(JsValue::UNDEFINED, JsValue::from_bool)),
            ])
        });
        told.collect()
    }

    /// Does something with a widget in the next frame. A number that no widget has does nothing.
    pub(super) fn wish(&self, id: &str, action: Action, data: Option<ActionData>) {
        let Ok(id) = id.parse() else { return };
        self.seen.lock().wishes.push(ActionRequest {
            action,
            target_tree: TreeId::ROOT,
            target_node: NodeId(id),
            data,
        });
        self.repaint();
    }

    fn want(&self) {
        let context = self.seen.lock().context.clone();
        if !self.is_wanted.swap(true, Ordering::Relaxed)
            && let Some(context) = context
        {
            context.enable_accesskit();
            context.request_repaint();
        }
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

    fn input_hook(&mut self, context: &Context, input: &mut RawInput) {
        let has_focus = context.memory(|memory| memory.focused().is_some());
        let mut seen = self.seen.lock();
        seen.tabs_on = has_focus && input.events.iter().any(is_tab);
        let wishes = seen.wishes.drain(..).map(Event::AccessKitActionRequest);
        input.events.extend(wishes);
    }

    fn output_hook(&mut self, context: &Context, output: &mut FullOutput) {
        let is_at_end = context.memory(|memory| memory.focused().is_none());
        if std::mem::take(&mut self.seen.lock().tabs_on) && is_at_end {
            // Nothing comes after the last widget: egui would begin anew, and the page behind it could not be reached.
            surroundings::leave();
        }
        if let Some(tree) = output.platform_output.accesskit_update.take() {
            let mut seen = self.seen.lock();
            seen.nodes = tree.nodes;
            // Points of egui are CSS pixels, unless somebody zooms egui itself.
            seen.points_to_pixels = f64::from(context.zoom_factor());
        }
    }
}

fn is_tab(event: &Event) -> bool {
    let Event::Key {
        key,
        pressed,
        modifiers,
        ..
    } = event
    else {
        return false;
    };
    *key == Key::Tab && *pressed && modifiers.is_none()
}
