//! How large everything is, and which part of the window has the keyboard.

use egui::{Context, Id, Rect};

use crate::kit::field::{address_field, composer_field};
use crate::kit::zoom::{STEP, zoom_to};
use crate::shell::app::App;
use crate::shell::command::Zoom;
use crate::shell::pane::Pane;

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
