//! Parts of the window that have the keyboard as a whole, so that Tab goes on within.

use egui::{EventFilter, Id, Rect, Sense, StrokeKind, Ui};

use crate::kit::theme::{Palette, sizes};

/// A part of the window that can have the keyboard without a field in it having it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Pane {
    /// The rail or the sidebar.
    Side,
    /// The toolbar and the list.
    List,
    /// What is said of one message.
    Inspector,
}

impl Pane {
    /// In the order in which F6 leads through them.
    pub(crate) const ALL: [Self; 3] = [Self::Side, Self::List, Self::Inspector];

    /// What has the focus when it has.
    pub(crate) fn id(self) -> Id {
        Id::unique(("pane", self as usize))
    }
}

/// Lets a part have the keyboard, so that Tab goes on within it. It is no stop of Tab by itself.
pub(crate) fn anchor(ui: &Ui, pane: Pane, place: Rect) {
    let id = pane.id();
    let now = ui.ctx().cumulative_pass_nr();
    ui.data_mut(|data| data.insert_temp(id, (now, place)));
    if ui.memory(|memory| memory.has_focus(id)) {
        ui.interact(place, id, Sense::focusable_noninteractive());
        // The arrows are for what is in it.
        let filter = EventFilter {
            horizontal_arrows: true,
            vertical_arrows: true,
            ..EventFilter::default()
        };
        ui.memory_mut(|memory| memory.set_focus_lock_filter(id, filter));
    }
}

/// The part of the window that has the keyboard shows a ring, over all that is in it: once all parts are shown.
pub(crate) fn ring(ui: &Ui) {
    let now = ui.ctx().cumulative_pass_nr();
    for pane in Pane::ALL {
        let id = pane.id();
        let shown: Option<(u64, Rect)> = ui.data(|data| data.get_temp(id));
        let place = shown.filter(|(shown, _)| *shown == now && ui.memory(|m| m.has_focus(id)));
        if let Some((_, place)) = place {
            let ring = Palette::of(ui).ring();
            let painter = ui.ctx().layer_painter(ui.layer_id());
            painter.rect_stroke(place.shrink(1.0), sizes::RADIUS, ring, StrokeKind::Inside);
        }
    }
}
