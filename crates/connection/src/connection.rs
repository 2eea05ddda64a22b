//! The connection itself: a phase, a handler, and the transport that carries the bytes.

use std::sync::Arc;
use std::time::Duration;

use web_time::{Instant, SystemTime};
use wire::{RawFrame, Withheld};

use crate::backoff::Backoff;
use crate::close_frame::{CloseFrame, CloseFrameError};
use crate::endpoint::Endpoint;
use crate::event::Agreement;
use crate::message::Message;
use crate::observer::{EventHandler, Handler, Observer, SharedState};
use crate::options::Options;
use crate::phase::{Attempt, Input, Phase, Terms};
use crate::redactor::Redactor;
use crate::sender::{SendError, Sender, SharedLink};
use crate::signal::Signal;
use crate::transport::{Link, Transport};

/// One WebSocket connection, through any number of attempts.
///
/// Dropping it closes the connection.
pub struct Connection {
    state: SharedState,
    transport: Arc<dyn Transport>,
    link: SharedLink,
    last_attempt: Attempt,
    /// Takes credentials out of what is told of the last attempt.
    redactor: Arc<Redactor>,
    /// Where the last attempt went, for the next one.
    target: Option<(Endpoint, Options)>,
    /// The transport that has taken over at this target: the next attempt begins with it, so that the server is asked once.
    successor: Option<Arc<dyn Transport>>,
    /// Which control frames are held back, and over the connection of which attempt.
    withheld: (Attempt, Withheld),
}

/// Why a connection was not closed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CloseError {
    /// The frame may not be sent.
    #[error(transparent)]
    Frame(#[from] CloseFrameError),
    /// There is no open connection of which the transport sends a close frame that somebody chose.
    #[error("only a connection with all details sends a close frame of one's own")]
    Unsupported,
}

impl Connection {
    /// A connection that is not connected yet.
    pub fn new(transport: Arc<dyn Transport>, handler: Handler) -> Self {
        Self::with_handler(transport, handler)
    }

    /// The same, for who takes in many messages at once.
    pub fn with_handler(
        transport: Arc<dyn Transport>,
        handler: impl EventHandler + 'static,
    ) -> Self {
        let handler = Box::new(handler);
        Self {
            state: SharedState::new(handler),
            transport,
            link: SharedLink::default(),
            last_attempt: Attempt::default(),
            redactor: Arc::default(),
            target: None,
            successor: None,
            withheld: Default::default(),
        }
    }

    /// Begins an attempt. An open connection, or an attempt under way, is closed first.
    pub fn connect(&mut self, endpoint: &Endpoint, options: &Options) {
        self.disconnect();
        let backoff = options.reconnects.then(|| Backoff::new(seed()));
        self.target = Some((endpoint.clone(), options.clone()));
        self.successor = None;
        self.attempt(backoff);
    }

    /// While it waits for the next attempt: begins it now.
    pub fn retry(&mut self) {
        if let Phase::Waiting { backoff, .. } = self.phase() {
            self.attempt(Some(backoff));
        }
    }

    fn attempt(&mut self, backoff: Option<Backoff>) {
        self.drop_link();
        let Some((endpoint, options)) = &self.target else {
            return;
        };
        self.last_attempt = Attempt(self.last_attempt.0 + 1);
        let attempt = self.last_attempt;
        self.redactor = Arc::new(Redactor::new(endpoint, options));
        let observer = Observer {
            state: self.state.clone(),
            attempt,
            redactor: Arc::clone(&self.redactor),
        };
        let terms = Terms {
            timeout: options.connect_timeout,
            backoff,
        };
        let input = Input::Connect(attempt, endpoint.clone(), terms);
        self.state.lock().apply(input);
        let transport = self.successor.as_ref().unwrap_or(&self.transport);
        match transport.connect(endpoint, options, observer.clone()) {
            Ok(link) => self.link.set(link),
            Err(failure) => observer.observe(Signal::Error(failure)),
        }
    }

    fn drop_link(&mut self) {
        if let Some(link) = self.link.take() {
            self.successor = link.successor().or(self.successor.take());
        }
    }

    /// Whether a message could be sent now.
    ///
    /// # Errors
    /// Why not.
    pub fn can_send(&self) -> Result<(), SendError> {
        self.sender().can_send()
    }

    /// How many messages could be sent now, at least one.
    ///
    /// # Errors
    /// Why none.
    pub fn room(&self) -> Result<usize, SendError> {
        self.sender().room()
    }

    /// What sends over it from another thread.
    pub fn sender(&self) -> Sender {
        Sender::new(self.state.clone(), self.link.clone())
    }

    /// Whether a ping can be sent now.
    pub fn can_ping(&self) -> bool {
        self.can_send().is_ok() && self.link.ask(|link| link.sends_pings()) == Some(true)
    }

    /// Sends one text or binary message, or a ping over a connection with all details. The handler is told
    /// [`Event::Sent`](crate::Event::Sent) before this returns, and before any answer.
    ///
    /// # Errors
    /// When there is no open connection, when too much waits already, and for control frames that cannot be sent.
    pub fn send(&mut self, message: Message) -> Result<(), SendError> {
        self.sender().send(message)
    }

    /// Sends text and binary messages, all or none of them; see [`Sender::send_all`].
    ///
    /// # Errors
    /// As there.
    pub fn send_all(&mut self, messages: Vec<Message>) -> Result<(), SendError> {
        self.sender().send_all(messages)
    }

