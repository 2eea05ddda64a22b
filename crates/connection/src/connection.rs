//! The connection itself: a phase, a handler, and the driver that carries the bytes.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use web_time::Instant;

use crate::driver::{self, Driver};
use crate::{Attempt, Endpoint, Event, Input, Message, Phase, Signal};

/// Is told every event, in order, where it happens. It runs under the connection's lock, so it must
/// be short and must not call the connection.
pub type Handler = Box<dyn FnMut(Event) + Send>;

/// One WebSocket connection, through any number of attempts.
///
/// Dropping it hangs up.
pub struct Connection {
    state: Arc<Mutex<State>>,
    driver: Option<Box<dyn Driver>>,
    last_attempt: Attempt,
}

/// The most that a ping carries, in bytes (RFC 6455, section 5.5).
pub const MAX_PING_BYTES: usize = 125;

/// Why a message was not sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SendError {
    /// There is no open connection.
    #[error("not connected")]
    NotOpen,
    /// [`MAX_PENDING_SENDS`](crate::MAX_PENDING_SENDS) messages already wait for the peer to read.
    #[error("too many messages wait to be sent")]
    Backlogged,
    /// Pongs are sent by the library, and pings over an inspected connection only.
    #[error("this control frame cannot be sent by hand")]
    ControlFrame,
    /// The payload of a ping has at most [`MAX_PING_BYTES`](crate::MAX_PING_BYTES).
    #[error("a ping carries at most 125 bytes")]
    LargePing,
}

impl Connection {
    /// A connection that is not connected yet.
    pub fn new(handler: Handler) -> Self {
        let phase = Phase::Idle;
        Self {
            state: Arc::new(Mutex::new(State { phase, handler })),
            driver: None,
            last_attempt: Attempt::default(),
        }
    }

    /// Begins an attempt. An open connection, or an attempt under way, is hung up first.
    ///
    /// An inspected one also tells its [`Step`](crate::Step)s, and what is in close frames, where that can be had: see
    /// [`CAN_INSPECT`](crate::CAN_INSPECT).
    pub fn connect(&mut self, endpoint: &Endpoint, is_inspected: bool) {
        self.hang_up();
        self.last_attempt = Attempt(self.last_attempt.0 + 1);
        let attempt = self.last_attempt;
        let signals = Signals {
            state: Arc::clone(&self.state),
            attempt,
        };
        lock(&self.state).apply(Input::Dial(attempt, endpoint.clone()));
        match driver::dial(endpoint, is_inspected, signals.clone()) {
            Ok(driver) => self.driver = Some(driver),
            Err(failure) => signals.tell(Signal::Error(failure)),
        }
    }

    /// Whether a message could be sent now.
    ///
    /// # Errors
    /// Why not.
    pub fn can_send(&self) -> Result<(), SendError> {
        let is_open = self.phase().is_open();
        match &self.driver {
            Some(driver) if is_open && driver.is_full() => Err(SendError::Backlogged),
            Some(_) if is_open => Ok(()),
            _ => Err(SendError::NotOpen),
        }
    }

    /// Whether a ping can be sent now.
    pub fn can_ping(&self) -> bool {
        self.can_send().is_ok()
            && self
                .driver
                .as_ref()
                .is_some_and(|driver| driver.sends_pings())
    }

    /// Sends one text or binary message, or a ping over an inspected connection. The handler is told
    /// [`Event::Sent`] before this returns, and before any answer.
    ///
    /// # Errors
    /// When there is no open connection, when too much waits already, and for control frames that cannot be sent.
    pub fn send(&mut self, message: Message) -> Result<(), SendError> {
        let mut state = lock(&self.state);
        let driver = self.driver.as_mut().ok_or(SendError::NotOpen)?;
        if !state.phase.is_open() {
            return Err(SendError::NotOpen);
        }
        match &message {
            Message::Pong(_) => return Err(SendError::ControlFrame),
            Message::Ping(_) if !driver.sends_pings() => return Err(SendError::ControlFrame),
            Message::Ping(payload) if payload.len() > MAX_PING_BYTES => {
                return Err(SendError::LargePing);
            }
            _ if driver.is_full() => return Err(SendError::Backlogged),
            _ => {}
        }
        (state.handler)(Event::Sent(message.clone()));
        driver.send(message);
        Ok(())
    }

    /// Ends the connection or the attempt at once. What was sent before still goes out first, if
    /// the peer reads it soon.
    pub fn hang_up(&mut self) {
        lock(&self.state).apply(Input::HangUp);
        self.driver = None;
    }

    /// Hangs up and waits until the close frame is on its way, at most for `patience`.
    /// For the end of the program.
    pub fn finish(&mut self, patience: Duration) {
        lock(&self.state).apply(Input::HangUp);
        if let Some(driver) = self.driver.take() {
            driver.finish(patience);
        }
    }

    /// Lets time pass: ends an attempt whose [`Phase::deadline`] is over.
    pub fn tick(&mut self, now: Instant) {
        let mut state = lock(&self.state);
        state.step(Input::Tick, now);
        if state.phase == Phase::Idle {
            self.driver = None;
        }
    }

    /// Where the connection is in its life.
    pub fn phase(&self) -> Phase {
        lock(&self.state).phase
    }
}

impl Drop for Connection {
    fn drop(&mut self) {
        self.hang_up();
    }
}

struct State {
    phase: Phase,
    handler: Handler,
}

impl State {
    fn apply(&mut self, input: Input) {
        self.step(input, Instant::now());
    }

    fn step(&mut self, input: Input, now: Instant) {
        let (next, told) = self.phase.step(input, now);
        self.phase = next;
        if let Some(event) = told {
            (self.handler)(event);
        }
    }
}

/// What a driver is given: the way back for what one attempt has to say.
#[derive(Clone)]
pub(crate) struct Signals {
    state: Arc<Mutex<State>>,
    attempt: Attempt,
}

impl Signals {
    pub(crate) fn tell(&self, signal: Signal) {
        lock(&self.state).apply(Input::Signal(self.attempt, signal));
    }
}

/// A handler that panicked leaves a state that is still whole: the phase is set before it is called.
fn lock(state: &Mutex<State>) -> MutexGuard<'_, State> {
    state.lock().unwrap_or_else(PoisonError::into_inner)
}
