//! What is watched in one tab.

use session::watch::{Measure, PathError, Side, Watch, WatchedPath};

use message_log::Seq;

/// So many paths are watched at once: each has a thread, and a page with more is no longer looked through.
pub const MAX_WATCHED: usize = 16;
/// How long a change is marked, in seconds.
const MARK_S: f64 = 0.5;

/// What is watched in one tab.
#[derive(Default)]
pub struct State {
    watched: Vec<Watched>,
    /// What is typed to be watched.
    pub(super) typed: String,
    /// In which messages it is to be looked for.
    pub(super) side: Side,
    /// Why what was typed cannot be watched.
    pub(super) problem: Option<Problem>,
    /// Whether that is told once more, though it was told before.
    pub(super) is_told_anew: bool,
}

/// A path that is watched, and what is known of its values.
pub struct Watched {
    pub(super) watch: Watch,
    pub(super) measure: Measure,
    /// The first message that had not been looked at when this was asked.
    pub(super) next: Option<Seq>,
    /// Until when its last change is marked.
    marked_until: f64,
}

/// Why a path cannot be watched.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Problem {
    /// It is none.
    Path(PathError),
    /// It is watched already.
    Twice,
    /// There are as many as there can be.
    Full,
}

impl State {
    /// Reads a path that is to be watched.
    ///
    /// # Errors
    /// Why it cannot be.
    fn read(&self, text: &str, side: Side) -> Result<WatchedPath, Problem> {
        let path = WatchedPath::parse(text, side).map_err(Problem::Path)?;
        let is_same = |other: &WatchedPath| other.text() == path.text() && other.side() == side;
        if self.paths().any(is_same) {
            return Err(Problem::Twice);
        }
        if self.watched.len() >= MAX_WATCHED {
            return Err(Problem::Full);
        }
        Ok(path)
    }

    /// Watches a path, if it is one. Otherwise it stays where it is typed, with what is wrong with it.
    pub fn add(&mut self, text: &str, side: Side, begin: impl FnOnce(WatchedPath) -> Watch) {
        match self.read(text, side) {
            Ok(path) => {
                self.watched.push(Watched::new(begin(path)));
                if self.typed == text {
                    self.typed.clear();
                }
                self.problem = None;
            }
            Err(problem) => {
                text.clone_into(&mut self.typed);
                self.side = side;
                self.problem = Some(problem);
                self.is_told_anew = true;
            }
        }
    }

    /// What is watched.
    pub fn paths(&self) -> impl Iterator<Item = &WatchedPath> {
        self.watched.iter().map(|watched| watched.watch.path())
    }

    /// Watches it no longer.
    pub fn remove(&mut self, place: usize) -> Option<Watched> {
        (place < self.watched.len()).then(|| self.watched.remove(place))
    }

    /// Whether one that was removed has room.
    pub fn has_room(&self) -> bool {
        self.watched.len() < MAX_WATCHED
    }

    /// Watches again what was removed.
    pub fn put_back(&mut self, place: usize, watched: Watched) {
        if self.has_room() {
            self.watched.insert(place.min(self.watched.len()), watched);
        }
    }

    /// Once a frame: looks on where something has arrived. Says whether it must be called again though nothing arrives.
    pub fn poll(&self) -> bool {
        let polled = self.watched.iter().map(|watched| watched.watch.poll());
        polled.fold(false, |any, one| any | one)
    }

    /// The rows before this one are gone.
    pub fn clear(&mut self, from: Seq) {
        for watched in &mut self.watched {
            watched.watch.clear(from);
            watched.measure = Measure::default();
            watched.next = None;
        }
    }

    /// Looks at all messages anew.
    pub fn look_again(&mut self, begin: impl Fn(WatchedPath) -> Watch) {
        for watched in &mut self.watched {
            *watched = Watched::new(begin(watched.watch.path().clone()));
        }
    }

    /// What is watched, as it is known now.
    pub(super) fn refresh(&mut self, now_s: f64) -> &[Watched] {
        for watched in &mut self.watched {
            watched.refresh(now_s);
        }
        &self.watched
    }
}

impl Watched {
    fn new(watch: Watch) -> Self {
        Self {
            watch,
            measure: Measure::default(),
            next: None,
            marked_until: 0.0,
        }
    }

    /// What is watched.
    pub fn path(&self) -> &WatchedPath {
        self.watch.path()
    }

    fn refresh(&mut self, now_s: f64) {
        let Some((next, measure)) = self.watch.measure_since(self.next) else {
            return;
        };
        let is_change = measure.changes > self.measure.changes;
        // What was in the list before is not news.
        if is_change && self.measure.values > 0 {
            self.marked_until = now_s + MARK_S;
        }
        self.measure = measure;
        self.next = Some(next);
    }

    /// For how many seconds its last change is still to be marked.
    pub(super) fn marked_for(&self, now_s: f64) -> Option<f64> {
        let rest = self.marked_until - now_s;
        (rest > 0.0).then_some(rest)
    }
}
