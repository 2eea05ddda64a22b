//! How a connection began and ended, as far as a record tells it.

use std::hash::{DefaultHasher, Hash as _, Hasher as _};

use connection::{Cause, CloseFrame, Step};

use crate::handshake::header;
use crate::log::LogMessage;
use crate::recorded_event::RecordedEvent;

/// How a connection, or an attempt to connect, began and ended, as far as a record tells it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Outcome {
    /// Whether the handshake was done.
    pub is_opened: bool,
    /// The subprotocol that was agreed on, if any; `None` if the record does not tell.
    pub subprotocol: Option<Option<String>>,
    /// The event that ended it; `None` if the record does not tell.
    pub end: Option<RecordedEvent>,
}

impl Outcome {
    /// The same for those that tell the same.
    pub(super) fn key(&self) -> u64 {
        let mut hasher = DefaultHasher::new();
        (self.is_opened, &self.subprotocol).hash(&mut hasher);
        match &self.end {
            None => 0_u8.hash(&mut hasher),
            Some(end) => {
                let (kind, what) = told_of(end);
                (kind, what.map(|it| it.text())).hash(&mut hasher);
            }
        }
        hasher.finish()
    }

    /// Whether nothing that both tell differs.
    pub(super) fn agrees_with(&self, other: &Self) -> bool {
        let subprotocols = (&self.subprotocol, &other.subprotocol);
        let ends = (&self.end, &other.end);
        self.is_opened == other.is_opened
            && !matches!(subprotocols, (Some(left), Some(right)) if left != right)
            && !matches!(ends, (Some(left), Some(right)) if !are_alike(left, right))
    }
}

/// What is compared of the end of a connection.
enum Told<'a> {
    Frame(&'a CloseFrame),
    Cause(&'a Cause),
}

impl Told<'_> {
    fn text(&self) -> String {
        match self {
            Self::Frame(frame) => format!("{frame:?}"),
            Self::Cause(cause) => format!("{cause:?}"),
        }
    }
}

/// Which end it is, and what the record tells of it, if it does.
fn told_of(end: &RecordedEvent) -> (u8, Option<Told<'_>>) {
    let cause = |cause| {
        Some(cause)
            .filter(|cause| *cause != &Cause::Untold)
            .map(Told::Cause)
    };
    match end {
        RecordedEvent::ClosedByUs { frame } => (1, frame.as_ref().map(Told::Frame)),
        RecordedEvent::ClosedByPeer { frame } => (2, frame.as_ref().map(Told::Frame)),
        RecordedEvent::Failed { cause: why, .. } => (3, cause(why)),
        RecordedEvent::Lost { cause: why, .. } => (4, cause(why)),
        _ => (0, None),
    }
}

fn are_alike(left: &RecordedEvent, right: &RecordedEvent) -> bool {
    let ((left_kind, left), (right_kind, right)) = (told_of(left), told_of(right));
    left_kind == right_kind
        && match (left, right) {
            (Some(left), Some(right)) => left.text() == right.text(),
            _ => true,
        }
}

/// Collects how the connections of a record went.
#[derive(Debug, Default)]
pub(super) struct Outcomes {
    pub(super) all: Vec<Outcome>,
    /// Whether something is still to be told of the last one.
    is_running: bool,
}

impl Outcomes {
    pub(super) fn push(&mut self, message: &LogMessage<'_>) {
        let Some(event) = message.event else {
            return;
        };
        match event {
            RecordedEvent::Connecting { .. } => {
                self.all.push(Outcome::default());
                self.is_running = true;
            }
            RecordedEvent::Opened => self.current().is_opened = true,
            RecordedEvent::Step(Step::Agreed { subprotocol }) => {
                self.current().subprotocol = Some(subprotocol.clone());
            }
            RecordedEvent::Step(Step::Answered { head, .. }) => {
                let subprotocol = header(head, "sec-websocket-protocol").map(str::to_owned);
                self.current().subprotocol = Some(subprotocol);
            }
            // A HAR may tell of several errors: the first one ended it.
            RecordedEvent::ClosedByUs { .. }
            | RecordedEvent::ClosedByPeer { .. }
            | RecordedEvent::Failed { .. }
            | RecordedEvent::Lost { .. }
                if self.is_running || self.all.is_empty() =>
            {
                self.current().end = Some(event.clone());
                self.is_running = false;
            }
            // The program looked there without being asked.
            RecordedEvent::NothingThere { .. } if self.is_running => {
                self.all.pop();
                self.is_running = false;
            }
            _ => {}
        }
    }

    /// That of which something is told. A record may begin in the middle of a connection.
    fn current(&mut self) -> &mut Outcome {
        if !self.is_running {
            self.all.push(Outcome::default());
            self.is_running = true;
        }
        let last = self.all.len().saturating_sub(1);
        &mut self.all[last]
    }
}
