//! The arithmetic of scrolling, in indices and points. Knows no ids and no egui.
//!
//! An index is exact and an offset stays within one row, so nothing here loses precision with the
//! number of rows.

use std::ops::Range;

/// Lower than any line of text; keeps the number of visible rows bounded, and divisions away from
/// zero.
const MIN_ROW_HEIGHT: f64 = 1.0;

/// Higher than any screen; with [`MIN_ROW_HEIGHT`] it bounds the work of a frame, whatever the
/// layout asks for.
const MAX_HEIGHT: f64 = 16_384.0;

/// Where the top edge of a viewport is. Ordered: a greater `Top` is further down.
#[derive(Clone, Copy, Debug, Default, PartialEq, PartialOrd)]
pub(crate) struct Top {
    /// The first row that is visible, at least in part.
    pub(crate) index: u64,
    /// How many points of that row are hidden above the edge: at least 0, less than a row.
    pub(crate) offset: f64,
}

impl Top {
    pub(crate) fn of_row(index: u64) -> Self {
        Self { index, offset: 0.0 }
    }

    pub(crate) fn min(self, other: Self) -> Self {
        if other < self { other } else { self }
    }

    fn max(self, other: Self) -> Self {
        if other > self { other } else { self }
    }
}

/// The size of the window on the rows, made safe for arithmetic.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Viewport {
    height: f64,
    row_height: f64,
}

impl Viewport {
    /// Takes any floats: what is not a sensible size becomes the nearest one that is.
    pub(crate) fn new(height: f32, row_height: f32) -> Self {
        let sensible = |points: f32, min: f64| {
            if points.is_nan() {
                min
            } else {
                f64::from(points).clamp(min, MAX_HEIGHT)
            }
        };
        // One point at least: a viewport of no height would have no row at its bottom edge.
        Self {
            height: sensible(height, 1.0),
            row_height: sensible(row_height, MIN_ROW_HEIGHT),
        }
    }

    pub(crate) fn row_height(self) -> f64 {
        self.row_height
    }

    pub(crate) fn height(self) -> f64 {
        self.height
    }

    /// How many points below the upper edge the row at `index` begins.
    pub(crate) fn distance(self, top: Top, index: u64) -> f64 {
        (index as f64 - top.index as f64) * self.row_height - top.offset
    }

    /// How many rows fit in the viewport, with the fraction of the last one.
    pub(crate) fn rows_shown(self) -> f64 {
        self.height / self.row_height
    }

    /// Whether all of `len` rows are visible at once.
    pub(crate) fn fits(self, len: u64) -> bool {
        len as f64 <= self.rows_shown()
    }

    /// How many rows a page moves: one less than is wholly visible, so that a line remains to read
    /// on from.
    pub(crate) fn page_rows(self) -> u64 {
        (self.rows_shown().floor() as u64).saturating_sub(1).max(1)
    }

    /// The top at which the last of `len` rows stands on the bottom edge; the first row, if all of
    /// them fit.
    pub(crate) fn last_top(self, len: u64) -> Top {
        if self.fits(len) {
            return Top::default();
        }
        let rows = self.rows_shown().ceil();
        let offset = (rows * self.row_height - self.height).max(0.0);
        self.normalized(Top {
            index: len.saturating_sub(rows as u64),
            offset,
        })
    }

    /// `top`, moved down by `points` (up, if negative), within `len` rows.
    pub(crate) fn moved(self, top: Top, points: f64, len: u64) -> Top {
        let points = if points.is_nan() {
            0.0
        } else {
            points.clamp(-f64::MAX / 4.0, f64::MAX / 4.0)
        };
        let from_row_start = top.offset + points;
        let rows = (from_row_start / self.row_height).floor();
        let offset = (from_row_start - rows * self.row_height).clamp(0.0, self.row_height);
        // Casts from float to integer saturate.
        let moved = if rows < 0.0 {
            let index = top.index.checked_sub(-rows as u64);
            index.map_or(Top::default(), |index| Top { index, offset })
        } else {
            Top {
                index: top.index.saturating_add(rows as u64),
                offset,
            }
        };
        self.normalized(moved).min(self.last_top(len))
    }

    /// The same place, as a [`crate::Position`] can store it: what is painted and what is
    /// remembered are equal to the last bit, so that nothing moves when the one is made from the
    /// other.
    pub(crate) fn normalized(self, top: Top) -> Top {
        let offset = f64::from(top.offset as f32);
        if offset < self.row_height {
            Top {
                index: top.index,
                offset,
            }
        } else {
            Top::of_row(top.index.saturating_add(1))
        }
    }

    /// `top`, moved as little as makes the row at `index` wholly visible.
    pub(crate) fn revealing(self, top: Top, index: u64) -> Top {
        let highest = Top::of_row(index);
        // As if the list ended with that row. A row that is higher than the viewport shows its
        // upper part.
        let lowest = self.last_top(index.saturating_add(1)).min(highest);
        top.max(lowest).min(highest)
    }

    /// The indices of the rows that are visible, at least in part.
    pub(crate) fn visible(self, top: Top, len: u64) -> Range<u64> {
        let rows = ((top.offset + self.height) / self.row_height).ceil() as u64;
        let start = top.index.min(len);
        start..start.saturating_add(rows).min(len)
    }

    /// The row at `y` points below the top edge.
    pub(crate) fn row_at(self, top: Top, y: f64, len: u64) -> Option<u64> {
        let rows = ((top.offset + y) / self.row_height).floor();
        let index = top.index.saturating_add(rows as u64);
        (y >= 0.0 && index < len).then_some(index)
    }

    /// How far down `top` is: 0 at the first row, 1 when the last one stands on the bottom edge.
    pub(crate) fn fraction(self, top: Top, len: u64) -> f64 {
        let last = self.in_rows(self.last_top(len));
        if last > 0.0 {
            (self.in_rows(top) / last).clamp(0.0, 1.0)
        } else {
            0.0
        }
    }

    /// The inverse of [`Viewport::fraction`], for any float.
    pub(crate) fn at_fraction(self, fraction: f64, len: u64) -> Top {
        let last_top = self.last_top(len);
        if fraction >= 1.0 {
            return last_top;
        }
        let rows = fraction.max(0.0) * self.in_rows(last_top);
        let offset = rows.fract() * self.row_height;
        self.normalized(Top {
            index: rows as u64,
            offset,
        })
        .min(last_top)
    }

    fn in_rows(self, top: Top) -> f64 {
        top.index as f64 + top.offset / self.row_height
    }
}
