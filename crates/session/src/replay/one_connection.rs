//! One connection of a file, as if there were no other; or each of them, one after the other.

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

/// Takes what is recorded of one connection after another.
pub trait ConnectionSink: Sink {
    /// What follows is of the connection at this index: its session, and what belongs to it.
    fn connection(&mut self, index: usize) -> ControlFlow<()>;
}

/// Tells a sink of each of some connections of a file, in one pass.
#[derive(Debug)]
pub struct EachConnection<'a, S> {
    places: Vec<u64>,
    /// The index of the one that comes next.
    next: usize,
    attempts: Attempts,
    place: u64,
    /// Of the session that is being read.
    header: Option<Header>,
    /// Whether what was told last belongs to one of them.
    is_told: bool,
    sink: &'a mut S,
}

impl<'a, S: ConnectionSink> EachConnection<'a, S> {
    /// Tells `sink` of these connections, which a [`Survey`](super::Survey) of the same file has found, in the order of the file.
    pub fn of<'c>(
        connections: impl IntoIterator<Item = &'c RecordedConnection>,
        sink: &'a mut S,
    ) -> Self {
        Self {
            places: connections.into_iter().map(|one| one.place).collect(),
            next: 0,
            attempts: Attempts::default(),
            place: 0,
            header: None,
            is_told: false,
            sink,
        }
    }
}

impl<S: ConnectionSink> Sink for EachConnection<'_, S> {
    fn begin(&mut self, header: Header) {
        self.attempts.begin();
        self.header = Some(header);
    }

    fn entry(&mut self, entry: FileEntry) -> ControlFlow<()> {
        let place = self.attempts.place_of(&entry);
        if place != self.place {
            self.place = place;
            self.is_told = self.places.get(self.next) == Some(&place);
            if self.is_told {
                self.sink.connection(self.next)?;
                self.next += 1;
                // Further ones of the session have the same.
                if let Some(header) = &self.header {
                    self.sink.begin(header.clone());
                }
            }
        }
        match self.is_told {
            true => self.sink.entry(entry),
            false => ControlFlow::Continue(()),
        }
    }

    fn frame(&mut self, frame: FileFrame) -> ControlFlow<()> {
        match self.is_told {
            true => self.sink.frame(frame),
            false => ControlFlow::Continue(()),
        }
    }
}
