//! What came over a connection and was not expected yet, in order.

use std::collections::VecDeque;

use message_log::{Direction, Kind, Seq, Timestamp};
use session::{LogMessage, Reader, RecordedEvent, Session, SharedLogMessage};

use crate::limits::MAX_CONTROL_FRAMES;

/// What came over a connection and was not expected yet. The payloads stay in the log of the session.
pub(super) struct Inbox {
    reader: Reader,
    /// The next entry of the log to be looked at.
    next: Seq,
    /// Messages.
    waiting: VecDeque<Seq>,
    /// Pings and pongs.
    control_frames: VecDeque<Seq>,
    /// When that was recorded which was looked at last because it was expected.
    pub(super) taken_at: Option<Timestamp>,
    /// How the connection ended.
    pub(super) end: Option<RecordedEvent>,
    /// Whether the log has forgotten something that was not looked at.
    pub(super) is_overrun: bool,
}

impl Inbox {
    pub(super) fn new(session: &Session) -> Self {
        Self {
            reader: session.reader(),
            next: Seq::FIRST,
            waiting: VecDeque::new(),
            control_frames: VecDeque::new(),
            taken_at: None,
            end: None,
            is_overrun: false,
        }
    }

    /// Looks at what is new. What is passed over is not kept.
    pub(super) fn take_in(&mut self, mut passes_over: impl FnMut(&LogMessage<'_>) -> bool) {
        while let Some(page) = self.reader.page_from(self.next) {
            let seqs = page.seqs();
            self.is_overrun |= seqs.start > self.next;
            for message in page.messages_from(self.next.max(seqs.start)) {
                self.take(&message, &mut passes_over);
            }
            self.next = seqs.end;
        }
    }

    fn take(
        &mut self,
        message: &LogMessage<'_>,
        passes_over: &mut impl FnMut(&LogMessage<'_>) -> bool,
    ) {
        match (message.direction, message.kind) {
            (Direction::Received, Kind::Text | Kind::Binary) if !passes_over(message) => {
                self.waiting.push_back(message.seq);
            }
            (Direction::Received, Kind::Ping | Kind::Pong) => {
                if self.control_frames.len() >= MAX_CONTROL_FRAMES {
                    self.control_frames.pop_front();
                }
                self.control_frames.push_back(message.seq);
            }
            (Direction::Local, _) => match message.event {
                Some(RecordedEvent::OverBudget { .. }) => self.is_overrun = true,
                Some(
                    event @ (RecordedEvent::ClosedByUs { .. }
                    | RecordedEvent::ClosedByPeer { .. }
                    | RecordedEvent::Failed { .. }
                    | RecordedEvent::Lost { .. }),
                ) => self.end = Some(event.clone()),
                _ => {}
            },
            _ => {}
        }
    }

    /// Passes over what waits and is to be passed over from now on.
    pub(super) fn pass_over(
        &mut self,
        session: &Session,
        mut passes_over: impl FnMut(&LogMessage<'_>) -> bool,
    ) {
        self.waiting.retain(|seq| {
            let message = session.share(*seq);
            message.is_none_or(|message| !passes_over(&message.message()))
        });
    }

    /// How many messages wait.
    pub(super) fn len(&self) -> usize {
        self.waiting.len()
    }

    /// The oldest message that waits, which does not wait any more.
    pub(super) fn pop(&mut self, session: &Session) -> Option<SharedLogMessage> {
        let message = self.waiting.pop_front().map(|seq| session.share(seq))?;
        self.is_overrun |= message.is_none();
        self.taken_at = message.as_ref().map(|it| it.message().at);
        message
    }

    /// The oldest ping or pong that waits, which does not wait any more.
    pub(super) fn pop_control_frame(&mut self, session: &Session) -> Option<SharedLogMessage> {
        while let Some(seq) = self.control_frames.pop_front() {
            if let Some(frame) = session.share(seq) {
                self.taken_at = Some(frame.message().at);
                return Some(frame);
            }
        }
        None
    }

    /// Nobody asks for the messages that wait any more.
    pub(super) fn clear(&mut self) {
        self.waiting.clear();
    }
}
