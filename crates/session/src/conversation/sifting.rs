//! Which rows of a list are shown, by the group of each.

use std::sync::Arc;

use message_log::Seq;
use parking_lot::Mutex;

use super::groups::Group;
use super::state::State;
use crate::search::{Rows, Run, Sift};

/// What becomes of the rows of a group.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sifted {
    /// Each is shown.
    Shown,
    /// None is shown.
    Hidden,
    /// Of those that follow each other the first is shown, for all groups that are folded.
    Folded,
    /// The same, for those of the same group.
    FoldedWithLike,
}

/// Asks for each row what becomes of it.
pub(super) struct Sifting<F> {
    state: Arc<Mutex<State>>,
    /// For which groups it holds: they were other ones before, or are later.
    revision: u64,
    folds: bool,
    sifted: F,
}

impl<F: Fn(Option<&Group>) -> Sifted> Sifting<F> {
    pub(super) fn new(state: Arc<Mutex<State>>, folds: bool, sifted: F) -> Self {
        let revision = state.lock().revision;
        Self {
            state,
            revision,
            folds,
            sifted,
        }
    }

    /// What becomes of rows of each group, and of those of none.
    fn decide(&self, state: &State) -> (Vec<Sifted>, Sifted) {
        let each = state.groups.iter().map(|group| (self.sifted)(Some(group)));
        (each.collect(), (self.sifted)(None))
    }
}

impl<F: Fn(Option<&Group>) -> Sifted + Send + Sync> Sift for Sifting<F> {
    fn sift(&self, rows: &[Seq], run: &mut Run) -> (Rows, Seq) {
        let state = self.state.lock();
        let (each, others) = self.decide(&state);
        let mut sifted = Rows::default();
        for seq in rows.iter().copied().take_while(|seq| *seq < state.next) {
            let index = state.groups.index_of(seq);
            let next = match index.map_or(others, |index| each[index]) {
                Sifted::Hidden => continue,
                Sifted::Shown => Run::None,
                Sifted::Folded => Run::Any,
                Sifted::FoldedWithLike => Run::Of(index),
            };
            if next == Run::None || next != *run {
                sifted.shown.push(seq);
            }
            sifted.unfolded.push(seq);
            *run = next;
        }
        (sifted, state.next)
    }

    fn folds(&self) -> bool {
        self.folds
    }

    fn hides(&self, seq: Seq) -> bool {
        let state = self.state.lock();
        (self.sifted)(state.groups.of(seq)) == Sifted::Hidden
    }

    fn is_outdated(&self) -> bool {
        self.state.lock().revision != self.revision
    }
}
