//! What leaves rows out of what a filter finds, or folds them.

use std::sync::Arc;

use message_log::Seq;

/// Says which rows of those that a filter finds are shown.
pub(crate) trait Sift: Send + Sync {
    /// Which of these rows are shown, up to the first of which nothing is known yet. Returns that one too. `run` is what the row
    /// before them was folded with, and afterwards the last of them.
    fn sift(&self, rows: &[Seq], run: &mut Run) -> (Rows, Seq);

    /// Whether rows are folded, and not only left out.
    fn folds(&self) -> bool;

    /// Whether a row is left out.
    fn hides(&self, seq: Seq) -> bool;

    /// Whether other rows would be shown if they were looked at anew.
    fn is_outdated(&self) -> bool;
}

/// With which rows the next one is folded.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Run {
    /// With none.
    #[default]
    None,
    /// With any that is folded.
    Any,
    /// With those of this group.
    Of(Option<usize>),
}

/// What is left of some rows.
#[derive(Debug, Default)]
pub(crate) struct Rows {
    /// Those that are shown.
    pub(crate) shown: Vec<Seq>,
    /// The same, and those that are folded into them.
    pub(crate) unfolded: Vec<Seq>,
}

/// Leaves rows out of a list, or folds them. The page in a browser has none.
#[derive(Clone)]
pub struct Sieve(Arc<dyn Sift>);

impl Sieve {
    pub(crate) fn new(sift: impl Sift + 'static) -> Self {
        Self(Arc::new(sift))
    }

    pub(crate) fn sift(&self, rows: &[Seq], run: &mut Run) -> (Rows, Seq) {
        self.0.sift(rows, run)
    }

    pub(crate) fn folds(&self) -> bool {
        self.0.folds()
    }

    /// Whether a row is left out. One that is folded is not.
    pub fn hides(&self, seq: Seq) -> bool {
        self.0.hides(seq)
    }

    pub(crate) fn is_outdated(&self) -> bool {
        self.0.is_outdated()
    }
}
