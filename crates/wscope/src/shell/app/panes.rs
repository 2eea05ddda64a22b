//! How large everything is, and which part of the window has the keyboard.

use egui::{Context, Id, Rect, Sense, Stroke, StrokeKind, Ui};

use crate::kit::field::{address_field, composer_field};
use crate::kit::theme::{Palette, sizes};
use crate::kit::zoom::{STEP, zoom_to};
use crate::shell::app::App;
use crate::shell::command::Zoom;

/// Shows everything larger or smaller.
pub(super) fn zoom(zoom: Zoom, context: &Context) {
    let now = context.zoom_factor();
    let wanted = match zoom {
        Zoom::In => now + STEP,
        Zoom::Out => now - STEP,
        Zoom::Reset => 1.0,
    };
    zoom_to(context, wanted);
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
    const ALL: [Self; 3] = [Self::Side, Self::List, Self::Inspector];

    fn id(self) -> Id {
        Id::unique(("pane", self as usize))
    }
}

/// Lets a part have the keyboard, so that Tab goes on within it. It is no stop of Tab by itself.
pub(super) fn anchor(ui: &Ui, pane: Pane, place: Rect) {
    let id = pane.id();
    let now = ui.ctx().cumulative_pass_nr();
    ui.data_mut(|data| data.insert_temp(id, (now, place)));
    if ui.memory(|memory| memory.has_focus(id)) {
        ui.interact(place, id, Sense::focusable_noninteractive());
    }
}

/// The part of the window that has the keyboard shows a ring, over all that is in it: once all parts are shown.
pub(super) fn ring(ui: &Ui) {
    let now = ui.ctx().cumulative_pass_nr();
    for pane in Pane::ALL {
        let id = pane.id();
        let shown: Option<(u64, Rect)> = ui.data(|data| data.get_temp(id));
        let place = shown.filter(|(shown, _)| *shown == now && ui.memory(|m| m.has_focus(id)));
        if let Some((_, place)) = place {
            let ring = Stroke::new(sizes::FOCUS_RING, Palette::of(ui).accent);
            let painter = ui.ctx().layer_painter(ui.layer_id());
            painter.rect_stroke(place.shrink(1.0), sizes::RADIUS, ring, StrokeKind::Inside);
        }
    }
}

impl App {
    /// Closes what covers the window, so that a field behind it can be typed into.
    pub(super) fn uncover(&mut self) {
        let language = self.language;
        match self.sheet.take() {
            Some(Pane::Side) => self.side.sidebar.is_sheet = false,
            Some(Pane::Inspector) => self.tabs.current_mut().show_page(None, language),
            Some(Pane::List) | None => {}
        }
    }

    /// Gives the next part of the window the keyboard: address, sidebar, list, inspector, composer, and round again. What
    /// covers the window is the only part.
    pub(super) fn next_pane(&mut self, context: &Context) {
        let tab = self.tabs.current().id;
        let now = context.cumulative_pass_nr();
        let is_shown = |pane: &Pane| {
            let shown: Option<(u64, Rect)> = context.data(|data| data.get_temp(pane.id()));
            shown.is_some_and(|(shown, _)| now <= shown + 1)
        };
        if let Some(sheet) = self.sheet {
            return self.focus_on(sheet.id());
        }
        let panes = Pane::ALL.into_iter().filter(is_shown).map(Pane::id);
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
