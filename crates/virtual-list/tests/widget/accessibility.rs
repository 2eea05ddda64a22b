//! What assistive technology sees and does.

use egui_kittest::kittest::{NodeT as _, Queryable as _};

use super::{App, TEN_MILLION, list_data, list_node, list_of, top};

#[test]
fn rows_know_their_place_in_the_list() {
    let harness = list_of(100..1000);
    assert_eq!(list_data(&harness).label(), Some("Numbers"));
    assert_eq!(list_data(&harness).size_of_set(), Some(900));
    let row = harness.get_by_label("row 997").accesskit_node();
    assert_eq!(row.role(), egui::Role::ListBoxOption);
    // AccessKit counts from zero.
    assert_eq!(row.data().position_in_set(), Some(897));
    assert_eq!(row.is_selected(), Some(false));
    let all: Vec<_> = harness
        .query_all_by_role(egui::Role::ListBoxOption)
        .collect();
    assert_eq!(
        all.len(),
        harness.state().painted.len(),
        "only what is visible"
    );
    let list = list_node(&harness).rect();
    assert!(
        all.iter().all(|row| list.contains_rect(row.rect())),
        "and only the part that is visible"
    );
    assert_eq!(
        list_node(&harness)
            .query_all_by_role(egui::Role::ListBoxOption)
            .count(),
        all.len()
    );
}

#[test]
fn a_row_can_be_clicked_and_is_read_out() {
    let mut harness = list_of(0..TEN_MILLION);
    let label = format!("row {}", TEN_MILLION - 3);
    harness.get_by_label(&label).click_accesskit();
    harness.run();
    assert_eq!(harness.state().list.selected(), Some(TEN_MILLION - 3));
    assert_eq!(harness.state().clicked, Some(TEN_MILLION - 3));
    let row = harness.get_by_label(&label);
    assert_eq!(row.accesskit_node().is_selected(), Some(true));
    assert!(row.is_focused(), "the active descendant of the list");
}

#[test]
fn pages_and_jumps_on_request() {
    let mut harness = list_of(0..TEN_MILLION);
    let (start, _) = top(&harness);
    list_node(&harness).scroll_up();
    harness.run();
    let (up, _) = top(&harness);
    assert!((5..15).contains(&(start - up)), "{start} {up}");

    let bar = harness.get_by_role(egui::Role::ScrollBar);
    let value = bar
        .accesskit_node()
        .numeric_value()
        .expect("a scroll bar has a value");
    assert!(value > 99.0 && value < 100.0, "{value}");
    bar.set_value_accesskit(0.0);
    harness.run();
    assert_eq!(top(&harness), (0, 0.0));
}

#[test]
fn a_row_without_a_label_is_named_by_its_place() {
    let mut harness = egui_kittest::Harness::builder().build_ui_state(
        |ui, app: &mut App| {
            let rows = 7..9;
            virtual_list::VirtualList::new("blank", 20.0).show(
                ui,
                &mut app.list,
                &rows,
                |_, row| {
                    assert!(row.wants_label);
                    String::from("  ")
                },
            );
        },
        App::default(),
    );
    harness.run();
    harness.get_by_label("1");
    harness.get_by_label("2");
}

#[test]
fn nobody_makes_labels_when_nobody_listens() {
    let ctx = egui::Context::default();
    let mut state = virtual_list::ListState::default();
    let mut painted = 0;
    let output = ctx.run_ui(egui::RawInput::default(), |ui| {
        virtual_list::VirtualList::new("list", 20.0).show(ui, &mut state, &(0..3), |_, row| {
            painted += 1;
            assert!(!row.wants_label);
            String::new()
        });
    });
    output.drop_without_applying_deltas();
    assert!(painted >= 3);
}
