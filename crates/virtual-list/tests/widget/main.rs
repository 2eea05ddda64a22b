//! The list in a real egui, driven by wheel, keys, pointer and assistive technology.

mod accessibility;
mod keyboard;
mod pointer;
mod scroll_bar;
mod selection;

use std::ops::Range;

use egui_kittest::{
    Harness, Node,
    kittest::{NodeT as _, Queryable as _},
};
use virtual_list::{ListResponse, ListState, Position, VirtualList, VisibleRow};

const ROW_HEIGHT: f32 = 20.0;
const TEN_MILLION: u64 = 10_000_000;

/// What the list is shown with, and what came of the frames since a test last asked.
#[derive(Default)]
struct App {
    rows: Range<u64>,
    /// How much of the window something below the list takes, in points.
    below: f32,
    list: ListState,
    /// The rows that the last frame painted.
    painted: Vec<VisibleRow>,
    clicked: Option<u64>,
    activated: Option<u64>,
    secondary_clicked: Option<u64>,
    selection_changes: u32,
}

impl App {
    fn show(&mut self, ui: &mut egui::Ui) {
        // Something else to focus, before and after.
        let neighbour = |ui: &mut egui::Ui, name: &str| {
            let (rect, response) =
                ui.allocate_exact_size(egui::vec2(50.0, 10.0), egui::Sense::click());
            response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Button, true, name));
            rect
        };
        neighbour(ui, "before");
        ui.set_max_height(ui.available_height() - self.below);
        self.painted.clear();
        let list = VirtualList::new("list", ROW_HEIGHT).accessible_name("Numbers");
        let shown = list.show(ui, &mut self.list, &self.rows, |_, row| {
            self.painted.push(row);
            format!("row {}", row.id)
        });
        self.note(&shown);
        neighbour(ui, "after");
    }

    fn note(&mut self, shown: &ListResponse) {
        assert_eq!(
            shown.visible.end - shown.visible.start,
            self.painted.len() as u64
        );
        self.clicked = self.clicked.or(shown.clicked);
        self.activated = self.activated.or(shown.activated);
        self.secondary_clicked = self.secondary_clicked.or(shown.secondary_clicked);
        self.selection_changes += u32::from(shown.selection_changed);
    }
}

/// A list of these rows, in a window of a size that leaves it some rows and a half.
fn list_of(rows: Range<u64>) -> Harness<'static, App> {
    let app = App {
        rows,
        ..App::default()
    };
    let mut harness = Harness::builder()
        .with_size([200.0, 250.0])
        // As a screen shows them: egui smooths the wheel and measures the finger over time.
        .with_step_dt(1.0 / 60.0)
        .with_max_steps(300)
        .build_ui_state(|ui, app: &mut App| app.show(ui), app);
    harness.run();
    harness
}

fn list_node<'a>(harness: &'a Harness<'_, App>) -> Node<'a> {
    harness.get_by_role(egui::Role::ListBox)
}

/// The list as AccessKit has it, for what [`Node`] does not say.
fn list_data<'a>(harness: &'a Harness<'_, App>) -> &'a egui::accesskit::Node {
    list_node(harness).accesskit_node().data()
}

/// The row at the top edge of the list, and how much of it is hidden.
fn top(harness: &Harness<'_, App>) -> (u64, f32) {
    let row = harness.state().painted.first().expect("there are rows");
    (row.id, list_node(harness).rect().top() - row.rect.top())
}

fn last_painted(harness: &Harness<'_, App>) -> u64 {
    harness.state().painted.last().expect("there are rows").id
}

/// Turns the wheel by so many notches over the list, and lets the movement run out. Positive is
/// down.
fn wheel(harness: &mut Harness<'_, App>, notches: f32) {
    harness.hover_at(list_node(harness).rect().center());
    harness.event(egui::Event::MouseWheel {
        unit: egui::MouseWheelUnit::Line,
        delta: egui::vec2(0.0, -notches),
        phase: egui::TouchPhase::Move,
        source: egui::MouseWheelSource::Unknown,
        modifiers: egui::Modifiers::NONE,
    });
    harness.run();
}

