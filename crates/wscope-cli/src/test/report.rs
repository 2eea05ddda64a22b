//! What came of scripts.

use std::time::Duration;

use script::{Category, Failure, Fault};

use crate::ending::Exit;

/// What came of all scripts.
#[derive(Debug, Default)]
pub(super) struct Report {
    pub(super) scripts: Vec<ScriptReport>,
    pub(super) is_interrupted: bool,
}

/// What came of one script.
#[derive(Debug)]
pub(super) struct ScriptReport {
    /// Its file, as it was named.
    pub(super) name: String,
    pub(super) steps: Vec<StepReport>,
    pub(super) end: End,
    pub(super) took: Duration,
}

/// What came of one of the outermost steps of a script.
#[derive(Debug)]
pub(super) struct StepReport {
    pub(super) line: u32,
    /// As it stands in the script, without credentials.
    pub(super) text: String,
    pub(super) state: StepState,
    pub(super) took: Duration,
}

/// What came of a step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum StepState {
    /// It was not carried out, or not to its end.
    Skipped,
    Passed,
    Failed,
}

impl StepState {
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Skipped => "skipped",
            Self::Passed => "passed",
            Self::Failed => "failed",
        }
    }
}

/// How a script ended.
#[derive(Debug)]
pub(super) enum End {
    Passed,
    Failed(Box<Told>),
    /// A signal came before its end.
    Interrupted,
    /// It said that what is left is not to be carried out, for this reason, which may be empty.
    Skipped(String),
}

/// Why a script failed.
#[derive(Debug)]
pub(super) struct Told {
    pub(super) failure: Failure,
    /// The line that is to blame.
    pub(super) line: u32,
    /// In one sentence.
    pub(super) words: String,
}

impl Told {
    /// What kind of failure it is, in a word.
    pub(super) fn category(&self) -> &'static str {
        match self.failure.fault.category() {
            Category::Expectation => "expectation",
            Category::Script => "script",
            Category::NotConnected => "not-connected",
            Category::Abnormal => "abnormal",
        }
    }

    fn exit(&self) -> Exit {
        if let Fault::NotConnected(event) = &self.failure.fault {
            return Exit::of_failure(event);
        }
        match self.failure.fault.category() {
            Category::Expectation => Exit::Failed,
            Category::Script => Exit::Usage,
            Category::NotConnected => Exit::CannotConnect,
            Category::Abnormal => Exit::Abnormal,
        }
    }
}

impl ScriptReport {
    pub(super) fn failed(&self) -> Option<&Told> {
        match &self.end {
            End::Failed(told) => Some(told),
            End::Passed | End::Interrupted | End::Skipped(_) => None,
        }
    }

    pub(super) fn has_passed(&self) -> bool {
        matches!(self.end, End::Passed)
    }
}

impl Report {
    pub(super) fn passed(&self) -> usize {
        self.scripts
            .iter()
            .filter(|script| script.has_passed())
            .count()
    }

    pub(super) fn failed(&self) -> usize {
        self.scripts
            .iter()
            .filter(|script| script.failed().is_some())
            .count()
    }

    pub(super) fn skipped(&self) -> usize {
        let is_skipped = |script: &&ScriptReport| matches!(script.end, End::Skipped(_));
        self.scripts.iter().filter(is_skipped).count()
    }

    /// The code for all of them: that of a signal, or the lowest of those that failed.
    pub(super) fn exit(&self) -> Exit {
        if self.is_interrupted {
            return Exit::Interrupted;
        }
        let failed = self.scripts.iter().filter_map(ScriptReport::failed);
        let lowest = failed.map(Told::exit).min_by_key(|exit| *exit as u8);
        lowest.unwrap_or(Exit::Done)
    }
}
