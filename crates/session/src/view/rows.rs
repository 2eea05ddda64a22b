//! The rows of a view as they are in one frame.

use std::collections::BTreeSet;
use std::ops::Range;

use message_log::Seq;
use parking_lot::MutexGuard;

use crate::search::Found;

/// The rows of a view as they are in one frame: the numbers of messages and events, in order.
pub struct ViewRows<'a> {
    all: AllRows<'a>,
    /// Fewer than all while paused.
    len: u64,
}

/// A row into which those after it are folded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Fold {
    /// How many rows it is, itself among them: at least two.
    pub rows: u64,
    /// Whether they are shown.
    pub is_open: bool,
}

impl<'a> ViewRows<'a> {
    /// All of them, or those before `frozen`.
    pub(super) fn new(all: AllRows<'a>, frozen: Option<Seq>) -> Self {
        let len = frozen.map_or(all.len(), |end| all.index_of(end.get()));
        Self { all, len }
    }

    /// How many rows there are.
    pub fn len(&self) -> u64 {
        self.len
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// The number in the log of the row at `index`; 0, which no row has, where there is none.
    pub fn number_at(&self, index: u64) -> u64 {
        self.all.number_at(index)
    }

    /// The index of the first row whose number is not smaller.
    pub fn index_of(&self, number: u64) -> u64 {
        self.all.index_of(number).min(self.len)
    }

    /// What is folded into the row at `index`, if something is.
    pub fn fold_at(&self, index: u64) -> Option<Fold> {
        match &self.all {
            AllRows::Folded(folded) => folded.fold_at(index),
            AllRows::Kept(_) | AllRows::Found(_) => None,
        }
    }

    /// How many there are, those that are not shown while paused among them.
    pub(super) fn all_len(&self) -> u64 {
        self.all.len()
    }
}

pub(super) enum AllRows<'a> {
    /// All that is kept.
    Kept(Range<u64>),
    /// What a filter lets through.
    Found(MutexGuard<'a, Found>),
    /// The same, some of it folded.
    Folded(FoldedRows<'a>),
}

impl<'a> AllRows<'a> {
    /// What was found, with what is folded into these rows unfolded.
    pub(super) fn found(
        found: MutexGuard<'a, Found>,
        unfolded: &BTreeSet<Seq>,
        frozen: Option<Seq>,
    ) -> Self {
        if found.unfolded.is_some() {
            Self::Folded(FoldedRows::new(found, unfolded, frozen))
        } else {
            Self::Found(found)
        }
    }

    fn len(&self) -> u64 {
        match self {
            Self::Kept(kept) => kept.end.saturating_sub(kept.start),
            Self::Found(found) => found.matches.len(),
            Self::Folded(folded) => folded.heads() + folded.extra(folded.open.len()),
        }
    }

    fn number_at(&self, index: u64) -> u64 {
        match self {
            Self::Kept(kept) => kept.start + index,
            Self::Found(found) => found.matches.nth(index).map_or(0, Seq::get),
            Self::Folded(folded) => folded.nth(index).map_or(0, Seq::get),
        }
    }

    fn index_of(&self, number: u64) -> u64 {
        match self {
            Self::Kept(kept) => number.clamp(kept.start, kept.end) - kept.start,
            Self::Found(found) => found.matches.rank(Seq::new(number)),
            Self::Folded(folded) => folded.index_of(Seq::new(number)),
        }
    }
}

/// Rows of which some are folded into others, the heads of their runs. The head of the first run may be forgotten while
/// others of it are kept: the first of these is then its head.
pub(super) struct FoldedRows<'a> {
    found: MutexGuard<'a, Found>,
    /// The head of the first run, if it is no longer the one that was found.
    lead: Option<Seq>,
    /// The runs that are unfolded, in their order.
    open: Vec<Open>,
    /// While paused, the first message that is not shown.
    frozen: Option<Seq>,
}

/// A run that is unfolded.
struct Open {
    /// Which head it is.
    head: u64,
    /// How many rows stand before it, those of runs that are unfolded among them.
    index: u64,
    /// How many rows it has besides its head.
    rest: u64,
    /// How many rows that pass the filter come before its head, folded or not.
    place: u64,
}

/// The row into which a row is folded, in what was found.
pub(super) fn head(found: &Found, seq: Seq) -> Option<Seq> {
    let before = found.matches.rank(seq).checked_sub(1);
    before.map_or_else(|| found.all().nth(0), |index| found.matches.nth(index))
}

impl<'a> FoldedRows<'a> {
    fn new(found: MutexGuard<'a, Found>, unfolded: &BTreeSet<Seq>, frozen: Option<Seq>) -> Self {
        let first = found.all().nth(0);
        let lead = first.filter(|first| found.matches.nth(0) != Some(*first));
        let mut rows = Self {
            found,
            lead,
            open: Vec::new(),
            frozen,
        };
        for seq in unfolded {
            let head = rows.head_before(*seq);
            if rows.head_at(head) != Some(*seq) {
                continue;
            }
            let rest = rows.run(head) - 1;
            let open = Open {
                head,
                index: head + rows.extra(rows.open.len()),
                rest,
                place: rows.found.all().rank(*seq),
            };
            rows.open.push(open);
        }
        rows
    }

    /// How many heads there are.
    fn heads(&self) -> u64 {
        self.found.matches.len() + u64::from(self.lead.is_some())
    }

