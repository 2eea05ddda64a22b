//! `wsc replay`: sends once more what a recording sent.

mod listener;
mod sending;

use std::io;
use std::path::PathBuf;
use std::sync::Arc;
use std::thread;
use std::time::Duration;

use clap::Args;
use connection::{Endpoint, Options, Subprotocol};
use message_log::Direction;
use session::Session;
use session::files::{FileProgress, Header, PROGRAM};
use session::replay::{Act, Speed};
use transport::Full;

use crate::connection_arguments::{ConnectionArguments, PlanError, seconds};
use crate::ending::{Ending, Exit};
use crate::limits::{LOG_BUDGET_BYTES, WAIT};
use crate::main_thread::waker;
use crate::recorded::{Recorded, RecordedArguments, RecordedError};
use crate::recording::{RecordError, Recording};
use crate::telling::{complain, remark};
use crate::{signals, standard};
use listener::{Heard, Listener, Shared};
use sending::{Played, Sending, Terms};

/// Connects and sends what a recording sent: messages, control frames and the close frame, at the recorded distances.
#[derive(Debug, Args)]
#[command(
    after_help = "The times are those since the connection was open, so what is late once makes nothing after it late; how late it was \
                  is said at the end. Frames that were made by hand are left out: a recording has their heads only.\n\n\
                  It ends when all is sent and as many messages came as were recorded, or none came for the time of --wait after the last \
                  of them was due. Then it closes as the recording did.\n\n\
                  With --expect it ends at the first message, or the close frame, that is not what was recorded. Messages are compared in \
                  order and without their times; texts in JSON are compared by value.\n\n\
                  Exit codes: 0 it is done; 1 --expect, and something else came; 2 a file or an argument cannot be used; 3 it could not \
                  connect; 4 the connection ended before all was sent, or abnormally; 5 a file or the output could not be read or written"
)]
pub(crate) struct ReplayArguments {
    #[command(flatten)]
    recorded: RecordedArguments,

    /// Where to connect to; without ws:// or wss://, it is ws://
    #[arg(long, value_name = "URL")]
    to: String,

    /// How many times as fast as it was recorded: 1, 10, 0.5; or max, without any wait [default: 1]
    #[arg(long, value_name = "SPEED", value_parser = str::parse::<Speed>)]
    speed: Option<Speed>,

    /// Compare what comes with what was recorded
    #[arg(long)]
    expect: bool,

    /// Write everything that happens, as one JSON object per line
    #[arg(long)]
    json: bool,

    /// Also record everything in this file, which must not exist (.wscope.jsonl)
    #[arg(long, value_name = "OUT")]
    record: Option<PathBuf>,

    /// How long to wait for messages that were recorded and do not come
    #[arg(long, value_name = "SECONDS", default_value_t = WAIT.as_secs_f64(), value_parser = seconds, allow_negative_numbers = true)]
    wait: f64,

    #[command(flatten)]
    connection: ConnectionArguments,
}

