//! Any sequence of movements and arrivals, against a naive model: all the ids in a vector, and the
//! distance of the top edge from the very first row, in `f64`.

use proptest::prelude::*;

use crate::{ListState, Position, view::View, viewport::Viewport};

/// `f32` offsets within a row of at most 50 points are this precise.
const TOLERANCE: f64 = 1e-4;

#[derive(Clone, Debug)]
enum Step {
    Append(u8),
    Evict(u8),
    Resize(f32),
    Scroll(f64),
    Page(i8),
    JumpToFraction(f64),
    GoTo(u64),
    Reveal(u64),
    FollowTail,
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        4 => any::<u8>().prop_map(Step::Append),
        3 => any::<u8>().prop_map(Step::Evict),
        1 => (0.0..400.0_f32).prop_map(Step::Resize),
        4 => (-3000.0..3000.0).prop_map(Step::Scroll),
        1 => (-3..=3_i8).prop_map(Step::Page),
        1 => (-0.1..1.1).prop_map(Step::JumpToFraction),
        1 => (0..4000_u64).prop_map(Step::GoTo),
        1 => (0..4000_u64).prop_map(Step::Reveal),
        1 => Just(Step::FollowTail),
    ]
}

struct Model {
    ids: Vec<u64>,
    next_id: u64,
    height: f32,
    row_height: f32,
    state: ListState,
}

impl Model {
    fn new(row_height: f32) -> Self {
        Self {
            ids: Vec::new(),
            next_id: 0,
            height: 100.0,
            row_height,
            state: ListState::default(),
        }
    }

    /// The points from the first row to the top edge, and from there to the end.
    fn distances(&self) -> (f64, f64) {
        let view = View::new(&self.ids, Viewport::new(self.height, self.row_height));
        let top = self.state.position.resolve(&view);
        let above = top.index as f64 * view.viewport.row_height() + top.offset;
        (
            above,
            self.ids.len() as f64 * view.viewport.row_height() - above,
        )
    }

    /// Performs a step and a frame, and checks what this step promises.
    fn perform(&mut self, step: &Step) {
        let before = (self.state.position, self.distances());
        match *step {
            Step::Append(rows) => {
                for _ in 0..rows {
                    // With gaps, as a filter leaves them.
                    self.next_id += 1 + self.next_id % 3;
                    self.ids.push(self.next_id);
                }
            }
            Step::Evict(rows) => drop(self.ids.drain(..usize::from(rows).min(self.ids.len()))),
            Step::Resize(height) => self.height = height,
            Step::GoTo(id) => self.state.go_to(id),
            Step::Reveal(id) => self.state.reveal(id),
            Step::FollowTail => self.state.follow_tail(),
            Step::Scroll(_) | Step::Page(_) | Step::JumpToFraction(_) => {}
        }
        let view = View::new(&self.ids, Viewport::new(self.height, self.row_height));
        let position = self.state.position;
        self.state.position = match *step {
            Step::Scroll(points) => position.scrolled(points, &view),
            Step::Page(pages) => position.paged(i64::from(pages), &view),
            Step::JumpToFraction(fraction) => position.at_fraction(fraction, &view),
            _ => position,
        };
        self.state.apply_reveal(&view);
        self.state.settle(&view);
        self.check_step(step, before.0, before.1);
    }

    fn check_step(&self, step: &Step, from: Position, (above_before, below_before): (f64, f64)) {
        let position = self.state.position;
        let (above, below) = self.distances();
        match *step {
            Step::Append(_) | Step::Evict(_) => match from {
                Position::Tail => assert_eq!(position, Position::Tail),
                Position::Row { id, .. }
                    if self.ids.contains(&id) && below_before > f64::from(self.height) =>
                {
                    assert_eq!(position, from, "a view that was scrolled up stands still");
                }
                Position::Row { .. } => assert_ne!(position, Position::Tail),
            },
            Step::Scroll(points) if !self.ids.is_empty() => {
                let furthest = (above + below - f64::from(self.height).max(1.0)).max(0.0);
                let expected = (above_before + points).clamp(0.0, furthest);
                assert!(
                    (above - expected).abs() < TOLERANCE,
                    "{above} instead of {expected}"
                );
            }
            // At the tail the last row is on the bottom edge, even if it is higher than the
            // viewport.
            Step::Reveal(id) if !self.ids.is_empty() && position != Position::Tail => {
                let index = self
                    .ids
                    .partition_point(|&known| known < id)
                    .min(self.ids.len() - 1);
                let y = index as f64 * f64::from(self.row_height) - above;
                let lowest = (f64::from(self.height) - f64::from(self.row_height)).max(0.0);
                assert!(
                    (-TOLERANCE..=lowest + TOLERANCE).contains(&y),
                    "revealed at {y}"
                );
            }
            _ => {}
        }
    }

