//! One connection from its beginning to its end: what is read is sent, what happens is written.

use std::io::{self, Write};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use connection::{CloseFrame, Message, Phase, SendError};
use session::responder::{Responder, Responses};
use session::{Follower, RecordedEvent, Session};
use transport::Full;
use wire::{Opcode, RawFrame};

use crate::decoding::Decoder;
use crate::editor::Console;
use crate::ending::Ending;
use crate::input::{Input, Reading};
use crate::limits::{BACKLOG_PAUSE, CLOSE_TIMEOUT, LOG_BUDGET_BYTES, MOVING_BYTES};
use crate::main_thread::{Next, until_over, waker};
use crate::outgoing::Outgoing;
use crate::output::Output;
use crate::plan::{Format, Plan, Source, Wait};
use crate::progress::Progress;
use crate::recording::Recording;
use crate::terminal_mode::TerminalMode;
use crate::{signals, standard};

/// What the main thread looks after.
struct Conversation<'a> {
    plan: &'a Plan,
    session: Session,
    /// What answers heartbeats, if they are answered.
    responder: Option<Responder>,
    input: Input,
    /// When all of the input was sent, once it was, or when bytes were moving after that.
    quiet_since: Option<Instant>,
    /// How many bytes had been moved then.
    bytes_moved: u64,
    /// Something that could not be sent any more.
    is_line_left: bool,
    was_open: bool,
    /// When the next ping is due, if pings are wanted and it is open.
    ping_due: Option<Instant>,
    /// Whether it was closed from this side.
    has_closed: bool,
    /// With what it is closed.
    close_frame: CloseFrame,
    progress: Progress,
    /// Set by a signal.
    is_interrupted: Arc<AtomicBool>,
}

/// Connects, and stays until the end. Returns what went wrong.
///
/// # Errors
/// When the system has no thread left.
pub(crate) fn hold(plan: &Plan, recording: Option<Recording>) -> io::Result<Vec<Ending>> {
    if let Source::Editor { keeps_history } = plan.source {
        return hold_typed(plan, keeps_history, recording);
    }
    let out = match standard::output() {
        Ok(out) => out,
        Err(error) => return Ok(vec![Ending::Output(error)]),
    };
    let read = |reading| {
        let source = standard::input()?;
        Input::read(source, reading, plan.most_sent, waker())
    };
    let input = match &plan.source {
        Source::Given(texts) => Ok(Input::given(texts.clone(), plan.most_sent)),
        Source::Chunks => read(Reading::Chunks),
        Source::Lines { has_commands } => read(Reading::Lines {
            is_binary: plan.sends_binary,
            has_commands: *has_commands,
        }),
        Source::Editor { .. } => return Ok(Vec::new()),
    };
    match input {
        Ok(input) => hold_with(plan, input, out, recording, Progress::default(), None),
        Err(error) => Ok(vec![Ending::Input(error.into())]),
    }
}

/// The same on a terminal whose lines are edited.
fn hold_typed(
    plan: &Plan,
    keeps_history: bool,
    recording: Option<Recording>,
) -> io::Result<Vec<Ending>> {
    let progress = Progress::default();
    let shown = progress.clone();
    let interrupt = move || shown.leave_out_rest();
    let opened = Console::open(keeps_history, plan.sends_binary).and_then(|mut console| {
        let mode = console.mode();
        let printer = console.printer()?;
        let input = console.read(plan.most_sent, waker(), interrupt)?;
        Ok((input, printer, mode))
    });
    match opened {
        Ok((input, printer, mode)) => {
            let held = hold_with(plan, input, printer, recording, progress, Some(&mode));
            mode.restore_for_good();
            held
        }
        Err(error) => Ok(vec![Ending::Input(error.into())]),
    }
}

fn hold_with(
    plan: &Plan,
    input: Input,
    out: impl Write + Send + 'static,
    recording: Option<Recording>,
    progress: Progress,
    mode: Option<&TerminalMode>,
) -> io::Result<Vec<Ending>> {
    let begin = match plan.shows_frames {
        true => Session::with_frame_follower,
        false => Session::with_follower,
    };
    let (session, follower) = begin(Arc::new(Full), waker(), LOG_BUDGET_BYTES);
    let is_interrupted = Arc::new(AtomicBool::new(false));
    let (flag, wake, unblocker) = (Arc::clone(&is_interrupted), waker(), follower.unblocker());
    let mode = mode.cloned();
    let (written, shown) = (progress.clone(), progress.clone());
    let end = move || {
        flag.store(true, Ordering::Release);
        if let Some(mode) = &mode {
            // The program may be ended before it comes to that.
            mode.restore();
            shown.leave_out_rest();
        }
        // Output that is not read must not keep the connection from being closed.
        unblocker.unblock();
        wake();
    };
    signals::watch_while(end, move || written.written())?;
    let output = Output {
        out,
        format: plan.format,
        shows_frames: plan.shows_frames,
        decoder: plan
            .decode
            .map(|choice| Decoder::new(choice, matches!(plan.format, Format::Json { .. }))),
        most_received: plan.most_received,
        recording,
    };
    let writer = write_beside(output, follower, progress.clone())?;
    let responder = plan.answers_heartbeats.then(|| {
        let responses = Responses {
            choice: plan.decode.unwrap_or_default(),
            answers_heartbeats: true,
            rules: Vec::new(),
        };
        Responder::start(&session, responses)
    });
    let conversation = Conversation {
        plan,
        responder: responder.transpose()?,
        session,
        input,
        quiet_since: None,
        bytes_moved: 0,
        is_line_left: false,
        was_open: false,
        ping_due: None,
        has_closed: false,
        close_frame: CloseFrame {
            code: Some(1000),
            reason: String::new(),
        },
        progress,
        is_interrupted,
    };
    Ok(conversation.run(writer))
}

