//! Numbers over time, as many as a plot can show.

use message_log::Timestamp;

/// So many stretches are kept: two points each are as many as a plot on a wide screen has columns. It is even, so that stretches
/// can be joined by twos.
const MAX_STRETCHES: usize = 512;

/// A number, and when it came.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Point {
    /// When the message was recorded.
    pub at: Timestamp,
    /// The number.
    pub value: f64,
}

/// Numbers over time. When they are too many, each stretch of them is its lowest and its highest, so that a peak remains one.
#[derive(Clone, Debug)]
pub struct Series {
    stretches: Vec<Stretch>,
    /// How many numbers a stretch is made of.
    length: u64,
    /// How many the last one has.
    in_last: u64,
    /// As many stretches are kept.
    room: usize,
}

/// The lowest and the highest of some numbers that follow each other, the first of each.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Stretch {
    low: Point,
    high: Point,
    /// Whether the lowest came first.
    rises: bool,
}

impl Stretch {
    fn of(point: Point) -> Self {
        Self {
            low: point,
            high: point,
            rises: true,
        }
    }

    fn join(self, later: Self) -> Self {
        let is_lower = later.low.value < self.low.value;
        let is_higher = later.high.value > self.high.value;
        Self {
            low: if is_lower { later.low } else { self.low },
            high: if is_higher { later.high } else { self.high },
            rises: match (is_lower, is_higher) {
                (false, false) => self.rises,
                (true, true) => later.rises,
                (false, true) => true,
                (true, false) => false,
            },
        }
    }
}

impl Default for Series {
    fn default() -> Self {
        Self::with_room(MAX_STRETCHES)
    }
}

impl Series {
    fn with_room(room: usize) -> Self {
        Self {
            stretches: Vec::new(),
            length: 1,
            in_last: 0,
            room,
        }
    }

    /// Adds the next number.
    pub(super) fn push(&mut self, point: Point) {
        let next = Stretch::of(point);
        match self.stretches.last_mut() {
            Some(last) if self.in_last < self.length => {
                *last = last.join(next);
                self.in_last += 1;
                return;
            }
            _ => {}
        }
        if self.stretches.len() == self.room {
            let joined = self.stretches.chunks(2).map(|pair| match pair {
                [one, later] => one.join(*later),
                rest => rest[0],
            });
            self.stretches = joined.collect();
            self.length *= 2;
        }
        self.stretches.push(next);
        self.in_last = 1;
    }

    /// Whether there is no number.
    pub fn is_empty(&self) -> bool {
        self.stretches.is_empty()
    }

    /// The numbers that are left, in order.
    pub fn points(&self) -> impl Iterator<Item = Point> {
        self.stretches.iter().flat_map(|stretch| {
            let (first, last) = if stretch.rises {
                (stretch.low, stretch.high)
            } else {
                (stretch.high, stretch.low)
            };
            std::iter::once(first).chain((first != last).then_some(last))
        })
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn series(values: &[f64], room: usize) -> Series {
        let mut series = Series::with_room(room);
        for (index, value) in values.iter().enumerate() {
            series.push(Point {
                at: Timestamp::from_micros(index as u64),
                value: *value,
            });
        }
        series
    }

    #[test]
    fn a_series_has_all_points_until_it_is_full() {
        let values: Vec<f64> = (0..MAX_STRETCHES).map(|index| index as f64).collect();
        let all = series(&values, MAX_STRETCHES);
        let points: Vec<f64> = all.points().map(|point| point.value).collect();
        assert_eq!(points, values);
        assert!(Series::default().is_empty());
    }

    #[test]
    fn one_peak_in_a_million_is_still_seen() {
        let mut values = vec![1.0; 1_000_000];
        values[400_001] = 7.0;
        values[400_003] = -7.0;
        let all = series(&values, MAX_STRETCHES);
        let points: Vec<Point> = all.points().collect();
        assert!(points.len() <= 2 * MAX_STRETCHES);
        let peaks: Vec<f64> = points
            .iter()
            .map(|point| point.value)
            .filter(|value| *value != 1.0)
            .collect();
        assert_eq!(peaks, [7.0, -7.0]);
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(2_000))]

        /// The model keeps all numbers, and cuts them into stretches at the end.
        #[test]
        fn stretches_are_the_lowest_and_the_highest_of_theirs(
            values in proptest::collection::vec(-5_i8..5, 0..200),
            half in 1_usize..5,
        ) {
            let values: Vec<f64> = values.into_iter().map(f64::from).collect();
            let all = series(&values, 2 * half);
            let mut length = 1;
            while values.len() > length * 2 * half {
                length *= 2;
            }
            let expected = values.chunks(length).enumerate().flat_map(|(chunk, stretch)| {
                let first_at = |value: f64| {
                    let index = stretch.iter().position(|other| *other == value);
                    index.map(|index| (chunk * length + index, value))
                };
                let low = stretch.iter().copied().fold(f64::INFINITY, f64::min);
                let high = stretch.iter().copied().fold(f64::NEG_INFINITY, f64::max);
                let mut both: Vec<_> = [first_at(low), first_at(high)].into_iter().flatten().collect();
                both.sort_by_key(|(index, _)| *index);
                both.dedup();
                both
            });
            let expected: Vec<(usize, f64)> = expected.collect();
            let points: Vec<(usize, f64)> = all
                .points()
                .map(|point| (point.at.as_micros() as usize, point.value))
                .collect();
            prop_assert_eq!(points, expected);
        }
    }
}
