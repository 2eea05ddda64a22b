//! One connection from its beginning to its end: what is read is sent, what happens is written.

use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use connection::{CloseFrame, Message, Phase, SendError};
use session::{RecordedEvent, Session};
use transport::Full;

use crate::arguments::Plan;
use crate::ending::Ending;
use crate::input::Input;
use crate::limits::{BACKLOG_PAUSE, BATCH_BYTES, CLOSE_TIMEOUT, LOG_BUDGET_BYTES, MOVING_BYTES};
use crate::output::Output;
use crate::progress::Progress;
use crate::recording::Recording;
use crate::{signals, standard};

/// What the main thread looks after.
struct Conversation {
    session: Session,
    input: Input,
    /// When all of the input was sent, once it was, or when bytes were moving after that.
    quiet_since: Option<Instant>,
    /// How many bytes had been moved then.
    bytes_moved: u64,
    /// A line that could not be sent any more.
    is_line_left: bool,
    was_open: bool,
    progress: Progress,
    wait: Duration,
    /// Set by a signal.
    is_interrupted: Arc<AtomicBool>,
}

/// What the main thread does next.
enum Next {
    /// Looks again at once.
    Now,
    /// Waits until it is woken, or for this long.
    Sleep(Option<Duration>),
    /// Closes the connection.
    Close,
    /// The connection has ended.
    Ended,
}

/// Connects, and stays until the end. Returns what went wrong.
///
/// # Errors
/// When the system has no thread left.
pub(crate) fn hold(plan: &Plan, recording: Option<Recording>) -> io::Result<Vec<Ending>> {
    let (source, out) = match (standard::input(), standard::output()) {
        (Ok(source), Ok(out)) => (source, out),
        (Err(error), _) => return Ok(vec![Ending::Input(error.into())]),
        (_, Err(error)) => return Ok(vec![Ending::Output(error)]),
    };
    let (session, follower) = Session::with_follower(Arc::new(Full), waker(), LOG_BUDGET_BYTES);
    let is_interrupted = Arc::new(AtomicBool::new(false));
    let (flag, wake, unblocker) = (Arc::clone(&is_interrupted), waker(), follower.unblocker());
    signals::watch(move || {
        flag.store(true, Ordering::Release);
        // Output that is not read must not keep the connection from being closed.
        unblocker.unblock();
        wake();
    })?;
    let progress = Progress::default();
    let (passed, tells_steps) = (progress.clone(), plan.tells_steps);
    let wake = waker();
    let writer = thread::Builder::new()
        .name("output".to_owned())
        .spawn(move || {
            let output = Output {
                out,
                tells_steps,
                recording,
            };
            output.write_all(follower, &passed, wake);
        })?;
    let conversation = Conversation {
        session,
        input: Input::start(source, waker())?,
        quiet_since: None,
        bytes_moved: 0,
        is_line_left: false,
        was_open: false,
        progress,
        wait: plan.wait,
        is_interrupted,
    };
    Ok(conversation.run(plan, writer))
}

/// Wakes the thread that calls this.
fn waker() -> impl Fn() + Send + Sync + 'static {
    let main = thread::current();
    move || main.unpark()
}

impl Conversation {
    fn run(mut self, plan: &Plan, writer: JoinHandle<()>) -> Vec<Ending> {
        self.session.connect(&plan.endpoint, &plan.options);
        loop {
            match self.step() {
                Next::Now => {}
                Next::Sleep(None) => thread::park(),
                Next::Sleep(Some(time)) => thread::park_timeout(time),
                Next::Close => {
                    self.close();
                    break;
                }
                Next::Ended => break,
            }
        }
        self.end(writer)
    }

    /// Does what is due.
    fn step(&mut self) -> Next {
        let due = self.session.poll();
        if self.is_interrupted.load(Ordering::Acquire)
            || self.progress.look(|passed| passed.failure.is_some())
        {
            return Next::Close;
        }
        match self.session.phase() {
            Phase::Connecting { .. } => Next::Sleep(due),
            Phase::Open { .. } => {
                self.was_open = true;
                self.converse()
            }
            Phase::Idle | Phase::Waiting { .. } => Next::Ended,
        }
    }

    /// Sends what waits, for one turn.
    fn converse(&mut self) -> Next {
        let mut bytes = 0;
        while self.input.has_line() {
            match self.session.can_send() {
                Ok(()) => {}
                Err(SendError::Backlogged) => return Next::Sleep(Some(BACKLOG_PAUSE)),
                // It has just ended: the next step sees it.
                Err(_) => return Next::Now,
            }
            let Some(line) = self.input.take_line() else {
                break;
            };
            // An empty one counts too.
            bytes += line.len() + 1;
            if self.session.send(Message::Text(line)).is_err() {
                self.is_line_left = true;
                return Next::Now;
            }
            if bytes >= BATCH_BYTES {
                return Next::Now;
            }
        }
        if !self.input.is_over() {
            return Next::Sleep(None);
        }
        let quiet_since = self.quiet_since();
        self.wait_for_answers(quiet_since)
    }

    /// Since when the input is over and no large message is on its way.
    fn quiet_since(&mut self) -> Instant {
        let bytes_moved = self.session.bytes_moved();
        match self.quiet_since {
            Some(since) if bytes_moved.saturating_sub(self.bytes_moved) < MOVING_BYTES => since,
            _ => {
                self.bytes_moved = bytes_moved;
                *self.quiet_since.insert(Instant::now())
            }
        }
    }

    fn wait_for_answers(&self, quiet_since: Instant) -> Next {
        let recorded = self.session.snapshot().kept.end;
        let deadline = self.progress.look(|passed| {
            let is_written = passed.end == Some(recorded);
            is_written.then(|| passed.deadline(quiet_since, self.wait))
        });
        let Some(deadline) = deadline else {
            // Woken when more of it is.
            return Next::Sleep(None);
        };
        match deadline.saturating_duration_since(Instant::now()) {
            Duration::ZERO => Next::Close,
            left => Next::Sleep(Some(left)),
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

    /// Waits until everything is written, and collects what went wrong.
    fn end(mut self, writer: JoinHandle<()>) -> Vec<Ending> {
        // The phase is known a moment before what led to it is recorded; this waits for that.
        self.session.poll();
        let is_interrupted = self.is_interrupted.load(Ordering::Acquire);
        let failure = self.session.take_failure();
        let connection = match failure {
            Some(event @ RecordedEvent::Failed { .. }) => Some(Ending::NotConnected(event)),
            Some(event) => Some(Ending::Broken(event)),
            None if !self.was_open && is_interrupted => Some(Ending::Interrupted),
            None => None,
        };
        let is_unsent = self.is_line_left || self.input.has_line();
        let is_stopped = is_interrupted || self.progress.look(|passed| passed.failure.is_some());
        let unsent = (connection.is_none() && is_unsent && !is_stopped).then_some(Ending::Unsent);
        drop(self.session);
        // It does not panic, and its error is in `progress`.
        writer.join().ok();
        let input = self.input.into_error().map(Ending::Input);
        let output = self.progress.take_failure().map(Ending::Output);
        let is_unrecorded = self.progress.look(|passed| passed.is_unrecorded);
        let recording = is_unrecorded.then_some(Ending::Unrecorded);
        connection
            .into_iter()
            .chain(unsent)
            .chain(input)
            .chain(output)
            .chain(recording)
            .collect()
    }
}
