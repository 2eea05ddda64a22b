//! Which parts of an indented text can be folded, and which are.
//!
//! A part runs from an opening bracket to the one that closes it. Parts are found while the text is indented, in the order
//! of their opening brackets, so a row asks for its part by a binary search.

use std::collections::BTreeSet;

/// Deeper parts are not folded one by one: they go with the part around them. As deep as the indentation goes.
const MAX_LEVELS: usize = 32;
/// So many parts are known at most, or a message of brackets would fill the memory: 12 bytes each. What comes later stays
/// unfolded.
const MAX_PARTS: usize = 2 << 20;

/// The parts of one text, and which of them are folded.
#[derive(Clone, Debug, Default)]
pub struct Folds {
    parts: Vec<Part>,
    /// The parts that are open and not closed yet, outermost first, by their index.
    open: Vec<usize>,
    /// How many brackets are open, also those that are no part.
    depth: usize,
    /// Whether parts are folded unless `others` has them.
    is_folded: bool,
    /// Opening brackets of the parts that are not as `is_folded` says.
    others: BTreeSet<u32>,
}

#[derive(Clone, Copy, Debug)]
struct Part {
    /// Where its opening bracket is. An indented text is shorter than 4 GiB: see `json::MAX_GROWTH`.
    open: u32,
    /// Where its closing bracket is; where its opening bracket is while there is none.
    close: u32,
    /// Commas in it and not in a part of it.
    commas: u32,
}

impl Folds {
    /// A bracket was opened at `offset`.
    pub fn open(&mut self, offset: usize) {
        if self.depth == self.open.len() && self.depth < MAX_LEVELS && self.parts.len() < MAX_PARTS
        {
            let open = narrow(offset);
            self.open.push(self.parts.len());
            self.parts.push(Part {
                open,
                close: open,
                commas: 0,
            });
        }
        self.depth += 1;
    }

    /// The innermost bracket was closed at `offset`. A part that has nothing in it is none.
    pub fn close(&mut self, offset: usize) {
        self.depth = self.depth.saturating_sub(1);
        if self.depth >= self.open.len() {
            return;
        }
        let Some(index) = self.open.pop() else { return };
        if self.parts[index].open + 1 == narrow(offset) {
            self.parts.truncate(index);
        } else {
            self.parts[index].close = narrow(offset);
        }
    }

    /// A comma stood in the innermost part.
    pub fn comma(&mut self) {
        if self.depth == self.open.len()
            && let Some(index) = self.open.last()
        {
            self.parts[*index].commas += 1;
        }
    }

    /// Whether there is anything to fold.
    pub fn is_empty(&self) -> bool {
        self.parts.is_empty()
    }

    /// Whether the part whose opening bracket is at `offset` is folded. `None` if there is none.
    pub fn state(&self, offset: usize) -> Option<bool> {
        self.part(offset).map(|part| self.is_part_folded(part))
    }

    /// The folded part whose opening bracket is at `offset`: where its closing bracket is, and how many items it has.
    pub fn folded(&self, offset: usize) -> Option<(usize, u64)> {
        if !self.is_folded && self.others.is_empty() {
            return None;
        }
        let part = self.part(offset)?;
        self.is_part_folded(part)
            .then_some((part.close as usize, u64::from(part.commas) + 1))
    }

    /// Folds the part whose opening bracket is at `offset`, or unfolds it.
    pub fn toggle(&mut self, offset: usize) {
        if let Some(part) = self.part(offset)
            && !self.others.remove(&part.open)
        {
            self.others.insert(part.open);
        }
    }

    /// Folds every part but the outermost, or unfolds all.
    pub fn set_all(&mut self, is_folded: bool) {
        self.is_folded = is_folded;
        let outermost = self.parts.first().map(|part| part.open);
        self.others = outermost.filter(|_| is_folded).into_iter().collect();
    }

    fn part(&self, offset: usize) -> Option<Part> {
        let by_open = |part: &Part| part.open.cmp(&narrow(offset));
        let index = self.parts.binary_search_by(by_open).ok()?;
        let part = self.parts[index];
        (part.close > part.open).then_some(part)
    }

    fn is_part_folded(&self, part: Part) -> bool {
        self.is_folded != self.others.contains(&part.open)
    }
}

fn narrow(offset: usize) -> u32 {
    u32::try_from(offset).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The parts of a text without strings, as `(open, close, items)`.
    fn folds_of(text: &str) -> Folds {
        let mut folds = Folds::default();
        for (offset, byte) in text.bytes().enumerate() {
            match byte {
                b'[' => folds.open(offset),
                b']' => folds.close(offset),
                b',' => folds.comma(),
                _ => {}
            }
        }
        folds
    }

    #[track_caller]
    fn check(text: &str, expected: &[(usize, usize, u64)]) {
        let mut folds = folds_of(text);
        // All but the outermost, then that too.
        folds.set_all(true);
        if let Some(outermost) = folds.parts.first().map(|part| part.open as usize) {
            folds.toggle(outermost);
        }
        let found =
            (0..text.len()).filter_map(|at| folds.folded(at).map(|(end, items)| (at, end, items)));
        assert_eq!(found.collect::<Vec<_>>(), expected, "{text:?}");
    }

    #[test]
    fn parts_are_found_with_their_items() {
        check("", &[]);
        check("[]", &[]);
        check("[1]", &[(0, 2, 1)]);
        check("[1,[2,3],[]]", &[(0, 11, 3), (3, 7, 2)]);
        check("[1][2,2]", &[(0, 2, 1), (3, 7, 2)]);
    }

    #[test]
    fn what_is_not_closed_is_no_part() {
        check("[1,[2]", &[(3, 5, 1)]);
        check("]],[1]", &[(3, 5, 1)]);
    }

    #[test]
    fn a_part_is_folded_and_unfolded() {
        let mut folds = folds_of("[1,[2],[3]]");
        assert_eq!(folds.folded(3), None);
        folds.toggle(3);
        assert_eq!(folds.folded(3), Some((5, 1)));
        assert_eq!(folds.state(7), Some(false));
        folds.toggle(3);
        assert_eq!(folds.state(3), Some(false));
        folds.toggle(4);
        assert_eq!(folds.state(4), None);
    }

    #[test]
    fn all_but_the_outermost_are_folded() {
        let mut folds = folds_of("[1,[2],[3]]");
        folds.set_all(true);
        assert_eq!(
            [0, 3, 7].map(|at| folds.state(at)),
            [Some(false), Some(true), Some(true)]
        );
        folds.toggle(3);
        assert_eq!(folds.state(3), Some(false));
        folds.set_all(false);
        assert_eq!([0, 3, 7].map(|at| folds.state(at)), [Some(false); 3]);
    }

    #[test]
    fn brackets_cannot_fill_the_memory() {
        let mut folds = folds_of(&"[".repeat(1 << 20));
        assert_eq!(folds.parts.len(), MAX_LEVELS);
        for offset in (1 << 20)..(1 << 20) + 4 * MAX_PARTS {
            folds.close(offset);
            folds.open(offset);
        }
        assert!(folds.parts.len() <= MAX_PARTS);
    }
}
