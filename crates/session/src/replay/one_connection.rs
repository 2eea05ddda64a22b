//! One connection of a file, as if there were no other.

use std::ops::ControlFlow;

use super::attempts::Attempts;
use super::survey::RecordedConnection;
use crate::files::{FileEntry, FileFrame, Header, Sink};

/// Tells another sink of one connection of a file: its session, and what belongs to it.
#[derive(Debug)]
pub struct OneConnection<'a, S> {
    place: u64,
    attempts: Attempts,
    /// Of the session that is being read, until it is told.
    header: Option<Header>,
    /// Whether what was told last belongs to it.
    is_told: bool,
    sink: &'a mut S,
}

impl<'a, S: Sink> OneConnection<'a, S> {
    /// Tells `sink` of this connection, which a [`Survey`](super::Survey) of the same file has found.
    pub fn of(connection: &RecordedConnection, sink: &'a mut S) -> Self {
        Self {
            place: connection.place,
            attempts: Attempts::default(),
            header: None,
            is_told: false,
            sink,
        }
    }
}

impl<S: Sink> Sink for OneConnection<'_, S> {
    fn begin(&mut self, header: Header) {
        self.attempts.begin();
        self.header = Some(header);
    }

    fn entry(&mut self, entry: FileEntry) -> ControlFlow<()> {
        let place = self.attempts.place_of(&entry);
        self.is_told = place == self.place;
        // To its end: what cannot be read of a file is told.
        if place != self.place {
            return ControlFlow::Continue(());
        }
        if let Some(header) = self.header.take() {
            self.sink.begin(header);
        }
        self.sink.entry(entry)
    }

    fn frame(&mut self, frame: FileFrame) -> ControlFlow<()> {
        // It stands behind what was told last, and is of the same connection.
        match self.is_told {
            true => self.sink.frame(frame),
            false => ControlFlow::Continue(()),
        }
    }
}
