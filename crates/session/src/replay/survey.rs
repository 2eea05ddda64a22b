//! Which connections a file has.

use std::ops::ControlFlow;

use connection::CloseFrame;
use message_log::{Direction, Kind, Timestamp};
use wire::deflate::Parameters;

use super::attempts::Attempts;
use crate::files::{EntryContent, FileEntry, Header, Sink};
use crate::handshake::{compression, subprotocol};
use crate::recorded_event::RecordedEvent;

/// The most connections that are told of: somebody has to choose among them.
pub const MAX_CONNECTIONS: usize = 10_000;

/// A connection of a file: one that was open, or over which messages went.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RecordedConnection {
    /// Which attempt of the file it is, from 1 on.
    pub(super) place: u64,
    /// Where it went to, without credentials, if the file tells.
    pub address: Option<String>,
    /// The subprotocol that the server chose, if it chose one and the file tells.
    pub subprotocol: Option<String>,
    /// When it was open, or the first message went over it.
    pub began: Timestamp,
    /// When the last of it was recorded.
    pub ended: Timestamp,
    /// The latest time of it: usually that of its end.
    pub latest: Timestamp,
    /// The text and binary messages that the client sent.
    pub sent: u64,
    /// The text and binary messages that the server sent.
    pub received: u64,
    /// How it ended, if the file tells.
    pub ending: Option<RecordedEnding>,
    /// Frames that were put together by hand: a file has their heads only.
    pub raw_frames: u64,
    /// Messages that were too large to be kept when they were recorded.
    pub missing: u64,
    /// What was agreed on compression, if it was and the file tells.
    pub compression: Option<Parameters>,
}

/// How a recorded connection ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RecordedEnding {
    /// The client closed it.
    ByClient(Option<CloseFrame>),
    /// The server closed it.
    ByServer(Option<CloseFrame>),
    /// It broke.
    Lost,
}

/// Finds the connections of a file, as the file is read.
#[derive(Debug, Default)]
pub struct Survey {
    attempts: Attempts,
    found: Vec<RecordedConnection>,
    current: RecordedConnection,
    /// Whether something went over the current one.
    is_open: bool,
    /// Where a session goes to whose attempts do not tell.
    address: Option<String>,
    /// The attempts that came to nothing.
    failed: u64,
    /// The connections that are not told of, since there are too many.
    left_out: u64,
}

impl Survey {
    /// How many attempts the file has over which nothing went.
    pub fn failed(&self) -> u64 {
        self.failed + u64::from(!self.is_open && self.current.place > 0)
    }

    /// How many connections there are beyond [`MAX_CONNECTIONS`].
    pub fn left_out(&self) -> u64 {
        let is_beyond = self.is_open && self.found.len() >= MAX_CONNECTIONS;
        self.left_out + u64::from(is_beyond)
    }

    /// The first [`MAX_CONNECTIONS`] connections, in the order of the file.
    pub fn into_connections(mut self) -> Vec<RecordedConnection> {
        self.end();
        self.found
    }

    fn end(&mut self) {
        let ended = std::mem::take(&mut self.current);
        if !std::mem::take(&mut self.is_open) {
            self.failed += u64::from(ended.place > 0);
        } else if self.found.len() < MAX_CONNECTIONS {
            self.found.push(ended);
        } else {
            self.left_out += 1;
        }
    }

    fn open(&mut self, at: Timestamp) {
        if !std::mem::replace(&mut self.is_open, true) {
            self.current.began = at;
        }
    }

    fn event(&mut self, event: RecordedEvent, at: Timestamp) {
        let current = &mut self.current;
        match event {
            RecordedEvent::Connecting { address } => current.address = Some(address),
            RecordedEvent::Opened => self.open(at),
            RecordedEvent::Step(connection::Step::RawFrame(_)) => current.raw_frames += 1,
            RecordedEvent::Step(step) => {
                if let Some(name) = subprotocol(&step) {
                    current.subprotocol = Some(name);
                }
                if let Some(agreed) = compression(&step) {
                    current.compression = Some(agreed);
                }
            }
            RecordedEvent::OverBudget { .. } => current.missing += 1,
            RecordedEvent::ClosedByUs { frame } => {
                current.ending = Some(RecordedEnding::ByClient(frame));
            }
            RecordedEvent::ClosedByPeer { frame } => {
                current.ending = Some(RecordedEnding::ByServer(frame));
            }
            RecordedEvent::Lost { .. } => current.ending = Some(RecordedEnding::Lost),
            _ => {}
        }
    }
}

impl Sink for Survey {
    fn begin(&mut self, header: Header) {
        self.attempts.begin();
        self.address = header.address;
    }

    fn entry(&mut self, entry: FileEntry) -> ControlFlow<()> {
        let place = self.attempts.place_of(&entry);
        if place != self.current.place {
            self.end();
            self.current.place = place;
            self.current.address.clone_from(&self.address);
        }
        self.current.ended = entry.at;
        self.current.latest = self.current.latest.max(entry.at);
        match entry.content {
            EntryContent::Message {
                direction, kind, ..
            } => {
                self.open(entry.at);
                let is_data = u64::from(matches!(kind, Kind::Text | Kind::Binary));
                match direction {
                    Direction::Sent => self.current.sent += is_data,
                    Direction::Received | Direction::Local => self.current.received += is_data,
                }
            }
            EntryContent::Event(event) => self.event(*event, entry.at),
        }
        ControlFlow::Continue(())
    }
}
