//! The columns of the list: which there are, how wide they are, and where.

use egui::Rangef;
use serde::{Deserialize, Serialize};

use crate::kit::columns;

/// A column of the list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Column {
    /// The number of a message.
    Number,
    /// Which way it went, or that it is an event.
    Direction,
    /// When it was recorded.
    Time,
    /// The time since the row before.
    Delta,
    /// The size of its payload.
    Size,
    /// What it says.
    Data,
}

impl Column {
    /// All of them, from left to right.
    pub const ALL: [Self; 6] = [
        Self::Number,
        Self::Direction,
        Self::Time,
        Self::Delta,
        Self::Size,
        Self::Data,
    ];

    /// Those that go first where there is no room for all.
    const SPARE: [Self; 3] = [Self::Size, Self::Delta, Self::Number];

    const fn index(self) -> usize {
        self as usize
    }
}

/// Narrower than this no caption could be read, and no edge taken hold of, in points.
const LEAST_WIDTH: u16 = 28;
/// Wider than this a number would be lost in its column, in points.
const MOST_WIDTH: u16 = 480;
/// What a message says has at least so much room, in points, or other columns go.
const LEAST_DATA: f32 = 120.0;
/// Width of the time on a narrow window, in points: to the second.
const NARROW_TIME: f32 = 80.0;
/// Width of the direction there.
const NARROW_DIRECTION: f32 = 28.0;
/// Widths of the columns of a presentation.
const PRESENTED_NUMBER: f32 = 72.0;
/// Width of a digit in a list, in points, and in a presentation.
const DIGIT: f32 = 8.0;
const PRESENTED_DIGIT: f32 = 12.0;
/// Space beside the digits.
const BESIDE_DIGITS: f32 = 12.0;
/// Numbers with more digits than that make their column wider, and again each time there are three more.
const USUAL_DIGITS: u32 = 5;
const PRESENTED_DIRECTION: f32 = 40.0;
const PRESENTED_DELTA: f32 = 136.0;
/// So much width the data of a presentation have at least, or other columns go.
const PRESENTED_DATA: f32 = 240.0;

/// How wide the columns are, in points. What is left is for the data.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Widths {
    /// Of [`Column::Number`].
    pub number: u16,
    /// Of [`Column::Direction`].
    pub direction: u16,
    /// Of [`Column::Time`].
    pub time: u16,
    /// Of [`Column::Delta`].
    pub delta: u16,
    /// Of [`Column::Size`].
    pub size: u16,
}

impl Default for Widths {
    fn default() -> Self {
        Self {
            number: 52,
            direction: 28,
            time: 110,
            delta: 82,
            size: 72,
        }
    }
}

impl Widths {
    /// How wide a column is; 0 for the data, which have the rest.
    pub fn of(mut self, column: Column) -> u16 {
        self.place(column).copied().unwrap_or_default()
    }

    /// The same with another width for one column, as near to `width` as it may be.
    #[must_use]
    pub fn with(mut self, column: Column, width: f32) -> Self {
        if let Some(place) = self.place(column) {
            // Bounded before, so it is a small whole number.
            *place = width
                .round()
                .clamp(f32::from(LEAST_WIDTH), f32::from(MOST_WIDTH)) as u16;
        }
        self
    }

    /// The same as nobody could have made them wider or narrower.
    #[must_use]
    pub fn within_bounds(self) -> Self {
        let bounded = |widths: Self, column| widths.with(column, f32::from(widths.of(column)));
        Column::ALL.into_iter().fold(self, bounded)
    }

    fn place(&mut self, column: Column) -> Option<&mut u16> {
        Some(match column {
            Column::Number => &mut self.number,
            Column::Direction => &mut self.direction,
            Column::Time => &mut self.time,
            Column::Delta => &mut self.delta,
            Column::Size => &mut self.size,
            Column::Data => return None,
        })
    }
}

/// Where the columns are that have room.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Columns {
    places: [Option<Rangef>; Column::ALL.len()],
}

impl Columns {
    /// Places the columns between the left and the right edge of the list. On a phone there are three. `next_number` is the one that
    /// has to have room.
    pub fn new(all: Rangef, widths: Widths, is_narrow: bool, next_number: u64) -> Self {
        let number = f32::from(widths.number).max(number_width(next_number, DIGIT));
        let widths = Column::ALL.map(|column| match column {
            Column::Direction if is_narrow => NARROW_DIRECTION,
            Column::Time if is_narrow => NARROW_TIME,
            Column::Number | Column::Delta | Column::Size if is_narrow => 0.0,
            Column::Number => number,
            other => f32::from(widths.of(other)),
        });
        let places = columns::place(all, widths, &Column::SPARE.map(Column::index), LEAST_DATA);
        Self { places }
    }

