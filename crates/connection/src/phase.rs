//! The life of a connection as a pure function of (phase, input, now).

use std::time::Duration;

use web_time::Instant;

use crate::{Cause, CloseFrame, Endpoint, Event, Failure, HungUpBy, Message, Step};

/// How long an attempt may take. Long enough for a slow mobile network with a lost packet or two,
/// short enough that nobody wonders whether the program hangs.
pub const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);

/// The largest message that is accepted, in bytes: 64 MiB. ewebsock sets the limit of a frame but
/// leaves this limit of a message where tungstenite has it.
pub const MAX_MESSAGE_BYTES: usize = 64 * 1024 * 1024;

/// Names one attempt to connect, so that what an earlier one still says can be told apart.
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
    },
    /// Both sides may send.
    Open {
        /// The attempt this came from.
        attempt: Attempt,
        /// Since when it is open.
        since: Instant,
    },
}

/// What moves a connection from one phase to another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Input {
    /// The person wants to connect.
    Dial(Attempt, Endpoint),
    /// The person wants to end the connection or the attempt.
    HangUp,
    /// A driver says something about an attempt.
    Signal(Attempt, Signal),
    /// Time has passed.
    Tick,
}

/// What a driver says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Signal {
    /// The attempt got one step further.
    Step(Step),
    /// The handshake is done.
    Opened,
    /// A message arrived.
    Received(Message),
    /// A close frame arrived. `None` where the library does not tell what was in it.
    Closed(Option<CloseFrame>),
    /// Something went wrong.
    Error(Failure),
    /// The driver has let go of the socket. Nothing will follow.
    Gone,
}

impl Phase {
    /// The phase after `input`, and what the handler is told about it.
    ///
    /// What an earlier attempt says, and what follows an ending, changes nothing and tells nothing.
    #[must_use]
    pub fn step(self, input: Input, now: Instant) -> (Self, Option<Event>) {
        match (self, input) {
            (Self::Idle, Input::Dial(attempt, endpoint)) => {
                let deadline = now + CONNECT_TIMEOUT;
                let next = Self::Connecting { attempt, deadline };
                (next, Some(Event::Connecting(endpoint)))
            }
            (Self::Connecting { .. } | Self::Open { .. }, Input::HangUp) => {
                (Self::Idle, Some(Event::Closed(HungUpBy::Us)))
            }
            (Self::Connecting { attempt, .. }, Input::Signal(from, signal)) if attempt == from => {
                self.while_connecting(attempt, signal, now)
            }
            (Self::Open { attempt, .. }, Input::Signal(from, signal)) if attempt == from => {
                self.while_open(signal)
            }
            (Self::Connecting { deadline, .. }, Input::Tick) if deadline <= now => {
                (Self::Idle, Some(Event::Failed(no_answer())))
            }
            (phase, _) => (phase, None),
        }
    }

    /// Whether messages can be sent.
    pub fn is_open(self) -> bool {
        matches!(self, Self::Open { .. })
    }

    /// When a [`Input::Tick`] will be needed, if at all.
    pub fn deadline(self) -> Option<Instant> {
        match self {
            Self::Connecting { deadline, .. } => Some(deadline),
            Self::Idle | Self::Open { .. } => None,
        }
    }

    fn while_connecting(
        self,
        attempt: Attempt,
        signal: Signal,
        now: Instant,
    ) -> (Self, Option<Event>) {
        match signal {
            Signal::Opened => {
                let since = now;
                (Self::Open { attempt, since }, Some(Event::Opened))
            }
            Signal::Error(failure) => (Self::Idle, Some(Event::Failed(failure))),
            Signal::Step(step) => (self, Some(Event::Step(step))),
            Signal::Closed(_) | Signal::Gone => (Self::Idle, Some(Event::Failed(ended_unopened()))),
            // A message before the handshake is done cannot be; no library says so.
            Signal::Received(_) => (self, None),
        }
    }

    fn while_open(self, signal: Signal) -> (Self, Option<Event>) {
        match signal {
            Signal::Received(message) => (self, Some(Event::Received(message))),
            Signal::Closed(frame) => (Self::Idle, Some(Event::Closed(HungUpBy::Peer(frame)))),
            Signal::Error(failure) => (Self::Idle, Some(Event::Lost(failure))),
            Signal::Gone => (Self::Idle, Some(Event::Lost(ended_without_close()))),
            Signal::Opened | Signal::Step(_) => (self, None),
        }
    }
}

fn no_answer() -> Failure {
    Failure {
        cause: Cause::TimedOut,
        detail: format!("no answer within {} s", CONNECT_TIMEOUT.as_secs()),
    }
}

