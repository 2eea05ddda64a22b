//! Scrolling with a finger.

use egui::{Response, Ui};

use crate::{ListState, coasting::Coasting, view::View};

/// Moves the list with the finger. A mouse drags nothing, unless there is a touch screen: egui does
/// not tell which of the two drags, and draws the same line for its own scroll areas.
pub(crate) fn scroll_by_touch(
    ui: &Ui,
    response: &Response,
    state: &mut ListState,
    view: &View<'_>,
) {
    if !ui.input(egui::InputState::has_touch_screen) {
        return;
    }
    if response.dragged() {
        let points = -f64::from(response.drag_delta().y);
        state.position = state.position.scrolled(points, view);
        state.note_move();
    }
    if response.drag_stopped() {
        state.coasting.velocity = -ui.input(|input| input.pointer.velocity().y);
    } else if response.is_pointer_button_down_on() {
        // A finger on a moving list stops it.
        state.coasting = Coasting::default();
    }
    coast(ui, state, view);
}

fn coast(ui: &Ui, state: &mut ListState, view: &View<'_>) {
    let kinetic = ui.spacing().scroll.kinetic;
    // A stutter must not become a leap.
    let dt_s = ui.input(|input| input.stable_dt).min(0.1);
    let (points, rest) = state
        .coasting
        .step(dt_s, kinetic.decay_time, kinetic.stop_distance);
    let moved = state.position.scrolled(f64::from(points), view);
    if moved == state.position {
        // At rest, or at an end of the list.
        state.coasting = Coasting::default();
        return;
    }
    state.position = moved;
    state.note_move();
    state.coasting = rest;
    ui.request_repaint();
}
