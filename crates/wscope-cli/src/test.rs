//! `wsc test`: carries out scripts, and reports what came of them.

mod human;
mod interrupt;
mod json;
mod junit;
mod list;
mod report;
mod run;
mod sources;
mod tap;

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{SyncSender, sync_channel};
use std::thread;

use anstream::AutoStream;
use clap::{Args, ValueEnum};
use script::{VariableError, Variables};

use self::interrupt::Interrupt;
use self::report::{Report, ScriptReport};
use self::run::Job;
pub(crate) use self::sources::is_script;
use self::sources::{Checks, SourceError};
use crate::connection_arguments::{ConnectionArguments, PlanError};
use crate::ending::Exit;
use crate::limits::MAX_PARALLEL;
use crate::overwriting::{Overwriting, check_output};
use crate::signals;
use crate::telling::complain;

/// Carries out test scripts (*.wstest): each connects, sends, and says what is to come.
#[derive(Debug, Args)]
#[command(
    after_help = "The language of the scripts is described in crates/script/README.md of the source. All of them are read before any \
                  connects.\n\n\
                  Exit codes:\n  \
                  0  everything was as expected\n  \
                  1  something else happened than was expected\n  \
                  2  an argument or a script cannot be used\n  \
                  3  a script could not connect\n  \
                  4  a connection ended abnormally\n  \
                  5  the report could not be written to its end, also because nobody reads on, as head\n  \
                  130  it was interrupted\n\n\
                  Example:\n  wsc test chat.wstest --variable host=localhost:4000"
)]
pub(crate) struct TestArguments {
    /// The scripts; a folder stands for all *.wstest files in it
    #[arg(value_name = "FILE", required = true)]
    files: Vec<PathBuf>,

    /// What {{NAME}} stands for in the scripts; may be given several times
    #[arg(long = "variable", value_name = "NAME=VALUE")]
    variables: Vec<String>,

    /// Write which scripts and steps there are, and carry out none: as text, or with --report json as one object
    #[arg(long)]
    list: bool,

    /// How many scripts are carried out at once
    #[arg(long, value_name = "NUMBER", default_value_t = 1, value_parser = clap::value_parser!(u16).range(1..=i64::from(MAX_PARALLEL)))]
    parallel: u16,

    /// How to report
    #[arg(long, value_name = "FORMAT", value_enum, default_value_t = ReportFormat::Human)]
    report: ReportFormat,

    /// Where to write the report, unless to standard output; replaces the file
    #[arg(long, value_name = "FILE")]
    output: Option<PathBuf>,

    #[command(flatten)]
    connection: ConnectionArguments,
}

/// How to report.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum ReportFormat {
    /// For people: a line for each script, and all about those that fail
    Human,
    /// Test Anything Protocol, version 14
    Tap,
    /// JUnit XML
    Junit,
    /// One JSON object
    Json,
}

