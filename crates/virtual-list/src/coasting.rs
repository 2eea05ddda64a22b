//! Scrolling with a finger, and the way the list keeps moving after it is lifted.

use egui::{Response, Ui};

use crate::{ListState, view::View};

/// How fast the list moves by itself, in points per second; positive is down. At rest by default.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) struct Coasting {
    velocity: f32,
}

impl Coasting {
    /// The points to move within `dt_s`, and what remains of the movement.
    fn step(self, dt_s: f32, decay_s: f32, stop_distance: f32) -> (f32, Self) {
        let remaining_points = self.velocity * decay_s;
        let is_moving = remaining_points.is_finite() && remaining_points.abs() > stop_distance;
        if !is_moving || decay_s <= 0.0 {
            return (0.0, Self::default());
        }
        let kept = (-dt_s / decay_s).exp();
        (
            remaining_points * (1.0 - kept),
            Self {
                velocity: self.velocity * kept,
            },
        )
    }
}

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

#[cfg(test)]
mod tests {
    use super::Coasting;

    #[test]
    fn coasts_the_same_way_at_any_frame_rate() {
        for frames_per_second in [10, 60, 240] {
            let mut coasting = Coasting { velocity: 1000.0 };
            let mut points = 0.0;
            for _ in 0..frames_per_second * 10 {
                let (step, rest) = coasting.step(1.0 / frames_per_second as f32, 0.5, 0.5);
                (points, coasting) = (points + step, rest);
            }
            assert!(
                (points - 500.0).abs() < 1.0,
                "{frames_per_second}: {points}"
            );
            assert_eq!(coasting, Coasting::default(), "comes to rest");
        }
    }
}
