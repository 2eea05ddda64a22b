//! Sends over a connection, from any thread.

use std::sync::Arc;

use parking_lot::{MappedMutexGuard, Mutex, MutexGuard};
use wire::{RawFrame, Withheld};

use crate::event::Event;
use crate::limits::MAX_PING_BYTES;
use crate::message::{LentMessage, Message};
use crate::observer::{SharedState, State};
use crate::step::Step;
use crate::transport::{Link, Raw};

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
    /// Pongs are sent by the library, and pings over a connection with all details only.
    #[error("this control frame cannot be sent by hand")]
    ControlFrame,
    /// The payload of a ping has at most [`MAX_PING_BYTES`](crate::MAX_PING_BYTES).
    #[error("a ping carries at most 125 bytes")]
    LargePing,
    /// Frames of one's own are sent over a connection with all details only.
    #[error("only a connection with all details sends frames made by hand")]
    RawFrame,
}

/// What carries the connection, as it and who sends over it share it. It is locked before the state of the connection, never
/// after it.
#[derive(Clone, Default)]
pub(crate) struct SharedLink(Arc<Mutex<Option<Box<dyn Link>>>>);

impl SharedLink {
    pub(crate) fn set(&self, link: Box<dyn Link>) {
        // The one before tells its end when it is dropped, which is after the lock.
        let before = self.0.lock().replace(link);
        drop(before);
    }

    /// Takes it, to close it or to let it go: nothing is sent over it any more.
    pub(crate) fn take(&self) -> Option<Box<dyn Link>> {
        self.0.lock().take()
    }

    /// Asks it something, if it is there.
    pub(crate) fn ask<R>(&self, ask: impl FnOnce(&dyn Link) -> R) -> Option<R> {
        self.0.lock().as_deref().map(ask)
    }
}

/// The link of an open connection, locked.
type OpenLink<'a> = MappedMutexGuard<'a, Box<dyn Link>>;

/// Sends over whatever connection its [`Connection`](crate::Connection) has at the moment, from any thread.
#[derive(Clone)]
pub struct Sender {
    state: SharedState,
    link: SharedLink,
}

impl Sender {
    pub(crate) fn new(state: SharedState, link: SharedLink) -> Self {
        Self { state, link }
    }

    /// Whether a message could be sent now.
    ///
    /// # Errors
    /// Why not.
    pub fn can_send(&self) -> Result<(), SendError> {
        self.room().map(drop)
    }

    /// How many messages could be sent now, at least one.
    ///
    /// # Errors
    /// Why none.
    pub fn room(&self) -> Result<usize, SendError> {
        let is_open = self.state.phase().is_open();
        match self.link.ask(|link| link.room()) {
            Some(0) if is_open => Err(SendError::Backlogged),
            Some(room) if is_open => Ok(room),
            _ => Err(SendError::NotOpen),
        }
    }

    /// Sends one text or binary message, or a ping over a connection with all details. The handler is told
    /// [`Event::Sent`](crate::Event::Sent) before this returns, and before any answer.
    ///
    /// # Errors
    /// When there is no open connection, when too much waits already, and for control frames that cannot be sent.
    pub fn send(&self, message: Message) -> Result<(), SendError> {
        let (mut link, mut state) = self.open(|link| match &message {
            Message::Pong(_) => Err(SendError::ControlFrame),
            Message::Ping(_) if !link.sends_pings() => Err(SendError::ControlFrame),
            Message::Ping(payload) if payload.len() > MAX_PING_BYTES => Err(SendError::LargePing),
            _ => Ok(()),
        })?;
        state.tell(Event::Sent((&message).into()));
        // A transport may tell its answer before it returns.
        drop(state);
        link.send(message);
        Ok(())
    }

    /// Sends text and binary messages, all or none of them, as [`Self::send`] does with each: many small ones cost much less so.
    ///
    /// # Errors
    /// As there, and when there is no [`room`](Self::room) for all of them.
    pub fn send_all(&self, messages: Vec<Message>) -> Result<(), SendError> {
        let is_data = |message: &Message| matches!(message, Message::Text(_) | Message::Binary(_));
        let (mut link, mut state) = self.open(|link| {
            if !messages.iter().all(is_data) {
                return Err(SendError::ControlFrame);
            }
            match link.room() >= messages.len() {
                true => Ok(()),
                false => Err(SendError::Backlogged),
            }
        })?;
        state.tell_sent(&mut messages.iter().map(LentMessage::from));
        // As above.
        drop(state);
        messages.into_iter().for_each(|message| link.send(message));
        Ok(())
    }

    /// Whether a frame that somebody put together could be sent now.
    ///
    /// # Errors
    /// Why not.
    pub fn can_send_raw(&self) -> Result<(), SendError> {
        self.can_send()?;
        match self.link.ask(|link| link.sends_raw_frames()) {
            Some(true) => Ok(()),
            Some(false) => Err(SendError::RawFrame),
            None => Err(SendError::NotOpen),
        }
    }

    /// Sends a frame as it is, in its place between the messages. The handler is told [`Step::RawFrame`] before this returns.
    ///
    /// # Errors
    /// When there is no open connection that can do that, or when too much waits already.
    pub fn send_frame(&self, frame: RawFrame) -> Result<(), SendError> {
        let told = Step::RawFrame((&frame).into());
        self.send_raw(Raw::Frame(frame), told)
    }

    /// Holds these control frames back from now on, or lets them go out again. The handler is told [`Step::Withheld`].
    ///
    /// # Errors
    /// When there is no open connection that can do that, or when too much waits already.
    pub(crate) fn withhold(&self, withheld: Withheld) -> Result<(), SendError> {
        self.send_raw(Raw::Withhold(withheld), Step::Withheld(withheld))
    }

    fn send_raw(&self, raw: Raw, told: Step) -> Result<(), SendError> {
        let (mut link, mut state) = self.open(|link| match link.sends_raw_frames() {
            true => Ok(()),
            false => Err(SendError::RawFrame),
        })?;
        state.tell(Event::Step(told));
        // As above.
        drop(state);
        link.send_raw(raw);
        Ok(())
    }

    /// The link and the state of an open connection that has room, and that passes this check. The link is to be held until
    /// what is told has been handed over: so what several threads send goes out in the order of the record.
    fn open(
        &self,
        check: impl FnOnce(&dyn Link) -> Result<(), SendError>,
    ) -> Result<(OpenLink<'_>, MutexGuard<'_, State>), SendError> {
        let link = MutexGuard::try_map(self.link.0.lock(), Option::as_mut);
        let link = link.map_err(|_none| SendError::NotOpen)?;
        let state = self.state.lock();
        if !state.phase.is_open() {
            return Err(SendError::NotOpen);
        }
        check(&**link)?;
        if link.is_full() {
            return Err(SendError::Backlogged);
        }
        Ok((link, state))
    }
}
