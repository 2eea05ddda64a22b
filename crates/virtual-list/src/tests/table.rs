//! Each movement by example.

use crate::{Position, Position::Tail, Rows, view::View, viewport::Viewport};

/// The viewport of the examples shows five and a half rows of 20 points.
const HEIGHT: f32 = 110.0;
const ROW_HEIGHT: f32 = 20.0;

/// Ten million rows, the oldest 500 of which are gone.
const MANY: std::ops::Range<u64> = 500..10_000_500;

/// The id at the top edge and the hidden points of that row, for [`MANY`] at the tail.
const TAIL_ROW: (u64, f32) = (10_000_494, 10.0);

fn row(id: u64, offset: f32) -> Position {
    Position::Row { id, offset }
}

/// Moves `from` within `rows`, and compares the position, and the first visible row with its hidden
/// points.
#[track_caller]
fn check(
    rows: &dyn Rows,
    from: Position,
    movement: impl FnOnce(Position, &View<'_>) -> Position,
    expected: Position,
    expected_top: (u64, f32),
) {
    let view = View::new(rows, Viewport::new(HEIGHT, ROW_HEIGHT));
    let moved = movement(from, &view).settled(&view);
    assert_eq!(moved, expected);
    let top = moved.resolve(&view);
    assert_eq!(
        (view.id_at(top.index).unwrap(), top.offset as f32),
        expected_top
    );
}

#[test]
fn settles_on_what_is_there() {
    let stay = |position: Position, _: &View<'_>| position;
    check(&MANY, Tail, stay, Tail, TAIL_ROW);
    check(&MANY, row(700, 5.5), stay, row(700, 5.5), (700, 5.5));
    // The row is gone: the next one that is there, whole.
    check(&MANY, row(3, 5.5), stay, row(500, 0.0), (500, 0.0));
    check(
        &vec![1, 5, 9, 10, 11, 12, 13, 14],
        row(3, 7.0),
        stay,
        row(5, 0.0),
        (5, 0.0),
    );
    // Never past the end, and without following: nobody scrolled there.
    check(
        &MANY,
        row(u64::MAX, 3.0),
        stay,
        row(10_000_494, 10.0),
        TAIL_ROW,
    );
    // Rows that do not fill the viewport stand at the top.
    check(&(0..3), Tail, stay, Tail, (0, 0.0));
    check(&(0..3), row(2, 5.0), stay, row(0, 0.0), (0, 0.0));
    // Offsets that make no sense.
    check(&MANY, row(700, f32::NAN), stay, row(700, 0.0), (700, 0.0));
    check(&MANY, row(700, -1.0), stay, row(700, 0.0), (700, 0.0));
    check(
        &MANY,
        row(700, f32::INFINITY),
        stay,
        row(701, 0.0),
        (701, 0.0),
    );
}

#[test]
fn scrolls_by_points() {
    let by =
        |points: f64| move |position: Position, view: &View<'_>| position.scrolled(points, view);
    check(&MANY, row(700, 5.0), by(50.0), row(702, 15.0), (702, 15.0));
    check(&MANY, row(700, 5.0), by(-50.0), row(697, 15.0), (697, 15.0));
    check(&MANY, row(700, 5.0), by(-5.0), row(700, 0.0), (700, 0.0));
    check(&MANY, row(501, 5.0), by(-1e300), row(500, 0.0), (500, 0.0));
    check(
        &MANY,
        row(501, 5.0),
        by(f64::NAN),
        row(501, 5.0),
        (501, 5.0),
    );
    // Down to the bottom is the tail; up from the tail is not.
    check(&MANY, row(10_000_494, 9.0), by(1.0), Tail, TAIL_ROW);
    check(&MANY, row(501, 5.0), by(f64::INFINITY), Tail, TAIL_ROW);
    check(
        &MANY,
        Tail,
        by(-1.0),
        row(10_000_494, 9.0),
        (10_000_494, 9.0),
    );
    check(&MANY, Tail, by(1.0), Tail, TAIL_ROW);
    // A view that was stopped at the bottom starts to follow when the person scrolls on, and only
    // then.
    check(
        &MANY,
        row(10_000_494, 10.0),
        by(0.0),
        row(10_000_494, 10.0),
        TAIL_ROW,
    );
    check(&MANY, row(10_000_494, 10.0), by(0.1), Tail, TAIL_ROW);
    // Where everything is visible there is nowhere to scroll.
    check(&(0..3), Tail, by(-10.0), Tail, (0, 0.0));
    check(&(0..3), row(0, 0.0), by(-10.0), row(0, 0.0), (0, 0.0));
}

#[test]
fn pages_keep_one_row() {
    let by = |pages: i64| move |position: Position, view: &View<'_>| position.paged(pages, view);
    check(&MANY, row(700, 5.0), by(1), row(704, 5.0), (704, 5.0));
    check(&MANY, row(700, 5.0), by(-2), row(692, 5.0), (692, 5.0));
    check(&MANY, row(700, 5.0), by(i64::MAX), Tail, TAIL_ROW);
}

#[test]
fn jumps_to_fractions() {
    let to = |fraction: f64| {
        move |position: Position, view: &View<'_>| position.at_fraction(fraction, view)
    };
    check(&MANY, Tail, to(0.0), row(500, 0.0), (500, 0.0));
    check(&MANY, Tail, to(-3.0), row(500, 0.0), (500, 0.0));
    check(&MANY, Tail, to(f64::NAN), row(500, 0.0), (500, 0.0));
    check(&MANY, row(700, 0.0), to(1.0), Tail, TAIL_ROW);
    check(&MANY, row(700, 0.0), to(f64::INFINITY), Tail, TAIL_ROW);
    // Half of the way from row 0 to row 4.5.
    check(&(0..10), Tail, to(0.5), row(2, 5.0), (2, 5.0));
}

#[test]
fn reveals_with_the_least_movement() {
    let reveal = |id: u64| move |position: Position, view: &View<'_>| position.revealing(id, view);
    check(&MANY, row(700, 5.0), reveal(702), row(700, 5.0), (700, 5.0));
    check(&MANY, row(700, 5.0), reveal(700), row(700, 0.0), (700, 0.0));
    check(&MANY, row(700, 5.0), reveal(600), row(600, 0.0), (600, 0.0));
    check(
        &MANY,
        row(700, 5.0),
        reveal(705),
        row(700, 10.0),
        (700, 10.0),
    );
    check(
        &MANY,
        row(700, 5.0),
        reveal(900),
        row(895, 10.0),
        (895, 10.0),
    );
    check(&MANY, row(700, 5.0), reveal(0), row(500, 0.0), (500, 0.0));
    // The tail is left for a row that is not wholly visible, and for no other.
    check(&MANY, Tail, reveal(10_000_499), Tail, TAIL_ROW);
    check(&MANY, Tail, reveal(10_000_495), Tail, TAIL_ROW);
    check(
        &MANY,
        Tail,
        reveal(10_000_494),
        row(10_000_494, 0.0),
        (10_000_494, 0.0),
    );
    check(&(0..3), Tail, reveal(0), Tail, (0, 0.0));
    check(
        &MANY,
        row(700, 5.0),
        reveal(u64::MAX),
        row(10_000_494, 10.0),
        TAIL_ROW,
    );
}

#[test]
fn one_notch_is_the_same_distance_in_any_list() {
    for (len, top) in [
        (10, 3),
        (10_000_000, 9_000_000),
        (u64::MAX / 2, u64::MAX / 3),
    ] {
        let rows = 0..len;
        check(
            &rows,
            row(top, 0.0),
            |position, view| position.scrolled(-40.0, view),
            row(top - 2, 0.0),
            (top - 2, 0.0),
        );
    }
}

#[test]
fn survives_any_size() {
    let sizes = [
        f32::NAN,
        f32::NEG_INFINITY,
        -1.0,
        0.0,
        0.3,
        1e-30,
        20.0,
        110.0,
        1e30,
        f32::INFINITY,
    ];
    for (height, row_height) in sizes
        .iter()
        .flat_map(|&height| sizes.map(|row_height| (height, row_height)))
    {
        for rows in [0..0, 0..1, 7..9, MANY, 0..u64::MAX] {
            let view = View::new(&rows, Viewport::new(height, row_height));
            for position in [Tail, row(0, f32::NAN), row(8, 1e30), row(u64::MAX, -1.0)] {
                let moved = position
                    .scrolled(1e9, &view)
                    .paged(-3, &view)
                    .revealing(8, &view)
                    .settled(&view);
                let visible = view.viewport.visible(moved.resolve(&view), view.len);
                assert!(
                    visible.end <= view.len,
                    "{height} {row_height} {rows:?}: {visible:?}"
                );
                assert!(
                    visible.is_empty() == rows.is_empty(),
                    "{height} {row_height} {rows:?}: {visible:?}"
                );
                assert!(visible.end - visible.start <= 20_000, "bounded work");
            }
        }
    }
}