    fn head_at(&self, head: u64) -> Option<Seq> {
        match self.lead {
            Some(lead) if head == 0 => Some(lead),
            lead => self.found.matches.nth(head - u64::from(lead.is_some())),
        }
    }

    /// How many heads come before this.
    fn head_before(&self, seq: Seq) -> u64 {
        let is_after_lead = self.lead.is_some_and(|lead| lead < seq);
        self.found.matches.rank(seq) + u64::from(is_after_lead)
    }

    /// How many rows a run has, its head among them.
    fn run(&self, head: u64) -> u64 {
        let all = self.found.all();
        let place = |seq: Option<Seq>| seq.map_or(all.len(), |seq| all.rank(seq));
        // What came since the pause is not counted.
        let end = place(self.head_at(head + 1)).min(place(self.frozen));
        end.saturating_sub(place(self.head_at(head))).max(1)
    }

    /// How many rows the first runs that are unfolded have besides their heads.
    fn extra(&self, runs: usize) -> u64 {
        let last = runs.checked_sub(1).and_then(|last| self.open.get(last));
        last.map_or(0, |open| open.index - open.head + open.rest)
    }

    fn nth(&self, index: u64) -> Option<Seq> {
        let before = self.open.partition_point(|open| open.index < index);
        let within = before.checked_sub(1).and_then(|last| {
            let open = &self.open[last];
            let offset = index - open.index;
            (offset <= open.rest).then_some(open.place + offset)
        });
        match within {
            Some(place) => self.found.all().nth(place),
            None => self.head_at(index - self.extra(before)),
        }
    }

    fn index_of(&self, seq: Seq) -> u64 {
        let head = self.head_before(seq);
        let before = self.open.partition_point(|open| open.head < head);
        let last = before.checked_sub(1).map(|last| &self.open[last]);
        match last.filter(|open| open.head + 1 == head) {
            // In the run, or behind it.
            Some(open) => open.index + (self.found.all().rank(seq) - open.place).min(open.rest + 1),
            None => head + self.extra(before),
        }
    }

    fn fold_at(&self, index: u64) -> Option<Fold> {
        let seq = self.nth(index)?;
        let head = self.head_before(seq);
        let rows = (self.head_at(head) == Some(seq)).then(|| self.run(head))?;
        let is_open = self
            .open
            .binary_search_by_key(&head, |open| open.head)
            .is_ok();
        (rows > 1).then_some(Fold { rows, is_open })
    }
}

#[cfg(test)]
mod tests {
    use message_log::search::Matches;
    use parking_lot::Mutex;
    use proptest::prelude::*;

    use super::*;

    fn matches(rows: impl Iterator<Item = u64>) -> Matches {
        let mut matches = Matches::default();
        rows.for_each(|row| matches.push(Seq::new(row)));
        matches
    }

    proptest! {
        /// Rows that are folded are those that a plain list of them says, wherever they are looked up.
        #[test]
        fn folded_rows_are_where_a_plain_list_has_them(
            // How long each run is.
            runs in prop::collection::vec(1_u64..5, 0..12),
            opened in prop::collection::vec(any::<bool>(), 12),
            forgotten in 0_u64..20,
        ) {
            // Every third number is that of a row that does not pass the filter.
            let number = |place: u64| 1 + place * 3 / 2;
            let (mut place, mut heads) = (0, Vec::new());
            for run in &runs {
                heads.push(number(place));
                place += run;
            }
            let all: Vec<u64> = (0..place).map(number).collect();
            let mut found = Found {
                matches: matches(heads.iter().copied()),
                unfolded: Some(matches(all.iter().copied())),
                next: Seq::new(number(place)),
            };
            let oldest = number(forgotten);
            found.matches.drop_before(Seq::new(oldest));
            if let Some(unfolded) = &mut found.unfolded {
                unfolded.drop_before(Seq::new(oldest));
            }

            // As it should be: each row with the rows that it stands for, and whether they are shown.
            let mut expected: Vec<(u64, Option<Fold>)> = Vec::new();
            let mut unfolded = BTreeSet::new();
            for (index, head) in heads.iter().enumerate() {
                let end = heads.get(index + 1).copied().unwrap_or(u64::MAX);
                let kept = all.iter().filter(|row| (*head..end).contains(*row) && **row >= oldest);
                let run: Vec<u64> = kept.copied().collect();
                let Some(first) = run.first() else { continue };
                let is_open = opened[index];
                if is_open {
                    unfolded.insert(Seq::new(*first));
                }
                let rows = run.len() as u64;
                let fold = (rows > 1).then_some(Fold { rows, is_open });
                expected.push((*first, fold));
                let rest = run.iter().skip(1).filter(|_| is_open);
                expected.extend(rest.map(|row| (*row, None)));
            }

            let found = Mutex::new(found);
            let rows = ViewRows::new(AllRows::found(found.lock(), &unfolded, None), None);
            let shown: Vec<_> = (0..rows.len())
                .map(|index| (rows.number_at(index), rows.fold_at(index)))
                .collect();
            prop_assert_eq!(&shown, &expected);
            for looked_up in 0..=number(place) + 1 {
                let index = expected.iter().filter(|(row, _)| *row < looked_up).count() as u64;
                prop_assert_eq!(rows.index_of(looked_up), index, "{}", looked_up);
            }
        }
    }
}
