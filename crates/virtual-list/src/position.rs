//! Where a list is scrolled to, and the pure functions that move it.

use crate::{view::View, viewport::Top};

/// Where a list is scrolled to: the whole scroll state.
///
/// It names a row, not a distance, so it keeps its meaning when rows come at the end and go at the
/// front.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub enum Position {
    /// The last row stands on the bottom edge, and the list follows as rows arrive.
    #[default]
    Tail,
    /// A row stays at the top edge.
    Row {
        /// The row at the top edge. If it has gone, the next one that is there takes its place.
        id: u64,
        /// How many points of that row are hidden above the edge.
        offset: f32,
    },
}

impl Position {
    /// The place in `view` that this names, never past the end.
    pub(crate) fn resolve(self, view: &View<'_>) -> Top {
        let Self::Row { id, offset } = self else {
            return view.last_top();
        };
        let index = view.index_of(id);
        let is_the_row = view.id_at(index) == Some(id);
        // `max` returns its other operand for NaN.
        let offset = if is_the_row {
            f64::from(offset).max(0.0)
        } else {
            0.0
        };
        view.viewport
            .normalized(Top { index, offset })
            .min(view.last_top())
    }

    /// Names the row that is really at the top edge.
    ///
    /// What had to give way (the row has gone, the viewport has grown past the end) is forgotten:
    /// if it were kept, rows that arrive would move the view back towards it, under the eyes of a
    /// person who reads.
    pub(crate) fn settled(self, view: &View<'_>) -> Self {
        match self {
            Self::Tail => Self::Tail,
            Self::Row { .. } => self.at(self.resolve(view), view),
        }
    }

    /// Moved down by `points` (up, if negative), by a person: who scrolls down to the bottom
    /// follows the tail.
    pub(crate) fn scrolled(self, points: f64, view: &View<'_>) -> Self {
        if points == 0.0 || points.is_nan() {
            return self;
        }
        let top = view.viewport.moved(self.resolve(view), points, view.len);
        let is_at_bottom = top >= view.last_top();
        if is_at_bottom && (points > 0.0 || self == Self::Tail) {
            Self::Tail
        } else {
            self.at(top, view)
        }
    }

    /// Moved down by so many pages (up, if negative), by a person.
    pub(crate) fn paged(self, pages: i64, view: &View<'_>) -> Self {
        let points = view.viewport.page_rows() as f64 * view.viewport.row_height();
        self.scrolled(points * pages as f64, view)
    }

    /// Moved to a fraction of the way, by a person: 0 is the first row, 1 the tail.
    pub(crate) fn at_fraction(self, fraction: f64, view: &View<'_>) -> Self {
        let top = view.viewport.at_fraction(fraction, view.len);
        if top >= view.last_top() {
            Self::Tail
        } else {
            self.at(top, view)
        }
    }

    /// Moved as little as makes the row with this id wholly visible.
    ///
    /// Where nothing has to move, the tail is not left: following stops by scrolling away alone.
    pub(crate) fn revealing(self, id: u64, view: &View<'_>) -> Self {
        let index = view.index_of(id).min(view.len.saturating_sub(1));
        let top = view.viewport.revealing(self.resolve(view), index);
        if self == Self::Tail && top >= view.last_top() {
            return self;
        }
        self.at(top, view)
    }

    /// Moved so that the row with this id is `y` points below the upper edge, or as near as the ends allow.
    pub(crate) fn placing(self, id: u64, y: f64, view: &View<'_>) -> Self {
        let index = view.index_of(id).min(view.len.saturating_sub(1));
        let top = view.viewport.moved(Top::of_row(index), -y, view.len);
        if self == Self::Tail && top >= view.last_top() {
            return self;
        }
        self.at(top, view)
    }

    /// The position that names the row at `top`, if there is one.
    pub(crate) fn naming(top: Top, view: &View<'_>) -> Option<Self> {
        view.id_at(top.index).map(|id| Self::Row {
            id,
            offset: top.offset as f32,
        })
    }

    /// The position that names the row at `top`; unchanged if there is none.
    fn at(self, top: Top, view: &View<'_>) -> Self {
        Self::naming(top, view).unwrap_or(self)
    }
}
