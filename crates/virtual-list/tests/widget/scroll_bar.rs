//! The scroll bar, at ten million rows.

use egui::{Pos2, Rect, vec2};
use egui_kittest::{Harness, kittest::Queryable as _};

use super::{App, TEN_MILLION, last_painted, list_of, top};

fn bar(harness: &Harness<'_, App>) -> Rect {
    harness.get_by_role(egui::Role::ScrollBar).rect()
}

fn drag(harness: &mut Harness<'_, App>, from: Pos2, to: Pos2) {
    harness.hover_at(from);
    harness.step();
    harness.drag_at(from);
    harness.step();
    harness.hover_at(to);
    harness.step();
    harness.drop_at(to);
    harness.run();
}

#[test]
fn dragging_reaches_the_first_and_the_last_row() {
    let mut harness = list_of(0..TEN_MILLION);
    let bar = bar(&harness);
    drag(
        &mut harness,
        bar.center_bottom() - vec2(0.0, 5.0),
        bar.center_top(),
    );
    assert_eq!(top(&harness), (0, 0.0));
    drag(
        &mut harness,
        bar.center_top() + vec2(0.0, 5.0),
        bar.center_bottom(),
    );
    assert_eq!(last_painted(&harness), TEN_MILLION - 1);
    harness.state_mut().rows = 0..TEN_MILLION + 1;
    harness.run();
    assert_eq!(
        last_painted(&harness),
        TEN_MILLION,
        "scrolled to the end, it follows"
    );
}

#[test]
fn grabbing_does_not_jump_and_arrivals_do_not_drag() {
    let mut harness = list_of(0..TEN_MILLION);
    harness.state_mut().list.go_to(TEN_MILLION / 2);
    harness.run();
    let before = top(&harness);
    let pos = bar(&harness).center() + vec2(0.0, 3.3);
    harness.hover_at(pos);
    harness.step();
    harness.drag_at(pos);
    harness.step();
    assert_eq!(top(&harness), before);
    harness.state_mut().rows = 0..TEN_MILLION + 100_000;
    harness.step();
    assert_eq!(top(&harness), before);
    harness.drop_at(pos);
    harness.run();
    assert_eq!(top(&harness), before, "nor does letting go");
}

#[test]
fn the_handle_follows_the_pointer() {
    let mut harness = list_of(0..TEN_MILLION);
    let bar = bar(&harness);
    // From the tail, half of the way up.
    let travel = bar.height() - 24.0;
    let from = bar.center_bottom() - vec2(0.0, 12.0);
    drag(&mut harness, from, from - vec2(0.0, travel / 2.0));
    let row = top(&harness).0 as f64 / TEN_MILLION as f64;
    assert!((row - 0.5).abs() < 1e-5, "{row}");
}

#[test]
fn clicking_the_track_pages() {
    let mut harness = list_of(0..TEN_MILLION);
    harness.state_mut().list.go_to(TEN_MILLION / 2);
    harness.run();
    let (start, _) = top(&harness);
    let page = |harness: &mut Harness<'_, App>, pos: Pos2| {
        harness.hover_at(pos);
        harness.drag_at(pos);
        harness.step();
        harness.drop_at(pos);
        harness.run();
        top(harness).0
    };
    let bar = bar(&harness);
    let below = page(&mut harness, bar.center_bottom() - vec2(0.0, 5.0));
    assert!((5..15).contains(&(below - start)), "{start} {below}");
    assert_eq!(page(&mut harness, bar.center_top() + vec2(0.0, 5.0)), start);
}