    /// Places the columns of a presentation: number, direction, Δ and data, in large type.
    pub fn presented(all: Rangef, next_number: u64) -> Self {
        let widths = [
            PRESENTED_NUMBER.max(number_width(next_number, PRESENTED_DIGIT)),
            PRESENTED_DIRECTION,
            0.0,
            PRESENTED_DELTA,
            0.0,
            0.0,
        ];
        let spare = [Column::Delta, Column::Number].map(Column::index);
        let places = columns::place(all, widths, &spare, PRESENTED_DATA);
        Self { places }
    }

    /// Where a column is; `None` if there is no room for it.
    pub fn place(&self, column: Column) -> Option<Rangef> {
        self.places[column as usize]
    }
}

/// How wide the column for numbers up to this one is at least.
fn number_width(next_number: u64, digit: f32) -> f32 {
    let digits = next_number.checked_ilog10().map_or(1, |log| log + 1);
    match digits {
        0..=USUAL_DIGITS => 0.0,
        _ => digits.next_multiple_of(3) as f32 * digit + BESIDE_DIGITS,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(width: f32, widths: Widths, is_narrow: bool) -> Vec<(Column, f32)> {
        let columns = Columns::new(Rangef::new(0.0, width), widths, is_narrow, 0);
        let place = |column| Some((column, columns.place(column)?.span()));
        Column::ALL.into_iter().filter_map(place).collect()
    }

    #[test]
    fn the_data_have_what_the_others_leave() {
        use Column as C;
        let widths = Widths::default();
        let all = [
            (C::Number, 52.0),
            (C::Direction, 28.0),
            (C::Time, 110.0),
            (C::Delta, 82.0),
            (C::Size, 72.0),
            (C::Data, 656.0),
        ];
        assert_eq!(shown(1000.0, widths, false), all);
        let narrow = [(C::Direction, 28.0), (C::Time, 80.0), (C::Data, 252.0)];
        assert_eq!(shown(360.0, widths, true), narrow);
    }

    #[test]
    fn columns_go_where_the_data_would_have_no_room() {
        use Column as C;
        #[track_caller]
        fn check(width: f32, widths: Widths, expected: &[Column]) {
            let shown = shown(width, widths, false);
            let shown: Vec<_> = shown.into_iter().map(|(column, _)| column).collect();
            assert_eq!(shown, expected, "at {width}");
        }
        let usual = Widths::default();
        check(464.0, usual, &C::ALL);
        let without_size = [C::Number, C::Direction, C::Time, C::Delta, C::Data];
        check(463.0, usual, &without_size);
        let without_delta = [C::Number, C::Direction, C::Time, C::Data];
        check(391.0, usual, &without_delta);
        check(309.0, usual, &[C::Direction, C::Time, C::Data]);
        check(0.0, usual, &[C::Direction, C::Time, C::Data]);
        let wide = usual.with(C::Time, 300.0);
        check(499.0, wide, &[C::Direction, C::Time, C::Data]);
    }

    /// Their type need not shrink.
    #[test]
    fn long_numbers_have_room() {
        #[track_caller]
        fn check(next_number: u64, expected: f32, presented: f32) {
            let all = Rangef::new(0.0, 1000.0);
            let columns = Columns::new(all, Widths::default(), false, next_number);
            let width = |columns: Columns| columns.place(Column::Number).map(Rangef::span);
            assert_eq!(width(columns), Some(expected), "{next_number}");
            let columns = Columns::presented(all, next_number);
            assert_eq!(width(columns), Some(presented), "{next_number}");
        }
        check(0, 52.0, 72.0);
        check(99_999, 52.0, 72.0);
        check(100_000, 60.0, 84.0);
        check(999_999, 60.0, 84.0);
        check(1_000_000, 84.0, 120.0);
        check(100_000_000, 84.0, 120.0);
        check(u64::MAX, 180.0, 264.0);
        let wide = Widths::default().with(Column::Number, 100.0);
        let columns = Columns::new(Rangef::new(0.0, 1000.0), wide, false, 100_000_000);
        assert_eq!(columns.place(Column::Number).map(Rangef::span), Some(100.0));
    }

    #[test]
    fn widths_have_bounds() {
        let widths = Widths::default();
        assert_eq!(widths.with(Column::Time, 1.0).time, LEAST_WIDTH);
        assert_eq!(widths.with(Column::Time, 1e9).time, MOST_WIDTH);
        assert_eq!(widths.with(Column::Time, f32::NAN).time, 0);
        assert_eq!(widths.with(Column::Data, 90.0), widths);
        let stored = Widths { size: 0, ..widths };
        assert_eq!(stored.within_bounds().size, LEAST_WIDTH);
    }
}
