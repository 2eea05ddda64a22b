//! The rows together with the window on them: what every movement has to know.

use crate::{
    Rows,
    viewport::{Top, Viewport},
};

/// A set of rows seen through a viewport, for the length of one frame.
#[derive(Clone, Copy)]
pub(crate) struct View<'a> {
    rows: &'a dyn Rows,
    /// Asked once a frame, so that one answer holds for the whole frame.
    pub(crate) len: u64,
    pub(crate) viewport: Viewport,
}

impl<'a> View<'a> {
    pub(crate) fn new(rows: &'a dyn Rows, viewport: Viewport) -> Self {
        Self {
            rows,
            len: rows.len(),
            viewport,
        }
    }

    pub(crate) fn id_at(&self, index: u64) -> Option<u64> {
        (index < self.len).then(|| self.rows.id_at(index))
    }

    /// The index of the first row whose id is `id` or greater; `len` if there is none.
    pub(crate) fn index_of(&self, id: u64) -> u64 {
        self.rows.index_of(id).min(self.len)
    }

    pub(crate) fn contains(&self, id: u64) -> bool {
        self.id_at(self.index_of(id)) == Some(id)
    }

    pub(crate) fn last_id(&self) -> Option<u64> {
        self.id_at(self.len.checked_sub(1)?)
    }

    pub(crate) fn last_top(&self) -> Top {
        self.viewport.last_top(self.len)
    }
}
