//! What has passed, as far as it was written: updated by the thread that writes.

use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::Instant;

use message_log::{Direction, Seq};
use parking_lot::Mutex;
use session::LogMessage;

use crate::limits::ANSWERED_QUIET;
use crate::plan::Wait;

/// What has passed, as the thread that writes and the main one share it.
#[derive(Clone, Default)]
pub(crate) struct Progress(Arc<Shared>);

#[derive(Default)]
struct Shared {
    state: Mutex<State>,
    /// How many bytes were written.
    written: AtomicU64,
    /// Whether what is left is not to be shown.
    is_left_out: AtomicBool,
}

#[derive(Default)]
struct State {
    passed: Passed,
    /// Why no more is written.
    failure: Option<io::Error>,
}

/// What has passed over the connection, and was written.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Passed {
    /// Everything before this was written.
    pub(crate) end: Option<Seq>,
    /// Messages that were sent.
    pub(crate) sent: u64,
    /// Messages that came since the first one was sent.
    pub(crate) answers: u64,
    /// When a message was last sent or received.
    pub(crate) last: Option<Instant>,
    /// Whether no more messages that come are written, as there were enough.
    pub(crate) has_all: bool,
    /// Whether something was not recorded in the file.
    pub(crate) is_unrecorded: bool,
}

impl Progress {
    /// So many more bytes were written.
    pub(crate) fn add_written(&self, bytes: usize) {
        self.0.written.fetch_add(bytes as u64, Ordering::Relaxed);
    }

    /// How many bytes were written.
    pub(crate) fn written(&self) -> u64 {
        self.0.written.load(Ordering::Relaxed)
    }

    /// What is left is not shown any more: a person at a terminal wants to leave, and the terminal may be slow.
    pub(crate) fn leave_out_rest(&self) {
        self.0.is_left_out.store(true, Ordering::Relaxed);
    }

    /// Whether that was said.
    pub(crate) fn leaves_out_rest(&self) -> bool {
        self.0.is_left_out.load(Ordering::Relaxed)
    }

    /// So far it has come, and no further if there is a failure.
    pub(crate) fn set(&self, passed: &Passed, failure: Option<io::Error>) {
        let mut state = self.0.state.lock();
        state.passed = *passed;
        state.failure = failure;
    }

    /// How far it has come.
    pub(crate) fn passed(&self) -> Passed {
        self.0.state.lock().passed
    }

    /// Whether no more can be written.
    pub(crate) fn has_failed(&self) -> bool {
        self.0.state.lock().failure.is_some()
    }

    /// Why no more is written, if that was not asked before.
    pub(crate) fn take_failure(&self) -> Option<io::Error> {
        self.0.state.lock().failure.take()
    }
}

impl Passed {
    /// Counts a message. Control frames and events are no answers, and no sign that one is under way.
    pub(crate) fn count(&mut self, message: &LogMessage<'_>, now: Instant) {
        if !message.kind.is_data() {
            return;
        }
        self.last = Some(now);
        match message.direction {
            Direction::Sent => self.sent += 1,
            Direction::Received => self.answers += u64::from(self.sent > 0),
            Direction::Local => {}
        }
    }

    /// When to close if nothing more passes, after an input that ended, or bytes that moved last, at `quiet_since`; `None` if not
    /// by itself.
    pub(crate) fn deadline(&self, quiet_since: Instant, wait: Wait) -> Option<Instant> {
        let wait = match wait {
            Wait::ForEnd => return None,
            Wait::For(time) => return Some(quiet_since + time),
            Wait::ForAnswers(time) => time,
        };
        let is_answered = self.sent > 0 && self.answers >= self.sent;
        let quiet = if is_answered {
            wait.min(ANSWERED_QUIET)
        } else {
            wait
        };
        let since = self.last.map_or(quiet_since, |last| last.max(quiet_since));
        Some(since + quiet)
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use message_log::{Kind, Timestamp};

    use super::*;

    #[track_caller]
    fn check(passed: &str, wait_ms: u64, expected_ms: u64) {
        let start = Instant::now();
        let at = |ms| start + Duration::from_millis(ms);
        let mut record = Passed::default();
        // One in 100 ms: > sent, < received, p a ping. The input ends after one second.
        for (index, sign) in passed.chars().enumerate() {
            let (direction, kind) = match sign {
                '>' => (Direction::Sent, Kind::Text),
                '<' => (Direction::Received, Kind::Binary),
                'p' => (Direction::Received, Kind::Ping),
                _ => continue,
            };
            let message = LogMessage {
                seq: Seq::FIRST,
                direction,
                kind,
                at: Timestamp::default(),
                payload: b"",
                event: None,
            };
            record.count(&message, at(100 * index as u64));
        }
        let wait = Duration::from_millis(wait_ms);
        let deadline = |wait| record.deadline(at(1000), wait);
        assert_eq!(
            deadline(Wait::ForAnswers(wait)),
            Some(at(expected_ms)),
            "{passed}"
        );
        // Whatever passes.
        assert_eq!(deadline(Wait::For(wait)), Some(at(1000 + wait_ms)));
        assert_eq!(deadline(Wait::ForEnd), None);
    }

    #[test]
    fn it_closes_when_all_is_answered_or_nothing_passes() {
        check("", 2000, 3000);
        check(">", 2000, 3000);
        check("><", 2000, 1100);
        check(">><", 2000, 3000);
        check("<>", 2000, 3000);
        check("<><", 2000, 1100);
        // Nothing was asked.
        check("<<<", 2000, 3000);
        check("            <", 2000, 3200);
        check(">           <", 2000, 1300);
        check(">>          <", 2000, 3200);
        check(">           p", 2000, 3000);
        check(">p", 2000, 3000);
        check(">", 0, 1000);
        check("><", 50, 1050);
    }
}