fn press(harness: &mut Harness<'_, App>, key: egui::Key) {
    harness.key_press(key);
    harness.run();
}

#[test]
fn follows_the_tail_until_scrolled_up() {
    let mut harness = list_of(0..1000);
    assert_eq!(last_painted(&harness), 999);
    harness.state_mut().rows = 0..2000;
    harness.run();
    assert_eq!(last_painted(&harness), 1999);

    wheel(&mut harness, -1.0);
    let before = harness.state().painted.clone();
    harness.state_mut().rows = 500..3000;
    harness.run();
    let after = harness.state().painted.clone();
    let places = |rows: &[VisibleRow]| {
        rows.iter()
            .map(|row| (row.id, row.rect))
            .collect::<Vec<_>>()
    };
    assert_eq!(
        places(&before),
        places(&after),
        "arrivals and departures move nothing"
    );
    assert_eq!(harness.state().list.new_below(&(500..3000)), 1000);

    harness.state_mut().list.follow_tail();
    harness.run();
    assert_eq!(last_painted(&harness), 2999);
    assert_eq!(harness.state().list.new_below(&(500..3000)), 0);
}

#[test]
fn paints_only_what_is_visible_and_rests() {
    let mut harness = list_of(0..TEN_MILLION);
    assert!(
        harness.state().painted.len() < 15,
        "{} rows",
        harness.state().painted.len()
    );
    harness.step();
    let delay = harness.output().viewport_output[&egui::ViewportId::ROOT].repaint_delay;
    assert_eq!(
        delay,
        std::time::Duration::MAX,
        "an idle list asks for no frame"
    );
}

#[test]
fn few_rows_stand_at_the_top() {
    let mut harness = list_of(0..3);
    assert_eq!(top(&harness), (0, 0.0));
    wheel(&mut harness, -3.0);
    wheel(&mut harness, 3.0);
    assert_eq!(top(&harness), (0, 0.0));
    assert!(
        harness.query_by_role(egui::Role::ScrollBar).is_none(),
        "nothing to scroll"
    );
}

#[test]
fn lies_on_whole_pixels_without_gaps() {
    for pixels_per_point in [1.0, 1.25, 1.5, 2.0, 3.0] {
        let mut harness = list_of(0..1000);
        harness.set_pixels_per_point(pixels_per_point);
        harness.run();
        wheel(&mut harness, -0.33);
        let rows = harness.state().painted.clone();
        for pair in rows.windows(2) {
            assert_eq!(pair[0].rect.bottom(), pair[1].rect.top());
            let pixels = pair[1].rect.top() * pixels_per_point;
            assert!(
                (pixels - pixels.round()).abs() < 1e-3,
                "{pixels} at {pixels_per_point}"
            );
        }
    }
}

#[test]
fn survives_shrinking_and_emptying() {
    let mut harness = list_of(0..1000);
    harness.state_mut().list.go_to(500);
    harness.state_mut().list.select(700);
    let backwards = Range { start: 5, end: 3 };
    for rows in [
        0..1000,
        600..601,
        0..0,
        backwards,
        0..2,
        800..900,
        0..TEN_MILLION,
    ] {
        harness.state_mut().rows = rows;
        harness.state_mut().list.reveal(650);
        harness.run();
        wheel(&mut harness, -1.0);
        press(&mut harness, egui::Key::ArrowUp);
    }
    for size in [
        egui::vec2(0.0, 0.0),
        egui::vec2(5.0, 5.0),
        egui::vec2(200.0, 21.0),
        egui::vec2(1.0, 4000.0),
    ] {
        harness.set_size(size);
        harness.run();
    }
}

