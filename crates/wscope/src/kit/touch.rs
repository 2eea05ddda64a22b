//! What fingers do that no widget is told of: two of them zoom, on a screen and on a touch pad, and one presses what is near.
//!
//! The end of a touch may be missing: a browser that takes it over cancels it, and a window that loses the focus is not told
//! of it. Then it is ended here, for egui as well, which would take the pointer for pressed until the next press.

use std::collections::BTreeMap;

use egui::{
    Context, Event, Modifiers, Plugin, PointerButton, Pos2, RawInput, TouchDeviceId, TouchId,
    TouchPhase, Ui,
};

use crate::kit::theme;
use crate::kit::zoom::{nearest, zoom_to};

/// After how many seconds without a word a finger is taken for gone when another begins: one that rests on a screen trembles,
/// and is told of several times a second.
const SILENT_S: f64 = 5.0;

/// Looks at every touch before the widgets do.
#[derive(Debug, Default)]
pub struct Touch {
    /// What is touched, each with fingers of its own.
    surfaces: BTreeMap<TouchDeviceId, Surface>,
    /// The zoom that a touch pad has led to, between steps.
    wanted: Option<f32>,
}

/// A screen, or another thing that is touched.
#[derive(Debug, Default)]
struct Surface {
    fingers: BTreeMap<TouchId, Finger>,
    /// What two fingers began with.
    pinch: Option<Pinch>,
}

/// A finger on a surface.
#[derive(Clone, Copy, Debug)]
struct Finger {
    /// Where it is, in points of a zoom of 1, which no zoom moves.
    at: Pos2,
    /// When it was told of last, in seconds.
    told: f64,
}

/// What two fingers began with.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Pinch {
    /// How far they were from each other.
    distance: f32,
    zoom: f32,
}

impl Surface {
    /// Notes a touch. Says which zoom the fingers ask for, if two of them do.
    fn note(&mut self, id: TouchId, phase: TouchPhase, finger: Finger, zoom: f32) -> Option<f32> {
        match phase {
            TouchPhase::Start | TouchPhase::Move => self.fingers.insert(id, finger),
            TouchPhase::End | TouchPhase::Cancel => self.fingers.remove(&id),
        };
        let places: Vec<Pos2> = self.fingers.values().map(|finger| finger.at).collect();
        let [one, other] = places[..] else {
            self.pinch = None;
            return None;
        };
        let distance = one.distance(other);
        let pinch = *self.pinch.get_or_insert(Pinch { distance, zoom });
        // Fingers on one place ask for nothing.
        (pinch.distance > 0.0).then(|| pinch.zoom * distance / pinch.distance)
    }

    /// The fingers that were not told of for so long that their end was missed.
    fn silent(&self, now: f64) -> impl Iterator<Item = (TouchId, Finger)> {
        let is_silent = move |finger: &Finger| now - finger.told >= SILENT_S;
        let fingers = self.fingers.iter().map(|(id, finger)| (*id, *finger));
        fingers.filter(move |(_, finger)| is_silent(finger))
    }
}

impl Touch {
    /// The same events, with the ends of touches that are missing.
    fn complete(&self, events: Vec<Event>, zoom: f32, now: f64) -> Vec<Event> {
        let mut whole = Vec::with_capacity(events.len());
        for event in events {
            match event {
                Event::WindowFocused(false) => {
                    for (device, surface) in &self.surfaces {
                        for (id, finger) in &surface.fingers {
                            whole.push(cancel(*device, *id, finger.at / zoom));
                            whole.extend(release(finger.at / zoom));
                        }
                    }
                }
                Event::Touch {
                    device_id,
                    phase: TouchPhase::Start,
                    ..
                } => {
                    let surface = self.surfaces.get(&device_id);
                    let silent = surface.into_iter().flat_map(|surface| surface.silent(now));
                    whole
                        .extend(silent.map(|(id, finger)| cancel(device_id, id, finger.at / zoom)));
                }
                Event::Touch {
                    phase: TouchPhase::Cancel,
                    pos,
                    ..
                } => whole.extend(release(pos)),
                _ => {}
            }
            whole.push(event);
        }
        whole
    }

