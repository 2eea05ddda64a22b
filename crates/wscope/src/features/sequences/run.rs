//! A sequence that is carried out.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use script::{Failure, Outcome, Runner, Script, ScriptError, Setup, Told, Turn};
use session::Session;
use virtual_list::ListState;
use web_time::Instant;

/// How long steps are begun in one frame: a script may have a million that take no time.
const FRAME_TIME: Duration = Duration::from_millis(4);

/// What came of the step on a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mark {
    /// It is under way.
    Running,
    /// It was as expected; in a `repeat` the last time.
    Passed(Duration),
    /// It was not.
    Failed(Duration),
}

/// How far the steps are carried out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Pace {
    /// To the end.
    All,
    /// The one that was asked for.
    Step,
    /// None any more.
    Stopped,
}

/// A sequence that is carried out, and what came of it.
pub struct Run {
    runner: Runner,
    pace: Pace,
    marks: BTreeMap<u32, Mark>,
    /// Whether the connections that were left open are closed.
    is_closed: bool,
    /// The connection whose messages are shown, if the person has chosen one.
    pub(super) chosen: Option<Option<String>>,
    /// Where the person is in the messages of each.
    pub(super) lists: BTreeMap<Option<String>, ListState>,
}

impl Run {
    /// One whose first step is not begun.
    ///
    /// # Errors
    /// What can be known to be wrong before anything is sent.
    pub fn new(script: Arc<Script>, setup: Setup) -> Result<Self, Vec<ScriptError>> {
        Ok(Self {
            runner: Runner::new(script, setup)?,
            pace: Pace::Step,
            marks: BTreeMap::new(),
            is_closed: false,
            chosen: None,
            lists: BTreeMap::new(),
        })
    }

    /// Carries out all steps that are left.
    pub fn run_all(&mut self) {
        if !self.is_over() {
            self.pace = Pace::All;
        }
    }

    /// Begins the next step, if none is under way.
    pub fn step(&mut self) {
        if self.is_over() || self.runner.is_within_step() || self.pace == Pace::All {
            return;
        }
        self.pace = Pace::Step;
        self.begin(Instant::now());
    }

    /// Carries out no more, and closes what is open.
    pub fn stop(&mut self) {
        if !self.is_over() {
            self.pace = Pace::Stopped;
            self.close();
        }
    }

    /// Ends it with the program: closes what is open, and waits at most so long for each.
    pub fn finish(self, patience: Duration) {
        self.runner.finish(patience);
    }

    /// Once a frame: goes on. After which time it wants to be asked again, at the latest.
    pub fn poll(&mut self) -> Option<Duration> {
        let start = Instant::now();
        loop {
            let now = Instant::now();
            let marks = &mut self.marks;
            let turn = self.runner.poll(now, &mut |told| note(marks, &told));
            match turn {
                Turn::Wait(rest) => return rest,
                Turn::Over => {
                    self.close();
                    return None;
                }
                Turn::Ready => {}
            }
            // What was left unexpected is known after the last step.
            let goes_on = match self.pace {
                Pace::All => true,
                Pace::Step => self.runner.step().is_none(),
                Pace::Stopped => false,
            };
            if !goes_on {
                return None;
            }
            if now.saturating_duration_since(start) >= FRAME_TIME {
                return Some(Duration::ZERO);
            }
            self.begin(now);
        }
    }

    fn begin(&mut self, now: Instant) {
        let marks = &mut self.marks;
        self.runner.begin(now, &mut |told| note(marks, &told));
    }

    fn close(&mut self) {
        if !std::mem::replace(&mut self.is_closed, true) {
            self.runner.close_all();
        }
    }

    /// Whether no step will follow.
    pub fn is_over(&self) -> bool {
        self.pace == Pace::Stopped || self.runner.outcome().is_some()
    }

    /// Whether something goes on by itself.
    pub fn is_running(&self) -> bool {
        !self.is_over() && (self.pace == Pace::All || self.runner.is_within_step())
    }

    /// Whether it was ended by the person.
    pub fn is_stopped(&self) -> bool {
        self.pace == Pace::Stopped
    }

    /// The line of the step that is under way or comes next.
    pub fn line(&self) -> Option<u32> {
        if self.is_over() {
            return None;
        }
        self.runner.line()
    }

    /// Why it failed, if it has.
    pub fn failure(&self) -> Option<&Failure> {
        match self.runner.outcome() {
            Some(Outcome::Failed(failure)) => Some(failure),
            Some(Outcome::Passed | Outcome::Skipped(_)) | None => None,
        }
    }

    /// Why what was left was not carried out, if the script said so; it may be empty.
    pub fn skipped(&self) -> Option<&str> {
        match self.runner.outcome() {
            Some(Outcome::Skipped(reason)) => Some(reason),
            _ => None,
        }
    }

    /// Whether everything was as expected.
    pub fn has_passed(&self) -> bool {
        self.runner.outcome() == Some(&Outcome::Passed)
    }

    /// What came of the step on a line.
    pub fn mark(&self, line: u32) -> Option<Mark> {
        self.marks.get(&line).copied()
    }

    /// How many lines have passed.
    pub fn passed(&self) -> usize {
        let marks = self.marks.values();
        marks.filter(|mark| matches!(mark, Mark::Passed(_))).count()
    }

    /// The connections that were made.
    pub(super) fn sessions(&self) -> impl Iterator<Item = (Option<&str>, &Session)> {
        self.runner.sessions()
    }

    /// The connection whose messages are shown: the one that was chosen, or that of the step that is under way or comes next.
    pub(super) fn shown(&self) -> Option<Option<String>> {
        let is_there = |wanted: &Option<String>| {
            let mut names = self.sessions().map(|(name, _)| name);
            names.any(|name| name == wanted.as_deref())
        };
        let chosen = self.chosen.clone();
        let failed = self.failure().map(|failure| failure.connection.clone());
        let next = self.runner.step().map(|step| step.connection.clone());
        let last = self.sessions().last();
        let last = last.map(|(name, _)| name.map(str::to_owned));
        let mut wanted = chosen.into_iter().chain(failed).chain(next).chain(last);
        wanted.find(is_there)
    }
}

fn note(marks: &mut BTreeMap<u32, Mark>, told: &Told<'_>) {
    let (line, mark) = match told {
        Told::Began(line) => (*line, Mark::Running),
        Told::Passed(line, took) => (*line, Mark::Passed(*took)),
        Told::Failed(failure, took) => (failure.line, Mark::Failed(*took)),
        Told::Skipped(line) => {
            marks.remove(line);
            return;
        }
    };
    marks.insert(line, mark);
}