fn write_beside(
    output: Output<impl Write + Send + 'static>,
    follower: Follower,
    progress: Progress,
) -> io::Result<JoinHandle<()>> {
    let wake = waker();
    thread::Builder::new()
        .name("output".to_owned())
        .spawn(move || output.write_all(follower, &progress, wake))
}

impl Conversation<'_> {
    fn run(mut self, writer: JoinHandle<()>) -> Vec<Ending> {
        let Plan {
            endpoint, options, ..
        } = self.plan;
        self.session.connect(endpoint, options);
        if until_over(|| self.step()) {
            self.has_closed = true;
            self.close();
        }
        self.end(writer)
    }

    /// Does what is due.
    fn step(&mut self) -> Next {
        let due = self.session.poll();
        if self.is_interrupted.load(Ordering::Acquire) || self.progress.has_failed() {
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

    /// Does what is due while it is open.
    fn converse(&mut self) -> Next {
        let ping = self.ping();
        match self.send() {
            Next::Sleep(due) => Next::Sleep(due.into_iter().chain(ping).min()),
            next => next,
        }
    }

    /// Sends a ping if one is due. Says when the next one is.
    fn ping(&mut self) -> Option<Duration> {
        let interval = self.plan.ping_interval?;
        let now = Instant::now();
        let due = *self.ping_due.get_or_insert(now + interval);
        if due > now {
            return Some(due - now);
        }
        self.ping_due = Some(now + interval);
        // Where messages wait to be sent, the peer is busy enough; where it has just ended, the next step sees it.
        self.session.send(Message::Ping(Vec::new())).ok();
        Some(interval)
    }

    /// Sends what waits, for one turn.
    fn send(&mut self) -> Next {
        if !self.input.has_more() {
            return self.look_for_the_end();
        }
        let room = match self.session.room() {
            Ok(room) => room,
            Err(SendError::Backlogged) => return Next::Sleep(Some(BACKLOG_PAUSE)),
            // It has just ended: the next step sees it.
            Err(_) => return Next::Now,
        };
        let messages = self.input.take_messages(room);
        let sent = if messages.is_empty() {
            match self.input.take() {
                Some(Outgoing::Message(message)) => self.session.send(message),
                Some(Outgoing::Pong(payload)) => {
                    let frame = RawFrame::whole(Opcode::Pong, &payload);
                    self.session.send_frame(frame)
                }
                Some(Outgoing::Close(frame)) => {
                    self.close_frame = frame;
                    return Next::Close;
                }
                None => Ok(()),
            }
        } else {
            self.session.send_all(messages)
        };
        self.is_line_left |= sent.is_err();
        Next::Now
    }

    /// Whether it is over, when there is nothing to send.
    fn look_for_the_end(&mut self) -> Next {
        let (is_sent, has_all) = (self.input.is_over(), self.progress.passed().has_all);
        let is_enough = match self.plan.ends_with_either {
            true => is_sent || has_all,
            false => is_sent && has_all,
        };
        if is_enough {
            return Next::Close;
        }
        if !is_sent {
            return Next::Sleep(None);
        }
        let quiet_since = self.quiet_since();
        self.wait_for_answers(quiet_since)
    }

    /// Since when the input is over and no large message is on its way.
    fn quiet_since(&mut self) -> Instant {
        if let (Some(since), Wait::For(_)) = (self.quiet_since, self.plan.wait) {
            return since;
        }
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
        let passed = self.progress.passed();
        let is_written = passed.end == Some(self.session.snapshot().kept.end);
        if !is_written && matches!(self.plan.wait, Wait::ForAnswers(_)) {
            // Woken when more of it is.
            return Next::Sleep(None);
        }
        let Some(deadline) = passed.deadline(quiet_since, self.plan.wait) else {
            return Next::Sleep(None);
        };
        match deadline.saturating_duration_since(Instant::now()) {
            Duration::ZERO => Next::Close,
            left => Next::Sleep(Some(left)),
        }
    }

    /// Closes, or gives up connecting.
    fn close(&mut self) {
        let frame = std::mem::take(&mut self.close_frame);
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
        let is_stopped = is_interrupted || self.has_closed || self.progress.has_failed();
        let is_closed = connection.is_none() && !is_stopped;
        let is_unsent = is_closed && (self.is_line_left || self.input.has_more_soon());
        let unsent = is_unsent.then_some(Ending::Unsent);
        drop(self.responder);
        drop(self.session);
        // It does not panic, and its error is in `progress`.
        writer.join().ok();
        let input = self.input.into_error().map(Ending::Input);
        let output = self.progress.take_failure().map(Ending::Output);
        let is_unrecorded = self.progress.passed().is_unrecorded;
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
