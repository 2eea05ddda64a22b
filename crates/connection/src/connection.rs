//! The connection itself: a phase, a handler, and the driver that carries the bytes.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use web_time::{Instant, SystemTime};

use crate::driver::{self, Driver};
use crate::secrets::Secrets;
use crate::{
    Agreement, Attempt, Backoff, CloseFrame, CloseFrameError, Endpoint, Event, Input, Message,
    Options, Phase, Signal, Terms,
};

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
    /// Where the last attempt went, for the next one.
    target: Option<(Endpoint, Options)>,
    /// Whether ewebsock got no further at this target: the next attempt does without it, so that the server is asked once.
    was_taken_over: bool,
}

/// The most that a ping carries, in bytes (RFC 6455, section 5.5).
pub const MAX_PING_BYTES: usize = 125;

/// Why a message was not sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SendError {
    /// There is no open connection.
    #[error("not connected")]
    NotOpen,
    /// [`MAX_PENDING_SENDS`](crate::MAX_PENDING_SENDS) messages or [`MAX_PENDING_BYTES`](crate::MAX_PENDING_BYTES) already wait
    /// for the peer to read.
    #[error("too many messages wait to be sent")]
    Backlogged,
    /// Pongs are sent by the library, and pings over an inspected connection only.
    #[error("this control frame cannot be sent by hand")]
    ControlFrame,
    /// The payload of a ping has at most [`MAX_PING_BYTES`](crate::MAX_PING_BYTES).
    #[error("a ping carries at most 125 bytes")]
    LargePing,
}

/// Why a connection was not closed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CloseError {
    /// The frame may not be sent.
    #[error(transparent)]
    Frame(#[from] CloseFrameError),
    /// There is no open connection that is inspected: ewebsock sends a close frame of its own.
    #[error("a close frame of one's own is sent over an inspected connection only")]
    NotInspected,
}

impl Connection {
    /// A connection that is not connected yet.
    pub fn new(handler: Handler) -> Self {
        let phase = Phase::Idle;
        Self {
            state: Arc::new(Mutex::new(State { phase, handler })),
            driver: None,
            last_attempt: Attempt::default(),
            target: None,
            was_taken_over: false,
        }
    }

    /// Begins an attempt. An open connection, or an attempt under way, is hung up first.
    pub fn connect(&mut self, endpoint: &Endpoint, options: &Options) {
        self.hang_up();
        let backoff = options.reconnects.then(|| Backoff::new(seed()));
        self.target = Some((endpoint.clone(), options.clone()));
        self.was_taken_over = false;
        self.dial(backoff);
    }

    /// While it waits for the next attempt: begins it now.
    pub fn retry(&mut self) {
        if let Phase::Waiting { backoff, .. } = self.phase() {
            self.dial(Some(backoff));
        }
    }

    fn dial(&mut self, backoff: Option<Backoff>) {
        self.let_go();
        let Some((endpoint, options)) = &self.target else {
            return;
        };
        self.last_attempt = Attempt(self.last_attempt.0 + 1);
        let attempt = self.last_attempt;
        let signals = Signals {
            state: Arc::clone(&self.state),
            attempt,
            secrets: Arc::new(Secrets::of(options)),
        };
        let terms = Terms {
            timeout: options.connect_timeout,
            backoff,
        };
        lock(&self.state).apply(Input::Dial(attempt, endpoint.clone(), terms));
        match driver::dial(endpoint, options, self.was_taken_over, signals.clone()) {
            Ok(driver) => self.driver = Some(driver),
            Err(failure) => signals.tell(Signal::Error(failure)),
        }
    }

    fn let_go(&mut self) {
        if let Some(driver) = self.driver.take() {
            self.was_taken_over |= driver.has_taken_over();
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

    /// Ends the connection, the attempt or the waiting at once. What was sent before still goes out first, if
    /// the peer reads it soon.
    pub fn hang_up(&mut self) {
        lock(&self.state).apply(Input::HangUp(None));
        self.driver = None;
    }

    /// Whether the connection can be closed with a close frame of one's own.
    pub fn can_close_with(&self) -> bool {
        let driver = self.driver.as_ref();
        self.phase().is_open() && driver.is_some_and(|driver| driver.sends_close_frames())
    }

    /// What both sides agreed on, while it is open and where that is told without the handshake: in a browser.
    pub fn agreement(&self) -> Option<Agreement> {
        let driver = self.driver.as_ref().filter(|_| self.phase().is_open())?;
        driver.agreement()
    }

    /// Ends the connection with a close frame of one's own, where [`Self::can_close_with`] says so.
    ///
    /// # Errors
    /// When the frame may not be sent, or not from here. The connection stays open then.
    pub fn close_with(&mut self, frame: CloseFrame) -> Result<(), CloseError> {
        frame.check_sendable()?;
        if !self.can_close_with() {
            return Err(CloseError::NotInspected);
        }
        lock(&self.state).apply(Input::HangUp(Some(frame.clone())));
        if let Some(driver) = self.driver.take() {
            driver.close_with(frame);
        }
        Ok(())
    }

    /// Hangs up and waits until the close frame is on its way, at most for `patience`.
    /// For the end of the program.
    pub fn finish(&mut self, patience: Duration) {
        lock(&self.state).apply(Input::HangUp(None));
        if let Some(driver) = self.driver.take() {
            driver.finish(patience);
        }
    }

    /// Lets time pass: ends an attempt whose [`Phase::deadline`] is over, and begins the next one when it is due.
    pub fn tick(&mut self, now: Instant) {
        let phase = {
            let mut state = lock(&self.state);
            state.step(Input::Tick, now);
            state.phase
        };
        match phase {
            Phase::Idle => self.let_go(),
            Phase::Waiting { until, .. } if until <= now => self.retry(),
            Phase::Waiting { .. } => self.let_go(),
            Phase::Connecting { .. } | Phase::Open { .. } => {}
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
    /// What is not told.
    secrets: Arc<Secrets>,
}

impl Signals {
    pub(crate) fn tell(&self, signal: Signal) {
        let signal = self.secrets.taken_out_of(signal);
        lock(&self.state).apply(Input::Signal(self.attempt, signal));
    }
}

/// Differs from start to start: of what is told apart by it, nothing is secret.
fn seed() -> u64 {
    let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH);
    now.map_or(0, |now| u64::from(now.subsec_nanos()) ^ now.as_secs())
}

/// A handler that panicked leaves a state that is still whole: the phase is set before it is called.
fn lock(state: &Mutex<State>) -> MutexGuard<'_, State> {
    state.lock().unwrap_or_else(PoisonError::into_inner)
}
