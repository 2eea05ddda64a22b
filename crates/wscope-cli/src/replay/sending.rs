//! What is sent, and when; and when it is over.

use std::time::{Duration, Instant};

use connection::{CloseFrame, Endpoint, Message, Options, Phase, SendError};
use message_log::{Kind, Timestamp};
use session::files::FileError;
use session::replay::{Act, RecordedAct, RecordedConnection, RecordedEnding, Schedule, Speed};
use session::{RecordedEvent, Session};
use wire::{Opcode, RawFrame};

use super::listener::Shared;
use crate::ending::Exit;
use crate::limits::{
    ANSWERED_QUIET, BACKLOG_PAUSE, BATCH_BYTES, CLOSE_TIMEOUT, MOVING_BYTES, MOVING_WAITS,
};
use crate::main_thread::{Next, until_over};
use crate::recorded::{Feed, Recorded};
use crate::telling::remark;
use crate::words;

/// The shares of what was sent for which it is told how late it was.
const SHARES: [f64; 3] = [0.5, 0.99, 1.0];

/// How it is done.
#[derive(Clone, Copy, Debug)]
pub(super) struct Terms {
    pub(super) speed: Speed,
    /// How long to wait for what was recorded and does not come.
    pub(super) wait: Duration,
}

/// What the main thread looks after.
pub(super) struct Sending {
    session: Session,
    feed: Feed,
    /// What was taken and is not due yet, or could not be sent yet.
    pending: Option<RecordedAct>,
    speed: Speed,
    began: Timestamp,
    ended: Timestamp,
    /// How many messages are to come.
    expected: u64,
    is_closed_by_server: bool,
    /// From when the connection is open on.
    schedule: Option<(Schedule, Instant)>,
    /// The close frame of the recording, once it was due.
    close: Option<Option<CloseFrame>>,
    /// When all was sent, once it was.
    all_sent_since: Option<Instant>,
    /// The same, or when bytes were moving after that.
    quiet_since: Option<Instant>,
    /// When as many messages had come as were recorded, all being sent.
    complete_since: Option<Instant>,
    /// How many bytes had been moved when it was quiet.
    bytes_moved: u64,
    /// What cannot be sent, whatever the connection is like.
    unsendable: u64,
    shared: Shared,
    wait: Duration,
}

/// How it went.
#[derive(Debug)]
pub(super) struct Played {
    /// How long the connection was open.
    pub(super) took: Duration,
    /// How late those of [`SHARES`] were at most.
    pub(super) lateness: Option<[Duration; 3]>,
    /// Why the recording could not be read to its end.
    pub(super) file_failure: Option<FileError>,
    was_open: bool,
    is_interrupted: bool,
    /// Whether all of the recording was sent.
    is_all_sent: bool,
    /// How the connection ended, unless this side ended it.
    ending: Option<RecordedEvent>,
}

impl Sending {
    pub(super) fn new(
        session: Session,
        feed: Feed,
        shared: Shared,
        recorded: &Recorded,
        terms: Terms,
    ) -> Self {
        let connection = &recorded.connection;
        Self {
            session,
            feed,
            pending: None,
            speed: terms.speed,
            began: connection.began,
            ended: connection.ended,
            expected: connection.received,
            is_closed_by_server: is_closed_by_server(connection.ending.as_ref()),
            schedule: None,
            close: None,
            all_sent_since: None,
            quiet_since: None,
            complete_since: None,
            bytes_moved: 0,
            unsendable: 0,
            shared,
            wait: terms.wait,
        }
    }

    /// Connects, and stays until the end.
    pub(super) fn run(mut self, endpoint: &Endpoint, options: &Options) -> Played {
        self.session.connect(endpoint, options);
        if until_over(|| self.step()) {
            self.close();
        }
        self.end()
    }

    fn step(&mut self) -> Next {
        let due = self.session.poll();
        if self.shared.update(|heard| heard.is_decided()) {
            return Next::Close;
        }
        match self.session.phase() {
            Phase::Connecting { .. } => Next::Sleep(due),
            Phase::Open { .. } => match (self.play(), due) {
                (Next::Sleep(Some(own)), Some(due)) => Next::Sleep(Some(own.min(due))),
                (Next::Sleep(None), due) => Next::Sleep(due),
                (next, _) => next,
            },
            Phase::Idle | Phase::Waiting { .. } => Next::Ended,
        }
    }