    /// What holds at any time.
    fn check_always(&self) {
        let view = View::new(&self.ids, Viewport::new(self.height, self.row_height));
        let top = self.state.position.resolve(&view);
        if self.ids.is_empty() {
            return;
        }
        assert!(top.offset >= 0.0 && top.offset < view.viewport.row_height());
        if let Position::Row { id, offset } = self.state.position {
            assert_eq!(
                (Some(&id), offset),
                (self.ids.get(top.index as usize), top.offset as f32),
                "the right row"
            );
        }
        let (above, below) = self.distances();
        let height = f64::from(self.height).max(1.0);
        let is_filled = above + below > height;
        if !is_filled {
            assert_eq!(above, 0.0, "few rows stand at the top");
        }
        assert!(
            !is_filled || below >= height - TOLERANCE,
            "no blank space below the last row"
        );
        if self.state.is_at_tail() {
            let visible = view.viewport.visible(top, view.len);
            assert_eq!(visible.end, view.len, "the tail shows the last row");
            assert!(
                !is_filled || (below - height).abs() < TOLERANCE,
                "on the bottom edge"
            );
            assert_eq!(self.state.new_below(&self.ids), 0);
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 10_000,
        failure_persistence: None,
        ..ProptestConfig::default()
    })]

    #[test]
    fn agrees_with_the_naive_model(
        row_height in 4.0..50.0_f32,
        steps in proptest::collection::vec(step(), 1..40),
    ) {
        let mut model = Model::new(row_height);
        for step in &steps {
            model.perform(step);
            model.check_always();
        }
    }

    #[test]
    fn fractions_round_trip(
        fraction in 0.0..1.0,
        len in 1..u64::from(u32::MAX),
        height in 1.0..2000.0_f32,
    ) {
        let viewport = Viewport::new(height, 18.0);
        let top = viewport.at_fraction(fraction, len);
        prop_assert!(top <= viewport.last_top(len));
        if !viewport.fits(len) {
            let rows_off = (viewport.fraction(top, len) - fraction).abs() * len as f64;
            prop_assert!(rows_off < 1e-3, "{rows_off} rows off");
        }
    }
}

#[test]
fn counts_what_arrived_since_the_tail_was_seen() {
    let mut state = ListState::default();
    let frame = |state: &mut ListState, rows: std::ops::Range<u64>, points: f64| {
        let view = View::new(&rows, Viewport::new(100.0, 20.0));
        state.position = state.position.scrolled(points, &view);
        state.settle(&view);
        state.new_below(&rows)
    };
    assert_eq!(frame(&mut state, 0..0, 0.0), 0);
    assert_eq!(frame(&mut state, 0..100, 0.0), 0);
    assert_eq!(
        frame(&mut state, 0..100, -1.0),
        0,
        "scrolled up, but nothing has arrived"
    );
    assert_eq!(frame(&mut state, 0..107, 0.0), 7);
    assert_eq!(
        frame(&mut state, 50..110, -30.0),
        10,
        "dropping old rows changes nothing"
    );
    assert_eq!(
        frame(&mut state, 105..110, 0.0),
        0,
        "only five are left, and all of them are in view"
    );
    assert_eq!(frame(&mut state, 105..130, 0.0), 20);
    assert_eq!(frame(&mut state, 105..130, 1e9), 0, "back at the tail");
}
