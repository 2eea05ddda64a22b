//! Wheel, clicks and touch.

use egui::{PointerButton, Pos2, TouchPhase};
use egui_kittest::{Harness, kittest::Queryable as _};

use super::{App, TEN_MILLION, last_painted, list_node, list_of, top, wheel};

#[test]
fn one_notch_moves_any_list_by_the_same_points() {
    let distance = |len: u64| {
        let mut harness = list_of(0..len);
        harness.state_mut().list.go_to(0);
        wheel(&mut harness, 0.5);
        let (row, hidden) = top(&harness);
        row as f32 * super::ROW_HEIGHT + hidden
    };
    assert_eq!(distance(20), 20.0);
    assert_eq!(distance(TEN_MILLION), 20.0);
}

#[test]
fn the_wheel_acts_only_over_the_list() {
    let mut harness = list_of(0..1000);
    let before = top(&harness);
    harness.hover_at(Pos2::new(1.0, 1.0));
    harness.event(egui::Event::MouseWheel {
        unit: egui::MouseWheelUnit::Line,
        delta: egui::vec2(0.0, 5.0),
        phase: TouchPhase::Move,
        source: egui::MouseWheelSource::Unknown,
        modifiers: egui::Modifiers::NONE,
    });
    harness.run();
    assert_eq!(top(&harness), before);
}

#[test]
fn a_click_selects_and_focuses() {
    let mut harness = list_of(0..1000);
    harness.get_by_label("row 995").click();
    harness.run();
    let app = harness.state();
    assert_eq!(
        (app.clicked, app.list.selected(), app.selection_changes),
        (Some(995), Some(995), 1)
    );
    assert!(
        harness.get_by_label("row 995").is_focused(),
        "the list has the focus, and this is its active row"
    );
}

#[test]
fn a_click_moves_nothing_and_keeps_following() {
    let mut harness = list_of(0..1000);
    // At the tail the first row is half hidden.
    let half_hidden = format!("row {}", top(&harness).0);
    for row in ["row 999", "row 995", &half_hidden] {
        let before = top(&harness);
        harness.get_by_label(row).click();
        harness.run();
        assert_eq!(top(&harness), before, "{row}");
        assert!(harness.state().list.is_at_tail(), "{row}");
    }
    harness.state_mut().rows = 0..1100;
    harness.run();
    assert_eq!(last_painted(&harness), 1099);
}

#[test]
fn a_click_does_not_resume_following() {
    let mut harness = list_of(0..1000);
    harness.state_mut().list.go_to(500);
    harness.run();
    harness.get_by_label("row 502").click();
    harness.run();
    assert_eq!(top(&harness), (500, 0.0));
    assert!(!harness.state().list.is_at_tail());
}

#[test]
fn a_double_click_belongs_to_the_row_of_its_first_click() {
    let mut harness = list_of(0..1000);
    let pos = harness.get_by_label("row 995").rect().center();
    for pressed in [true, false] {
        button(&mut harness, pos, PointerButton::Primary, pressed);
    }
    // Rows flow on between the clicks.
    harness.state_mut().rows = 0..1003;
    harness.step();
    for pressed in [true, false] {
        button(&mut harness, pos, PointerButton::Primary, pressed);
    }
    let app = harness.state();
    assert_eq!((app.activated, app.list.selected()), (Some(995), Some(995)));
}

#[test]
fn a_click_belongs_to_the_row_that_was_pressed() {
    let mut harness = list_of(0..1000);
    let pos = harness.get_by_label("row 995").rect().center();
    harness.hover_at(pos);
    button(&mut harness, pos, PointerButton::Primary, true);
    // Rows flow on while the button is down, and even within the frame of the press.
    harness.state_mut().rows = 0..1003;
    harness.step();
    button(&mut harness, pos, PointerButton::Primary, false);
    assert_eq!(harness.state().clicked, Some(995));
}

#[test]
fn other_buttons_and_double_clicks_are_told_apart() {
    let mut harness = list_of(0..1000);
    harness.get_by_label("row 996").click_secondary();
    harness.run();
    let app = harness.state();
    assert_eq!(
        (app.clicked, app.secondary_clicked, app.list.selected()),
        (None, Some(996), Some(996))
    );
    assert_eq!(app.activated, None);
    // Long enough that the clicks to come are not the second and third.
    harness.run_steps(60);

    let pos = harness.get_by_label("row 997").rect().center();
    for pressed in [true, false, true, false] {
        button(&mut harness, pos, PointerButton::Primary, pressed);
    }
    assert_eq!(harness.state().activated, Some(997));
}

#[test]
fn a_click_below_the_last_row_is_a_click_on_no_row() {
    let mut harness = list_of(0..3);
    list_node(&harness).click();
    harness.run();
    assert_eq!(
        (harness.state().clicked, harness.state().list.selected()),
        (None, None)
    );
    assert!(list_node(&harness).is_focused());
}

#[test]
fn the_row_under_the_pointer_knows_it() {
    let mut harness = list_of(0..1000);
    harness.get_by_label("row 995").hover();
    harness.run();
    let hovered: Vec<u64> = harness
        .state()
        .painted
        .iter()
        .filter(|row| row.hovered)
        .map(|row| row.id)
        .collect();
    assert_eq!(hovered, [995]);
}

#[test]
fn a_finger_drags_the_list_and_lets_it_coast() {
    let mut harness = list_of(0..1000);
    harness.state_mut().list.go_to(500);
    harness.run();
    let from = list_node(&harness).rect().center();
    touch(&mut harness, from, TouchPhase::Start);
    button(&mut harness, from, PointerButton::Primary, true);
    for step in 1..=5 {
        let pos = from - egui::vec2(0.0, 12.0 * step as f32);
        touch(&mut harness, pos, TouchPhase::Move);
        harness.hover_at(pos);
        harness.step();
    }
    assert_eq!(top(&harness), (503, 0.0), "the rows stay under the finger");
    let to = from - egui::vec2(0.0, 60.0);
    button(&mut harness, to, PointerButton::Primary, false);
    for _ in 0..300 {
        harness.step();
    }
    let (row, _) = top(&harness);
    assert!(
        row > 504 && row < 600,
        "coasts on, and comes to rest: {row}"
    );
    harness.run();
    assert_eq!(top(&harness).0, row);
}

fn button(harness: &mut Harness<'_, App>, pos: Pos2, button: PointerButton, pressed: bool) {
    harness.event(egui::Event::PointerButton {
        pos,
        button,
        pressed,
        modifiers: egui::Modifiers::NONE,
    });
    harness.step();
}

fn touch(harness: &mut Harness<'_, App>, pos: Pos2, phase: TouchPhase) {
    harness.event(egui::Event::Touch {
        device_id: egui::TouchDeviceId(1),
        id: egui::TouchId(1),
        phase,
        pos,
        force: None,
    });
    harness.step();
}
