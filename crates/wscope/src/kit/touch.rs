//! What fingers do that no widget is told of: two of them zoom, on a screen and on a touch pad, and one presses what is near.

use std::collections::BTreeMap;

use egui::{Context, Event, Plugin, Pos2, RawInput, TouchId, TouchPhase, Ui};

use crate::kit::theme;
use crate::kit::zoom::{nearest, zoom_to};

/// Looks at every touch before the widgets do.
#[derive(Debug, Default)]
pub struct Touch {
    /// Where each finger is, in points of a zoom of 1, which no zoom moves.
    fingers: BTreeMap<TouchId, Pos2>,
    /// What two fingers began with.
    pinch: Option<Pinch>,
    /// The zoom that a touch pad has led to, between steps.
    wanted: Option<f32>,
}

/// What two fingers began with.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Pinch {
    /// How far they were from each other.
    distance: f32,
    zoom: f32,
}

impl Touch {
    /// Notes a touch. Says which zoom the fingers ask for, if two of them do.
    fn note(&mut self, id: TouchId, phase: TouchPhase, at: Pos2, zoom: f32) -> Option<f32> {
        match phase {
            TouchPhase::Start | TouchPhase::Move => self.fingers.insert(id, at),
            TouchPhase::End | TouchPhase::Cancel => self.fingers.remove(&id),
        };
        let fingers: Vec<Pos2> = self.fingers.values().copied().collect();
        let [one, other] = fingers[..] else {
            self.pinch = None;
            return None;
        };
        let distance = one.distance(other);
        let pinch = *self.pinch.get_or_insert(Pinch { distance, zoom });
        // Fingers on one place ask for nothing.
        (pinch.distance > 0.0).then(|| pinch.zoom * distance / pinch.distance)
    }

    /// Follows a touch pad, which tells a factor at a time.
    fn follow(&mut self, factor: f32, zoom: f32) -> f32 {
        // What was zoomed otherwise meanwhile goes before.
        let before = self.wanted.filter(|wanted| nearest(*wanted) == zoom);
        let wanted = before.unwrap_or(zoom) * factor;
        self.wanted = Some(wanted);
        wanted
    }
}

impl Plugin for Touch {
    fn debug_name(&self) -> &'static str {
        "touch"
    }

    fn input_hook(&mut self, context: &Context, input: &mut RawInput) {
        let zoom = context.zoom_factor();
        for event in &input.events {
            let Event::Touch { id, phase, pos, .. } = event else {
                continue;
            };
            theme::reach_for_fingers(context);
            if let Some(wanted) = self.note(*id, *phase, *pos * zoom, zoom) {
                zoom_to(context, wanted);
            }
        }
    }

    fn on_begin_pass(&mut self, ui: &mut Ui) {
        let context = ui.ctx();
        let (factor, is_pinched) =
            context.input(|input| (input.zoom_delta(), input.multi_touch().is_some()));
        if !is_pinched && factor != 1.0 {
            let wanted = self.follow(factor, context.zoom_factor());
            zoom_to(context, wanted);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_fingers_zoom_by_how_far_they_move_apart() {
        let mut touch = Touch::default();
        let mut at = |id, phase, x, zoom| touch.note(TouchId(id), phase, Pos2::new(x, 0.0), zoom);
        assert_eq!(at(1, TouchPhase::Start, 100.0, 1.0), None);
        assert_eq!(at(2, TouchPhase::Start, 200.0, 1.0), Some(1.0));
        assert_eq!(at(2, TouchPhase::Move, 250.0, 1.0), Some(1.5));
        // What was zoomed meanwhile does not count twice.
        assert_eq!(at(1, TouchPhase::Move, 50.0, 1.5), Some(2.0));
        assert_eq!(at(1, TouchPhase::End, 50.0, 2.0), None);
        // A second pinch begins where the first has ended.
        assert_eq!(at(3, TouchPhase::Start, 350.0, 2.0), Some(2.0));
        assert_eq!(at(3, TouchPhase::Move, 300.0, 2.0), Some(1.0));
        // A third finger ends it.
        assert_eq!(at(4, TouchPhase::Start, 0.0, 1.0), None);
    }

    #[test]
    fn fingers_on_one_place_ask_for_nothing() {
        let mut touch = Touch::default();
        let at = Pos2::new(5.0, 5.0);
        assert_eq!(touch.note(TouchId(1), TouchPhase::Start, at, 1.0), None);
        assert_eq!(touch.note(TouchId(2), TouchPhase::Start, at, 1.0), None);
    }

    #[test]
    fn a_touch_pad_adds_up() {
        let mut touch = Touch::default();
        let mut wanted = 1.0;
        for _ in 0..3 {
            wanted = touch.follow(1.015, 1.0);
        }
        assert!((wanted - 1.015_f32.powi(3)).abs() < 1e-5, "{wanted}");
        // What keys have zoomed meanwhile goes before.
        assert_eq!(touch.follow(1.5, 2.0), 3.0);
    }
}
