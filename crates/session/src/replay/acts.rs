//! What was done over one connection of a file.

use std::collections::VecDeque;
use std::ops::ControlFlow;

use connection::CloseFrame;
use message_log::{Direction, Kind, Timestamp};

use super::attempts::Attempts;
use super::survey::RecordedConnection;
use crate::files::{EntryContent, FileEntry, Header, Sink};
use crate::recorded_event::RecordedEvent;

/// The most pings whose pongs are waited for. A pong answers the last ping (RFC 6455, section 5.5.3), so few of those before it
/// are answered at all.
const MAX_PINGS: usize = 64;

/// Something that was done over a recorded connection, by the client (`Sent`) or by the server (`Received`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RecordedAct {
    /// When it was recorded.
    pub at: Timestamp,
    /// What was done.
    pub act: Act,
}

/// What was done over a recorded connection.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Act {
    /// The handshake was done.
    Opened,
    /// A message or a control frame. A pong that answers a ping is left out: a library answers them by itself.
    Message {
        /// By whom.
        direction: Direction,
        /// What sort of message it is; never [`Kind::Event`].
        kind: Kind,
        /// Its bytes.
        payload: Vec<u8>,
    },
    /// One side closed the connection.
    Closed {
        /// Which.
        direction: Direction,
        /// What it said, where that is known.
        frame: Option<CloseFrame>,
    },
    /// The connection broke.
    Lost,
}

/// Tells what was done over one connection of a file, as the file is read.
pub struct Acts<F> {
    attempts: Attempts,
    place: u64,
    pongs: [Pongs; 2],
    tell: F,
}

impl<F: FnMut(RecordedAct) -> ControlFlow<()>> Acts<F> {
    /// Of this connection. What `tell` returns may end the reading, and the end of the connection does: the reading is
    /// [`cancelled`](crate::files::FileError::Cancelled) then.
    pub fn of(connection: &RecordedConnection, tell: F) -> Self {
        Self {
            attempts: Attempts::default(),
            place: connection.place,
            pongs: [Pongs::default(), Pongs::default()],
            tell,
        }
    }
}

impl<F: FnMut(RecordedAct) -> ControlFlow<()>> Sink for Acts<F> {
    fn begin(&mut self, _header: Header) {
        self.attempts.begin();
    }

    fn entry(&mut self, entry: FileEntry) -> ControlFlow<()> {
        let place = self.attempts.place_of(&entry);
        if place > self.place {
            return ControlFlow::Break(());
        }
        if place < self.place {
            return ControlFlow::Continue(());
        }
        let at = entry.at;
        let act = match entry.content {
            EntryContent::Message {
                direction,
                kind,
                payload,
            } => {
                if self.is_automatic(direction, kind, &payload) {
                    return ControlFlow::Continue(());
                }
                Act::Message {
                    direction,
                    kind,
                    payload,
                }
            }
            EntryContent::Event(event) => match act_of(*event) {
                Some(act) => act,
                None => return ControlFlow::Continue(()),
            },
        };
        (self.tell)(RecordedAct { at, act })
    }
}

impl<F> Acts<F> {
    /// Whether it is a pong that a library has sent by itself.
    fn is_automatic(&mut self, direction: Direction, kind: Kind, payload: &[u8]) -> bool {
        let (own, other) = match direction {
            Direction::Sent => (0, 1),
            Direction::Received | Direction::Local => (1, 0),
        };
        match kind {
            Kind::Ping => self.pongs[other].ask(payload),
            Kind::Pong => return self.pongs[own].answer(payload),
            Kind::Text | Kind::Binary | Kind::Event => {}
        }
        false
    }
}

fn act_of(event: RecordedEvent) -> Option<Act> {
    let closed = |direction, frame| Some(Act::Closed { direction, frame });
    match event {
        RecordedEvent::Opened => Some(Act::Opened),
        RecordedEvent::ClosedByUs { frame } => closed(Direction::Sent, frame),
        RecordedEvent::ClosedByPeer { frame } => closed(Direction::Received, frame),
        RecordedEvent::Lost { .. } => Some(Act::Lost),
        _ => None,
    }
}

/// The pings that one side has to answer.
#[derive(Debug, Default)]
struct Pongs(VecDeque<Vec<u8>>);

impl Pongs {
    fn ask(&mut self, payload: &[u8]) {
        if self.0.len() == MAX_PINGS {
            self.0.pop_front();
        }
        self.0.push_back(payload.to_vec());
    }

    /// Whether this answers one of them. Those before it are not answered any more.
    fn answer(&mut self, payload: &[u8]) -> bool {
        let answered = self.0.iter().position(|ping| *ping == payload);
        if let Some(at) = answered {
            self.0.drain(..=at);
        }
        answered.is_some()
    }
}
