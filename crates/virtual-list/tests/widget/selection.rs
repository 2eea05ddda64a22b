//! Several rows: Shift and Ctrl or Cmd, with the pointer and with keys.

use std::ops::RangeInclusive;

use egui::{Key, Modifiers, PointerButton};
use egui_kittest::{Harness, kittest::Queryable as _};

use super::{App, TEN_MILLION, list_node, list_of, press};

fn click(harness: &mut Harness<'_, App>, row: u64, modifiers: Modifiers) {
    harness
        .get_by_label(&format!("row {row}"))
        .click_modifiers(modifiers);
    harness.run();
    // So that the next click is no second click.
    harness.run_steps(30);
}

fn press_with(harness: &mut Harness<'_, App>, modifiers: Modifiers, key: Key) {
    harness.key_press_modifiers(modifiers, key);
    harness.run();
}

#[track_caller]
fn check(harness: &Harness<'_, App>, ranges: &[RangeInclusive<u64>], selected: Option<u64>) {
    let list = &harness.state().list;
    assert_eq!(list.selection().ranges(), ranges);
    assert_eq!(list.selected(), selected);
}

#[test]
fn clicks_with_shift_extend_and_clicks_with_ctrl_add() {
    let mut harness = list_of(0..1000);
    let (none, shift, ctrl) = (Modifiers::NONE, Modifiers::SHIFT, Modifiers::COMMAND);
    click(&mut harness, 992, none);
    click(&mut harness, 995, shift);
    check(&harness, &[992..=995], Some(995));
    click(&mut harness, 990, shift);
    check(&harness, &[990..=992], Some(990));
    click(&mut harness, 997, ctrl);
    check(&harness, &[990..=992, 997..=997], Some(997));
    click(&mut harness, 999, shift | ctrl);
    check(&harness, &[990..=992, 997..=999], Some(999));
    // What is given up is not looked at any more.
    click(&mut harness, 998, ctrl);
    check(&harness, &[990..=992, 997..=997, 999..=999], None);
    click(&mut harness, 991, none);
    check(&harness, &[991..=991], Some(991));
    press(&mut harness, Key::Escape);
    check(&harness, &[], None);
}

#[test]
fn keys_extend_move_and_add() {
    let mut harness = list_of(0..1000);
    let (shift, ctrl) = (Modifiers::SHIFT, Modifiers::COMMAND);
    click(&mut harness, 995, Modifiers::NONE);
    press_with(&mut harness, shift, Key::ArrowDown);
    press_with(&mut harness, shift, Key::ArrowDown);
    check(&harness, &[995..=997], Some(997));
    for _ in 0..3 {
        press_with(&mut harness, shift, Key::ArrowUp);
    }
    check(&harness, &[994..=995], Some(994));
    press_with(&mut harness, ctrl, Key::ArrowUp);
    check(&harness, &[994..=995], None);
    press_with(&mut harness, ctrl, Key::ArrowUp);
    press_with(&mut harness, ctrl, Key::Space);
    check(&harness, &[992..=992, 994..=995], Some(992));
    press_with(&mut harness, shift, Key::End);
    check(&harness, &[992..=999], Some(999));
    press_with(&mut harness, shift, Key::Home);
    check(&harness, &[0..=992], Some(0));
    press(&mut harness, Key::ArrowDown);
    check(&harness, &[1..=1], Some(1));
}

#[test]
fn all_of_ten_million_rows_are_selected_as_one_piece() {
    let mut harness = list_of(0..TEN_MILLION);
    press_with(&mut harness, Modifiers::COMMAND, Key::A);
    check(&harness, &[], None);
    list_node(&harness).focus();
    harness.run();
    press_with(&mut harness, Modifiers::COMMAND, Key::A);
    check(&harness, &[0..=TEN_MILLION - 1], Some(TEN_MILLION - 1));
    assert!(harness.state().list.is_at_tail(), "nothing moved");
    // A row that comes later is not among them.
    harness.state_mut().rows.end += 1;
    harness.run();
    let list = &harness.state().list;
    assert_eq!(list.selection().count(&harness.state().rows), TEN_MILLION);
}

#[test]
fn a_menu_is_for_all_that_are_selected_if_it_is_opened_on_one_of_them() {
    let mut harness = list_of(0..1000);
    click(&mut harness, 992, Modifiers::NONE);
    click(&mut harness, 995, Modifiers::SHIFT);
    let secondary = |harness: &mut Harness<'_, App>, row: &str| {
        harness
            .get_by_label(row)
            .click_button(PointerButton::Secondary);
        harness.run();
    };
    secondary(&mut harness, "row 993");
    check(&harness, &[992..=995], Some(993));
    secondary(&mut harness, "row 998");
    check(&harness, &[998..=998], Some(998));
}