fn ended_unopened() -> Failure {
    Failure {
        cause: Cause::NotWebSocket,
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
mod tests {
    use super::*;

    const THIS: Attempt = Attempt(7);
    const EARLIER: Attempt = Attempt(6);

    fn failure() -> Failure {
        Failure {
            cause: Cause::Refused,
            detail: "refused".to_owned(),
        }
    }

    fn hello() -> Message {
        Message::Text("hello".to_owned())
    }

    fn step() -> Step {
        Step::Requested {
            head: "GET / HTTP/1.1".to_owned(),
        }
    }

    fn goodbye() -> Option<CloseFrame> {
        Some(CloseFrame {
            code: Some(1011),
            reason: "out of coffee".to_owned(),
        })
    }

    fn endpoint() -> Endpoint {
        Endpoint::parse("localhost:4000").unwrap()
    }

    /// One row of the table: from a phase, an input leads to a phase and tells an event.
    #[track_caller]
    fn check(from: Phase, input: Input, now: Instant, to: Phase, told: Option<Event>) {
        assert_eq!(
            from.step(input.clone(), now),
            (to, told),
            "{from:?} × {input:?}"
        );
    }

    #[test]
    fn the_whole_table() {
        let start = Instant::now();
        let soon = start + Duration::from_secs(1);
        let late = start + CONNECT_TIMEOUT;
        let idle = Phase::Idle;
        let connecting = Phase::Connecting {
            attempt: THIS,
            deadline: late,
        };
        let open = Phase::Open {
            attempt: THIS,
            since: soon,
        };
        let says = |signal| Input::Signal(THIS, signal);
        let dial = || Input::Dial(THIS, endpoint());

        check(
            idle,
            dial(),
            start,
            connecting,
            Some(Event::Connecting(endpoint())),
        );
        check(idle, Input::HangUp, start, idle, None);
        check(idle, Input::Tick, late, idle, None);
        for signal in all_signals() {
            check(idle, says(signal), soon, idle, None);
        }

        check(connecting, dial(), soon, connecting, None);
        check(
            connecting,
            Input::HangUp,
            soon,
            idle,
            Some(Event::Closed(HungUpBy::Us)),
        );
        check(connecting, Input::Tick, soon, connecting, None);
        check(
            connecting,
            Input::Tick,
            late,
            idle,
            Some(Event::Failed(no_answer())),
        );
        check(
            connecting,
            says(Signal::Opened),
            soon,
            open,
            Some(Event::Opened),
        );
        check(
            connecting,
            says(Signal::Step(step())),
            soon,
            connecting,
            Some(Event::Step(step())),
        );
        check(
            connecting,
            says(Signal::Received(hello())),
            soon,
            connecting,
            None,
        );
        check(
            connecting,
            says(Signal::Error(failure())),
            soon,
            idle,
            Some(Event::Failed(failure())),
        );
        check(
            connecting,
            says(Signal::Closed(goodbye())),
            soon,
            idle,
            Some(Event::Failed(ended_unopened())),
        );
        check(
            connecting,
            says(Signal::Gone),
            soon,
            idle,
            Some(Event::Failed(ended_unopened())),
        );

        check(open, dial(), late, open, None);
        check(
            open,
            Input::HangUp,
            late,
            idle,
            Some(Event::Closed(HungUpBy::Us)),
        );
        check(open, Input::Tick, late, open, None);
        check(open, says(Signal::Opened), late, open, None);
        check(open, says(Signal::Step(step())), late, open, None);
        check(
            open,
            says(Signal::Received(hello())),
            late,
            open,
            Some(Event::Received(hello())),
        );
        check(
            open,
            says(Signal::Closed(goodbye())),
            late,
            idle,
            Some(Event::Closed(HungUpBy::Peer(goodbye()))),
        );
        check(
            open,
            says(Signal::Error(failure())),
            late,
            idle,
            Some(Event::Lost(failure())),
        );
        check(
            open,
            says(Signal::Gone),
            late,
            idle,
            Some(Event::Lost(ended_without_close())),
        );

        for phase in [connecting, open] {
            for signal in all_signals() {
                check(phase, Input::Signal(EARLIER, signal), soon, phase, None);
            }
        }
    }

    fn all_signals() -> [Signal; 6] {
        [
            Signal::Step(step()),
            Signal::Opened,
            Signal::Received(hello()),
            Signal::Closed(None),
            Signal::Error(failure()),
            Signal::Gone,
        ]
    }
}
