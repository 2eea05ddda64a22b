//! Whom a transport tells: the state of a connection, and the way to it for one attempt.

use std::sync::Arc;

use parking_lot::{Mutex, MutexGuard};
use web_time::Instant;

use crate::endpoint::Endpoint;
use crate::event::Event;
use crate::failure::Failure;
use crate::message::LentMessage;
use crate::on_native::SendOnNative;
use crate::options::{Options, ProxyAddress};
use crate::phase::{Attempt, Input, Phase};
use crate::redactor::Redactor;
use crate::signal::Signal;

/// Is told every event, in order, where it happens. It runs under the connection's lock, so it must
/// be short and must not call the connection.
#[cfg(not(target_arch = "wasm32"))]
pub type Handler = Box<dyn FnMut(Event<'_>) + Send>;

/// Is told every event, in order, where it happens. It runs under the connection's lock, so it must
/// be short and must not call the connection.
#[cfg(target_arch = "wasm32")]
pub type Handler = Box<dyn FnMut(Event<'_>)>;

/// Is told as a [`Handler`] is, and of many messages at once where that costs less.
pub trait EventHandler: SendOnNative {
    /// Takes in an event.
    fn handle(&mut self, event: Event<'_>);

    /// Takes in messages that arrived together, in order, each of which is an [`Event::Received`].
    fn handle_received(&mut self, messages: &mut dyn Iterator<Item = LentMessage<'_>>) {
        messages.for_each(|message| self.handle(Event::Received(message)));
    }

    /// Takes in text and binary messages that are sent together, in order, each of which is an [`Event::Sent`].
    fn handle_sent(&mut self, messages: &mut dyn Iterator<Item = LentMessage<'_>>) {
        messages.for_each(|message| self.handle(Event::Sent(message)));
    }
}

impl EventHandler for Handler {
    fn handle(&mut self, event: Event<'_>) {
        self(event);
    }
}

/// The phase of a connection, and who is told when it changes.
pub(crate) struct State {
    pub(crate) phase: Phase,
    /// The same for who only asks. It is locked for as long as it takes to copy it, and nothing is locked meanwhile, so it can be
    /// asked for whatever else is locked.
    seen: Arc<Mutex<Phase>>,
    handler: Box<dyn EventHandler>,
}

impl State {
    pub(crate) fn apply(&mut self, input: Input<'_>) {
        self.step(input, Instant::now());
    }

    pub(crate) fn step(&mut self, input: Input<'_>, now: Instant) {
        let (next, event) = self.phase.step(input, now);
        self.phase = next;
        *self.seen.lock() = next;
        if let Some(event) = event {
            self.handler.handle(event);
        }
    }

    /// Takes in messages that arrived together, as [`Phase::step`] does with each of them: none changes the phase.
    fn receive(&mut self, from: Attempt, messages: &mut dyn Iterator<Item = LentMessage<'_>>) {
        if self.phase.is_open_by(from) {
            self.handler.handle_received(messages);
        }
        // What nobody is told has been received all the same.
        messages.for_each(drop);
    }

    pub(crate) fn tell(&mut self, event: Event<'_>) {
        self.handler.handle(event);
    }

    pub(crate) fn tell_sent(&mut self, messages: &mut dyn Iterator<Item = LentMessage<'_>>) {
        self.handler.handle_sent(messages);
    }
}

/// The state, as the connection and its transport share it.
#[derive(Clone)]
pub(crate) struct SharedState {
    state: Arc<Mutex<State>>,
    seen: Arc<Mutex<Phase>>,
}

impl SharedState {
    #[cfg_attr(
        target_arch = "wasm32",
        expect(
            clippy::arc_with_non_send_sync,
            reason = "in a browser there is one thread"
        )
    )]
    pub(crate) fn new(handler: Box<dyn EventHandler>) -> Self {
        let phase = Phase::Idle;
        let seen = Arc::new(Mutex::new(phase));
        let state = State {
            phase,
            seen: Arc::clone(&seen),
            handler,
        };
        let state = Arc::new(Mutex::new(state));
        Self { state, seen }
    }

    pub(crate) fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock()
    }

    /// Where the connection is in its life. Never waits for the handler.
    pub(crate) fn phase(&self) -> Phase {
        *self.seen.lock()
    }
}

/// Whom a transport tells what happens in one attempt. What it tells of an attempt that is over changes nothing.
#[derive(Clone)]
pub struct Observer {
    pub(crate) state: SharedState,
    pub(crate) attempt: Attempt,
    /// Takes credentials out of what is told.
    pub(crate) redactor: Arc<Redactor>,
}

impl Observer {
    /// One whom nobody listens to: for what is asked of a server beside a connection, by the same way.
    pub fn unheard(endpoint: &Endpoint, options: &Options) -> Self {
        let nobody: Handler = Box::new(|_event| {});
        Self {
            state: SharedState::new(Box::new(nobody)),
            attempt: Attempt(0),
            redactor: Arc::new(Redactor::new(endpoint, options)),
        }
    }

    /// A failure as it may be told: without credentials, which a proxy or a server may have repeated.
    pub fn redacted(&self, failure: Failure) -> Failure {
        self.redactor.redact_failure(failure)
    }

    /// The same, that tells nothing of the login for this proxy either: for one that the options do not name.
    #[must_use]
    pub fn hiding(&self, proxy: &ProxyAddress) -> Self {
        Self {
            redactor: Arc::new(self.redactor.hiding(proxy)),
            ..self.clone()
        }
    }

    /// Takes in what happened. The handler of the connection is told about it before this returns.
    pub fn observe(&self, signal: Signal<'_>) {
        let signal = self.redactor.redact(signal);
        let input = Input::Signal(self.attempt, signal);
        self.state.lock().apply(input);
    }

    /// Takes in messages that arrived together, in order, as [`Self::observe`] does with each of them.
    pub fn observe_received(&self, messages: &mut dyn Iterator<Item = LentMessage<'_>>) {
        self.state.lock().receive(self.attempt, messages);
    }
}