    /// Sends what is due, for one turn.
    fn play(&mut self) -> Next {
        let (speed, began) = (self.speed, self.began);
        self.schedule.get_or_insert_with(|| {
            let now = Instant::now();
            (Schedule::new(speed, began, now), now)
        });
        let mut bytes = 0;
        while let Some(act) = self.pending.take().or_else(|| self.feed.next_ready()) {
            let due = self.due(act.at);
            let now = Instant::now();
            if due > now {
                self.pending = Some(act);
                return Next::Sleep(Some(due - now));
            }
            match self.session.can_send() {
                Ok(()) => {}
                Err(SendError::Backlogged) => {
                    self.pending = Some(act);
                    return Next::Sleep(Some(BACKLOG_PAUSE));
                }
                // It has just ended: the next step sees it.
                Err(_) => {
                    self.pending = Some(act);
                    return Next::Now;
                }
            }
            bytes += self.act(act.act, due);
            if bytes >= BATCH_BYTES {
                return Next::Now;
            }
        }
        if !self.feed.is_over() {
            // Woken when more of it is read.
            return Next::Sleep(None);
        }
        self.wait_for_the_rest()
    }

    fn due(&self, at: Timestamp) -> Instant {
        let due = self.schedule.as_ref().map(|(schedule, _)| schedule.due(at));
        due.unwrap_or_else(Instant::now)
    }

    /// Does what was recorded, and says how many bytes that is.
    fn act(&mut self, act: Act, due: Instant) -> usize {
        match act {
            Act::Message { kind, payload, .. } => {
                let bytes = payload.len() + 1;
                let sent = match sendable(kind, payload) {
                    Sendable::Message(message) => self.session.send(message),
                    Sendable::Frame(frame) => self.session.send_frame(frame),
                };
                if let Some((schedule, _)) = &mut self.schedule {
                    schedule.done(due, Instant::now());
                }
                match sent {
                    // That it has ended is seen in the next step.
                    Ok(()) | Err(SendError::NotOpen | SendError::Backlogged) => {}
                    Err(_) => self.unsendable += 1,
                }
                bytes
            }
            Act::Closed { frame, .. } => {
                self.close = Some(frame);
                0
            }
            Act::Opened | Act::Lost => 0,
        }
    }

    /// All is sent: waits for what was recorded to come, and a little for what was not.
    fn wait_for_the_rest(&mut self) -> Next {
        let recorded = self.session.snapshot().kept.end;
        let (end, received, last) = self
            .shared
            .update(|heard| (heard.end, heard.received, heard.last));
        let quiet_since = self.quiet_since(last);
        let is_listener_behind = end != Some(recorded);
        let now = Instant::now();
        let is_complete = received >= self.expected;
        if is_complete {
            self.complete_since.get_or_insert(now);
        }
        // A server that sends without pause is not waited for until it is quiet.
        let left = self.latest().map(|at| at.saturating_duration_since(now));
        if left == Some(Duration::ZERO) {
            return Next::Close;
        }
        let quiet = match is_complete && !self.is_closed_by_server {
            true => self.wait.min(ANSWERED_QUIET),
            false => self.wait,
        };
        let mut since = last.map_or(quiet_since, |last| last.max(quiet_since));
        if !is_complete || self.is_closed_by_server {
            since = since.max(self.due(self.ended));
        }
        if is_listener_behind {
            // The listener wakes this thread when it has looked at the rest, but never has if control frames come without pause.
            since += self.wait;
        }
        match (since + quiet).saturating_duration_since(now) {
            Duration::ZERO => Next::Close,
            quiet => Next::Sleep(Some(left.map_or(quiet, |left| left.min(quiet)))),
        }
    }

    /// When it closes at the latest, once as many messages came as were recorded.
    fn latest(&self) -> Option<Instant> {
        let complete = self.complete_since?;
        let from = match self.is_closed_by_server {
            true => complete.max(self.due(self.ended)),
            false => complete,
        };
        Some(from + self.wait)
    }

    /// Since when all is sent and no large message is on its way. `last` is when the last whole message was sent or came.
    fn quiet_since(&mut self, last: Option<Instant>) -> Instant {
        let now = Instant::now();
        let all_sent = *self.all_sent_since.get_or_insert(now);
        let begun = last.map_or(all_sent, |last| last.max(all_sent));
        let begun = begun.max(self.due(self.ended));
        let longest = self.wait.saturating_mul(MOVING_WAITS);
        let is_endless = now.saturating_duration_since(begun) > longest;
        let control = self.shared.update(|heard| heard.control_bytes);
        let bytes_moved = self.session.bytes_moved().saturating_sub(control);
        match self.quiet_since {
            Some(since)
                if is_endless || bytes_moved.saturating_sub(self.bytes_moved) < MOVING_BYTES =>
            {
                since
            }
            _ => {
                self.bytes_moved = bytes_moved;
                *self.quiet_since.insert(now)
            }
        }
    }

    /// Closes as the recording did; with 1000 where it did not, or where its frame may not be sent.
    fn close(&mut self) {
        let normal = CloseFrame {
            code: Some(1000),
            reason: String::new(),
        };
        let frame = self.close.take().flatten();
        let frame = frame.filter(|frame| frame.check_sendable().is_ok());
        let frame = frame.unwrap_or(normal);
        if self.session.finish_with(frame, CLOSE_TIMEOUT).is_err() {
            // It is not open, or not any more.
            self.session.finish(CLOSE_TIMEOUT);
        }
    }

