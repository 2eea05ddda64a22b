//! Keys, with the focus in the list and without.

use egui::Key;
use egui_kittest::kittest::Queryable as _;

use super::{TEN_MILLION, last_painted, list_node, list_of, press, top};

#[test]
fn arrows_move_the_selection_and_tab_leaves() {
    let mut harness = list_of(0..1000);
    press(&mut harness, Key::ArrowUp);
    assert_eq!(
        harness.state().list.selected(),
        None,
        "keys belong to the widget that has the focus"
    );

    list_node(&harness).focus();
    harness.run();
    press(&mut harness, Key::ArrowUp);
    assert_eq!(
        harness.state().list.selected(),
        Some(999),
        "enters at the last visible row"
    );
    press(&mut harness, Key::ArrowUp);
    assert_eq!(harness.state().list.selected(), Some(998));
    assert!(
        harness.state().list.is_at_tail(),
        "nothing was scrolled away"
    );
    press(&mut harness, Key::ArrowDown);
    assert_eq!(harness.state().list.selected(), Some(999));
    assert!(harness.state().list.is_at_tail());
    press(&mut harness, Key::ArrowRight);
    press(&mut harness, Key::ArrowDown);
    assert_eq!(
        harness.state().list.selected(),
        Some(999),
        "there is nothing below the last row"
    );
    assert_eq!(harness.state().selection_changes, 3);

    press(&mut harness, Key::Tab);
    assert!(harness.get_by_label("after").is_focused());
}

#[test]
fn entering_from_above_starts_at_the_first_visible_row() {
    let mut harness = list_of(0..1000);
    harness.state_mut().list.go_to(100);
    list_node(&harness).focus();
    harness.run();
    press(&mut harness, Key::ArrowDown);
    assert_eq!(harness.state().list.selected(), Some(100));
    press(&mut harness, Key::ArrowUp);
    assert_eq!(harness.state().list.selected(), Some(99));
    assert_eq!(top(&harness), (99, 0.0));
}

#[test]
fn a_step_from_a_row_that_has_gone_leads_to_its_neighbour() {
    let mut harness = list_of(0..1000);
    harness.state_mut().list.go_to(0);
    harness.state_mut().list.select(7);
    harness.state_mut().rows = 100..1000;
    list_node(&harness).focus();
    harness.run();
    press(&mut harness, Key::ArrowDown);
    assert_eq!(harness.state().list.selected(), Some(100));
}

#[test]
fn home_and_end_reach_both_ends() {
    let mut harness = list_of(0..TEN_MILLION);
    list_node(&harness).focus();
    harness.run();
    press(&mut harness, Key::Home);
    assert_eq!(harness.state().list.selected(), Some(0));
    assert_eq!(top(&harness), (0, 0.0));

    press(&mut harness, Key::End);
    assert_eq!(harness.state().list.selected(), Some(TEN_MILLION - 1));
    harness.state_mut().rows = 0..TEN_MILLION + 5;
    harness.run();
    assert_eq!(last_painted(&harness), TEN_MILLION + 4, "End follows");
}

#[test]
fn pages_move_view_and_selection_together() {
    let mut harness = list_of(0..1000);
    harness.state_mut().list.go_to(100);
    harness.state_mut().list.select(102);
    list_node(&harness).focus();
    harness.run();
    press(&mut harness, Key::PageDown);
    let page = top(&harness).0 - 100;
    assert!(page > 5, "{page}");
    assert_eq!(harness.state().list.selected(), Some(102 + page));
    press(&mut harness, Key::PageUp);
    assert_eq!(top(&harness), (100, 0.0));
    assert_eq!(harness.state().list.selected(), Some(102));
}

#[test]
fn escape_gives_up_the_selection_and_then_the_focus() {
    let mut harness = list_of(0..1000);
    list_node(&harness).focus();
    harness.run();
    press(&mut harness, Key::Home);
    press(&mut harness, Key::Enter);
    assert_eq!(harness.state().activated, Some(0));
    press(&mut harness, Key::Escape);
    assert_eq!(harness.state().list.selected(), None);
    assert!(list_node(&harness).is_focused());
    press(&mut harness, Key::Escape);
    assert!(!list_node(&harness).is_focused());
}
