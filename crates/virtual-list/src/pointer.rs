//! The wheel, and clicks on rows.

use egui::{PointerButton, Pos2, Rect, Response, Ui};

use crate::{ListState, accessibility, layout::Layout, view::View};

/// Which rows were clicked in this frame, and how.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Clicks {
    pub(crate) primary: Option<u64>,
    pub(crate) double: Option<u64>,
    pub(crate) secondary: Option<u64>,
}

/// Scrolls with the wheel or the touch pad while the pointer is over `area`.
///
/// What cannot move the list any further is left for whatever contains it.
pub(crate) fn scroll_by_wheel(ui: &Ui, area: Rect, state: &mut ListState, view: &View<'_>) {
    if !ui.is_enabled() || !ui.rect_contains_pointer(area) {
        return;
    }
    // egui's delta says how the content moves, which is opposite to the view.
    let points = -f64::from(ui.input(|input| input.smooth_scroll_delta().y));
    let moved = state.position.scrolled(points, view);
    if moved != state.position {
        state.move_to(moved);
        ui.input_mut(|input| input.smooth_scroll_delta.y = 0.0);
    }
}

/// Finds out which row was clicked, and selects it.
pub(crate) fn click(
    response: &Response,
    layout: &Layout,
    state: &mut ListState,
    view: &View<'_>,
) -> Clicks {
    let under_pointer = response
        .interact_pointer_pos()
        .and_then(|pos| painted_row(pos, layout, state, view));
    if response.ctx.input(|input| input.pointer.any_pressed()) {
        state.pressed = under_pointer;
    }
    let mut clicks = Clicks::default();
    if !response.is_pointer_button_down_on() {
        // Rows may have moved since the press: the click belongs to the row that was aimed at.
        let pressed = state.pressed.take().or(under_pointer);
        let aimed_at = pressed.filter(|&id| view.contains(id));
        if response.double_clicked() {
            // The first of the two clicks chose the row; another may have flowed under the pointer since.
            // Both may have come within one long frame.
            let chosen = match state.clicked.take() {
                Some(id) => Some(id).filter(|&id| view.contains(id)),
                None => aimed_at,
            };
            (clicks.primary, clicks.double) = (chosen, chosen);
        } else if response.clicked_by(PointerButton::Primary) {
            clicks.primary = aimed_at;
            state.clicked = aimed_at;
        }
        clicks.secondary = aimed_at.filter(|_| response.secondary_clicked());
    }
    clicks.primary = clicks
        .primary
        .or_else(|| accessibility::clicked_row(response, state, view));
    let is_clicked = response.clicked() || response.secondary_clicked() || clicks.primary.is_some();
    if is_clicked && !response.has_focus() {
        response.request_focus();
    }
    if let Some(id) = clicks.primary {
        let modifiers = response.ctx.input(|input| input.modifiers);
        match (modifiers.shift, modifiers.command) {
            (false, false) => state.select(id),
            (false, true) if clicks.double.is_none() => state.toggle(id),
            (false, true) => {}
            (true, adds) => state.extend_to(id, adds),
        }
    } else if let Some(id) = clicks.secondary {
        // What is asked for is meant for all that are selected, if it is asked of one of them.
        if state.selection.contains(id) {
            state.lead = Some(id);
        } else {
            state.select(id);
        }
    }
    clicks
}

/// The row that the last frame painted at `pos`: what the person saw there when they acted.
fn painted_row(pos: Pos2, layout: &Layout, state: &ListState, view: &View<'_>) -> Option<u64> {
    if !layout.rows.contains(pos) {
        return None;
    }
    let top = state.painted?.resolve(view);
    let y = f64::from(pos.y - layout.rows.top());
    view.id_at(view.viewport.row_at(top, y, view.len)?)
}