/// Why nothing was carried out.
#[derive(Debug, thiserror::Error)]
enum TestError {
    #[error(transparent)]
    Plan(#[from] PlanError),
    #[error("the variable cannot be used: {0}")]
    Variable(#[from] VariableError),
    #[error(transparent)]
    Overwriting(#[from] Overwriting),
    #[error(transparent)]
    Source(#[from] SourceError),
    #[error("{path}: the report cannot be written: {error}")]
    Output { path: String, error: io::Error },
    #[error("a list is written as text or as JSON: --report human or json")]
    ListFormat,
    #[error("the system has no thread left: {0}")]
    Thread(io::Error),
}

impl TestError {
    fn exit(&self) -> Exit {
        match self {
            Self::Plan(_)
            | Self::Variable(_)
            | Self::Source(_)
            | Self::Overwriting(_)
            | Self::ListFormat => Exit::Usage,
            Self::Output { .. } => Exit::InputOutput,
            Self::Thread(_) => Exit::CannotConnect,
        }
    }
}

/// Does it, and says with which code to end.
pub(crate) fn test(arguments: &TestArguments) -> Exit {
    arguments.run().unwrap_or_else(|error| {
        complain(&error.to_string());
        error.exit()
    })
}

/// Where a report is written to. Colours go to a terminal that has them.
type Out = Box<dyn Write>;

impl TestArguments {
    fn run(&self) -> Result<Exit, TestError> {
        let options = self.connection.options()?;
        let mut variables = Variables::default();
        for variable in &self.variables {
            variables.assign(variable)?;
        }
        let checks = match self.list {
            true => Checks::Language,
            false => Checks::All,
        };
        let (jobs, inputs) = sources::load(&self.files, checks, &options, &variables)?;
        if let Some(output) = &self.output {
            check_output(output, inputs.into_iter().chain(self.connection.files()))?;
        }
        if self.list {
            return self.write_list(&jobs);
        }
        let out = self.out()?;
        let interrupt = Interrupt::default();
        let signal = interrupt.clone();
        signals::watch(move || signal.interrupt()).map_err(TestError::Thread)?;
        let (report, written) = self.carry_out(jobs, &interrupt, out)?;
        self.check_written(written)?;
        Ok(report.exit())
    }

    fn write_list(&self, jobs: &[Job]) -> Result<Exit, TestError> {
        let write = match self.report {
            ReportFormat::Human => list::human,
            ReportFormat::Json => list::json,
            ReportFormat::Tap | ReportFormat::Junit => return Err(TestError::ListFormat),
        };
        let mut out = self.out()?;
        self.check_written(write(&mut out, jobs).and_then(|()| out.flush()))?;
        Ok(Exit::Done)
    }

    /// Whether it was written to its end. Also where nobody reads on, as `head`: who sees no failure in half a report must not take the code
    /// for that of the whole.
    fn check_written(&self, written: io::Result<()>) -> Result<(), TestError> {
        written.map_err(|error| {
            let path = self.output.as_ref().map(|path| path.display().to_string());
            let path = path.unwrap_or_else(|| "standard output".to_owned());
            TestError::Output { path, error }
        })
    }

    fn out(&self) -> Result<Out, TestError> {
        let Some(path) = &self.output else {
            return Ok(Box::new(BufWriter::new(AutoStream::auto(io::stdout()))));
        };
        match File::create(path) {
            Ok(file) => Ok(Box::new(BufWriter::new(AutoStream::never(file)))),
            Err(error) => Err(TestError::Output {
                path: path.display().to_string(),
                error,
            }),
        }
    }

    /// Carries all of them out, and writes the report; people see of each script what came of it as soon as that is known.
    fn carry_out(
        &self,
        jobs: Vec<Job>,
        interrupt: &Interrupt,
        mut out: Out,
    ) -> Result<(Report, io::Result<()>), TestError> {
        let mut report = Report::default();
        let mut written = Ok(());
        let (count, jobs) = (jobs.len(), Arc::new(jobs));
        let (tell, told) = sync_channel(usize::from(MAX_PARALLEL));
        let next = Arc::new(AtomicUsize::new(0));
        for _ in 0..usize::from(self.parallel).min(count) {
            let worker = Worker {
                jobs: Arc::clone(&jobs),
                next: Arc::clone(&next),
                interrupt: interrupt.clone(),
                tell: tell.clone(),
            };
            let thread = thread::Builder::new().name("script".to_owned());
            thread
                .spawn(move || worker.work())
                .map_err(TestError::Thread)?;
        }
        drop(tell);
        let mut early = BTreeMap::new();
        while let Ok((index, of_script)) = told.recv() {
            early.insert(index, of_script);
            while let Some(of_script) = early.remove(&report.scripts.len()) {
                if self.report == ReportFormat::Human && written.is_ok() {
                    written = human::script(&mut out, &of_script).and_then(|()| out.flush());
                }
                report.scripts.push(of_script);
            }
        }
        report.is_interrupted = interrupt.is_interrupted();
        let written = written.and_then(|()| match self.report {
            ReportFormat::Human => human::summary(&mut out, &report),
            ReportFormat::Tap => tap::write(&mut out, &report),
            ReportFormat::Junit => junit::write(&mut out, &report),
            ReportFormat::Json => json::write(&mut out, &report),
        });
        Ok((report, written.and_then(|()| out.flush())))
    }
}

/// Carries out one script after the other, on a thread of its own.
struct Worker {
    jobs: Arc<Vec<Job>>,
    /// The next script that nobody carries out.
    next: Arc<AtomicUsize>,
    interrupt: Interrupt,
    tell: SyncSender<(usize, ScriptReport)>,
}

impl Worker {
    fn work(self) {
        self.interrupt.register();
        loop {
            let index = self.next.fetch_add(1, Ordering::Relaxed);
            let Some(job) = self.jobs.get(index) else {
                return;
            };
            // Nobody listens any more if the program ends.
            if self.tell.send((index, job.run(&self.interrupt))).is_err() {
                return;
            }
        }
    }
}
