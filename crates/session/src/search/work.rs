//! What a runner works on, a page at a time.

use message_log::Seq;
use message_log::search::Matches;
use parking_lot::Mutex;

/// How far a step has led.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Step {
    /// A page was looked at, and there is more.
    More,
    /// A page was looked at, and it was the last.
    Last,
    /// There was nothing to look at.
    Nothing,
}

/// What is done beside the window, a page at a time.
pub(crate) trait Work: Send + Sync {
    /// Looks at one page.
    fn step(&self) -> Step;
}

/// What a search does.
pub(crate) trait SearchWork: Work {
    /// What was found so far.
    fn found(&self) -> &Mutex<Found>;
}

/// What was found so far.
#[derive(Debug)]
pub(crate) struct Found {
    /// The messages, or frames, that pass the filter and are shown.
    pub matches: Matches,
    /// The same, and those that are folded into them; `None` if none is folded.
    pub unfolded: Option<Matches>,
    /// The first one that was not looked at.
    pub next: Seq,
}

impl Found {
    /// Nothing yet.
    pub(super) fn nothing() -> Mutex<Self> {
        Mutex::new(Self {
            matches: Matches::default(),
            unfolded: None,
            next: Seq::FIRST,
        })
    }

    /// All that pass the filter, whether they are folded or not.
    pub(crate) fn all(&self) -> &Matches {
        self.unfolded.as_ref().unwrap_or(&self.matches)
    }

    /// Forgets what the record has forgotten.
    pub(super) fn drop_before(&mut self, oldest: Seq) {
        self.matches.drop_before(oldest);
        if let Some(unfolded) = &mut self.unfolded {
            unfolded.drop_before(oldest);
        }
    }
}