/// Why it did not begin.
#[derive(Debug, thiserror::Error)]
enum ReplayError {
    #[error(transparent)]
    Plan(#[from] PlanError),
    #[error(transparent)]
    Recorded(#[from] RecordedError),
    #[error(transparent)]
    Record(#[from] RecordError),
    #[error("the output cannot be written: {0}")]
    Output(io::Error),
    #[error("the system has no thread left: {0}")]
    Threads(#[from] io::Error),
}

impl ReplayError {
    fn exit(&self) -> Exit {
        match self {
            Self::Plan(_) | Self::Record(RecordError::Format(_)) => Exit::Usage,
            Self::Recorded(error) => error.exit(),
            Self::Record(RecordError::Write { .. }) | Self::Output(_) => Exit::InputOutput,
            Self::Threads(_) => Exit::CannotConnect,
        }
    }
}

/// Does it, and says how it went.
pub(crate) fn replay(arguments: &ReplayArguments) -> Exit {
    arguments.run().unwrap_or_else(|error| {
        complain(&error.to_string());
        error.exit()
    })
}

impl ReplayArguments {
    fn run(&self) -> Result<Exit, ReplayError> {
        let endpoint = Endpoint::parse(&self.to).map_err(PlanError::from)?;
        let mut options = self.connection.options()?;
        let progress = FileProgress::default();
        let (session, follower) = Session::with_follower(Arc::new(Full), waker(), LOG_BUDGET_BYTES);
        let shared = Shared::default();
        let (interrupted, cancelled) = (shared.clone(), progress.clone());
        let (wake, unblocker) = (waker(), follower.unblocker());
        signals::watch(move || {
            interrupted.update(|heard| heard.is_interrupted = true);
            cancelled.cancel();
            // Output that is not read must not keep the connection from being closed.
            unblocker.unblock();
            wake();
        })?;
        let recorded = self.recorded.find(&progress)?;
        let speed = recorded.speed(self.speed)?;
        tell_left_out(&recorded);
        offer_recorded(&mut options, &recorded);
        let listener = self.listener(&recorded, &endpoint, &options, &progress)?;
        let sent = recorded.feed(
            &progress,
            |act| {
                matches!(
                    act,
                    Act::Message { direction, .. } | Act::Closed { direction, .. }
                    if *direction == Direction::Sent
                )
            },
            waker(),
        )?;
        let (told, wake) = (shared.clone(), waker());
        let listening = thread::Builder::new()
            .name("listener".to_owned())
            .spawn(move || listener.listen(follower, &told, wake))?;
        let terms = Terms {
            speed,
            wait: Duration::from_secs_f64(self.wait),
        };
        let sending = Sending::new(session, sent, shared.clone(), &recorded, terms);
        let played = sending.run(&endpoint, &options);
        // It does not panic; what it found is shared.
        listening.join().ok();
        Ok(self.judge(&recorded, &played, &shared))
    }

    fn listener(
        &self,
        recorded: &Recorded,
        endpoint: &Endpoint,
        options: &Options,
        progress: &FileProgress,
    ) -> Result<Listener, ReplayError> {
        let recording = self.record.as_deref().map(|path| {
            Recording::begin(path, Header::new(PROGRAM).connected_to(endpoint, options))
        });
        let out = self
            .json
            .then(|| standard::output().map(|out| Box::new(out) as Box<dyn io::Write + Send>));
        let expected = self.expect.then(|| {
            let wants = |act: &Act| {
                matches!(act, Act::Message { direction: Direction::Received, kind, .. } if kind.is_data())
            };
            recorded.feed(progress, wants, || {})
        });
        Ok(Listener::new(
            out.transpose().map_err(ReplayError::Output)?,
            recording.transpose()?,
            expected.transpose()?,
        ))
    }

    /// Says how it went, and what comes of that.
    fn judge(&self, recorded: &Recorded, played: &Played, shared: &Shared) -> Exit {
        let mut heard = shared.update(std::mem::take);
        let told = match heard.failure.take() {
            Some(error) => Err(error),
            None if played.was_open() => self.tell_summary(&summary(recorded, played, &heard)),
            None => Ok(()),
        };
        let mut endings: Vec<_> = told.err().map(Ending::Output).into_iter().collect();
        endings.extend(heard.is_unrecorded.then_some(Ending::Unrecorded));
        let mut verdicts = vec![self.verdict(recorded, played, &heard)];
        for error in [&played.file_failure, &heard.file_failure]
            .into_iter()
            .flatten()
        {
            let words = format!("{}: {error}", recorded.shown_path());
            verdicts.push(Some((words, Exit::InputOutput)));
        }
        for words in endings.iter().filter_map(Ending::words) {
            complain(&words);
        }
        let mut exit = None;
        for (words, code) in verdicts.into_iter().flatten() {
            complain(&words);
            exit.get_or_insert(code);
        }
        exit.unwrap_or_else(|| Exit::of(&endings))
    }

    /// What is wrong with what came or with how it ended, if something is.
    fn verdict(
        &self,
        recorded: &Recorded,
        played: &Played,
        heard: &Heard,
    ) -> Option<(String, Exit)> {
        // What came before it was cut off is not compared.
        if played.is_interrupted() {
            let words = "interrupted before the end of the recording".to_owned();
            return Some((words, Exit::Abnormal));
        }
        let is_compared = self.expect && played.was_open();
        let difference = is_compared.then(|| difference(recorded, played, heard));
        match difference.flatten() {
            Some(words) => Some((words, Exit::Failed)),
            None => played.complaint(&recorded.connection, self.expect),
        }
    }

    /// On standard output, or beside it where that has something else.
    fn tell_summary(&self, summary: &str) -> io::Result<()> {
        if self.json {
            for line in summary.lines() {
                remark(line);
            }
            return Ok(());
        }
        use io::Write as _;
        let mut out = standard::output()?;
        writeln!(out, "{summary}")
    }
}

/// What came otherwise than it was recorded.
fn difference(recorded: &Recorded, played: &Played, heard: &Heard) -> Option<String> {
    if let Some(mismatch) = &heard.mismatch {
        return Some(mismatch.clone());
    }
    if let Some(missing) = &heard.missing {
        return Some(format!("{missing}{}", played.ended_words()));
    }
    played.close_mismatch(recorded.connection.ending.as_ref())
}

fn summary(recorded: &Recorded, played: &Played, heard: &Heard) -> String {
    let connection = &recorded.connection;
    let seconds = played.took.as_secs_f64();
    let mut text = format!(
        "sent {} of {} messages in {seconds:.3} s",
        heard.sent, connection.sent
    );
    if let Some(lateness) = played.lateness {
        let [half, most, longest] = lateness.map(|time| time.as_secs_f64() * 1000.0);
        text += &format!(
            "; each when it was due, or later by {half:.2} ms (median), {most:.2} ms (99 %), {longest:.2} ms (at most)"
        );
    }
    text += &format!(
        "\nreceived {} messages; the recording has {}",
        heard.received, connection.received
    );
    text
}

/// What cannot be done again.
fn tell_left_out(recorded: &Recorded) {
    let connection = &recorded.connection;
    if connection.raw_frames > 0 {
        remark(&format!(
            "{} frames that were made by hand are left out: the recording has their heads only",
            connection.raw_frames
        ));
    }
    if connection.missing > 0 {
        remark(&format!(
            "{} messages are missing in the recording: they were too large to be kept",
            connection.missing
        ));
    }
}

/// A server may take nothing without the subprotocol of the recording. What the arguments offer goes first.
fn offer_recorded(options: &mut Options, recorded: &Recorded) {
    if !options.subprotocols.is_empty() {
        return;
    }
    let name = recorded.connection.subprotocol.as_deref();
    if let Some(Ok(names)) = name.map(Subprotocol::parse_list) {
        options.subprotocols = names;
    }
}
