//! The life of a connection as a pure function of (phase, input, now).

use std::time::Duration;

use web_time::Instant;

use crate::backoff::Backoff;
use crate::close_frame::CloseFrame;
use crate::endpoint::Endpoint;
use crate::event::{ClosedBy, Event};
use crate::failure::{Cause, Failure};
use crate::fault::ReplyFault;
use crate::plain::in_seconds;
use crate::signal::Signal;

/// Names one attempt to connect, so that what is still told of an earlier one can be told apart.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Attempt(pub u64);

/// Where a connection is in its life.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Phase {
    /// Not connected, and not trying.
    #[default]
    Idle,
    /// The handshake is under way.
    Connecting {
        /// The attempt this is about.
        attempt: Attempt,
        /// When it is given up.
        deadline: Instant,
        /// How it goes on if it fails.
        terms: Terms,
    },
    /// Both sides may send.
    Open {
        /// The attempt this came from.
        attempt: Attempt,
        /// Since when it is open.
        since: Instant,
        /// How it goes on when it ends.
        backoff: Option<Backoff>,
    },
    /// Not connected; the next attempt begins by itself.
    Waiting {
        /// When it begins.
        until: Instant,
        /// How it goes on if that fails as well.
        backoff: Backoff,
    },
}

/// How long an open connection must have lasted for the waits to begin anew: a server that accepts and closes at once is as
/// busy as one that does not accept.
pub(crate) const STEADY: Duration = Duration::from_secs(5);

/// What an attempt is given.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Terms {
    /// How long it may take.
    pub timeout: Duration,
    /// How long to wait before the next one, if there is to be one.
    pub backoff: Option<Backoff>,
}

/// What moves a connection from one phase to another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Input<'a> {
    /// The person wants to connect.
    Connect(Attempt, Endpoint, Terms),
    /// The person wants to end the connection, the attempt or the waiting; a connection with this close frame.
    Disconnect(Option<CloseFrame>),
    /// A transport tells something about an attempt.
    Signal(Attempt, Signal<'a>),
    /// Time has passed.
    Tick,
}

impl Phase {
    /// The phase after `input`, and what the handler is told about it.
    ///
    /// What is told of an earlier attempt, and what follows an ending, changes nothing, and no event comes of it but frames.
    #[must_use]
    pub(crate) fn step(self, input: Input<'_>, now: Instant) -> (Self, Option<Event<'_>>) {
        match (self, input) {
            (Self::Idle | Self::Waiting { .. }, Input::Connect(attempt, endpoint, terms)) => {
                let next = Self::Connecting {
                    attempt,
                    deadline: now + terms.timeout,
                    terms,
                };
                (next, Some(Event::Connecting(endpoint)))
            }
            (Self::Connecting { .. }, Input::Disconnect(_)) => {
                (Self::Idle, Some(Event::Closed(ClosedBy::Us(None))))
            }
            (Self::Open { .. }, Input::Disconnect(frame)) => {
                (Self::Idle, Some(Event::Closed(ClosedBy::Us(frame))))
            }
            // Nothing was there to be closed.
            (Self::Waiting { .. }, Input::Disconnect(_)) => (Self::Idle, None),
            (Self::Connecting { attempt, .. }, Input::Signal(from, signal)) if attempt == from => {
                self.while_connecting(signal, now)
            }
            (Self::Open { attempt, .. }, Input::Signal(from, signal)) if attempt == from => {
                self.while_open(signal, now)
            }
            // With them the closing handshake ends, of which this side needs no more to be told that it is over.
            (Self::Idle | Self::Waiting { .. }, Input::Signal(_, Signal::Frame(frame))) => {
                (self, Some(Event::Frame(frame)))
            }
            (
                Self::Connecting {
                    deadline, terms, ..
                },
                Input::Tick,
            ) if deadline <= now => {
                let failure = no_answer(terms.timeout);
                (self.ended(now), Some(Event::Failed(failure)))
            }
            (phase, _) => (phase, None),
        }
    }

    /// Whether messages can be sent.
    pub fn is_open(self) -> bool {
        matches!(self, Self::Open { .. })
    }

    /// Whether messages that this attempt tells are told.
    pub(crate) fn is_open_by(self, from: Attempt) -> bool {
        matches!(self, Self::Open { attempt, .. } if attempt == from)
    }

    /// When [`Connection::tick`](crate::Connection::tick) will be needed, if at all; while waiting, when the next attempt is due.
    pub fn deadline(self) -> Option<Instant> {
        match self {
            Self::Connecting { deadline, .. } => Some(deadline),
            Self::Waiting { until, .. } => Some(until),
            Self::Idle | Self::Open { .. } => None,
        }
    }

    fn while_connecting(self, signal: Signal<'_>, now: Instant) -> (Self, Option<Event<'_>>) {
        match signal {
            Signal::Opened => (self.opened(now), Some(Event::Opened)),
            Signal::Error(failure) => (self.ended(now), Some(Event::Failed(failure))),
            Signal::Step(step) => (self, Some(Event::Step(step))),
            Signal::Closed(_) | Signal::Gone => {
                (self.ended(now), Some(Event::Failed(ended_unopened())))
            }
            // There can be no message before the handshake is done, and no library tells of one.
            Signal::Received(_) | Signal::Sent(_) | Signal::Frame(_) => (self, None),
        }
    }

    fn while_open(self, signal: Signal<'_>, now: Instant) -> (Self, Option<Event<'_>>) {
        match signal {
            Signal::Received(message) => (self, Some(Event::Received(message))),
            Signal::Sent(message) => (self, Some(Event::Sent(message))),
            Signal::Step(step) => (self, Some(Event::Step(step))),
            Signal::Frame(frame) => (self, Some(Event::Frame(frame))),
            Signal::Closed(frame) => {
                let ending = Event::Closed(ClosedBy::Peer(frame));
                (self.ended(now), Some(ending))
            }
            Signal::Error(failure) => (self.ended(now), Some(Event::Lost(failure))),
            Signal::Gone => (self.ended(now), Some(Event::Lost(ended_without_close()))),
            Signal::Opened => (self, None),
        }
    }

    fn opened(self, since: Instant) -> Self {
        match self {
            Self::Connecting { attempt, terms, .. } => Self::Open {
                attempt,
                since,
                backoff: terms.backoff,
            },
            other => other,
        }
    }

    /// After an ending that was not asked for.
    fn ended(self, now: Instant) -> Self {
        let backoff = match self {
            Self::Connecting { terms, .. } => terms.backoff,
            Self::Open { since, backoff, .. } => {
                let was_steady = now.saturating_duration_since(since) >= STEADY;
                backoff.map(|backoff| {
                    if was_steady {
                        backoff.succeed()
                    } else {
                        backoff
                    }
                })
            }
            Self::Idle | Self::Waiting { .. } => None,
        };
        backoff.map_or(Self::Idle, |backoff| {
            let (backoff, wait) = backoff.fail();
            let until = now + wait;
            Self::Waiting { until, backoff }
        })
    }
}

fn no_answer(timeout: Duration) -> Failure {
    Failure {
        cause: Cause::TimedOut,
        detail: format!("no response within {}", in_seconds(timeout)),
    }
}

fn ended_unopened() -> Failure {
    Failure {
        cause: Cause::Reply(ReplyFault::Incomplete),
        detail: "the connection ended before the handshake was done".to_owned(),
    }
}

fn ended_without_close() -> Failure {
    Failure {
        cause: Cause::Dropped,
        detail: "the connection ended without a close frame".to_owned(),
    }
}

#[cfg(test)]
mod tests;