    fn end(mut self) -> Played {
        // The phase is known a moment before what led to it is recorded; this waits for that.
        self.session.poll();
        if self.unsendable > 0 {
            remark(&format!(
                "{} recorded control frames cannot be sent and are left out",
                self.unsendable
            ));
        }
        let ending = self.session.ending();
        // It may have been open for less than it takes to look.
        let was_open = ending
            .as_ref()
            .is_some_and(|ending| ending.open_us.is_some());
        let ending = ending.map(|ending| ending.event);
        let by_us = matches!(ending, Some(RecordedEvent::ClosedByUs { .. }));
        Played {
            took: (self.schedule.as_ref()).map_or(Duration::ZERO, |(_, start)| start.elapsed()),
            lateness: self.schedule.as_ref().and_then(|(schedule, _)| {
                let [half, most, longest] = SHARES.map(|share| schedule.lateness(share));
                Some([half?, most?, longest?])
            }),
            file_failure: self.feed.take_failure(),
            was_open: was_open || self.schedule.is_some(),
            is_interrupted: self.shared.update(|heard| heard.is_interrupted),
            is_all_sent: self.pending.is_none() && self.feed.is_over(),
            ending: ending.filter(|_| !by_us),
        }
    }
}

impl Played {
    pub(super) fn was_open(&self) -> bool {
        self.was_open
    }

    pub(super) fn is_interrupted(&self) -> bool {
        self.is_interrupted
    }

    /// How the connection ended before something came.
    pub(super) fn ended_words(&self) -> String {
        let ended = self.ending.as_ref().map(words::ending);
        ended.map_or_else(String::new, |words| format!("\n{words}"))
    }

    /// What is wrong with how the connection ended, beside what is compared.
    pub(super) fn complaint(
        &self,
        recorded: &RecordedConnection,
        is_compared: bool,
    ) -> Option<(String, Exit)> {
        let event = self.ending.as_ref()?;
        if !self.was_open {
            return Some((words::ending(event), Exit::of_failure(event)));
        }
        if !self.is_all_sent {
            let text = format!("{} before all was sent", words::ending(event));
            return Some((text, Exit::Abnormal));
        }
        let is_as_recorded = match (&recorded.ending, event) {
            (Some(RecordedEnding::Lost), RecordedEvent::Lost { .. }) => true,
            (Some(RecordedEnding::ByServer(was)), RecordedEvent::ClosedByPeer { frame }) => {
                is_same_close(was.as_ref(), frame.as_ref())
            }
            (_, RecordedEvent::ClosedByPeer { frame: Some(frame) }) => {
                wire::close_code::is_normal(frame.code) && !is_compared
            }
            (_, RecordedEvent::ClosedByPeer { frame: None }) => !is_compared,
            _ => false,
        };
        (!is_as_recorded).then(|| (words::ending(event), Exit::Abnormal))
    }

    /// What is wrong with the close frame of the server, if the recording has one.
    pub(super) fn close_mismatch(&self, recorded: Option<&RecordedEnding>) -> Option<String> {
        let Some(RecordedEnding::ByServer(was)) = recorded else {
            return None;
        };
        let recorded = words::ending(&RecordedEvent::ClosedByPeer { frame: was.clone() });
        match &self.ending {
            None => Some(format!(
                "the server did not close the connection; recorded was: {recorded}"
            )),
            Some(RecordedEvent::ClosedByPeer { frame })
                if is_same_close(was.as_ref(), frame.as_ref()) =>
            {
                None
            }
            Some(event) => Some(format!(
                "{}; recorded was: {recorded}",
                words::ending(event)
            )),
        }
    }
}

/// Whether two close frames are equal, as far as both are known.
fn is_same_close(was: Option<&CloseFrame>, is: Option<&CloseFrame>) -> bool {
    match (was, is) {
        (Some(was), Some(is)) => was == is,
        _ => true,
    }
}

enum Sendable {
    Message(Message),
    Frame(RawFrame),
}

/// What a library sends by itself only, and a text that is none, goes out as a frame.
fn sendable(kind: Kind, payload: Vec<u8>) -> Sendable {
    match kind {
        Kind::Text => match String::from_utf8(payload) {
            Ok(text) => Sendable::Message(Message::Text(text)),
            Err(error) => Sendable::Frame(RawFrame::whole(Opcode::Text, error.as_bytes())),
        },
        Kind::Ping => Sendable::Message(Message::Ping(payload)),
        Kind::Pong => Sendable::Frame(RawFrame::whole(Opcode::Pong, &payload)),
        Kind::Binary | Kind::Event => Sendable::Message(Message::Binary(payload)),
    }
}

/// Whether the server closes the connection at the end of the recording.
fn is_closed_by_server(ending: Option<&RecordedEnding>) -> bool {
    matches!(ending, Some(RecordedEnding::ByServer(_)))
}