    fn note(&mut self, event: &Event, zoom: f32, now: f64) -> Option<f32> {
        let Event::Touch {
            device_id,
            id,
            phase,
            pos,
            ..
        } = event
        else {
            return None;
        };
        let finger = Finger {
            at: *pos * zoom,
            told: now,
        };
        let surface = self.surfaces.entry(*device_id).or_default();
        let wanted = surface.note(*id, *phase, finger, zoom);
        if surface.fingers.is_empty() {
            self.surfaces.remove(device_id);
        }
        wanted
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
        let now = input
            .time
            .unwrap_or_else(|| context.input(|before| before.time));
        input.events = self.complete(std::mem::take(&mut input.events), zoom, now);
        for event in &input.events {
            if matches!(event, Event::Touch { .. }) {
                theme::reach_for_fingers(context);
            }
            if let Some(wanted) = self.note(event, zoom, now) {
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

fn cancel(device_id: TouchDeviceId, id: TouchId, pos: Pos2) -> Event {
    Event::Touch {
        device_id,
        id,
        phase: TouchPhase::Cancel,
        pos,
        force: None,
    }
}

/// The pointer is not pressed any more, and nothing was clicked: it has been too far away for that.
fn release(pos: Pos2) -> [Event; 4] {
    /// Farther than a click may move, in points.
    const AWAY: egui::Vec2 = egui::vec2(1000.0, 0.0);
    [
        Event::PointerMoved(pos + AWAY),
        Event::PointerMoved(pos),
        Event::PointerButton {
            pos,
            button: PointerButton::Primary,
            pressed: false,
            modifiers: Modifiers::NONE,
        },
        Event::PointerGone,
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    const SCREEN: u64 = 1;
    const OTHER: u64 = 2;

    fn touch(device: u64, id: u64, phase: TouchPhase, pos: Pos2) -> Event {
        Event::Touch {
            device_id: TouchDeviceId(device),
            id: TouchId(id),
            phase,
            pos,
            force: None,
        }
    }

    /// Surface, finger, phase, place, the zoom before it, the time, and the zoom that is asked for.
    type Step = (u64, u64, TouchPhase, f32, f32, f64, Option<f32>);

    #[track_caller]
    fn check(steps: &[Step]) {
        let mut fingers = Touch::default();
        for (number, (device, id, phase, x, zoom, now, expected)) in steps.iter().enumerate() {
            let event = touch(*device, *id, *phase, Pos2::new(*x, 0.0) / *zoom);
            let mut wanted = None;
            for event in fingers.complete(vec![event], *zoom, *now) {
                wanted = fingers.note(&event, *zoom, *now);
            }
            assert_eq!(wanted, *expected, "step {number}");
        }
    }

    #[test]
    fn two_fingers_of_a_surface_zoom_by_how_far_they_move_apart() {
        use TouchPhase::{Cancel, End, Move, Start};
        check(&[
            (SCREEN, 1, Start, 100.0, 1.0, 0.0, None),
            (SCREEN, 2, Start, 200.0, 1.0, 0.1, Some(1.0)),
            (SCREEN, 2, Move, 250.0, 1.0, 0.2, Some(1.5)),
            // What was zoomed meanwhile does not count twice.
            (SCREEN, 1, Move, 50.0, 1.5, 0.3, Some(2.0)),
            (SCREEN, 1, End, 50.0, 2.0, 0.4, None),
            // A second pinch begins where the first has ended.
            (SCREEN, 3, Start, 350.0, 2.0, 0.5, Some(2.0)),
            (SCREEN, 3, Move, 300.0, 2.0, 0.6, Some(1.0)),
            // A third finger ends it.
            (SCREEN, 4, Start, 0.0, 1.0, 0.7, None),
        ]);
        // Fingers on one place ask for nothing.
        check(&[
            (SCREEN, 1, Start, 5.0, 1.0, 0.0, None),
            (SCREEN, 2, Start, 5.0, 1.0, 0.0, None),
        ]);
        // Those of two surfaces have nothing to do with each other, and may have the same number.
        check(&[
            (SCREEN, 1, Start, 100.0, 1.0, 0.0, None),
            (OTHER, 1, Start, 200.0, 1.0, 0.0, None),
            (SCREEN, 2, Start, 200.0, 1.0, 0.0, Some(1.0)),
            (OTHER, 1, Move, 300.0, 1.0, 0.0, None),
            (OTHER, 1, End, 300.0, 1.0, 0.0, None),
            (SCREEN, 2, Move, 300.0, 1.0, 0.0, Some(2.0)),
        ]);
        // A touch that was cancelled has ended.
        check(&[
            (SCREEN, 1, Start, 100.0, 1.0, 0.0, None),
            (SCREEN, 1, Cancel, 100.0, 1.0, 0.0, None),
            (SCREEN, 2, Start, 200.0, 1.0, 0.0, None),
            (SCREEN, 2, Move, 300.0, 1.0, 0.0, None),
        ]);
        // So has one of whose end nobody told.
        check(&[
            (SCREEN, 1, Start, 100.0, 1.0, 0.0, None),
            (SCREEN, 2, Start, 200.0, 1.0, SILENT_S, None),
            (SCREEN, 2, Move, 300.0, 1.0, SILENT_S, None),
            (SCREEN, 3, Start, 400.0, 1.0, SILENT_S, Some(1.0)),
        ]);
    }

    /// However a touch ends, nothing stays pressed, and only an end that was meant clicks.
    #[test]
    fn no_press_outlives_its_touch() {
        let at = Pos2::new(20.0, 10.0);
        let button = |pressed| Event::PointerButton {
            pos: at,
            button: PointerButton::Primary,
            pressed,
            modifiers: Modifiers::NONE,
        };
        let end = |phase| touch(SCREEN, 1, phase, at);
        for (name, events, clicks) in [
            (
                "end",
                vec![end(TouchPhase::End), button(false), Event::PointerGone],
                true,
            ),
            (
                "cancelled in a window",
                vec![end(TouchPhase::Cancel), Event::PointerGone],
                false,
            ),
            ("cancelled in a page", vec![end(TouchPhase::Cancel)], false),
            (
                "the window lost the focus",
                vec![Event::WindowFocused(false)],
                false,
            ),
        ] {
            let context = Context::default();
            context.add_plugin(Touch::default());
            let mut clicked = false;
            let mut run = |events| {
                let input = RawInput {
                    events,
                    ..RawInput::default()
                };
                let mut output = context.run_ui(input, |ui| {
                    let place = egui::Rect::from_min_size(Pos2::ZERO, egui::vec2(60.0, 30.0));
                    clicked |= ui.put(place, egui::Button::new("press")).clicked();
                });
                output.textures_delta.clear();
            };
            run(Vec::new());
            run(vec![
                end(TouchPhase::Start),
                Event::PointerMoved(at),
                button(true),
            ]);
            run(Vec::new());
            assert!(context.input(|input| input.pointer.any_down()), "{name}");
            run(events);
            run(Vec::new());
            assert!(!context.input(|input| input.pointer.any_down()), "{name}");
            assert!(!context.input(egui::InputState::any_touches), "{name}");
            assert_eq!(clicked, clicks, "{name}");
        }
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
