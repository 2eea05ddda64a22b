use memchr::memmem::Finder;

/// How much is folded first, in bytes: the next match may be near.
const MIN_FOLD_BYTES: usize = 64;

/// How much is folded at once in the end, in bytes. Stays in the fastest cache.
const MAX_FOLD_BYTES: usize = 4096;

/// A text that stands for itself.
///
/// To ignore the case, a copy of the payload is folded to lowercase, little by little, and searched
/// as if the case mattered. That is faster than a regular expression, and just as fast when the
/// text begins like something that is everywhere.
#[derive(Clone, Debug)]
pub(super) struct Literal {
    /// Boxed, because it is ten times as large as a regular expression.
    finder: Box<Finder<'static>>,
    ignores_case: bool,
}

impl Literal {
    /// A text whose case matters.
    pub(super) fn exact(text: &str) -> Self {
        Self {
            finder: Box::new(Finder::new(text).into_owned()),
            ignores_case: false,
        }
    }

    /// A text in which the case of the letters A to Z does not matter.
    pub(super) fn any_ascii_case(text: &str) -> Self {
        Self {
            ignores_case: true,
            ..Self::exact(&text.to_ascii_lowercase())
        }
    }

    /// The length of every match, in bytes.
    pub(super) fn len(&self) -> usize {
        self.finder.needle().len()
    }

    /// Where the text occurs first.
    pub(super) fn find(&self, payload: &[u8]) -> Option<usize> {
        if self.ignores_case {
            self.find_folded(payload)
        } else {
            self.finder.find(payload)
        }
    }

    fn find_folded(&self, payload: &[u8]) -> Option<usize> {
        // Each step reads on so far that a match cannot hide between two of them.
        let reads_on = self.len().saturating_sub(1);
        let mut folded = Vec::new();
        let mut start = 0;
        let mut step = MIN_FOLD_BYTES.max(reads_on);
        while start + reads_on < payload.len() {
            let end = payload.len().min(start + step + reads_on);
            folded.clear();
            folded.extend_from_slice(&payload[start..end]);
            folded.make_ascii_lowercase();
            if let Some(found) = self.finder.find(&folded) {
                return Some(start + found);
            }
            start += step;
            step = (2 * step).min(MAX_FOLD_BYTES.max(reads_on));
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_match_is_found_wherever_it_is() {
        #[track_caller]
        fn check(text: &str, before: usize, after: usize) {
            let mut payload = vec![b'N'; before];
            payload.extend(text.to_ascii_uppercase().bytes());
            payload.resize(payload.len() + after, b'.');
            let literal = Literal::any_ascii_case(text);
            assert_eq!(literal.find(&payload), Some(before));
            assert_eq!(literal.find(&payload[..payload.len() - after - 1]), None);
        }
        for before in (0..200).chain(MAX_FOLD_BYTES - 200..MAX_FOLD_BYTES + 200) {
            check("needle.", before, 0);
            check("needle.", before, 5000);
            check("x", before, 1);
        }
        check(&"x".repeat(10_000), 9000, 3);
    }
}
