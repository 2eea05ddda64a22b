//! How large everything is, and which part of the window has the keyboard.

use egui::{Context, Id, Rect, Sense, Stroke, StrokeKind, Ui};

use crate::kit::field::{address_field, composer_field};
use crate::kit::theme::{Palette, sizes};
use crate::shell::app::App;
use crate::shell::command::Zoom;

/// How much larger or smaller one step is.
const STEP: f32 = 0.1;
/// What egui's own keys zoom to.
const ZOOMS: std::ops::RangeInclusive<f32> = 0.2..=5.0;

/// Shows everything larger or smaller.
pub(super) fn zoom_to(zoom: Zoom, context: &Context) {
    let now = context.zoom_factor();
    let wanted = match zoom {
        Zoom::In => now + STEP,
        Zoom::Out => now - STEP,
        Zoom::Reset => 1.0,
    };
    let (least, most) = ZOOMS.into_inner();
    let rounded = (wanted * 10.0).round() / 10.0;
    context.set_zoom_factor(rounded.clamp(least, most));
}

/// A part of the window that can have the keyboard without a field in it having it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Pane {
    /// The rail or the sidebar.
    Side,
    /// The toolbar and the list.
    List,
    /// What is said of one message.
    Inspector,
}

impl Pane {
    fn id(self) -> Id {
        Id::unique(("pane", self as usize))
    }
}

/// Lets a part have the keyboard, so that Tab goes on within it. It is no stop of Tab by itself.
pub(super) fn anchor(ui: &Ui, pane: Pane, place: Rect) {
    let id = pane.id();
    let has_focus = ui.memory(|memory| memory.has_focus(id));
    let now = ui.ctx().cumulative_pass_nr();
    ui.data_mut(|data| data.insert_temp(id, now));
    if has_focus {
        ui.interact(place, id, Sense::focusable_noninteractive());
        let ring = Stroke::new(sizes::FOCUS_RING, Palette::of(ui).accent);
        let painter = ui.ctx().layer_painter(ui.layer_id());
        painter.rect_stroke(place.shrink(1.0), sizes::RADIUS, ring, StrokeKind::Inside);
    }
}

impl App {
    /// Gives the next part of the window the keyboard: address, sidebar, list, inspector, composer, and round again.
    pub(super) fn next_pane(&mut self, context: &Context) {
        let tab = self.tabs.current().id;
        let now = context.cumulative_pass_nr();
        let is_shown = |pane: &Pane| {
            let shown: Option<u64> = context.data(|data| data.get_temp(pane.id()));
            shown.is_some_and(|shown| now <= shown + 1)
        };
        let panes = [Pane::Side, Pane::List, Pane::Inspector];
        let panes = panes.into_iter().filter(is_shown).map(Pane::id);
        let ring: Vec<Id> = std::iter::once(address_field(tab))
            .chain(panes)
            .chain([composer_field(tab)])
            .collect();
        let focused = context.memory(egui::Memory::focused);
        let place = ring.iter().position(|id| Some(*id) == focused);
        let next = place.map_or(0, |place| (place + 1) % ring.len());
        self.focus_on(ring[next]);
    }
}