    /// Whether a frame that somebody put together could be sent now.
    ///
    /// # Errors
    /// Why not.
    pub fn can_send_raw(&self) -> Result<(), SendError> {
        self.sender().can_send_raw()
    }

    /// Sends a frame as it is, in its place between the messages; see [`Sender::send_frame`].
    ///
    /// # Errors
    /// When there is no open connection that can do that, or when too much waits already.
    pub fn send_frame(&mut self, frame: RawFrame) -> Result<(), SendError> {
        self.sender().send_frame(frame)
    }

    /// Holds these control frames back from now on, for as long as this connection lasts.
    ///
    /// # Errors
    /// When there is no open connection that can do that, or when too much waits already.
    pub fn withhold(&mut self, withheld: Withheld) -> Result<(), SendError> {
        self.sender().withhold(withheld)?;
        self.withheld = (self.last_attempt, withheld);
        Ok(())
    }

    /// Which control frames are held back over this connection.
    pub fn withheld(&self) -> Withheld {
        let (attempt, withheld) = self.withheld;
        if self.phase().is_open() && attempt == self.last_attempt {
            withheld
        } else {
            Withheld::default()
        }
    }

    /// Whether frames are told of over the connection that there is.
    pub fn records_frames(&self) -> bool {
        self.phase().is_open() && self.link.ask(|link| link.records_frames()) == Some(true)
    }

    /// Begins to tell of frames, or ends that: at once where the transport can, and in each attempt that follows by itself.
    pub fn record_frames(&mut self, records: bool) {
        if let Some((_, options)) = &mut self.target {
            options.records_frames = records;
        }
        self.link.ask(|link| link.record_frames(records));
    }

    /// Ends the connection, the attempt or the waiting at once. What was sent before still goes out first, if
    /// the peer reads it soon.
    pub fn disconnect(&mut self) {
        self.state.lock().apply(Input::Disconnect(None));
        drop(self.link.take());
    }

    /// How many bytes of frames were read or written over this connection, where the transport tells; 0 elsewhere. It grows while a
    /// large message is still on its way.
    pub fn bytes_moved(&self) -> u64 {
        self.link.ask(|link| link.bytes_moved()).unwrap_or_default()
    }

    /// Whether the connection can be closed with a close frame of one's own.
    pub fn can_close_with(&self) -> bool {
        self.phase().is_open() && self.link.ask(|link| link.sends_close_frames()) == Some(true)
    }

    /// What both sides agreed on, while it is open and where that is told without the handshake: in a browser.
    pub fn agreement(&self) -> Option<Agreement> {
        let is_open = self.phase().is_open();
        let agreement = self
            .link
            .ask(|link| link.agreement())?
            .filter(|_| is_open)?;
        Some(self.redactor.redact_agreement(agreement))
    }

    /// Ends the connection with a close frame of one's own, where [`Self::can_close_with`] says so.
    ///
    /// # Errors
    /// When the frame may not be sent, or not from here. The connection stays open then.
    pub fn close_with(&mut self, frame: CloseFrame) -> Result<(), CloseError> {
        if let Some(link) = self.begin_close(&frame)? {
            link.close_with(frame);
        }
        Ok(())
    }

    /// Closes and waits until the close frame is on its way, at most for `time_limit`.
    /// For the end of the program.
    pub fn finish(&mut self, time_limit: Duration) {
        self.state.lock().apply(Input::Disconnect(None));
        if let Some(link) = self.link.take() {
            link.finish(None, time_limit);
        }
    }

    /// As [`Self::close_with`], and waits until the other side has answered and the socket is let go of, at most for `time_limit`.
    /// For the end of the program.
    ///
    /// # Errors
    /// As [`Self::close_with`].
    pub fn finish_with(
        &mut self,
        frame: CloseFrame,
        time_limit: Duration,
    ) -> Result<(), CloseError> {
        if let Some(link) = self.begin_close(&frame)? {
            link.finish(Some(frame), time_limit);
        }
        Ok(())
    }

    /// Checks whether the frame can be sent, and ends the connection for this side.
    fn begin_close(&mut self, frame: &CloseFrame) -> Result<Option<Box<dyn Link>>, CloseError> {
        frame.check_sendable()?;
        if !self.can_close_with() {
            return Err(CloseError::Unsupported);
        }
        let input = Input::Disconnect(Some(frame.clone()));
        self.state.lock().apply(input);
        Ok(self.link.take())
    }

    /// Lets time pass: ends an attempt whose [`Phase::deadline`] is over, and begins the next one when it is due.
    /// Where nothing is due it does not wait for the handler: that may take its time, and this is called once a frame.
    pub fn tick(&mut self, now: Instant) {
        let mut phase = self.phase();
        if phase.deadline().is_some_and(|deadline| deadline <= now) {
            let mut state = self.state.lock();
            state.step(Input::Tick, now);
            phase = state.phase;
        }
        match phase {
            Phase::Idle => self.drop_link(),
            Phase::Waiting { until, .. } if until <= now => self.retry(),
            Phase::Waiting { .. } => self.drop_link(),
            Phase::Connecting { .. } | Phase::Open { .. } => {}
        }
    }

    /// Where the connection is in its life.
    pub fn phase(&self) -> Phase {
        self.state.phase()
    }
}

impl Drop for Connection {
    fn drop(&mut self) {
        self.disconnect();
    }
}

/// Differs from start to start: of what is told apart by it, nothing is secret.
fn seed() -> u64 {
    let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH);
    now.map_or(0, |now| u64::from(now.subsec_nanos()) ^ now.as_secs())
}
