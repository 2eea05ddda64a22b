use std::ops::Range;

use crate::page::Page;
use crate::search::{Filter, Matches, Pattern};
use crate::{PageView, Seq};

/// In how many parts messages are split to look closer. With more parts, fewer questions are asked
/// where many messages match; with fewer parts, where few do. Measured, it matters little.
const PARTS: usize = 16;

/// A search that goes on: it looks once at every message, in order, a page at a time.
#[derive(Clone, Debug)]
pub struct Scan<E = ()> {
    filter: Filter<E>,
    /// Whether messages of the application may pass because of their words.
    finds_words: bool,
    next: Seq,
    matches: Matches,
}

impl<E> Scan<E> {
    /// A search for the messages from `from` on that pass the filter.
    pub fn new(filter: Filter<E>, from: Seq) -> Self {
        Self {
            finds_words: filter.finds_words(),
            filter,
            next: from,
            matches: Matches::default(),
        }
    }

    /// What is searched for.
    pub fn filter(&self) -> &Filter<E> {
        &self.filter
    }

    /// The first message that was not looked at: where the page for [`advance`](Self::advance)
    /// should begin, and with the end of the log how far the search is.
    pub fn next(&self) -> Seq {
        self.next
    }

    /// What was found.
    pub fn matches(&self) -> &Matches {
        &self.matches
    }

    /// Looks at the messages of a page that were not looked at. This is the unit of work: about a
    /// tenth of a millisecond when few messages match, a millisecond or two when many do.
    ///
    /// Messages between [`next`](Self::next) and the page count as looked at.
    pub fn advance(&mut self, view: &PageView<E>) {
        let seqs = view.seqs();
        let mut sweep = Sweep {
            filter: &self.filter,
            finds_words: self.finds_words,
            page: view.page(),
            first: seqs.start,
            matches: &mut self.matches,
        };
        sweep.messages(self.next.since(seqs.start)..view.page().len());
        self.next = self.next.max(seqs.end);
    }

    /// Drops what was found before `seq`, as the log did.
    pub fn drop_before(&mut self, seq: Seq) {
        self.matches.drop_before(seq);
    }
}

/// One page being looked at.
struct Sweep<'a, E> {
    filter: &'a Filter<E>,
    finds_words: bool,
    page: &'a Page<E>,
    /// The name of the first message in `page`.
    first: Seq,
    matches: &'a mut Matches,
}

impl<E> Sweep<'_, E> {
    fn messages(&mut self, range: Range<usize>) {
        match &self.filter.pattern {
            Some(pattern) if pattern.is_context_free() => self.runs(pattern, range),
            _ => range.for_each(|index| self.message(index)),
        }
    }

    /// Asks about what may pass because of its words one by one, and about the messages between at once.
    fn runs(&mut self, pattern: &Pattern, range: Range<usize>) {
        let mut start = range.start;
        if self.finds_words || !self.page.is_all_data() {
            for index in range.clone() {
                if self.has_words(index) {
                    self.narrow_down(pattern, start..index);
                    self.message(index);
                    start = index + 1;
                }
            }
        }
        self.narrow_down(pattern, start..range.end);
    }

    fn has_words(&self, index: usize) -> bool {
        let kind = self.page.tag(index).kind();
        let is_worded = || self.filter.worded.contains(kind) || self.page.bytes(index).is_empty();
        !kind.is_data() || (self.finds_words && is_worded())
    }

    fn message(&mut self, index: usize) {
        let seq = self.first.plus(index);
        if self.filter.is_match(&self.page.message(index, seq)) {
            self.matches.push(seq);
        }
    }

    /// Asks about all messages of the range at once, and if they match, about parts of it.
    fn narrow_down(&mut self, pattern: &Pattern, range: Range<usize>) {
        if range.is_empty() || !pattern.is_match(self.page.bytes_of(range.clone())) {
            return;
        }
        if range.len() == 1 {
            self.matching_message(range.start);
            return;
        }
        let step = range.len().div_ceil(PARTS);
        for start in range.clone().step_by(step) {
            self.narrow_down(pattern, start..range.end.min(start + step));
        }
    }

    fn matching_message(&mut self, index: usize) {
        if self
            .filter
            .accepts_record(self.page.tag(index), self.page.bytes(index).len())
        {
            self.matches.push(self.first.plus(index));
        }
    }
}
