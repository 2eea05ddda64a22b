//! Holds back what comes first until it is known what is spoken, so that it is decoded too.

use std::time::{Duration, Instant};

use session::conversation::{Choice, Listener, Spoken};
use session::{RecordedEvent, Unread};

/// So long the first message waits at most until others tell what is spoken: greetings follow each other at once.
const LONGEST: Duration = Duration::from_millis(200);
/// So much waits at most, in bytes: openings are short.
const MOST_BYTES: usize = 1 << 20;

/// What was read and waits, and what is found out about it.
pub(crate) struct Waiting {
    listener: Listener,
    unread: Vec<Unread>,
    bytes: usize,
    /// When it is not waited for any more; set by the first message.
    deadline: Option<Instant>,
    is_over: bool,
}

impl Waiting {
    /// For a protocol that is to be found out.
    pub(crate) fn new() -> Self {
        Self {
            listener: Listener::new(Choice::Automatic, false),
            unread: Vec::new(),
            bytes: 0,
            deadline: None,
            is_over: false,
        }
    }

    /// Until when something waits.
    pub(crate) fn deadline(&self) -> Option<Instant> {
        self.deadline.filter(|_| !self.unread.is_empty())
    }

    /// What is spoken, if that was found out.
    pub(crate) fn spoken(&self) -> Option<Spoken> {
        self.listener.spoken()
    }

    /// Takes what was read. Gives what need not wait: nothing or all of it.
    pub(crate) fn take(&mut self, unread: Unread) -> Vec<Unread> {
        if self.is_over {
            return vec![unread];
        }
        for message in unread.messages() {
            match message.event {
                Some(event) => {
                    self.listener.observe(event);
                    self.is_over |= is_end(event);
                }
                None if message.kind.is_data() => {
                    self.bytes += message.payload.len();
                    self.deadline
                        .get_or_insert_with(|| Instant::now() + LONGEST);
                    if self.listener.is_learning() {
                        self.listener.hear(&message);
                    }
                }
                None => {}
            }
        }
        self.unread.push(unread);
        let is_late = self
            .deadline
            .is_none_or(|deadline| deadline <= Instant::now());
        let may_be_known = self.spoken().is_none() && self.listener.is_learning();
        if self.is_over || is_late || !may_be_known || self.bytes > MOST_BYTES {
            self.give_up()
        } else {
            Vec::new()
        }
    }

    /// Gives what waits. If messages were among it, nothing waits any more.
    pub(crate) fn give_up(&mut self) -> Vec<Unread> {
        self.is_over |= self.deadline.is_some();
        std::mem::take(&mut self.unread)
    }
}

fn is_end(event: &RecordedEvent) -> bool {
    matches!(
        event,
        RecordedEvent::ClosedByUs { .. }
            | RecordedEvent::ClosedByPeer { .. }
            | RecordedEvent::Lost { .. }
    )
}
