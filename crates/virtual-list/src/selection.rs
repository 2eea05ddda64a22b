//! Which rows are selected.

use std::ops::RangeInclusive;

use crate::Rows;

/// How many pieces a selection may have: more than anybody clicks together, and few enough to look one up in no time.
/// A row that would make one more stays as it is.
const MAX_PIECES: usize = 10_000;

/// A set of ids, kept as ranges: ten million rows that follow each other take as much room as one.
///
/// A range may name ids that are not among the rows, for example those that a filter leaves out. They come to be selected
/// when they are shown.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Selection {
    /// In order; between two of them is at least one id that is not selected.
    pieces: Vec<RangeInclusive<u64>>,
}

impl Selection {
    /// Whether no row is selected.
    pub fn is_empty(&self) -> bool {
        self.pieces.is_empty()
    }

    /// Whether this row is selected.
    pub fn contains(&self, id: u64) -> bool {
        self.piece_with(id).is_some()
    }

    /// The ranges of ids that are selected, in order.
    pub fn ranges(&self) -> &[RangeInclusive<u64>] {
        &self.pieces
    }

    /// How many of the rows are selected.
    pub fn count(&self, rows: &dyn Rows) -> u64 {
        let pieces = self.pieces.iter();
        pieces
            .map(|piece| {
                let end = match piece.end().checked_add(1) {
                    Some(next) => rows.index_of(next),
                    None => rows.len(),
                };
                end.saturating_sub(rows.index_of(*piece.start()))
            })
            .sum()
    }

    /// Selects these rows alone.
    pub fn set(&mut self, ids: RangeInclusive<u64>) {
        self.pieces.clear();
        self.insert(ids);
    }

    /// Selects no row.
    pub fn clear(&mut self) {
        self.pieces.clear();
    }

    /// Selects these rows as well.
    pub fn insert(&mut self, ids: RangeInclusive<u64>) {
        if ids.is_empty() {
            return;
        }
        // Pieces that touch the new one become one with it.
        let first = self
            .pieces
            .partition_point(|piece| piece.end().saturating_add(1) < *ids.start());
        let behind = ids.end().checked_add(1);
        let last = self
            .pieces
            .partition_point(|piece| behind.is_none_or(|behind| *piece.start() <= behind));
        let touched = &self.pieces[first..last.max(first)];
        if touched.is_empty() && self.pieces.len() >= MAX_PIECES {
            return;
        }
        let start = touched
            .first()
            .map_or(*ids.start(), |piece| *piece.start().min(ids.start()));
        let end = touched
            .last()
            .map_or(*ids.end(), |piece| *piece.end().max(ids.end()));
        self.pieces.splice(first..last.max(first), [start..=end]);
    }

    /// Selects this row, or no longer does.
    pub fn toggle(&mut self, id: u64) {
        let Some(at) = self.piece_with(id) else {
            self.insert(id..=id);
            return;
        };
        let (start, end) = self.pieces[at].clone().into_inner();
        // Nothing is before the first id, and nothing behind the last.
        let before = id.checked_sub(1).map(|end| start..=end);
        let behind = id.checked_add(1).map(|start| start..=end);
        let left: Vec<_> = [before, behind]
            .into_iter()
            .flatten()
            .filter(|piece| !piece.is_empty())
            .collect();
        if self.pieces.len() - 1 + left.len() <= MAX_PIECES {
            self.pieces.splice(at..=at, left);
        }
    }

    fn piece_with(&self, id: u64) -> Option<usize> {
        let at = self.pieces.partition_point(|piece| *piece.end() < id);
        let piece = self.pieces.get(at)?;
        piece.contains(&id).then_some(at)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use proptest::prelude::*;

    use super::*;

    #[derive(Clone, Debug)]
    enum Op {
        Set(u64, u64),
        Insert(u64, u64),
        Toggle(u64),
        Clear,
    }

    fn op() -> impl Strategy<Value = Op> {
        prop_oneof![
            1 => (0..40_u64, 0..10_u64).prop_map(|(start, len)| Op::Set(start, start + len)),
            4 => (0..40_u64, 0..6_u64).prop_map(|(start, len)| Op::Insert(start, start + len)),
            8 => (0..40_u64).prop_map(Op::Toggle),
            1 => Just(Op::Clear),
        ]
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(10_000))]

        #[test]
        fn a_selection_is_a_set(ops in prop::collection::vec(op(), 1..40), shown in 0..60_u64) {
            let (mut selection, mut model) = (Selection::default(), BTreeSet::new());
            for op in ops {
                match op {
                    Op::Set(start, end) => {
                        selection.set(start..=end);
                        model = (start..=end).collect();
                    }
                    Op::Insert(start, end) => {
                        selection.insert(start..=end);
                        model.extend(start..=end);
                    }
                    Op::Toggle(id) => {
                        selection.toggle(id);
                        if !model.remove(&id) {
                            model.insert(id);
                        }
                    }
                    Op::Clear => {
                        selection.clear();
                        model.clear();
                    }
                }
                let ids: Vec<u64> = selection.ranges().iter().cloned().flatten().collect();
                prop_assert_eq!(&ids, &model.iter().copied().collect::<Vec<_>>());
                prop_assert_eq!(selection.is_empty(), model.is_empty());
                for id in 0..60 {
                    prop_assert_eq!(selection.contains(id), model.contains(&id));
                }
                // As few pieces as can be.
                for pair in selection.ranges().windows(2) {
                    prop_assert!(pair[0].end() + 1 < *pair[1].start());
                }
                // Of the rows that a filter shows.
                let rows: Vec<u64> = (0..60).filter(|id| id % 3 == shown % 3).collect();
                let expected = rows.iter().filter(|id| model.contains(id)).count() as u64;
                prop_assert_eq!(selection.count(&rows), expected);
            }
        }
    }

    #[test]
    fn the_ends_of_all_ids_can_be_selected() {
        let mut selection = Selection::default();
        selection.set(0..=u64::MAX);
        assert!(selection.contains(0) && selection.contains(u64::MAX));
        assert_eq!(selection.count(&(0..u64::MAX)), u64::MAX);
        selection.toggle(0);
        selection.toggle(u64::MAX);
        assert_eq!(selection.ranges(), [1..=u64::MAX - 1]);
        selection.insert(u64::MAX..=u64::MAX);
        selection.insert(0..=0);
        assert_eq!(selection.ranges(), [0..=u64::MAX]);
    }

    #[test]
    fn pieces_are_bounded() {
        let mut selection = Selection::default();
        for number in 0..2 * MAX_PIECES as u64 {
            selection.toggle(2 * number);
        }
        assert_eq!(selection.ranges().len(), MAX_PIECES);
        let before = selection.clone();
        // One row less in the middle of a piece would be a piece more.
        selection.insert(0..=4);
        assert!(selection.ranges().len() < MAX_PIECES);
        selection.toggle(1_000_000);
        selection.toggle(2);
        assert!(selection.ranges().len() <= MAX_PIECES);
        assert!(before.contains(0));
    }
}