#[test]
fn goes_to_and_reveals_rows() {
    let mut harness = list_of(0..TEN_MILLION);
    harness.state_mut().list.go_to(TEN_MILLION / 2);
    harness.run();
    assert_eq!(top(&harness), (TEN_MILLION / 2, 0.0));
    harness.state_mut().list.reveal(3);
    harness.run();
    assert_eq!(top(&harness), (3, 0.0));
    harness.state_mut().list.reveal(TEN_MILLION - 1);
    harness.run();
    assert_eq!(last_painted(&harness), TEN_MILLION - 1);
    assert_ne!(
        harness.state().list.position(),
        Position::Tail,
        "to show a row is not to follow"
    );
}

/// Each painted row, and where.
fn places(harness: &Harness<'_, App>) -> Vec<(u64, egui::Rect)> {
    let rows = harness.state().painted.iter();
    rows.map(|row| (row.id, row.rect)).collect()
}

#[test]
fn stands_still_when_it_gets_lower_and_follows_with_the_next_row() {
    let mut harness = list_of(0..1000);
    let before = places(&harness);
    harness.state_mut().below = 120.0;
    harness.run();
    let after = places(&harness);
    assert!(after.len() < before.len());
    assert_eq!(after, before[..after.len()], "nothing moves");
    assert!(harness.state().list.is_at_tail());
    assert_eq!(harness.state().list.new_below(&(0..1000)), 0);

    // It gets higher again: all is as it was.
    harness.state_mut().below = 0.0;
    harness.run();
    assert_eq!(places(&harness), before);

    harness.state_mut().below = 120.0;
    harness.run();
    harness.state_mut().rows = 0..1001;
    harness.run();
    assert_eq!(last_painted(&harness), 1000, "it follows again");

    // A person who scrolls down comes to the end, though nothing has arrived.
    harness.state_mut().below = 150.0;
    harness.run();
    assert!(last_painted(&harness) < 1000);
    wheel(&mut harness, 20.0);
    assert_eq!(last_painted(&harness), 1000);
}

#[test]
fn keeps_its_end_in_sight_when_the_window_gets_lower() {
    let mut harness = list_of(0..1000);
    harness.set_size(egui::vec2(200.0, 130.0));
    harness.run();
    assert_eq!(last_painted(&harness), 999);
    // Also after something below it has taken the end out of sight.
    harness.state_mut().below = 60.0;
    harness.run();
    assert!(last_painted(&harness) < 999);
    harness.set_size(egui::vec2(200.0, 120.0));
    harness.run();
    assert_eq!(last_painted(&harness), 999);
    // Who reads elsewhere stays there.
    harness.state_mut().list.go_to(500);
    harness.run();
    harness.set_size(egui::vec2(200.0, 110.0));
    harness.run();
    assert_eq!(top(&harness), (500, 0.0));
}

#[test]
fn keeps_the_selected_row_in_its_place_among_other_rows() {
    let mut harness = list_of(0..1000);
    harness.state_mut().list.go_to(500);
    harness.state_mut().list.select(503);
    harness.run();
    let place = |harness: &Harness<'_, App>| {
        let row = places(harness).into_iter().find(|(id, _)| *id == 503);
        row.map(|(_, rect)| rect)
    };
    let before = place(&harness);
    assert!(before.is_some());
    // So few that the row cannot stay where it is.
    for rows in [503..505, 400..505, 0..1000] {
        harness.state_mut().list.keep_selected();
        harness.state_mut().rows = rows;
        harness.run();
        assert!(place(&harness).is_some());
    }
    assert_eq!(place(&harness), before);
}

#[test]
fn goes_back_to_where_it_was_unless_it_was_moved() {
    let mut harness = list_of(0..1000);
    harness.state_mut().list.go_to(500);
    harness.run();
    let place = harness.state().list.place();
    harness.state_mut().rows = 700..705;
    harness.run();
    harness.state_mut().rows = 0..1000;
    harness.state_mut().list.return_to(place);
    harness.run();
    assert_eq!(top(&harness), (500, 0.0));
    let place = harness.state().list.place();
    wheel(&mut harness, -2.0);
    let moved = top(&harness);
    harness.state_mut().list.return_to(place);
    harness.run();
    assert_eq!(top(&harness), moved);
}
