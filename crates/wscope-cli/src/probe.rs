//! `wsc probe`: latency and integrity of a connection that echoes.

mod report;

use std::io::{self, IsTerminal as _, Write as _};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use clap::Args;
use clap::value_parser;
use connection::{CloseFrame, Endpoint, Options, Phase};
use session::{
    MAX_COUNT, MAX_RATE, MAX_SIZE, MIN_SIZE, Plan, ProbeSnapshot, RecordedEvent, Session,
};
use transport::Full;

use self::report::Report;
use crate::connection_arguments::{ConnectionArguments, PlanError};
use crate::ending::{Ending, Exit, told};
use crate::limits::{ANSWERED_QUIET, CLOSE_TIMEOUT, LOG_BUDGET_BYTES, PROGRESS_AFTER};
use crate::main_thread::waker;
use crate::telling::complain;
use crate::{signals, standard};

/// Measures a server that echoes: sends numbered messages at a steady rate, and tells how long each took to come back, and which were
/// lost, corrupted, duplicated or reordered.
#[derive(Debug, Args)]
#[command(
    after_help = "A message that has not come back after five seconds is lost. SIGINT or SIGTERM ends the sending, and the result so far is \
                  written; what may still have come back is told as pending. Once all that was sent has come back, that is no fault.\n\n\
                  Exit codes:\n  \
                  0  every message came back as it was sent, once and in order\n  \
                  1  a message was lost, corrupted, duplicated or reordered\n  \
                  2  usage: an argument cannot be used\n  \
                  3  it could not connect\n  \
                  4  the connection ended, or SIGINT or SIGTERM came, before all messages that were sent came back\n  \
                  5  the output cannot be written\n  \
                  130  a second SIGINT or SIGTERM came\n\n\
                  Example:\n  wsc probe localhost:4000 --count 1000 --rate 200 --json | jq .latency_micros.p99"
)]
pub(crate) struct ProbeArguments {
    /// The server to measure
    #[arg(value_name = "URL")]
    url: String,

    #[command(flatten)]
    connection: ConnectionArguments,

    /// How many messages to send
    #[arg(long, value_name = "N", default_value_t = Plan::default().count, value_parser = value_parser!(u32).range(1..=i64::from(MAX_COUNT)))]
    count: u32,

    /// The size of each message, in bytes
    #[arg(long, value_name = "BYTES", default_value_t = Plan::default().size, value_parser = value_parser!(u32).range(i64::from(MIN_SIZE)..=i64::from(MAX_SIZE)))]
    size: u32,

    /// How many messages to send a second
    #[arg(long, value_name = "N", default_value_t = Plan::default().rate, value_parser = value_parser!(u32).range(1..=i64::from(MAX_RATE)))]
    rate: u32,

    /// Write the result as one JSON object, with a histogram of the latencies
    #[arg(long)]
    json: bool,
}

/// Measures, and writes the result.
pub(crate) fn probe(arguments: &ProbeArguments) -> Exit {
    let (endpoint, options) = match arguments.target() {
        Ok(target) => target,
        Err(error) => {
            complain(&error.to_string());
            return Exit::Usage;
        }
    };
    let run = match Run::start(arguments.plan(), &endpoint, &options) {
        Ok(run) => run,
        Err(error) => {
            complain(&format!("the system has no thread left: {error}"));
            return Exit::CannotConnect;
        }
    };
    let (report, ending) = run.measure(&endpoint);
    let pending = report.as_ref().and_then(Report::cut_off);
    let mut endings: Vec<_> = ending
        .or(pending.map(Ending::Pending))
        .into_iter()
        .collect();
    if let Some(report) = &report
        && let Err(error) = arguments.write(report)
    {
        endings.push(Ending::Output(error));
    }
    match (told(&endings), report) {
        (Exit::Done, Some(report)) if !report.is_whole() => Exit::Failed,
        (exit, _) => exit,
    }
}

impl ProbeArguments {
    fn target(&self) -> Result<(Endpoint, Options), PlanError> {
        Ok((Endpoint::parse(&self.url)?, self.connection.options()?))
    }

    fn plan(&self) -> Plan {
        Plan {
            rate: self.rate,
            size: self.size,
            count: self.count,
        }
    }

    fn write(&self, report: &Report) -> io::Result<()> {
        let mut out = standard::output()?;
        let text = match self.json {
            true => report.json(),
            false => report.text(),
        };
        out.write_all(text.as_bytes())?;
        out.flush()
    }
}

