//! Carrying out one script.

use std::sync::Arc;
use std::thread;
use std::time::{Duration, Instant};

use connection::{Options, redacted_addresses};
use script::{Files, Outcome, Runner, Script, Setup, Told as Event, Turn, Variables};
use transport::Full;

use super::interrupt::Interrupt;
use super::report::{End, ScriptReport, StepReport, StepState, Told};
use crate::limits::{CLOSE_TIMEOUT, INTERRUPTED_CLOSE_TIMEOUT};
use crate::telling::cut;
use crate::words;

/// A script that is to be carried out.
pub(super) struct Job {
    /// Its file, as it was named.
    pub(super) name: String,
    pub(super) script: Arc<Script>,
    pub(super) options: Options,
    pub(super) variables: Variables,
    pub(super) files: Arc<dyn Files>,
}

impl Job {
    /// Carries it out, on this thread.
    pub(super) fn run(&self, interrupt: &Interrupt) -> ScriptReport {
        let began = Instant::now();
        let mut steps = self.steps();
        let end = match Runner::new(Arc::clone(&self.script), self.setup()) {
            Ok(runner) => carry_out(runner, &mut steps, interrupt),
            // It was checked before; a file may be gone since.
            Err(errors) => End::Failed(Box::new(unusable(&errors))),
        };
        ScriptReport {
            name: self.name.clone(),
            steps,
            end,
            took: began.elapsed(),
        }
    }

    fn setup(&self) -> Setup {
        let this = thread::current();
        Setup {
            transport: Arc::new(Full),
            wake: Arc::new(move || this.unpark()),
            options: self.options.clone(),
            variables: self.variables.clone(),
            files: Arc::clone(&self.files),
        }
    }

    pub(super) fn steps(&self) -> Vec<StepReport> {
        let step = |step: &script::Step| StepReport {
            line: step.line,
            text: cut(redacted_addresses(self.script.line(step.line)).into_owned()),
            state: StepState::Skipped,
            took: Duration::ZERO,
        };
        self.script.steps.iter().map(step).collect()
    }
}

fn carry_out(mut runner: Runner, steps: &mut [StepReport], interrupt: &Interrupt) -> End {
    let mut note = |event: Event<'_>| note(steps, event);
    let end = loop {
        if interrupt.is_interrupted() {
            break End::Interrupted;
        }
        match runner.poll(Instant::now(), &mut note) {
            Turn::Ready => runner.begin(Instant::now(), &mut note),
            Turn::Wait(None) => thread::park(),
            Turn::Wait(Some(time)) => thread::park_timeout(time),
            Turn::Over => break end(&runner),
        }
    };
    let patience = match end {
        End::Interrupted => INTERRUPTED_CLOSE_TIMEOUT,
        End::Passed | End::Failed(_) | End::Skipped(_) => CLOSE_TIMEOUT,
    };
    runner.finish(patience);
    end
}

fn end(runner: &Runner) -> End {
    match runner.outcome() {
        Some(Outcome::Failed(failure)) => End::Failed(Box::new(Told {
            line: failure.fault.line().unwrap_or(failure.line),
            words: cut(failure.fault.words(&words::ending)),
            failure: (**failure).clone(),
        })),
        Some(Outcome::Skipped(reason)) => End::Skipped(reason.clone()),
        Some(Outcome::Passed) | None => End::Passed,
    }
}

/// A step within a `repeat` counts for that.
fn note(steps: &mut [StepReport], event: Event<'_>) {
    let (line, state, took) = match event {
        Event::Began(_) | Event::Skipped(_) => return,
        Event::Passed(line, took) => (line, StepState::Passed, took),
        Event::Failed(failure, took) => (failure.line, StepState::Failed, took),
    };
    let count = steps.partition_point(|step| step.line <= line);
    if let Some(step) = count.checked_sub(1).and_then(|index| steps.get_mut(index)) {
        step.took += took;
        step.state = state;
    }
}

fn unusable(errors: &[script::ScriptError]) -> Told {
    let first = errors.first();
    let line = first.map_or(1, |error| error.at.line);
    let words = cut(first.map(ToString::to_string).unwrap_or_default());
    Told {
        line,
        words: words.clone(),
        failure: script::Failure {
            line,
            connection: None,
            fault: script::Fault::Script(words),
            last: Vec::new(),
        },
    }
}
