//! Messages that are expected in any order: which of them a message that came is taken for.

use std::collections::{BTreeSet, HashMap, VecDeque};

use message_log::Kind;

use crate::syntax::Pattern;

/// Those that have not come. A text without variables is found by what it says; each of the others is looked at, and
/// [`MAX_UNORDERED`](crate::limits::MAX_UNORDERED) limits how many there may be.
#[derive(Debug, Default)]
pub(super) struct Unordered {
    texts: HashMap<Box<str>, VecDeque<usize>>,
    others: BTreeSet<usize>,
    count: usize,
}

impl Unordered {
    pub(super) fn new(patterns: &[Pattern]) -> Self {
        let mut left = Self {
            count: patterns.len(),
            ..Self::default()
        };
        for (index, pattern) in patterns.iter().enumerate() {
            match pattern.constant_text() {
                Some(text) => left.texts.entry(text.into()).or_default().push_back(index),
                None => {
                    left.others.insert(index);
                }
            }
        }
        left
    }

    /// How many there are.
    pub(super) fn len(&self) -> usize {
        self.count
    }

    /// Takes the first of those that a message fits to; `fit` says whether it does. `None` if there is none.
    pub(super) fn take<T, E>(
        &mut self,
        (kind, payload): (Kind, &[u8]),
        mut fit: impl FnMut(usize) -> Result<Option<T>, E>,
    ) -> Result<Option<T>, E> {
        let text = std::str::from_utf8(payload).ok();
        let text = text.filter(|_| kind == Kind::Text);
        let same = text.and_then(|text| self.texts.get(text)?.front().copied());
        let before = same.unwrap_or(usize::MAX);
        let mut found = None;
        for index in self.others.range(..before).copied().chain(same) {
            if let Some(what) = fit(index)? {
                found = Some((index, what));
                break;
            }
        }
        let Some((index, what)) = found else {
            return Ok(None);
        };
        self.count -= 1;
        if !self.others.remove(&index)
            && let Some(text) = text
            && let Some(same) = self.texts.get_mut(text)
        {
            same.pop_front();
            if same.is_empty() {
                self.texts.remove(text);
            }
        }
        Ok(Some(what))
    }

    /// Which these are.
    pub(super) fn indices(&self) -> BTreeSet<usize> {
        let texts = self.texts.values().flatten();
        self.others.iter().chain(texts).copied().collect()
    }

    /// The last one, if only one is left.
    pub(super) fn only(&self) -> Option<usize> {
        let texts = self.texts.values().flatten().copied();
        let one = || self.others.iter().copied().chain(texts).next();
        (self.count == 1).then(one).flatten()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Script;
    use crate::syntax::{Action, Awaited};

    fn patterns(lines: &[&str]) -> Vec<Pattern> {
        let script = format!(
            "connect ws://localhost/\nexpect any order\n  {}",
            lines.join("\n  ")
        );
        let script = Script::parse(&script).unwrap();
        script
            .steps
            .iter()
            .find_map(|step| match &step.action {
                Action::Expect(expect) => match &expect.awaited {
                    Awaited::AnyOrder(patterns) => Some(patterns.clone()),
                    _ => None,
                },
                _ => None,
            })
            .unwrap()
    }

    /// Takes these texts, one after the other, where the others fit to what begins with `x`. Which were taken, and how often it was looked.
    fn taken(lines: &[&str], texts: &[&str]) -> (Vec<Option<usize>>, u64) {
        let patterns = patterns(lines);
        let mut left = Unordered::new(&patterns);
        let mut looks = 0;
        let taken = texts.iter().map(|text| {
            let taken = left.take((Kind::Text, text.as_bytes()), |index| {
                looks += 1;
                let fits = match patterns[index].constant_text() {
                    Some(expected) => expected == *text,
                    None => text.starts_with('x'),
                };
                Ok::<_, ()>(fits.then_some(index))
            });
            taken.unwrap()
        });
        (taken.collect(), looks)
    }

    #[test]
    fn a_message_is_taken_for_the_first_that_it_fits_to() {
        let lines = [
            r#"text "a""#,
            "text matches /x/",
            r#"text "xb""#,
            "text matches /x/",
            r#"text "a""#,
        ];
        let (which, _) = taken(&lines, &["xb", "a", "xb", "xb", "a", "a", "xb"]);
        let expected = [Some(1), Some(0), Some(2), Some(3), Some(4), None, None];
        assert_eq!(which, expected);
    }

    #[test]
    fn each_text_is_looked_at_once_however_many_are_expected() {
        for count in [10_usize, 1000, 10_000] {
            let lines: Vec<String> = (0..count).map(|n| format!("text \"{n}\"")).collect();
            let lines: Vec<_> = lines.iter().map(String::as_str).collect();
            let texts: Vec<String> = (0..count).rev().map(|n| n.to_string()).collect();
            let texts: Vec<_> = texts.iter().map(String::as_str).collect();
            let (which, looks) = taken(&lines, &texts);
            assert!(which.iter().all(Option::is_some));
            assert_eq!(looks, count as u64);
            // What nobody expects is not compared at all.
            assert_eq!(taken(&lines, &["other"; 100]).1, 0);
        }
    }
}