/// A measurement under way.
struct Run {
    session: Session,
    plan: Plan,
    /// When it began: when the connection was open.
    began: Option<Instant>,
    /// When everything had come back or was lost.
    over: Option<Instant>,
    /// Set by a signal.
    is_interrupted: Arc<AtomicBool>,
    progress: Progress,
}

impl Run {
    fn start(plan: Plan, endpoint: &Endpoint, options: &Options) -> io::Result<Self> {
        let mut session = Session::new(Arc::new(Full), waker(), LOG_BUDGET_BYTES);
        let is_interrupted = Arc::new(AtomicBool::new(false));
        let (flag, wake) = (Arc::clone(&is_interrupted), waker());
        signals::watch(move || {
            flag.store(true, Ordering::Release);
            wake();
        })?;
        session.connect(endpoint, options);
        Ok(Self {
            session,
            plan,
            began: None,
            over: None,
            is_interrupted,
            progress: Progress::default(),
        })
    }

    /// Measures to the end: what came of it, if it began, and how the connection ended if not as it should.
    fn measure(mut self, endpoint: &Endpoint) -> (Option<Report>, Option<Ending>) {
        while let Some(wait) = self.step() {
            thread::park_timeout(wait);
        }
        self.progress.end();
        // Before it is closed: what is under way then is not lost.
        let snapshot = self.session.probe();
        let is_interrupted = self.is_interrupted.load(Ordering::Acquire);
        let ending = self.ending(is_interrupted);
        self.close();
        let report = snapshot.zip(self.began).map(|(snapshot, began)| Report {
            address: endpoint.to_string(),
            plan: self.plan,
            snapshot,
            is_interrupted,
            took: began.elapsed(),
        });
        (report, ending)
    }

    /// Does what is due, and says for how long to wait; `None` when it is over.
    fn step(&mut self) -> Option<Duration> {
        let due = self.session.poll();
        if self.is_interrupted.load(Ordering::Acquire) {
            return None;
        }
        match self.session.phase() {
            Phase::Connecting { .. } => Some(due.unwrap_or(PROGRESS_AFTER)),
            Phase::Idle | Phase::Waiting { .. } => None,
            Phase::Open { .. } => {
                let now = Instant::now();
                if self.began.is_none() {
                    self.began = Some(now);
                    self.session.start_probe(self.plan);
                    return Some(Duration::ZERO);
                }
                let snapshot = self.session.probe()?;
                self.progress.show(&snapshot, self.plan.count);
                let wait = due.unwrap_or(PROGRESS_AFTER).min(PROGRESS_AFTER);
                if !snapshot.is_over {
                    return Some(wait);
                }
                // One of them may come once more.
                let quiet = self.over.get_or_insert(now).elapsed();
                let left = ANSWERED_QUIET.checked_sub(quiet)?;
                Some(left.min(wait))
            }
        }
    }

    /// How the connection ended, if not as it should.
    fn ending(&mut self, is_interrupted: bool) -> Option<Ending> {
        let failure = self.session.take_failure();
        match failure {
            Some(event @ RecordedEvent::Failed { .. }) => Some(Ending::NotConnected(event)),
            // All that was to be measured is.
            _ if self.over.is_some() => None,
            Some(event) => Some(Ending::Broken(event)),
            None if self.began.is_none() && is_interrupted => Some(Ending::Interrupted),
            None if is_interrupted => None,
            None => Some(Ending::Unmeasured),
        }
    }

    /// Closes with 1000, or gives up connecting.
    fn close(&mut self) {
        let frame = CloseFrame {
            code: Some(1000),
            reason: String::new(),
        };
        if self.session.finish_with(frame, CLOSE_TIMEOUT).is_err() {
            // It is not open, or not any more.
            self.session.finish(CLOSE_TIMEOUT);
        }
    }
}

/// Tells a person at a terminal how far it has come.
#[derive(Default)]
struct Progress {
    next: Option<Instant>,
    is_shown: bool,
}

impl Progress {
    fn show(&mut self, snapshot: &ProbeSnapshot, count: u32) {
        let now = Instant::now();
        let next = self.next.get_or_insert(now + PROGRESS_AFTER);
        let mut errors = io::stderr();
        if now < *next || !errors.is_terminal() {
            return;
        }
        *next = now + PROGRESS_AFTER;
        self.is_shown = true;
        let back = snapshot.tally.back;
        // There is no other place to say that it cannot be said.
        write!(errors, "\r{back}/{count}").ok();
    }

    fn end(&self) {
        if self.is_shown {
            write!(io::stderr(), "\r{:20}\r", "").ok();
        }
    }
}
